from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Border, Font, Side

from parsers.detect import ODS, XLS, XLSX
from parsers.document import BlockKind, Document, EnclosureKind
from parsers.readers.sheet import read_sheet
from parsers.readers.sheet_format import BUILT_IN, number, shown
from parsers.report import ReadError

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SIDE = Side(style="thin")
THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def package(sheet: str, workbook: str = "", relations: str = "", **parts: str) -> bytes:
    """An XLSX of one sheet, written part by part."""
    main = f'<Relationship Id="1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    own = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in parts)
    members = {
        "[Content_Types].xml": f'<Types><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}"/></Types>',
        "_rels/.rels": f"<Relationships>{main}</Relationships>",
        "xl/workbook.xml": (
            f'<workbook xmlns="{_S}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="s"/></sheets>'
            f"{workbook}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships><Relationship Id="s" Type="{_OFFICE}/worksheet" Target="worksheets/a.xml"/>'
            f"{own}</Relationships>"
        ),
        "xl/worksheets/a.xml": f'<worksheet xmlns="{_S}">{sheet}</worksheet>',
        "xl/worksheets/_rels/a.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{f"xl/{name}.xml": f'<{name} xmlns="{_S}">{text}</{name}>' for name, text in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def cells(data: str, **parts: str) -> list[tuple[str, bool]]:
    """The first two cells of a sheet with this in its first row."""
    found = read_sheet(package(f"<sheetData><row>{data}</row></sheetData>", **parts)).blocks[0].cells
    return [(cell.text, cell.sure) for cell in found]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx(fill: Callable[[Any], None]) -> Document:
    book = openpyxl.Workbook()
    fill(book.active)
    return read_sheet(saved(book))


def xls(fill: Callable[[Any], None], name: str = "Sheet1") -> Document:
    book = xlwt.Workbook()
    fill(book.add_sheet(name))
    buffer = io.BytesIO()
    book.save(buffer)
    return read_sheet(buffer.getvalue())


def rows(document: Document) -> list[list[str] | str]:
    """Rows of tables as lists, text as text."""
    return [[c.text for c in b.cells] if b.kind is BlockKind.GRID else b.text for b in document.blocks]


def grid(document: Document) -> list[list[tuple[str, int, int, int]]]:
    return [
        [(c.text, c.column, c.span, c.height) for c in b.cells] for b in document.blocks if b.kind is BlockKind.GRID
    ]


def code(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_sheet(data)
    return caught.value.code


# ---- Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.0, "0"),
        (-3.0, "-3"),
        (18.085682, "18.085682"),
        (0.1 + 0.2, "0.3"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (123456789012.5, "123456789012.5"),
        (1e15, "1000000000000000"),
        (float("inf"), "inf"),
    ],
)
def test_numbers_keep_their_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "code", "text", "sure"),
    [
        (12.5, "General", "12.5", True),
        (12.5, "G/通用格式", "12.5", True),
        (12.5, '0.0"件"', "12.5件", True),
        (12, '[DBNum1]General"件"', "12件", True),
        (12.5, "0", "12.5", False),
        (12.5, "0.00", "12.5", True),
        (18.085682, "0.00", "18.085682", False),
        (12, "0.00_ ", "12", True),
        (1234, "#,##0", "1234", True),
        (-5, "0;0", "-5", False),
        (-5, "0_ ;[Red]\\-0\\ ", "-5", True),
        (-5, "#,##0;(#,##0)", "-5", True),
        (-5, "0_ ;[Red]0 ", "-5", False),
        (0, BUILT_IN[41], "-", True),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-", True),
        (5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "5", True),
        (0, "0;-0;;@", "0", False),
        (7, ";;;", "7", False),
        (7, '"无"', "7", False),
        (7, "@", "7", True),
        (12345, "0!.0,", "12345", False),
        (12345, "0,", "12345", False),
        (12345, "#,##0,.0", "12345", False),
        (12, '0"."0', "12", False),
        (12, '"约"0', "12", False),
        (12, "¥#,##0", "12", True),
        (12, "[>10]0;0.0", "12", False),
        (0.125, "0.0%", "12.500%", True),
        (0.5, "# ?/?", "0.5", False),
        (5, "0.00E+00", "5", False),
        (45000, "yyyy-mm-dd", "2023-03-15", True),
        (45000.5, 'yyyy"年"m"月"d"日"', "2023-03-15 12:00:00", True),
        (1.5, "[h]:mm", "1899-12-31 12:00:00", True),
        (1e12, "yyyy", "1000000000000", False),
        (float("nan"), "0", "nan", False),
        (5, "0" * 300, "5", False),
    ],
)
def test_a_format_that_shows_another_number_leaves_it_unsure(value: float, code: str, text: str, sure: bool) -> None:  # noqa: FBT001
    assert shown(value, code) == (text, sure)


