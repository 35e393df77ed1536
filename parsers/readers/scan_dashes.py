"""Rules drawn as dashes or dots, made whole: thin pieces of ink in one line, evenly apart, with paper on both sides.

Place in the flow: ink of ``scan_rules`` → **mask of dashed rules** → the pieces of rules there.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import Pieces

Pixels = NDArray[Any]

# In heights of a letter: how thick dashes are at most, how far apart, and how long a rule of them is.
_THICKEST, _FARTHEST, _LEAST = 0.2, 0.45, 2.2
# How much higher than its dashes a rule may be that is not quite level, of its length.
_SLACK = 0.01
# So many gaps make a pattern, so many of them as wide as the usual one, give or take so much of it and two pixels.
_LEAST_GAPS, _EVEN, _ABOUT, _BLUR = 4, 0.8, 0.35, 2
# Where the borders of two cells lie over one another, what is left of a gap is narrower than this, in heights of a
# letter; so many others, nearly alike, make the pattern then, or any in a long rule.
_TINY, _LEAST_WIDE, _ABOUT_WIDE, _BLUR_WIDE = 0.16, 3, 0.1, 1
# Dashes lie so nearly on one line (standard deviation, in heights of a letter and in pixels); strokes of letters don't.
_STRAIGHT, _LEAST_STRAIGHT = 0.0125, 0.4
# So long, they need not: pages are not quite flat, and no letters stand in such a line.
_LONG = 7.0
# So near to a rule there is paper along it; what is longer than a rule that crosses is a letter.
_BESIDE, _LETTER = 0.25, 0.4


def dashed_rules(ink: Pixels, unit: float) -> Pixels:
    """The level rules of dashes, as a mask of whole ones.

    Strokes of letters stand in line, too, but they are not evenly apart, and other strokes stand beside them.

    :param ink: where there is ink, 0 or 1. :param unit: the height of a letter, in pixels.
    """
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(_THICKEST * unit) + 1, 1), np.uint8))
    thin = cv2.dilate(cv2.subtract(ink, upright), np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, round(_FARTHEST * unit) | 1), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, round(_LEAST * unit)), np.uint8))
    found = np.zeros_like(ink)
    beyond = round(_THICKEST * unit / 2)
    pieces = Pieces(runs)
    for i, (x, y, width, height, _) in enumerate(pieces.stats.tolist()[1:], start=1):
        if height > 2 * _THICKEST * unit + _SLACK * width:
            continue
        part = (slice(y, y + height), slice(x, x + width))
        own = pieces.own(i)
        dashes = (thin[part] > 0) & own
        around = thin[max(0, y - beyond) : y + height + beyond, x : x + width]
        for start, end in _bare(own, (x, y), ink, unit):
            inked = start + np.flatnonzero(dashes[:, start:end].any(axis=0))
            if (
                len(inked)
                and inked[-1] - inked[0] > _LEAST * unit
                and _is_pattern(inked, unit)
                and _is_straight(around[:, inked], inked, unit)
            ):
                whole = slice(int(inked[0]), int(inked[-1]) + 1)
                found[part][:, whole] |= own[:, whole].astype(np.uint8)
                _reach(found, own, ink, (x, y), (whole.start, whole.stop), _usual_gap(inked))
    return found


def _reach(found: Pixels, own: Pixels, ink: Pixels, origin: tuple[int, int], ends: tuple[int, int], gap: int) -> None:
    """Draw a rule on to the walls that its pattern ends before with a gap.

    :param found: what is drawn on. :param own: the rule, from an origin. :param ends: its first column there, and the
        first beyond it.
    """
    x, y = origin
    rows = slice(y, y + len(own))
    start, end = x + ends[0], x + ends[1]
    before, after = slice(max(0, start - gap), start), slice(end, end + gap)
    beyond = _BLUR + 1
    if ink[rows, max(0, start - gap - beyond) : max(0, start - gap) + beyond].any():
        found[rows, before] |= own[:, [ends[0]]].astype(np.uint8)
    if ink[rows, end + gap - beyond : end + gap + beyond].any():
        found[rows, after] |= own[:, [ends[1] - 1]].astype(np.uint8)


def _usual_gap(inked: Pixels) -> int:
    """How many pixels are usually between pieces of ink, as the places inked along a line."""
    gaps = np.diff(inked)
    return round(float(np.median(gaps[gaps > 1]))) - 1


def _bare(own: Pixels, origin: tuple[int, int], ink: Pixels, unit: float) -> list[tuple[int, int]]:
    """The stretches of a run that have paper on both sides; a letter may follow a rule in its line."""
    x, y = origin
    columns = np.arange(own.shape[1])
    top, foot = own.argmax(axis=0) + y, own.shape[0] - own[::-1].argmax(axis=0) + y - 1
    beside = np.arange(2, max(3, round(_BESIDE * unit)))[:, None]
    rows = np.clip(np.concatenate([top - beside, foot + beside]), 0, len(ink) - 1)
    crowded = ink[rows, columns + x].any(axis=0).astype(np.uint8)[None, :]
    letters = cv2.morphologyEx(crowded, cv2.MORPH_OPEN, np.ones((1, round(_LETTER * unit)), np.uint8))[0]
    edges = np.flatnonzero(np.diff(np.pad(letters == 0, 1).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _is_pattern(inked: Pixels, unit: float) -> bool:
    """Whether pieces of ink, as the places inked along a line, are evenly apart, but for where two borders lie."""
    gaps = np.diff(inked)
    gaps = gaps[gaps > 1] - 1
    if len(gaps) < _LEAST_GAPS:
        return False
    wide = gaps[gaps > _TINY * unit]
    shown = len(wide) >= _LEAST_WIDE or (len(wide) > 0 and inked[-1] - inked[0] > _LONG * unit)
    return _are_even(gaps, _ABOUT, _BLUR) or (shown and _are_even(wide, _ABOUT_WIDE, _BLUR_WIDE))


def _are_even(gaps: Pixels, about: float, blur: float) -> bool:
    """Whether most gaps are as wide as the usual one, give or take so much of it and so many pixels."""
    usual = float(np.median(gaps))
    return bool((np.abs(gaps - usual) <= about * usual + blur).mean() >= _EVEN)


def _is_straight(dashes: Pixels, inked: Pixels, unit: float) -> bool:
    """Whether the middles of pieces of ink, given column by column, lie on one line; long ones need not."""
    if inked[-1] - inked[0] > _LONG * unit:
        return True
    middles = (np.arange(len(dashes))[:, None] * dashes).sum(axis=0) / dashes.sum(axis=0)
    rests = middles - np.polyval(np.polyfit(inked, middles, 1), inked)
    return bool(rests.std() <= max(_LEAST_STRAIGHT, _STRAIGHT * unit))
