"""Tables in text written in the notation of a program: lists of Python and JSON, a row a line; tables in markup.

Markdown has marks before headings, letters one before each line they quote, and lists one before each item.

Place in the flow: lines of ``text`` → **lines with pipes**. Tables in markup are read by ``text_markup``.
Tags that Markdown and wikis write within their lines are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.readers.text_markup import BEGINNINGS, rows_of_markup

_ITEM = r"\s*(?:\"[^\"\\]*\"|'[^'\\]*'|null|None|nan|NaN|-?\d[\d.]*)\s*"
_LIST = re.compile(rf"[\s\[]*\[({_ITEM}(?:,{_ITEM})*)\][\s\],]*")
_ITEMS = re.compile(_ITEM)
_NOTHING = frozenset({"null", "None", "nan", "NaN"})
_LEAST_ROWS, _MOST_CHARACTERS = 3, 2_000
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
# Bold as Markdown writes it: one star alone may be the mark of a note, and strokes strike out.
_BOLD = re.compile(r"(?<![*_\w])(\*\*|__)(?=[^\s*_])([^*_|]*[^\s*_|])\1(?![*_\w])")
_QUOTE, _BULLET = re.compile(r"\s*>[ \t]?"), re.compile(r"\s*[•●▪◦‣]\s*(?=\S)")
# A break stands for a space: what it parts in a cell of numbers is not one number. Tags that raise, strike out, or may
# hide what they hold stay, so that it is no number.
_BREAK = re.compile(r"<br\s*/?>|&nbsp;|&#160;", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:span|a|b|i|u|strong|em|font|div|p|center)(?:\s(?![^<>]*(?:style|color|size|hidden))[^<>]*)?>", re.IGNORECASE
)


def without_tags(text: str) -> str:
    """A text without the tags of HTML that may stand within lines of Markdown."""
    if "<" not in text and "&" not in text:
        return text
    return _TAG.sub("", _BREAK.sub(" ", text))


def without_notation(lines: Sequence[str]) -> Sequence[str]:
    """The lines, rows in such a notation written between pipes."""
    lines = _without_marks(lines)
    found = dict(_lists(lines))
    if len(found) < _LEAST_ROWS:
        found = {}
    if any(line.lstrip().startswith(BEGINNINGS) for line in lines):
        found |= dict(rows_of_markup(lines))
    return [found.get(i, line) for i, line in enumerate(lines)] if found else lines


def _without_marks(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the marks of headings; without quote marks or bullets where most lines have them."""
    written = sum(bool(line.strip()) for line in lines)
    for mark in (_QUOTE, _BULLET):
        if sum(mark.match(line) is not None for line in lines) * 2 > written:
            lines = [mark.sub("", line, count=1) for line in lines]
    lines = [_HEADING.sub("", line, count=1) if "#" in line[:8] else line for line in lines]
    return [_BOLD.sub(r"\2", line) if "**" in line or "__" in line else line for line in lines]


def _between_pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _lists(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for i, line in enumerate(lines):
        match = _LIST.fullmatch(line) if "[" in line and len(line) <= _MOST_CHARACTERS else None
        if match and "|" not in line:
            items = (item.strip() for item in _ITEMS.findall(match[1]))
            yield i, _between_pipes(["" if item in _NOTHING else item.strip("\"'") for item in items])
