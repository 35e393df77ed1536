"""Heads of tables without rules that stand again at the top of each page.

Place in the flow: ``pdf_pieces`` → **pdf_repeats** → ``pdf_segments``. Without them the rows of a table follow each
other over all pages; with them, each page would be a table of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.readers.pdf_pieces import Piece

# What has fewer parts may be the head of another table, worded alike.
_LEAST = 5
# How far pieces in one place may differ across (points).
_SAME_PLACE = 1.0


def repeated_heads(pieces: Sequence[Sequence[Piece]]) -> set[int]:
    """The lines at the top of pages that stand word by word, in the same places across, on a page before."""
    found: set[int] = set()
    starts = [i + 1 for i, (above, below) in enumerate(pairwise(pieces)) if above[0].page != below[0].page]
    for start in starts:
        stop = next((i for i in range(start, len(pieces)) if pieces[i][0].page != pieces[start][0].page), len(pieces))
        firsts = [first for first in range(start) if _are_alike(pieces[first], pieces[start])]
        length = max((_alike(pieces[first:start], pieces[start:stop]) for first in firsts), default=0)
        if sum(map(len, pieces[start : start + length])) >= _LEAST:
            found.update(range(start, start + length))
    return found


def _alike(one: Sequence[Sequence[Piece]], other: Sequence[Sequence[Piece]]) -> int:
    """How many lines are alike from the first on, up to the first number."""
    pairs = list(zip(one, other, strict=False))
    return next((i for i, pair in enumerate(pairs) if not _are_alike(*pair)), len(pairs))


def _are_alike(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    return len(one) == len(other) and all(
        a.text == b.text and abs(a.x0 - b.x0) <= _SAME_PLACE and not a.is_value for a, b in zip(one, other, strict=True)
    )
