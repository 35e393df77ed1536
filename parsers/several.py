"""A file that holds the reports of several organs or years is refused: which numbers are whose would be a guess.

Place in the flow: headings → **several** → an error, or on to ``decode``. The same report printed twice passes, if it
says the same both times.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from parsers.decode import decode
from parsers.document import Document
from parsers.headings import Heading, find_headings
from parsers.report import Cell, Paragraph, ReadError, contradicts
from parsers.titles import Title, find_title

# Sections that a second report must have for its title to be more than a link.
_LEAST_HEADINGS = 3


def refuse_several(document: Document, headings: Sequence[Heading]) -> None:
    """Refuse a file in which a second report begins: another organ's or year's, or with other numbers.

    :raises ReadError: ``several-reports``.
    """
    starts = [0, *_restarts(headings)]
    if len(starts) == 1:
        return
    titles = [_title_before(document, headings, start) for start in starts]
    named = [title for title in titles if title is not None]
    first = named[0] if named else None
    for title in named[1:]:
        if first is not None and (title.organ, title.year) != (first.organ, first.year):
            raise ReadError(
                "several-reports",
                f"The file holds several reports ({first.text}; {title.text}); put each into a file of its own.",
            )
    edges = [0, *(headings[start].block for start in starts[1:]), len(document.blocks)]
    own, *others = (_cells(document, low, high) for low, high in pairwise(edges))
    for key, cell in own.items():
        for other in (cells[key] for cells in others if key in cells):
            if contradicts(cell, other):
                raise ReadError(
                    "several-reports",
                    "The file holds several reports or versions of one: their tables differ"
                    f" ({key}: {cell.raw!r}, {other.raw!r}); put each into a file of its own.",
                )


def _cells(document: Document, low: int, high: int) -> dict[str, Cell]:
    """What a part of a document says in its tables."""
    part = msgspec.structs.replace(document, blocks=document.blocks[low:high], enclosures=())
    return decode(part, find_headings(part)).cells


def _restarts(headings: Sequence[Heading]) -> list[int]:
    """Indices of headings of section one or two that come after section four, with others of their own behind them."""
    late = next((i for i, heading in enumerate(headings) if heading.number >= 4), len(headings))
    found: list[int] = []
    behind: set[int] = set()
    for i in range(len(headings) - 1, late, -1):
        behind.add(headings[i].number)
        is_first = headings[i].number == 1 or (headings[i].number == 2 and headings[i - 1].number > 2)
        if is_first and len(behind) >= _LEAST_HEADINGS:
            found.append(i)
    return found[::-1]


def _title_before(document: Document, headings: Sequence[Heading], index: int) -> Title | None:
    if not headings:
        return None
    low = headings[index - 1].block + 1 if index else 0
    blocks = document.blocks[low : headings[index].block]
    return find_title([Paragraph(block.text, 0, block.where) for block in blocks if block.text])
