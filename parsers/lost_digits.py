"""Digits that the form itself prints, before its labels, and those of a year: where they are gone, so are others.

Place in the flow: asked by ``doubting``. A font or a program that lost digits leaves 属于国家秘密 its stop alone, and
17 its 7, or nothing. Numbers, blanks and sums all look sound then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.labels import row_wordings
from parsers.placing import withhold
from parsers.report import BLANK, Cell, Doubt
from parsers.tokens import Token

# What is left of 1. or 1、 before a label.
_STOP = re.compile(r"\s*[.．、]\s*[\u4e00-\u9fff]")
# One may be a slip.
_LEAST = 2


def digits_are_lost(tokens: Sequence[Token]) -> bool:
    """Whether labels of rows stand behind the stop of an ordinal that is not there, or no digit at all is left."""
    if not any(char.isdigit() for token in tokens for char in token.text):
        return True
    return sum(bool(_STOP.match(token.text)) and _is_row(token) for token in tokens) >= _LEAST


def without_digits(cell: Cell) -> Cell:
    """A cell of which nobody can tell what it held; whatever else makes it uncertain follows from that."""
    blank = Cell(BLANK, None, cell.raw, cell.where)
    return withhold(blank, Doubt.DIGITS_LOST)


def _is_row(token: Token) -> bool:
    label = token.squashed.lstrip(".、")
    return any(f"{ordinal}{label}" in row_wordings() for ordinal in ("", *"12345678"))
