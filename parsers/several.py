"""A file that holds the reports of several organs or years is refused: which numbers are whose would be a guess.

Place in the flow: headings → **several** → an error, or on to ``decode``. The same report printed twice passes.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Document
from parsers.headings import Heading
from parsers.report import Paragraph, ReadError
from parsers.titles import Title, find_title

# Sections that a second report must have for its title to be more than a link.
_LEAST_HEADINGS = 3


def refuse_several(document: Document, headings: Sequence[Heading]) -> None:
    """Refuse a file in which a second report begins.

    :raises ReadError: ``several-reports``.
    """
    starts = [0, *_restarts(headings)]
    titles = [_title_before(document, headings, start) for start in starts]
    named = [title for title in titles if title is not None]
    first = named[0] if named else None
    for title in named[1:]:
        if first is not None and (title.organ, title.year) != (first.organ, first.year):
            raise ReadError(
                "several-reports",
                f"The file holds several reports ({first.text}; {title.text}); put each into a file of its own.",
            )


def _restarts(headings: Sequence[Heading]) -> list[int]:
    """Indices of headings of section one that come after section four, with sections of their own behind them."""
    late = next((i for i, heading in enumerate(headings) if heading.number >= 4), len(headings))
    found: list[int] = []
    behind: set[int] = set()
    for i in range(len(headings) - 1, late, -1):
        behind.add(headings[i].number)
        if headings[i].number == 1 and len(behind) >= _LEAST_HEADINGS:
            found.append(i)
    return found[::-1]


def _title_before(document: Document, headings: Sequence[Heading], index: int) -> Title | None:
    if not headings:
        return None
    low = headings[index - 1].block + 1 if index else 0
    blocks = document.blocks[low : headings[index].block]
    return find_title([Paragraph(block.text, 0, block.where) for block in blocks if block.text])