def test_dates_count_from_1904_where_the_file_says_so() -> None:
    assert shown(1, "yyyy-mm-dd", since_1904=True).text == "1904-01-02"


# ---- Cells of XLSX


_RAISED = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
VALUES = {
    "integer": ("<c><v>12</v></c>", "12", True),
    "integral float": ("<c><v>12.0</v></c>", "12", True),
    "noise": ("<c><v>0.30000000000000004</v></c>", "0.3", True),
    "no number": ("<c><v>1x</v></c>", "1x", False),
    "formula": ("<c><f>1+1</f><v>2</v></c>", "2", True),
    "formula never calculated": ("<c><f>1+1</f></c>", "", False),
    "formula with an empty value": ("<c><f>1+1</f><v></v></c>", "", False),
    "formula of text": ('<c t="str"><f>A1</f><v>12</v></c>', "12", True),
    "formula of no text": ('<c t="str"><f>""</f><v></v></c>', "", True),
    "inline": ('<c t="inlineStr"><is><t> 12 </t></is></c>', "12", True),
    "boolean": ('<c t="b"><v>1</v></c>', "TRUE", True),
    "error": ('<c t="e"><v>#REF!</v></c>', "#REF!", False),
    "date": ('<c t="d"><v>2024-01-02</v></c>', "2024-01-02", True),
    "runs, readings and raised digits": (
        f'<c t="inlineStr"><is><r><t>2</t></r><r><t>2</t></r><rPh><t>9</t></rPh>{_RAISED}</is></c>',
        "22[1]",
        True,
    ),
    "struck run": ('<c t="inlineStr"><is><r><rPr><strike/></rPr><t>9</t></r><r><t>1</t></r></is></c>', "1", False),
    "control characters": ('<c t="inlineStr"><is><t>1_x000D_</t></is></c>', "1", True),
}


@pytest.mark.parametrize("name", VALUES)
def test_cells_read_as_they_show(name: str) -> None:
    data, text, sure = VALUES[name]
    assert cells('<c t="str"><v>甲</v></c>' + data + "<c><v>3</v></c>")[1] == (text, sure)


def test_shared_texts_are_found_by_number() -> None:
    texts = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r></si>"
    assert cells('<c t="s"><v>0</v></c><c t="s"><v>1</v></c>', sharedStrings=texts) == [("甲", True), ("乙丙", True)]
    data = package('<sheetData><row><c t="s"><v>2</v></c></row></sheetData>', sharedStrings=texts)
    assert code(data) == "damaged-file"


def test_a_struck_cell_is_not_sure() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["甲", 1])
        sheet["B1"].font = Font(strike=True)

    assert [cell.sure for cell in xlsx(fill).blocks[0].cells] == [True, False]


def test_values_that_wait_to_be_calculated_are_not_sure() -> None:
    data = "<sheetData><row><c><v>1</v></c><c><f>1+1</f><v>0</v></c></row></sheetData>"
    document = read_sheet(package(data, '<calcPr fullCalcOnLoad="1"/>'))
    assert [(cell.text, cell.sure) for cell in document.blocks[0].cells] == [("1", True), ("0", False)]


def test_zeros_that_do_not_show_are_not_sure() -> None:
    view = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    data = "<sheetData><row><c><v>0</v></c><c><v>1</v></c></row></sheetData>"
    assert [cell.sure for cell in read_sheet(package(view + data)).blocks[0].cells] == [False, True]


