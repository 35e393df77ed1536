"""Tables in text drawn with lines of characters: cells of any extent between rules, their text over several lines.

Place in the flow: lines of ``text`` → **rows of grids**, by the line they begin in. A cell is what rules close in on
all four sides; the cells must fill the drawing without a gap. Where rules part no rows, ``text_blocks`` reads the
lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from parsers.document import GRID, Block, BlockCell
from parsers.labels import row_wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content
from parsers.readers.text_blocks import is_grid
from parsers.report import Where

_TOP = re.compile(r"\s*\+[-=:+]+\+\s*")
_INSIDE = re.compile(r"\s*[+|].*[+|]\s*")
_ACROSS, _DOWN = frozenset("-=:+"), frozenset("|+")
# What is left of a rule with a gap in it; a few dashes alone are a mark for nothing.
_BROKEN_RULE = re.compile(r"(?=.*[-=]{4})[-=+\s]+|[-=+]+\s[-=+\s]*")
# What a full-width character leaves of its second column.
_HALF = "\0"
_LEAST_LINES, _MOST_CELLS, _MOST_PLACES = 3, 5_000, 1_000_000
_NUMBERS = frozenset({Content.NUMBER, Content.MARK})


class _Cell(NamedTuple):
    """A cell between the rules above, left of, below and right of it."""

    top: int
    left: int
    bottom: int
    right: int


def drawn_tables(lines: Sequence[str], first: int) -> dict[int, Block | None]:
    """The rows of all tables that are drawn whole: number of the line (from 1) → GRID block, None where a row goes on.

    :param first: the number of the first of these tables.
    """
    found: dict[int, Block | None] = {}
    for start, stop in _drawings(lines):
        own = [line.strip() for line in lines[start:stop]]
        drawings = (_columns(own, wide=False), _columns(own, wide=True), _fitted(own))
        read = next(filter(None, map(_table, drawings)), None)
        if read is None:
            continue
        rows = dict(_rows(*read, start))
        if _are_lines(rows.values()) and not is_grid([[cell.text for cell in row] for row in rows.values()]):
            continue
        found.update(dict.fromkeys(range(start + 1, stop + 1)))
        found.update({line: Block(GRID, row, first) for line, row in rows.items()})
        first += 1
    return found


def _are_lines(rows: Iterable[Sequence[BlockCell]]) -> bool:
    """Whether each row is a line, and no cell is merged: then it can be read as any row between pipes."""
    return all(cell.span == cell.height == 1 and "\n" not in cell.text for row in rows for cell in row)


def _drawings(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The lines from the top rule of a drawing to its last one."""
    at = 0
    while at < len(lines):
        if "+" not in lines[at] or not _TOP.fullmatch(lines[at]):
            at += 1
            continue
        stop = at + 1
        while stop < len(lines) and _INSIDE.fullmatch(lines[stop]):
            stop += 1
            # A rule below a rule opens the next drawing.
            if stop < len(lines) and _TOP.fullmatch(lines[stop - 1]) and _TOP.fullmatch(lines[stop]):
                break
        if stop - at >= _LEAST_LINES and sum(map(len, lines[at:stop])) <= _MOST_PLACES:
            yield at, stop
        at = stop


def _table(matrix: Sequence[str]) -> tuple[Sequence[str], list[_Cell]] | None:
    """A drawing and its cells; None where they do not fill it, or rules part no rows."""
    width = len(matrix[0]) if matrix else 0
    if not width or any(len(line) != width for line in matrix):
        return None
    cells = _cells(matrix)
    inside = sum((cell.bottom - cell.top) * (cell.right - cell.left) for cell in cells)
    if inside != (len(matrix) - 1) * (width - 1) or any(_holds_rows(_lines_in(matrix, cell)) for cell in cells):
        return None
    return matrix, cells


def _columns(lines: Sequence[str], *, wide: bool) -> list[str]:
    """The lines with a character a column of the page.

    :param wide: whether characters of ambiguous width take two columns.
    """
    double = "WFA" if wide else "WF"
    return [line if line.isascii() else _widened(line, double) for line in lines]


def _widened(line: str, double: str) -> str:
    return "".join([char if char.isascii() else _shown(char, double) for char in line])


