"""Light ink on dark paper turned into what others are: negatives, screens in dark colours, heads white on blue.

Place in the flow: pixels → **pixels with dark ink** → ``scan_straight``.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import pieces_of

Pixels = NDArray[Any]

# Paper is darker than so much; what is lighter by so much is ink, and covers at most so much of a page, at least so
# much; what is as dark as ink on dim paper (so much of that, less its grain) covers hardly any of it, beside the ink.
_DARK, _APART, _MOST_INK, _LEAST_INK, _DARKER = 110, 60, 0.3, 0.005, 0.1
_INK, _GRAIN = 0.6, 15
# What may stand out about a negative, its glass or its frame, is left out: so much of each side.
_RIM = 0.06

# A dark block is darker than so much; in widths of a page: thicker than strokes, with rules in it no wider, and wider
# and higher than a letter in it. It fills its box, and has so much light ink.
_BLOCK, _STROKE, _RULE, _WIDE, _HIGH = 150, 1 / 150, 1 / 250, 0.04, 0.012
_FULL, _MOST_IN_BLOCK = 0.85, 0.45
# Samples are so far apart, in pixels; so many are the edge of a block.
_STEP, _EDGE = 2, 2
_WHOLE_OUTLINE = cv2.CHAIN_APPROX_SIMPLE


def positive(pixels: Pixels) -> Pixels:
    """A page with dark ink (BGR pixels): the same, its negative, or the same with its dark blocks made light."""
    return np.asarray(cv2.bitwise_not(pixels)) if _is_negative(pixels) else _with_light_blocks(pixels)


def _is_negative(pixels: Pixels) -> bool:
    """Whether most of a page is dark, and what is not is lighter."""
    height, width = pixels.shape[:2]
    inner = pixels[int(_RIM * height) : height - int(_RIM * height), int(_RIM * width) : width - int(_RIM * width)]
    sample = inner[::5, ::5].mean(axis=2) if inner.size else inner
    if not sample.size or (paper := float(np.median(sample))) > _DARK:
        return False
    light = float((sample > paper + _APART).mean())
    darker = float((sample < _INK * paper - _GRAIN).mean())
    return _LEAST_INK < light < _MOST_INK and darker < _DARKER * light


def _with_light_blocks(pixels: Pixels) -> Pixels:
    """A page whose dark blocks with something light in them are turned to the negative."""
    width = pixels.shape[1]
    sample = cv2.cvtColor(np.ascontiguousarray(pixels[::_STEP, ::_STEP]), cv2.COLOR_BGR2GRAY)
    labels, stats = pieces_of(_blocks(sample))
    turned = pixels
    for i, (x, y, wide, high, area) in enumerate(stats.tolist()[1:], start=1):
        if wide < _WIDE * width / _STEP or high < _HIGH * width / _STEP or area < _FULL * wide * high:
            continue
        own = (labels[y : y + high, x : x + wide] == i).astype(np.uint8)
        paper = _paper(sample[y : y + high, x : x + wide], own)
        if paper is None:
            continue
        turned = pixels.copy() if turned is pixels else turned
        part = turned[y * _STEP : (y + high) * _STEP, x * _STEP : (x + wide) * _STEP]
        mask = cv2.resize(own, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
        # Without its colour, the opposite of which may be that of a seal; and its paper white.
        shades = cv2.LUT(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), _turning(paper))
        part[mask > 0] = shades[mask > 0][:, None]
    return turned


def _blocks(sample: Pixels) -> Pixels:
    """Where a page is dark over more than the width of a stroke, with what is in it, as a mask."""
    thin, near = (round(share * sample.shape[1]) for share in (_STROKE, _RULE))
    stroke, rule = (np.ones((side, side), np.uint8) for side in (max(2, thin), max(3, near | 1)))
    dark = cv2.morphologyEx((sample < _BLOCK).astype(np.uint8), cv2.MORPH_OPEN, stroke)
    if not dark.any():
        return dark
    # Rules part it, letters are holes in it.
    outlines, _ = cv2.findContours(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, rule), cv2.RETR_EXTERNAL, _WHOLE_OUTLINE)
    return cv2.drawContours(np.zeros_like(dark), outlines, -1, 1, cv2.FILLED)


def _paper(block: Pixels, own: Pixels) -> float | None:
    """How light the paper of a block is; None where hardly anything on it is lighter, or too much.

    :param own: the block within its box.
    """
    # What is beside a block shines over its edge.
    inner = cv2.erode(np.pad(own, 1), np.ones((2 * _EDGE + 1,) * 2, np.uint8))[1:-1, 1:-1]
    inside = block[inner > 0]
    if not inside.size:
        return None
    paper = float(np.median(inside))
    return paper if _LEAST_INK < float((inside > paper + _APART).mean()) < _MOST_IN_BLOCK else None


def _turning(paper: float) -> Pixels:
    """The shades that make a dark paper white, and what is as white as can be on it black."""
    shades: Pixels = np.clip(255 - (np.arange(256) - paper) * 255 / (255 - paper), 0, 255)
    return shades.astype(np.uint8)
