"""Damage to old office files that LibreOffice passes over: what it then leaves out would read as left out by the organ.

Place in the flow: ``bundle`` asks **here** before it reads what LibreOffice made of a file. Sources: the RTF
specification 1.9.1 (groups), [MS-DOC] 2.5 (file information block), 2.8.5 and 2.8.6 (pages of properties), 2.8.35
(pieces of the text), 2.6.2 (properties kept in another stream) and 2.9.328 (edges and cells of a row).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from itertools import pairwise

import olefile

from parsers import media_types
from parsers.report import ReadError

# What opens and closes groups, and what hides such signs: escaped ones, and binary data of a length.
_GROUPS = re.compile(rb"\\bin(\d{1,9}) ?|\\.|[{}]", re.DOTALL)
# Where the block tells of the properties of letters and paragraphs, and of the pieces; which table stream is its.
_LETTERS, _PARAGRAPHS, _CLX, _FLAGS, _TABLE_ONE = 0xFA, 0x102, 0x1A2, 0x0A, 0x0200
_IS_TEXT, _IN_BYTES = 0x02, 0x40000000
_PAGE, _PAGE_BYTES = 0x3FFFFF, 512
_KEPT_ELSEWHERE = (b"\x45\x66", b"\x46\x66")
# What begins the edges and cells of a row among its properties (sprmTDefTable).
_ROW = b"\x08\xd6"
_ZEROS = re.compile(rb"\0{512,}")
# No text holds one such character; a block that a disk or a download lost is full of them.
_LOST = 8


def refuse_damaged(data: bytes, kind: str) -> None:
    """Refuse a file of which a part is lost without LibreOffice saying so.

    :param kind: its media type, as ``detect`` has it; others than RTF and DOC pass.
    :raises ReadError: ``damaged-file``.
    """
    if kind == media_types.RTF and _ends_early(data):
        raise ReadError("damaged-file", "The file ends before its text does; get an undamaged copy.")
    if kind == media_types.DOC and _has_lost_blocks(data):
        raise ReadError("damaged-file", "A part of the file's text is lost; get an undamaged copy.")


def _ends_early(data: bytes) -> bool:
    """Whether the group that is the whole of an RTF file closes before other content."""
    depth, place = 0, 0
    while match := _GROUPS.search(data, place):
        place = match.end()
        if match[1]:
            place += int(match[1])
        elif match[0] == b"{":
            depth += 1
        elif match[0] == b"}":
            depth -= 1
            if depth <= 0:
                return b"\\" in data[place:]
    return False


def _has_lost_blocks(data: bytes) -> bool:
    """Whether zeros stand in a DOC file instead of text, or of what tells how it is divided into cells and rows."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            main = ole.openstream("WordDocument").read()
            (flags,) = struct.unpack_from("<H", main, _FLAGS)
            table = ole.openstream("1Table" if flags & _TABLE_ONE else "0Table").read()
            clx, letters, paragraphs = (_told(main, table, at) for at in (_CLX, _LETTERS, _PARAGRAPHS))
            more = ole.openstream("Data").read() if ole.exists("Data") else b""
        rows = list(_pages(paragraphs, main))
        return (
            any(bytes(2 * _LOST) in piece for piece in _pieces(clx, main))
            or not all(map(any, [*rows, *_pages(letters, main)]))
            or any(_is_lost(more, place) for page in rows for place in _kept_elsewhere(page))
        )
    except (OSError, struct.error, ValueError, IndexError):
        # LibreOffice will say more of it.
        return False


def _told(main: bytes, table: bytes, at: int) -> bytes:
    """What the file information block tells of at a place in it."""
    start, size = struct.unpack_from("<II", main, at)
    return table[start : start + size]


def _pages(told: bytes, main: bytes) -> Iterator[bytes]:
    """The pages of properties, each once: n + 1 places in the text, then n numbers of pages of 512 bytes."""
    count = (len(told) - 4) // 8
    numbers = struct.iter_unpack("<I", told[4 * (count + 1) : 8 * count + 4])
    for number in dict.fromkeys(number & _PAGE for (number,) in numbers):
        yield main[number * _PAGE_BYTES : (number + 1) * _PAGE_BYTES]


def _is_lost(more: bytes, place: int) -> bool:
    """Whether properties kept elsewhere are gone: their length and the first of them, or a whole block."""
    (size,) = struct.unpack_from("<H", more, place)
    told = more[place + 2 : place + 2 + size]
    plain = _plain_cells(told)
    runs = (match.span() for match in _ZEROS.finditer(told))
    return more[place : place + 4] == bytes(4) or any(not (plain[0] <= a and b <= plain[1]) for a, b in runs)


def _plain_cells(told: bytes) -> tuple[int, int]:
    """Where among the properties of a row nothing is told of each of its cells: so LibreOffice writes.

    How long the operand is, how many cells there are, n + 1 edges, and n entries of 20 bytes.
    """
    at = told.find(_ROW)
    if at < 0 or at + 4 >= len(told):
        return (0, 0)
    (size,), count = struct.unpack_from("<H", told, at + 2), told[at + 4]
    start = at + 5 + 2 * (count + 1)
    stop = start + 20 * count
    return (0, 0) if size != stop - at - 3 or any(told[start:stop]) else (start, stop)


def _kept_elsewhere(page: bytes) -> Iterator[int]:
    """Where in the stream of data those properties stand that are too long for a page: a table's rows have such.

    A page ends with how many paragraphs it tells of, and begins with n + 1 places in the text and n entries of 13
    bytes, the first of which tells where in the page their properties are: length, style, what deviates from it.
    """
    count = page[-1]
    for i in range(count):
        at = 2 * page[4 * (count + 1) + 13 * i]
        at += 1 if page[at] else 2
        if page[at + 2 : at + 4] in _KEPT_ELSEWHERE:
            yield struct.unpack_from("<I", page, at + 4)[0]


def _pieces(clx: bytes, main: bytes) -> Iterator[bytes]:
    """The text as it is stored, piece by piece: n + 1 places in the text, then n descriptors of eight bytes."""
    at = 0
    while at < len(clx) and clx[at] != _IS_TEXT:
        # Properties that pieces share.
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    (size,) = struct.unpack_from("<I", clx, at + 1)
    body = clx[at + 5 : at + 5 + size]
    count = (len(body) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", body)
    left = len(main)
    for i, (start, stop) in enumerate(pairwise(places)):
        left -= stop - start
        if not start <= stop or left < 0:
            raise ValueError("The pieces are longer than the file.")
        (where,) = struct.unpack_from("<I", body, 4 * (count + 1) + 8 * i + 2)
        begin, width = ((where & ~_IN_BYTES) // 2, 1) if where & _IN_BYTES else (where, 2)
        yield main[begin : begin + width * (stop - start)]
