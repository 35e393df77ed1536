"""Straightens a page: skew, perspective, scale, and which side is up.

Place in the flow: pixels of ``scan_image`` or of a PDF → **Page** → ``scan_grid``. The page is always bent from its own
pixels, so that they are mixed only once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_halftone import in_shades
from parsers.readers.scan_marred import brightest, coloured, darkest, streaks, without
from parsers.readers.scan_negative import positive
from parsers.readers.scan_ocr import Recogniser
from parsers.readers.scan_page import INK, Frame, Page, letter_height, on_white, sizes, turning_back
from parsers.readers.scan_paper import flat, sheet
from parsers.readers.scan_square import squaring
from parsers.readers.scan_text import line_crop, line_runs

Pixels = NDArray[Any]

UNIT, _LEAST_UNIT = 36.0, 18.0
_SHORT_SIDE = 2200
_MAX_ENLARGEMENT = 4.0
_MAX_PIXELS = 24_000_000
# The page on which skew and perspective are looked for.
_SMALL = 900
_REDUCES = 0.8
_MAX_SKEW = 7.0
# Lines read to find which side is up, the second number where the first leaves doubt, and of each so many units; how
# legible they prove it, or may.
_SAMPLE_LINES, _SAMPLE_LENGTH = (9, 45), 5.0
_SURELY_UPRIGHT, _LEAST_LEGIBLE, _MORE_LEGIBLE, _SURELY = 36, 9, 1.5, 0.85
_WHOLE = 4
# So many are read first where they may be enough.
_FIRST_LINES = 3
# Letters so much longer than wide tell how lines run, where that many more than by chance (in standard deviations) do.
_OBLONG, _BEYOND_CHANCE = 1.25, 2.0
_LEVEL, _ON_ITS_SIDE, _ANY = (0, 2), (1, 3), (0, 1, 2, 3)
_STROKES = frozenset("二三十工土士王口日曰目田由甲申中丨丁了干于千川小")
_POINTS = 595.3


def straighten(
    pixels: Pixels, number: int, size: tuple[float, float] | None, recogniser: Recogniser
) -> tuple[Page, Frame]:
    """Make a Page of decoded pixels (BGR).

    :param number: the page's, from 1.
    :param size: the source page's width and height in points; None takes its short side for A4's.
    """
    pixels = positive(in_shades(pixels))
    height, width = pixels.shape[:2]
    short = min(width, height)
    points = size or (width * _POINTS / short, height * _POINTS / short)
    back = np.diag([points[0] / width, points[1] / height, 1.0])
    if (corners := sheet(pixels)) is not None:
        pixels, bend = flat(pixels, corners)
        back, (height, width) = back @ np.linalg.inv(bend), pixels.shape[:2]
    planes = _planes(pixels)
    page, bend, scale, sides = _fitted(planes)
    on_its_side = sides == _ON_ITS_SIDE
    if on_its_side:
        # Letters are measured along their lines: all is done again with the lines level.
        planes = np.ascontiguousarray(np.rot90(planes))
        back = back @ turning_back(1, width, height)
        page, bend, scale, _ = _fitted(planes)
        sides = _LEVEL
    if (squared := squaring(page.halved())) is not None:
        half = scale / 2
        bend = np.diag([1 / half, 1 / half, 1.0]) @ squared @ np.diag([half, half, 1.0]) @ bend
        page, _ = _bent(planes, bend, scale)
    back = back @ np.linalg.inv(np.diag([scale, scale, 1.0]) @ bend)
    quarters, clear = _upright(page, sides, recogniser, doubted=on_its_side)
    upright = replace(page.turned(quarters), upright=clear)
    back = back @ turning_back(quarters, page.grey.shape[1], page.grey.shape[0])
    return upright, Frame(number, upright.grey.shape[1], back)


def _fitted(planes: Pixels) -> tuple[Page, Pixels, float, tuple[int, ...]]:
    """The page without skew and at the size for reading, the matrix and the scale of that; and its ``_sides``."""
    height, width = planes.shape[:2]
    short, most = min(width, height), (_MAX_PIXELS / (width * height)) ** 0.5
    bend = _skew(planes[:, :, 0])
    scale = min(_SHORT_SIDE / short, _MAX_ENLARGEMENT, most)
    page, sides = _bent(planes, bend, scale)
    if not UNIT / 1.6 < page.unit < UNIT * 1.6:
        better = min(scale * UNIT / page.unit, 1.6 * scale, _MAX_ENLARGEMENT, most)
        if abs(better / scale - 1) > 0.15:
            scale = better
            page, sides = _bent(planes, bend, scale)
    return page, bend, scale, sides


def _bent(planes: Pixels, bend: Pixels, scale: float) -> tuple[Page, tuple[int, ...]]:
    """The page bent and scaled, on white; and its ``_sides``."""
    height, width = planes.shape[:2]
    size = (round(width * scale), round(height * scale))
    if scale < _REDUCES:
        # Warping takes single pixels; reducing needs their mean.
        planes = cv2.resize(planes, size, interpolation=cv2.INTER_AREA)
        bend = np.diag([scale, scale, 1.0]) @ bend @ np.diag([width / size[0], height / size[1], 1.0])
    else:
        bend = np.diag([scale, scale, 1.0]) @ bend
    bent = cv2.warpPerspective(planes, bend, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    shown = [np.ascontiguousarray(plane) for plane in np.moveaxis(np.atleast_3d(bent), 2, 0)]
    grey = on_white(shown[0])
    dark = np.minimum(grey, on_white(shown[1])) if shown[1:] else grey
    nowhere = np.zeros(grey.shape, bool)
    red, marred = (shown[2] > 127, shown[3] > 40) if shown[2:] else (nowhere, nowhere)
    widths, heights = sizes(grey)
    unit = letter_height(widths, heights, size[1])
    unit = max(unit, _LEAST_UNIT) if unit else UNIT
    return Page(grey, dark, red, marred, unit), _sides(widths, heights, min(size))


def _planes(pixels: Pixels) -> Pixels:
    """A page in red light, seals, stamps and streaks taken out; in its darkest colour; where it is coloured; marred.

    What would only repeat the first, or show nothing, is left out at the end.
    """
    light, ink = pixels[:, :, 2], coloured(pixels)
    dark = darkest(pixels)
    if ink.any():
        # In the light of its own colour. Faded letters make what is a little darker than paper dark: it is lifted
        # first, and what lies under it too.
        own = np.where(ink, brightest(pixels), light)
        lift = max(0.0, float(np.median(light[::4, ::4])) - float(np.median(own[ink])))
        light = np.where(ink, np.minimum(own + lift, 255), light).astype(np.uint8)
    marred = streaks(light)
    if ink.any() or marred.any():
        near = cv2.dilate(ink.astype(np.uint8) * 255, np.ones((5, 5), np.uint8))
        return np.dstack([without(light, marred), dark, near, marred.astype(np.uint8) * 255])
    return light[:, :, None] if np.array_equal(light, dark) else np.dstack([light, dark])


def _small_ink(grey: Pixels) -> Pixels:
    """Where there is ink on a reduced page."""
    factor = min(1.0, _SMALL / min(grey.shape))
    return (on_white(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)) < INK).astype(np.uint8)


def _turned(ink: Pixels, angle: float) -> Pixels:
    # Single pixels, taken from where they are nearest, would be the same at all small angles.
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)


def _sharpness(ink: Pixels, angle: float) -> float:
    """How sharply ink and gaps alternate when the page is turned by an angle: sharpest where lines lie level."""
    turned = _turned(ink, angle)
    sums = (cv2.reduce(turned, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel() for axis in (0, 1))
    return max(float(np.square(np.diff(own).astype(np.float64)).sum()) for own in sums)


def _skew(grey: Pixels) -> Pixels:
    """The matrix that turns the page straight."""
    fine = 255 * _small_ink(grey)
    coarse = cv2.resize(fine, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
    best = 0.0
    for ink, step, reach in ((coarse, 0.5, _MAX_SKEW), (fine, 0.1, 0.5), (fine, 0.03, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ink, angle)))
    height, width = grey.shape
    return np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), best, 1), [0, 0, 1]])


def _sides(widths: Pixels, heights: Pixels, side: int) -> tuple[int, ...]:
    """The quarter turns that may bring a page's lines level, by its letters: digits and most parts of Chinese are tall.

    Legibility says it worse: a recogniser reads letters on their side too, by twos and threes.

    :param widths: of the pieces of ink. :param side: the page's shorter one.
    """
    longest, shortest = np.maximum(widths, heights), np.minimum(widths, heights)
    # The page's own unit is of heights, which are widths where it lies.
    letters = (longest >= 7) & (longest <= side / 12) & (longest <= 3 * shortest)
    usual = float(np.percentile(longest[letters], 88)) if letters.any() else 0.0
    letters &= (longest > 0.5 * usual) & (longest < 1.3 * usual)
    tall = int((letters & (heights > _OBLONG * widths)).sum())
    wide = int((letters & (widths > _OBLONG * heights)).sum())
    if abs(tall - wide) <= _BEYOND_CHANCE * (tall + wide) ** 0.5:
        return _ANY
    return _LEVEL if tall > wide else _ON_ITS_SIDE


def _upright(page: Page, sides: tuple[int, ...], recogniser: Recogniser, *, doubted: bool) -> tuple[int, bool]:
    """How many quarters to turn a page to the left for its lines to be read, and whether they leave no doubt of it.

    Blur breaks letters into pieces that lie the other way, and heads printed letter below letter are lines on their
    side. So what is not level by its letters is tried all ways, only whole lines count, and they must bear out the
    letters; where these say nothing, no line may be read along the other axis.

    :param doubted: whether the page was turned for its letters to lie level.
    """
    half = page.halved()
    tried, least = (_LEVEL, 1) if sides == _LEVEL and not doubted else (_ANY, _WHOLE)
    for lines in _SAMPLE_LINES:
        found: dict[int, list[int]] = {}
        for quarters in tried:
            enough = _SURELY_UPRIGHT if tried == _LEVEL else None
            found[quarters] = _letters(half.turned(quarters), page.turned(quarters), recogniser, lines, enough)
            if enough and _legibility(found[quarters], least) >= enough:
                break
        legible = {quarters: _legibility(letters, least) for quarters, letters in found.items()}
        best = max(legible, key=legible.__getitem__)
        others = max((value for quarters, value in legible.items() if quarters != best), default=0)
        across = max((_legibility(found[q], 1) for q in found if q % 2 != best % 2), default=0)
        borne_out = best in sides if doubted else across < _LEAST_LEGIBLE
        if legible[best] >= _LEAST_LEGIBLE and legible[best] > _MORE_LEGIBLE * others and borne_out:
            return best, True
    return sides[0], False


def _legibility(letters: list[int], least: int) -> int:
    """How legible lines with so many letters are: their squares, since upright, lines are read as a whole.

    Letters on their side are read by twos and threes.

    :param least: so many letters a line has that counts.
    """
    return sum(number**2 for number in letters if number >= least)


def _letters(half: Page, page: Page, recogniser: Recogniser, lines: int, enough: int | None) -> list[int]:
    """How many Chinese letters were surely read in each of a few lines; strokes alone look like letters any way up.

    :param enough: so legible, no more lines are read.
    """
    boxes = [(2 * x0, 2 * y0, 2 * x1, 2 * y1) for x0, y0, x1, y1 in line_runs(half, [])]
    boxes = [box for box in boxes if 0.6 * page.unit < box[3] - box[1] < 1.6 * page.unit]
    boxes = sorted((box for box in boxes if box[2] - box[0] > 2 * page.unit), key=lambda box: box[0] - box[2])
    # Of all lengths: the longest may be rows of numbers.
    boxes = boxes[:: max(1, len(boxes) // lines)][:lines]
    found: list[int] = []
    together = len(boxes) if enough is None else _FIRST_LINES
    while boxes and (enough is None or _legibility(found, 1) < enough):
        readings = recogniser.read([line_crop(page, box, _SAMPLE_LENGTH) for box in boxes[:together]], low=True)
        found += [sum(char > "一" and char not in _STROKES for char in r.text) for r in readings if r.mean > _SURELY]
        boxes = boxes[together:]
    return found
