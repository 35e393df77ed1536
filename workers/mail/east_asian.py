"""Plain text in which Chinese lines up: widths, wrapping and tables for fixed-width reading.

Place in the flow: used by ``text_part`` for the text half of a mail. Width is counted in half-width columns.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

# Marks that must not begin a line (GB/T 15834, 避头尾).
_NOT_FIRST = frozenset("，。、；：？！）】》〉”’…—·,.;:?!)]}%")
# Marks that must not end a line.
_NOT_LAST = frozenset("（【《〈“‘([{")
_GAP = "  "


def width(text: str) -> int:
    """How many half-width columns the text takes where Chinese fonts are used."""
    # "Ambiguous" characters (“ ” ▲ …) are full-width in Chinese fonts, and these mails are read in Chinese fonts.
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text
    )


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with blanks to ``columns``, at its left when ``right`` aligned."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def wrap(text: str, columns: int, indent: str = "") -> list[str]:
    """The text in lines of at most ``columns``, those after the first begun with ``indent``.

    Words of letters and digits stay whole where they fit; Chinese breaks anywhere but before a closing mark or after
    an opening one.
    """
    lines = [""]
    for piece in _pieces(text):
        if width(lines[-1]) + width(piece) <= columns or lines[-1] in ("", indent):
            lines[-1] += piece
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(indent + piece.lstrip())
        while width(lines[-1]) > columns:
            head = _head(lines[-1], columns)
            lines[-1:] = [head, indent + lines[-1][len(head) :]]
    return [line for line in lines if line.strip()] or [""]


def _pieces(text: str) -> list[str]:
    """The text cut wherever a line may break."""
    pieces: list[str] = []
    for char in text:
        together = pieces and (
            char in _NOT_FIRST
            or pieces[-1][-1] in _NOT_LAST
            or (_wordlike(char) and _wordlike(pieces[-1][-1]) and not pieces[-1][-1].isspace())
        )
        if together:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _wordlike(char: str) -> bool:
    return width(char) == 1 and not char.isspace()


def _head(text: str, columns: int) -> str:
    """The longest beginning that fits, for a piece longer than a line."""
    end = 1
    while end < len(text) and width(text[: end + 1]) <= columns:
        end += 1
    return text[:end]


def table(rows: Sequence[Sequence[str]], label_columns: int, cell_columns: int) -> list[str]:
    """A table as lines: the first row is its head, the first column (left aligned) its labels, the rest right aligned.

    Labels and heads wrap at the widths given; columns narrower than that stay narrow.
    """
    wrapped = [
        [wrap(cell, label_columns if index == 0 else cell_columns) for index, cell in enumerate(row)] for row in rows
    ]
    widths = [max(width(line) for cell in column for line in cell) for column in zip(*wrapped, strict=True)]
    rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [rule]
    for position, row in enumerate(wrapped):
        for parts in zip_longest(*row, fillvalue=""):
            cells = (pad(part, widths[i], right=i > 0) for i, part in enumerate(parts))
            lines.append(_GAP.join(cells).rstrip())
        if position == 0:
            lines.append(rule)
    return [*lines, rule]
