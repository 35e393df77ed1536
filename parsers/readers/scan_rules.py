"""The rules drawn on a page: level and upright strokes longer than any letter's.

Place in the flow: Page → **rules** → ``scan_grid``. Rules may be faint, broken, and not quite straight.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_dashes import dashed_rules
from parsers.readers.scan_page import Page
from parsers.readers.scan_pieces import Pieces
from parsers.readers.scan_strokes import without_strokes, without_words

Pixels = NDArray[Any]

# Rules may be fainter than letters.
_RULE_INK, _FAINTEST_RULE, _DARK_RULE = 200, 226, 165
# So many times as much darker than paper as a fifth of it is: what grains are not, five times their deviation.
_GRAINS = 6.0
# They are looked for in strips of the page, so many and so wide (in pixels), which a rule crosses nearly without a gap;
# few are so many.
_STRIPS, _STRIP, _RULED, _FEW = 24, 120, 0.95, 0.15
# Longer than strokes of letters: a cell is wider than two letters and higher than one.
_LEAST_LEVEL, _LEAST_UPRIGHT = 2.1, 1.3
_THICKEST = 0.6
# A table's level rules touch its walls; no farther from them are others looked for.
_ABOUT_WALLS = 2.0
# Pieces so near to one another across their direction are one rule.
_SAME = 0.3
# Beside one another for so much of the longest, they are a double rule.
_BESIDE = 0.5
_LONGEST_ARC = 8.0
# So much ink along one side of a piece makes it the stroke of letters; still more, another rule's neighbour.
_CROWDED_SHORT, _CROWDED, _DOUBLE_RULE = 0.15, 0.4, 0.93
# But letters leave gaps: what is so long without one (in letters) is no stroke, however close letters stand to it.
_UNBROKEN, _GAPLESS = 5.0, 0.97


@dataclass(frozen=True)
class Rule:
    """A rule as its pieces: ``at`` across its direction, from ``start`` to ``end`` along it.

    Its place is ``at + slope * (position - middle)`` where it is not quite level or upright.
    """

    at: float
    slope: float
    middle: float
    start: float
    end: float
    thickness: float

    def place(self, position: float) -> float:
        """Where the rule stands across its direction, at a position along it."""
        return self.at + self.slope * (position - self.middle)


@dataclass(frozen=True)
class Rules:
    """The masks of all rule pieces, level and upright, the ink that they were found in, and the page's grey."""

    level: Pixels
    upright: Pixels
    ink: Pixels
    grey: Pixels


def find_rules(page: Page) -> Rules:
    """Find the rule pieces of a page: of the level ones those of its tables, which have upright ones, too."""
    ink = _ink(page)
    upright = cv2.transpose(_pieces(cv2.transpose(ink), round(_LEAST_UPRIGHT * page.unit), page.unit))
    level = np.zeros_like(ink)
    for rows in _about(upright, round(_ABOUT_WALLS * page.unit)):
        level[rows] = _pieces(ink[rows], round(_LEAST_LEVEL * page.unit), page.unit)
    if not level.any():
        return Rules(level, np.zeros_like(ink), ink, page.grey)
    if page.red.any():
        level, upright = (_without_arcs(mask, page) for mask in (level, upright))
    upright = without_strokes(upright, level, ink, page.unit)
    return Rules(without_words(level, upright, page.unit), upright, ink, page.grey)


def _ink(page: Page) -> Pixels:
    """Where a page is as dark as a rule; where cells are shaded, as much darker than their shade."""
    darkness = rule_ink(page.grey)
    ink = cv2.threshold(page.grey, np.ceil(darkness) - 1, 1, cv2.THRESH_BINARY_INV)[1]
    # Larger than what is thicker than a rule.
    square = np.ones((round(_THICKEST * page.unit),) * 2, np.uint8)
    if not cv2.morphologyEx(ink, cv2.MORPH_OPEN, square).any():
        return ink
    paper = cv2.morphologyEx(page.grey, cv2.MORPH_CLOSE, square)
    darker = cv2.threshold(cv2.subtract(paper, page.grey), np.floor(255 - darkness), 1, cv2.THRESH_BINARY)[1]
    return cv2.bitwise_and(ink, darker)


