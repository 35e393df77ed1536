"""The reader of sheets: rows and tables, in both formats."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlwt

import parsers
from parsers.document import Document, EnclosureKind
from parsers.media_types import XLS, XLSX
from parsers.readers.sheet import read_sheet
from parsers.readers.sheet_hidden import HIDDEN
from parsers.report import Status
from tests.parsers.sheet_files import OFFICE, THIN, grid, package, rows, saved, xls, xlsx


def a_form(write: Callable[..., None], merge: Callable[[int, int, int, int, str], None]) -> None:
    """A title, a table with merged cells, a heading, a table with a blank row of numbers."""
    merge(0, 0, 0, 3, "云溪县民政局2023年度报告")
    write(1, 0, "单位：件")
    merge(2, 0, 2, 3, "第一项")
    for column, text in enumerate(("内容", "制发", "废止", "有效")):
        write(3, column, text)
    merge(4, 0, 5, 0, "规章")
    for row in (4, 5):
        for column in (1, 2, 3):
            write(row, column, 10 * row + column)
    merge(6, 0, 6, 3, "第二项")
    write(7, 0, "处罚")
    write(7, 1, 7.5)
    write(9, 0, "三、收到和处理情况")
    write(10, 0, "甲")
    write(10, 1, 1)
    write(11, 0, "乙")


EXPECTED: list[list[str] | str] = [
    "云溪县民政局2023年度报告",
    "单位：件",
    "第一项",
    ["内容", "制发", "废止", "有效"],
    ["规章", "41", "42", "43"],
    ["51", "52", "53"],
    ["第二项"],
    ["处罚", "7.5", "", ""],
    "三、收到和处理情况",
    ["甲", "1"],
    ["乙", ""],
]


def in_xlsx(sheet: Any) -> None:
    def merge(top: int, left: int, bottom: int, right: int, text: str) -> None:
        sheet.cell(top + 1, left + 1, text)
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)

    a_form(lambda row, column, value: sheet.cell(row + 1, column + 1, value), merge)


def in_xls(sheet: Any) -> None:
    a_form(sheet.write, lambda top, left, bottom, right, text: sheet.write_merge(top, bottom, left, right, text))


@pytest.mark.parametrize("document", [xlsx(in_xlsx), xls(in_xls)], ids=["xlsx", "xls"])
def test_titles_are_text_and_tables_are_tables(document: Document) -> None:
    assert rows(document) == EXPECTED
    assert [block.table for block in document.blocks] == [None, None, None, 1, 1, 1, 1, 1, None, 2, 2]
    assert grid(document)[1:4] == [
        [("规章", 0, 1, 2), ("41", 1, 1, 1), ("42", 2, 1, 1), ("43", 3, 1, 1)],
        [("51", 1, 1, 1), ("52", 2, 1, 1), ("53", 3, 1, 1)],
        [("第二项", 0, 4, 1)],
    ]
    where = document.blocks[5].cells[0].where
    assert (where.table, where.row, where.column) == (1, 3, 2)


def test_the_type_is_said() -> None:
    assert (xlsx(in_xlsx).media_type, xls(in_xls).media_type) == (XLSX, XLS)


def test_frames_tell_blank_rows_from_text() -> None:
    def fill(sheet: Any) -> None:
        for row in (("甲", 1), ("乙", None), (None, None), ("三、丙", None)):
            sheet.append(row)
        for at in ("A1", "B1", "A2", "B2", "A3", "B3", "A4", "B4"):
            sheet[at].border = THIN
        sheet["A5"] = "注：数据截至年底。"
        sheet["A7"] = "正文"

    assert rows(xlsx(fill)) == [["甲", "1"], ["乙", ""], ["", ""], ["三、丙", ""], "注：数据截至年底。", "正文"]


def test_a_frame_around_text_makes_no_table() -> None:
    def fill(sheet: Any) -> None:
        for row, text in enumerate(("一、总体情况", "本年度工作有序。\n第二段"), start=1):
            sheet.cell(row, 1, text).border = THIN

    assert rows(xlsx(fill)) == ["一、总体情况", "本年度工作有序。", "第二段"]


def test_tables_on_sheets_of_their_own_come_in_order() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Sheet0", 0).append(["甲", 1])
    for name, state in (("二、主动公开", "visible"), ("旧表", "hidden"), ("更旧", "veryHidden"), ("Sheet3", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append([name, 2])
    document = read_sheet(saved(book))
    assert rows(document) == [["甲", "1"], "二、主动公开", ["二、主动公开", "2"], ["Sheet3", "2"]]
    assert [block.table for block in document.blocks] == [1, None, 2, 3]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["某县民政局年度报告"], ["甲", 1]], ["某县民政局年度报告", "主动公开情况", ["甲", "1"]]),
        (
            [["某县民政局年度报告"], ["二、主动公开情况"], ["甲", 1]],
            ["某县民政局年度报告", "二、主动公开情况", ["甲", "1"]],
        ),
        (
            [["某县民政局年度报告"], ["行政复议"], ["甲", 1]],
            ["某县民政局年度报告", "主动公开情况", "行政复议", ["甲", "1"]],
        ),
        ([["二、公开情况"], ["行政复议"], ["甲", 1]], ["二、公开情况", "行政复议", ["甲", "1"]]),
        ([["本年公开工作有序。"]], ["主动公开情况", "本年公开工作有序。"]),
    ],
)
def test_the_name_of_a_sheet_heads_its_table_but_no_title(lines: list[list[Any]], expected: list[Any]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "主动公开情况"
    for line in lines:
        sheet.append(line)
    assert rows(read_sheet(saved(book))) == expected


def test_hidden_sheets_of_xls_are_not_there() -> None:
    book = xlwt.Workbook()
    for index, name in enumerate(("a", "b")):
        sheet = book.add_sheet(name)
        sheet.visibility = index
        sheet.write(0, 0, name)
        sheet.write(0, 1, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows(read_sheet(buffer.getvalue())) == [["a", "1"]]


def _hide_xlsx(sheet: Any) -> None:
    for row in (("甲", 8, 1), ("乙", 8, 9), ("丙", 8, 2)):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True


def _hide_xls(sheet: Any) -> None:
    for row, values in enumerate((("甲", 8, 1), ("乙", 8, 9), ("丙", 8, 2))):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    sheet.row(1).hidden = True
    sheet.col(1).hidden = True


@pytest.mark.parametrize("document", [xlsx(_hide_xlsx), xls(_hide_xls)], ids=["xlsx", "xls"])
def test_hidden_rows_and_columns_are_not_there_but_in_a_table_it_is_said_that_rows_are(document: Document) -> None:
    assert rows(document) == [["甲", "1"], [HIDDEN, ""], ["丙", "2"]]
    assert [block.table for block in document.blocks] == [1, 1, 1]


def test_hidden_rows_around_a_table_leave_no_trace() -> None:
    def fill(sheet: Any) -> None:
        for row in (("代码", 8), ("甲", 1), ("乙", 2), ("注", 9)):
            sheet.append(row)
        for number in (1, 4):
            sheet.row_dimensions[number].hidden = True

    assert rows(xlsx(fill)) == [["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize("hide", ["last row", "last column", "table"])
def test_nothing_is_called_absent_beside_what_a_sheet_hides(hide: str) -> None:
    lines: list[tuple[Any, ...]] = [
        ("云溪县民政局2023年政府信息公开工作年度报告",),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        *((label, 1, 2, 3) for label in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")),
        ("四、政府信息公开行政复议、行政诉讼情况",),
        ("行政复议",),
        ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"),
        (1, 2, 3, 4, 10),
    ]
    for make in (_xlsx_with_hidden, _xls_with_hidden):
        hidden = {"last row": {5}, "last column": set[int](), "table": {7, 8, 9}}[hide]
        report = parsers.read(make(lines, hidden, {3} if hide == "last column" else set()))
        gone = {
            "last row": "disclosure.coercive_measures.decisions",
            "last column": "disclosure.penalties.decisions",
            "table": "proceedings.review.upheld",
        }[hide]
        assert report.status(gone) is Status.AMBIGUOUS
        assert Status.ABSENT not in {cell.status for cell in report.cells.values()}
        assert hide == "last column" or report.value("disclosure.licences.items_last_year") == 1


def _xlsx_with_hidden(lines: list[tuple[Any, ...]], rows: set[int], columns: set[int]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in lines:
        sheet.append(line)
    for row in rows:
        sheet.row_dimensions[row + 1].hidden = True
    for column in columns:
        sheet.column_dimensions["ABCDE"[column]].hidden = True
    return saved(book)


def _xls_with_hidden(lines: list[tuple[Any, ...]], rows: set[int], columns: set[int]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
        sheet.row(row).hidden = row in rows
    for column in columns:
        sheet.col(column).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_row_that_was_filtered_out_is_not_called_absent() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(("云溪县民政局2023年政府信息公开工作年度报告",))
        sheet.append(("信息内容", "本年处理决定数量"))
        for row in (("行政许可", 5), ("行政处罚", 0), ("行政强制", 3)):
            sheet.append(row)
        sheet.row_dimensions[4].hidden = True

    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    report = parsers.read(saved(book))
    assert report.status("disclosure.penalties.decisions") is Status.AMBIGUOUS
    assert report.value("disclosure.licences.decisions") == 5


def test_merged_ranges_keep_their_text_where_their_first_cell_is_hidden() -> None:
    def fill(sheet: Any) -> None:
        for row in (("甲", 1, 2), (None, 3, 4), (None, 5, 6)):
            sheet.append(row)
        sheet.merge_cells("A1:A3")
        sheet.row_dimensions[1].hidden = True

    assert grid(xlsx(fill)) == [[("甲", 0, 1, 2), ("3", 1, 1, 1), ("4", 2, 1, 1)], [("5", 1, 1, 1), ("6", 2, 1, 1)]]


def test_a_number_under_a_merge_makes_it_unsure() -> None:
    data = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row></sheetData>"
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert [(c.text, c.sure) for c in read_sheet(package(data)).blocks[0].cells] == [("1", False), ("3", True)]


def test_formats_and_formulas_of_xls_count_too() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, 12.5, xlwt.easyxf(num_format_str="0"))
        sheet.write(0, 1, 12, xlwt.easyxf(num_format_str='0"件"'))
        sheet.write(0, 2, 3, xlwt.easyxf("font: struck_out on"))
        sheet.write(0, 3, xlwt.Formula("1+1"))
        sheet.write(0, 4, True)  # noqa: FBT003
        sheet.write(0, 5, 45000, xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    found = xls(fill).blocks[0].cells
    assert [(c.text, c.sure) for c in found[:3]] == [("12.5", False), ("12件", True), ("3", False)]
    assert not found[3].sure
    assert [(c.text, c.sure) for c in found[4:]] == [("TRUE", True), ("2023-03-15", True)]


def test_pictures_are_named() -> None:
    drawing = f'<Relationship Id="d" Type="{OFFICE}/drawing" Target="../drawings/d.xml"/>'
    data = package("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>", relations=drawing)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        picture = f'<Relationship Id="i" Type="{OFFICE}/image" Target="../media/i.png"/>'
        archive.writestr("xl/drawings/_rels/d.xml.rels", f"<Relationships>{picture}</Relationships>")
    found = read_sheet(buffer.getvalue()).enclosures
    assert [(one.kind, one.address, one.block) for one in found] == [(EnclosureKind.PICTURE, "xl/media/i.png", 1)]
