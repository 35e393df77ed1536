"""The divisions of China as a file of the package: how its lines are written and read.

Place in the flow: written by ``rules.gazetteer_build``; read once, by ``rules.gazetteer`` and to fill the table.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Final, NamedTuple

FILE: Final = "divisions.txt.xz"


class Line(NamedTuple):
    """One division: its code after GB/T 2260 (six digits; nine for a township or street) and its name."""

    code: str
    name: str


def dump(edition: str, lines: Iterable[Line]) -> bytes:
    """The file: the edition, then a line each, by code; the same input gives the same bytes."""
    text = "".join(f"{code} {name}\n" for code, name in sorted(lines))
    return lzma.compress(f"{edition}\n{text}".encode(), preset=9 | lzma.PRESET_EXTREME)


def load(data: bytes) -> tuple[str, Iterator[Line]]:
    """The edition of such a file, and its lines by code: a division after the one it lies in."""
    edition, *lines = lzma.decompress(data).decode().splitlines()
    return edition, (Line(*line.split(" ", 1)) for line in lines)


def edition() -> str:
    """The edition of the package's file."""
    return read()[0]


def read() -> tuple[str, Iterator[Line]]:
    """What ``load`` makes of the package's own file."""
    return load(files("rules").joinpath(FILE).read_bytes())