@lru_cache(maxsize=16_384)
def _shown(char: str, double: str) -> str:
    """A character as what it takes: marks that combine with a letter, and what shows nothing, take no column."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return ""
    return char + _HALF if unicodedata.east_asian_width(char) in double else char


def _fitted(lines: Sequence[str]) -> list[str]:
    """A drawing without merged cells whose lines are not of one width, drawn anew; nothing where it has such cells."""
    rules = [line.startswith("+") for line in lines]
    parts = [line[1:-1].split("+" if rule else "|") for line, rule in zip(lines, rules, strict=True)]
    count = len(parts[0])
    if any(len(part) != count for part in parts):
        return []
    if any(not _ACROSS.issuperset(line) for line, rule in zip(lines, rules, strict=True) if rule):
        return []
    sizes = [max(map(len, column)) for column in zip(*parts, strict=True)]
    return [
        f"+{'+'.join('-' * size for size in sizes)}+"
        if rule
        else f"|{'|'.join(text.ljust(size) for text, size in zip(part, sizes, strict=True))}|"
        for part, rule in zip(parts, rules, strict=True)
    ]


def _cells(matrix: Sequence[str]) -> list[_Cell]:
    """The cells of a drawing, found corner by corner."""
    found: list[_Cell] = []
    open_corners, seen = [(0, 0)], {(0, 0)}
    while open_corners and len(found) < _MOST_CELLS:
        top, left = open_corners.pop()
        cell = _cell_at(matrix, top, left)
        if cell is None:
            continue
        found.append(cell)
        corners = {(cell.top, cell.right), (cell.bottom, cell.left)} - seen
        # Smaller cells beside or below a large one begin at its edges.
        corners |= {(y, cell.right) for y in range(cell.top, cell.bottom) if matrix[y][cell.right] == "+"} - seen
        corners |= {(cell.bottom, x) for x in range(cell.left, cell.right) if matrix[cell.bottom][x] == "+"} - seen
        seen |= corners
        open_corners += sorted(corners)
    return found


def _cell_at(matrix: Sequence[str], top: int, left: int) -> _Cell | None:
    """The smallest cell that begins at a corner."""
    if matrix[top][left] != "+":
        return None
    line = matrix[top]
    for right in range(left + 1, len(line)):
        if line[right] not in _ACROSS:
            return None
        if line[right] == "+" and (bottom := _bottom(matrix, top, left, right)) is not None:
            return _Cell(top, left, bottom, right)
    return None


def _bottom(matrix: Sequence[str], top: int, left: int, right: int) -> int | None:
    for bottom in range(top + 1, len(matrix)):
        line = matrix[bottom]
        if line[left] not in _DOWN or line[right] not in _DOWN:
            return None
        if line[left] == line[right] == "+" and _ACROSS.issuperset(line[left:right]):
            return bottom
    return None


def _lines_in(matrix: Sequence[str], cell: _Cell) -> list[str]:
    inside = (matrix[y][cell.left + 1 : cell.right] for y in range(cell.top + 1, cell.bottom))
    return [text.replace(_HALF, "").strip() for text in inside]


def _holds_rows(texts: Sequence[str]) -> bool:
    """Whether the lines of a cell are rows: a number below a text (above it, it is an ordinal), or several labels.

    So they are where a rule between them has a gap.
    """
    filled = [text for text in texts if text]
    if any(map(_BROKEN_RULE.fullmatch, filled)):
        return True
    numbers = [content(text) in _NUMBERS for text in filled]
    return numbers != sorted(numbers, reverse=True) or sum(as_label(text) in row_wordings() for text in filled) > 1


def _rows(matrix: Sequence[str], cells: Sequence[_Cell], start: int) -> Iterator[tuple[int, tuple[BlockCell, ...]]]:
    """The rows of a drawing: the line that each begins in, and the cells that begin in it."""
    rows = {y: i for i, y in enumerate(sorted({y for cell in cells for y in (cell.top, cell.bottom)}))}
    columns = {x: i for i, x in enumerate(sorted({x for cell in cells for x in (cell.left, cell.right)}))}
    for top, own in groupby(sorted(cells), key=lambda cell: cell.top):
        yield (
            start + top + 2,
            tuple(
                BlockCell(
                    "\n".join(filter(None, _lines_in(matrix, cell))),
                    Where(line=start + top + 2, column=columns[cell.left] + 1),
                    columns[cell.left],
                    columns[cell.right] - columns[cell.left],
                    rows[cell.bottom] - rows[cell.top],
                )
                for cell in own
            ),
        )
