"""Tables of scans that run over page breaks, and rows that do."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers.scan_cells import Read  # noqa: E402 - needs the extra
from parsers.readers.scan_grid import Grid, Slot  # noqa: E402 - needs the extra
from parsers.readers.scan_join import Piece, blocks  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Frame  # noqa: E402 - needs the extra

FIRST = [["1.申请人无正当理由逾期不补正", "4", "0", "4"], ["2.申请人逾期未按收费通知要求", "2", "1", "3"]]
REST, LAST = ["缴纳费用", "", "", ""], ["3.其他", "0", "5", "5"]


def page(number: int, rows: list[list[str]]) -> Piece:
    """A page with a table of these rows alone."""
    reads = [
        Read(Slot(r, c, 1, 1, (100 * c, 40 * r, 100 * c + 100, 40 * r + 40)), text, sure=True)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    grid = Grid(tuple(read.slot for read in reads), (0, 0, 400, 40 * len(rows)), (0, 100, 200, 300, 400), len(rows))
    return Piece(Frame(number, 500, np.eye(3)), (grid, reads), 0.0)


def read(*tables: list[list[str]]) -> list[list[str]]:
    """The rows of the table on these pages."""
    found = blocks([page(number, rows) for number, rows in enumerate(tables, start=1)])
    return [[cell.text for cell in block.cells] for block in found]


def test_a_label_broken_over_two_pages_is_one() -> None:
    label, *numbers = FIRST[1]
    assert read(FIRST, [REST, LAST]) == [FIRST[0], [label + REST[0], *numbers], LAST]


@pytest.mark.parametrize("rest", ["稳定”", "开", "确"])
def test_the_rest_of_a_label_may_be_a_few_letters(rest: str) -> None:
    label, *numbers = FIRST[1]
    assert read(FIRST, [[rest, "", "", ""], LAST]) == [FIRST[0], [label + rest, *numbers], LAST]


@pytest.mark.parametrize(
    "row",
    [["3.其他", "", "", ""], ["缴纳费用", "", "", "7"], ["总计", "", "", ""], ["其他", "", "", ""], ["", "", "", ""]],
)
def test_what_may_be_a_row_of_its_own_stays_one(row: list[str]) -> None:
    assert read(FIRST, [row, LAST]) == [*FIRST, row, LAST]


def test_a_row_without_numbers_takes_no_rest() -> None:
    first = [FIRST[0], [FIRST[1][0], "", "1", "1"]]
    assert read(first, [REST, LAST]) == [*first, REST, LAST]


def sure(*tables: list[list[str]]) -> list[list[bool]]:
    """Which cells of the table on these pages are sure."""
    found = blocks([page(number, rows) for number, rows in enumerate(tables, start=1)])
    return [[cell.sure for cell in block.cells] for block in found]


def test_blank_rows_at_a_break_are_blank_where_both_are_numbered() -> None:
    blank, after = ["2.重复申请", "", "", ""], ["3.要求提供公开出版物", "", "", ""]
    assert all(map(all, sure([FIRST[0], blank], [after, LAST])))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["2.重复申请", "", "", ""], ["总计", "", "", ""]),
        (["2.重复申请", "", "", ""], ["", "", "", ""]),
        (["", "", "", ""], ["3.要求提供公开出版物", "", "", ""]),
        (["2.申请人逾期未按收费通知要求", "", "", ""], ["缴纳费用", "", "", ""]),
        (["（五）不予处理", "", "", ""], ["", "1.信访举报投诉类申请", "", ""]),
    ],
)
def test_blanks_at_a_break_may_be_half_a_row(above: list[str], below: list[str]) -> None:
    found = sure([FIRST[0], above], [below, LAST])
    assert not any(
        cell for row, said in ((1, above), (2, below)) for cell, text in zip(found[row], said, strict=True) if not text
    )


def group_over_pages(begun: str, rest: str) -> list[list[str]]:
    """The rows of a table whose first column is one cell over a row above a page break and two below it."""
    first = page(1, [[begun, "1.重复申请", "1", "2"]])
    grid, reads = page(2, [[rest, "2.要求提供公开出版物", "0", "0"], ["", "3.其他", "3", "4"]]).content  # type: ignore[misc] # a table
    cells = [replace(read, slot=replace(read.slot, height=2)) if read.text == rest else read for read in reads]
    second = Piece(Frame(2, 500, np.eye(3)), (grid, [cell for cell in cells if cell.text]), 0.0)
    return [[cell.text for cell in block.cells] for block in blocks([first, second])]


def test_the_label_of_a_group_may_begin_above_a_break_and_end_below() -> None:
    assert group_over_pages("(五)不", "予处理") == [
        ["(五)不予处理", "1.重复申请", "1", "2"],
        ["2.要求提供公开出版物", "0", "0"],
        ["3.其他", "3", "4"],
    ]


@pytest.mark.parametrize(
    ("begun", "rest"), [("(五)不予处理", "(六)其他处理"), ("总计", "其他处理"), ("(五)不予处理", "7")]
)
def test_labels_of_two_groups_stay_two(begun: str, rest: str) -> None:
    assert [row[0] for row in group_over_pages(begun, rest)][:2] == [begun, rest]
