"""Whether a file has its end, for types that mark it: what is still being copied often rests, and looks like all of it.

Place in the flow: asked by ``folder`` of each file at rest. A file without its end is given time to grow; after that it
is taken as it stands, and the reader says what is wrong with it.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple


class _Ending(NamedTuple):
    """How a type begins, and what stands within so many bytes of its end."""

    start: bytes
    within: int
    end: re.Pattern[bytes]


_ENDINGS: Final = (
    # ISO 32000-1, Annex H.3: readers look for the marker in the last 1,024 bytes. Servers append to what they send.
    _Ending(b"%PDF-", 4096, re.compile(rb"%%EOF")),
    # The end of the central directory, after it a comment of 65,535 bytes at most (APPNOTE.TXT 4.3.16).
    _Ending(b"PK\x03\x04", 22 + 65_535, re.compile(rb"PK\x05\x06")),
    _Ending(b"\x89PNG\r\n\x1a\n", 4096, re.compile(rb"IEND\xae\x42\x60\x82")),
    # Cameras append previews and trailers of their own.
    _Ending(b"\xff\xd8\xff", 1 << 20, re.compile(rb"\xff\xd9")),
    _Ending(b"{\\rtf", 4096, re.compile(rb"\}")),
)
_LONGEST_START: Final = max(len(ending.start) for ending in _ENDINGS)


def lacks_end(path: Path) -> bool:
    """Whether a file begins like a type that marks its end, and the mark is not there.

    False as well where nobody can tell: other types, no regular file, a file that cannot be read or is empty.
    """
    try:
        with open(path, "rb", opener=_open) as file:
            return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and _lacks_end(file)
    except OSError:
        return False


def _lacks_end(file: BinaryIO) -> bool:
    start = file.read(_LONGEST_START)
    ending = next((ending for ending in _ENDINGS if start.startswith(ending.start)), None)
    if ending is None:
        return False
    size = file.seek(0, os.SEEK_END)
    file.seek(max(len(ending.start), size - ending.within))
    return ending.end.search(file.read(ending.within)) is None


def _open(path: str, flags: int) -> int:
    """No link is followed, and no pipe waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
