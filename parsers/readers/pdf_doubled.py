"""Pages drawn twice, the second time a little out of place: shadows, ghosts of a print.

Place in the flow: asked by ``pdf_leaf``. The lines of both copies stand among each other, and the columns of one
between those of the other: a table that is not known again there must not count as left out by the organ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from parsers.readers.pdf_char import Char
from parsers.readers.pdf_pieces import HAN

# Of a page drawn twice, hardly any character stands there an odd number of times; of a text, most do.
_MOST_ODD = 0.3
# The share of the characters that have a twin in the same direction, as far away; and how few tell nothing.
_TWINS, _FEW = 0.35, 20
# In sizes: how far away the twin is at most, along the line and down.
_ALONG, _DOWN = 4.0, 0.9
# No text has more of one character in two lines; a hostile page may have any number.
_MOST_NEAR = 60


def is_drawn_twice(chars: Sequence[Char]) -> bool:
    """Whether about every character of a page stands there again, all as far from their twins."""
    counts = Counter(char.text for char in chars if HAN.match(char.text))
    if sum(counts.values()) < _FEW or sum(count % 2 for count in counts.values()) > _MOST_ODD * len(counts):
        return False
    ways = Counter(_ways(chars))
    return any(2 * count >= _TWINS * sum(counts.values()) for count in ways.values())


def _ways(chars: Sequence[Char]) -> Iterator[tuple[int, int]]:
    """How far apart equal characters stand that are near to each other, in half points."""
    equal: dict[str, list[Char]] = defaultdict(list)
    for char in sorted(chars, key=lambda char: char.base):
        if HAN.match(char.text):
            for other in islice(reversed(equal[char.text]), _MOST_NEAR):
                if char.base - other.base > _DOWN * char.size:
                    break
                if abs(char.x - other.x) <= _ALONG * char.size:
                    yield round(2 * (char.x - other.x)), round(2 * (char.base - other.base))
            equal[char.text].append(char)
