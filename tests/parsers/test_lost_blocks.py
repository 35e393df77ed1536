"""Blocks of zeros in a file, as a disk or a download leaves them, and cells under others: nothing there is left out."""

from __future__ import annotations

import io

import pytest
import xlwt

from parsers.encoding import decode_text
from parsers.readers.sheet import read_sheet
from parsers.report import ReadError
from tests.parsers.sheet_files import package


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(60):
        sheet.write(row, 0, f"第{row}项政府信息公开工作")
        sheet.write(row, 1, row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def code(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_sheet(data)
    return caught.value.code


@pytest.mark.parametrize("mark", [b"\x08\x02\x10\x00", "第30项".encode("utf-16-le")], ids=["rows", "texts"])
def test_an_old_workbook(mark: bytes) -> None:
    data = old_workbook()
    first = data.index(mark)
    for at in range(first, first + 200, 2):
        assert code(data[:at] + bytes(64) + data[at + 64 :]) == "damaged-file"
    assert len(read_sheet(data).blocks) == 60


def test_a_page() -> None:
    page = "<p>政府信息公开</p><table><tr><td>规章<td>11<td>160</tr></table>".encode()
    assert decode_text(page)
    with pytest.raises(ReadError) as caught:
        decode_text(page.replace(b"<td>160", bytes(8) + b"160"))
    assert caught.value.code == "damaged-file"
    assert decode_text(page.decode().encode("utf-16"))


@pytest.mark.parametrize(("covered", "hides"), [("<c/>", False), ("<c><v>1</v></c>", False), ("<c><v>2</v></c>", True)])
def test_what_a_merged_cell_covers_is_hidden(covered: str, *, hides: bool) -> None:
    """Not where it says the same again; programs that merge cells empty the others."""
    rows = f"<row><c><v>1</v></c>{covered}<c><v>3</v></c></row><row><c><v>4</v></c><c><v>5</v></c></row>"
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    assert read_sheet(package(f"<sheetData>{rows}</sheetData>{merged}")).hides is hides
