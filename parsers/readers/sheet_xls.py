"""XLS: values by calamine, and from the records themselves what values alone do not say.

Place in the flow: ``sheet`` → **here** → ``sheet_blocks``. The records tell hidden rows and columns, frames, number
formats and formulas that were never calculated. Files older than Excel 97 tell no frames and formats.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Callable, Iterator

import msgspec
import olefile
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from parsers.readers.sheet_blocks import Area, Sheet, SheetCell
from parsers.readers.sheet_format import BUILT_IN, GENERAL, hides_text, is_seen, shown
from parsers.readers.sheet_hidden import without_hidden
from parsers.readers.sheet_xls_damage import Order
from parsers.report import ReadError

# A sheet may have 65,536 rows and 256 columns; calamine makes room for all between the outermost cells.
MAX_GRID = 2_000_000
_BIFF8 = 0x0600
_BOF, _EOF, _PASSWORD, _SHEET, _FORMAT, _FONT, _STYLE = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0x31, 0xE0
_ROW, _COLUMNS, _WINDOW, _FORMULA, _MANY_BLANKS, _MANY_NUMBERS = 0x208, 0x7D, 0x23E, 0x06, 0xBE, 0xBD
# The table of texts, and what goes on with it; no text has so many zeros.
_STRINGS, _LOST = frozenset({0xFC, 0x3C}), bytes(16)
_CELLS = frozenset({0x203, 0x27E, 0x201, 0xFD, 0x204, 0x205, 0xD6, _FORMULA})
# Places in the palette that are white.
_WHITE = frozenset({1, 9})
Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


class _Look(msgspec.Struct, frozen=True):
    code: str = GENERAL
    framed: bool | None = None
    struck: bool = False
    pale: bool = False


class _Records(msgspec.Struct):
    """What the records of one sheet say beside its values; cells by row and column with the number of their style.

    ``unsure`` are those never calculated, and those written twice.
    """

    styles: dict[tuple[int, int], int] = {}
    unsure: set[tuple[int, int]] = set()
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    hides_zeros: bool = False


def read_xls(data: bytes) -> list[Sheet]:
    """The visible worksheets.

    :raises ReadError: ``password-protected``, ``damaged-file`` or ``too-many-cells``.
    """
    try:
        looks, records = _scan(_stream(data))
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _sheet(book.get_sheet_by_index(index), own, looks)
                for index, (entry, own) in enumerate(zip(book.sheets_metadata, records, strict=True))
                if entry.visible == SheetVisibleEnum.Visible and entry.typ == SheetTypeEnum.WorkSheet
            ]
    except (ReadError, MemoryError):
        raise
    except PasswordError as error:
        raise _has_password() from error
    except Exception as error:
        raise _damaged(error) from error
    except BaseException as error:
        # A failed assertion of calamine is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(error) from error


def _damaged(error: BaseException) -> ReadError:
    return ReadError("damaged-file", f"The workbook is damaged ({error!s:.200}); get an undamaged copy.")


def _has_password() -> ReadError:
    return ReadError("password-protected", "The file is protected by a password; get a copy without one.")


def _stream(data: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if name is None:
            raise ReadError("damaged-file", "The file has no workbook.")
        with ole.openstream(name) as stream:
            return bytes(stream.read())


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of that part of the workbook."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size
        # Charts within a sheet are parts of their own.
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _scan(stream: bytes) -> tuple[list[_Look], list[_Records]]:
    """The styles, and what each sheet's records say."""
    formats, fonts = dict(BUILT_IN), []
    styles: list[tuple[int, int, bool]] = []
    sheets: list[_Records] = []
    version = 0
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            version = struct.unpack_from("<H", body)[0]
        elif kind == _PASSWORD:
            raise _has_password()
        elif kind in _STRINGS and _LOST in body:
            raise ReadError("damaged-file", "A part of the workbook's texts is lost; get an undamaged copy.")
        elif kind == _SHEET:
            sheets.append(_scan_sheet(stream, struct.unpack_from("<I", body)[0]))
        elif kind == _FORMAT and version == _BIFF8:
            number, _, wide = struct.unpack_from("<HHB", body)
            formats[number] = body[5:].decode("utf-16-le" if wide & 1 else "latin-1", "replace")
        elif kind == _FONT:
            _, options, colour = struct.unpack_from("<HHH", body)
            fonts.append((bool(options & 8), colour in _WHITE))
        elif kind == _STYLE and version == _BIFF8:
            font, code = struct.unpack_from("<HH", body)
            styles.append((font, code, body[10:12] != b"\x00\x00"))
    looks = [_Look(formats.get(code, "?"), framed, *_font(fonts, font)) for font, code, framed in styles]
    return looks, sheets


