"""Pages with light ink on dark paper, a negative or a screen in its dark colours, turned into what others are.

Place in the flow: pixels → **pixels with dark ink** → ``scan_straight``.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

# Paper is darker than so much; what is lighter by so much is ink, and covers at most so much of a page, at least so
# much; what is as dark as ink on dim paper (so much of that, less its grain) covers hardly any of it, beside the ink.
_DARK, _APART, _MOST_INK, _LEAST_INK, _DARKER = 110, 60, 0.3, 0.005, 0.1
_INK, _GRAIN = 0.6, 15
# What may stand out about a negative, its glass or its frame, is left out: so much of each side.
_RIM = 0.06


def positive(pixels: Pixels) -> Pixels:
    """A page with dark ink (BGR pixels): the same, or its negative."""
    height, width = pixels.shape[:2]
    inner = pixels[int(_RIM * height) : height - int(_RIM * height), int(_RIM * width) : width - int(_RIM * width)]
    sample = inner[::5, ::5].mean(axis=2) if inner.size else inner
    if not sample.size or (paper := float(np.median(sample))) > _DARK:
        return pixels
    light = float((sample > paper + _APART).mean())
    darker = float((sample < _INK * paper - _GRAIN).mean())
    is_negative = _LEAST_INK < light < _MOST_INK and darker < _DARKER * light
    return np.asarray(cv2.bitwise_not(pixels)) if is_negative else pixels
