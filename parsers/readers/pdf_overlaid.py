"""Text objects in one place: drawn twice to look bold, or one over another, so that nobody can read them.

Place in the flow: ``pdf_objects`` → **pdf_overlaid** → ``pdf_chars``. PDFium leaves out glyphs that it takes for copies
of those before them, so the glyphs alone do not show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from parsers.readers.pdf_char import Char
from parsers.readers.pdf_drawn import Paint
from parsers.readers.pdf_objects import Budget
from parsers.readers.pdf_page import Box

# Two objects in one place share so much of the narrower's width, and of the lower's height.
_SHARED, _LEVEL = 0.35, 0.6
# Copies that make a text bold are moved by less than so much (points), or by this share of their height.
_MOVED, _MOVED_SHARE = 0.5, 0.08
_CHEAP = 16


class Overlaid(NamedTuple):
    """The pairs of text objects that share a place, and those with copies in their place, by their addresses.

    ``copies`` says how often a text is drawn, ``first`` which object is the first of them.
    """

    mixed: list[tuple[int, int]]
    copies: dict[int, int]
    first: dict[int, int]


def find_overlaid(paints: Mapping[int, Paint], budget: Budget) -> Overlaid:
    """Look for text objects in one place, by their addresses."""
    found = Overlaid([], {}, {})
    order = {address: paint.order for address, paint in paints.items()}
    for (one, a), (other, b) in _in_one_place(paints, budget):
        near = max(_MOVED, _MOVED_SHARE * (a[3] - a[1]))
        if all(abs(p - q) <= near for p, q in zip(a, b, strict=True)):
            first = min(one, other, key=order.__getitem__)
            for address in (one, other):
                found.copies[address] = found.copies.get(address, 1) + 1
                found.first[address] = min(first, found.first.get(address, first), key=order.__getitem__)
        else:
            found.mixed.append((one, other))
    return found


def find_confused(overlaid: Overlaid, glyphs: Iterable[tuple[Char, int, bool]], budget: Budget) -> set[int]:
    """The text objects of which glyphs stand in the place of another's.

    An object may reach over several cells, so that another stands in a gap of it. The glyphs tell, but for those that
    PDFium left out: where they are copies of some that are not seen, the places of the objects count.

    :param glyphs: each with the address of its object, and whether it is seen.
    """
    homes = {address for pair in overlaid.mixed for address in pair}
    own: dict[int, list[Char]] = defaultdict(list)
    unseen: set[int] = set()
    for char, home, seen in glyphs:
        if home in homes:
            own[home].append(char)
            unseen.update(() if seen else (home,))
    confused: set[int] = set()
    for one, other in overlaid.mixed:
        if {one, other} <= confused:
            continue
        if not {one, other}.isdisjoint(unseen) or _are_confused(own[one], own[other], budget):
            confused.update((one, other))
    return confused


def _are_confused(one: Sequence[Char], other: Sequence[Char], budget: Budget) -> bool:
    """Whether glyphs of one object stand in the place of the other's; also where all of one are left out."""
    if not one or not other:
        return True
    low = max(min(char.x0 for char in one), min(char.x0 for char in other))
    high = min(max(char.x1 for char in one), max(char.x1 for char in other))
    near = [char for char in other if char.x1 > low and char.x0 < high]
    budget.spend(points=len(one) * len(near) // _CHEAP)
    return any(_share_a_place(a, b) for a in one if a.x1 > low and a.x0 < high for b in near)


def _share_a_place(a: Char, b: Char) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide >= _SHARED * min(a.x1 - a.x0, b.x1 - b.x0) and high >= _LEVEL * min(a.y1 - a.y0, b.y1 - b.y0)


def _in_one_place(paints: Mapping[int, Paint], budget: Budget) -> Iterator[tuple[tuple[int, Box], tuple[int, Box]]]:
    """The pairs of objects that share much of their boxes."""
    boxes = [(address, paint.box) for address, paint in paints.items()]
    # Along the side on which fewer reach over the same place: fonts drawn like pages tell of glyphs as high as these.
    along = min((1, 0), key=lambda side: _crowd([box for _, box in boxes], side))
    open_boxes: list[tuple[int, Box]] = []
    for address, box in sorted(boxes, key=lambda one: one[1][along]):
        start = box[along]
        low, high = box[1 - along], box[3 - along]
        budget.spend(points=len(open_boxes) // _CHEAP)
        open_boxes = [one for one in open_boxes if one[1][along + 2] > start]
        for one in open_boxes:
            other = one[1]
            # Most stand beside each other, and there are many.
            if other[1 - along] < high and other[3 - along] > low and _share_much(box, other):
                yield one, (address, box)
        open_boxes.append((address, box))


def _crowd(boxes: Sequence[Box], side: int) -> float:
    """How many boxes reach over one place on a side, as a mean."""
    length = max((box[side + 2] for box in boxes), default=0.0) - min((box[side] for box in boxes), default=0.0)
    return sum(box[side + 2] - box[side] for box in boxes) / max(length, 1.0)


def _share_much(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide >= _SHARED * min(one[2] - one[0], other[2] - other[0]) and high >= _LEVEL * min(
        one[3] - one[1], other[3] - other[1]
    )
