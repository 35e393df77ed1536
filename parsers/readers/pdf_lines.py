"""Glyphs to lines, lines to the text of a cell.

Place in the flow: ``pdf_chars`` → **pdf_lines** → ``pdf_cells``, ``pdf_columns`` and ``pdf_text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from parsers.readers.pdf_char import UNKNOWN, Char
from parsers.readers.pdf_page import Box

# Glyphs whose bases differ by less than this share of the smaller one's height stand on one line.
_SAME_LINE = 0.3
# Of two glyphs on top of each other, one covers more than this share of the other.
_OVERPRINT, _DIGITS_OVERPRINT = 0.6, 0.35
# A digit raised by so much, in line heights, or of so much less than another's size, is no part of its number.
_RAISED, _SMALLER = 0.12, 0.85
# A gap this wide, in line heights, is a space: between letters and digits, and between Chinese characters.
_SPACE, _WIDE_SPACE = 0.15, 0.6
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\ufffd\U00020000-\U0003ffff]")
NUMERIC = re.compile(rf"[\d.,，．%+\-－\u2010\u2011\u2212—–/０-９{UNKNOWN}]")
_DIGIT_END, _DIGIT_START = re.compile(r"[\d.,，．+\-－/]\Z"), re.compile(r"[\d.,，．/%]")
_LETTER_END, _LETTER_START = re.compile(r"[A-Za-z]\Z"), re.compile(r"[A-Za-z]")
_LEFT = itemgetter(Char._fields.index("x0"))
# A text that opens like this begins a cell; it does not continue one.
ENUMERATOR = re.compile(
    r"\s*(?:[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]|[一二三四五六七八九十\d]{1,3}\s*[、.．]\D|[㈠-㈩①-⑳])"
)


@dataclass(frozen=True)
class Line:
    """Glyphs side by side, from left to right; what is asked of a line is asked again and again."""

    chars: tuple[Char, ...]

    @cached_property
    def box(self) -> Box:
        """The box of the whole line."""
        return box_of(self.chars)

    @cached_property
    def size(self) -> float:
        """The line height of most of it."""
        sizes = sorted(char.size for char in self.chars)
        return sizes[len(sizes) // 2]

    @cached_property
    def is_clear(self) -> bool:
        """Whether no glyphs stand on top of each other, and digits side by side are of one number."""
        return all(_are_clear(a, b) for a, b in zip(self.chars, self.chars[1:], strict=False))

    @cached_property
    def text(self) -> str:
        """What it says, with a space where there is a gap."""
        pieces = [self.chars[0].text]
        for left, right in zip(self.chars, self.chars[1:], strict=False):
            pieces.append(" " if _is_space(left, right) else "")
            pieces.append(right.text)
        return "".join(pieces)


def _are_clear(left: Char, right: Char) -> bool:
    narrow = min(left.x1 - left.x0, right.x1 - right.x0)
    if not (left.text.isdecimal() and right.text.isdecimal()):
        return right.x0 >= left.x1 - _OVERPRINT * narrow
    if right.x0 < left.x1 - _DIGITS_OVERPRINT * narrow:
        return False
    size = min(left.size, right.size)
    if right.x0 - left.x1 > _SPACE * size:
        return True
    # Digits of another size or height are notes; where only some are drawn twice, two numbers stand in one place.
    alike = abs(left.base - right.base) <= _RAISED * size and size >= _SMALLER * max(left.size, right.size)
    return alike and left.copies == right.copies


def box_of(chars: Sequence[Char]) -> Box:
    """The box around glyphs."""
    _, x0s, y0s, x1s, y1s, *_ = zip(*chars, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def _is_space(left: Char, right: Char) -> bool:
    gap, size = right.x0 - left.x1, min(left.size, right.size)
    if gap <= _SPACE * size:
        return False
    wide = _WIDE.match(left.text) or _WIDE.match(right.text)
    return gap > (_WIDE_SPACE if wide else _SPACE) * size


def to_lines(chars: Iterable[Char]) -> list[Line]:
    """Lines from top to bottom. All glyphs must have the same turn (see ``straighten``)."""
    rows: list[list[Char]] = []
    first = (0.0, 0.0)
    for base, _, _, char in sorted((char.base, char.x0, number, char) for number, char in enumerate(chars)):
        if rows and abs(base - first[0]) < _SAME_LINE * min(char.size, first[1]):
            rows[-1].append(char)
        else:
            rows.append([char])
            first = (base, char.size)
    return [Line(tuple(sorted(row, key=_LEFT))) for row in rows]


def straighten(chars: Sequence[Char]) -> list[Char]:
    """Turn glyphs upright, all by what most of them need; the others stay as they are and will read as nonsense."""
    turns = [char.turn for char in chars]
    turn = max(set(turns), key=turns.count) if turns else 0
    return [_turn_back(char, turn) for char in chars] if turn else list(chars)


def _turn_back(char: Char, turn: int) -> Char:
    x0, y0, x1, y1 = char.x0, char.y0, char.x1, char.y1
    if turn == 1:
        x0, y0, x1, y1 = y0, -x1, y1, -x0
    elif turn == 2:
        x0, y0, x1, y1 = -x1, -y1, -x0, -y0
    else:
        x0, y0, x1, y1 = -y1, x0, -y0, x1
    return Char(char.text, x0, y0, x1, y1, char.size, copies=char.copies)


class Wrapped(NamedTuple):
    """The text of a cell, and whether it is beyond doubt."""

    text: str
    sure: bool = True


def wrap(lines: Iterable[str]) -> Wrapped:
    """Join the lines of one cell.

    Chinese goes on without a space. Digits on both sides of a line's end may be one number or two: that is not sure.
    """
    text, sure = "", True
    for line in lines:
        if not text or not line:
            text += line
        elif _DIGIT_END.search(text) and _DIGIT_START.match(line):
            text, sure = f"{text}\n{line}", False
        elif _LETTER_END.search(text) and _LETTER_START.match(line):
            text = f"{text} {line}"
        else:
            text += line
    return Wrapped(text, sure and UNKNOWN not in text)
