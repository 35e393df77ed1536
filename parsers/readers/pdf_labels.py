"""The rows of a table without rules: which label stands beside which numbers.

Place in the flow: ``pdf_segments`` → **pdf_labels** → ``pdf_columns``. A label is centred on its row, begins or ends
on it; how its lines follow each other is found by trying which pitch gives most rows a label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_heads import Column, column_of
from parsers.readers.pdf_lines import ENUMERATOR
from parsers.readers.pdf_pieces import Block, Piece, blocks, overlaps, pitches

# In line heights: how far a label's middle or first line may be off its row's, and how near a stray line disturbs.
_ALIGNED, _NEAR = 0.3, 1.75
# Digits outside of rows this near may be a part of a number; and a number's second line stands at most so far below.
_WRAPPED, _SECOND_LINE = 1.6, 3.2
# Rounding of pitches.
_SLACK = 0.3


# Where the numbers of a row stand beside its label: at its middle, its first line or its last.
ANCHORS: tuple[Callable[[Block], float], ...] = (
    lambda block: block.y,
    lambda block: block.top,
    lambda block: block.pieces[-1].y,
)


class Row(NamedTuple):
    """A row of numbers with its label (None where none fits); a row of blanks has its label only."""

    values: tuple[Piece, ...]
    label: Block | None

    @property
    def y(self) -> float:
        """Where its numbers stand."""
        return self.values[0].y if self.values or self.label is None else self.label.y

    @property
    def size(self) -> float:
        """The height of its lines."""
        return self.values[0].size if self.values or self.label is None else self.label.pieces[0].size


class Labelled(NamedTuple):
    """Rows with their labels; the blocks that label groups of rows; the blocks left over; the pitch within labels."""

    rows: list[Row]
    groups: list[Block]
    stray: list[Block]
    pitch: float


def find_labels(
    values: Sequence[tuple[Piece, ...]], labels: Sequence[Piece], walls: Sequence[float], limit: float
) -> Labelled:
    """Give each row its label.

    Tried with every pitch that occurs, for labels centred on their row, that begin or that end on it, and where the
    rows stand as near as the lines of a label, for labels that begin with a numeral: the best is where most rows find
    a label and fewest lines are left over in the column of labels.

    :param values: the numbers of each row.
    :param labels: the pieces left of all numbers.
    :param walls: heights that no label crosses.
    :param limit: how far the table's head stands from its first row; lines of one label stand closer.
    """
    tried: list[Labelled] = []
    for pitch in [0.0, *(pitch + _SLACK for pitch in pitches(labels) if pitch + _SLACK < limit)]:
        for first in (None, is_enumerated) if pitch else (None,):
            found = blocks(labels, pitch, walls, first)
            for anchor in ANCHORS:
                rows, spare = _match(values, found, anchor)
                tried.append(Labelled(rows, *groups_and_stray(rows, spare), pitch))
    return max(tried, key=_fit)


def _fit(one: Labelled) -> tuple[int, int]:
    """How many rows have a label, those in which another begins and the lines left over counted against it."""
    labels = [row.label for row in one.rows if row.label is not None]
    glued = sum(any(map(is_enumerated, block.pieces[1:])) for block in (*labels, *one.groups))
    return len(labels) - glued - len(one.stray), len(labels)


def is_enumerated(piece: Piece) -> bool:
    """Whether a piece begins with a numeral, as a label's first line does."""
    return bool(ENUMERATOR.match(piece.text))


def _match(
    values: Sequence[tuple[Piece, ...]], found: Sequence[Block], anchor: Callable[[Block], float]
) -> tuple[list[Row], list[Block]]:
    rows: list[Row] = []
    places = [anchor(block) for block in found]
    taken: set[int] = set()
    for row in values:
        y, reach = row[0].y, _ALIGNED * row[0].size
        fitting = [i for i, place in enumerate(places) if abs(place - y) <= reach and i not in taken]
        best = max(fitting, key=lambda i: found[i].x1, default=None)
        rows.append(Row(row, None if best is None else found[best]))
        taken.update(() if best is None else (best,))
    return rows, [block for i, block in enumerate(found) if i not in taken]


def groups_and_stray(rows: Sequence[Row], spare: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Of the blocks that label no row: those left of other labels, which label groups of rows, and the others."""
    labels = [row.label for row in rows if row.label is not None]
    groups: list[Block] = []
    stray: list[Block] = []
    for block in spare:
        beside = [label for label in labels if label.x0 >= block.x1 - 1]
        under = [label for label in labels if overlaps(label, block)]
        (groups if beside and len(beside) >= len(under) else stray).append(block)
    return groups, stray


def crowded(rows: Sequence[Row], loose: Sequence[Piece]) -> set[int]:
    """The rows near to digits outside of all rows, which may belong to their numbers."""
    found: set[int] = set()
    for piece in loose:
        near = [i for i, row in enumerate(rows) if abs(row.y - piece.y) <= _WRAPPED * piece.size]
        found.update(near or range(len(rows)))
    return found


def wrapped(rows: Sequence[Row], columns: Sequence[Column], heads: Sequence[float]) -> set[int]:
    """The rows whose numbers may be lines of one number.

    A number goes on in a second line only where its column has no room for one digit more: no number there, nor any
    line of the head, is wider.

    :param heads: how wide the widest line of each column's head is.
    """
    found: set[int] = set()
    for index, head in enumerate(heads):
        inside = [
            (i, piece) for i, row in enumerate(rows) for piece in row.values if column_of(piece, columns) == index
        ]
        room = max([head, *(piece.x1 - piece.x0 for _, piece in inside)])
        for (i, above), (j, below) in pairwise(inside):
            digit = (below.x1 - below.x0) / len(below.text)
            fills = above.x1 - above.x0 + digit > room + _SLACK
            if fills and _may_follow(above, below) and not _are_numbered(rows, i, j):
                found.update(range(i, j + 1))
    return found


def _may_follow(above: Piece, below: Piece) -> bool:
    """Whether a piece is near enough to the one above it to be the next line of a text, a page's end between them."""
    return above.page != below.page or below.y - above.y <= _SECOND_LINE * max(above.size, below.size)


def torn(rows: Sequence[Row], columns: Sequence[Column]) -> set[int]:
    """The rows of which a part may stand above or below, in a row without a label, where their own cells are blank."""
    filled = [{column_of(piece, columns) for piece in row.values} for row in rows]
    pairs = [(i, i + 1) for i in range(len(rows) - 1)]
    lost = [(i, j) for i, j in pairs if rows[i].label is None or rows[j].label is None]
    return {row for i, j in lost if filled[i].isdisjoint(filled[j]) for row in (i, j)}


def _are_numbered(rows: Sequence[Row], above: int, below: int) -> bool:
    """Whether a numeral begins each of two rows and all between them, so that none goes on another."""
    between = rows[above + 1 : below]
    return all(map(_is_numbered, (rows[above], *between, rows[below]))) and not any(row.values for row in between)


def _is_numbered(row: Row) -> bool:
    return row.label is not None and is_enumerated(row.label.pieces[0])


def holds_a_number(row: Row) -> bool:
    """Whether a line of a row's label ends with a digit, as no label does: a number may stand too close to it."""
    return row.label is not None and any(piece.text[-1:].isdecimal() for piece in row.label.pieces)


def disturbs(block: Block, row: Row) -> bool:
    """Whether a stray block is so near to a row's label that it may be a part of it."""
    if row.label is None:
        return False
    nearest = min(abs(a.y - b.y) for a in block.pieces for b in row.label.pieces)
    return nearest <= _NEAR * row.size
