"""Lines cut at wide gaps: the pieces that tables without rules are made of, put together again as blocks of lines.

Place in the flow: ``pdf_lines`` → **pdf_pieces** → ``pdf_columns``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from parsers.readers.pdf_char import UNKNOWN, Char
from parsers.readers.pdf_lines import ENUMERATOR, NUMERIC, Line, wrap
from parsers.readers.pdf_page import Box
from parsers.readers.pdf_text import PageLine

# What a gap must be, in line heights, to part two cells: between digits, Chinese characters, and one of each.
_GAPS = {(True, True): 0.22, (False, False): 0.35}
_MIXED_GAP = 0.5
# So much more than the usual gaps of its line parts Chinese characters (some fonts tell of narrow ones as narrower);
# and so much parts those, and digits, of texts that were drawn each for itself.
_HAN_GAP, _TEXT_GAP = 0.22, 0.1
# No cell ends with a sign that opens, or begins with one that closes; some fonts tell of these as narrower than set.
_OPENS, _CLOSES, _SIGN_GAP = frozenset("“‘（(《〈「【"), frozenset("”’）)》〉」】，。、；："), 1.1
# In line heights: how far apart the two characters of a label are set at most.
_SPREAD = 2.2
HAN = re.compile("[\u4e00-\u9fff]")
_VALUE = re.compile(rf"(?:{NUMERIC.pattern}|[/／\\—])+|无")
# Pages follow each other on one long strip, far enough apart for nothing to be near.
_PAGE = 20_000.0
# Glyphs side by side that overlap by this share of the narrower belong to one column.
_OVERLAP = 0.5
# How many blocks may still go on, and how many distances are tried; pages made to be slow have more.
_MOST_OPEN, _MOST_PITCHES = 60, 12
# So many pieces stand between one and the next below it: those of fifteen heads that are written upright.
_MOST_BETWEEN = 40
# By how many text objects of its page the next line of a cell is drawn later, at most.
_NEXT = 2
# So many characters are enough for a numeral.
_NUMERAL = 6
# In line heights: how far the lines of one cell follow each other at most.
_FAR = 3.2


@lru_cache(maxsize=4096)
def _is_value(text: str) -> bool:
    return _VALUE.fullmatch(text) is not None


class Piece(NamedTuple):
    """A part of a line between two wide gaps; ``y`` is its base on the strip of all pages."""

    page: int
    line: int
    x0: float
    x1: float
    y: float
    size: float
    text: str
    box: Box
    sure: bool = True
    # The first and the last of the page's text objects that its glyphs are of, as they were drawn.
    drawn: tuple[int, int] = (0, 0)

    @property
    def x(self) -> float:
        """Its middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def is_value(self) -> bool:
        """Whether it is a number or a mark for nothing."""
        return _is_value(self.text)


@dataclass(frozen=True)
class Block:
    """Pieces under each other that make one text; what is asked of it is asked again and again."""

    pieces: tuple[Piece, ...]

    @cached_property
    def x0(self) -> float:
        """The left edge."""
        return min(piece.x0 for piece in self.pieces)

    @cached_property
    def x1(self) -> float:
        """The right edge."""
        return max(piece.x1 for piece in self.pieces)

    @cached_property
    def top(self) -> float:
        """The middle of the first line."""
        return self.pieces[0].y

    @cached_property
    def y(self) -> float:
        """The middle of all lines."""
        return (self.pieces[0].y + self.pieces[-1].y) / 2

    @cached_property
    def text(self) -> str:
        """The lines joined; empty where that is not sure."""
        return wrap(piece.text for piece in self.pieces).text

    @cached_property
    def sure(self) -> bool:
        """Whether each piece can be read with certainty."""
        return all(piece.sure for piece in self.pieces)

    @cached_property
    def box(self) -> Box:
        """The box of the part on its first page."""
        boxes = [piece.box for piece in self.pieces if piece.page == self.pieces[0].page]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def cut(lines: Sequence[PageLine]) -> list[list[Piece]]:
    """The pieces of each line."""
    return [[_piece(item.page, number, part) for part in _parts_of(item.line)] for number, item in enumerate(lines)]


def _parts_of(line: Line) -> Iterable[Line]:
    """The parts of a line as lines of their own; most have one, and much is known of it already."""
    found = list(parts(line))
    return [line] if len(found) == 1 else [Line(tuple(chars)) for chars in found]


def parts(line: Line) -> list[list[Char]]:
    """The glyphs of a line between its wide gaps."""
    found = list(_parts(line))
    alone = [len(part) == 1 and HAN.match(part[0].text) is not None for part in found]
    for i in range(len(found) - 2, -1, -1):
        # Of heads written upright there are more side by side.
        if [*alone[max(i - 1, 0) : i], *alone[i : i + 3]].count(True) == 2 and _are_one_label(found[i], found[i + 1]):
            found[i : i + 2] = [found[i] + found[i + 1]]
    return found


