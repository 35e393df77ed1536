"""Reports as lines of text, their tables written as a test has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parsers.document import Block, BlockKind
from tests.factory.content import make_content
from tests.factory.in_document import official_document


def lines_with(write: Callable[[Sequence[Block]], Sequence[str]], seed: int) -> list[str]:
    """The lines of a report on the official form.

    :param write: makes lines of the rows of one table.
    """
    blocks = official_document(make_content(seed), seed).blocks
    lines: list[str] = []
    done: set[int | None] = set()
    for block in blocks:
        if block.kind is not BlockKind.GRID:
            lines.append(block.text)
        elif block.table not in done:
            done.add(block.table)
            lines += write([other for other in blocks if other.table == block.table])
    return lines
