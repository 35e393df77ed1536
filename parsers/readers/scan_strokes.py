"""Strokes of letters told from rules: beside a rule there is paper, beside a stroke there are more strokes.

Place in the flow: pieces of ``scan_rules`` → **those that are rules**. Where rows are as low as their letters, a stroke
reaches from one level rule to the next and looks like a wall between two cells.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import Pieces

Pixels = NDArray[Any]

# Letters stand so near to a stroke (in letters). Beside a rule so little is inked, and of no line along it so much.
_NEAR, _INKED, _INKED_LINE = 0.3, 0.06, 0.25
# No row is lower: what is shorter between two of them is the rest of a stroke.
_LOWEST_ROW = 0.7
# Through so many rows no stroke goes: no more labels of the form that stand below one another begin or end alike.
_ROWS = 4
# No stroke of letters is so long, and letters below one another leave gaps.
_LONGER_THAN_STROKES = 4.0
# How much a level stroke rises from one side of an upright one to the other, at most twice.
_RISE = 0.1
# A rule between two rows is longer; the strokes of two letters side by side, or of one, are not.
_ACROSS = 4.0
# A wall ends so near to another; a rule that touches none is so long.
_TOUCHING, _LONG = 0.3, 8.0
# What the eye takes for the edge of a rule is still a little grey.
_EDGE = 3


def without_strokes(upright: Pixels, level: Pixels, ink: Pixels, unit: float) -> Pixels:
    """The mask of upright pieces without the parts, between two level rules, that stand among letters.

    What has letters on one side only may be a rule with numbers close to it: it is one if it goes on, above or below,
    where there are none, or through several rows, or is longer than any stroke; and if its own row has another that
    is bare, as the frame is.
    What is crossed half-way by a stroke is a rule only if it goes on: else it is a ten (十).

    :param level: the mask of level pieces. :param ink: all ink of the page. :param unit: the height of a letter, in
        pixels.
    """
    across = cv2.dilate(_longer(level, _ACROSS * unit), np.ones((5, 1), np.uint8))
    # Turned, so that pieces lie along rows of pixels.
    letters, turned, parts = (
        cv2.transpose(mask) for mask in (cv2.subtract(ink, across), upright, cv2.subtract(upright, across))
    )
    rest = cv2.subtract(turned, _strokes(parts, turned, letters, unit))
    return cv2.transpose(_longer(rest, _LOWEST_ROW * unit))


def _strokes(parts: Pixels, uprights: Pixels, letters: Pixels, unit: float) -> Pixels:
    """Those of the parts of upright pieces that are strokes of letters, all masks turned."""
    pieces, wholes = Pieces(parts), Pieces(uprights)
    stats = pieces.stats
    # Another rule along one, as in a double frame, is no letter.
    letters = cv2.subtract(letters, wholes.only(wholes.stats[:, cv2.CC_STAT_WIDTH] > _LONGER_THAN_STROKES * unit))
    crowded, whole = np.zeros(len(stats), int), np.zeros(len(stats), int)
    crossed = np.zeros(len(stats), bool)
    for i, (x, y, width, _, area) in enumerate(stats.tolist()[1:], start=1):
        own = pieces.own(i)
        sides = _sides(own, (x, y), area / width, letters, unit)
        crowded[i] = sum(_is_crowded(side) for side in sides)
        crossed[i] = _is_crossed(sides, unit)
        whole[i] = wholes.at(y + int(own[:, 0].argmax()), x)
    high = stats[:, cv2.CC_STAT_WIDTH] > _LOWEST_ROW * unit
    bare = (crowded == 0) & ~crossed & high
    bare[0] = False
    through = np.bincount(whole[(crowded < 2) & high], minlength=whole.max() + 1) >= _ROWS
    long = (crowded < 2) & (stats[:, cv2.CC_STAT_WIDTH] > _LONGER_THAN_STROKES * unit)
    goes_on = np.isin(whole, whole[bare | long]) | through[whole]
    strokes = (crowded > 1) | ((crowded > 0) & ~(goes_on & _beside(stats, bare))) | (crossed & ~goes_on)
    return pieces.only(strokes)


def _longer(level: Pixels, length: float) -> Pixels:
    """The mask of level pieces without those that are no longer than this."""
    pieces = Pieces(level)
    return pieces.only(pieces.stats[:, cv2.CC_STAT_WIDTH] > length)


def _beside(stats: Pixels, bare: Pixels) -> Pixels:
    """Which pieces have one of those that are bare in their row."""
    start, end = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    shared = np.minimum(end[:, None], end[None, bare]) - np.maximum(start[:, None], start[None, bare])
    found: Pixels = (shared > 0.5 * (end - start)[:, None]).any(axis=1)
    return found


def _sides(
    own: Pixels, origin: tuple[int, int], thickness: float, letters: Pixels, unit: float
) -> tuple[Pixels, Pixels]:
    """What stands beside a piece as near as letters do: the ink of the lines along both of its sides."""
    x, y = origin
    columns = np.flatnonzero(own.any(axis=0))
    heights = own[:, columns]
    centres = (np.arange(len(own))[:, None] * heights).sum(axis=0) / heights.sum(axis=0) + y
    offsets = thickness / 2 - 1 + np.arange(_EDGE, max(_EDGE + 1, round(_NEAR * unit)))

    def side(distances: Pixels) -> Pixels:
        rows = np.round(centres[None, :] + distances[:, None]).astype(int)
        return np.asarray(letters[np.clip(rows, 0, len(letters) - 1), columns[None, :] + x])

    return side(-offsets), side(offsets)


def _is_crowded(side: Pixels) -> bool:
    """Whether a side of a piece has ink."""
    return bool(side.mean() > _INKED or side.mean(axis=1).max() > _INKED_LINE)


def _is_crossed(sides: tuple[Pixels, Pixels], unit: float) -> bool:
    """Whether a level stroke, which may rise a little, runs through a piece from one side to the other."""
    reach = np.ones((1, 2 * round(_RISE * unit) + 1), np.uint8)
    left, right = (np.atleast_2d(side.all(axis=0)).astype(np.uint8) for side in sides)
    return bool(np.logical_and(cv2.dilate(left, reach), cv2.dilate(right, reach)).any())


def without_words(level: Pixels, upright: Pixels, unit: float) -> Pixels:
    """The mask of level pieces without the short ones that no upright piece touches: strokes in a line of letters."""
    pieces = Pieces(level)
    reach = round(_TOUCHING * unit)
    touched = pieces.covered(cv2.dilate(upright, np.ones((reach, reach), np.uint8))) > 0
    return pieces.only(touched | (pieces.stats[:, cv2.CC_STAT_WIDTH] > _LONG * unit))
