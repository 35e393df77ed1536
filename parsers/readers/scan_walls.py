"""What stands beyond the walls of a cell: digits of its number may, where it was too long for the cell.

Place in the flow: used by ``scan_cells`` before a number is called sure.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_ink import Line
from parsers.readers.scan_page import INK, Box, Page

Pixels = NDArray[Any]

# In heights of the line: digits of one number are no farther apart, walls included, and none is lower.
_FARTHEST, _LOWEST = 0.42, 0.5
# How far a wall goes on above and below a line, in heights of it, and how much of its way is inked.
_MARGIN, _INKED = 0.2, 0.9


def goes_on_beyond(page: Page, box: Box, line: Line) -> bool:
    """Whether ink as high as a digit stands beyond the left or right wall of a cell as near as a digit would.

    :param box: the cell, within its walls. :param line: one of its lines.
    """
    x0, y0, x1, y1 = line.box
    reach = round(_FARTHEST * (y1 - y0))
    left, right = slice(max(0, x0 - reach), box[0]), slice(box[2], x1 + reach)
    return any(
        side.stop > side.start and _height_beyond(page.grey, (y0, y1), side) >= _LOWEST * (y1 - y0)
        for side in (left, right)
    )


def _height_beyond(grey: Pixels, rows: tuple[int, int], side: slice) -> int:
    """How high the ink of a line reaches in a strip, walls left out."""
    top, foot = rows
    margin = round(_MARGIN * (foot - top))
    walls = (grey[max(0, top - margin) : foot + margin, side] < INK).mean(axis=0) >= _INKED
    # The edges of a wall are ragged.
    walls = cv2.dilate(walls.astype(np.uint8)[None, :], np.ones((1, 5), np.uint8))[0] > 0
    inked = np.flatnonzero(((grey[top:foot, side] < INK) & ~walls).any(axis=1))
    return int(inked[-1] - inked[0]) + 1 if len(inked) else 0