def _font(fonts: list[tuple[bool, bool]], number: int) -> tuple[bool, bool]:
    """Whether a font is struck out, and whether it is white."""
    # There is no font number four.
    at = number - (number > 4)
    return fonts[at] if at < len(fonts) else (False, False)


def _scan_sheet(stream: bytes, place: int) -> _Records:
    found = _Records({}, set(), set(), [])
    order = Order()
    depth = 0
    for kind, body in _records(stream, place):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth != 1 and kind != _EOF:
            continue
        order.see(kind, body)
        note = _NOTES.get(kind)
        if note is not None:
            note(found, body)
        for row, column, style in _styled(kind, body):
            if (row, column) in found.styles:
                found.unsure.add((row, column))
            found.styles[row, column] = style
    if depth > 0:
        raise ReadError("damaged-file", "A sheet of the workbook breaks off; get an undamaged copy.")
    rows, columns = ({place[at] for place in found.styles} for at in (0, 1))
    if (max(rows, default=0) + 1) * (max(columns, default=0) + 1) > MAX_GRID:
        raise ReadError("too-many-cells", f"The sheet's cells span a grid of more than {MAX_GRID:,}.")
    return found


def _note_row(found: _Records, body: bytes) -> None:
    if struct.unpack_from("<H", body, 12)[0] & 0x20:
        found.hidden_rows.add(struct.unpack_from("<H", body)[0])


def _note_columns(found: _Records, body: bytes) -> None:
    first, last, width, _, options = struct.unpack_from("<5H", body)
    if options & 1 or width == 0:
        found.hidden_columns.append((first, last))


def _note_window(found: _Records, body: bytes) -> None:
    found.hides_zeros = not struct.unpack_from("<H", body)[0] & 0x10


def _note_formula(found: _Records, body: bytes) -> None:
    # To be calculated whenever the file is opened, or with no result, which programs write that calculate nothing.
    has_none = body[12:14] == b"\xff\xff" and body[6] == 3
    if has_none or struct.unpack_from("<H", body, 14)[0] & 3:
        found.unsure.add(struct.unpack_from("<HH", body))


_NOTES: dict[int, Callable[[_Records, bytes], None]] = {
    _ROW: _note_row,
    _COLUMNS: _note_columns,
    _WINDOW: _note_window,
    _FORMULA: _note_formula,
}


def _styled(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """The cells of a record: row, column and style."""
    if kind in _CELLS:
        yield struct.unpack_from("<3H", body)
    elif kind in {_MANY_BLANKS, _MANY_NUMBERS}:
        row, first = struct.unpack_from("<HH", body)
        step = 2 if kind == _MANY_BLANKS else 6
        for index in range((len(body) - 6) // step):
            yield row, first + index, struct.unpack_from("<H", body, 4 + index * step)[0]


def _sheet(source: CalamineSheet, records: _Records, looks: list[_Look]) -> Sheet:
    rows: dict[int, dict[int, SheetCell]] = {}
    plain = _Look(framed=False if looks else None)

    def place(row: int, column: int, value: Value) -> None:
        style = records.styles.get((row, column))
        look = looks[style] if style is not None and style < len(looks) else plain
        cell = _cell(value, look)
        is_strange = style is not None and looks and style >= len(looks)
        if is_strange or (row, column) in records.unsure or (records.hides_zeros and cell.text == "0"):
            cell.sure = False
        if cell.text or cell.framed or not cell.sure or (row, column) in firsts:
            rows.setdefault(row, {})[column] = cell

    merged = [Area(*start, *end) for start, end in source.merged_cell_ranges or ()]
    firsts = {(area.top, area.left) for area in merged}
    top, left = source.start or (0, 0)
    values = source.to_python(skip_empty_area=True)
    for row, cells in enumerate(values, start=top):
        for column, value in enumerate(cells, start=left):
            place(row, column, value)
    bottom, right = top + len(values), left + max(map(len, values), default=0)
    for row, column in records.styles:
        # Beyond the outermost values only a frame can show.
        if not (top <= row < bottom and left <= column < right):
            place(row, column, "")
    return without_hidden(Sheet(source.name, rows, merged), records.hidden_rows, records.hidden_columns)


def _cell(value: Value, look: _Look) -> SheetCell:
    sure = True
    if isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, int | float):
        text, sure = shown(value, look.code)
    elif isinstance(value, str):
        text = value.strip()
        sure = not (text and hides_text(look.code))
    else:
        text = str(value)
    return SheetCell(text, sure and is_seen(text, struck=look.struck, pale=look.pale), look.framed)
