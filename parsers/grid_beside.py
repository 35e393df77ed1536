"""Rows of a grid whose numbers stand beside the heads: as many as the form's columns, and yet perhaps others.

Place in the flow: asked by ``grid_placing`` once ``grid_rows`` has chosen the cells of a row. A column that has no head
of its own (last year's, a share, one that was added by hand) completes rows in which a cell of the form is empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.grid_rows import Columns, GridRow, Place, is_grid
from parsers.normalise import as_label
from parsers.numbers import parse_number
from parsers.sums import LEAST_OF_A_SUM
from parsers.tokens import EMPTY, NUMBER, Token

# So many rows show where rows of their kind end.
_ROWS_OF_A_KIND = 4
# One row in so many may have a number astray.
_A_FEW = 5


class _Heads(NamedTuple):
    """The heads of the form's columns: the grid columns that each covers, and where their lines end."""

    covers: tuple[range, ...]
    end: int

    def all_have_a_cell(self, row: GridRow) -> bool:
        """Whether a cell of the row begins under each head."""
        return {head.start for head in self.covers} <= {cell.column for cell in row.cells}

    def are_as_wide_as(self, row: GridRow) -> bool:
        """Whether the row ends where the lines of heads end."""
        return _end(row.cells[-1]) == self.end


class Besides(NamedTuple):
    """What is known of the rows of some tables, by the place that they share."""

    columns: Columns
    heads: Mapping[Place, _Heads]
    # How many rows have more cells from their first number to their last than the form has columns.
    wide: Counter[Place]
    # How many rows have all their numbers side by side, by the columns of these.
    complete: Counter[tuple[Place, tuple[int, ...]]]
    # How many rows there are, and how many have a number behind all heads.
    rows: Counter[Place]
    beyond: Counter[Place]
    # Where most rows with as many columns of the form end, by table.
    ends: Mapping[tuple[int | None, int], int]

    def doubt(self, row: GridRow, chosen: Sequence[Token]) -> bool:
        """Whether the cells chosen for a row may be those of other columns."""
        place = self.columns.parts.of(row.label), row.keys
        heads = self.heads.get(place)
        if heads is not None and heads.covers and _stand_beside(heads, row, chosen):
            return True
        places = tuple(cell.column for cell in chosen)
        if heads is not None and places == tuple(head.start for head in heads.covers):
            uneven = self._ends_elsewhere(row) and any(cell.what is EMPTY for cell in row.cells)
            return (uneven and not _adds_up(chosen)) or self.beyond[place] > max(1, self.rows[place] // _A_FEW)
        return self.wide[place] > self.complete[place, places]

    def _ends_elsewhere(self, row: GridRow) -> bool:
        """Whether a row has a cell more or less than the others: those behind it have moved, perhaps into a spacer."""
        end = _end(row.cells[-1])
        return end != self.ends.get((row.label.table, row.width), end)


def besides_of(tokens: Sequence[Token], rows: Sequence[GridRow], columns: Columns) -> Besides:
    """Look at the heads and at all rows of the tables.

    :param tokens: the tokens of the table, heads included.
    :param rows: its rows.
    """
    wide: Counter[Place] = Counter()
    complete: Counter[tuple[Place, tuple[int, ...]]] = Counter()
    count: Counter[Place] = Counter()
    beyond: Counter[Place] = Counter()
    heads = _heads_of(tokens, rows, columns)
    ends: dict[tuple[int | None, int], Counter[int]] = defaultdict(Counter)
    for row in rows:
        place = columns.parts.of(row.label), row.keys
        wide[place] += row.reach > row.width
        count[place] += bool(row.filled)
        if place in heads and any(cell.what is NUMBER and cell.column >= heads[place].end for cell in row.filled):
            beyond[place] += 1
        if row.complete:
            complete[place, tuple(cell.column for cell in row.complete)] += 1
        if row.cells:
            ends[row.label.table, row.width][_end(row.cells[-1])] += 1
    usual = {kind: found.most_common(1)[0][0] for kind, found in ends.items() if found.total() >= _ROWS_OF_A_KIND}
    return Besides(columns, heads, wide, complete, count, beyond, usual)


def _heads_of(tokens: Sequence[Token], rows: Sequence[GridRow], columns: Columns) -> dict[Place, _Heads]:
    grid = [token for token in tokens if is_grid(token)]
    line_ends: dict[int, int] = {}
    for token in grid:
        line_ends[token.block] = max(_end(token), line_ends.get(token.block, 0))
    heads: dict[Place, _Heads] = {}
    for keys, form in {row.keys: row.form for row in rows}.items():
        labels = {as_label(column.label): i for i, column in enumerate(form)}
        found: dict[Place, dict[int, Token]] = {}
        for token in (token for token in grid if token.squashed in labels):
            place = columns.parts.of(token), keys
            if place in columns.by_heads:
                found.setdefault(place, {}).setdefault(labels[token.squashed], token)
        for place, own in found.items():
            covers = tuple(range(own[i].column, _end(own[i])) for i in sorted(own))
            heads[place] = _Heads(covers, max(line_ends[token.block] for token in own.values()))
    return heads


def _stand_beside(heads: _Heads, row: GridRow, chosen: Sequence[Token]) -> bool:
    """Whether the cells chosen stand beside the heads, some of them or all, though each head has a cell below it.

    Where all stand beside by as much, heads or rows have moved as a whole: a row longer than its heads shows so.
    """
    under = [
        cell.column < head.stop and head.start < _end(cell) for cell, head in zip(chosen, heads.covers, strict=True)
    ]
    if all(under):
        return False
    # An only cell tells nothing of the others.
    if heads.all_have_a_cell(row) and (len(chosen) == 1 or heads.are_as_wide_as(row)):
        return True
    steps = {cell.column - head.start for cell, head in zip(chosen, heads.covers, strict=True)}
    return any(under) and len(steps) > 1


def _adds_up(chosen: Sequence[Token]) -> bool:
    """Whether the last number is the sum of the others, and not nothing."""
    numbers = [parsed.value for cell in chosen if (parsed := parse_number(cell.text)) is not None]
    whole = len(numbers) == len(chosen) >= LEAST_OF_A_SUM
    return whole and numbers[-1] != 0 and sum(numbers[:-1]) == numbers[-1]


def _end(token: Token) -> int:
    return token.column + token.span
