"""The heads of a table without rules: which column each stands over.

Place in the flow: ``pdf_segments`` → **pdf_heads** → ``pdf_storeys`` and ``pdf_table``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_pieces import Block, Piece, blocks, follows_as_drawn, pitches

# Heads of one storey differ by no more than so many points.
_LOWER = 2.0
# The lines of one head follow each other at most so far, in line heights; further, where nothing else explains them:
# 总　计 set upright.
_WRAPPED, _FAR = 2.2, 3.2
# The lines of one head stand as far below each other, but for so many line heights; none but the last is narrower
# than this share of the widest.
_UNEVEN, _NARROW = 0.8, 0.45
# What the part of a table below it is named after, as 第二十条第（一）项.
_CLAUSE = re.compile(r"第[一二三四五六七八九十]{1,3}条第.{1,4}项")
# Rounding of pitches.
_SLACK = 0.3
# Heads and columns side by side may overlap by so much (points), by rounding.
TOUCHING = 1.0
# Of so many ways to give heads to columns, more than one leaves all apart.
_MOST_WAYS = 200

Column = tuple[float, float]


class Head(NamedTuple):
    """The blocks of a head: those over the labels, those over the columns, and where on the page each stands."""

    beside: list[Block]
    above: list[Block]
    begins: bool

    def level(self, block: Block) -> float:
        """Heads of one storey begin on one line, or are centred on one."""
        return block.top if self.begins else block.y

    @property
    def titles(self) -> list[Block]:
        """What stands alone above all other heads: over the whole table or a part of it, not over a column."""
        found: list[Block] = []
        rest = sorted(self.above, key=lambda block: block.top)
        while len(rest) > 1 and rest[0].pieces[-1].y + _LOWER < rest[1].top:
            found.append(rest.pop(0))
        return found

    @property
    def leaves(self) -> list[Block]:
        """The heads under which no other stands, from left to right."""
        titles = self.titles
        below = [block for block in self.above if block not in titles]
        leaves = [
            block
            for block in below
            if not any(
                self.level(other) > self.level(block) + _LOWER
                and min(other.x1, block.x1) - max(other.x0, block.x0) > TOUCHING
                for other in self.above
            )
            and not self._reaches_over_lower(block, below)
        ]
        return sorted(leaves, key=lambda block: block.x0)

    def _reaches_over_lower(self, block: Block, others: Sequence[Block]) -> bool:
        """Whether a head is the outermost but for lower ones, which can be under no other then.

        So it is with a head in the middle of an even number of columns.
        """
        level, bottom = self.level(block), block.pieces[-1].y
        beside = [other for other in others if self.level(other) <= level + _LOWER]
        lower = [other for other in others if other.top > bottom + _LOWER]
        is_last = all(other.x0 <= block.x0 for other in beside)
        is_first = all(other.x1 >= block.x1 for other in beside)
        return any((is_last and other.x0 >= block.x1) or (is_first and other.x1 <= block.x0) for other in lower)


def find_head(pieces: Sequence[Piece], pitch: float, edge: float, columns: Sequence[Column]) -> Head:
    """Put the lines of a head together.

    Tried with the pitch of the labels, since heads wrap like them, and with those of the head's own lines, the close
    ones first: the best is where as many heads as columns have none below them, and no other stands over one column
    only. Better than all is what the order of drawing says, where some head of several lines shows that it tells.

    :param pitch: of the lines within a label; 0 where no label wraps.
    :param edge: where the labels end.
    """
    width = max((b[0] + b[1] - a[0] - a[1] for a, b in pairwise(columns)), default=float("inf")) / 2
    # What is wider than a column stands over several, and goes on in no line below; nor does the name of a clause.
    wide = [p for p in pieces if p.x > edge and (p.x1 - p.x0 > width or _CLAUSE.fullmatch(p.text))]
    narrow = [piece for piece in pieces if piece not in wide]
    drawn = _as_drawn(narrow, wide, edge)
    if len(drawn.leaves) == len(columns) and any(len(block.pieces) > 1 for block in drawn.above):
        return drawn
    near = [own + _SLACK for own in pitches(pieces) if own <= _FAR * pieces[0].size]
    far = [reach for reach in near if reach - _SLACK > _WRAPPED * pieces[0].size]
    near = near[: len(near) - len(far)]
    reaches = [pitch, *near, *far] if pitch else [*near[:1], 0.0, *near[1:], *far]
    tried = [head_of([*blocks(narrow, reach), *(Block((piece,)) for piece in wide)], edge) for reach in reaches]
    return min(tried, key=lambda head: _oddity(head, columns))


def head_of(found: Sequence[Block], edge: float) -> Head:
    """Heads parted into those over the labels, which end at an edge, and those over the columns."""
    beside = [block for block in found if (block.x0 + block.x1) / 2 <= edge]
    return Head(beside, [block for block in found if block not in beside], begins_level(found))


def _as_drawn(narrow: Sequence[Piece], wide: Sequence[Piece], edge: float) -> Head:
    """The lines of a head put together as they were drawn: those of a cell one after the other."""
    size = max((piece.size for piece in narrow), default=0.0)
    found = blocks(narrow, _FAR * size, follows=follows_as_drawn)
    even = [part for block in found for part in (_parted(block, size) if _is_uneven(block) else [block])]
    return head_of([*even, *(Block((piece,)) for piece in wide)], edge)


def _parted(block: Block, size: float) -> list[Block]:
    """A block parted where its lines stand far apart: two heads, one over the other."""
    gaps = [i for i, (a, b) in enumerate(pairwise(block.pieces), start=1) if b.y - a.y > _WRAPPED * size]
    return [Block(block.pieces[i:j]) for i, j in pairwise((0, *gaps, len(block.pieces)))]


def _oddity(head: Head, columns: Sequence[Column]) -> int:
    """How far a head is from one whose lowest heads stand over a column each, and the others over several.

    Most of all where lines were joined that stand unevenly: two heads, one over the other.
    """
    leaves, most = head.leaves, len(head.above)
    uneven = sum(_is_uneven(block) for block in head.above)
    upper = [block for block in head.above if block not in leaves and block not in head.titles]
    return abs(len(leaves) - len(columns)) + sum(len(under(block, columns)) == 1 for block in upper) + most * uneven


def _is_uneven(block: Block) -> bool:
    """Whether lines stand unevenly below each other, or one that others follow is much narrower than the widest."""
    distances = [below.y - above.y for above, below in pairwise(block.pieces)]
    if len(distances) < 2:
        return False
    widths = [piece.x1 - piece.x0 for piece in block.pieces]
    uneven = max(distances) - min(distances) > _UNEVEN * block.pieces[0].size
    return uneven or min(widths[:-1]) < _NARROW * max(widths)


def begins_level(found: Sequence[Block]) -> bool:
    """Whether heads of one storey begin on one line rather than being centred on one."""
    return _levels(block.top for block in found) < _levels(block.y for block in found)


def _levels(ys: Iterable[float]) -> int:
    return 1 + sum(b - a > _LOWER for a, b in pairwise(sorted(ys)))


class Matched(NamedTuple):
    """The columns of a table, those without numbers included; what of the page each takes with its head."""

    values: tuple[Column, ...] = ()
    whole: tuple[Column, ...] = ()
    # How many of the columns have numbers.
    filled: int = 0

    def with_one(self, value: Column, leaf: Block, *, filled: bool) -> Matched | None:
        """One column more, under a head; None where it does not stand apart from the last."""
        whole = (min(leaf.x0, value[0]), max(leaf.x1, value[1]))
        if self.whole and whole[0] < self.whole[-1][1] - TOUCHING:
            return None
        return Matched((*self.values, value), (*self.whole, whole), self.filled + filled)


def match(columns: Sequence[Column], leaves: Sequence[Block]) -> Matched | None:
    """Give each column of numbers its head, in order; a head that is left over is that of a column of blanks.

    A column with its head stands apart from the others with theirs. None where no, or more than one, way of giving
    heads leaves all of them apart.
    """
    ways = [Matched()]
    for leaf in leaves:
        blank = [way.with_one((leaf.x0, leaf.x1), leaf, filled=False) for way in ways]
        open_ways = [way for way in ways if way.filled < len(columns)]
        filled = [way.with_one(columns[way.filled], leaf, filled=True) for way in open_ways]
        ways = [way for way in (*blank, *filled) if way is not None][:_MOST_WAYS]
    full = [way for way in ways if way.filled == len(columns)]
    return full[0] if len(full) == 1 else None


def pair(head: Head, columns: Sequence[Column], labels: Column | None) -> tuple[Head, Matched | None]:
    """The head of each column of numbers. Where they do not pair off so, the first may be that of the labels.

    :param labels: what the column of labels takes of the page; None where there is none.
    """
    leaves = head.leaves
    if labels is None or not leaves:
        return head, match(columns, leaves)
    beside = leaves[0].x0 >= labels[1] - TOUCHING
    if any(block.pieces[-1].y > leaves[0].top - _LOWER for block in head.beside):
        return head, match(columns, leaves) if beside else None
    over_labels = _may_be_in_the_middle_of(labels, leaves)
    matched = match(columns, leaves) if beside and not over_labels else None
    if matched is not None:
        return head, matched
    own = match([labels, *columns], leaves)
    # Between labels and numbers, it is the labels' where it stands nearer to them.
    if (
        own is None
        or own.values[0] != labels
        or not (over_labels or leaves[0].x0 - labels[1] <= own.whole[1][0] - leaves[0].x1)
    ):
        return head, match(columns, leaves) if beside else None
    above = [block for block in head.above if block is not leaves[0]]
    return Head([*head.beside, leaves[0]], above, head.begins), Matched(own.values[1:], own.whole[1:], own.filled - 1)


def _may_be_in_the_middle_of(labels: Column, leaves: Sequence[Block]) -> bool:
    """Whether the first head may be set in the middle of a column that begins with the labels and ends before the next.

    The head of a column beside the labels' stands so only where that one is wide and theirs is narrow.
    """
    end = leaves[0].x0 + leaves[0].x1 - labels[0]
    return len(leaves) > 1 and leaves[0].x0 >= labels[0] and end <= leaves[1].x0


def column_of(piece: Piece | Block, columns: Sequence[Column]) -> int:
    """The column nearest to a piece."""
    middle = (piece.x0 + piece.x1) / 2
    return min(range(len(columns)), key=lambda i: abs(middle - (columns[i][0] + columns[i][1]) / 2))


def under(block: Block, columns: Sequence[Column]) -> list[int]:
    """The columns that a head stands over, as far as its text reaches."""
    found = [i for i, (x0, x1) in enumerate(columns) if min(x1, block.x1) > max(x0, block.x0)]
    return found or [column_of(block, columns)]
