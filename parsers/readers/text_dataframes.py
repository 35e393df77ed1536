"""Tables as data frames print themselves: columns numbered above, rows numbered before, spaces between the cells.

Place in the flow: lines of ``text`` → **rows of cells** → ``text_tables``. Two spaces or more part two cells, and an
empty one cannot be told from padding: of a row that lacks one nobody knows which it is, and no cell of it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_COLUMNS = re.compile(r"\s+0(?:\s+\d+)+\s*")
_GAP = re.compile(r"\s{2,}")
_LEAST_COLUMNS, _LEAST_ROWS = 3, 3


class FrameRow(NamedTuple):
    """A row in ``lines`` lines from ``line`` (from 1) on; ``whole`` where it has a cell a column."""

    line: int
    lines: int
    cells: tuple[str, ...]
    whole: bool


def frames_of(lines: Sequence[str]) -> Iterator[list[FrameRow]]:
    """The rows of each data frame, without their numbers; the line that numbers the columns is the first one's."""
    for at, line in enumerate(lines):
        if line[:1] in " \t" and " 1" in line and _COLUMNS.fullmatch(line) and (rows := _rows(lines, at)):
            yield rows


def _rows(lines: Sequence[str], at: int) -> list[FrameRow]:
    numbers = lines[at].split()
    if numbers != [str(i) for i in range(len(numbers))] or len(numbers) < _LEAST_COLUMNS:
        return []
    rows: list[FrameRow] = []
    for i, line in enumerate(lines[at + 1 :]):
        number, *cells = _GAP.split(line.strip())
        if number != str(i) or len(cells) > len(numbers):
            break
        first, count = (at + 2 + i, 1) if i else (at + 1, 2)
        rows.append(FrameRow(first, count, tuple(cells), len(cells) == len(numbers)))
    return rows if len(rows) >= _LEAST_ROWS and any(row.whole for row in rows) else []
