"""What the shapes of a line say of it, without the recogniser: how many digits, where points, strokes alone.

Place in the flow: lines of ink → **shape** → ``scan_cells``, which believes a number only when its shape agrees.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_ink import Blob, Inked, Line
from parsers.readers.scan_page import Box

Pixels = NDArray[Any]

# Digits are at least so high (of the highest), and at most so wide (of their height) when alone.
_LOW_DIGIT, _WIDE_DIGIT, _NARROW_DIGIT = 0.78, 0.88, 0.42
# So wide a gap (of their height) does not stand within a number, but beside ones of digits that all take one width:
# their middles are so far apart at most.
_GAP, _ONE, _ONES_APART = 0.42, 0.4, 0.95
# So far about a number specks may be its own, and so much of them (of its height squared) is dust.
_ABOUT, _DUST = 0.6, 0.04
# An upright one leans less; a slash leans more than an italic one (9 degrees; slashes from 12 on, in 17 faces).
_LEAN, _SLANTED, _LYING = 8.0, 11.0, 60.0
_THIN = 0.24
# A hyphen is at least so long, in units; shorter than the second, it must read like one, too.
_LEAST_DASH, SHORT_DASH = 0.2, 0.3
# A decimal point is at most so large; a comma so high, and hangs so far below the digits.
_POINT, _COMMA, _HANGS = 0.34, 0.5, 0.1
# A digit whose thin strokes are lost falls into halves so near to one another, not wider together than a digit.
_CRACK, _HALVES = 0.12, 0.75
# Digits about a point are so many times as far apart as others; these at most so far, where there are none (of height).
_ROOM, _WIDE_PITCH = 1.25, 0.76


class Glyph(NamedTuple):
    """Blobs above one another: ``D`` digits (from ``least`` to ``most``), ``.`` a point, ``,`` a comma, ``-`` a dash.

    ``cracked``: its blobs stand beside one another, and what stood between them is lost.
    """

    kind: str
    start: int
    end: int
    least: int = 1
    most: int = 1
    cracked: bool = False

    def may_be(self, digits: str) -> bool:
        """Whether a glyph may be digits. Cracked, a 4 is a 1 with dirt; only a 0 stays one, in two halves."""
        return digits == "0" or not self.cracked


def agrees(text: str, inked: Inked, line: Line, unit: float) -> bool:
    """Whether a number as read has as many digits as its line has shapes, its points and dashes where they stand."""
    glyphs = _glyphs(line, unit)
    if glyphs is None:
        return False
    height = _digit_height(line)
    wanted = ["D" if sign.isdigit() else sign for sign in text]
    middles: list[float] = []
    at = 0
    for i, glyph in enumerate(glyphs):
        if glyph.kind != "D":
            if at >= len(wanted) or wanted[at] != glyph.kind:
                return False
            at += 1
            middles.append((glyph.start + glyph.end) / 2)
            continue
        run = next((n for n in range(len(wanted) - at + 1) if at + n == len(wanted) or wanted[at + n] != "D"), 0)
        # Digits that touch are one glyph; the next glyphs need their own.
        following = 0
        for other in glyphs[i + 1 :]:
            if other.kind != "D":
                break
            following += other.least
        taken = min(glyph.most, run - following)
        if taken < glyph.least or not glyph.may_be(text[at : at + taken]):
            return False
        at += taken
        each = (glyph.end - glyph.start) / taken
        middles += [glyph.start + (place + 0.5) * each for place in range(taken)]
        if i + 1 < len(glyphs) and glyphs[i + 1].kind == "D" and _are_apart(glyph, glyphs[i + 1], height):
            return False
    whole = at == len(wanted) and not _false_one(text, inked, line) and not _crumbled(line, glyphs)
    return whole and _has_room(text, middles, height)


def _are_apart(left: Glyph, right: Glyph, height: int) -> bool:
    """Whether the gap between two digits is wider than one number has."""
    middles = (right.start + right.end - left.start - left.end) / 2
    ones = min(left.end - left.start, right.end - right.start) < _ONE * height
    return right.start - left.end > _GAP * height and not (ones and middles < _ONES_APART * height)


def _has_room(text: str, middles: list[float], height: int) -> bool:
    """Whether the point of a number stands in a place of its own, as dust between two digits does not."""
    pitches = [b - a for (a, b), pair in zip(pairwise(middles), pairwise(text), strict=True) if "".join(pair).isdigit()]
    pitch = median(pitches) if pitches else _WIDE_PITCH * height
    at = text.find(".")
    return at < 1 or middles[at + 1] - middles[at - 1] > _ROOM * pitch


def _digit_height(line: Line) -> int:
    return max(blob.height for blob in line.blobs)


def _glyphs(line: Line, unit: float) -> list[Glyph] | None:
    """The glyphs of a line of digits; None when it has shapes that no number has."""
    height = _digit_height(line)
    foot = max(blob.box[3] for blob in line.blobs if blob.height >= _LOW_DIGIT * height)
    stacks: list[list[Blob]] = []
    for blob in line.blobs:
        if stacks and _belongs(blob, stacks[-1], height):
            stacks[-1].append(blob)
        else:
            stacks.append([blob])
    glyphs = []
    for stack in stacks:
        start, end = min(b.box[0] for b in stack), max(b.box[2] for b in stack)
        high, low = min(b.box[1] for b in stack), max(b.box[3] for b in stack)
        width = end - start
        if low - high >= _LOW_DIGIT * height and height >= 0.4 * unit:
            wide = width > _WIDE_DIGIT * height
            least = max(1, int(width / (_WIDE_DIGIT * height))) if wide else 1
            halves = sum(blob.height >= _LOW_DIGIT * height for blob in stack) == 2
            most = max(1, int(width / (_NARROW_DIGIT * height))) if wide else 1 + halves
            cracked = any(a.box[2] <= b.box[0] + 1 for a, b in pairwise(stack))
            glyphs.append(Glyph("D", start, end, least, most, cracked))
        elif width > 1.5 * (low - high) and 0.2 * height < foot - (high + low) / 2 < 0.7 * height:
            glyphs.append(Glyph("-", start, end))
        elif sign := _point((start, high, end, low), foot, height):
            glyphs.append(Glyph(sign, start, end))
        else:
            return None
    points = [
        Glyph(sign, s.box[0], s.box[2])
        for s in line.specks
        if (sign := _point(s.box, foot, height))
        and line.box[0] < s.box[0]
        and s.box[2] < line.box[2]
        and not any(glyph.start < (s.box[0] + s.box[2]) / 2 < glyph.end for glyph in glyphs)
    ]
    return sorted([*glyphs, *points], key=lambda glyph: glyph.start + glyph.end)


def _point(box: Box, foot: int, height: int) -> str:
    """The point or comma that a small piece of ink near the foot of digits is; empty where it is neither."""
    x0, y0, x1, y1 = box
    if x1 - x0 > _POINT * height or y1 - y0 > _COMMA * height or abs(y1 - foot) > 0.35 * height:
        return ""
    if y1 - foot > _HANGS * height:
        return ","
    return "." if y1 - y0 <= _POINT * height and y1 > foot - 0.16 * height - 2 else ""


def _crumbled(line: Line, glyphs: list[Glyph]) -> bool:
    """Whether there are more specks about a number than dust: they may be what is left of a stroke."""
    height = _digit_height(line)
    x0, y0, x1, y1 = line.box
    near = [
        speck
        for speck in line.specks
        if x0 - _ABOUT * height < speck.box[2]
        and speck.box[0] < x1 + _ABOUT * height
        and y0 - 0.1 * height < speck.box[3]
        and speck.box[1] < y1 + 0.1 * height
        and not any(glyph.start - 1 <= (speck.box[0] + speck.box[2]) / 2 <= glyph.end + 1 for glyph in glyphs)
    ]
    return sum(speck.area for speck in near) > _DUST * height * height


def _belongs(blob: Blob, stack: list[Blob], height: int) -> bool:
    """Whether a blob is a part of the digit before it: above or below it, or broken off its side."""
    end = max(b.box[2] for b in stack)
    start = min(b.box[0] for b in stack)
    if blob.box[0] < end - 0.35 * min(blob.width, stack[-1].width):
        return True
    narrow = max(blob.box[2], end) - start <= _HALVES * height
    return narrow and blob.box[0] - end <= max(2.0, _CRACK * height) and min(blob.width, end - start) < 0.45 * height


def _false_one(text: str, inked: Inked, line: Line) -> bool:
    """Whether a one as read leans so far that it may be a slash."""
    if "1" not in text:
        return False
    height = _digit_height(line)
    for blob in line.blobs:
        if blob.height >= _LOW_DIGIT * height and _stroke(inked, blob)[0] and abs(_stroke(inked, blob)[1]) > _LEAN:
            return True
    return False


def mark(inked: Inked, line: Line, unit: float) -> str | None:
    """The mark for nothing that a line of a single stroke is: a slash, a dash; None for anything else."""
    if len(line.blobs) != 1:
        return None
    blob = line.blobs[0]
    straight, lean = _stroke(inked, blob)
    if straight and blob.height >= 0.45 * unit and _SLANTED < lean < _LYING:
        return "/"
    if blob.width > 2.2 * blob.height and blob.height < 0.25 * unit and _LEAST_DASH * unit < blob.width < 3 * unit:
        return "-" if blob.width < 0.8 * unit else "—"
    return None


def _stroke(inked: Inked, blob: Blob) -> tuple[bool, float]:
    """Whether a blob is a single straight stroke, and how many degrees it leans to the right."""
    x, y = blob.box[0] - inked.box[0], blob.box[1] - inked.box[1]
    part = inked.labels[y : y + blob.height, x : x + blob.width] == blob.label
    rows, columns = np.nonzero(part)
    points = np.stack([columns - columns.mean(), rows - rows.mean()])
    values, vectors = np.linalg.eigh(points @ points.T / points.shape[1])
    along = vectors[:, 1]
    straight = bool(np.sqrt(max(values[0], 0) * 12) < _THIN * np.sqrt(values[1] * 12))
    lean = float(np.degrees(np.arctan2(along[0] * np.sign(-along[1] or 1.0), abs(along[1]))))
    return straight, lean
