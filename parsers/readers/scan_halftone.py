"""Pages of black and white dots that stand for shades, as programs write one bit a pixel, made grey again.

Place in the flow: pixels → **pixels in shades** → ``scan_straight``. Dots one by one look like dust, in their thousands
like letters and rules.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

# Black dots that touch no other make so much of some area, so wide in pixels; and areas like that so much of a page.
_DOTS, _AREA, _SHARE = 0.02, 17, 0.02
# Over so many pixels (standard deviation) dots become a shade, and strokes of letters stay apart. Where paper has dots,
# on so much of a page, what one alone makes of it, and a little more, is paper; else dots may be strokes of letters.
_BLUR, _PAPER, _DOT = 1.0, 0.5, 44
# Samples of what a page is made of are so far apart, in pixels.
_STEP = 7


def in_shades(pixels: Pixels) -> Pixels:
    """A page (BGR pixels) whose dots have become shades; any other as it is."""
    if not _is_two_tone(pixels[::_STEP, ::_STEP]):
        return pixels
    black = (pixels[:, :, 0] < 128).astype(np.uint8)
    around = cv2.boxFilter(black, cv2.CV_8U, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    alone = ((around == 1) & (black == 1)).astype(np.float32)
    dense = cv2.boxFilter(alone, cv2.CV_32F, (_AREA, _AREA), borderType=cv2.BORDER_CONSTANT) > _DOTS
    if (share := float(dense.mean())) < _SHARE:
        return pixels
    shades = cv2.GaussianBlur(pixels, (0, 0), _BLUR)
    if share > _PAPER:
        table = 255 - np.clip((255 - _DOT - np.arange(256)) * 255 / (255 - _DOT), 0, 255)
        shades = cv2.LUT(shades, table.astype(np.uint8))
    return np.asarray(shades)


def _is_two_tone(pixels: Pixels) -> bool:
    """Whether all pixels are black or white."""
    return bool(((pixels == 0) | (pixels == 255)).all())
