"""The reader of sheets: what is done to it."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
import xlwt

from parsers.media_types import ODS
from parsers.readers.sheet import read_sheet
from tests.parsers.sheet_files import code, package, rows


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
    "a bomb": (package("<sheetData>" + " " * 20_000_000 + "</sheetData>"), {"zip-bomb", "member-too-large"}),
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
