"""Text set with room between all its characters: each glyph reaches to the next, as in any other text.

Place in the flow: ``pdf_chars`` → **pdf_spaced** → ``pdf_lines``. Letter spacing, or a grid that all characters snap
to, parts the digits of a number as far as some tables part two numbers: 363 would read as 3, 6 and 3.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from parsers.readers.pdf_char import Char

# In sizes: the room between characters that counts, and what parts words or cells.
_LEAST, _MOST = 0.04, 0.35
# Room is measured in this part of a size. Fonts may tell of digits as wider or narrower than they are: there is as much
# room in a print as between so large a share of its pairs.
_STEP, _USUAL = 0.02, 0.02
# The share of the pairs of one print that must be apart, how few tell nothing, and the share on a page without such.
_SHARE, _FEW, _NONE = 0.75, 12, 0.1
# In sizes: how much the bases of glyphs on one line differ at most.
_LEVEL = 0.05
# Fonts that tell of the ink of each glyph alone differ by so much in the size of one print.
_OF_ONE_PRINT = 1.3


def closed_up(chars: Sequence[Char]) -> list[Char]:
    """The glyphs of a page in the order in which they were drawn, those of spaced text as wide as they are apart."""
    near = [gap for a, b in pairwise(chars) if -_MOST < (gap := (b.x0 - a.x1) / a.size) <= _MOST]
    if sum(gap >= _LEAST for gap in near) <= _NONE * len(near):
        return list(chars)
    pairs = list(_side_by_side(chars))
    gaps: dict[int, Counter[int]] = defaultdict(Counter)
    for _, left, right in pairs:
        gaps[_print_of(left)][round((right.x0 - left.x1) / (_STEP * left.size))] += 1
    rooms = {size: _room(_counts(gaps, size)) for size in gaps}
    if not any(rooms.values()):
        return list(chars)
    out = [*chars]
    for at, left, right in pairs:
        if 0 < right.x0 - left.x1 <= rooms[_print_of(left)] * left.size and _are_of_one_text(chars, at):
            out[at] = left._replace(x1=right.x0)
    return out


def _side_by_side(chars: Sequence[Char]) -> Iterator[tuple[int, Char, Char]]:
    """The pairs of upright glyphs of one print that follow each other on a line, each with the index of its first."""
    for at, (left, right) in enumerate(pairwise(chars)):
        size, gap = left.size, right.x0 - left.x1
        is_beside = -_MOST * size < gap <= _MOST * size and abs(right.base - left.base) <= _LEVEL * size
        if is_beside and not left.turn and 1 / _OF_ONE_PRINT <= right.size / size <= _OF_ONE_PRINT:
            yield at, left, right


def _print_of(char: Char) -> int:
    return round(math.log(char.size, _OF_ONE_PRINT))


def _counts(gaps: Mapping[int, Counter[int]], size: int) -> Counter[int]:
    """How often gaps occur in a print; in those hardly larger or smaller as well, where it has few."""
    own = gaps[size]
    near = (gaps.get(size + i, Counter[int]()) for i in (-1, 1))
    return own if own.total() >= _FEW else sum(near, own)


def _room(counts: Counter[int]) -> float:
    """The most room, in sizes, between the glyphs of a print that is spaced; 0 where most glyphs touch."""
    apart = sum(count for step, count in counts.items() if step * _STEP >= _LEAST)
    if counts.total() < _FEW or apart < _SHARE * counts.total():
        return 0.0
    return (max(step for step, count in counts.items() if count >= _USUAL * counts.total()) + 1) * _STEP


def _are_of_one_text(chars: Sequence[Char], at: int) -> bool:
    """Whether a glyph and the next were drawn as one text, or each for itself, as all are then."""
    left, right = chars[at].order, chars[at + 1].order
    if left == right:
        return True
    before = chars[at - 1].order if at else None
    after = chars[at + 2].order if at + 2 < len(chars) else None
    return left != before and right != after
