"""Sheets whose XML or records contradict themselves: what a program shows of them is not known, so nothing is read."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlwt

from parsers.readers.sheet import read_sheet
from tests.factory.bundles import zipped
from tests.parsers.sheet_files import OFFICE, S, cells, code, package


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="oops"><v>12</v></c>',
        '<c t=""><v>12</v></c>',
        "<c><is><t>12</t></is></c>",
        '<c t="inlineStr"><v>12</v></c>',
        '<c t="str"><is><t>12</t></is></c>',
        '<c><v xmlns="x">12</v></c>',
        "<c><v>12</v><v>12</v></c>",
        "<c><t>12</t></c>",
        "<c><v>1_2</v></c>",
        "<c><v>１２</v></c>",
        '<c s="7"><v>12</v></c>',
        '<c s="-1"><v>12</v></c>',
        '<c s="123456789"><v>12</v></c>',
    ],
)
def test_a_cell_that_contradicts_itself_is_neither_a_number_nor_empty(cell: str) -> None:
    (_, is_sure), (other, other_is_sure) = cells(f"{cell}<c><v>3</v></c>")
    assert not is_sure
    assert (other, other_is_sure) == ("3", True)


@pytest.mark.parametrize("number", ["-1", "x", "1", "0000000001", "²"])
def test_a_text_that_the_workbook_lacks(number: str) -> None:
    row = f'<c t="s"><v>{number}</v></c><c><v>1</v></c>'
    assert code(package(f"<sheetData><row>{row}</row></sheetData>", sharedStrings="<si><t>12</t></si>")) == (
        "damaged-file"
    )


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>2</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="4"/><row><c><v>2</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c><c r="A5"><v>2</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c><c r="B6"><v>2</v></c></row>',
        '<row r="5"><c r="5"><v>1</v></c></row>',
        '<row r="5"><c r="a5"><v>1</v></c></row>',
        '<row r="5"><c xmlns="x" r="A5"><v>1</v></c></row>',
        '<row xmlns="x" r="5"/>',
        '<c r="A5"><v>1</v></c>',
    ],
)
def test_what_stands_where_it_cannot_is_refused(rows: str) -> None:
    assert code(package(f"<sheetData>{rows}</sheetData>")) == "damaged-file"


@pytest.mark.parametrize(
    "elsewhere", ['<c r="B1"><v>2</v></c>', '<row r="2"><c r="A2"><v>2</v></c></row>', "<cols><c><v>2</v></c></cols>"]
)
def test_what_was_moved_out_of_its_row_leaves_no_empty_cell(elsewhere: str) -> None:
    for place in ("{}{}", "<sheetData>{}</sheetData><x>{}</x>", "<sheetData>{}</sheetData><row>{}</row>"):
        sheet = place.format('<row r="1"><c r="A1"><v>1</v></c></row>', elsewhere)
        assert code(package(sheet)) == "damaged-file"


def test_rows_and_cells_in_another_order_have_their_places_all_the_same() -> None:
    data = (
        '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row>'
        '<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c><extLst/></row>'
    )
    blocks = read_sheet(package(f"<sheetData>{data}</sheetData>")).blocks
    assert [[cell.text for cell in block.cells] for block in blocks] == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    "entries",
    [
        '<sheet name="a" sheetId="1" r:id="none"/>',
        '<sheet name="a" sheetId="1"/>',
        '<sheet name="a" sheetId="1" r:id="s"/><sheet name="b" sheetId="2" r:id="s"/>',
    ],
)
def test_a_sheet_that_is_missing_or_named_twice(entries: str) -> None:
    workbook = f'<sheets xmlns="{S}" xmlns:r="{OFFICE}">{entries}</sheets>'
    assert code(package("<sheetData/>", workbook)) == "damaged-file"


@pytest.mark.parametrize(("kind", "is_damage"), [("chartsheet", False), ("xlMacrosheet", False), ("oops", True)])
def test_only_sheets_that_have_no_cells_are_passed_over(kind: str, *, is_damage: bool) -> None:
    data = package("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/_rels/workbook.xml.rels"
    changed = zipped(parts | {name: parts[name].replace(b"/worksheet", f"/{kind}".encode())})
    if is_damage:
        assert code(changed) == "damaged-file"
    else:
        assert read_sheet(changed).blocks == ()


def test_a_cell_of_an_xls_that_is_written_twice_is_unsure() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for column, value in enumerate(("甲", 1, "乙", 2)):
        sheet.write(0, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    # Records of numbers: kind, size, row, column.
    second, fourth = (struct.pack("<4H", 0x27E, 10, 0, column) for column in (1, 3))
    assert buffer.getvalue().count(fourth) == 1
    found = read_sheet(buffer.getvalue().replace(fourth, second)).blocks[0].cells
    assert [(cell.text, cell.sure) for cell in found][1][1] is False


def test_a_style_that_an_xls_lacks_leaves_its_number_unsure() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 1)
    sheet.write(0, 1, "甲")
    buffer = io.BytesIO()
    book.save(buffer)
    start = struct.pack("<4H", 0x27E, 10, 0, 0)
    at = buffer.getvalue().index(start) + len(start)
    data = buffer.getvalue()
    found = read_sheet(data[:at] + struct.pack("<H", 900) + data[at + 2 :]).blocks[0].cells
    assert [cell.sure for cell in found] == [False, True]


def _records_of(rows: list[list[int | str]]) -> bytes:
    """A workbook of one sheet, each cell a record or part of one."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_MANY_NUMBERS, _NUMBER, _TEXT, _ROW, _START, _END, _UNKNOWN = 0xBD, 0x27E, 0xFD, 0x208, 0x809, 0x0A, 0x1234


@pytest.mark.parametrize(
    ("kind", "change", "value"),
    [
        # The kind of the record, its size, its row, its last column.
        (_MANY_NUMBERS, 0, _UNKNOWN),
        (_MANY_NUMBERS, 0, 0x203),
        (_MANY_NUMBERS, 0, 0xBE),
        (_MANY_NUMBERS, 0, _ROW),
        (_MANY_NUMBERS, 4, 40),
        (_MANY_NUMBERS, 6, 2),
        (_TEXT, 0, _UNKNOWN),
        (_TEXT, 0, _START),
        (_TEXT, 0, _END),
        (_ROW, 2, 12),
    ],
)
def test_a_record_of_another_kind_or_place_is_damage_and_no_empty_cell(kind: int, change: int, value: int) -> None:
    data = bytearray(_records_of([["甲", 1, 2, 3], ["乙", 4, 5, 6], ["丙", 7, 8, 9]]))
    assert [[c.text for c in b.cells] for b in read_sheet(bytes(data)).blocks][1] == ["乙", "4", "5", "6"]
    size = {_TEXT: 10, _ROW: 16, _MANY_NUMBERS: 24}[kind]
    at = data.index(struct.pack("<HHH", kind, size, 1))
    struct.pack_into("<H", data, at + change, value)
    assert code(bytes(data)) == "damaged-file"