def _about(mask: Pixels, reach: int) -> list[slice]:
    """The rows of a page that have something of a mask so near above or below them."""
    near = cv2.dilate(mask.max(axis=1, keepdims=True), np.ones((2 * reach + 1, 1), np.uint8))[:, 0]
    edges = np.flatnonzero(np.diff(np.pad(near, 1).astype(np.int8)))
    return [slice(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _pieces(ink: Pixels, length: int, unit: float) -> Pixels:
    """The level pieces of rules, as a mask."""
    # A slope or a wave makes steps, a worn drum gaps of a pixel or two.
    thicker = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    thicker = cv2.morphologyEx(thicker, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # Too thick for a rule: shade, bars, pictures.
    blocks = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((round(_THICKEST * unit), 1), np.uint8))
    if blocks.any():
        runs = np.where(cv2.dilate(blocks, np.ones((3, 3), np.uint8)) > 0, np.uint8(0), runs)
    return np.asarray(runs | dashed_rules(ink, unit))


def rule_ink(grey: Pixels) -> float:
    """How dark a rule is at least: on clean paper also a faint one is told from it, a paler one where none is dark."""
    paper = grey[::5, ::5][grey[::5, ::5] > _RULE_INK - 20]
    if not paper.size:
        return float(_RULE_INK)
    middle, fifth, darkest = (float(value) for value in np.percentile(paper, (50, 20, 5)))
    # Where there is little paper, its darkest parts are edges of letters, not its grain.
    pale = float(np.clip(255 - _GRAINS * (middle - fifth), _RULE_INK, _FAINTEST_RULE))
    faint = float(np.clip(255 - 3 * (middle - darkest), _RULE_INK, _FAINTEST_RULE))
    return pale if pale > faint and _are_pale(grey, pale) else faint


def _are_pale(grey: Pixels, darkness: float) -> bool:
    """Whether rules are seen that are no darker than this, and hardly any other: beside dark ones they show through."""
    step = grey.shape[1] // _STRIPS
    pale = dark = 0
    for start in range(0, grey.shape[1] - _STRIP, max(1, step)):
        strip = grey[:, start : start + _STRIP]
        inked = (strip < _DARK_RULE).mean(axis=1)
        dark += int((inked > _RULED).sum())
        pale += int((((strip < darkness).mean(axis=1) > _RULED) & (inked < 0.5)).sum())
    return dark < _FEW * pale


def _without_arcs(mask: Pixels, page: Page) -> Pixels:
    """A mask of pieces without the short ones in the red of a seal: parts of its ring."""
    pieces = Pieces(mask)
    red = pieces.covered(page.red) > 0.6 * pieces.stats[:, cv2.CC_STAT_AREA]
    return pieces.only(~red | (pieces.stats[:, 2:4].max(axis=1) >= _LONGEST_ARC * page.unit))


def gather(mask: Pixels, unit: float, ink: Pixels | None = None) -> list[Rule]:
    """The level rules of a mask, pieces in one line gathered; from the top down.

    :param ink: all ink of the page, where the mask may hold strokes of letters.
    """
    drawn = Pieces(mask)
    pieces: list[Rule] = []
    for i, (x, y, width, height, area) in enumerate(drawn.stats.tolist()[1:], start=1):
        if width < unit:
            continue
        piece = drawn.own(i)
        columns = np.flatnonzero(piece.any(axis=0))
        heights = piece[:, columns]
        centres = (np.arange(height)[:, None] * heights).sum(axis=0) / heights.sum(axis=0) + y
        slope, at = np.polyfit(columns - width / 2, centres, 1) if width > 4 * unit else (0.0, float(centres.mean()))
        # The finder thickens each piece by two pixels.
        thickness = max(1.0, area / width - 2)
        if ink is not None and not (
            (width > _UNBROKEN * unit and _is_unbroken(ink, columns + x, centres))
            or _stands_alone(ink, columns + x, centres, thickness, short=width < 4 * unit)
        ):
            continue
        pieces.append(Rule(float(at), float(slope), x + width / 2, x, x + width, thickness))
    return _gathered(pieces, unit)


def _is_unbroken(ink: Pixels, columns: Pixels, centres: Pixels) -> bool:
    """Whether there is ink all along a piece, which the finder also makes of pieces with small gaps."""
    rows = np.clip(np.round(centres).astype(int)[None, :] + np.array([[-1], [0], [1]]), 0, ink.shape[0] - 1)
    return bool(ink[rows, columns].any(axis=0).mean() >= _GAPLESS)


def _stands_alone(ink: Pixels, columns: Pixels, centres: Pixels, thickness: float, *, short: bool) -> bool:
    """Whether paper, or another rule, runs along both sides of a piece; along letters' strokes there are letters."""
    crowded = 0.0
    ends = len(columns) // 6
    columns, centres = columns[ends : len(columns) - ends], centres[ends : len(centres) - ends]
    for offset in (-6, -4, 4, 6):
        across = thickness / 2 if offset > 0 else -thickness / 2
        rows = np.clip(np.round(centres + across + offset).astype(int), 0, ink.shape[0] - 1)
        beside = float(ink[rows, columns].mean())
        if short or beside < _DOUBLE_RULE:
            crowded = max(crowded, beside)
    return crowded < (_CROWDED_SHORT if short else _CROWDED)


def _gathered(pieces: list[Rule], unit: float) -> list[Rule]:
    groups: list[list[Rule]] = []
    for piece in sorted(pieces, key=lambda piece: piece.start - piece.end):
        for group in groups:
            if any(abs(_apart(piece, other)) < _SAME * unit for other in group):
                group.append(piece)
                break
        else:
            groups.append([piece])
    return sorted((_one(group) for group in groups), key=lambda rule: rule.at)


def _apart(piece: Rule, other: Rule) -> float:
    """How far two pieces are apart across their direction, where they are nearest to one another."""
    position = min(max(piece.middle, other.start), other.end)
    return piece.place(piece.middle) - other.place(position)


def _one(group: list[Rule]) -> Rule:
    """One rule through pieces in a line."""
    weights = np.array([piece.end - piece.start for piece in group])
    middles, places = np.array([p.middle for p in group]), np.array([p.at for p in group])
    middle = float(np.average(middles, weights=weights))
    at = float(np.average(places, weights=weights))
    spread = float(np.average(np.square(middles - middle), weights=weights))
    within = float(np.average([p.slope * (p.end - p.start) ** 2 / 12 for p in group], weights=weights))
    own = float(np.average([(p.end - p.start) ** 2 / 12 for p in group], weights=weights))
    across = float(np.average((middles - middle) * (places - at), weights=weights))
    slope = (across + within) / (spread + own)
    thickness = float(np.average([p.thickness for p in group], weights=weights))
    if double := _double(group):
        at, thickness = _between(double, middle)
    return Rule(at, slope, middle, min(p.start for p in group), max(p.end for p in group), thickness)


def _double(group: list[Rule]) -> list[Rule]:
    """The long pieces of a rule that is two, one beside the other; none of one that is only broken."""
    longest = max(piece.end - piece.start for piece in group)
    long = [piece for piece in group if piece.end - piece.start > _BESIDE * longest]
    shared = (min(a.end, b.end) - max(a.start, b.start) for a, b in combinations(long, 2))
    return long if any(length > _BESIDE * longest for length in shared) else []


def _between(pieces: list[Rule], position: float) -> tuple[float, float]:
    """The middle of pieces beside one another, and how thick they are with what is between them."""
    low = min(piece.place(position) - piece.thickness / 2 for piece in pieces)
    high = max(piece.place(position) + piece.thickness / 2 for piece in pieces)
    return (low + high) / 2, high - low
