"""Grids made alike before their cells are read: labels that merged cells repeat are said once.

Place in the flow: Document → **grids** → ``tokens``. Copies of tables that lost their merges (in sheets, in exports)
write a merged label into each cell that it covered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from parsers.document import Block, BlockCell, BlockKind
from parsers.form import TableName
from parsers.labels import column_wordings, wordings
from parsers.normalise import as_label


def without_repeats(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, GRID rows without the text of cells that say what the cell before or above them says."""
    above: dict[int, str] = {}
    table: int | None = None
    for block in blocks:
        if block.kind is not BlockKind.GRID:
            table = None
            yield block
            continue
        above = above if block.table == table else {}
        table = block.table
        kept = [_once(cell, block.cells[i - 1] if i else None, above) for i, cell in enumerate(block.cells)]
        above = {**above, **{column: cell.text for cell in block.cells for column in _columns(cell)}}
        yield msgspec.structs.replace(block, cells=tuple(kept))


@cache
def _heads() -> frozenset[str]:
    return column_wordings(TableName.APPLICATIONS) | column_wordings(TableName.PROCEEDINGS)


def _columns(cell: BlockCell) -> range:
    return range(cell.column, cell.column + cell.span)


def _once(cell: BlockCell, before: BlockCell | None, above: dict[int, str]) -> BlockCell:
    """The cell, emptied where it repeats a label of the form; equal numbers stand side by side all the time."""
    if as_label(cell.text) not in wordings():
        return cell
    # Two equal heads of columns side by side are no merged cell but a fault, which must show.
    beside = before is not None and cell.text == before.text and as_label(cell.text) not in _heads()
    repeats = beside or above.get(cell.column) == cell.text
    return msgspec.structs.replace(cell, text="") if repeats else cell
