"""Rules to tables: the grid each group of rules spans, and its cells, merged where no wall stands between.

Place in the flow: rules of ``scan_rules`` → **Grid** → ``scan_cells``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_along import among_letters, coverage, has_traces, is_dashed, shade
from parsers.readers.scan_page import Box, Page
from parsers.readers.scan_pieces import Pieces
from parsers.readers.scan_rules import Rule, Rules, find_rules, gather
from parsers.readers.scan_sides import alone, with_sides

Pixels = NDArray[Any]

# A wall stands where rule pieces cover this much of it, or ink covers all but a little; below the last, there is none.
_WALL, _INKED_WALL, _NO_WALL = 0.5, 0.85, 0.3
# A wall is darker than what is beside it for so much of its length.
_SHADED_WALL = 0.8
# So far from its ends a wall must be seen, so much of it.
_REACH, _JOINED = 0.35, 0.6
_NEAR = 0.25
# Where others cross a wall, in pixels, at least.
_AT_RULES = 2.0
_GAPLESS = 0.97
_STRAYING = 2
_MAX_LINES = 200
# A table is wider than two cells of two letters, and higher than one line of text. Letters have strokes like rules.
_LEAST_WIDTH, _LEAST_HEIGHT = 7.0, 2.5
# A row alone at a page's end is wide.
_WIDE, _LEAST_WIDE_HEIGHT = 20.0, 1.2


@dataclass(frozen=True)
class Slot:
    """A cell of a grid: its place and extent in rows and columns, and the pixels between its walls.

    ``sure`` is False where a wall may stand within it, or one of its own may be none; ``whole`` only for the latter.
    """

    row: int
    column: int
    height: int
    span: int
    box: Box
    sure: bool = True
    whole: bool = True


@dataclass(frozen=True)
class Grid:
    """A table on a page: its slots by row and column, its outline, and the pixels of its column edges.

    ``cut`` says that no rule closes it at the top or the bottom.
    """

    slots: tuple[Slot, ...]
    box: Box
    edges: tuple[float, ...]
    rows: int
    open_top: bool = False
    open_bottom: bool = False


def find_grids(page: Page) -> list[Grid]:
    """The ruled tables of a page, from the top down."""
    rules = find_rules(page)
    together = cv2.dilate(
        cv2.bitwise_or(rules.level, rules.upright),
        np.ones((round(0.5 * page.unit), round(0.5 * page.unit)), np.uint8),
    )
    pieces = Pieces(together)
    grids = []
    for i, (_, _, width, height, _) in enumerate(pieces.stats.tolist()[1:], start=1):
        wide = width > _WIDE * page.unit
        if width < _LEAST_WIDTH * page.unit or height < (_LEAST_WIDE_HEIGHT if wide else _LEAST_HEIGHT) * page.unit:
            continue
        (left, top, right, foot), own = with_sides(pieces, i, page.unit) if wide else alone(pieces, i)
        part = (slice(top, foot), slice(left, right))
        masks = Rules(rules.level[part] * own, rules.upright[part] * own, rules.ink[part], rules.grey[part])
        grid = _grid(masks, (left, top), page.unit)
        if grid is not None:
            grids.append(replace(grid, slots=tuple(_on_page(slot, page) for slot in grid.slots)))
    return sorted(grids, key=lambda grid: grid.box[1])


def _on_page(slot: Slot, page: Page) -> Slot:
    """A slot within its page; one that reaches beyond is cut, and not sure."""
    height, width = page.grey.shape
    x0, y0, x1, y1 = slot.box
    left, top = min(max(x0, 0), width - 1), min(max(y0, 0), height - 1)
    box = (left, top, min(max(x1, left + 1), width), min(max(y1, top + 1), height))
    return slot if box == slot.box else replace(slot, box=box, sure=False, whole=False)


def _grid(masks: Rules, origin: tuple[int, int], unit: float) -> Grid | None:
    level = gather(masks.level, unit, masks.ink)
    upright = gather(np.ascontiguousarray(masks.upright.T), unit)
    level, upright = _single(_anchored(level, upright, unit), unit), _single(_anchored(upright, level, unit), unit)
    if not level or not upright or len(level) > _MAX_LINES or len(upright) > _MAX_LINES:
        return None
    rows, open_top, open_bottom = _closed(level, upright, unit)
    columns, _, _ = _closed(upright, level, unit)
    if len(rows) < 2 or len(columns) < 2 or (len(rows) == 2 and len(columns) == 2):
        return None
    slots = _Walls(masks, rows, columns, unit).slots(origin)
    if slots is None:
        return None
    x, y = origin
    middle = sum(rule.at for rule in rows) / len(rows)
    edges = tuple(rule.place(middle) + x for rule in columns)
    box = (round(edges[0]), y + round(rows[0].at), round(edges[-1]), y + round(rows[-1].at))
    return Grid(tuple(slots), box, edges, len(rows) - 1, open_top, open_bottom)


def _anchored(rules: list[Rule], across: list[Rule], unit: float) -> list[Rule]:
    """The rules that end at rules across them, or are long; strokes of large letters are neither.

    At a page break no rule closes the cells that go on: there they end where the outermost do.
    """
    near = 0.6 * unit
    first, last = min((r.start for r in rules), default=0.0), max((r.end for r in rules), default=0.0)

    def touches(rule: Rule, position: float) -> bool:
        return min(position - first, last - position) < near or any(
            abs(other.place(rule.at) - position) < near and other.start - near < rule.at < other.end + near
            for other in across
        )

    long = 0.5 * (last - first)
    return [r for r in rules if r.end - r.start > long or (touches(r, r.start) and touches(r, r.end))]


def _single(rules: list[Rule], unit: float) -> list[Rule]:
    """The rules without those so near to a longer one that no text stands between: double rules are one."""
    kept: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start - rule.end):
        if all(abs(rule.place(rule.middle) - other.place(rule.middle)) > 0.6 * unit for other in kept):
            kept.append(rule)
    return sorted(kept, key=lambda rule: rule.at)


def _closed(rules: list[Rule], across: list[Rule], unit: float) -> tuple[list[Rule], bool, bool]:
    """The rules with those added that are not drawn: where the rules across reach beyond the first or the last."""
    starts, ends = sorted(rule.start for rule in across), sorted(rule.end for rule in across)
    # A quarter of them may reach too far, but no more than two do: beside a cell over many rows few reach the side.
    few = min(len(across) // 4, _STRAYING)
    low, high = starts[few], ends[-1 - few]
    middle = sum(rule.at for rule in across) / len(across)
    before = low < rules[0].place(middle) - unit
    after = high > rules[-1].place(middle) + unit
    first = [Rule(low, rules[0].slope, middle, 0, 0, 1)] if before else []
    last = [Rule(high, rules[-1].slope, middle, 0, 0, 1)] if after else []
    return [*first, *rules, *last], before, after


class _Walls:
    """Which walls stand between the elementary cells of a grid, and the slots they make."""

    def __init__(self, masks: Rules, rows: list[Rule], columns: list[Rule], unit: float) -> None:
        self.masks, self.rows, self.columns, self.unit = masks, rows, columns, unit
        self.height, self.width = len(rows) - 1, len(columns) - 1
        near = 2 * round(_NEAR * unit / 2) + 1
        # Turned so that both directions are measured along rows of pixels.
        self.level = cv2.dilate(masks.level, np.ones((near, 1), np.uint8))
        self.upright = np.ascontiguousarray(cv2.dilate(masks.upright, np.ones((1, near), np.uint8)).T)
        ink = cv2.dilate(masks.ink, np.ones((3, 3), np.uint8))
        self.level_ink, self.upright_ink = ink, np.ascontiguousarray(ink.T)
        self.upright_letters = np.ascontiguousarray(masks.ink.T)
        self.upright_whole = cv2.dilate(self.upright_letters, np.ones((3, 1), np.uint8))
        self.grey, self.upright_grey = masks.grey, np.ascontiguousarray(masks.grey.T)
        self.doubtful: set[tuple[int, int]] = set()

    def corner(self, row: int, column: int) -> tuple[float, float]:
        """Where two rules cross."""
        x = self.columns[column].at
        y = self.rows[row].place(x)
        x = self.columns[column].place(y)
        return x, self.rows[row].place(x)

    def stands(self, row: int, column: int, *, level: bool) -> bool:
        """Whether a cell has its upper (level) or left wall."""
        x0, y0 = self.corner(row, column)
        x1, y1 = self.corner(row, column + 1) if level else self.corner(row + 1, column)
        mask, ink = (self.level, self.level_ink) if level else (self.upright, self.upright_ink)
        path = (x0, x1, y0, y1) if level else (y0, y1, x0, x1)
        grey = self.grey if level else self.upright_grey
        letters = self.masks.ink if level else self.upright_letters
        covered = inked = coverage(mask, *path)
        wall = covered >= _WALL
        if not wall:
            inked = coverage(ink, *path)
            wall = inked >= _INKED_WALL or shade(grey, *path) >= _SHADED_WALL
            wall = wall and (level or not self._is_stroke(*path))
        wall = (wall and self.joins(mask, grey, *path)) or is_dashed(letters, *path, self.unit)
        traces = not wall and max(covered, inked if covered > 0.1 else 0) > _NO_WALL
        if not wall and (traces or (has_traces(grey, *path) and not among_letters(letters, *path, self.unit))):
            cells = ((row - 1, column), (row, column)) if level else ((row, column - 1), (row, column))
            self.doubtful.update(cells)
        return wall

    def _is_stroke(self, start: float, end: float, at: float, until: float) -> bool:
        """Whether an upright wall that is no piece of a rule is a stroke among letters.

        Rows as low as letters bring one to both walls. Walls between narrow columns are among letters, too, but leave
        no gap at the rules.
        """
        return (
            among_letters(self.upright_letters, start, end, at, until, self.unit)
            and coverage(self.upright_whole, start, end, at, until, _AT_RULES) < _GAPLESS
        )

    def _rooms(self) -> list[list[tuple[int, int]]]:
        """The elementary cells that no wall parts, together."""
        parent = {(r, c): (r, c) for r in range(self.height) for c in range(self.width)}

        def root(cell: tuple[int, int]) -> tuple[int, int]:
            while parent[cell] != cell:
                cell = parent[cell]
            return cell

        for r in range(self.height):
            for c in range(self.width):
                if c and not self.stands(r, c, level=False):
                    parent[root((r, c))] = root((r, c - 1))
                if r and not self.stands(r, c, level=True):
                    parent[root((r, c))] = root((r - 1, c))
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for cell in parent:
            groups.setdefault(root(cell), []).append(cell)
        return list(groups.values())

    def joins(self, mask: Pixels, grey: Pixels, start: float, end: float, at: float, until: float) -> bool:
        """Whether a wall reaches the rules across at both of its ends; strokes of letters keep their distance."""
        reach = min(_REACH * self.unit, (end - start) / 3)
        slope = (until - at) / max(1.0, end - start)
        for first, last in ((start, start + reach), (end - reach, end)):
            path = (first, last, at + slope * (first - start), at + slope * (last - start))
            if coverage(mask, *path) < _JOINED and shade(grey, *path) < _JOINED:
                return False
        return True

    def slots(self, origin: tuple[int, int]) -> list[Slot] | None:
        """The cells, by row and column; None where the walls make no rectangles."""
        slots = []
        for cells in self._rooms():
            top, left = min(r for r, _ in cells), min(c for _, c in cells)
            height, span = max(r for r, _ in cells) - top + 1, max(c for _, c in cells) - left + 1
            whole = height * span == len(cells)
            if not whole and len(cells) > 0.5 * self.height * self.width:
                return None
            sure = whole and not self.doubtful.intersection(cells)
            if whole:
                slots.append(self.slot(top, left, height, span, origin, sure=sure))
            else:
                slots += [replace(self.slot(r, c, 1, 1, origin, sure=False), whole=False) for r, c in cells]
        return sorted(slots, key=lambda slot: (slot.row, slot.column))

    def slot(self, row: int, column: int, height: int, span: int, origin: tuple[int, int], *, sure: bool) -> Slot:
        """The slot from its first elementary cell and its extent."""
        corners = [self.corner(r, c) for r in (row, row + height) for c in (column, column + span)]
        half = [
            max(rule.thickness, 2) / 2 + 1
            for rule in (self.columns[column], self.rows[row], self.columns[column + span], self.rows[row + height])
        ]
        x0 = max(corners[0][0], corners[2][0]) + half[0]
        y0 = max(corners[0][1], corners[1][1]) + half[1]
        x1 = min(corners[1][0], corners[3][0]) - half[2]
        y1 = min(corners[2][1], corners[3][1]) - half[3]
        x, y = origin
        box = (x + round(x0), y + round(y0), x + max(round(x0) + 1, round(x1)), y + max(round(y0) + 1, round(y1)))
        return Slot(row, column, height, span, box, sure)
