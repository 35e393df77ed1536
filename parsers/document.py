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
    # A row of a table that the medium itself divides into cells (HTML, Word, sheets, ruled PDF, scans): each cell knows
    # its column in the table's grid, merged cells their extent, and an empty cell is an empty cell.
    GRID = "grid row"


# Asked for thousands of times a report; a global costs less than a member.
LOOSE_CELL, ROW, GRID = BlockKind.LOOSE_CELL, BlockKind.ROW, BlockKind.GRID


# Kinds whose cells keep their places in the row.
ROWS = frozenset({BlockKind.ROW, BlockKind.GRID})


# There are thousands of these and no cycles among them: they need no garbage collection.
class BlockCell(msgspec.Struct, frozen=True, gc=False):
    """The text of one cell as the source has it, and its place.

    ``column``, ``span`` and ``height`` (grid columns from 0; columns and rows covered) are a GRID row's; of a TEXT
    block, ``column`` is its indent (a full-width character takes two). ``sure`` is False where a reader saw something
    that it could not read with certainty (OCR); ``text`` is its best reading.
    """

    text: str
    where: Where
    column: int = 0
    span: int = 1
    height: int = 1
    sure: bool = True


class Block(msgspec.Struct, frozen=True):
    """One line, cell or row of the source. ``TEXT`` and ``LOOSE_CELL`` blocks have exactly one cell.

    A GRID row has the cells that begin in it, by column, at least one; where a cell of a row above reaches down, it has
    none. ``table`` numbers its table in the source from 1: rows of one grid share it.
    """

    kind: BlockKind
    cells: tuple[BlockCell, ...]
    table: int | None = None

    @property
    def where(self) -> Where:
        """Where the block begins."""
        return self.cells[0].where

    @property
    def text(self) -> str:
        """The non-empty cells joined by one space."""
        if len(self.cells) == 1:
            return self.cells[0].text
        return " ".join(cell.text for cell in self.cells if cell.text)


class EnclosureKind(StrEnum):
    """What a source shows or links instead of saying it in text."""

    PICTURE = "picture"
    ATTACHMENT = "attachment"


class Enclosure(msgspec.Struct, frozen=True):
    """A picture or an attachment of the source: its address as the source has it, its caption, and its place.

    ``block`` is the index of the block before which it stands (the number of blocks where it stands last); ``where``
    is known where the medium has pages, of a picture that nothing is printed on.
    """

    kind: EnclosureKind
    address: str
    text: str
    block: int
    where: Where | None = None


class Meta(msgspec.Struct, frozen=True):
    """What the medium says of itself outside its text (HTML ``meta``, document properties); None where it is silent.

    ``published_on`` is an ISO date.
    """

    title: str | None = None
    published_on: str | None = None
    publisher: str | None = None


class Document(msgspec.Struct, frozen=True):
    """A source in reading order.

    ``recognised``: its characters were recognised in a picture (OCR); arithmetic then has a say in what counts as read.
    ``hides``: it holds cells that it does not show (hidden rows and columns of a sheet) or that say nothing (a page
    of a PDF without its fonts, a text that a converter garbled); what lacks may be among them.
    """

    media_type: str
    blocks: tuple[Block, ...]
    enclosures: tuple[Enclosure, ...] = ()
    meta: Meta = Meta()
    recognised: bool = False
    hides: bool = False
