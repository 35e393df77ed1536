"""The running text of a page: lines outside its tables, read and gathered into paragraphs.

Place in the flow: Page, tables left out → **paragraphs** → ``scan_join``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_ocr import Reading, Recogniser
from parsers.readers.scan_page import INK, Box, Page
from parsers.readers.scan_pieces import Pieces, pieces_of

Pixels = NDArray[Any]

SURE_LINE = 0.5
_MAX_LINES = 400
# Dashes beside them, thick or worn, are read as the characters of strokes.
_PAGE_NUMBER = re.compile(r"[\s\-—–_·.~=一二三ー第页共/]*[0-9]{1,3}[\s\-—–_·.~=一二三ー第页共/0-9]*")
# What is left of one whose digit was read as a part of its dashes, and how wide it is at most, in letters, and so is a
# trace of something else.
_ITS_DASHES, _NARROW = re.compile(r"[\s\-—–_~=一ー]+"), 4.0
# Where page numbers stand: so much of the page's height at its top and bottom.
_EDGE = 0.09


@dataclass(frozen=True)
class TextLine:
    """A line as read."""

    text: str
    box: Box
    sure: bool


@dataclass(frozen=True)
class Paragraph:
    """Lines of one paragraph; ``full`` when its last line reaches the right margin, ``indented`` by its first."""

    lines: tuple[TextLine, ...]
    full: bool
    indented: bool

    @property
    def text(self) -> str:
        """The lines run on, as Chinese does; two that meet in Latin letters or digits keep apart."""
        text = ""
        for line in self.lines:
            glue = " " if text and text[-1].isascii() and text[-1].isalpha() and line.text[:1].isalpha() else ""
            text += glue + line.text
        return text.strip()

    @property
    def box(self) -> Box:
        """The box of all lines."""
        boxes = [line.box for line in self.lines]
        return (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )


def line_boxes(page: Page, without: list[Box]) -> list[Box]:
    """Where lines of letters stand on a page outside some boxes, from the top down."""
    boxes = _level(line_runs(page, without), page.unit)
    return [box for box in boxes if box[3] - box[1] > 0.4 * page.unit and box[2] > box[0]]


def line_runs(page: Page, without: list[Box]) -> list[Box]:
    """Where letters follow one another closely."""
    unit = page.unit
    ink = (page.grey < INK).astype(np.uint8)
    for x0, y0, x1, y1 in without:
        margin = round(0.3 * unit)
        ink[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin] = 0
    pieces = Pieces(ink)
    sides = pieces.stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1]
    longest, shortest = sides.max(axis=1), sides.min(axis=1)
    letters = (longest < 4 * unit) & (longest > 0.2 * unit) & ((longest < 1.3 * unit) | (longest < 6 * shortest))
    only = pieces.only(letters)
    joined = cv2.dilate(only, np.ones((1, max(3, round(1.2 * unit)) | 1), np.uint8))
    _, runs = pieces_of(joined)
    reach = (max(3, round(1.2 * unit)) | 1) // 2
    return [
        (max(0, int(x) + reach), int(y), min(only.shape[1], int(x + w) - reach), int(y + h))
        for x, y, w, h, _ in runs[1:]
    ]


def _level(pieces: list[Box], unit: float) -> list[Box]:
    """Pieces beside one another as one line."""
    lines: list[list[int]] = []
    for x0, y0, x1, y1 in sorted(pieces, key=lambda p: p[1] - p[3]):
        for line in lines:
            shared = min(y1, line[3]) - max(y0, line[1])
            apart = max(x0 - line[2], line[0] - x1)
            # A crack through a line of letters leaves two that touch, each as long as the other.
            cracked = shared > -0.08 * unit and abs(x0 - line[0]) < unit and abs(x1 - line[2]) < unit
            if (shared > 0.5 * min(y1 - y0, line[3] - line[1]) and apart < 3 * unit) or cracked:
                line[0], line[1] = min(line[0], x0), min(line[1], y0)
                line[2], line[3] = max(line[2], x1), max(line[3], y1)
                break
        else:
            lines.append([x0, y0, x1, y1])
    return sorted(((a, b, c, d) for a, b, c, d in lines), key=lambda box: (box[1] + box[3], box[0]))


def line_crop(page: Page, box: Box, longest: float | None = None) -> Pixels:
    """The image of a line, with a little paper around."""
    x0, y0, x1, y1 = box
    pad = round(0.15 * page.unit)
    right = x1 + pad if longest is None else min(x1 + pad, x0 + round(longest * page.unit))
    return page.grey[max(0, y0 - pad) : y1 + pad, max(0, x0 - pad) : right]


def read_paragraphs(page: Page, without: list[Box], recogniser: Recogniser) -> list[Paragraph]:
    """Read the text outside some boxes."""
    boxes = line_boxes(page, without)[:_MAX_LINES]
    lines = [
        TextLine(reading.text.strip(), box, page.upright and reading.least >= SURE_LINE)
        for box, reading in zip(boxes, recogniser.read_text([line_crop(page, box) for box in boxes]), strict=True)
        if _is_text(reading)
    ]
    lines = [line for line in lines if not _is_page_number(line, page) and not _is_trace(line, page, without)]
    return _paragraphs(lines, page.unit)


def _is_text(reading: Reading) -> bool:
    return bool(reading.text.strip()) and (len(reading.text) > 1 or reading.least > SURE_LINE)


def _is_page_number(line: TextLine, page: Page) -> bool:
    narrow = _is_narrow(line, page)
    return _is_at_edge(line, page) and bool(
        _PAGE_NUMBER.fullmatch(line.text) or (narrow and _ITS_DASHES.fullmatch(line.text))
    )


def _is_trace(line: TextLine, page: Page, tables: list[Box]) -> bool:
    """Whether a line is a stroke or a dot at a page's edge or beside all of its tables: a staple, a hole."""
    left, right = min((box[0] for box in tables), default=0), max((box[2] for box in tables), default=0)
    beside = bool(tables) and (line.box[2] <= left or line.box[0] >= right)
    away = beside or (_is_at_edge(line, page) and _is_narrow(line, page))
    return away and not any(map(str.isalnum, line.text))


def _is_at_edge(line: TextLine, page: Page) -> bool:
    height = len(page.grey)
    return line.box[3] < _EDGE * height or line.box[1] > (1 - _EDGE) * height


def _is_narrow(line: TextLine, page: Page) -> bool:
    return line.box[2] - line.box[0] <= _NARROW * page.unit


def _paragraphs(lines: list[TextLine], unit: float) -> list[Paragraph]:
    if not lines:
        return []
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line, (left, right), unit):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Paragraph(tuple(group), group[-1].box[2] > right - 2.5 * unit, group[0].box[0] > left + 1.2 * unit)
        for group in groups
    ]


def _goes_on(before: TextLine, line: TextLine, margins: tuple[int, int], unit: float) -> bool:
    """Whether a line continues the paragraph of the one before: that was full, this starts at the left margin."""
    left, right = margins
    high, height = before.box[3] - before.box[1], line.box[3] - line.box[1]
    return (
        before.box[2] > right - 2.5 * unit
        and line.box[0] < left + 1.2 * unit
        and line.box[1] - before.box[3] < 2.5 * unit
        and 0.7 < height / max(1, high) < 1.4
    )
