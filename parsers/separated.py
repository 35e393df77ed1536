"""The numbers that stand within a text, between commas, semicolons or spaces: what is left of a row of some table.

Place in the flow: asked by ``rows``, ``doubting`` and ``decode`` before they call a row or a table absent. The places
of such numbers are not known, so none is read; but where they stand, a row does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from parsers.normalise import as_label, fold
from parsers.numbers import Content, content
from parsers.tokens import GLUED, MARK, TEXT, Token, What

# So many numbers side by side are a row, not a stray page number or a date.
A_ROW = 3

_SEPARATORS = re.compile(r"[\s,;|、/\\&¦]+")
# Zeros run together are as many; so may be digits too many for one number.
_RUN_TOGETHER = re.compile(r"0+|\d{13,}")
_PARTS = re.compile(r"[,;|、&¦]")
_NUMBERS = frozenset({What.NUMBER, What.GLUED, What.UNSURE})


def count_numbers(token: Token) -> int:
    """How many numbers a token is, or holds as rows: within a text, ``A_ROW`` or more with nothing else between."""
    if _RUN_TOGETHER.fullmatch(token.text):
        return len(token.text)
    found = 0
    if token.what in {TEXT, GLUED}:
        parts = (part.strip("\"'") for part in _SEPARATORS.split(fold(token.text)))
        kinds = [content(part) for part in parts]
        for is_text, stretch in groupby((kind for kind in kinds if kind is not Content.EMPTY), Content.TEXT.__eq__):
            count = 0 if is_text else len(list(stretch))
            found += count if count >= A_ROW else 0
    return max(found, int(token.what in _NUMBERS))


def leading_label(token: Token) -> tuple[str, tuple[str, ...]]:
    """The first part of a text between separators, as labels are compared, and the other parts; a number among these.

    Empty where a text is not so divided: "规章; 3; 0; 9" is, whose parts no token is.
    """
    if token.what is not TEXT:
        return "", ()
    text = fold(token.text)
    if _PARTS.search(text) is None:
        return "", ()
    first, *others = (part.strip() for part in _PARTS.split(text))
    kinds = {content(part) for part in others}
    return (as_label(first), tuple(filter(None, others))) if Content.NUMBER in kinds else ("", ())


def holds_a_row(token: Token) -> bool:
    """Whether a text holds as many numbers as a row does."""
    return token.what is TEXT and count_numbers(token) >= A_ROW


def holds_row_of(width: int, tokens: Iterable[Token]) -> bool:
    """Whether one of the rows of these tokens holds so many numbers, marks for nothing among them, and no text."""
    return any(_is_row_of(width, list(row)) for _, row in groupby(tokens, lambda token: token.block))


def _is_row_of(width: int, row: Sequence[Token]) -> bool:
    if len(row) == 1:
        return count_numbers(row[0]) == width
    kinds = {token.what for token in row}
    return len(row) == width and kinds != {MARK} and kinds <= {*_NUMBERS, MARK}
