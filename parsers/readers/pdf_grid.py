"""Ruling lines to grids: which cells a ruled table has, where they stand and how far merged ones reach.

Place in the flow: ``pdf_rules`` → **pdf_grid** → ``pdf_cells``. A cell ends only where a rule stands between it and the
next, so merged cells come out of the rules that are missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_drawn import Drawn, Rule
from parsers.readers.pdf_page import Box
from parsers.readers.pdf_rules import TIGHT, cluster, gather, merge
from parsers.report import ReadError

_MAX_RULES = 1_500
_MAX_UNITS = 20_000
# The share of a cell's side that a rule must cover to close it; between the two it is not sure.
_CLOSED, _OPEN = 0.75, 0.25
# A side of which more than half is covered is closed where the rest is too short for a line of text (points).
_HALF, _TOO_SHORT = 0.5, 6.0


class Slot(NamedTuple):
    """The place of one cell: grid rows and columns from 0, extents, and whether the rules leave no doubt."""

    row: int
    column: int
    height: int
    span: int
    sure: bool = True


class Grid(NamedTuple):
    """A ruled table on one page: the positions of its rules and its cells.

    ``gaps`` are the stretches of its lower side that no rule closes: a page break may have cut cells there.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    gaps: tuple[tuple[float, float], ...] = ()

    @property
    def box(self) -> Box:
        """The outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, slot: Slot) -> Box:
        """The box of one cell."""
        return (
            self.xs[slot.column],
            self.ys[slot.row],
            self.xs[slot.column + slot.span],
            self.ys[slot.row + slot.height],
        )

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.xs) - 1

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.ys) - 1


def find_grids(drawn: Drawn) -> list[Grid]:
    """The ruled tables of a page, from top to bottom; a lone box is one as well.

    :raises ReadError: ``too-complex``.
    """
    across, down = merge(drawn.across), merge(drawn.down)
    if len(across) > _MAX_RULES or len(down) > _MAX_RULES:
        raise ReadError("too-complex", "A page has more ruling lines than any report; print it anew from its source.")
    grids = (_grid(*group) for group in gather(across, down))
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: (grid.ys[0], grid.xs[0]))


def nearest(positions: Sequence[float], at: float) -> int:
    """The index of the position nearest to a value."""
    i = bisect_right(positions, at)
    if i == 0 or (i < len(positions) and positions[i] - at < at - positions[i - 1]):
        return i
    return i - 1


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    # A page break leaves the uprights without a closing rule, and some tables have no rule at their left and right.
    top, bottom = min(rule.start for rule in down), max(rule.stop for rule in down)
    left, right = min(rule.start for rule in across), max(rule.stop for rule in across)
    left, right = min(left, *(rule.at for rule in down)), max(right, *(rule.at for rule in down))
    top, bottom = min(top, *(rule.at for rule in across)), max(bottom, *(rule.at for rule in across))
    closing = [rule for rule in across if bottom - rule.at <= TIGHT]
    across = [*across, *_closing(across, top, bottom, left, right)]
    down = [*down, *_closing(down, left, right, top, bottom)]
    xs, ys = cluster(rule.at for rule in down), cluster(rule.at for rule in across)
    if len(xs) < 2 or len(ys) < 2:
        return None
    if (len(xs) - 1) * (len(ys) - 1) > _MAX_UNITS:
        raise ReadError("too-complex", "A table has more cells than any report; print it anew from its source.")
    shares = _covered(closing, [bottom], xs)[0] if closing else [0.0] * (len(xs) - 1)
    gaps = tuple((xs[i], xs[i + 1]) for i, share in enumerate(shares) if share < _CLOSED)
    grid = Grid(tuple(xs), tuple(ys), (), gaps)
    return _compressed(grid._replace(slots=tuple(_slots(grid, across, down))))


def _closing(rules: Sequence[Rule], low: float, high: float, start: float, stop: float) -> list[Rule]:
    """The first and the last rule one way, where the rules the other way show that they are missing."""
    first, last = min(rule.at for rule in rules), max(rule.at for rule in rules)
    ends = ((low, first - low > TIGHT), (high, high - last > TIGHT))
    return [Rule(at, start, stop) for at, missing in ends if missing]


def _covered(rules: Sequence[Rule], positions: Sequence[float], crossing: Sequence[float]) -> list[list[float]]:
    """For each position and each stretch between two crossings: the share that a rule covers."""
    shares = [[0.0] * (len(crossing) - 1) for _ in positions]
    for rule in rules:
        line = shares[nearest(positions, rule.at)]
        first = max(bisect_right(crossing, rule.start) - 1, 0)
        for k in range(first, len(crossing) - 1):
            start, stop = crossing[k], crossing[k + 1]
            if start >= rule.stop:
                break
            line[k] += max(min(stop, rule.stop) - max(start, rule.start), 0.0) / (stop - start)
    sides = [stop - start for start, stop in pairwise(crossing)]
    return [[_rounded(share, side) for share, side in zip(line, sides, strict=True)] for line in shares]


def _rounded(share: float, side: float) -> float:
    """Boxes of single cells, drawn apart, leave a bit of each side open."""
    return 1.0 if share > _HALF and (1 - share) * side < _TOO_SHORT else share


def _slots(grid: Grid, across: Sequence[Rule], down: Sequence[Rule]) -> Iterable[Slot]:
    level = _covered(across, grid.ys, grid.xs)
    upright = _covered(down, grid.xs, grid.ys)
    height, width = grid.height, grid.width
    parent = list(range(height * width))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    doubtful: set[int] = set()
    for r in range(height):
        for c in range(width):
            unit = r * width + c
            for share, other in (
                (upright[c + 1][r] if c + 1 < width else 1.0, unit + 1),
                (level[r + 1][c] if r + 1 < height else 1.0, unit + width),
            ):
                if share < _CLOSED:
                    parent[root(other)] = root(unit)
                    if share > _OPEN:
                        doubtful.update((unit, other))
    groups: dict[int, list[int]] = {}
    for unit in range(height * width):
        groups.setdefault(root(unit), []).append(unit)
    for units in groups.values():
        yield _slot(units, width, doubtful)


def _slot(units: list[int], width: int, doubtful: set[int]) -> Slot:
    rows, columns = [u // width for u in units], [u % width for u in units]
    top, left = min(rows), min(columns)
    height, span = max(rows) - top + 1, max(columns) - left + 1
    whole = height * span == len(units)
    return Slot(top, left, height, span, whole and doubtful.isdisjoint(units))


def _compressed(grid: Grid) -> Grid:
    """Without the grid lines at which no cell begins (underlines, rules that end nowhere)."""
    rows = sorted({slot.row for slot in grid.slots})
    columns = sorted({slot.column for slot in grid.slots})

    def moved(slot: Slot) -> Slot:
        row, column = bisect_right(rows, slot.row) - 1, bisect_right(columns, slot.column) - 1
        last_row = bisect_right(rows, slot.row + slot.height - 1)
        last_column = bisect_right(columns, slot.column + slot.span - 1)
        return Slot(row, column, last_row - row, last_column - column, slot.sure)

    return grid._replace(
        xs=(*(grid.xs[i] for i in columns), grid.xs[-1]),
        ys=(*(grid.ys[i] for i in rows), grid.ys[-1]),
        slots=tuple(sorted(moved(slot) for slot in grid.slots)),
    )
