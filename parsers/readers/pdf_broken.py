"""Numbers that a narrow column breaks over lines: one where no line has room for one digit more.

Place in the flow: asked by ``pdf_cells`` and ``pdf_flow``. Two numbers under each other look the same but for that, and
stay unsure: the lines of a number fill their column, and stand as close as the lines of any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# More digits and lines than any number of a report has; a line of one digit may as well be a number of its own.
_DIGITS = re.compile(r"[1-9]\d{2,8}", re.ASCII)
_MOST_LINES, _LEAST = 4, 2
# In line heights: how far the lines of a text stand apart at most.
_PITCH = 1.9
# What is left free at both sides of a cell together (points), and rounding of widths.
_PADDING = 13.0
_SLACK = 0.5


class DigitLine(NamedTuple):
    """A line of a cell: what it says, how wide it is, where it stands and how high it is."""

    text: str
    width: float
    base: float
    size: float


def whole_number(lines: Sequence[DigitLine], room: float, width: float) -> str:
    """The number that the lines of a cell make; empty where they may be several, or no number.

    :param room: how much room a line has at least: no line of the column is wider.
    :param width: how wide the cell is at most.
    """
    first, *_ = lines
    joined = "".join(line.text for line in lines)
    if not _LEAST <= len(lines) <= _MOST_LINES or not _DIGITS.fullmatch(joined) or len(first.text) < _LEAST:
        return ""
    if any(len(line.text) != len(first.text) for line in lines[:-1]) or len(lines[-1].text) > len(first.text):
        return ""
    close = all(b.base - a.base <= _PITCH * min(a.size, b.size) for a, b in pairwise(lines))
    longer = [line.width * (1 + 1 / len(line.text)) for line in lines[:-1]]
    return joined if close and min(longer) > max(room + _SLACK, width - _PADDING) else ""
