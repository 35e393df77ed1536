"""A page made ready for reading: upright, straight, on white paper, its letters some 36 pixels high.

Place in the flow: pixels → **Page** → ``scan_grid``, ``scan_cells``, ``scan_text``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pieces import pieces_of
from parsers.report import Where

# One core a reading: the threads of a pool would take address space and the cores of others.
cv2.setNumThreads(1)

Pixels = NDArray[Any]
Box = tuple[int, int, int, int]

# Ink below, paper above, in a page whose paper is 255 and whose ink is about 0.
INK = 150
# Whatever is darker may be ink: an empty cell is to have none of it.
MAYBE_INK = 190
_BACKGROUND_STEP = 8
_PALEST_INK = 175


@dataclass(frozen=True)
class Frame:
    """What is left to know of a page read: its number, its width in pixels, the way back to the source's points.

    ``half`` is 1 for the right one of two pages on one sheet.
    """

    number: int
    width: int
    back: Pixels
    half: int = 0

    def where(self, box: tuple[float, float, float, float]) -> Where:
        """The place of a box of pixels (left, top, right, bottom) in the source, which may be crooked."""
        x0, y0, x1, y1 = box
        corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float32)
        points = cv2.perspectiveTransform(corners, self.back)[0]
        low, high = points.min(axis=0), points.max(axis=0)
        place = tuple(round(float(value), 1) for value in (*low, *high))
        return Where(page=self.number, box=(place[0], place[1], place[2], place[3]))

    def moved(self, left: float, top: float) -> Frame:
        """The frame of a part of a page that begins at a point of it."""
        return replace(self, back=np.array([[1, 0, left], [0, 1, top], [0, 0, 1]]) @ self.back)

    def is_on_page_of(self, other: Frame) -> bool:
        """Whether nothing parts two frames: no turn of a page."""
        return (self.number, self.half) == (other.number, other.half)


@dataclass(frozen=True)
class Page:
    """A straight page.

    ``grey`` shows black and blue ink, seals, stamps and streaks taken out; ``dark`` shows all of it; ``red`` says where
    a seal or a stamp may be, ``marred`` where a streak was. ``unit`` is the usual height of a letter in pixels;
    ``upright`` is False when its words do not tell which side is up: then nothing on it is sure.
    """

    grey: Pixels
    dark: Pixels
    red: Pixels
    marred: Pixels
    unit: float
    upright: bool = True

    def halved(self) -> Page:
        """The page at half its size, for what needs no more."""
        height, width = self.grey.shape[0] // 2, self.grey.shape[1] // 2
        grey = cv2.resize(self.grey, (width, height), interpolation=cv2.INTER_AREA)
        red = np.ascontiguousarray(self.red[: 2 * height : 2, : 2 * width : 2])
        marred = np.ascontiguousarray(self.marred[: 2 * height : 2, : 2 * width : 2])
        return replace(self, grey=grey, dark=grey, red=red, marred=marred, unit=self.unit / 2)

    def turned(self, quarters: int) -> Page:
        """The page turned to the left by so many quarters."""
        if not quarters:
            return self
        planes = (self.grey, self.dark, self.red, self.marred)
        grey, dark, red, marred = (np.ascontiguousarray(np.rot90(plane, quarters)) for plane in planes)
        return replace(self, grey=grey, dark=dark, red=red, marred=marred)


def turning_back(quarters: int, width: int, height: int) -> Pixels:
    """The matrix from the pixels of a page turned to the left back to those of the page, of that width and height."""
    return (
        np.eye(3),
        np.array([[0, -1, width], [1, 0, 0], [0, 0, 1]], float),
        np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], float),
        np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], float),
    )[quarters]


def on_white(channel: Pixels) -> Pixels:
    """One channel with the paper's shade taken out and the ink made black."""
    small = cv2.resize(channel, None, fx=1 / _BACKGROUND_STEP, fy=1 / _BACKGROUND_STEP, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 9), (0, 0), 6)
    paper = cv2.resize(paper, (channel.shape[1], channel.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(channel, np.maximum(paper, 1), scale=255)
    sample = flat[::3, ::3]
    inked = sample[sample < 215]
    ink = min(_PALEST_INK, float(np.percentile(inked, 10))) if inked.size else 0.0
    table = np.clip((np.arange(256) - ink) * 255 / (255 - ink), 0, 255).astype(np.uint8)
    return cv2.LUT(flat, table)


def sizes(grey: Pixels) -> tuple[Pixels, Pixels]:
    """The widths and the heights of the pieces of ink on a page."""
    _, stats = pieces_of((grey < INK).astype(np.uint8))
    return stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]


def letter_height(widths: Pixels, heights: Pixels, rows: int) -> float:
    """The usual height of a Chinese letter, in pixels; 0 where there is none. Most pieces of ink are parts of one."""
    letters = heights[(heights >= 7) & (heights <= rows / 12) & (widths >= 3) & (widths <= 3 * heights)]
    return float(np.percentile(letters, 88)) if letters.size else 0.0
