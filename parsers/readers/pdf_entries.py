"""Rows of tables without rules as they were drawn: their numbers and labels, joined over the ends of pages.

Place in the flow: ``pdf_order`` → **pdf_entries** → ``pdf_flow``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from parsers.readers.pdf_groups import numeral
from parsers.readers.pdf_labels import ANCHORS, Row, is_enumerated
from parsers.readers.pdf_lines import ENUMERATOR
from parsers.readers.pdf_order import TextRow, is_number
from parsers.readers.pdf_pieces import Block, Piece, overlaps

# In line heights: how far a label may be off its row's numbers, and these off each other.
_ALIGNED = 0.3
# Numbers may stand so much lower than their labels, of the distance of rows.
_HALF_A_ROW = 0.45


class Entry(NamedTuple):
    """A row of a table; what of its label stands beside it, where a page break cuts the label; else None."""

    row: Row
    numbers: tuple[Block, ...]
    groups: tuple[Block, ...]
    cut: Block | None = None


def edge_of(body: Sequence[TextRow]) -> float:
    """Where the columns of numbers begin."""
    return min(text.x0 for row in body if row.is_of_numbers for text in row.texts if is_number(text))


def entries_of(body: Sequence[TextRow]) -> tuple[list[Entry], list[Block]]:
    """The rows of numbers with their labels, and the texts between them that are none's."""
    edge = edge_of(body)
    entries: list[Entry] = []
    # Texts before the next row of numbers, and whether a page ends behind them.
    waiting: list[Block] = []
    strays: list[Block] = []
    for index, row in enumerate(body):
        breaks = index > 0 and body[index - 1].page != row.page
        if not row.is_of_numbers:
            rest = [t for t in row.texts if not (breaks and (_join_above(entries, t) or _labels_last(entries, t)))]
            strays += waiting if breaks else ()
            waiting = [*(() if breaks else waiting), *rest]
            continue
        labels = [text for text in row.texts if not is_number(text) and (text.x0 + text.x1) / 2 <= edge]
        texts = tuple(text for text in row.texts if text not in labels)
        values = tuple(map(_value, texts))
        cut = labels[-1] if breaks and labels else None
        for i, text in enumerate(labels if breaks else ()):
            above = next((one for one in waiting if _goes_on(one, text)), None)
            if above is not None:
                waiting.remove(above)
                labels[i] = Block((*above.pieces, *text.pieces))
        strays += waiting
        waiting = []
        groups = tuple(text for text in labels[:-1] if not (breaks and _ends_group(entries, text)))
        entries.append(Entry(Row(values, labels[-1] if labels else None), texts, groups, cut))
    return entries, strays + waiting


def _join_above(entries: list[Entry], text: Block) -> bool:
    """Join a text at the top of a page to the one at the end of the page before that it goes on."""
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        label = entry.row.label
        if index == len(entries) - 1 and label is not None and _goes_on(label, text):
            whole = Block((*label.pieces, *text.pieces))
            entries[index] = entry._replace(row=entry.row._replace(label=whole), cut=entry.cut or label)
            return True
        for at, group in enumerate(entry.groups):
            if overlaps(group, text):
                if is_enumerated(text.pieces[0]):
                    return False
                groups = (*entry.groups[:at], Block((*group.pieces, *text.pieces)), *entry.groups[at + 1 :])
                entries[index] = entry._replace(groups=groups)
                return True
    return False


def _labels_last(entries: list[Entry], text: Block) -> bool:
    """Give a label at the top of a page to the last row of the page before, which has none, if numerals say so."""
    if len(entries) < 2 or entries[-1].row.label is not None:
        return False
    before, own = entries[-2].row.label, numeral(text.text)
    last = numeral(before.text) if before is not None else None
    if own is None or last is None or own != (last[0], last[1] + 1):
        return False
    entries[-1] = entries[-1]._replace(row=entries[-1].row._replace(label=text), cut=text)
    return True


def _ends_group(entries: list[Entry], text: Block) -> bool:
    """Join a text beside a label at the top of a page to the group above it, if both together begin with a numeral."""
    for index in range(len(entries) - 1, -1, -1):
        for at, group in enumerate(entries[index].groups):
            if overlaps(group, text):
                whole = Block((*group.pieces, *text.pieces))
                if is_enumerated(text.pieces[0]) or not ENUMERATOR.match(whole.text):
                    return False
                groups = entries[index].groups
                entries[index] = entries[index]._replace(groups=(*groups[:at], whole, *groups[at + 1 :]))
                return True
    return False


def _goes_on(above: Block | None, below: Block | None) -> bool:
    """Whether a label may go on on the next page."""
    return above is not None and below is not None and not is_enumerated(below.pieces[0]) and overlaps(above, below)


def _value(text: Block) -> Piece:
    """A number as one piece, in the middle of its lines; what is broken over lines is not sure."""
    first, box = text.pieces[0], text.box
    if len(text.pieces) == 1:
        return first
    return first._replace(x0=text.x0, x1=text.x1, y=text.y, text=text.text, box=box, sure=False)


def follow_each_other(rows: Sequence[Row]) -> bool:
    """Whether rows stand under each other, their labels as well."""
    for above, below in pairwise(rows):
        if below.y <= above.y:
            return False
        if above.label is not None and below.label is not None and below.label.top <= above.label.pieces[-1].y:
            return False
    return True


def misaligned(entries: Sequence[Entry]) -> set[int]:
    """The rows of which the numbers are on no line, or the label stands elsewhere than those of the others."""
    pages = [entry.row.values[0].page for entry in entries]
    # Page breaks cut rows, and move what is in them.
    edges = {i for i, (a, b) in enumerate(pairwise(pages)) if a != b}
    edges |= {i + 1 for i in edges}
    offs = []
    for anchor in ANCHORS:
        sunk = _sunk(anchor, entries)
        offs.append({i for i, entry in enumerate(entries) if _is_off(anchor, entry, sunk, at_edge=i in edges)})
    return min(offs, key=len)


def _sunk(anchor: Callable[[Block], float], entries: Sequence[Entry]) -> float:
    """How much lower than their labels the numbers of a table stand; 0 where that is near to another row's label."""
    offsets = [anchor(one.numbers[0]) - anchor(one.row.label) for one in entries if one.row.label is not None]
    heights = [entry.numbers[0].top for entry in entries]
    pitch = min((below - above for above, below in pairwise(heights)), default=0.0)
    sunk = median(offsets) if offsets else 0.0
    return sunk if abs(sunk) < _HALF_A_ROW * pitch else 0.0


def _is_off(anchor: Callable[[Block], float], entry: Entry, sunk: float, *, at_edge: bool) -> bool:
    """Whether the numbers of a row, or its label, stand elsewhere than an anchor says.

    :param sunk: how much lower than the labels all numbers stand.
    """
    label, slack = entry.row.label, _ALIGNED * entry.row.values[0].size
    heights = [anchor(number) for number in entry.numbers]
    if max(heights) - min(heights) > slack:
        return True
    if label is None or entry.cut is not None:
        return False
    if at_edge:
        return not label.top - slack <= heights[0] - sunk <= label.pieces[-1].y + slack
    return abs(anchor(label) - heights[0] + sunk) > slack
