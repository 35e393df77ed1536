"""Where the rows and cells of an XLSX worksheet stand, and what stands where it cannot.

Place in the flow: ``sheet_xlsx`` asks here for rows and cells with their numbers. Programs that meet two cells in one
place show one of them, and not all the same: such a sheet is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.readers.sheet_blocks import Area
from parsers.report import ReadError

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# A cell or a row that stands elsewhere would be missing, and empty, where it was.
_HOLDERS = {f"{S}row": f"{S}sheetData", f"{S}c": f"{S}row"}
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def rows_of(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The rows with their numbers, from 0.

    :raises ReadError: ``damaged-file`` where something else stands there, or a row twice: which of both shows? Also
        where rows or cells stand elsewhere.
    """
    for element in root.iter(*_HOLDERS):
        holder = element.getparent()
        if holder is None or holder.tag != _HOLDERS[str(element.tag)]:
            raise _out_of_place(element)
    number, seen = -1, set[int]()
    for row in root.iterfind(f"{S}sheetData/*"):
        number = index_of(row.get("r")) - 1 if row.get("r") else number + 1
        if row.tag != f"{S}row" or number in seen:
            raise _out_of_place(row)
        seen.add(number)
        yield number, row


def cells_of(row: etree._Element, number: int) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns, from 0.

    :raises ReadError: ``damaged-file`` as for rows, and where a cell says that it stands in another row.
    """
    column, seen = -1, set[int]()
    for element in row:
        if element.tag == f"{S}extLst":
            continue
        reference = element.get("r")
        at = place_of(reference) if reference else (number, column + 1)
        if at is None or at[0] != number or at[1] in seen or element.tag != f"{S}c":
            raise _out_of_place(element)
        column = at[1]
        seen.add(column)
        yield column, element


def _out_of_place(element: etree._Element) -> ReadError:
    where = f"{etree.QName(element).localname} {element.get('r', '')}"
    return ReadError("damaged-file", f"What stands in a sheet as {where!r:.100} has no place there; save it anew.")


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of ``B3``, from 0."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def area_of(reference: str) -> Area | None:
    """The range ``B3:D5``; None where it is none, or reaches beyond all sheets."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None or end[0] >= MOST_ROWS or end[1] >= MOST_COLUMNS:
        return None
    return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


def index_of(value: str | None) -> int:
    """A number that counts from 0; 0 where it is none."""
    return int(value) if value and value.isdecimal() and len(value) < 8 else 0