# ---- Rows and tables, in both formats


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
def test_hidden_rows_and_columns_are_not_there(document: Document) -> None:
    assert rows(document) == [["甲", "1"], ["丙", "2"]]
    assert [block.table for block in document.blocks] == [1, 1]


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
    drawing = f'<Relationship Id="d" Type="{_OFFICE}/drawing" Target="../drawings/d.xml"/>'
    data = package("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>", relations=drawing)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        picture = f'<Relationship Id="i" Type="{_OFFICE}/image" Target="../media/i.png"/>'
        archive.writestr("xl/drawings/_rels/d.xml.rels", f"<Relationships>{picture}</Relationships>")
    found = read_sheet(buffer.getvalue()).enclosures
    assert [(one.kind, one.address, one.block) for one in found] == [(EnclosureKind.PICTURE, "xl/media/i.png", 1)]


# ---- Abuse


def _with_cells(*numbers: int) -> bytes:
    """Two cells in each of these rows, and a lie about how far they reach."""
    data = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c><v>2</v></c></row>' for n in numbers)
    return package(f'<dimension ref="A1:XFD1048576"/><sheetData>{data}</sheetData>')


def _far_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 1)
    sheet.write(65535, 255, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _protected_xls() -> bytes:
    """A workbook with the record that says it is encrypted, put in place of another of the same size."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue().replace(struct.pack("<HH", 0xE1, 2), struct.pack("<HH", 0x2F, 2), 1)


def _ods() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODS)
    return buffer.getvalue()


_LAST = '<row r="1000000"><c r="XFD1000000"><v>1</v></c></row>'
_MERGED = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
ABUSES: dict[str, tuple[bytes, set[str]]] = {
    "a row of 100,000 cells": (
        package(f"<sheetData><row>{'<c><v>1</v></c>' * 100_000}</row></sheetData>"),
        {"too-many-cells", "too-many-columns"},
    ),
    "16,384 columns": (
        package(f"<sheetData><row>{'<c><v>1</v></c>' * 16_384}</row></sheetData>"),
        {"too-many-columns"},
    ),
    "cells far apart": (
        package('<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>'),
        {"too-many-columns"},
    ),
    "half a million cells": (
        package(f"<sheetData>{('<row>' + '<c><v>1</v></c>' * 50 + '</row>') * 10_000}</sheetData>"),
        {"too-many-cells", "zip-bomb"},
    ),
    "a merge over everything": (
        package(f"<sheetData><row><c><v>1</v></c></row>{_LAST}</sheetData>{_MERGED}"),
        {"too-many-cells"},
    ),
    "rows beyond the last": (_with_cells(9_999_999), {"too-many-cells"}),
    "cells far apart in XLS": (_far_xls(), {"too-many-cells"}),
    "XLS with a password": (_protected_xls(), {"password-protected"}),
    "no workbook": (package("<sheetData/>")[:200], {"damaged-zip"}),
    "XLS cut off": (_far_xls()[:3_000], {"damaged-file"}),
    "text": (b"1,2,3", {"damaged-file"}),
    "ODS": (_ods(), {"needs-conversion"}),
    "a bomb": (package("<sheetData>" + " " * 20_000_000 + "</sheetData>"), {"zip-bomb"}),
    "a document type": (package("<sheetData/>", sharedStrings="<!DOCTYPE x>"), {"dtd-forbidden"}),
}


@pytest.mark.parametrize("name", ABUSES)
def test_abuse_has_its_code_and_costs_little(name: str) -> None:
    data, codes = ABUSES[name]
    started = time.process_time()
    assert code(data) in codes
    assert time.process_time() - started < 10


def test_a_dimension_is_not_believed() -> None:
    assert rows(read_sheet(_with_cells(1, 1_000_000))) == [["1", "2"], ["1", "2"]]


def test_a_sheet_of_nothing_gives_no_blocks() -> None:
    assert read_sheet(package("<sheetData/>")).blocks == ()


def test_hidden_columns_without_end_cost_nothing() -> None:
    columns = '<cols><col min="3" max="16384" hidden="1"/></cols>'
    data = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"
    assert rows(read_sheet(package(columns + data))) == [["1", "2"]]
