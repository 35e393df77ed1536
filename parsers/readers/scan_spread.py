"""Sheets with two pages side by side: an open booklet, or two pages printed on one sheet, taken apart.

Place in the flow: **Page** of ``scan_straight`` → one or two Pages → ``scan_grid``, ``scan_text``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_page import INK, Frame, Page
from parsers.readers.scan_pieces import pieces_of
from parsers.readers.scan_rules import rule_ink

Pixels = NDArray[Any]

# A sheet of two pages is so much wider than high; the paper between them is in its middle, so wide (in letters).
_WIDER, _FROM, _TO, _GUTTER = 1.2, 0.4, 0.6, 3.0
# Dust is no larger, in letters, and so rare that it is no dotted rule, of which a table has three at least.
_SPECK, _MOST_SPECKS = 0.15, 8
# Each page has as much ink as so many letters, a quarter black.
_LEAST_LETTERS, _BLACK = 20, 0.25


def pages_on(page: Page, frame: Frame) -> list[tuple[Page, Frame]]:
    """The pages on a sheet, in the order of reading: the sheet itself, or its left and its right half.

    Nothing may cross the paper between two pages: not the faintest rule of a table, not a line of text.
    """
    height, width = page.grey.shape
    if not page.upright or width < _WIDER * height or (middle := _gutter(page)) is None:
        return [(page, frame)]
    halves = [_part(page, frame, start, end) for start, end in ((0, middle), (middle, width))]
    return halves if all(_has_text(half) for half, _ in halves) else [(page, frame)]


def _gutter(page: Page) -> int | None:
    """The middle of the widest strip of bare paper in the middle of a sheet; None where there is none."""
    width = page.grey.shape[1]
    first, last = round(_FROM * width), round(_TO * width)
    shown = np.minimum(page.grey, page.dark)[:, first:last]
    labels, stats = pieces_of((shown < rule_ink(page.grey)).astype(np.uint8))
    specks = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= max(2.0, _SPECK * page.unit)
    specks[0] = True
    bare = specks[labels].all(axis=0) & ~page.marred[:, first:last].any(axis=0)
    edges = np.flatnonzero(np.diff(np.pad(bare, 1).astype(np.int8)))
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[1] - run[0], default=(0, 0))
    if end - start < _GUTTER * page.unit or len(np.unique(labels[:, start:end])) - 1 > _MOST_SPECKS:
        return None
    return int(first + (start + end) // 2)


def _part(page: Page, frame: Frame, start: int, end: int) -> tuple[Page, Frame]:
    """The page between two columns of pixels, and its frame."""
    planes = (page.grey, page.dark, page.red, page.marred)
    grey, dark, red, marred = (np.ascontiguousarray(plane[:, start:end]) for plane in planes)
    back = frame.back @ np.array([[1, 0, start], [0, 1, 0], [0, 0, 1]], float)
    part = replace(page, grey=grey, dark=dark, red=red, marred=marred)
    return part, replace(frame, width=end - start, back=back, half=frame.half + bool(start))


def _has_text(page: Page) -> bool:
    """Whether a page has some lines of text at least, and is not the back or the margin of the other one."""
    return int((page.grey < INK).sum()) > _LEAST_LETTERS * _BLACK * page.unit**2
