"""Sides of tables that no level rule joins to them: beside a cell that goes on from the page before to the next one.

Place in the flow: pieces of rules → **a table with its sides** → ``scan_grid``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_page import Box
from parsers.readers.scan_pieces import Pieces

Pixels = NDArray[Any]

# In heights of a letter: how far a side is from its table at most, how thick, by how much it ends elsewhere, how high
# it is at least.
_FARTHEST, _THICKEST, _ENDS, _HEIGHT = 6.0, 1.5, 1.0, 12.0


def alone(pieces: Pieces, table: int) -> tuple[Box, Pixels]:
    """The box of a piece, and where it is within that."""
    x, y, width, height, _ = pieces.stats[table].tolist()
    return (x, y, x + width, y + height), pieces.own(table).astype(np.uint8)


def with_sides(pieces: Pieces, table: int, unit: float) -> tuple[Box, Pixels]:
    """The same of a table with the sides that nothing joins to it.

    :param pieces: rules that touch, together. :param unit: the height of a letter, in pixels.
    """
    box, own = alone(pieces, table)
    boxes = [(x, y, x + width, y + height) for x, y, width, height, _ in pieces.stats.tolist()]
    sides = [i for i, other in enumerate(boxes) if i and _is_side(other, box, unit)]
    if not sides:
        return box, own
    parts = np.array([box, *(boxes[i] for i in sides)])
    (x0, y0), (x1, y1) = parts[:, :2].min(axis=0).tolist(), parts[:, 2:].max(axis=0).tolist()
    whole = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for i in (table, *sides):
        (left, top, right, foot), part = alone(pieces, i)
        whole[top - y0 : foot - y0, left - x0 : right - x0] |= part
    return (x0, y0, x1, y1), whole


def _is_side(piece: Box, table: Box, unit: float) -> bool:
    """Whether a piece is upright, near to a table, and begins and ends where it does."""
    x0, y0, x1, y1 = piece
    upright = x1 - x0 < _THICKEST * unit and y1 - y0 > _HEIGHT * unit
    beside = 0 <= table[0] - x1 < _FARTHEST * unit or 0 <= x0 - table[2] < _FARTHEST * unit
    return upright and beside and abs(y0 - table[1]) < _ENDS * unit and abs(y1 - table[3]) < _ENDS * unit
