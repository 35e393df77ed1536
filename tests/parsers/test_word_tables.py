"""The reader of Word: tables."""

from __future__ import annotations

import pytest

from parsers.document import BlockKind
from parsers.report import ReadError
from tests.factory.in_word import as_table, cell, paragraph, run
from tests.parsers.word_files import (
    BY,
    grid,
    plain,
    row,
    texts,
    word,
)


def test_cells_know_their_columns_and_extents() -> None:
    table = as_table(
        [
            row(plain("甲", 2), plain("乙")),
            row(plain("丙", 1, "restart"), plain("1"), plain("")),
            row(plain("", 1, "continue"), plain("2"), plain("3")),
            row(plain("4"), properties='<w:gridBefore w:val="2"/>'),
        ],
        3,
    )
    document = word(table + paragraph(run("后")) + table)
    assert grid(document)[:4] == [
        [("甲", 0, 2, 1), ("乙", 2, 1, 1)],
        [("丙", 0, 1, 2), ("1", 1, 1, 1), ("", 2, 1, 1)],
        [("2", 1, 1, 1), ("3", 2, 1, 1)],
        [("4", 2, 1, 1)],
    ]
    assert [block.table for block in document.blocks] == [1, 1, 1, 1, None, 2, 2, 2, 2]
    where = document.blocks[2].cells[1].where
    assert (where.table, where.row, where.column) == (1, 3, 3)


def test_tables_without_anything_between_stay_two() -> None:
    one = as_table([row(plain("1"), plain("2"))], 2)
    assert [block.table for block in word(one + one).blocks] == [1, 2]


def test_a_row_wholly_covered_from_above_is_no_block() -> None:
    tall = [
        row(plain("1", 1, "restart"), plain("2", 1, "restart")),
        row(plain("", 1, "continue"), plain("", 1, "continue")),
    ]
    document = word(as_table([*tall, row(plain("3"), plain("4"))], 2))
    assert grid(document) == [[("1", 0, 1, 2), ("2", 1, 1, 2)], [("3", 0, 1, 1), ("4", 1, 1, 1)]]
    assert document.blocks[1].where.row == 3


def test_old_merges_to_the_right_count() -> None:
    first, second = (
        f'<w:tc><w:tcPr><w:hMerge w:val="{x}"/></w:tcPr>{paragraph(t)}</w:tc>'
        for x, t in (("restart", run("1")), ("continue", ""))
    )
    assert grid(word(as_table([row(first, second, plain("2"))], 3))) == [[("1", 0, 2, 1), ("2", 2, 1, 1)]]


def test_old_merges_to_the_right_go_on_below() -> None:
    def cell(text: str, right: str, down: str) -> str:
        merges = f'<w:hMerge w:val="{right}"/><w:vMerge w:val="{down}"/>'
        return f"<w:tc><w:tcPr>{merges}</w:tcPr>{paragraph(run(text) if text else '')}</w:tc>"

    upper = row(cell("1", "restart", "restart"), cell("", "continue", "restart"), plain("2"))
    lower = row(cell("", "restart", "continue"), cell("", "continue", "continue"), plain("3"))
    expected = [[("1", 0, 2, 2), ("2", 2, 1, 1)], [("3", 2, 1, 1)]]
    assert grid(word(as_table([upper, lower], 3))) == expected


def test_a_table_parted_within_a_merged_cell_begins_with_an_empty_one() -> None:
    """Parting a table, Word leaves the lower half of a merged cell in it: it shows as an empty cell."""
    lower = [row(plain("", 1, "continue"), plain("2")), row(plain("", 1, "continue"), plain("3"))]
    document = word(as_table(lower, 2))
    assert grid(document) == [[("", 0, 1, 2), ("2", 1, 1, 1)], [("3", 1, 1, 1)]]
    assert all(cell.sure for block in document.blocks for cell in block.cells)


def test_a_cell_that_continues_nothing_stands_for_itself_but_is_not_sure() -> None:
    cells = word(as_table([row(plain("1", 1, "continue"), plain("2"))], 2)).blocks[0].cells
    assert [(c.text, c.sure) for c in cells] == [("1", False), ("2", True)]


def test_a_lower_half_a_row_too_low_gives_way() -> None:
    """Converters put the lower half of a cell at a row's end into the row below the one that it belongs to."""
    table = as_table(
        [
            row(plain("甲", 2), plain("总计", 1, "restart")),
            row(plain("乙"), plain("丙")),
            row(plain("1"), plain("2"), plain("", 1, "continue"), plain("3")),
            row(plain("4"), plain("5"), plain("9")),
        ],
        3,
    )
    document = word(table)
    assert grid(document)[2] == [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)]
    assert all(cell.sure for block in document.blocks for cell in block.cells)


def test_a_lower_half_without_an_upper_one_stays_where_its_row_fits() -> None:
    table = as_table([row(plain("1"), plain("2")), row(plain("", 1, "continue"), plain("3"))], 2)
    assert [(c.text, c.column, c.sure) for c in word(table).blocks[1].cells] == [("", 0, False), ("3", 1, True)]


