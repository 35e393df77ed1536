"""The reader of sheets: numbers, and cells of XLSX."""

from __future__ import annotations

from typing import Any

import pytest
import xlwt
from openpyxl.styles import Color, Font

from parsers.readers.sheet import read_sheet
from parsers.readers.sheet_format import BUILT_IN, number, shown
from tests.parsers.sheet_files import cells, code, package, xls, xlsx


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
        (0, BUILT_IN[41], "0", True),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", True),
        (5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "5", True),
        (0, "0;-0;;@", "0", False),
        (7, ";;;", "7", False),
        (7, '"无"', "7", False),
        (7, "@", "7", True),
        (12345, "0!.0,", "12345", False),
        (12345, "0,", "12345", False),
        (12345, "#,##0,.0", "12345", False),
        # Where no place is to be filled with a zero, none shows.
        (0, "#", "0", False),
        (0, "#,###", "0", False),
        (0, "#.##", "0", False),
        (5, "#,###", "5", True),
        (0, "??0", "0", True),
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
    "white run": (
        '<c t="inlineStr"><is><r><rPr><color rgb="FFFFFFFF"/></rPr><t>9</t></r><r><t>1</t></r></is></c>',
        "91",
        False,
    ),
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


@pytest.mark.parametrize("colour", ["FFFFFFFF", "00F0F0F0", Color(theme=0), Color(theme=0, tint=-0.05)])
def test_numbers_in_the_colour_of_paper_are_not_sure(colour: Any) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["甲", 1])
        for name in ("A1", "B1"):
            sheet[name].font = Font(color=colour)

    assert [cell.sure for cell in xlsx(fill).blocks[0].cells] == [True, False]


@pytest.mark.parametrize("colour", ["FFFF0000", Color(theme=1), Color(theme=0, tint=-0.5)])
def test_numbers_in_other_colours_are_sure(colour: Any) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["甲", 1])
        sheet["B1"].font = Font(color=colour)

    assert [cell.sure for cell in xlsx(fill).blocks[0].cells] == [True, True]


def test_white_and_struck_numbers_of_old_sheets_are_not_sure() -> None:
    def fill(sheet: Any) -> None:
        for column, look in enumerate(("", "font: color white", "font: struck_out on", "font: color red")):
            sheet.write(0, column, column, xlwt.easyxf(look))

    assert [cell.sure for cell in xls(fill).blocks[0].cells] == [True, False, False, True]


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
