"""Reports as Documents, as a perfect reader of grids would make them: the decoder alone is tried."""

from __future__ import annotations

import random

from parsers.document import Block, BlockCell, BlockKind, Document
from parsers.report import Where
from tests.factory.content import Content
from tests.factory.grid import Grid
from tests.factory.page import OFFICIAL, Part, compose, print_grids


def as_document(parts: list[Part]) -> Document:
    """A Document of GRID rows and lines of text."""
    blocks: list[Block] = []
    table = 0
    for part in parts:
        if not isinstance(part, Grid):
            blocks.append(Block(BlockKind.TEXT, (BlockCell(part.text, Where(line=len(blocks) + 1)),)))
            continue
        table += 1
        for r, row in enumerate(part.placed(), start=1):
            cells = tuple(
                BlockCell(cell.text, Where(table=table, row=r, column=start + 1), start, cell.span, cell.height)
                for start, cell in row
            )
            if cells:
                blocks.append(Block(BlockKind.GRID, cells, table=table))
    return Document("text/html", tuple(blocks))


def official_document(content: Content, seed: int) -> Document:
    """A report on the official form, as a Document.

    :param seed: what makes the rest of the page.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    return as_document(compose(content, print_grids(content, OFFICIAL, rng)))
