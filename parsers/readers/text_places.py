"""Where words stand on the lines of a text, and in which columns: by their left edges, their right ones or middles.

Place in the flow: asked by ``text_page`` and ``text_page_heads``. A full-width character takes two columns of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from parsers.normalise import display_width
from parsers.numbers import Content, content

# What draws a table, and the number of a page.
_ASIDE = re.compile(r"(?=.*[-=]{4})[-=\s]+|[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.*|")
_WORD = re.compile(r"\S+")
# Middles may be off by half a column on each side.
_ROUNDING = 2


class Word(NamedTuple):
    """A word between spaces, and the columns of the page that it takes."""

    text: str
    start: int
    stop: int


class Line(NamedTuple):
    """A line of a table: its number (from 1), the words before its numbers, and these."""

    number: int
    labels: tuple[Word, ...]
    values: tuple[Word, ...]


# Twice the middle, so that it is whole.
_EDGES: tuple[tuple[Callable[[Word], int], int], ...] = (
    (lambda word: word.start, 0),
    (lambda word: word.stop, 0),
    (lambda word: word.start + word.stop, _ROUNDING),
)


class Columns(NamedTuple):
    """What the words of each column have in common: the edge, how far it may be off, and where it stands."""

    edge: Callable[[Word], int]
    slack: int
    places: tuple[int, ...]


def words_of(line: str) -> list[Word]:
    """The words of a line."""
    found, at, stop = [], 0, 0
    for match in _WORD.finditer(line.expandtabs()):
        at += display_width(match.string[stop : match.start()])
        width = display_width(match[0])
        found.append(Word(match[0], at, at + width))
        at, stop = at + width, match.end()
    return found


def lines_between(lines: Sequence[str], begins: re.Pattern[str], ends: re.Pattern[str]) -> list[Line]:
    """The lines between a heading and the next, without empty ones, rules and numbers of pages."""
    start = next((i + 1 for i, line in enumerate(lines) if begins.fullmatch(line)), len(lines))
    stop = next((i for i in range(start, len(lines)) if ends.fullmatch(lines[i])), len(lines))
    return [line_of(i + 1, lines[i]) for i in range(start, stop) if not _ASIDE.fullmatch(lines[i].strip())]


def line_of(number: int, text: str) -> Line:
    """A line's words, the numbers and marks for nothing at its end told from the others."""
    words = words_of(text)
    count = 0
    while count < len(words) and content(words[-1 - count].text) in {Content.NUMBER, Content.MARK}:
        count += 1
    at = len(words) - count
    return Line(number, tuple(words[:at]), tuple(words[at:]))


def columns_of(rows: Sequence[Sequence[Word]]) -> Iterator[Columns]:
    """The columns in which the words of full rows stand under each other, by each edge by which they do."""
    for edge, slack in _EDGES if rows else ():
        columns = [[edge(word) for word in column] for column in zip(*rows, strict=True)]
        if all(max(found) - min(found) <= slack for found in columns):
            yield Columns(edge, slack, tuple(min(found) for found in columns))


def place(words: Sequence[Word], columns: Columns) -> list[Word | None] | None:
    """The words of a row, each in its column, None in the others; None where one stands in none, or two in one."""
    found: list[Word | None] = [None] * len(columns.places)
    for word in words:
        at = columns.edge(word)
        own = [i for i, place in enumerate(columns.places) if place - columns.slack <= at <= place + columns.slack]
        if len(own) != 1 or found[own[0]] is not None:
            return None
        found[own[0]] = word
    return found
