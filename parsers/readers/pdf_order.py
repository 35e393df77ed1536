"""Glyphs in the order in which they were drawn: the texts of cells, and the rows they make.

Place in the flow: ``pdf_lines`` → **pdf_order** → ``pdf_flow``. Programs draw a table cell by cell and row by row, all
lines of a cell before the next cell. Lines drawn in a row and under each other are one text; a text that is drawn next
stands right of it in the same row, or begins another row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise, takewhile

from parsers.readers.pdf_char import Char
from parsers.readers.pdf_drawn import Rule
from parsers.readers.pdf_heads import TOUCHING
from parsers.readers.pdf_justified import joined
from parsers.readers.pdf_labels import is_enumerated
from parsers.readers.pdf_lines import Line
from parsers.readers.pdf_pieces import HAN, Block, Piece, on_strip, overlaps, parts, piece_of
from parsers.readers.pdf_text import HEADING, PageLine

# In line heights: how near and how far the lines of one text follow each other, and how much that may differ within it.
_LEAST, _MOST, _UNEVEN = 0.6, 2.6, 0.15
# The characters of an upright text are rounded to the dots of a screen by some programs.
_UNEVEN_UPRIGHT = 0.3
# Lines of one text differ in size by less; the lines of all texts are spaced by at most so much more than the closest.
_OTHER_SIZE, _WIDER = 1.3, 1.25
# In line heights: how much lower than all of a row a text begins that is another row's.
_BELOW = 0.5
# The first number of a row may stand so much lower than its label, where the two are set in cells of other kinds.
_SUNK = 0.9
# In line heights: how near glyphs of two texts stand that are one.
_WOVEN = 0.35
# A line of an upright head has no more characters.
_FEW_CHARACTERS = 2
# What labels end with.
_LABEL_END = re.compile(f"{HAN.pattern}|[)）”》]")
# A numeral on a line of its own, its label below.
_NUMERAL = re.compile(r"\d{1,2}[.、．]|[（(]\d{1,2}[）)]", re.ASCII)


@dataclass(frozen=True)
class TextRow:
    """Texts that were drawn one after the other, each right of the last."""

    texts: tuple[Block, ...]

    @cached_property
    def page(self) -> int:
        """The page it begins on."""
        return self.texts[0].pieces[0].page

    @cached_property
    def lines(self) -> set[int]:
        """The lines on which it stands."""
        return {piece.line for text in self.texts for piece in text.pieces}

    @cached_property
    def is_of_numbers(self) -> bool:
        """Whether it has numbers beside other texts or beside each other."""
        return len(self.texts) > 1 and any(is_number(text) for text in self.texts)


def is_number(text: Block) -> bool:
    """Whether a text is a number or a mark for nothing, perhaps broken over lines."""
    return all(map(_is_value, text.pieces))


def _is_value(piece: Piece) -> bool:
    """Whether a line is a number or a mark for nothing, and no numeral before a label."""
    return piece.is_value and not _NUMERAL.fullmatch(piece.text)


def rows_in_order(lines: Sequence[PageLine], rules: Sequence[tuple[int, Rule]]) -> list[TextRow]:
    """The rows of a run of lines.

    :param rules: page and place of rules that run across; no text reaches over one.
    """
    walls: dict[int, list[Rule]] = {}
    for page, rule in rules:
        walls.setdefault(page, []).append(rule)
    pieces = joined(list(_pieces(lines)))
    return _rows(_texts(pieces, _follow(pieces, walls)))


def _pieces(lines: Sequence[PageLine]) -> Iterator[Piece]:
    """The parts of lines between wide gaps, as they were drawn."""
    drawn = [
        (item.page, char.order, number, char.x0, char) for number, item in enumerate(lines) for char in item.line.chars
    ]
    drawn.sort(key=lambda one: one[:4])
    run: list[Char] = []
    place = (0, 0)
    for (page, _, number), group in groupby(drawn, key=lambda one: one[:3]):
        text = [char for *_, char in group]
        if run and (page, number) == place and text[0].x0 < run[-1].x0 and _are_woven(run, text):
            run = sorted((*run, *text), key=lambda char: char.x0)
            continue
        if run and ((page, number) != place or text[0].x0 < run[-1].x0):
            yield from (piece_of(*place, part) for part in _cells(run))
            run = []
        place = (page, number)
        run += text
    if run:
        yield from (piece_of(*place, part) for part in _cells(run))


def _are_woven(run: Sequence[Char], text: Sequence[Char]) -> bool:
    """Whether a text fills the gaps that were left in others for it, or stands right before one of them.

    Some programs draw what a font lacks, quotation marks say, before the text it stands in.
    """
    own = {id(char) for char in text}
    pairs = pairwise(sorted((*run, *text), key=lambda char: char.x0))
    seams = [(left, right) for left, right in pairs if (id(left) in own) != (id(right) in own)]
    return all(
        abs(right.x0 - left.x1) <= _WOVEN * min(left.size, right.size)
        and not left.text.isdecimal()
        and not right.text.isdecimal()
        for left, right in seams
    )


def _cells(run: Sequence[Char]) -> Iterator[list[Char]]:
    """The parts of glyphs side by side; a number at the end that touches a label is one if it was drawn for itself."""
    for part in parts(Line(tuple(run))):
        digits = len(list(takewhile(lambda char: char.text.isdecimal(), reversed(part))))
        before, number = part[: len(part) - digits], part[len(part) - digits :]
        if before and number and _LABEL_END.match(before[-1].text) and before[-1].order != number[0].order:
            yield before
            yield number
        else:
            yield part


def _follow(pieces: Sequence[Piece], walls: dict[int, list[Rule]]) -> list[bool]:
    """For each piece whether it may be the next line of the one drawn before it."""
    near = [i > 0 and _may_follow(pieces[i - 1], piece, walls) for i, piece in enumerate(pieces)]
    # Lines of running text say nothing of those in cells; behind the last line of a cell, the pen goes right and up.
    back = [i > 0 and _goes_back(pieces[i - 1], piece) for i, piece in enumerate(pieces)]
    last = [a and b for a, b in zip(near, (*back[1:], False), strict=False)]
    # Characters of an upright text may stand closer than lines; either says nothing of the other.
    upright = [i > 0 and _are_characters(pieces[i - 1], piece) for i, piece in enumerate(pieces)]
    most = {}
    for kind in (False, True):
        pairs = zip(pieces, pieces[1:], last[1:], upright[1:], strict=False)
        distances = sorted(below.y - above.y for above, below, is_last, own in pairs if is_last and own is kind)
        # Rows stand further apart than the lines of a text, a few of which may be in small print.
        most[kind] = _WIDER * distances[len(distances) // 10] if distances else float("inf")
    return [
        is_near and piece.y - pieces[i - 1].y <= most[upright[i]]
        for i, (is_near, piece) in enumerate(zip(near, pieces, strict=True))
    ]


def _are_characters(above: Piece, below: Piece) -> bool:
    """Whether two pieces are a character each, as those of texts that are written upright."""
    return len(above.text) == len(below.text) == 1 and HAN.match(above.text + below.text) is not None


def _may_follow(above: Piece, below: Piece, walls: dict[int, list[Rule]]) -> bool:
    distance = below.y - above.y
    if above.page != below.page or not _LEAST * below.size < distance <= _MOST * below.size:
        return False
    if (
        max(above.size, below.size) > _OTHER_SIZE * min(above.size, below.size)
        or is_enumerated(below)
        or _NUMERAL.fullmatch(below.text)
    ):
        return False
    # A number goes on in digits only, and a text in no bare number.
    if _is_value(above) != _is_value(below) and any(
        _is_value(piece) and _has_digits(piece) for piece in (above, below)
    ):
        return False
    # Nor does a mark for nothing, but for a stroke between the characters of a head that is set upright.
    if _is_value(above) and not _is_value(below) and len(below.text) > _FEW_CHARACTERS:
        return False
    between = (above.y, below.y)
    return overlaps(above, below) and not any(
        between[0] < on_strip(above.page, rule.at) < between[1] and rule.start <= below.x <= rule.stop
        for rule in walls.get(below.page, ())
    )


def _goes_back(one: Piece, following: Piece) -> bool:
    return following.page == one.page and following.x0 >= one.x1 and following.y <= one.y + _BELOW * one.size


def _has_digits(piece: Piece) -> bool:
    return any(char.isdecimal() for char in piece.text)


def _texts(pieces: Sequence[Piece], follow: Sequence[bool]) -> Iterator[Block]:
    text: list[Piece] = []
    for piece, goes_on in zip(pieces, follow, strict=True):
        if text and not goes_on:
            yield Block(tuple(text))
            text = []
        elif len(text) > 1 and not _is_even(text, piece):
            # What stands further from the others is a text of its own: a heading above a table, say.
            first = 1 if len(text) == 2 and text[1].y - text[0].y > piece.y - text[1].y else len(text)
            yield Block(tuple(text[:first]))
            text = text[first:]
        text.append(piece)
    if text:
        yield Block(tuple(text))


def _is_even(text: Sequence[Piece], piece: Piece) -> bool:
    """Whether a line stands as far below the last one of a text as its lines below each other."""
    uneven = _UNEVEN_UPRIGHT if _are_characters(text[-1], piece) else _UNEVEN
    return abs((piece.y - text[-1].y) - (text[-1].y - text[-2].y)) <= uneven * piece.size


def _rows(texts: Iterable[Block]) -> list[TextRow]:
    rows: list[list[Block]] = []
    for text in texts:
        if rows and _goes_on(rows[-1], text):
            rows[-1].append(text)
        else:
            rows.append([text])
    return [part for row in rows for part in _without_heading(TextRow(tuple(row)))]


def _without_heading(row: TextRow) -> Iterator[TextRow]:
    """A row, parted where a heading above the heads of a table runs in with the first of them."""
    first, *others = row.texts
    # A numeral begins the label of a row of blanks, but no head.
    is_head = bool(others) and not row.is_of_numbers and not is_enumerated(others[-1].pieces[0])
    if is_head and len(first.pieces) > 1 and HEADING.match(first.text):
        yield TextRow((Block(first.pieces[:1]),))
        row = TextRow((Block(first.pieces[1:]), *others))
    yield row


def _goes_on(row: Sequence[Block], text: Block) -> bool:
    """Whether a text stands right of a row, and not below it."""
    last, first = row[-1], text.pieces[0]
    bottom = max(block.pieces[-1].y for block in row)
    below = _SUNK if is_number(text) and not is_number(last) else _BELOW
    return (
        last.pieces[-1].page == first.page and text.x0 >= last.x1 - TOUCHING and text.top <= bottom + below * first.size
    )


def are_cell_by_cell(rows: Iterable[TextRow]) -> bool:
    """Whether all lines of a cell were drawn before the cell right of it, as far as texts of several lines tell."""
    return any(
        len(left.pieces) > 1 and right.top < left.pieces[-1].y - _BELOW * left.pieces[0].size
        for row in rows
        for left, right in pairwise(row.texts)
    )
