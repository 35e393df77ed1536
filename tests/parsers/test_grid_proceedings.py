"""T4 on a grid whose cells a reader could not all read: nothing moves up, and the table is not called absent."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

import parsers
from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.form import OUTCOMES
from parsers.reading import interpret
from parsers.report import Report, Status, Where
from tests.factory.content import make_content
from tests.factory.in_document import official_document

Rows = list[list[BlockCell]]


def read_with(change: Callable[[Rows], Rows]) -> Report:
    """A whole report, the rows of its last table changed."""
    document = official_document(make_content(3), 3)
    last = max(block.table or 0 for block in document.blocks)
    at = next(i for i, block in enumerate(document.blocks) if block.table == last)
    rows = change([list(block.cells) for block in document.blocks if block.table == last])
    blocks = [block for block in document.blocks if block.table != last]
    blocks[at:at] = [Block(BlockKind.GRID, tuple(row), last) for row in rows]
    return interpret(Document(document.media_type, tuple(blocks)))


def told(report: Report) -> dict[str, Status]:
    return {key: cell.status for key, cell in report.cells.items() if key.startswith("proceedings.")}


def row_of(texts: list[str], unsure: frozenset[int]) -> list[BlockCell]:
    return [
        BlockCell(text, Where(table=3, row=4, column=i + 1), i, sure=i not in unsure) for i, text in enumerate(texts)
    ]


def test_a_shifted_row_keeps_no_zero_beside_an_unsure_cell() -> None:
    """The first cell of the last channel was lost, what follows stands one to the left, and 14261 could not be read."""
    shifted = ["0"] * 13 + ["1426\n1", ""]
    report = read_with(lambda rows: [*rows[:-1], row_of(shifted, frozenset({13}))])
    assert set(told(report).values()) == {Status.AMBIGUOUS}


def test_a_table_whose_heads_cannot_be_read_is_not_called_absent() -> None:
    """Heads printed over each other, and few numbers: section four holds a grid all the same."""

    def garbled(rows: Rows) -> Rows:
        heads = [[msgspec.structs.replace(cell, text="结维尚果", sure=False) for cell in row] for row in rows[:-1]]
        return [*heads, row_of(["结维0果"] * 15, frozenset(range(15)))]

    assert set(told(read_with(garbled)).values()) == {Status.AMBIGUOUS}


def test_a_table_that_is_not_there_is_absent() -> None:
    assert set(told(read_with(lambda _: [])).values()) == {Status.ABSENT}


@pytest.mark.parametrize(
    "texts",
    [
        ["0"] * 8 + ["", "0", "0", "0", "0", "", "0", "0"],
        ["0", "", "0", "", "0", "0", "0", "0", "0", "", "0", "0", "0", "0", "0", ""],
    ],
)
def test_a_row_of_zeros_and_gaps_with_a_cell_too_many_is_withheld(texts: list[str]) -> None:
    """One of the empty cells is astray, and no zero behind it stands in its column; the others may be blank."""
    report = read_with(lambda rows: [*rows[:-1], row_of(texts, frozenset())])
    assert set(told(report).values()) == {Status.AMBIGUOUS}


def test_a_row_of_zeros_with_padding_behind_it_is_read() -> None:
    report = read_with(lambda rows: [*rows[:-1], row_of([*["0"] * 15, "", ""], frozenset())])
    assert set(told(report).values()) == {Status.OK}


def test_a_gap_does_not_stand_for_what_the_total_leaves() -> None:
    """Of 0, 211, 0, 0 the second was lost and an empty cell came in behind: the third is not the second outcome."""
    texts = ["0", "0", "0", "", "211", "1", "0", "0", "0", "1", "2", "0", "3", "0", "5"]
    found = told(read_with(lambda rows: [*rows[:-1], row_of(texts, frozenset())]))
    outcomes = [f"proceedings.review.{outcome}" for outcome in ("upheld", "corrected", "other", "pending")]
    assert {found[key] for key in outcomes} == {Status.AMBIGUOUS}
    assert {status for key, status in found.items() if key not in outcomes} == {Status.OK}


def test_heads_of_t3_repeated_on_every_page_are_no_second_t4() -> None:
    """总计 stands in the heads of both, and T4 has it three times."""
    document = official_document(make_content(3), 3)
    first = next(i for i, block in enumerate(document.blocks) if "自然人" in block.text)
    heads = document.blocks[first - 1 : first + 2]
    blocks = list(document.blocks)
    for page in (first + 16, first + 8):
        blocks[page:page] = heads
    report = interpret(msgspec.structs.replace(document, blocks=tuple(blocks)))
    assert set(told(report).values()) == {Status.OK}


def test_a_row_that_lost_its_zeros_and_slid_to_the_left_is_withheld() -> None:
    """Of 5 0 0 0 5 | 3 1 0 0 4 | 2 0 7 0 9 the zeros are gone, and the row was filled up behind."""
    slid = [*"5531429", "9", "1", "1", *[""] * 5]
    report = read_with(lambda rows: [*rows[:-1], row_of(slid, frozenset())])
    assert set(told(report).values()) == {Status.AMBIGUOUS}


def test_an_empty_channel_behind_ones_that_add_up_is_blank() -> None:
    report = read_with(lambda rows: [*rows[:-1], row_of([*"5000531004", *[""] * 5], frozenset())])
    assert list(told(report).values()) == [Status.OK] * 10 + [Status.BLANK] * 5


def spaced(rows: Rows) -> Rows:
    """Merged cells dropped, and an empty column behind each: what a designer's table is full of."""
    width = max(cell.column + cell.span for row in rows for cell in row)
    out = []
    for row in rows:
        texts = {cell.column: cell for cell in row}
        blank = [BlockCell("", Where(), 2 * i) for i in range(width)]
        filled = [
            msgspec.structs.replace(texts[i], column=2 * i, span=1) if i in texts else blank[i] for i in range(width)
        ]
        out.append([cell for i, one in enumerate(filled) for cell in (one, BlockCell("", Where(), 2 * i + 1))])
    return out