def test_a_number_under_a_merge_makes_it_unsure() -> None:
    table = as_table([row(plain("1", 1, "restart"), plain("2")), row(plain("7", 1, "continue"), plain("3"))], 2)
    assert [(c.text, c.sure) for b in word(table).blocks for c in b.cells] == [("1", False), ("2", True), ("3", True)]


def test_deleted_and_hidden_rows_and_cells_are_gone() -> None:
    gone = f"<w:tc><w:tcPr><w:cellDel {BY}/></w:tcPr>{paragraph(run('9'))}</w:tc>"
    table = as_table(
        [
            row(plain("1"), plain("2")),
            row(plain("8"), plain("8"), properties=f"<w:del {BY}/>"),
            row(plain("7"), plain("7"), properties="<w:hidden/>"),
            row(plain("3"), gone, plain("4"), properties=f"<w:ins {BY}/>"),
        ],
        2,
    )
    assert texts(word(table)) == ["1 2", "3 4"]


def test_rows_and_cells_in_controls_are_read() -> None:
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = as_table([row(plain("1"), control.format(plain("2"))), control.format(row(plain("3"), plain("4")))], 2)
    assert texts(word(control.format(table))) == ["1 2", "3 4"]


def test_paragraphs_of_a_cell_keep_apart() -> None:
    assert (
        word(as_table([row(cell(paragraph(run("1")) + paragraph("") + paragraph(run("2"))), plain("3"))], 2))
        .blocks[0]
        .cells[0]
        .text
        == "1\n2"
    )


def test_a_table_around_others_only_arranges() -> None:
    inner = as_table([row(plain("1"), plain("2"))], 2)
    outer = as_table([row(cell(paragraph(run("标题")) + inner), plain("旁")), row(cell(inner), plain("尾"))], 2)
    document = word(outer)
    assert texts(document) == ["标题", "1 2", "旁", "1 2", "尾"]
    assert [block.table for block in document.blocks] == [None, 1, None, 2, None]


def test_a_frame_of_one_cell_is_no_table() -> None:
    assert [block.kind for block in word(as_table([row(plain("正文"))], 1)).blocks] == [BlockKind.TEXT]


def test_columns_of_a_rounding_error_vanish() -> None:
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in (900, 898, 2, 900))
    rows = [row(plain("1"), plain("2"), plain("3", 2)), row(plain("4"), plain("5", 2), plain("6"))]
    document = word(f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>")
    assert grid(document) == [
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)],
        [("4", 0, 1, 1), ("5", 1, 1, 1), ("6", 2, 1, 1)],
    ]


@pytest.mark.parametrize(
    "inside",
    [
        run("12"),
        "<w:t>12</w:t>",
        f"<w:tc>{paragraph(run('12'))}</w:tc>",
        f"<w:customXml>{run('12')}</w:customXml>",
        f"<w:sdt><w:sdtContent><w:ins>{run('12')}</w:ins></w:sdtContent></w:sdt>",
    ],
)
def test_text_where_none_can_stand_is_no_blank(inside: str) -> None:
    cells = word(as_table([f"<w:tr><w:tc>{inside}</w:tc>{plain('3')}</w:tr>"], 2)).blocks[0].cells
    assert [cell.sure for cell in cells] == [False, True]


@pytest.mark.parametrize(
    "inside", ["<w:tcPr> </w:tcPr>", "<w:bookmarkStart/>", f"<w:del>{paragraph(run('12'))}</w:del>"]
)
def test_what_shows_nothing_leaves_a_cell_sure(inside: str) -> None:
    cells = word(as_table([f"<w:tr><w:tc>{inside}<w:p/></w:tc>{plain('3')}</w:tr>"], 2)).blocks[0].cells
    assert [(cell.text, cell.sure) for cell in cells] == [("", True), ("3", True)]


ROW = row(plain("1"), plain("2"))
TABLE = as_table([ROW], 2)


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:r>{TABLE}</w:r></w:p>",
        f"<w:p>{TABLE}</w:p>",
        f"<w:x>{TABLE}</w:x>",
        as_table([ROW, f"<w:x>{ROW}</w:x>"], 2),
        as_table([ROW, f"<w:tr>{ROW}</w:tr>"], 2),
        as_table([ROW, TABLE], 2),
        as_table([ROW, f"<w:tr>{plain('3')}<w:r>{plain('4')}</w:r></w:tr>"], 2),
    ],
    ids=["run", "paragraph", "unknown", "row in unknown", "row in row", "table in table", "cell in run"],
)
def test_no_part_of_a_table_is_missing_without_a_trace(body: str) -> None:
    with pytest.raises(ReadError) as caught:
        word(body)
    assert caught.value.code == "damaged-file"


def test_what_holds_nothing_may_stand_anywhere() -> None:
    body = f"<w:p>{as_table([row('<w:tc><w:p/></w:tc>', '<w:tc><w:p/></w:tc>')], 2)}</w:p>{TABLE}"
    assert len(word(body).blocks) == 1
