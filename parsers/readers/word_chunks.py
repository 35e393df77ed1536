"""Documents that a Word document takes in (``w:altChunk``): converters put whole pages there, which Word makes text.

Place in the flow: ``word`` meets one in the body and asks **here** for its blocks, which it puts in the chunk's place.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from parsers.detect import media_type
from parsers.document import Block, Document
from parsers.media import READERS
from parsers.media_types import DOCM, DOCX, HTML, MHTML, TEXT
from parsers.report import ReadError

Read = Callable[[bytes], Document]
_READ = frozenset({HTML, MHTML, TEXT})
_PAGE = (".htm", ".html", ".xhtml")


def read_chunk(data: bytes, name: str, read_word: Read) -> Document:
    """Read a page, a web archive, a text or another Word document that stands in one.

    :param name: the name of its part, which says whether a text without signs of HTML is a page.
    :param read_word: reads Word documents.
    :raises ReadError: ``foreign-content`` for other kinds, else what the readers raise.
    """
    kind = media_type(data)
    if kind in {DOCX, DOCM}:
        return read_word(data)
    if kind == TEXT and name.lower().endswith(_PAGE):
        kind = HTML
    if kind in _READ:
        return READERS[kind](data)
    raise foreign_content()


def foreign_content() -> ReadError:
    """What is said of a part that cannot be read where it stands."""
    return ReadError("foreign-content", "Parts of the document are other files; open and save it in Word.")


def counted_on(document: Document, lines: int, tables: int) -> tuple[tuple[Block, ...], int, int]:
    """The blocks with lines and tables counted on from those before them, and how far they count then."""
    blocks = tuple(_moved(block, lines, tables) for block in document.blocks)
    places = [cell.where for block in blocks for cell in block.cells]
    return (
        blocks,
        max((where.line or 0 for where in places), default=lines),
        max((block.table or 0 for block in blocks), default=tables),
    )


def _moved(block: Block, lines: int, tables: int) -> Block:
    cells = []
    for cell in block.cells:
        where = cell.where
        where = msgspec.structs.replace(
            where,
            line=None if where.line is None else where.line + lines,
            table=None if where.table is None else where.table + tables,
        )
        cells.append(msgspec.structs.replace(cell, where=where))
    return msgspec.structs.replace(
        block, cells=tuple(cells), table=None if block.table is None else block.table + tables
    )
