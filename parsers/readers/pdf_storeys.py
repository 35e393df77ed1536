"""The storeys of the heads of a table without rules: in which row each head stands, and over which columns.

Place in the flow: ``pdf_heads`` → **pdf_storeys** → ``pdf_table``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_heads import Column, Head, under
from parsers.readers.pdf_pieces import Block
from parsers.readers.pdf_text import HEADING

# Heads of one storey differ by less than this many line heights.
_SAME_ROW = 0.4
# In line heights: how much a head may be off the middle of those that it is over.
_CENTRED = 0.4


class Placed(NamedTuple):
    """A head and its place: its storey, its first column (-1 over the labels) and how many it spans."""

    block: Block
    storey: int
    column: int
    span: int


def place_heads(head: Head, columns: Sequence[Column]) -> list[Placed]:
    """Each head over the columns it stands above.

    :param columns: what each takes with its head, where that is known.
    """
    storeys: list[list[Block]] = []
    leaves = head.leaves
    # One head a column: they are of one storey, however high each of them is.
    lowest = leaves if len(leaves) == len(columns) else []
    upper = [block for block in head.above if block not in lowest]
    for block in sorted(upper, key=lambda block: (head.level(block), block.x0)):
        if storeys and head.level(block) - head.level(storeys[-1][0]) <= _SAME_ROW * block.pieces[0].size:
            storeys[-1].append(block)
        else:
            storeys.append([block])
    if not head.begins:
        storeys = _merged_over_two(storeys)
    storeys = _lifted(storeys)
    if lowest:
        storeys.append(lowest)
    placed: list[Placed] = []
    for number, storey in enumerate(storeys):
        for index, block in enumerate(sorted(storey, key=lambda block: block.x0)):
            over = [index] if len(storey) == len(columns) else under(block, columns)
            placed.append(Placed(block, number, over[0], over[-1] - over[0] + 1))
    for block in head.beside:
        level, size = head.level(block), block.pieces[0].size
        near = [i for i, storey in enumerate(storeys) if abs(head.level(storey[0]) - level) <= _SAME_ROW * size]
        # What is higher than one line stands over the labels all the way down, as printed.
        placed.append(Placed(block, near[0] if near and len(block.pieces) == 1 else 0, -1, 1))
    return placed


def _merged_over_two(storeys: Sequence[list[Block]]) -> list[list[Block]]:
    """The storeys, where heads between two, beside those of both, begin with the upper: they are merged over both."""
    out: list[list[Block]] = []
    for at, storey in enumerate(storeys):
        if 0 < at < len(storeys) - 1:
            near = (*storeys[at - 1], *storeys[at + 1])
            if not any(one.x0 < other.x1 and other.x0 < one.x1 for one in storey for other in near):
                out[-1] = [*out[-1], *storey]
                continue
        out.append([*storey])
    return out


def _lifted(storeys: Sequence[list[Block]]) -> list[list[Block]]:
    """The storeys, where heads that none of those above is over stand among these.

    So it is with heads merged over two storeys and set at the lower edge of their cells. A head that is set in the
    middle of several others is over these.
    """
    out = [[*storey] for storey in storeys]
    for upper, lower in pairwise(out):
        runs = [_centred_under(block, lower) for block in upper]
        under = {id(block) for run in runs for block in run}
        # A heading of the text stands above the heads of some tables, as near as these.
        others = [block for block, run in zip(upper, runs, strict=True) if not run and not HEADING.match(block.text)]
        if under and not others and len(under) == sum(map(len, runs)):
            upper += [block for block in lower if id(block) not in under]
            lower[:] = [block for block in lower if id(block) in under]
    return out


def _centred_under(block: Block, lower: Sequence[Block]) -> Sequence[Block]:
    """The neighbours, two or more, in the middle of which a head is set."""
    ordered = sorted(lower, key=lambda one: one.x0)
    runs = [ordered[i:j] for i in range(len(ordered)) for j in range(i + 2, len(ordered) + 1)]
    return next((run for run in runs if abs(_off_centre(block, run)) <= _CENTRED * block.pieces[0].size), ())


def _off_centre(block: Block, run: Sequence[Block]) -> float:
    return (block.x0 + block.x1) / 2 - (run[0].x0 + run[0].x1 + run[-1].x0 + run[-1].x1) / 4
