"""Rows of blanks in tables without rules: labels beside which no number stands.

Place in the flow: ``pdf_labels`` → **pdf_blank_rows** → ``pdf_columns`` and ``pdf_flow``. Such a label may as well be a
part of another, or that of a group; a numeral before it, and a row's height around it, show that it is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.readers.pdf_heads import TOUCHING
from parsers.readers.pdf_labels import Labelled, Row, holds_a_number, is_enumerated
from parsers.readers.pdf_pieces import Block, overlaps

# In distances of rows: how far from the lines of all others those of a label stand that has a row of its own.
_APART = 0.75
# Fewer labels do not tell how far apart rows stand.
_LEAST = 4


def with_blank_rows(found: Labelled) -> Labelled:
    """The rows of a table, rows of blanks included, from top to bottom."""
    blank = blank_rows(found.rows, found.stray)
    if not blank:
        return found
    own = {id(row.label) for row in blank}
    rows = sorted([*found.rows, *blank], key=lambda row: row.y)
    return found._replace(rows=rows, stray=[block for block in found.stray if id(block) not in own])


def blank_rows(rows: Sequence[Row], stray: Sequence[Block]) -> list[Row]:
    """The labels that are left over and have a row each.

    :param rows: those of numbers; where one of them has no label, a left one may be its.
    """
    labels = [row.label for row in rows if row.label is not None]
    if len(labels) < len(rows):
        return []
    everything = [*labels, *stray]
    distance = _distance([block for block in everything if is_enumerated(block.pieces[0])])
    if distance is None:
        return []
    candidates = [Row((), block) for block in stray if is_enumerated(block.pieces[0])]
    at_edges = _at_edges_of_pages(labels + [row.label for row in candidates if row.label is not None])
    return [
        row
        for row in candidates
        if row.label is not None
        and id(row.label) not in at_edges
        and not holds_a_number(row)
        and all(_is_apart(row.label, other, distance) for other in everything if other is not row.label)
    ]


def _at_edges_of_pages(labels: Sequence[Block]) -> set[int]:
    """The labels, by identity, next to which a page ends: the numbers of one may stand on the other page."""
    pairs = pairwise(sorted(labels, key=lambda block: block.y))
    return {id(block) for pair in pairs if len({p.page for b in pair for p in b.pieces}) > 1 for block in pair}


def _distance(blocks: Sequence[Block]) -> float | None:
    """How far apart numbered labels under each other stand at least."""
    if len(blocks) < _LEAST:
        return None
    ordered = sorted(blocks, key=lambda block: block.y)
    distances = [
        b.y - a.y for a, b in pairwise(ordered) if a.pieces[0].page == b.pieces[0].page and overlaps(a, b) and b.y > a.y
    ]
    return min(distances, default=None)


def _is_apart(block: Block, other: Block, distance: float) -> bool:
    """Whether no line of another label stands right of a label, or as near as those of one do; groups stand left."""
    return other.x1 <= block.x0 + TOUCHING or all(
        abs(a.y - b.y) >= _APART * distance for a in block.pieces for b in other.pieces
    )
