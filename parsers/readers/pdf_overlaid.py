"""Text objects in one place: drawn twice to look bold, or one over another, so that nobody can read them.

Place in the flow: ``pdf_objects`` → **pdf_overlaid** → ``pdf_chars``. PDFium leaves out glyphs that it takes for copies
of those before them, so the glyphs alone do not show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from parsers.readers.pdf_drawn import Paint
from parsers.readers.pdf_objects import Budget
from parsers.readers.pdf_page import Box

# Two objects in one place share so much of the narrower's width, and of the lower's height.
_SHARED, _LEVEL = 0.35, 0.6
# Copies that make a text bold are moved by less than so much (points), or by this share of their height.
_MOVED, _MOVED_SHARE = 0.5, 0.08
_CHEAP = 16


class Overlaid(NamedTuple):
    """The text objects that stand in others' place, and those with copies in their place, by their addresses.

    ``copies`` says how often a text is drawn, ``first`` which object is the first of them.
    """

    confused: set[int]
    copies: dict[int, int]
    first: dict[int, int]


def find_overlaid(paints: Mapping[int, Paint], budget: Budget) -> Overlaid:
    """Look for text objects in one place, by their addresses."""
    found = Overlaid(set(), {}, {})
    for (one, a), (other, b) in _in_one_place(paints, budget):
        near = max(_MOVED, _MOVED_SHARE * (a[3] - a[1]))
        if all(abs(p - q) <= near for p, q in zip(a, b, strict=True)):
            first = min(one, other, key=lambda address: paints[address].order)
            for address in (one, other):
                found.copies[address] = found.copies.get(address, 1) + 1
                found.first.setdefault(address, first)
        else:
            found.confused.update((one, other))
    return found


def _in_one_place(paints: Mapping[int, Paint], budget: Budget) -> Iterator[tuple[tuple[int, Box], tuple[int, Box]]]:
    """The pairs of objects that share much of their boxes."""
    open_boxes: list[tuple[int, Box]] = []
    for address, paint in sorted(paints.items(), key=lambda item: item[1].box[1]):
        box = paint.box
        budget.spend(points=len(open_boxes) // _CHEAP)
        open_boxes = [one for one in open_boxes if one[1][3] > box[1]]
        for one in open_boxes:
            other = one[1]
            wide = min(box[2], other[2]) - max(box[0], other[0])
            if wide <= 0 or wide < _SHARED * min(box[2] - box[0], other[2] - other[0]):
                continue
            high = min(box[3], other[3]) - max(box[1], other[1])
            if high >= _LEVEL * min(box[3] - box[1], other[3] - other[1]):
                yield one, (address, box)
        open_boxes.append((address, box))
