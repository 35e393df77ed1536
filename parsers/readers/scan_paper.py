"""A sheet of paper photographed on something darker: found by its four sides, and laid flat.

Place in the flow: pixels → **the sheet alone** → ``scan_straight``. A camera held aslant makes rules rise more than
``scan_rules`` can follow, and a desk has lines of its own.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

# The image in which the sheet is looked for, and so much of it that is.
_SMALL, _LEAST = 800, 0.3
# In shade, a sheet is darker than what lies between it and the rest of the image: so much of that is tried, too.
_SHADED = (1.0, 0.85, 0.7)
# Letters and rules on a sheet are no wider than this much of the image.
_PRINTED = 0.03
# A sheet fills its outline, which has four corners, give or take so much of its length.
_FULL, _CORNERS = 0.96, 0.02
# Inside of its sides it is brighter than outside, so much (in shades) for so much of their length, so far from them.
_BRIGHTER, _ALONG, _BESIDE = 20, 0.85, 6
# Sides that lean less than this (pixels a pixel) need no more than straightening; more than the other is no sheet.
_SQUARE, _ASLANT = 0.01, 0.45
# Its rim, so much of its size, is left out: shadows, and what of the desk a curled side shows.
_RIM = 0.004


def sheet(pixels: Pixels) -> Pixels | None:
    """The corners of a sheet that lies aslant on something darker: left and right above, right and left below.

    :returns: None where the whole image is the page, or a side of the sheet is cut off or in doubt.
    """
    factor = min(1.0, _SMALL / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1.5)
    between, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for share in _SHADED:
        outline = _outline(grey, share * between)
        if outline is not None and _is_within(outline, grey.shape) and _stands_out(grey, outline):
            return np.asarray(outline / factor, np.float32) if _is_aslant(outline) else None
    return None


def flat(pixels: Pixels, corners: Pixels) -> tuple[Pixels, Pixels]:
    """The sheet between four corners as a page, and the matrix that brought the image's points to the page's."""
    above, right, below, left = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = max(above, below), max(left, right)
    goal = np.array([[0, 0], [width, 0], [width, height], [0, height]]) - _RIM * np.array([width, height])
    bend = cv2.getPerspectiveTransform(corners, goal.astype(np.float32))
    size = (round((1 - 2 * _RIM) * width), round((1 - 2 * _RIM) * height))
    return cv2.warpPerspective(pixels, bend, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), bend


def _outline(grey: Pixels, between: float) -> Pixels | None:
    """The corners of the largest thing in an image that is brighter than this; None where that has not four."""
    _, bright = cv2.threshold(grey, between, 255, cv2.THRESH_BINARY)
    reach = round(_PRINTED * max(grey.shape)) | 1
    # With darkness all around, else it would be bright between the sheet and the edge.
    whole = cv2.copyMakeBorder(bright, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=0)
    whole = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    # What is narrow and hangs on to the sheet is none of it.
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    found, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(-reach, -reach))
    largest = max(found, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < _LEAST * grey.size:
        return None
    hull = cv2.convexHull(largest)
    corners = cv2.approxPolyDP(hull, _CORNERS * cv2.arcLength(hull, closed=True), closed=True)
    if len(corners) != 4 or cv2.contourArea(largest) < _FULL * cv2.contourArea(hull):
        return None
    return _fitted(largest[:, 0, :].astype(np.float64), _ordered(corners[:, 0, :].astype(np.float64)))


def _ordered(corners: Pixels) -> Pixels:
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    at = [int(sums.argmin()), int(differences.argmax()), int(sums.argmax()), int(differences.argmin())]
    return np.asarray(corners[at])


def _fitted(outline: Pixels, corners: Pixels) -> Pixels | None:
    """The corners where lines through the points of an outline meet, nearer than its own points are."""
    lines = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / max(1.0, float(np.linalg.norm(end - start)))
        places = (outline - start) @ along
        apart = np.abs((outline - start) @ np.array([-along[1], along[0]]))
        length = float(np.linalg.norm(end - start))
        own = outline[(apart < _BESIDE) & (places > 0.05 * length) & (places < 0.95 * length)]
        if len(own) < 0.5 * length:
            return None
        vx, vy, x, y = cv2.fitLine(own.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
        lines.append(np.cross([x, y, 1.0], [x + vx, y + vy, 1.0]))
    meets = [np.cross(lines[i - 1], lines[i]) for i in range(4)]
    if any(abs(point[2]) < 1e-9 for point in meets):
        return None
    return np.array([point[:2] / point[2] for point in meets])


def _is_within(corners: Pixels, shape: tuple[int, ...]) -> bool:
    low, high = corners.min(axis=0), corners.max(axis=0)
    return bool(low.min() >= 1 and high[0] < shape[1] - 1 and high[1] < shape[0] - 1)


def _is_aslant(corners: Pixels) -> bool:
    ways = np.roll(corners, -1, axis=0) - corners
    leans = [abs(y / x) if i % 2 == 0 else abs(x / y) for i, (x, y) in enumerate(ways.tolist()) if x and y]
    return bool(leans) and _SQUARE < max(leans) < _ASLANT


def _stands_out(grey: Pixels, corners: Pixels) -> bool:
    """Whether a sheet is brighter than what is around it along all of its sides."""
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        way = end - start
        # To the right of the way around is the inside.
        inward = np.array([-way[1], way[0]]) / max(1.0, float(np.linalg.norm(way)))
        places = start + np.linspace(0.03, 0.97, 80)[:, None] * way
        inside, outside = (_shades(grey, places + side * _BESIDE * inward) for side in (1, -1))
        if ((inside - outside) > _BRIGHTER).mean() < _ALONG:
            return False
    return True


def _shades(grey: Pixels, places: Pixels) -> Pixels:
    rows = np.clip(np.round(places[:, 1]).astype(int), 0, grey.shape[0] - 1)
    columns = np.clip(np.round(places[:, 0]).astype(int), 0, grey.shape[1] - 1)
    return np.asarray(grey[rows, columns].astype(int))
