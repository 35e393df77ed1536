"""The grid of a table: which columns and rows each cell covers, by HTML's own rules.

Place in the flow: used by ``html_tables``; rows of cells with ``colspan`` and ``rowspan`` → cells with their columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import msgspec

from parsers.readers.html_flow import Flow, Line
from parsers.report import ReadError

# HTML's own limits; 0 rows means: to the end of the row group.
MAX_SPAN = 1_000
MAX_HEIGHT = 65_534
# Columns looked at while cells are placed, in one table; T3 takes some 400.
MAX_STEPS = 2_000_000
_INTEGER = re.compile(r"\s*\+?([0-9]+)")


class OpenCell(msgspec.Struct, eq=False, gc=False):
    """A cell as the page has it: its content, its extent as written, and whether anything in it cannot be read."""

    flow: Flow
    span: int = 1
    height: int = 1
    # A picture, a drop-down, a script: an empty text proves nothing then.
    unread: bool = False
    # Text of it was left out, hidden or struck out: no blank, if nothing else is in it.
    emptied: bool = False

    def text(self) -> str:
        """Its lines."""
        items = self.flow.items
        if not items:
            return ""
        if len(items) == 1:
            return items[0].text if isinstance(items[0], Line) else ""
        return "\n".join(item.text for item in items if isinstance(item, Line))


class OpenRow(msgspec.Struct, eq=False, gc=False):
    """A row as the page has it. No cell reaches beyond its row ``group`` (thead, tbody, tfoot)."""

    group: int
    cells: list[OpenCell] = []


class At(msgspec.Struct, frozen=True, gc=False):
    """A cell, its text and the place it takes; ``clear`` is False where it lies across another cell."""

    cell: OpenCell
    text: str
    column: int
    span: int
    height: int
    clear: bool


@lru_cache(maxsize=512)
def extent(written: str | None, most: int, least: int = 1) -> int:
    """The number of columns or rows that an attribute says; 1 where it says nothing that HTML understands."""
    match = _INTEGER.match(written) if written else None
    return min(int(match[1][:9]), most) if match and int(match[1][:9]) >= least else 1


def place(rows: list[OpenRow]) -> list[list[At]]:
    """The cells of each row that has any, with their columns.

    Rows without cells are no rows: they are counted neither here nor in the height of a cell that crosses them.

    :raises ReadError: ``too-many-cells``.
    """
    placed, budget = _place(rows, None, MAX_STEPS)
    ends = Counter(line[-1].column + line[-1].span for line in placed)
    width = max(ends, key=ends.__getitem__, default=0)
    if len(ends) > 1 and any(_is_askew(line, width) for line in placed):
        placed, _ = _place(rows, width, budget)
    return placed


def _is_askew(line: Sequence[At], width: int) -> bool:
    """Whether a row fills the table by itself and is pushed out of it all the same."""
    return line[-1].column + line[-1].span > width and sum(at.span for at in line) == width


def _place(rows: Sequence[OpenRow], width: int | None, budget: int) -> tuple[list[list[At]], int]:
    """Place the rows by groups; ``width`` is the table's, where merged cells end above rows that fill it."""
    placed: list[list[At]] = []
    for _, members in groupby(rows, key=lambda row: row.group):
        group = list(members)
        done, budget = _place_group(group, range(len(group) + 1) if width is None else _ends(group, width), budget)
        placed += done
    return placed, budget


def _ends(rows: Sequence[OpenRow], width: int) -> list[int]:
    """For each row, and the end, the row above which a cell ends that is said to reach down to there.

    Rows that fill the table by themselves leave no room for a cell from above: one that reaches down through such rows
    is said to be too high, and browsers set these rows askew.
    """
    ends = [0]
    for number, row in enumerate(rows, start=1):
        ends.append(ends[-1] if not row.cells or sum(cell.span for cell in row.cells) == width else number)
    return ends


def _place_group(rows: Sequence[OpenRow], ends: Sequence[int], budget: int) -> tuple[list[list[At]], int]:
    # counted[i]: rows with cells before row i.
    counted = [0]
    for row in rows:
        counted.append(counted[-1] + bool(row.cells))
    # The row in which each column is free again.
    free: dict[int, int] = {}
    placed: list[list[At]] = []
    for number, row in enumerate(rows):
        column, line = 0, []
        for cell in row.cells:
            while free.get(column, 0) > number:
                column, budget = column + 1, budget - 1
            below = number + 1
            if cell.height != 1:
                below = max(below, ends[min(number + cell.height, len(rows)) if cell.height else len(rows)])
            columns = range(column, column + cell.span)
            clear = cell.span == 1 or not free or not any(free.get(c, 0) > number for c in columns)
            if below > number + 1:
                free.update((c, max(below, free.get(c, 0))) for c in columns)
            line.append(At(cell, cell.text(), column, cell.span, counted[below] - counted[number], clear))
            column += cell.span
            budget -= cell.span
            if budget < 0:
                raise ReadError("too-many-cells", "A table of the page covers more cells than any report has.")
        if line:
            placed.append(line)
    return placed, budget
