"""Rows of the form that share one row of a grid, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import pytest

from parsers.document import Block, BlockKind, Document
from parsers.form import FORMS, Edition, TableName
from parsers.reading import interpret
from parsers.report import Report, Status
from tests.factory.content import make_content
from tests.factory.in_document import official_document
from tests.factory.verdict import silently_wrong

SEEDS = [seed for seed in range(40) if make_content(seed).edition is Edition.E2021][:5]
ROWS = [
    row.label for name in (TableName.DISCLOSURE, TableName.APPLICATIONS) for row in FORMS[Edition.E2021].table(name)
]


def is_row(block: Block) -> bool:
    return block.kind is BlockKind.GRID and any(cell.text in ROWS for cell in block.cells)


def together(rows: Sequence[Block]) -> Block:
    """Rows in one, their texts line by line; the label of the group, in the first only, is a cell of one line."""
    first = rows[0]
    texts = {
        cell.column: [c.text for row in rows for c in row.cells if c.column == cell.column] for cell in first.cells
    }
    return msgspec.structs.replace(
        first, cells=tuple(msgspec.structs.replace(cell, text="\n".join(texts[cell.column])) for cell in first.cells)
    )


def read(seed: int, change: Callable[[Block], Block] = lambda block: block) -> Report:
    """A report in which neighbours with their labels in the same column share a row, three at most."""
    content = make_content(seed)
    document = official_document(content, seed)
    groups: list[list[Block]] = []
    for block in document.blocks:
        own = next((cell.column for cell in block.cells if cell.text in ROWS), None) if is_row(block) else None
        before = groups[-1][0] if groups and is_row(groups[-1][0]) else None
        beside = before is not None and own is not None and own in {c.column for c in before.cells if c.text in ROWS}
        if beside and len(groups[-1]) < 3 and len(block.cells) <= len(before.cells if before else ()):
            groups[-1].append(block)
        else:
            groups.append([block])
    blocks = tuple(change(together(group)) if len(group) > 1 else group[0] for group in groups)
    assert len(blocks) < len(document.blocks)
    return interpret(Document(document.media_type, blocks))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_rows_are_read(seed: int) -> None:
    report = read(seed)
    assert silently_wrong(report, make_content(seed)) == []
    assert {cell.status for cell in report.cells.values()} == {Status.OK}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_was_lost_leaves_open_whose_the_others_are(seed: int) -> None:
    def without_line(block: Block) -> Block:
        *others, last = block.cells
        return msgspec.structs.replace(
            block, cells=(*others, msgspec.structs.replace(last, text=last.text.partition("\n")[2]))
        )

    assert silently_wrong(read(seed, without_line), make_content(seed)) == []
