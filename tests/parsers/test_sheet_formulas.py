"""Formulas that the program which wrote a workbook did not calculate: sure where the stored result is the right one."""

from __future__ import annotations

import time

import pytest

from parsers.readers.sheet import read_sheet
from tests.parsers.sheet_files import package

UNCALCULATED = '<calcPr fullCalcOnLoad="1"/>'


def formula(text: str, stored: str = "", form: str = "") -> tuple[str, bool]:
    """What is read of a formula beside 甲 | 3 | 4, above 2.5 | "7" | 无, with this result."""
    data = (
        "<row><c t='str'><v>甲</v></c><c><v>3</v></c><c><v>4</v></c>"
        f"<c><f{form}>{text}</f><v>{stored}</v></c><c t='str'><v>乙</v></c></row>"
        "<row><c><v>2.5</v></c><c t='str'><v>7</v></c><c t='str'><v>无</v></c><c><f>SUM(B1:C1)</f><v>7</v></c></row>"
    )
    found = read_sheet(package(f"<sheetData>{data}</sheetData>", UNCALCULATED)).blocks[0].cells[3]
    return found.text, found.sure


@pytest.mark.parametrize(
    "text",
    ["SUM(B1:C1)", "sum( $B$1 , C1 )", "B1+C1", "SUM(A1:C1)", "SUM(B1:C2)-0", "D2", "SUM(B1:C1,10)-10", "SUM(B1+C1)"],
)
def test_the_right_result_is_sure(text: str) -> None:
    # Text without digits is no part of a sum.
    wrong_of_text = "C2" in text
    assert formula(text, "7") == ("7", not wrong_of_text)
    assert formula(text, "0") == ("0", False)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        *(("A1+B1", "3"), ("SUM(A2:B2)", "10"), ("SUM(B1:B2)", "10"), ("D1", "0"), ("SUM(Sheet2!B1)", "7"), ("", "7")),
        *(("AVERAGE(B1:C1)", "4"), ("B1*C1", "12"), ("SUM(B1:C1", "7"), ("SUM(B1:C1))", "7"), ("B1:C1", "7")),
        *(("SUM(A1:XFD1048576)", "7"), ("SUM(" * 90 + "7" + ")" * 90, "7"), ("1.5", "1.5"), ("+", "0"), ("3-", "3")),
    ],
)
def test_what_cannot_be_told_is_not(text: str, stored: str) -> None:
    assert formula(text, stored) == (stored, False)


def test_no_result_is_filled_in() -> None:
    assert formula("SUM(B1:C1)") == ("", False)
    assert formula("SUM(B1:C1)", "7", " t='array' ref='D1:D2'") == ("7", False)


def test_formulas_that_need_each_other_end() -> None:
    row = "".join(f"<c><f>SUM(A1:Z1)+A{number % 40 + 1}</f><v>1</v></c>" for number in range(26))
    data = f"<sheetData>{f'<row>{row}</row>' * 40}</sheetData>"
    started = time.process_time()
    found = read_sheet(package(data, UNCALCULATED))
    assert not any(cell.sure for block in found.blocks for cell in block.cells)
    assert time.process_time() - started < 2
