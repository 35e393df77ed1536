"""The divisions of China as a file of the package: how its lines are written and read.

Place in the flow: written by ``rules.gazetteer_build``; read by ``rules.gazetteer``, to fill the table, and by
``rules.organ``, which tells a city of its own level from one of a county's.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from functools import cache
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


@cache
def cities_with_districts() -> frozenset[str]:
    """The cities of prefecture level, e.g. 岳阳市: those whose governments may make 规章.

    They are 设区的市 and the four that are treated alike (东莞, 中山, 嘉峪关, 儋州; 立法法 第九十三条 and the
    Decision of 2015-03-15), without the municipalities, which are provinces.
    """
    return frozenset(line.name for line in read()[1] if _is_city(line.code) and line.name.endswith("市"))


def _is_city(code: str) -> bool:
    return len(code) == 6 and code.endswith("00") and not code.endswith("0000")


@cache
def places_as_names_begin() -> tuple[str, ...]:
    """Cities and provinces without their suffixes, as names of organs may begin with them, e.g. 北京海关."""
    provinces = (
        re.sub(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区)$", "", p.name) for p in read()[1] if p.code.endswith("0000")
    )
    return (*(city.removesuffix("市") for city in sorted(cities_with_districts())), *provinces)
