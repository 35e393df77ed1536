"""Grids made alike before their cells are read: what merged cells repeat, labels or a number, is said once.

Place in the flow: Document → **grids** → ``tokens``. Copies of tables that lost their merges (in sheets, in exports)
write a merged label into each cell that it covered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import msgspec

from parsers.document import GRID, ROWS, Block, BlockCell, BlockKind
from parsers.form import FORMS, TableName
from parsers.labels import column_wordings, row_wordings, wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content


def without_repeats(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, rows without the text of cells that say what the cell before or above them says.

    Only rows as wide as the one before say a label again: where merged cells were dropped, cells of different columns
    stand above each other. So they may in a text, but where a label beside itself shows that merges are written out.
    """
    above: dict[int, str] = {}
    table: tuple[BlockKind, int | None, int] | None = None
    heads = 0
    for block in blocks:
        if block.kind not in ROWS:
            table, heads = None, 0
            yield block
            continue
        grid = block.kind is GRID
        own = block.kind, block.table, _width(block)
        above = above if own == table else {}
        heads = heads if own == table else 0
        table = own
        cells = block.cells
        beside = _beside(block, grid=grid)
        said = [
            beside[i] or _says_again(block, cell, above.get(cell.column if grid else i)) for i, cell in enumerate(cells)
        ]
        if grid:
            for cell in cells:
                above.update(dict.fromkeys(_columns(cell), cell.text))
        elif above or any(beside):
            above.update(enumerate(cell.text for cell in cells))
        # Where a head is written over all columns left, so are the numbers below, up to the next heads.
        if any(beside) or ((heads or _ends_twice(block)) and any(map(_counts, block.cells))):
            heads = _heads(block)
            fills = heads > 0
        else:
            fills = heads > 0 and _fills_up(block, heads)
        if fills:
            said = [at > heads or is_said for at, is_said in enumerate(said)]
        yield _without(block, said) if any(said) else block


def _ends_twice(block: Block) -> bool:
    """Whether the last two cells of a row say the same, and not nothing."""
    last = block.cells[-1].text
    return len(block.cells) > 2 and bool(last) and last == block.cells[-2].text


def _heads(block: Block) -> int:
    """How many heads of T2 a row has the last of which fills all columns left; 0 where that is said but once."""
    texts = [cell.text for cell in block.cells[1:] if cell.span == 1]
    count = len(set(texts))
    fits = 0 < count < len(texts) == len(block.cells) - 1 and len(set(texts[count - 1 :])) == 1
    return count if fits and all(_counts(cell) for cell in block.cells[1:]) else 0


def _fills_up(block: Block, heads: int) -> bool:
    """Whether a row of so many columns by the form has its last number in all columns left."""
    first, *others = block.cells
    same = {cell.text for cell in others[heads - 1 :]}
    return (
        len(same) == 1
        and content(others[-1].text) is not Content.TEXT
        and all(cell.span == 1 and cell.sure for cell in others)
        and (as_label(first.text), heads) in _lengths()
    )


@cache
def _lengths() -> frozenset[tuple[str, int]]:
    """The labels of T2 with their numbers of columns, in either edition."""
    rows = (row for form in FORMS.values() for row in form.table(TableName.DISCLOSURE))
    return frozenset((as_label(row.label), len(row.columns)) for row in rows)


def _without(block: Block, said: Sequence[bool]) -> Block:
    cells = (
        msgspec.structs.replace(cell, text="") if is_said else cell
        for cell, is_said in zip(block.cells, said, strict=True)
    )
    return msgspec.structs.replace(block, cells=tuple(cells))


# Before numbers, labels of rows.
_LAST_HEADS = frozenset({"其他", "总计"})


@cache
def _columns_heads() -> frozenset[str]:
    return column_wordings(TableName.APPLICATIONS) | column_wordings(TableName.PROCEEDINGS)


@cache
def _all_heads() -> frozenset[str]:
    """In a text the heads of T2, too, may have lost what told them apart (本年新 | 本年新)."""
    return _columns_heads() | column_wordings(TableName.DISCLOSURE)


def _width(block: Block) -> int:
    return _columns(block.cells[-1]).stop if block.kind is GRID else len(block.cells)


def _columns(cell: BlockCell) -> range:
    return range(cell.column, cell.column + cell.span)


def _beside(block: Block, *, grid: bool) -> list[bool]:
    """Whether each cell says again what the one before it says; equal numbers stand side by side all the time.

    Two equal heads of columns side by side are no merged cell but a fault, which must show.
    """
    cells = block.cells
    again = [False, *(cell.text == before.text and _is_label(cell.text) for before, cell in pairwise(cells))]
    if any(again):
        heads = _columns_heads() if grid else _all_heads()
        if not any(content(cell.text) is Content.NUMBER for cell in cells):
            heads |= _LAST_HEADS
        again = [is_again and as_label(cell.text) not in heads for is_again, cell in zip(again, cells, strict=True)]
    return again


def _counts(cell: BlockCell) -> bool:
    """Whether a cell says how T2 counts (本年处理决定数量): before a number, each row says it for itself."""
    return as_label(cell.text) in column_wordings(TableName.DISCLOSURE)


def _says_again(block: Block, cell: BlockCell, above: str | None) -> bool:
    """Whether a cell says what stands above it, and says it for the same cells.

    Nothing is merged in the label of a row: two rows that have the same one are two, and which is meant is not known.
    """
    if cell.text != above or not _is_label(above):
        return False
    names = _counts(cell) or (block.kind is GRID and as_label(cell.text) in row_wordings())
    return not (names and any(content(other.text) is Content.NUMBER for other in block.cells))


def _is_label(text: str) -> bool:
    """Whether a text is a label of the form. Most cells that say the same say nothing, or a number."""
    return bool(text) and as_label(text) in wordings()
