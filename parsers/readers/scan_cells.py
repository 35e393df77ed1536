"""Slots to the text of cells: each line read by itself, numbers twice, nothing called sure that is not.

Place in the flow: slots of ``scan_grid`` → **cells** → ``scan_join``. A number is sure when two readings of different
images of it and its shape agree; a blank when there is no ink; anything else is what could be read, unsure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median
from typing import Any

import cv2
from numpy.typing import NDArray

from parsers.readers.scan_alike import zeros_alike
from parsers.readers.scan_grid import Slot
from parsers.readers.scan_ink import Amount, Inked, Line, look
from parsers.readers.scan_ocr import Reading, Recogniser
from parsers.readers.scan_page import Page
from parsers.readers.scan_shape import SHORT_DASH, agrees, mark
from parsers.readers.scan_walls import goes_on_beyond
from parsers.readers.scan_zero import without_dots

Pixels = NDArray[Any]

# The worst letter of a reading, measured: see the tests for what these let through.
SURE_NUMBER = 0.985
SURE_TEXT = 0.6
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?")
# A line of a number that a narrow column broke, and how many lines it may have.
_PART, _MOST_PARTS = re.compile(r"[0-9]+"), 3
# What a lone digit is taken for; a line of nothing else may be a number.
_LIKE_DIGITS = frozenset("。〇○口日曰目回丨一二·、丁了工己巳")
_FIRST_CHINESE = "\u2e80"
_LONGEST_NUMBER = 16
# Marks for nothing that a part of a digit may look like; so far off the middle of its row, in units, it is one.
_DASHES, _OFF = frozenset("-—"), 0.22
# What a short one is read as; it must stand in a row whose middle is known.
_READ_AS_DASHES = frozenset("-—–一ー_~")
# So wide, in units, is the pale edge of a stroke.
_BLURRED = 0.08
# So far beside a number, of its height, what the first look lost of its digits may stand.
_BESIDE = 0.45
# So much paper (of its height) above and below a number read again: with more, and small in it, a lone 7 is half a 1.
_PAPER = 0.15

# What is so far apart, in units, may stand in two cells.
_APART = 1.0


@dataclass(frozen=True)
class Read:
    """A slot and its text."""

    slot: Slot
    text: str
    sure: bool


def read_slots(page: Page, slots: tuple[Slot, ...], recogniser: Recogniser) -> list[Read]:
    """Read the cells of a grid."""
    found = [look(page, slot.box) for slot in slots]
    readings, zeros = _first(page, found, recogniser)
    numbers = [i for i, own in readings.items() if _may_be_number(own, found[i], page.unit)]
    # A number is read a second time, unless its shape has said again what its reading says.
    second = {i: readings[i] for i in numbers if i in zeros}
    numbers = [i for i in numbers if i not in zeros]
    again = recogniser.read([strengthened(page, found[i], line) for i in numbers for line in found[i].lines])
    rest = iter(again)
    second |= {i: list(islice(rest, len(found[i].lines))) for i in numbers}
    levels = _levels(slots, found, page.unit)
    return [
        _cell(page, slot, inked, readings.get(i, []), second.get(i), levels.get(slot.row))
        for i, (slot, inked) in enumerate(zip(slots, found, strict=True))
    ]


def _first(page: Page, found: list[Inked], recogniser: Recogniser) -> tuple[dict[int, list[Reading]], set[int]]:
    """The lines of all inked cells as read, and the cells that are plainly zeros: by a reading and by their shape.

    Of zeros that look alike one is read.
    """
    alike = zeros_alike(page, found)
    others = {i for own in alike.values() for i in own}
    readings = _read(page, found, [i for i in range(len(found)) if i not in others], recogniser)
    zeros = {i for i in alike if _is_read_as_zero(readings[i])}
    like_them = {i: readings[one] for one in zeros for i in alike[one]}
    readings |= like_them | _read(page, found, sorted(others - like_them.keys()), recogniser)
    return readings, zeros | {i for i in others if _is_read_as_zero(readings[i])}


def _read(page: Page, found: list[Inked], cells: list[int], recogniser: Recogniser) -> dict[int, list[Reading]]:
    """The lines of some cells, of those that are inked."""
    lines = [(i, line) for i in cells for line in found[i].lines]
    readings: dict[int, list[Reading]] = {}
    for (i, _), reading in zip(
        lines, recogniser.read([crop(page.grey, line, page.unit) for _, line in lines]), strict=True
    ):
        readings.setdefault(i, []).append(reading)
    return readings


def _is_read_as_zero(own: list[Reading]) -> bool:
    """Whether a cell is surely read as one zero."""
    return len(own) == 1 and own[0].number == "0" and own[0].number_least >= SURE_NUMBER


def _levels(slots: tuple[Slot, ...], found: list[Inked], unit: float) -> dict[int, float]:
    """Half-way up the letters of each row, where it has cells of one line."""
    middles: dict[int, list[float]] = {}
    for slot, inked in zip(slots, found, strict=True):
        if slot.height == len(inked.lines) == 1:
            _, top, _, foot = inked.lines[0].box
            if foot - top > 0.5 * unit:
                middles.setdefault(slot.row, []).append((top + foot) / 2)
    return {row: median(own) for row, own in middles.items()}


def _is_off(line: Line, level: float | None, unit: float) -> bool:
    """Whether a dash lies above or below the middle of its row: the foot of a 2 or the head of a 5, its rest lost."""
    return level is not None and abs((line.box[1] + line.box[3]) / 2 - level) > _OFF * unit


def _may_be_number(own: list[Reading], inked: Inked, unit: float) -> bool:
    """Whether a cell may hold a number, in one line or broken over several by a narrow column."""
    if len(own) > 1:
        return len(own) <= _MOST_PARTS and all(_PART.fullmatch(reading.number) for reading in own)
    x0, _, x1, _ = inked.lines[0].box
    return x1 - x0 < _LONGEST_NUMBER * unit and all(
        letter in _LIKE_DIGITS or letter < _FIRST_CHINESE for letter in own[0].text
    )


def _cell(
    page: Page, slot: Slot, inked: Inked, first: list[Reading], second: list[Reading] | None, level: float | None
) -> Read:
    sure = page.upright and slot.sure
    if inked.amount is not Amount.INK:
        return Read(slot, "", sure and inked.amount is Amount.NONE)
    sure = sure and not inked.crossed
    # What was taken away may have been a digit, or a part of one.
    whole = sure and not any(_is_marred(page, line) or goes_on_beyond(page, slot.box, line) for line in inked.lines)
    if len(inked.lines) == 1 and (stroke := mark(inked, inked.lines[0], page.unit)):
        part = _may_be_digit(first + (second or [])) or (
            stroke in _DASHES and _is_off(inked.lines[0], level, page.unit)
        )
        short = stroke in _DASHES and inked.lines[0].box[2] - inked.lines[0].box[0] <= SHORT_DASH * page.unit
        shown = not short or (level is not None and first[0].text.strip() in _READ_AS_DASHES)
        alone = _stands_alone(page, slot, inked.lines[0], stroke)
        return Read(slot, stroke, whole and shown and not part and alone)
    if second is not None:
        parts = [_number(one, other) for one, other in zip(first, second, strict=True)]
        texts = [text for text, _ in parts]
        form = _NUMBER if len(parts) == 1 else _PART
        certain = all(twice and form.fullmatch(text) for text, twice in parts)
        return Read(slot, "\n".join(texts), whole and certain and _have_shapes(page, slot, inked, texts))
    # A quotation mark that has a line to itself is no word, and makes none doubtful.
    lines = [reading for reading in first if any(map(str.isalnum, reading.text))] or first
    text = joined([reading.text for reading in lines])
    certain = min(reading.least for reading in lines) >= SURE_TEXT and _has_words(text)
    return Read(slot, text, certain and (sure or (page.upright and _stays_itself(text, slot, inked, page.unit))))


def _number(first: Reading, second: Reading) -> tuple[str, bool]:
    """A line as a number, and whether both of its readings surely say so."""
    # Dust behind a number, made dark, is a point that says nothing.
    said, again = (reading.number.rstrip(".,") for reading in (first, second))
    number = said if re.fullmatch(r"-?[0-9][0-9.,]*", said) else first.text.strip()
    return number, said == again and min(first.number_least, second.number_least) >= SURE_NUMBER


def _may_be_digit(readings: list[Reading]) -> bool:
    """Whether what looks like a slash may be a one that leans more than others, or a seven without its hairline."""
    return any(reading.text.strip() == "7" for reading in readings) or readings[0].is_certainly("1")


def _stands_alone(page: Page, slot: Slot, line: Line, stroke: str) -> bool:
    """Whether pale ink adds nothing to a stroke but its own blurred edge: it may be all that is left of a digit."""
    pale = look(page, slot.box, pale=True)
    if len(pale.lines) != 1:
        return False
    again = mark(pale, pale.lines[0], page.unit)
    edge = max(abs(a - b) for a, b in zip(pale.lines[0].box, line.box, strict=True))
    edged = len(pale.lines[0].blobs) == 1 and edge <= _BLURRED * page.unit
    return again == stroke or (stroke in _DASHES and (again in _DASHES or edged))


def _is_marred(page: Page, line: Line) -> bool:
    """Whether a streak ran through a line or near it, where another digit may have stood."""
    x0, y0, x1, y1 = line.box
    near = round(page.unit)
    return bool(page.marred[max(0, y0 - near // 2) : y1 + near // 2, max(0, x0 - near) : x1 + near].any())


def _have_shapes(page: Page, slot: Slot, inked: Inked, texts: list[str]) -> bool:
    """Whether the ink has the shapes of a number, if need be with the hairlines that low resolutions leave pale."""
    if _agree(texts, inked, page.unit):
        return True
    pale = look(page, slot.box, pale=True)
    return not pale.crossed and _agree(texts, pale, page.unit)


def _agree(texts: list[str], inked: Inked, unit: float) -> bool:
    return len(texts) == len(inked.lines) and all(
        agrees(text, inked, line, unit) for text, line in zip(texts, inked.lines, strict=True)
    )


def _has_words(text: str) -> bool:
    """Whether a text is one of words, not a number with dirt or one broken into two lines."""
    return any(letter >= _FIRST_CHINESE and letter.isalpha() and letter not in _LIKE_DIGITS for letter in text)


def _stays_itself(text: str, slot: Slot, inked: Inked, unit: float) -> bool:
    """Whether words say what they say though a wall may stand within their cell, or though they touch the rules.

    Two labels in one are none of the form's, but one with a number may be, and that stands apart. In rows as low as
    their letters these touch the rules above and below, and lose nothing.
    """
    close = all(b.box[0] - a.box[2] < _APART * unit for line in inked.lines for a, b in pairwise(line.blobs))
    return slot.whole and (slot.sure or close) and not inked.cut and not any(map(str.isdigit, text))


def joined(lines: list[str]) -> str:
    """The lines of a cell as one text: a line that was only too long goes on, digits never run together."""
    text = ""
    for line in lines:
        glue = "\n" if text and text[-1].isascii() and line[:1].isascii() else ""
        text += glue + line
    return text.strip()


def crop(grey: Pixels, line: Line, unit: float) -> Pixels:
    """A line as the page shows it, on a little paper."""
    x0, y0, x1, y1 = _at_least(line, unit, grey.shape[0])
    pad_y, pad_x = round(0.2 * (y1 - y0)), round(0.3 * (y1 - y0))
    return _padded(grey[y0:y1, x0:x1], pad_y, pad_x)


def strengthened(page: Page, inked: Inked, line: Line) -> Pixels:
    """The line of a number and what stands close beside it, all ink darker by half.

    Where a face's hairlines are nearly lost, a 4 is a 1 and a 7 a slash to a recogniser, however sure it says to be.
    """
    x0, y0, x1, y1 = _at_least(line, page.unit, page.grey.shape[0])
    beside = round(_BESIDE * (y1 - y0))
    left, right = max(inked.box[0], x0 - beside), min(inked.box[2], x1 + beside)
    part = without_dots(page.grey[y0:y1, left:right], (left, y0), inked, line)
    return _padded(255 - cv2.convertScaleAbs(255 - part, alpha=1.5), round(_PAPER * (y1 - y0)), 0)


def _at_least(line: Line, unit: float, rows: int) -> tuple[int, int, int, int]:
    """A line's box made as high as a digit, for a dash to look like one, within the rows of the page."""
    x0, y0, x1, y1 = line.box
    lacking = max(0, round(0.75 * unit) - (y1 - y0))
    return x0, max(0, y0 - lacking // 2), x1, min(rows, y1 + lacking - lacking // 2)


def _padded(image: Pixels, pad_y: int, pad_x: int) -> Pixels:
    return cv2.copyMakeBorder(image, pad_y, pad_y, pad_x, pad_x, cv2.BORDER_CONSTANT, value=255)
