"""Cells filled with a shade made white: what is written in them is then as dark on its paper as elsewhere.

Place in the flow: slots of ``scan_grid`` → **page without shades** → ``scan_cells``. ``on_white`` knows the shade of
paper, which changes slowly; a shaded cell it leaves grey in its middle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_grid import Slot
from parsers.readers.scan_page import Page

Pixels = NDArray[Any]

# A shade is darker than paper, in so much of its cell, and lighter than what might hide a number.
_PAPER, _SHADED, _DARKEST = 235, 0.3, 100
# The grain of paper makes the shade found a little too light: it is set right by what is no ink.
_NO_INK = 170
# In heights of a letter: wider than any stroke, lower than any row; and so far is a shade evened out.
_STROKE, _EVEN = 0.6, 0.25


def without_shades(page: Page, slots: Iterable[Slot]) -> Page:
    """A page whose cells stand on white."""
    grey, dark = page.grey, page.dark
    for slot in slots:
        x0, y0, x1, y1 = slot.box
        if (part := _on_white(page.grey[y0:y1, x0:x1], page.unit)) is None:
            continue
        if grey is page.grey:
            grey, dark = page.grey.copy(), page.dark.copy()
        grey[y0:y1, x0:x1] = part
        other = None if page.dark is page.grey else _on_white(page.dark[y0:y1, x0:x1], page.unit)
        dark[y0:y1, x0:x1] = part if page.dark is page.grey else dark[y0:y1, x0:x1] if other is None else other
    return page if grey is page.grey else replace(page, grey=grey, dark=dark)


def _on_white(cell: Pixels, unit: float) -> Pixels | None:
    """A cell with its shade taken out; None where it has none, or one so dark that it might hide something."""
    side = round(_STROKE * unit)
    if min(cell.shape) <= side or float(np.mean(cell[::3, ::3] < _PAPER)) < _SHADED:
        return None
    paper = cv2.GaussianBlur(
        cv2.morphologyEx(cell, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), (0, 0), _EVEN * unit
    )
    if paper.min() < _DARKEST:
        return None
    flat = cv2.divide(cell, paper, scale=255)
    bare = flat[flat > _NO_INK]
    return np.asarray(cv2.convertScaleAbs(flat, alpha=255 / float(np.median(bare)) if bare.size else 1.0))
