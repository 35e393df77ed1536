"""What lies over a page: seals and stamps of coloured ink, streaks of dirt from the scanner's glass.

Place in the flow: pixels → **what is laid over, and the page without it** → ``scan_straight``. What is taken away may
have hidden something: nothing near a streak, and no cell with coloured ink, is believed to be empty or whole.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import pieces_of

Pixels = NDArray[Any]

# How red (Cr) a seal is; how far the channels of other coloured ink are apart.
_RED, _COLOURED = 145, 70
# Ink of other colours is a stamp's where it covers so much of the page's width and height; else it is a pen's.
_STAMP_WIDTH, _STAMP_HEIGHT, _STAMP_GAP = 0.08, 0.02, 0.012
# A streak runs through the whole page, also where no table reaches, and is darker than what is beside it.
_STREAK, _BESIDE, _ALONG, _MARGIN, _AT_EDGE = 14, 3, 0.55, 0.025, 0.6
_MOST_STREAKS, _WIDEST_STREAK = 6, 4
# Rows of pixels that are looked at together.
_BAND = 256


def brightest(pixels: Pixels) -> Pixels:
    """A page in the brightest of its three colours."""
    found = np.maximum(pixels[:, :, 0], pixels[:, :, 1])
    return np.asarray(np.maximum(found, pixels[:, :, 2], out=found))


def darkest(pixels: Pixels) -> Pixels:
    """A page in the darkest of its three colours."""
    found = np.minimum(pixels[:, :, 0], pixels[:, :, 1])
    return np.asarray(np.minimum(found, pixels[:, :, 2], out=found))


def coloured(pixels: Pixels) -> Pixels:
    """Where there is ink of a seal or of a stamp (BGR pixels)."""
    if np.array_equal(pixels[::2, ::2, 0], pixels[::2, ::2, 2]):
        return np.zeros(pixels.shape[:2], bool)
    red: Pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb)[:, :, 1] > _RED
    other = (cv2.subtract(brightest(pixels), darkest(pixels)) > _COLOURED) & ~red
    return red | _stamps(other) if other.any() else red


def _stamps(ink: Pixels) -> Pixels:
    """Those of some pixels that belong to something as large as a stamp."""
    height, width = ink.shape
    gap = max(3, round(_STAMP_GAP * width))
    near = cv2.dilate(ink.astype(np.uint8), np.ones((gap, gap), np.uint8))
    labels, stats = pieces_of(near)
    large = (stats[:, cv2.CC_STAT_WIDTH] > _STAMP_WIDTH * width) & (
        stats[:, cv2.CC_STAT_HEIGHT] > _STAMP_HEIGHT * height
    )
    large[0] = False
    found: Pixels = ink & large[labels]
    return found


def streaks(light: Pixels) -> Pixels:
    """Where streaks run along a page or across it, as a mask."""
    found = np.zeros(light.shape, bool)
    found[:, _columns(light)] = True
    found[_columns(np.ascontiguousarray(light.T)), :] = True
    return found


def _columns(light: Pixels) -> Pixels:
    """The columns of pixels that are darker than those beside them from edge to edge; where there are many, none is."""
    height, width = light.shape
    if width <= 4 * _BESIDE:
        return np.zeros(0, int)
    edge = max(4, round(_MARGIN * height))
    ends = [_darker(part).mean(axis=0) > _AT_EDGE for part in (light[:edge], light[-edge:])]
    # A page at once would take seven times its memory.
    counts = sum(_darker(light[top : top + _BAND]).sum(axis=0) for top in range(0, height, _BAND))
    columns = np.flatnonzero((counts / height > _ALONG) & ends[0] & ends[1]) + _BESIDE
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1) if columns.size else []
    if len(groups) > _MOST_STREAKS or any(len(group) > _WIDEST_STREAK for group in groups):
        return np.zeros(0, int)
    return columns


def _darker(light: Pixels) -> Pixels:
    """Which pixels are darker than those beside them."""
    shades = light.astype(np.int16)
    beside = np.minimum(shades[:, : -2 * _BESIDE], shades[:, 2 * _BESIDE :])
    return np.asarray(beside - shades[:, _BESIDE:-_BESIDE] > _STREAK)


def without(light: Pixels, marred: Pixels) -> Pixels:
    """The page with its streaks filled from both sides."""
    if not marred.any():
        return light
    return np.asarray(cv2.inpaint(light, marred.astype(np.uint8), _BESIDE, cv2.INPAINT_NS))