def _are_one_label(one: Sequence[Char], other: Sequence[Char]) -> bool:
    """Whether two characters are a label set far apart, as 规　章 and 总　计 often are: drawn one after the other."""
    if len(one) > 1 or len(other) > 1:
        return False
    left, right = one[0], other[0]
    near = right.x0 - left.x1 <= _SPREAD * left.size and 0 <= right.order - left.order <= _NEXT
    return near and HAN.match(left.text) is not None and HAN.match(right.text) is not None


def _parts(line: Line) -> Iterable[list[Char]]:
    pairs = list(zip(line.chars, line.chars[1:], strict=False))
    gaps = sorted(right.x0 - left.x1 for left, right in pairs)
    usual = max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0
    # Some programs draw each glyph for itself, others a text of a cell at once.
    in_texts = 2 * sum(left.order == right.order for left, right in pairs) > len(pairs)
    part = [line.chars[0]]
    for at, (left, right) in enumerate(pairs, start=1):
        if _begins_a_label(line.chars, at):
            yield part
            part = [right]
            continue
        apart = in_texts and left.order != right.order
        gap = right.x0 - left.x1
        # No gap that parts cells is as narrow as most are.
        if gap > _TEXT_GAP * min(left.size, right.size) and gap > _least_gap(left, right, usual, apart=apart):
            yield part
            part = []
        part.append(right)
    yield part


def _begins_a_label(chars: Sequence[Char], at: int) -> bool:
    """Whether a label with a numeral touches what was drawn before it, other lines of that between them: two cells."""
    left, right = chars[at - 1], chars[at]
    if 0 <= right.order - left.order <= 1 or not HAN.match(left.text):
        return False
    return ENUMERATOR.match("".join(char.text for char in chars[at : at + _NUMERAL])) is not None


def _least_gap(left: Char, right: Char, usual: float, *, apart: bool) -> float:
    """What the gap between two glyphs must be to part two cells.

    :param usual: the gaps of the line; Chinese is set without any, or with the same between all characters.
    :param apart: whether they are of texts that were drawn each for itself.
    """
    size = min(left.size, right.size)
    if left.text in _OPENS or right.text in _CLOSES:
        return _SIGN_GAP * size
    kinds = (bool(NUMERIC.match(left.text)), bool(NUMERIC.match(right.text)))
    least = _GAPS.get(kinds, _MIXED_GAP) * size
    if HAN.match(left.text) and HAN.match(right.text):
        return min(least, 2 * usual + (_TEXT_GAP if apart else _HAN_GAP) * size)
    return _TEXT_GAP * size if apart and all(kinds) else least


def piece_of(page: int, line: int, chars: list[Char]) -> Piece:
    """Glyphs side by side as a piece.

    :param line: the number of their line.
    """
    return _piece(page, line, Line(tuple(chars)))


def _piece(page: int, number: int, whole: Line) -> Piece:
    box, text = whole.box, whole.text
    orders = [char.order for char in whole.chars]
    return Piece(
        page,
        number,
        box[0],
        box[2],
        on_strip(page, whole.chars[0].base),
        whole.size,
        text,
        box,
        whole.is_clear and UNKNOWN not in text,
        (min(orders), max(orders)),
    )


def on_strip(page: int, y: float) -> float:
    """A height on a page as one on the strip of all pages."""
    return page * _PAGE + y


def overlaps(a: Piece | Block, b: Piece | Block) -> bool:
    """Whether two stand in one column."""
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared >= _OVERLAP * min(a.x1 - a.x0, b.x1 - b.x0)


def blocks(
    pieces: Iterable[Piece],
    pitch: float,
    barriers: Sequence[float] = (),
    begins: Callable[[Piece], bool] | None = None,
    follows: Callable[[Piece, Piece], bool] | None = None,
) -> list[Block]:
    """Put pieces under each other together where their middles are at most a pitch apart and no rule is between.

    :param begins: whether a piece is the first of its block, however near the one above it is.
    :param follows: whether a piece may go on the one above it.
    """
    open_blocks: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        above = () if begins is not None and begins(piece) else reversed(open_blocks[-_MOST_OPEN:])
        for block in above:
            last = block[-1]
            if (
                0.3 * piece.size < piece.y - last.y <= pitch
                and overlaps(last, piece)
                and (follows is None or follows(last, piece))
                and not any(last.y < barrier < piece.y for barrier in barriers)
            ):
                block.append(piece)
                break
        else:
            open_blocks.append([piece])
    return [Block(tuple(block)) for block in open_blocks]


def follows_as_drawn(above: Piece, below: Piece) -> bool:
    """Whether a piece was drawn right after another, as the lines of one cell are; one object may be of spaces."""
    return above.page == below.page and 0 <= below.drawn[0] - above.drawn[1] <= _NEXT


def pitches(pieces: Iterable[Piece]) -> list[float]:
    """The distances at which pieces stand under each other, from small to large, each once."""
    ordered = sorted(pieces, key=lambda piece: piece.y)
    found: set[float] = set()
    for index, piece in enumerate(ordered):
        for other in ordered[index + 1 : index + _MOST_BETWEEN]:
            distance = other.y - piece.y
            if distance > _FAR * piece.size:
                break
            if distance > 0.6 * piece.size and overlaps(piece, other):
                found.add(round(distance, 1))
                break
    return sorted(found)[:_MOST_PITCHES]
