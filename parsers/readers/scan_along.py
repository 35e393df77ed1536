"""What runs along a wall of a table: a mask, a shade darker than paper, the letters beside it.

Place in the flow: asked by ``scan_grid``, which walls stand. A wall runs from (start, at) to (end, until), along the
rows of pixels of an image or, the image turned, along its columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

# A wall is darker than what is beside it by so many shades.
_PALE = 8
# Traces of a wall are darker by so many, darker than the grain of paper, in so much of each third of it.
_TRACE, _TRACES = 20, 0.2
# Lines of pixels along a wall by their distance, and which of them are its own.
_ACROSS = np.array([[-6], [-5], [-1], [0], [1], [5], [6]])
_OWN = abs(_ACROSS[:, 0]) <= 1
# Beside a stroke, so near (from the edge of a rule, in pixels, to a part of a letter), so much is inked; and letters
# fill so much of the height of a row whose walls they touch.
_EDGE, _BESIDE, _LETTERS, _FILLED = 5, 0.4, 0.12, 0.7
# Dashes of a wall cover so much of it, and of each third, and nothing is inked so near (in heights of a letter).
_DASHED, _DASHED_THIRD, _ALONE = 0.55, 0.35, 0.3
# Where others cross a wall, in pixels, at most.
_ENDS = 6.0


def shade(grey: Pixels, start: float, end: float, at: float, until: float) -> float:
    """How much of a wall is darker than the paper on both of its sides: a rule nearly erased still is, all along."""
    return float((_depth(grey, start, end, at, until) > _PALE).mean())


def has_traces(grey: Pixels, start: float, end: float, at: float, until: float) -> bool:
    """Whether a wall is darker than what is beside it here and there, near both of its ends and in the middle."""
    parts = np.array_split(_depth(grey, start, end, at, until) > _TRACE, 3)
    return min(float(part.mean()) if part.size else 0.0 for part in parts) >= _TRACES


def _depth(grey: Pixels, start: float, end: float, at: float, until: float) -> Pixels:
    """By how many shades a wall is darker than the paper on both of its sides, place by place."""
    positions, places = _path(grey, start, end, at, until)
    lines = grey[_within(places + _ACROSS, grey.shape[0]), positions].astype(np.int16)
    found: Pixels = lines[~_OWN].min(axis=0) - lines[_OWN].min(axis=0)
    return found


def among_letters(ink: Pixels, start: float, end: float, at: float, until: float, unit: float) -> bool:
    """Whether both sides of a wall have ink as near as letters, and one of them all along, as digits don't."""
    positions, places = _path(ink, start, end, at, until)
    offsets = np.arange(_EDGE, round(_BESIDE * unit))[:, None]
    sides = [ink[_within(places + side * offsets, ink.shape[0]), positions] for side in (-1, 1)]
    if any(side.mean() <= _LETTERS for side in sides):
        return False
    inked = [np.flatnonzero(side.any(axis=0)) for side in sides]
    return bool(max(own[-1] - own[0] for own in inked) >= _FILLED * len(positions))


def is_dashed(ink: Pixels, start: float, end: float, at: float, until: float, unit: float) -> bool:
    """Whether a wall is drawn in dashes: ink from one end to the other, and bare paper on both sides."""
    positions, places = _path(ink, start, end, at, until)
    own = ink[_within(places + np.array([[-1], [0], [1]]), ink.shape[0]), positions].any(axis=0)
    if (
        own.mean() < _DASHED
        or min(part.mean() if part.size else 0.0 for part in np.array_split(own, 3)) < _DASHED_THIRD
    ):
        return False
    offsets = np.arange(_EDGE, round(_ALONE * unit))[:, None]
    return not any(ink[_within(places + side * offsets, ink.shape[0]), positions].any() for side in (-1, 1))


def coverage(mask: Pixels, start: float, end: float, at: float, until: float, inset: float = _ENDS) -> float:
    """How much of a wall a mask covers, from (start, at) to (end, until); its ends, where others cross, left out."""
    positions, places = _path(mask, start, end, at, until, inset)
    return float(mask[places, positions].mean())


def _path(
    image: Pixels, start: float, end: float, at: float, until: float, inset: float = _ENDS
) -> tuple[Pixels, Pixels]:
    inset = min(inset, (end - start) / 6)
    positions = np.arange(round(start + inset), max(round(end - inset), round(start + inset) + 1))
    places = np.round(at + (until - at) * (positions - start) / max(1.0, end - start)).astype(int)
    return _within(positions, image.shape[1]), _within(places, image.shape[0])


def _within(places: Pixels, count: int) -> Pixels:
    """Places moved to the nearest of so many: what ``np.clip`` does in thrice the time."""
    return np.maximum(np.minimum(places, count - 1), 0)
