"""Reports as workbooks: XLSX by openpyxl, XLS by xlwt; on one sheet or on one for each table."""

from __future__ import annotations

import io
import random
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl
import xlwt

from tests.factory.grid import Grid
from tests.factory.packages import repacked
from tests.factory.page import Part

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


@dataclass(frozen=True)
class Book:
    """How a workbook is written.

    :param numbers: numbers as numbers; else all cells are text.
    :param apart: a sheet for each table; else one below the other.
    :param unmerged: no merged cells: the covered ones are empty.
    :param at: row and column (from 0) where the first sheet begins.
    """

    name: str
    numbers: bool = True
    apart: bool = False
    unmerged: bool = False
    at: tuple[int, int] = (0, 0)
    style: str = ""


Placed = tuple[int, int, int, int, str, bool]


def place(parts: list[Part], book: Book) -> dict[str, list[Placed]]:
    """Per sheet its cells: row, column, height, span, text, whether a cell of the form."""
    sheets: dict[str, list[Placed]] = {"Sheet1": []}
    current, (row, left) = "Sheet1", book.at
    tables = 0
    for part in parts:
        if not isinstance(part, Grid):
            sheets[current].append((row, left, 1, 1, part.text, False))
            row += 1
            continue
        tables += 1
        if book.apart:
            current, row = f"表{tables}", 0
            sheets[current] = []
        for r, cells in enumerate(part.placed()):
            for start, cell in cells:
                height, span = (1, 1) if book.unmerged else (cell.height, cell.span)
                height = min(height, len(part.rows) - r)
                sheets[current].append((row + r, left + start, height, span, cell.text, cell.key is not None))
        row += len(part.rows) + 1
    return {name: cells for name, cells in sheets.items() if cells}


def _value(text: str, *, number: bool) -> Any:
    if not number or not _NUMBER.fullmatch(text):
        return text
    return float(Decimal(text)) if "." in text else int(text)


def write_xlsx(_: random.Random, parts: list[Part], book: Book) -> bytes:
    """A workbook of today."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, cells in place(parts, book).items():
        sheet = workbook.create_sheet(name)
        for row, column, height, span, text, number in cells:
            target = sheet.cell(row + 1, column + 1)
            if text and not target.coordinate.startswith("XFD"):
                target.value = _value(text, number=number and book.numbers)
                _style(target, book, number=number)
            if height > 1 or span > 1:
                sheet.merge_cells(
                    start_row=row + 1, start_column=column + 1, end_row=row + height, end_column=column + span
                )
    buffer = io.BytesIO()
    workbook.save(buffer)
    data = buffer.getvalue()
    return repacked(data, _with_results) if book.style == "formulas" else repacked(data)


def _style(target: Any, book: Book, *, number: bool) -> None:
    whole = isinstance(target.value, int)
    if not number or not whole:
        return
    if book.style in {"formulas", "formulas never computed"}:
        target.value = f"={target.value}+0"
    elif book.style == "formats":
        target.number_format = "#,##0_ ;[Red]-#,##0 "
    elif book.style == "zeros hidden":
        target.number_format = "0;-0;;@"


def _with_results(name: str, part: bytes) -> bytes:
    """The results of the formulas written into the file, as Excel saves them."""
    if name.startswith("xl/worksheets/"):
        return re.sub(rb"<f>(-?\d+)\+0</f><v(?: ?/>|></v>)", rb"<f>\1+0</f><v>\1</v>", part)
    return part.replace(b'fullCalcOnLoad="1"', b"") if name == "xl/workbook.xml" else part


def write_xls(_: random.Random, parts: list[Part], book: Book) -> bytes:
    """A workbook of long ago."""
    workbook = xlwt.Workbook(encoding="utf-8")
    for name, cells in place(parts, book).items():
        sheet = workbook.add_sheet(name, cell_overwrite_ok=True)
        for row, column, height, span, text, number in cells:
            value = _value(text, number=number and book.numbers)
            if height > 1 or span > 1:
                sheet.write_merge(row, row + height - 1, column, column + span - 1, value)
            elif text:
                sheet.write(row, column, value)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


BOOKS = (
    Book("one sheet"),
    Book("one sheet, text", numbers=False),
    Book("three sheets", apart=True),
    Book("no merges", unmerged=True),
    Book("not at A1", at=(2, 1)),
    Book("formulas", style="formulas"),
    Book("formats", style="formats"),
)
ODD_BOOKS = (
    Book("formulas never computed", style="formulas never computed"),
    Book("zeros hidden", style="zeros hidden"),
)
