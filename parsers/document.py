"""The Document: what every reader returns. Blocks in reading order, their cells, and where each stands.

Place in the flow: bytes → a reader → **Document** → ``decode`` and ``sections`` → Report.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from parsers.report import Where


class BlockKind(StrEnum):
    """What a block is made of, which decides what an empty cell in it proves."""

    # A line of running text; it may still be a table cell that the source printed on a line of its own.
    TEXT = "text"
    # One cell of a table, the place of which in its row is not known (a lost blank leaves no trace).
    LOOSE_CELL = "loose cell"
    # A row whose separators stand: an empty cell shows as such.
    ROW = "row"


class BlockCell(msgspec.Struct, frozen=True):
    """The text of one cell as the source has it, and its place."""

    text: str
    where: Where


class Block(msgspec.Struct, frozen=True):
    """One line, cell or row of the source. ``TEXT`` and ``LOOSE_CELL`` blocks have exactly one cell."""

    kind: BlockKind
    cells: tuple[BlockCell, ...]

    @property
    def where(self) -> Where:
        """Where the block begins."""
        return self.cells[0].where

    @property
    def text(self) -> str:
        """The non-empty cells joined by one space."""
        return " ".join(cell.text for cell in self.cells if cell.text)


class Document(msgspec.Struct, frozen=True):
    """A source in reading order."""

    media_type: str
    blocks: tuple[Block, ...]
