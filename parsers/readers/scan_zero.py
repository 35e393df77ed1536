"""Zeros told by their shape: most numbers of a report are zeros, and no other digit is a ring, or has a dot in one.

Place in the flow: used by ``scan_alike``, since a zero that looks like nothing else needs no second reading, and by
``scan_cells``, which reads numbers a second time without the dots of their zeros.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_ink import Blob, Inked, Line, look
from parsers.readers.scan_page import Page

Pixels = NDArray[Any]

# A ring is convex outside and, less exactly, inside: an 8 that lost its bar has a waist.
_CONVEX, _HOLLOW = 0.95, 0.9
# Its hole is so high and wide, of its height and width, and so little off its middle: those of 6 and 9 are low or high.
_HIGH, _WIDE, _OFF = 0.55, 0.25, 0.06
# Higher than wide by so much; a mark may be round.
_TALL = 1.15
# In the middle of the hole, so much of its height and width, nothing is darker: a bar or a slash nearly lost would be.
_CORE, _BARE = 0.5, 215
# So many pixels of a hole are the pale edge of its ring.
_EDGE = 2


def is_zero(page: Page, inked: Inked) -> bool:
    """Whether all there is in a cell, down to pale hairlines and what stands beside them, is one ring of ink."""
    if len(inked.lines) != 1 or len(inked.lines[0].blobs) != 1:
        return False
    pale = look(page, inked.box, pale=True)
    if pale.crossed or len(pale.lines) != 1 or len(pale.lines[0].blobs) != 1 or pale.lines[0].specks:
        return False
    (blob,) = pale.lines[0].blobs
    if blob.height < _TALL * blob.width:
        return False
    if (hole := _hole(pale, blob)) is None:
        return False
    left, top, width, height = cv2.boundingRect(hole)
    off = max(
        abs(left + width / 2 - blob.width / 2) / blob.width, abs(top + height / 2 - blob.height / 2) / blob.height
    )
    if height < _HIGH * blob.height or width < _WIDE * blob.width or off > _OFF:
        return False
    part = page.grey[blob.box[1] : blob.box[3], blob.box[0] : blob.box[2]]
    return _is_bare(part[top : top + height, left : left + width])


def without_dots(image: Pixels, corner: tuple[int, int], inked: Inked, line: Line) -> Pixels:
    """A line, or its copy with the dots and strokes within its rings painted out: they make a 日 of a 0.

    No digit but a zero has them, and what touches its ring, as the bar of an 8 does, stays.

    :param image: all of the line's letters and what may be about them. :param corner: where on the page that begins.
    """
    painted = image
    for blob in line.blobs:
        if blob.height < _TALL * blob.width or (hole := _hole(inked, blob)) is None:
            continue
        x0, y0 = blob.box[:2]
        inside = np.zeros((blob.height, blob.width), np.uint8)
        cv2.drawContours(inside, [hole], -1, 1, -1)
        # The contour of a hole lies on its ring, whose edge is soft.
        inside = np.asarray(cv2.erode(inside, np.ones((2 * _EDGE + 1,) * 2, np.uint8)), np.uint8)
        x, y = x0 - inked.box[0], y0 - inked.box[1]
        if (inked.labels[y : y + blob.height, x : x + blob.width][inside > 0] > 0).any():
            painted = image.copy() if painted is image else painted
            left, top = x0 - corner[0], y0 - corner[1]
            painted[top : top + blob.height, left : left + blob.width][inside > 0] = 255
    return painted


def _hole(inked: Inked, blob: Blob) -> Pixels | None:
    """The contour of the hole of a blob that is a ring; None for other shapes."""
    x, y = blob.box[0] - inked.box[0], blob.box[1] - inked.box[1]
    own = (inked.labels[y : y + blob.height, x : x + blob.width] == blob.label).astype(np.uint8)
    shapes, nesting = cv2.findContours(own, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = [shape for shape, (*_, parent) in zip(shapes, nesting[0], strict=True) if parent < 0]
    holes = [shape for shape, (*_, parent) in zip(shapes, nesting[0], strict=True) if parent >= 0]
    if len(outer) != 1 or len(holes) != 1 or _convexity(outer[0]) < _CONVEX or _convexity(holes[0]) < _HOLLOW:
        return None
    return np.asarray(holes[0])


def _convexity(shape: Pixels) -> float:
    """How much of its hull a shape fills."""
    return cv2.contourArea(shape) / max(1.0, cv2.contourArea(cv2.convexHull(shape)))


def _is_bare(hole: Pixels) -> bool:
    """Whether the middle of a hole is paper."""
    height, width = hole.shape
    aside, above = round((1 - _CORE) / 2 * width), round((1 - _CORE) / 2 * height)
    core = cv2.GaussianBlur(hole, (0, 0), 1.0)[above : height - above, aside : width - aside]
    return bool(core.size and core.min() >= _BARE)
