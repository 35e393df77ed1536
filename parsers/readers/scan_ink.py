"""What is inked in a box of a page: its letters gathered into lines, its specks set aside, its emptiness proved.

Place in the flow: slots of ``scan_grid`` → **lines of ink** → ``scan_cells``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_page import INK, MAYBE_INK, Box, Page
from parsers.readers.scan_pieces import pieces_of

Pixels = NDArray[Any]

# Smaller than any digit or stroke that stands for something: dust, or a decimal point.
_SPECK = 0.2
# Rests of walls reach so far into a box.
_REST = 0.17
_PALEST = 205.0


class Amount(StrEnum):
    """Whether a box is inked."""

    NONE = "none"
    FAINT = "faint"
    INK = "ink"


@dataclass(frozen=True)
class Blob:
    """A connected piece of ink, in pixels of the page."""

    box: Box
    area: int
    label: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Line:
    """The blobs of one line, from left to right, and the specks about it; ``box`` holds the blobs."""

    box: Box
    blobs: tuple[Blob, ...]
    specks: tuple[Blob, ...]


@dataclass(frozen=True)
class Inked:
    """What a box holds. ``crossed``: ink runs on into a wall, so part of it may be lost; ``cut``: one at its side."""

    amount: Amount
    lines: tuple[Line, ...]
    crossed: bool
    cut: bool
    labels: Pixels
    box: Box


def look(page: Page, box: Box, *, pale: bool = False) -> Inked:
    """Find the ink in a box; ``pale``: down to hairlines that are hardly darker than paper, and the dust with them."""
    x0, y0, x1, y1 = box
    grey = page.grey[y0:y1, x0:x1]
    ink = (grey < (_PALEST if pale else _threshold(grey))).astype(np.uint8)
    labels, stats = pieces_of(ink)
    blobs, specks, crossed, cut = [], [], False, False
    rest, speck = _REST * page.unit, _SPECK * page.unit
    for i in range(1, len(stats)):
        x, y, width, height, area = (int(value) for value in stats[i])
        if area < 6:
            continue
        touches = x == 0 or y == 0 or x + width == x1 - x0 or y + height == y1 - y0
        piece = (x, y, x + width, y + height)
        if touches and (_depth(piece, (x1 - x0, y1 - y0)) <= rest or _is_corner(labels, i, piece, round(rest))):
            continue
        blob = Blob((x0 + x, y0 + y, x0 + x + width, y0 + y + height), area, i)
        if max(width, height) < speck:
            specks.append(blob)
        else:
            blobs.append(blob)
            crossed = crossed or touches
            cut = cut or x == 0 or x + width == x1 - x0
    dashes = [speck for speck in specks if _is_dash(speck, blobs, page.unit)]
    blobs, specks = [*blobs, *dashes], [speck for speck in specks if speck not in dashes]
    if not blobs:
        return Inked(_faintness(page, box), (), crossed, cut, labels, box)
    return Inked(Amount.INK, tuple(_lines(blobs, specks, page.unit)), crossed, cut, labels, box)


def _threshold(grey: Pixels) -> float:
    """What is ink in a box: half-way between its darkest and paper; hairlines of faded letters are pale."""
    inked = grey[grey < MAYBE_INK]
    darkest = float(np.percentile(inked, 10)) if inked.size else 0.0
    return min(_PALEST, max(INK, (darkest + 255) / 2 + 10))


def _is_dash(speck: Blob, blobs: list[Blob], unit: float) -> bool:
    """Whether a speck may be the sign of a number: it lies to the left of a letter, half-way up."""
    if speck.width < 1.25 * speck.height or speck.width < 0.1 * unit:
        return False
    middle = (speck.box[1] + speck.box[3]) / 2
    return any(
        0 <= blob.box[0] - speck.box[2] < 0.5 * unit
        and blob.box[1] + 0.25 * blob.height < middle < blob.box[3] - 0.2 * blob.height
        for blob in blobs
    )


def _depth(blob: Box, size: tuple[int, int]) -> int:
    """How far a blob that touches the edge of its box reaches into it."""
    x0, y0, x1, y1 = blob
    width, height = size
    depths = [
        depth
        for touches, depth in ((x0 == 0, x1), (y0 == 0, y1), (x1 == width, width - x0), (y1 == height, height - y0))
        if touches
    ]
    return min(depths, default=0)


def _is_corner(labels: Pixels, blob: int, box: Box, rest: int) -> bool:
    """Whether a blob lies along two walls or more that meet: rests of these, or the inner rules of a double frame."""
    height, width = labels.shape
    x0, y0, x1, y1 = box
    inner = labels[max(y0, rest) : min(y1, height - rest), max(x0, rest) : min(x1, width - rest)]
    meets = (x0 == 0 or x1 == width) and (y0 == 0 or y1 == height)
    return meets and min(height, width) > 2 * rest + 1 and not (inner == blob).any()


def _faintness(page: Page, box: Box) -> Amount:
    """Whether a box without clear ink holds pale or coloured ink larger than a speck."""
    rest = max(1, round(_REST * page.unit))
    x0, y0, x1, y1 = box[0] + rest // 2, box[1] + rest // 2, box[2] - rest // 2, box[3] - rest // 2
    if x1 - x0 < 3 or y1 - y0 < 3:
        return Amount.NONE if x1 > x0 and y1 > y0 else Amount.FAINT
    smooth = cv2.GaussianBlur(page.dark[y0:y1, x0:x1], (0, 0), 2.0)
    pale = (smooth < MAYBE_INK + 15).astype(np.uint8)
    _, stats = pieces_of(pale)
    for i in range(1, len(stats)):
        x, y, width, height, _ = (int(value) for value in stats[i])
        touches = x == 0 or y == 0 or x + width == x1 - x0 or y + height == y1 - y0
        if touches and _depth((x, y, x + width, y + height), (x1 - x0, y1 - y0)) <= rest:
            continue
        if max(width, height) >= (_SPECK + 0.08) * page.unit:
            return Amount.FAINT
    return Amount.NONE


def _lines(blobs: list[Blob], specks: list[Blob], unit: float) -> list[Line]:
    """Blobs by line: bands of ink with a gap between; bands too near for two lines are one."""
    bands: list[list[int]] = []
    for top, bottom in sorted((blob.box[1], blob.box[3]) for blob in blobs):
        if bands and (top < bands[-1][1] or bottom - bands[-1][0] <= 1.15 * unit):
            bands[-1][1] = max(bands[-1][1], bottom)
        else:
            bands.append([top, bottom])
    parted = [part for band in bands for part in _parted(band, blobs, unit)]
    lines = []
    for top, bottom in parted:
        own = [blob for blob in blobs if top <= (blob.box[1] + blob.box[3]) / 2 < bottom]
        if not own:
            continue
        box = (
            min(b.box[0] for b in own),
            min(b.box[1] for b in own),
            max(b.box[2] for b in own),
            max(b.box[3] for b in own),
        )
        near = [s for s in specks if box[1] - 0.3 * unit < (s.box[1] + s.box[3]) / 2 < box[3] + 0.3 * unit]
        lines.append(Line(box, tuple(sorted(own, key=lambda b: b.box[0])), tuple(near)))
    return lines


def _parted(band: list[int], blobs: list[Blob], unit: float) -> list[tuple[int, int]]:
    """A band as high as two lines or more, whose letters touch, in even parts."""
    top, bottom = band
    count = max(1, round((bottom - top) / (1.35 * unit)))
    if bottom - top < 2.1 * unit or max(blob.height for blob in blobs) > 1.6 * unit:
        return [(top, bottom)]
    step = (bottom - top) / count
    return [(round(top + i * step), round(top + (i + 1) * step) + (i == count - 1)) for i in range(count)]
