"""Workbooks for the tests of their reader, written by hand and by libraries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Border, Side

from parsers.document import BlockKind, Document
from parsers.readers.sheet import read_sheet
from parsers.report import ReadError

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SIDE = Side(style="thin")
THIN = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)


def package(sheet: str, workbook: str = "", relations: str = "", **parts: str) -> bytes:
    """An XLSX of one sheet, written part by part."""
    main = f'<Relationship Id="1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    own = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts)
    members = {
        "[Content_Types].xml": f'<Types><Override PartName="/xl/workbook.xml" ContentType="{TYPE}"/></Types>',
        "_rels/.rels": f"<Relationships>{main}</Relationships>",
        "xl/workbook.xml": (
            f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="s"/></sheets>'
            f"{workbook}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships><Relationship Id="s" Type="{OFFICE}/worksheet" Target="worksheets/a.xml"/>'
            f"{own}</Relationships>"
        ),
        "xl/worksheets/a.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>',
        "xl/worksheets/_rels/a.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{f"xl/{name}.xml": f'<{name} xmlns="{S}">{text}</{name}>' for name, text in parts.items()},
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
