"""DOCX and DOCM: bytes → Document.

Place in the flow: picked by ``parsers.read``; DOC, WPS, RTF and other formats come here as converted by LibreOffice.
The body in reading order as the accepted document shows it; headers, footers, notes and comments are no part of it.
Macros and linked files are never looked at, pictures and embedded files are named only; documents taken in as part of
the text (``w:altChunk``) are read in their place. The title among the document's properties is left alone: it mostly is
that of the file another one was once copied from.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

import msgspec
from lxml import etree

from parsers.document import GRID, Block, BlockCell, BlockKind, Document, Enclosure
from parsers.media_types import DOCX
from parsers.readers.ooxml import RELATION, Parts, Relation
from parsers.readers.word_chunks import counted_on, foreign_content, read_chunk
from parsers.readers.word_numbering import Numbering
from parsers.readers.word_structure import misplaced_text, refuse_misplaced
from parsers.readers.word_styles import Styles, W
from parsers.readers.word_table import GridCell, grid, is_layout, items, shown_cells, shown_rows
from parsers.readers.word_text import Mark, Paragraph, TextReader
from parsers.report import ReadError, Where

# A report has some 300 paragraphs and 300 cells.
MAX_PARAGRAPHS = 100_000
MAX_BLOCKS = 50_000
_PARAGRAPH, _TABLE = f"{W}p", f"{W}tbl"
_CHUNK, _LINKED = f"{W}altChunk", f"{W}subDoc"


def read_word(data: bytes) -> Document:
    """Read a Word document.

    :raises ReadError: ``password-protected``, ``damaged-file``, ``damaged-zip``, ``dtd-forbidden``,
        ``foreign-content``, ``too-many-paragraphs``, ``too-deep``, or another code of ``parsers.packages`` or, where a
        page or a text is part of it, of their readers.
    """
    return _read(data, _read_plain)


def _read_plain(data: bytes) -> Document:
    """A Word document within another: none stands in it in turn."""

    def refuse(_: bytes) -> Document:
        raise foreign_content()

    return _read(data, refuse)


def _read(data: bytes, read_inner: Callable[[bytes], Document]) -> Document:
    parts = Parts(data)
    name = parts.main("word/document.xml")
    root = parts.xml(name)
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise ReadError("damaged-file", "The document has no body.")
    relations = parts.relations(name)
    chunks = _chunks(body, parts, relations)
    refuse_misplaced(body)
    styles = Styles(parts.related(name, "/styles"))
    numbering = Numbering(parts.related(name, "/numbering"), styles)
    read = {chunk: read_chunk(*found, read_inner) for chunk, found in chunks.items()}
    flow = _Flow(TextReader(styles, numbering, relations), read, misplaced_text(body))
    try:
        flow.story(body)
    except RecursionError:
        raise ReadError("too-deep", "Tables or text boxes stand in each other too deep.") from None
    return Document(DOCX, tuple(flow.blocks), tuple(flow.enclosures))


def _chunks(
    body: etree._Element, parts: Parts, relations: dict[str, Relation]
) -> dict[etree._Element, tuple[bytes, str]]:
    """The documents that this one takes in between its paragraphs, with the names of their parts.

    :raises ReadError: ``foreign-content`` where one stands elsewhere, is missing, or lies outside.
    """
    found = {}
    standing = set(items(body, _CHUNK))
    for chunk in body.iter(_CHUNK, _LINKED):
        relation = relations.get(chunk.get(f"{RELATION}id", ""))
        data = None if relation is None or relation.external else parts.data(relation.target)
        if relation is None or data is None or chunk not in standing:
            raise foreign_content()
        found[chunk] = (data, relation.target)
    return found


class _Flow:
    """The blocks of a document, as far as it has been walked.

    :param chunks: the documents that it takes in.
    :param misplaced: the cells with text where none can stand.
    """

    def __init__(
        self, reader: TextReader, chunks: Mapping[etree._Element, Document], misplaced: Container[etree._Element]
    ) -> None:
        self._chunks = chunks
        self._misplaced = misplaced
        self.blocks: list[Block] = []
        self.enclosures: list[Enclosure] = []
        self._reader = reader
        self._paragraphs = 0
        self._tables = 0

    def story(self, element: etree._Element) -> None:
        """Walk a text of its own: the body, a text box, a cell of a table that only arranges."""
        pending = Paragraph()
        for child in items(element, _PARAGRAPH, _TABLE, _CHUNK):
            if child.tag == _PARAGRAPH:
                pending = self._paragraph(child, pending)
                if not pending.open:
                    self._text(pending)
                    pending = Paragraph()
                continue
            self._text(pending)
            pending = Paragraph()
            if child.tag == _CHUNK:
                self._chunk(self._chunks[child])
            else:
                self._table(child)
        self._text(pending)
        self._reader.check_fields()

    def _paragraph(self, element: etree._Element, before: Paragraph) -> Paragraph:
        """Read a paragraph as the continuation of one whose end is deleted, or of nothing."""
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS or len(self.blocks) > MAX_BLOCKS:
            raise ReadError("too-many-paragraphs", f"The document has more than {MAX_PARAGRAPHS} paragraphs.")
        read = self._reader.paragraph(element)
        if not before.open:
            return read
        return Paragraph(
            before.text + read.text,
            before.sure and read.sure,
            read.open,
            [*before.boxes, *read.boxes],
            [*before.marks, *read.marks],
        )

    def _text(self, paragraph: Paragraph) -> None:
        """A paragraph as blocks, one a line; what is anchored in it follows."""
        for line in paragraph.text.split("\n"):
            if text := line.strip():
                where = Where(line=self._paragraphs)
                self.blocks.append(Block(BlockKind.TEXT, (BlockCell(text, where, sure=paragraph.sure),)))
        self._enclose(paragraph.marks)
        for box in paragraph.boxes:
            end = self._reader.separate_story()
            self.story(box)
            end()

    def _chunk(self, document: Document) -> None:
        """Another document in the place of its chunk."""
        at = len(self.blocks)
        blocks, self._paragraphs, self._tables = counted_on(document, self._paragraphs, self._tables)
        self.blocks.extend(blocks)
        self.enclosures.extend(msgspec.structs.replace(one, block=one.block + at) for one in document.enclosures)

    def _enclose(self, marks: list[Mark]) -> None:
        at = len(self.blocks)
        self.enclosures.extend(Enclosure(mark.kind, mark.address, mark.text, at) for mark in marks)

    def _table(self, table: etree._Element) -> None:
        if is_layout(table):
            for row in shown_rows(table):
                for cell in shown_cells(row):
                    self.story(cell)
            return
        self._tables += 1
        number = self._tables
        for index, cells in enumerate(grid(table, self._cell), start=1):
            if cells:
                self.blocks.append(Block(GRID, tuple(_placed(c, number, index) for c in cells), number))

    def _cell(self, cell: etree._Element) -> tuple[str, bool]:
        """Text of a cell, one line a paragraph, and whether it is sure to be all that the cell shows."""
        lines: list[Paragraph] = []
        sure = cell not in self._misplaced
        pending = Paragraph()
        for child in items(cell, _PARAGRAPH):
            pending = self._paragraph(child, pending)
            if not pending.open:
                lines.append(pending)
                pending = Paragraph()
        if pending.text or pending.open:
            lines.append(pending)
        for paragraph in lines:
            sure = sure and paragraph.sure
            if paragraph.marks:
                self._enclose(paragraph.marks)
        boxes = [self._box(box) for paragraph in lines for box in paragraph.boxes]
        texts = (line.strip() for paragraph in [*lines, *boxes] for line in paragraph.text.split("\n"))
        return "\n".join(text for text in texts if text), sure

    def _box(self, box: etree._Element) -> Paragraph:
        """A text box in a cell: its text joins the cell's, which no longer is sure."""
        end = self._reader.separate_story()
        text, _ = self._cell(box)
        end()
        return Paragraph(text)


def _placed(cell: GridCell, table: int, row: int) -> BlockCell:
    where = Where(table=table, row=row, column=cell.column + 1)
    return BlockCell(cell.text, where, cell.column, cell.span, cell.height, cell.sure)
