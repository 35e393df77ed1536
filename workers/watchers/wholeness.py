"""Whether a file has its end, for types that mark it: what is still being copied often rests, and looks like all of it.

Place in the flow: asked by ``rest`` of each file at rest. A file without its end is given time to grow; after that it
is taken as it stands, and the reader says what is wrong with it. Each type is asked for what only its last bytes can
say; little is read, and nothing is unpacked, since this is no child process.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

# Of a JPEG before its picture: each has up to 64 KiB of colour profile or preview.
_MOST_SEGMENTS: Final = 1000

_Question: TypeAlias = Callable[[BinaryIO, int], bool]


def lacks_end(path: Path) -> bool:
    """Whether a file begins like a type that marks its end, and the mark is not there.

    False as well where nobody can tell: other types, no regular file, a file that cannot be read or is empty.
    """
    try:
        with open(path, "rb", opener=_open) as file:
            status = os.fstat(file.fileno())
            return stat.S_ISREG(status.st_mode) and not _is_whole(file, status.st_size)
    except OSError:
        return False


def _is_whole(file: BinaryIO, size: int) -> bool:
    start = file.read(_LONGEST_START)
    question = next((asked for beginning, asked in _QUESTIONS.items() if start.startswith(beginning)), None)
    return question is None or question(file, size)


def _read(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(max(0, offset))
    return file.read(length)


def _pdf(file: BinaryIO, size: int) -> bool:
    """ISO 32000-1, Annex H.3: readers look for the marker in the last 1,024 bytes; servers append to what they send.

    One made for the web has such a marker near its beginning too, and tells its length there (Annex F.2.2).
    """
    linearized = re.search(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})\b", _read(file, 0, 1024))
    if linearized is not None and size < int(linearized[1]):
        return False
    return b"%%EOF" in _read(file, max(8, size - 4096), 4096)


def _zip(file: BinaryIO, size: int) -> bool:
    """The whole record at the end, which says where the directory before it lies and how long its comment is.

    The end of an archive within this one says the same, but of other places (APPNOTE.TXT 4.3.16, 4.4.1.4 for ZIP64).
    """
    record = struct.Struct("<4s4H2LH")
    longest = record.size + 65_535
    tail_at = max(0, size - longest)
    tail = _read(file, tail_at, longest)
    for match in re.finditer(rb"PK\x05\x06", tail):
        if match.start() + record.size > len(tail):
            continue
        *_, directory_size, directory_at, comment = record.unpack_from(tail, match.start())
        reaches = directory_at + directory_size == tail_at + match.start() or directory_at == 0xFFFF_FFFF
        if reaches and match.start() + record.size + comment <= len(tail):
            return True
    return False


def _png(file: BinaryIO, size: int) -> bool:
    return b"IEND\xae\x42\x60\x82" in _read(file, size - 4096, 4096)


def _jpeg(file: BinaryIO, size: int) -> bool:
    """The marker after the picture; one in the preview, before it, is none (ITU T.81, B.1.1). Cameras append more."""
    offset = _jpeg_scan(file)
    return offset is not None and b"\xff\xd9" in _read(file, max(offset, size - (1 << 20)), 1 << 20)


def _jpeg_scan(file: BinaryIO) -> int | None:
    """Where the first scan begins; None when the file ends before, or is no JPEG after all."""
    offset = 2
    for _ in range(_MOST_SEGMENTS):
        head = _read(file, offset, 4)
        if len(head) < 4:
            break
        marker, kind = head[:2]
        length = int.from_bytes(head[2:], "big")
        if marker != 0xFF or length < 2:
            break
        offset += 2 + length
        if kind == 0xDA:
            return offset
    return None


def _rtf(file: BinaryIO, size: int) -> bool:
    return _read(file, size - 4096, 4096).rstrip(b"\0 \t\r\n").endswith(b"}")


def _ole(file: BinaryIO, size: int) -> bool:
    """DOC and XLS: every sector that the allocation table calls used is there (MS-CFB 2.2, 2.3).

    A writer that leaves the last sector short costs its files the time that torn ones are given, no more.
    """
    header = _read(file, 0, 512)
    if len(header) < 512:
        return False
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in {9, 12}:
        return True  # the reader will say what it is
    return all(size >= (used + 2) << shift for used in _last_used(file, header, shift))


def _last_used(file: BinaryIO, header: bytes, shift: int) -> Iterator[int]:
    """The last sector in use, by each part of the allocation table that the header names."""
    entries = (1 << shift) // 4
    for number, sector in enumerate(struct.unpack_from("<109L", header, 76)):
        if sector > 0xFFFF_FFFA:
            continue
        yield sector
        part = _read(file, (sector + 1) << shift, 1 << shift)
        table = struct.unpack(f"<{len(part) // 4}L", part[: len(part) // 4 * 4])
        used = [place for place, entry in enumerate(table) if entry != 0xFFFF_FFFF]
        if used:
            yield number * entries + used[-1]


def _open(path: str, flags: int) -> int:
    """No link is followed, and no pipe waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


# By how a file of the type begins.
_QUESTIONS: Final[dict[bytes, _Question]] = {
    b"%PDF-": _pdf,
    b"PK\x03\x04": _zip,
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"{\\rtf": _rtf,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _ole,
}
_LONGEST_START: Final = max(map(len, _QUESTIONS))
