"""``winmail.dat`` (TNEF), in which Outlook sends attachments to those who do not use it.

Place in the flow: called by ``archive``. The attachments only: the mail itself says its body again. Source: MS-OXTNEF.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from parsers.readers.archive_budget import Budget, Member, is_junk, safe_name, text_of
from parsers.report import ReadError

# Attributes: a new attachment, its name in the sender's code page, its bytes, its properties.
_NEW, _TITLE, _DATA, _PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
_LONG_NAME = 0x3707
_NAMED = 0x8000
# Sizes of the values of properties by type, padded to four bytes; of others the length is written before them.
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0xD, 0x1E, 0x1F, 0x102})
_UNICODE = 0x1F


def members_of_tnef(data: bytes, budget: Budget) -> Iterator[Member]:
    """The attachments in their order.

    :raises ReadError: ``damaged-archive``, ``too-many-members`` or ``package-too-large``.
    """
    name, content = "", b""
    count = 0
    for kind, value in (*_attributes(data), (_NEW, b"")):
        if kind == _NEW:
            if content and not is_junk(name):
                count += 1
                budget.take(len(content))
                yield Member(name or f"附件{count}", content)
            name, content = "", b""
        elif kind == _TITLE:
            name = name or safe_name(text_of(value.rstrip(b"\0")))
        elif kind == _DATA:
            content = value
        elif kind == _PROPERTIES:
            name = safe_name(_long_name(value)) or name


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 6
    while place < len(data):
        if place + 9 > len(data):
            raise _damaged()
        _, kind, size = struct.unpack_from("<BII", data, place)
        value = data[place + 9 : place + 9 + size]
        place += 9 + size + 2
        if place > len(data):
            raise _damaged()
        # Some programs write none.
        told = int.from_bytes(data[place - 2 : place], "little")
        if told and told != sum(value) & 0xFFFF:
            raise _damaged()
        yield kind, value


def _damaged() -> ReadError:
    return ReadError("damaged-archive", "The winmail.dat is damaged; get the files themselves.")


def _long_name(properties: bytes) -> str:
    """The whole name of an attachment; empty where its properties do not say it."""
    try:
        for kind, number, value in _properties(properties):
            if number == _LONG_NAME:
                return (value.decode("utf-16-le") if kind == _UNICODE else text_of(value)).rstrip("\0")
    except (struct.error, UnicodeDecodeError):
        # The name is for people: there is a shorter one.
        pass
    return ""


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, number and value of the properties, of several values the last; ends at a type that is not known."""
    (count,) = struct.unpack_from("<I", data)
    place = 4
    for _ in range(min(count, len(data))):
        kind, number = struct.unpack_from("<HH", data, place)
        place += 4
        if number >= _NAMED:
            by_name, size = struct.unpack_from("<II", data, place + 16)
            place += 24 + (-(-size // 4) * 4 if by_name else 0)
        size = _SIZES.get(kind)
        values = 1
        if size is None:
            if kind not in _VARIABLE:
                return
            (values,) = struct.unpack_from("<I", data, place)
            place += 4
        value = b""
        for _ in range(min(values, len(data))):
            length = size
            if length is None:
                (length,) = struct.unpack_from("<I", data, place)
                place += 4
            value = data[place : place + length]
            place += -(-length // 4) * 4
        yield kind, number, value
