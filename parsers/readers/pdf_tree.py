"""What a PDF says of its pages: how many there are, and how many of them have a text.

Place in the flow: ``pdf_streams`` → **pdf_tree** → ``pdf``, which holds what PDFium drew against it. PDFium counts by
one number of the file, draws a page empty of which it misses a part, and leaves out the texts of a font it misses:
what is lost would read as left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})\s+[0-9]{1,5}\s+obj(?![A-Za-z])")
_REFERENCE = re.compile(rb"([0-9]{1,10})\s+[0-9]{1,5}\s+R")
_KIDS = re.compile(rb"/Kids\s*\[([^\[\]/]*)\]")
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\[\]/]*)\]|([0-9]{1,10}\s+[0-9]{1,5}\s+R))")
# An object's own words are looked for so far back.
_LONGEST = 4_096
# Trees of pages are not deeper.
_DEEPEST = 20


class Told(NamedTuple):
    """How many pages there are at least, how many of them have a content that shows text, and how many texts.

    ``miscounting`` says where the streams start that are tables of meanings with a wrong count (``pdf_meanings``).
    """

    pages: int = 0
    written: int = 0
    texts: int = 0
    miscounting: tuple[int, ...] = ()


class Section(NamedTuple):
    """Text of a file with objects in it; in a stream of objects, their numbers and where each begins."""

    text: bytes
    numbers: Sequence[int] = ()
    starts: Sequence[int] = ()

    def owner(self, at: int) -> int | None:
        """The number of the object that stands at a place."""
        if self.numbers:
            index = bisect_right(self.starts, at) - 1
            return self.numbers[index] if index >= 0 else None
        begin = max(at - _LONGEST, 0)
        numbers = _OBJECT.findall(self.text, begin, at)
        return int(numbers[-1]) if numbers else None


def pages_told(sections: Sequence[Section], texts: Mapping[int, int]) -> Told:
    """What a file says of its pages; nothing where it says different things, as one that was changed later does.

    :param texts: the streams that show text by their numbers, and how many each shows.
    """
    contents, kids = _named(sections, _CONTENTS), _named(sections, _KIDS)
    if contents is None or kids is None:
        return Told()
    tree: set[int] = set()
    for _ in range(_DEEPEST):
        # Fields and names have kids as well, but those are no pages.
        grown = {number for number, own in kids.items() if not own.isdisjoint(contents) or not own.isdisjoint(tree)}
        if grown == tree:
            break
        tree = grown
    below = {kid for number in tree for kid in kids[number]}
    if len(tree - below) != 1:
        return Told()
    pages = below & contents.keys()
    written = [sum(texts.get(number, 0) for number in contents[page]) for page in pages]
    return Told(len(pages), sum(count > 0 for count in written), sum(written))


def _named(sections: Sequence[Section], pattern: re.Pattern[bytes]) -> dict[int, set[int]] | None:
    """What objects name under a key, by their numbers; None where one of them is there twice."""
    found: dict[int, set[int]] = {}
    for number, names in _owned(sections, pattern):
        if number is not None and found.setdefault(number, names) != names:
            return None
    return found


def _owned(sections: Sequence[Section], pattern: re.Pattern[bytes]) -> Iterator[tuple[int | None, set[int]]]:
    for section in sections:
        for match in pattern.finditer(section.text):
            words = b" ".join(group for group in match.groups() if group)
            yield section.owner(match.start()), {int(number) for number in _REFERENCE.findall(words)}
