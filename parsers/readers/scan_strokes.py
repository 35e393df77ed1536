"""Strokes of letters told from rules: beside a rule there is paper, beside a stroke there are more strokes.

Place in the flow: pieces of ``scan_rules`` → **those that are rules**. Where rows are as low as their letters, a stroke
reaches from one level rule to the next and looks like a wall between two cells.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import pieces_of

Pixels = NDArray[Any]

# Letters stand so near to a stroke (in letters). Beside a rule so little is inked, and of no line along it so much.
_NEAR, _INKED, _INKED_LINE = 0.3, 0.06, 0.25
# No row is lower: what is shorter between two of them is the rest of a stroke.
_LOWEST_ROW = 0.7
# Through so many rows no stroke goes: no more labels of the form that stand below one another begin or end alike.
_ROWS = 4
# A wall ends so near to another; a rule that touches none is so long.
_TOUCHING, _LONG = 0.3, 8.0
# What the eye takes for the edge of a rule is still a little grey.
_EDGE = 3


def without_strokes(upright: Pixels, level: Pixels, ink: Pixels, unit: float) -> Pixels:
    """The mask of upright pieces without the parts, between two level rules, that stand among letters.

    What has letters on one side only may be a rule with numbers close to it: it is one if it goes on, above or below,
    where there are none, or through several rows; and if its own row has another that is bare, as the frame is.

    :param level: the mask of level pieces. :param ink: all ink of the page. :param unit: the height of a letter, in
        pixels.
    """
    rest = _without_crowded(upright, level, ink, unit)
    return _without_rests(rest, unit)


def _without_crowded(upright: Pixels, level: Pixels, ink: Pixels, unit: float) -> Pixels:
    """What is left of strokes at the level rules included: by itself, for the labels of all pixels take memory."""
    across = cv2.dilate(level, np.ones((5, 1), np.uint8)) > 0
    # Turned, so that pieces lie along rows of pixels.
    letters = np.ascontiguousarray(((ink > 0) & ~across).T)
    parts = np.ascontiguousarray(np.where(across, 0, upright).T.astype(np.uint8))
    labels, stats = pieces_of(parts)
    _, wholes = cv2.connectedComponents(np.ascontiguousarray(upright.T), connectivity=8)
    crowded, whole = np.zeros(len(stats), int), np.zeros(len(stats), int)
    for i, (x, y, width, height, area) in enumerate(stats.tolist()[1:], start=1):
        own = labels[y : y + height, x : x + width] == i
        crowded[i] = _crowded_sides(own, (x, y), area / width, letters, unit)
        whole[i] = wholes[y : y + height, x : x + width][own][0]
    high = stats[:, cv2.CC_STAT_WIDTH] > _LOWEST_ROW * unit
    bare = (crowded == 0) & high
    bare[0] = False
    through = np.bincount(whole[(crowded < 2) & high], minlength=whole.max() + 1) >= _ROWS
    goes_on = np.isin(whole, whole[bare]) | through[whole]
    strokes = (crowded > 1) | ((crowded > 0) & ~(goes_on & _beside(stats, bare)))
    strokes[0] = False
    return np.asarray(np.where(strokes[labels].T, np.uint8(0), upright))


def _beside(stats: Pixels, bare: Pixels) -> Pixels:
    """Which pieces have one of those that are bare in their row."""
    start, end = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    shared = np.minimum(end[:, None], end[None, bare]) - np.maximum(start[:, None], start[None, bare])
    found: Pixels = (shared > 0.5 * (end - start)[:, None]).any(axis=1)
    return found


def _crowded_sides(own: Pixels, origin: tuple[int, int], thickness: float, letters: Pixels, unit: float) -> int:
    """On how many of its sides a piece has ink."""
    x, y = origin
    columns = np.flatnonzero(own.any(axis=0))
    heights = own[:, columns]
    centres = (np.arange(len(own))[:, None] * heights).sum(axis=0) / heights.sum(axis=0) + y
    offsets = thickness / 2 - 1 + np.arange(_EDGE, max(_EDGE + 1, round(_NEAR * unit)))
    crowded = 0
    for side in (-offsets, offsets):
        rows = np.round(centres[None, :] + side[:, None]).astype(int)
        lines = letters[np.clip(rows, 0, len(letters) - 1), columns[None, :] + x].mean(axis=1)
        crowded += bool(lines.mean() > _INKED or lines.max() > _INKED_LINE)
    return crowded


def _without_rests(upright: Pixels, unit: float) -> Pixels:
    """What is left of strokes at the level rules that they touched, taken out."""
    labels, stats = pieces_of(upright)
    kept = stats[:, cv2.CC_STAT_HEIGHT] > _LOWEST_ROW * unit
    kept[0] = False
    return np.asarray(np.where(kept[labels], upright, np.uint8(0)))


def without_words(level: Pixels, upright: Pixels, unit: float) -> Pixels:
    """The mask of level pieces without the short ones that no upright piece touches: strokes in a line of letters."""
    labels, stats = pieces_of(level)
    reach = round(_TOUCHING * unit)
    touched = np.bincount(labels[cv2.dilate(upright, np.ones((reach, reach), np.uint8)) > 0], minlength=len(stats)) > 0
    kept = touched | (stats[:, cv2.CC_STAT_WIDTH] > _LONG * unit)
    kept[0] = False
    return np.asarray(np.where(kept[labels], level, np.uint8(0)))
