"""Heads of narrow columns, broken over several lines of text, put together again.

Place in the flow: Document → ``flattened`` → **stacked** → ``headings``. Text taken from a page has the heads of all
columns line by line (结果 结果 / 维持 纠正). Pieces belong together where they stand above each other or, where the
text lost its columns, where they make heads of the form in one way; what does not come out whole stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, takewhile
from typing import NamedTuple

import msgspec

from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.labels import wordings
from parsers.normalise import as_label, display_width

# The longest label of a narrow column takes so many lines.
_MOST_LINES = 9
# What stands beside the heads of the form without being one.
_OTHER_HEADS = frozenset({"项目"})


class _Piece(NamedTuple):
    """A piece of a head, with the columns of the page (a full-width character takes two) that it covers."""

    text: str
    start: int
    stop: int


def unstack(document: Document) -> Document:
    """A Document in which heads broken over several lines stand whole, one a block."""
    blocks = document.blocks
    # Side by side stand pieces in one line of them at least.
    if not any(len(_pieces(block)) > 1 for block in blocks if " " in block.cells[0].text):
        return document
    pieces = [_pieces(block) for block in blocks]
    # Where each block stands now: enclosures keep their places.
    moved: list[int] = []
    out: list[Block] = []
    i = 0
    while i < len(blocks):
        taken, heads = _heads_of(list(takewhile(bool, pieces[i : i + _MOST_LINES])))
        moved += [len(out)] * max(taken, 1)
        out += _as_blocks(blocks[i], heads) if heads else [blocks[i]]
        i += max(taken, 1)
    moved.append(len(out))
    enclosures = tuple(msgspec.structs.replace(e, block=moved[e.block]) for e in document.enclosures)
    return msgspec.structs.replace(document, blocks=tuple(out), enclosures=enclosures)


def _as_blocks(first: Block, heads: Sequence[str]) -> list[Block]:
    return [Block(BlockKind.TEXT, (BlockCell(head, first.where),)) for head in heads]


def _heads_of(lines: Sequence[Sequence[_Piece]]) -> tuple[int, list[str]]:
    """How many of the lines make whole heads, and these; as many lines as possible, at least two."""
    if len(lines) < 2 or max(map(len, lines)) < 2:
        return 0, []
    none: list[_Piece] = []
    above = list(accumulate(lines, _joined, initial=none))
    for count in range(len(lines), 1, -1):
        if max(map(len, lines[:count])) < 2:
            continue
        for heads in (_from_left_to_right(above[count]), _in_turn(lines[:count])):
            if heads and all(as_label(head) in _heads() for head in heads):
                return count, heads
    return 0, []


def _pieces(block: Block) -> list[_Piece]:
    """The pieces of a line, when it holds nothing but pieces of labels."""
    line = block.cells[0].text
    if block.kind is not BlockKind.TEXT or len(line) > 120:
        return []
    texts = line.split(" ")
    if not all(_is_part(as_label(text)) for text in texts if text):
        return []
    at, pieces = block.cells[0].column, []
    for text in texts:
        width = display_width(text)
        if text:
            pieces.append(_Piece(text, at, at + width))
        at += width + 1
    return pieces


@cache
def _all_wordings() -> str:
    return "\n".join(_heads())


@cache
def _heads() -> frozenset[str]:
    return wordings() | _OTHER_HEADS


def _is_part(text: str) -> bool:
    """Whether a squashed text stands in a wording; no squashed text has the line ends between these."""
    return text in _all_wordings()


def _joined(columns: list[_Piece], line: Sequence[_Piece]) -> list[_Piece]:
    """The columns with the pieces of one more line joined to what they overlap; each is what it has become so far."""
    for piece in line:
        together = [*(column for column in columns if _overlap(column, piece)), piece]
        columns = [column for column in columns if not _overlap(column, piece)]
        texts, starts, stops = zip(*together, strict=True)
        columns.append(_Piece("".join(texts), min(starts), max(stops)))
    return columns


def _from_left_to_right(columns: Sequence[_Piece]) -> list[str]:
    return [column.text for column in sorted(columns, key=lambda column: column.start)]


def _overlap(one: _Piece, other: _Piece) -> bool:
    return one.start < other.stop and other.start < one.stop


def _in_turn(lines: Sequence[Sequence[_Piece]]) -> list[str]:
    """The pieces joined in order: each goes to the next head it continues; heads that are whole may be skipped."""
    heads = [piece.text for piece in lines[0]]
    for line in lines[1:]:
        at = 0
        for piece in line:
            at = next((i for i in range(at, len(heads)) if _begins(as_label(heads[i] + piece.text))), len(heads))
            if at == len(heads):
                return []
            heads[at] += piece.text
            at += 1
    return heads


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:stop] for word in _heads() for stop in range(1, len(word) + 1))


def _begins(text: str) -> bool:
    return text in _beginnings()
