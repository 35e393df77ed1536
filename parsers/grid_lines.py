"""Several rows of the form in one row of a grid, line by line in its cells: divided into rows.

Place in the flow: Document → **grid_lines** → ``listed``. Editors put two labels into one cell and their numbers beside
them, each on a line of its own (规章 / 行政规范性文件, 0 / 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from parsers.document import GRID, Block, BlockCell, Document
from parsers.form import TableName
from parsers.labels import SEQUENCES, Role, row_wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content

_LEAST = 2


def divide_rows(document: Document) -> Document:
    """A Document in which each row of the form is one row of its grid."""
    if not _hold_rows(document.blocks):
        return document
    blocks: list[Block] = []
    moved: list[int] = []
    for block in document.blocks:
        moved.append(len(blocks))
        blocks += _divided(block)
    moved.append(len(blocks))
    enclosures = tuple(msgspec.structs.replace(e, block=moved[e.block]) for e in document.enclosures)
    return msgspec.structs.replace(document, blocks=tuple(blocks), enclosures=enclosures)


def _hold_rows(blocks: Iterable[Block]) -> bool:
    """Whether any cell holds the labels of several rows; asked of every cell of every file."""
    for block in blocks:
        if block.kind is GRID:
            for cell in block.cells:
                if "\n" in cell.text and _labels(cell):
                    return True
    return False


def _labels(cell: BlockCell) -> int:
    """How many lines a cell has where each of them is the label of a row, two of them of nothing else (其他)."""
    labels = [as_label(line) for line in cell.text.split("\n")]
    sure = sum(label in row_wordings() for label in labels)
    return len(labels) if sure >= _LEAST and all(label in _rows() for label in labels) else 0


@cache
def _rows() -> frozenset[str]:
    slots = (slot for table in TableName for slot in SEQUENCES[table])
    return frozenset(wording for slot in slots if slot.role is Role.ROW for wording in slot.variants)


def _divided(block: Block) -> Iterator[Block]:
    counts = {count for cell in block.cells if (count := _labels(cell)) > 1} if _hold_rows((block,)) else set()
    count = counts.pop() if len(counts) == 1 else 0
    rows = [_lines(cell, count) for cell in block.cells] if count else []
    if not rows or not all(rows):
        yield block
        return
    for row in zip(*rows, strict=True):
        yield msgspec.structs.replace(block, cells=tuple(row))


def _lines(cell: BlockCell, count: int) -> list[BlockCell]:
    """The cell of each row: a line, or, of a group's label or an empty cell, its text and then nothing.

    Nothing where it has another number of lines, or a line that is no number beside its labels: whose it is, is open.
    """
    lines = cell.text.split("\n")
    if len(lines) == 1 and content(cell.text) in {Content.EMPTY, Content.TEXT}:
        lines += [""] * (count - 1)
    elif len(lines) != count or (not _labels(cell) and any(content(line) is Content.TEXT for line in lines)):
        return []
    return [msgspec.structs.replace(cell, text=line) for line in lines]
