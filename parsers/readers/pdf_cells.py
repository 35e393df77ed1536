"""A grid and the glyphs in it: the cells of one ruled table on one page.

Place in the flow: ``pdf_grid`` and ``pdf_lines`` → **pdf_cells** → ``pdf_marks`` → ``pdf_pages``. A cell is sure only
where no number runs through one of its walls.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_broken import DigitLine, whole_number
from parsers.readers.pdf_char import Char
from parsers.readers.pdf_grid import Grid, Slot
from parsers.readers.pdf_lines import NUMERIC, Line, straighten, to_lines, wrap
from parsers.readers.pdf_page import Box
from parsers.readers.pdf_text import is_page_number

# Digits of two cells that come closer than this share of their size may be one number that overflows its cell.
_TOUCHING = 0.15
# In line heights: how far below a table the middle of a line may stand that belongs to its last row.
_SPILL = 1.3
# What word processors leave free at both sides of a cell together (points).
_PADDING = 13.0
# In line heights: so much of a full line may be free, since no line begins with a comma or a closing bracket.
_LAST = 2.0


class Cell(NamedTuple):
    """One cell: its place in the table's grid (from 0), its text, whether both are sure, and where it stands."""

    row: int
    column: int
    height: int
    span: int
    text: str
    sure: bool
    page: int
    box: Box
    # Whether its last line fills it, so that the text may go on elsewhere.
    full: bool = False


class Sheet(NamedTuple):
    """The part of a table that stands on one page.

    ``xs`` are the positions of its columns' rules; empty where it has none, and where it may span pages already.
    """

    page: int
    xs: tuple[float, ...]
    rows: int
    cells: tuple[Cell, ...]
    box: Box


def fill(grid: Grid, chars: Sequence[Char], page: int) -> Sheet:
    """Put glyphs into the cells of a grid.

    :param chars: the glyphs inside the grid's outline.
    """
    owner = _owners(grid)
    inside: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        inside[owner[_unit(grid, char.x, char.y)]].append(char)
    doubtful = _overflowing(grid, owner, chars) | _overlapped(grid, owner)
    written = [to_lines(straighten(inside[index])) for index in range(len(grid.slots))]
    widest = _widest(grid, written)
    cells = []
    for index, (slot, lines) in enumerate(zip(grid.slots, written, strict=True)):
        box = grid.box_of(slot)
        text, sure = wrap(line.text for line in lines)
        if not sure and (number := _broken_number(lines, box, widest[slot.column, slot.span])):
            text, sure = number, True
        sure = sure and slot.sure and index not in doubtful and all(line.is_clear for line in lines)
        spare = box[2] - box[0] - (lines[-1].box[2] - lines[-1].box[0]) if lines else 0.0
        full = bool(lines) and spare < _LAST * lines[-1].size + _PADDING
        cells.append(Cell(slot.row, slot.column, slot.height, slot.span, text, sure, page, box, full))
    return Sheet(page, grid.xs, grid.height, tuple(cells), grid.box)


def _widest(grid: Grid, written: Sequence[Sequence[Line]]) -> dict[tuple[int, int], float]:
    """How wide the widest line is in cells of the same columns."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for slot, lines in zip(grid.slots, written, strict=True):
        place = slot.column, slot.span
        found[place] = max([found[place], *(line.box[2] - line.box[0] for line in lines if not line.chars[0].turn)])
    return found


def _broken_number(lines: Sequence[Line], box: Box, widest: float) -> str:
    """The number that is broken over the lines of a cell which has no room for one digit more; empty for none."""
    if len(lines) < 2 or any(char.turn for line in lines for char in line.chars):
        return ""
    told = [DigitLine(line.text, line.box[2] - line.box[0], line.chars[0].base, line.size) for line in lines]
    return whole_number(told, widest, box[2] - box[0])


def spills(grid: Grid, chars: Iterable[Char]) -> list[Char]:
    """The glyphs of cells that run on below a table which a page break left open, right under the text they continue.

    Browsers let the text of a merged cell pass the end of its rows. A page number, which may stand there, has more than
    a number: that alone might be the rest of one.
    """
    edge = grid.ys[-1]
    found: list[Char] = []
    for char in sorted(chars, key=lambda char: char.y) if grid.gaps else ():
        if grid.ys[-1] <= char.y <= edge + _SPILL * char.size and any(x0 <= char.x <= x1 for x0, x1 in grid.gaps):
            found.append(char)
            edge = max(edge, char.y)
    furniture = {char for line in to_lines(found) if is_page_number(line.text) for char in line.chars}
    return [char for char in found if char not in furniture]


def contains(box: Box, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _owners(grid: Grid) -> list[int]:
    """The index of the slot that covers each unit of the grid."""
    owner = [0] * (grid.width * grid.height)
    # Larger ones first: where a doubtful slot overlaps a whole one, the whole one has the unit.
    order = sorted(range(len(grid.slots)), key=lambda i: (grid.slots[i].sure, -_area(grid.slots[i])))
    for index in order:
        slot = grid.slots[index]
        for row in range(slot.row, slot.row + slot.height):
            for column in range(slot.column, slot.column + slot.span):
                owner[row * grid.width + column] = index
    return owner


def _overlapped(grid: Grid, owner: Sequence[int]) -> set[int]:
    """The cells that stand where another would, too, if its walls were right."""
    found: set[int] = set()
    for index, slot in enumerate(grid.slots):
        units = [
            row * grid.width + column
            for row in range(slot.row, slot.row + slot.height)
            for column in range(slot.column, slot.column + slot.span)
        ]
        found.update(owner[unit] for unit in units if owner[unit] != index)
    return found


def _area(slot: Slot) -> int:
    return slot.height * slot.span


def _unit(grid: Grid, x: float, y: float) -> int:
    column = min(max(bisect_right(grid.xs, x) - 1, 0), grid.width - 1)
    row = min(max(bisect_right(grid.ys, y) - 1, 0), grid.height - 1)
    return row * grid.width + column


def _overflowing(grid: Grid, owner: Sequence[int], chars: Iterable[Char]) -> set[int]:
    """The cells between which digits touch, unless each side is a text that was drawn for itself into its own cell."""
    doubtful: set[int] = set()
    digits = [char for char in chars if NUMERIC.match(char.text)]
    for line in to_lines(straighten(digits)):
        homes = [owner[_unit(grid, char.x, char.y)] for char in line.chars]
        for at, (left, right) in enumerate(pairwise(line.chars)):
            if left.turn or right.x0 - left.x1 > _TOUCHING * min(left.size, right.size) or homes[at] == homes[at + 1]:
                continue
            if not all(_is_in_one_cell(line.chars, homes, i) for i in (at, at + 1)):
                doubtful |= {homes[at], homes[at + 1]}
    return doubtful


def _is_in_one_cell(line: Sequence[Char], homes: Sequence[int], at: int) -> bool:
    """Whether all of the text that a digit was drawn with stands in its cell; one digit alone proves nothing."""
    own = {homes[i] for i, char in enumerate(line) if char.order == line[at].order}
    alone = sum(char.order == line[at].order for char in line) == 1
    return own == {homes[at]} and not alone
