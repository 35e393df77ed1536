"""The perspective of a photographed page, from the sides of its largest table.

Place in the flow: used by ``scan_straight``. A scanner leaves a table's sides square; a camera held aslant does not.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_page import Page
from parsers.readers.scan_pieces import Pieces
from parsers.readers.scan_rules import Rule, find_rules, gather

Pixels = NDArray[Any]

# Sides that lean less than this (pixels a pixel) are square enough; more than the other, and they are no table's.
_SQUARE, _ASLANT = 0.0025, 0.12
# So much of the page's width and height the table must cover: a small one says little of the page.
_WIDE, _HIGH = 0.3, 0.08


def squaring(page: Page) -> Pixels | None:
    """The matrix that makes the largest table of a page a rectangle; None where it is one, or there is none."""
    sides = _sides(page)
    if sides is None:
        return None
    top, bottom, left, right = sides
    slopes = [abs(rule.slope) for rule in sides]
    if max(slopes) < _SQUARE or max(slopes) > _ASLANT:
        return None
    corners = [_crossing(level, upright) for level in (top, bottom) for upright in (left, right)]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    west, east = (x0 + x2) / 2, (x1 + x3) / 2
    north, south = (y0 + y1) / 2, (y2 + y3) / 2
    goal = [(west, north), (east, north), (west, south), (east, south)]
    return cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(goal, np.float32))


def _sides(page: Page) -> tuple[Rule, Rule, Rule, Rule] | None:
    """The outermost long rules of the largest table: top, bottom, left, right."""
    rules = find_rules(page)
    height, width = page.grey.shape
    side = round(page.unit)
    pieces = Pieces(cv2.dilate(cv2.bitwise_or(rules.level, rules.upright), np.ones((side, side), np.uint8)))
    if len(pieces.stats) < 2:
        return None
    areas = pieces.stats[1:, cv2.CC_STAT_WIDTH] * pieces.stats[1:, cv2.CC_STAT_HEIGHT]
    largest = 1 + int(np.argmax(areas))
    _, _, wide, high, _ = pieces.stats[largest].tolist()
    if wide < _WIDE * width or high < _HIGH * height:
        return None
    own = pieces.only(np.arange(len(pieces.stats)) == largest)
    level = gather(rules.level * own, page.unit, rules.ink)
    upright = gather(np.ascontiguousarray((rules.upright * own).T), page.unit)
    level = [rule for rule in level if rule.end - rule.start > 0.6 * wide]
    upright = [rule for rule in upright if rule.end - rule.start > 0.6 * high]
    if len(level) < 2 or len(upright) < 2:
        return None
    return level[0], level[-1], upright[0], upright[-1]


def _crossing(level: Rule, upright: Rule) -> tuple[float, float]:
    """Where a level and an upright rule cross."""
    x = upright.at
    for _ in range(4):
        y = level.place(x)
        x = upright.place(y)
    return x, level.place(x)
