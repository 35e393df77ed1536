"""What stands in one number cell: a number, a mark for nothing, or text that is no number.

Place in the flow: used by ``tokens`` to tell numbers from labels and by ``decode`` to fill cells.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parsers.form import Kind
from parsers.normalise import fold
from parsers.report import Cell, Doubt, Number, Status, Where

# Marks that officials put for "nothing" (contract, section 1); not zeros.
BLANK_MARKS = frozenset({"/", "-", "--", "---", "—", "——", "–", "―", "─", "\\", "//", "无"})

_NUMBER = re.compile(
    # A leading zero means that several cells were glued together ("000"), or an identifier.
    r"(?P<sign>[+-]?)(?P<digits>[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?P<fraction>\.\d+)?"
    r"\s*(?P<unit>万元|元|件次|件|条|份|宗|个|次|项|起|人)?"
    r"\s*(?P<note>\([^()]*\))?"
)
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


def parse_number(text: str) -> Parsed | None:
    """The number a cell holds, or None when the text is no number.

    ``22（其中修订16件）`` is 22 with a note, ``18.085682 万元`` is 18.085682 with a unit; ``1,234`` is 1234. A space
    between digits makes it no number: which digits belong together is not known.
    """
    match = _NUMBER.fullmatch(fold(text).replace("，", ",").strip())
    if match is None or len(match["digits"]) > MAX_DIGITS:
        return None
    digits = match["sign"] + match["digits"].replace(",", "")
    value = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    return Parsed(value, match["unit"], match["note"], bool(match["sign"]))


def content(text: str) -> Content:
    """Whether a cell is empty, a number, a mark for nothing, or something else."""
    folded = fold(text).strip()
    if not folded:
        return Content.EMPTY
    if folded in BLANK_MARKS:
        return Content.MARK
    return Content.NUMBER if parse_number(text) is not None else Content.TEXT


# A unit that contradicts the column's own changes the amount by 10,000: then what is meant is not known.
_CONTRADICTING_UNITS = {"amount_10k_yuan": frozenset({"元"}), "amount_yuan": frozenset({"万元"})}


def number_cell(text: str, kind: Kind, column_key: str, where: Where) -> Cell:
    """The Cell for a text at a certain place of the form.

    Decimal columns keep the digits of the source (``Decimal("0.10")``), also of whole numbers (``Decimal("0")``).
    """
    raw = text.strip()
    what = content(text)
    if what in {Content.EMPTY, Content.MARK}:
        return Cell(Status.BLANK, None, raw, where)
    parsed = parse_number(text)
    if parsed is None:
        return Cell(Status.INVALID, None, raw, where)
    if parsed.unit in _CONTRADICTING_UNITS.get(column_key, ()):
        return Cell(
            Status.AMBIGUOUS,
            None,
            raw,
            where,
            readings=(f"{parsed.value}", f"{parsed.value}{parsed.unit}"),
            doubt=Doubt.TWO_READINGS,
        )
    value = Decimal(str(parsed.value)) if kind is Kind.DECIMAL else parsed.value
    return Cell(Status.OK, value, raw, where)