def turned(rows: Rows) -> Rows:
    """The table on its side: a row a number, its channel said in the first of its rows only."""
    cells = [(n, cell) for n, row in enumerate(rows) for cell in row]
    columns = sorted({cell.column for _, cell in cells})
    return [
        [msgspec.structs.replace(cell, column=n, span=1) for n, cell in cells if cell.column == column]
        for column in columns
    ]


@pytest.mark.parametrize("change", [spaced, turned])
def test_a_table_in_another_shape_is_read(change: Callable[[Rows], Rows]) -> None:
    plain, changed = read_with(lambda rows: rows), read_with(change)
    values = {key: (cell.status, cell.value) for key, cell in plain.cells.items()}
    assert {status for status, _ in values.values()} == {Status.OK}
    assert {key: (cell.status, cell.value) for key, cell in changed.cells.items()} == values


def test_a_table_of_something_else_behind_it_does_no_harm() -> None:
    document = official_document(make_content(3), 3)
    last = max(i for i, block in enumerate(document.blocks) if block.table is not None)
    texts = (("单位", "新收", "结转"), ("甲镇", "4", "0"), ("乙镇", "12", "1"))
    other = tuple(
        Block(BlockKind.GRID, tuple(BlockCell(text, Where(table=9), i) for i, text in enumerate(row)), 9)
        for row in texts
    )
    blocks = (*document.blocks[: last + 1], *other, *document.blocks[last + 1 :])
    assert told(interpret(Document(document.media_type, blocks))) == told(interpret(document))


def test_numbers_that_moved_up_in_a_table_on_its_side_are_withheld() -> None:
    """The first number of a channel was lost, and what stood below it moved up: the sums fail, and the end is empty."""

    def moved(rows: Rows) -> Rows:
        *heads, last = rows
        texts = ["0", "3", "0", "0", "3", "0", "0", "0", "2", "0", "0", "0", "6", "6", ""]
        cells = [msgspec.structs.replace(cell, text=text) for cell, text in zip(last, texts, strict=True)]
        return turned([*heads, cells])

    assert Status.OK not in told(read_with(moved)).values()


@pytest.mark.parametrize("margin", [0, 1, 2])
def test_empty_columns_on_the_left_hold_no_cells(margin: int) -> None:
    """A sheet whose table begins in its second column, saved as text: each row has the cells before it as well."""
    outcomes = [outcome.label for outcome in OUTCOMES]
    gap = [""] * (len(outcomes) - 1)
    rows = [
        ["行政复议", *gap, "行政诉讼", *gap, "", *gap],
        ["", *gap, "未经复议直接起诉", *gap, "复议后起诉", *gap],
        outcomes * 3,
        [str(number) for number in (1, 2, 3, 4, 10, 5, 0, 1, 0, 6, 2, 2, 0, 3, 7)],
    ]
    above = ["清河县民政局2023年政府信息公开工作年度报告", "一、总体情况", "四、政府信息公开行政复议、行政诉讼情况"]
    sheet = "\n".join([*above, *(",".join([""] * margin + row) for row in rows)])
    report = parsers.read(sheet.encode())
    assert [str(cell.value) for key, cell in report.cells.items() if key.startswith("proceedings.")] == rows[-1]


def test_a_row_whose_first_cell_stands_in_the_margin_has_moved() -> None:
    def moved(rows: Rows) -> Rows:
        heads = [[msgspec.structs.replace(cell, column=cell.column + 1) for cell in cells] for cells in rows[:-1]]
        return [*heads, [*rows[-1], msgspec.structs.replace(rows[-1][-1], text="", column=15)]]

    assert set(told(read_with(moved)).values()) == {Status.AMBIGUOUS}
