"""Rows of T3 beside their heads: a page says a wrong number of rows or columns for a merged label."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.form import Edition
from parsers.reading import interpret
from parsers.report import Report, Status
from tests.factory.content import make_content
from tests.factory.in_document import official_document
from tests.factory.verdict import silently_wrong

SEEDS = [seed for seed in range(40) if make_content(seed).edition is Edition.E2021][:6]
COLUMNS = 7


def packed(cells: Sequence[BlockCell], first: int = 0) -> tuple[BlockCell, ...]:
    """The cells of a row side by side, as where no merged cell reaches down to it."""
    out: list[BlockCell] = []
    for cell in cells:
        column = out[-1].column + out[-1].span if out else first
        out.append(msgspec.structs.replace(cell, column=column))
    return tuple(out)


def read(seed: int, *, lost: int | None = None) -> Report:
    """A report whose T3 lost the rows that its merged labels span.

    :param lost: the number that lacks in each second row that moved.
    """
    content = make_content(seed)
    document = official_document(content, seed)
    widths = {b.table: max(c.column + c.span for c in b.cells) for b in document.blocks if b.kind is BlockKind.GRID}
    (table,) = (name for name, width in widths.items() if width == COLUMNS + 3)

    moved: list[Block] = []

    def changed(block: Block) -> Block:
        cells = [cell for cell in block.cells if cell.text or cell.span > 1 or cell is block.cells[-1]]
        if COLUMNS < sum(cell.span for cell in cells) < COLUMNS + 3:
            moved.append(block)
        if lost is not None and moved and block is moved[-1] and len(moved) % 2:
            del cells[len(cells) - COLUMNS + lost]
        return msgspec.structs.replace(block, cells=packed(cells))

    blocks = tuple(changed(block) if block.table == table else block for block in document.blocks)
    return interpret(Document(document.media_type, blocks))


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_add_up_are_read(seed: int) -> None:
    report = read(seed)
    assert silently_wrong(report, make_content(seed)) == []
    assert {cell.status for cell in report.cells.values()} == {Status.OK}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lost", [0, 3])
def test_rows_that_lost_a_number_are_not(seed: int, lost: int) -> None:
    assert silently_wrong(read(seed, lost=lost), make_content(seed)) == []
