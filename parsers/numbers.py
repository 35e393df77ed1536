"""What stands in one number cell: a number, a mark for nothing, or text that is no number.

Place in the flow: used by ``tokens`` to tell numbers from labels and by ``decode`` to fill cells.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from parsers.form import Kind
from parsers.normalise import fold
from parsers.report import AMBIGUOUS, BLANK, INVALID, OK, Cell, Doubt, Number, Status, Where

# Marks that officials put for "nothing" (contract, section 1); not zeros.
BLANK_MARKS = frozenset({"/", "-", "--", "---", "—", "——", "–", "―", "─", "\\", "//", "无"})

_UNITS = "万元|元|件次|件|条|份|宗|个|次|项|起|人"
_UNIT = re.compile(rf"(?:单位:?)?({_UNITS})")
_NUMBER = re.compile(
    # A leading zero means that several cells were glued together ("000"), or an identifier.
    r"(?P<sign>[+-]?)(?P<digits>[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?"
    rf"\s*(?P<unit>{_UNITS})?"
    # What stands in the brackets must be words: 3（2） is two numbers, and neither is known to be the cell's.
    r"\s*(?P<note>\((?=[^()]*[^()\d\s,.])[^()]*\)|[【〔\[](?=[^】〕\]]*[\u4e00-\u9fff])[^【】〔〕\[\]]*[】〕\]]"
    # 22，其中修订16件: a part of the number, or what it is made of.
    r"|(?:[,;]\s*)?(?:其中|包括|含)[^()\s]{2,40})?"
)
# Notes that say another number is meant, or another measure: 12（应为13）, 12（百件）.
_REVISES = re.compile(
    r"应为|应是|实为|实际为|更正|更改|改为|修正为|订正|勘误|[有笔]误|[百千亿]|万(?!元)|预计|预估|估[计算]"
)
# 增3, 减少2件: the sign of a number in 本年增/减, as offices write it; no other column has one.
_SIGN_IN_WORDS = re.compile(r"(增加?|减少?)\s*(?=\d)")
# Zero in words, which no line of a table writes for anything else.
_ZEROS = frozenset("零〇")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
# Longer digit strings are identifiers or telephone numbers, not counts.
MAX_DIGITS = 12


class Parsed(NamedTuple):
    """A number as printed: value with the digits of the source, unit text and bracketed note, if any."""

    value: Number
    unit: str | None
    note: str | None
    signed: bool


class Content(StrEnum):
    """What a cell's text is."""

    EMPTY = "empty"
    NUMBER = "number"
    MARK = "mark"
    TEXT = "text"


def has_odd_digits(text: str) -> bool:
    """Whether a text has digits other than 0-9 and their full-width forms: footnote marks (①, ²), other scripts.

    Folding would make them digits of the number beside them.
    """
    return any(char.isdigit() and char not in _DIGITS for char in text)


@lru_cache(maxsize=4_096)
def parse_number(text: str) -> Parsed | None:
    """The number a cell holds, or None when the text is no number.

    ``22（其中修订16件）`` is 22 with a note, ``18.085682 万元`` is 18.085682 with a unit; ``1,234`` is 1234. A space
    between digits makes it no number: which digits belong together is not known.
    """
    folded = fold(text).replace("，", ",").strip()
    if folded in _ZEROS:
        return Parsed(0, None, None, signed=False)
    folded = _signed(folded)
    match = _NUMBER.fullmatch(folded)
    if match is None or len(match["digits"]) > MAX_DIGITS or has_odd_digits(text):
        return None
    digits = match["sign"] + match["digits"].replace(",", "")
    value = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    note = match["note"]
    in_brackets = _UNIT.fullmatch(note[1:-1].strip()) if note else None
    unit = match["unit"] or (in_brackets[1] if in_brackets else None)
    return Parsed(value, unit, None if in_brackets else note, bool(match["sign"]))


def _signed(text: str) -> str:
    """A text with the word for its sign written as one."""
    word = _SIGN_IN_WORDS.match(text)
    return ("+" if word[1][0] == "增" else "-") + text[word.end() :] if word else text


@lru_cache(maxsize=4_096)
def content(text: str) -> Content:
    """Whether a cell is empty, a number, a mark for nothing, or something else."""
    folded = fold(text).strip()
    if not folded:
        return Content.EMPTY
    if folded in BLANK_MARKS:
        return Content.MARK
    return Content.NUMBER if parse_number(text) is not None else Content.TEXT


# The unit of money columns; any other, or money in a column of counts, leaves open what is meant.
_MONEY = {"amount_10k_yuan": "万元", "amount_yuan": "元"}


class _Read(NamedTuple):
    """What a text says at a place of the form; the fields are those of ``Cell``."""

    status: Status
    value: Number | None
    raw: str
    readings: tuple[str, ...] = ()
    doubt: Doubt | None = None


def number_cell(text: str, kind: Kind, column_key: str, where: Where) -> Cell:
    """The Cell for a text at a certain place of the form.

    Decimal columns keep the digits of the source (``Decimal("0.10")``), also of whole numbers (``Decimal("0")``).
    """
    status, value, raw, readings, doubt = _read(text, kind, column_key)
    return Cell(status, value, raw, where, readings, doubt)


# Most cells of a report say what another one says.
@lru_cache(maxsize=4_096)
def _read(text: str, kind: Kind, column_key: str) -> _Read:
    raw = text.strip()
    what = content(text)
    if what in {Content.EMPTY, Content.MARK}:
        return _Read(BLANK, None, raw)
    parsed = parse_number(text)
    if parsed is None or (kind is not Kind.SIGNED and _SIGN_IN_WORDS.match(fold(raw))):
        return _Read(INVALID, None, raw)
    if other := _other_reading(parsed, column_key):
        readings = (f"{parsed.value}", f"{parsed.value}{other}")
        return _Read(AMBIGUOUS, None, raw, readings, Doubt.TWO_READINGS)
    return _Read(OK, _as_kind(parsed.value, kind), raw)


def _other_reading(parsed: Parsed, column_key: str) -> str | None:
    """The unit or note that makes it doubtful whether the number is the cell's."""
    if parsed.note is not None and _REVISES.search(parsed.note):
        return parsed.note
    own = _MONEY.get(column_key)
    contradicts = parsed.unit is not None and (parsed.unit != own if own else parsed.unit in _MONEY.values())
    return parsed.unit if contradicts else None


def _as_kind(value: Number, kind: Kind) -> Number:
    """Decimal columns keep the digits of the source; a count printed as 20.0 is the count 20."""
    if kind is Kind.DECIMAL:
        return Decimal(str(value))
    return int(value) if value == int(value) else value
