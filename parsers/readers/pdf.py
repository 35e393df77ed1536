"""PDF with text, as word processors and browsers make it: bytes → Document.

Place in the flow: picked by ``parsers.reading`` for ``application/pdf``. Ruled tables come out of their rules
(``pdf_grid``, ``pdf_cells``), others out of the places of their glyphs (``pdf_columns``), the rest is running text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from pypdfium2 import PdfDocument

from parsers.document import GRID, Block, BlockCell, BlockKind, Document, Enclosure, EnclosureKind, Meta
from parsers.media_types import PDF
from parsers.readers.pdf_cells import Cell, Sheet, contains, fill, spills
from parsers.readers.pdf_char import UNKNOWN, Char
from parsers.readers.pdf_chars import MAX_CHARS
from parsers.readers.pdf_columns import find_tables
from parsers.readers.pdf_drawn import Rule
from parsers.readers.pdf_fonts import Fonts
from parsers.readers.pdf_grid import Grid
from parsers.readers.pdf_leaf import ORNAMENT, WHOLE, Leaf, has_unread_pages, refuse_unreadable, take_apart
from parsers.readers.pdf_lines import Line, to_lines
from parsers.readers.pdf_marks import PageMarks, doubt, marks_of
from parsers.readers.pdf_meanings import put_right
from parsers.readers.pdf_objects import Budget
from parsers.readers.pdf_page import Box, open_pdf, pages
from parsers.readers.pdf_pages import continues, join
from parsers.readers.pdf_rules import TIGHT, merge
from parsers.readers.pdf_streams import refuse_damaged
from parsers.readers.pdf_text import PageLine, paragraphs, without_furniture
from parsers.readers.pdf_tree import Told
from parsers.report import ReadError, Where


class _PagePicture(NamedTuple):
    """A picture among the text: its page and its box, None where something is printed on it or the page was turned."""

    page: int
    box: Box | None


_Item = Sheet | PageLine | _PagePicture


def read_pdf(data: bytes) -> Document:
    """Read a PDF that has text.

    :raises ReadError: ``password-protected``, ``damaged-pdf``, ``too-many-pages``, ``too-complex``,
        ``unreadable-text``, ``empty-pdf``, ``cropped-pdf``, or ``image-only-pdf`` where only looking at the pages
        helps (``scan``).
    """
    told = refuse_damaged(data)
    with open_pdf(put_right(data, told.miscounting)) as document:
        fonts = Fonts()
        leaves = _leaves(document, fonts)
        if fonts.distrusted:
            # Earlier pages were read before a later one showed what their fonts are worth.
            leaves = _leaves(document, fonts)
    _refuse_lost(leaves, told)
    refuse_unreadable(leaves)
    document = _document(_with_lone_boxes_only_in_tables(leaves))
    return msgspec.structs.replace(document, hides=has_unread_pages(leaves))


def _refuse_lost(leaves: Sequence[Leaf], told: Told) -> None:
    """Refuse a PDF that names pages, or texts of pages, that were not drawn."""
    texts = [leaf.drawn.texts for leaf in leaves]
    if len(texts) < told.pages or sum(map(bool, texts)) < told.written or sum(texts) < told.texts:
        raise ReadError("damaged-pdf", "The PDF is damaged: a part of its pages is lost. Get an undamaged copy.")


def _leaves(document: PdfDocument, fonts: Fonts) -> list[Leaf]:
    budget, left = Budget(), MAX_CHARS
    leaves: list[Leaf] = []
    for page in pages(document):
        leaves.append(take_apart(page, budget, fonts, left))
        left -= len(leaves[-1].chars)
    return leaves


def _with_lone_boxes_only_in_tables(leaves: list[Leaf]) -> list[Leaf]:
    """Frames around a page or a title are no tables; a lone box is one where it goes on a table of the next page."""
    edges = {leaf.number: [grid.xs for grid in leaf.grids if grid.width * grid.height > 1] for leaf in leaves}
    out = []
    for leaf in leaves:
        near = [xs for number in (leaf.number - 1, leaf.number, leaf.number + 1) for xs in edges.get(number, ())]
        kept = [
            grid
            for grid in leaf.grids
            if not _is_frame(grid, leaf.grids)
            and (
                grid.width * grid.height > 1
                or any(abs(xs[0] - grid.xs[0]) <= TIGHT and abs(xs[-1] - grid.xs[-1]) <= TIGHT for xs in near)
            )
        ]
        out.append(leaf._replace(grids=kept))
    return out


def _is_frame(grid: Grid, others: Sequence[Grid]) -> bool:
    x0, y0, x1, y1 = grid.box
    return any(
        other is not grid and x0 <= other.xs[0] and y0 <= other.ys[0] and other.xs[-1] <= x1 and other.ys[-1] <= y1
        for other in others
    )


def _document(leaves: Sequence[Leaf]) -> Document:
    sheets: dict[int, list[Sheet]] = {}
    loose: list[tuple[int, float, list[Line]]] = []
    for leaf in leaves:
        tables, rest = _tables_and_rest(leaf)
        sheets[leaf.number] = tables
        loose.append((leaf.number, leaf.height, to_lines(char for char in rest if char.turn == 0)))
    lines = without_furniture(loose)
    items: list[_Item] = []
    for leaf in leaves:
        items.extend(_in_order(leaf, sheets[leaf.number], lines[leaf.number]))
    rules = [(leaf.number, rule) for leaf in leaves for rule in merge(leaf.drawn.across)]
    items = _with_tables_without_rules(items, rules)
    marks = {leaf.number: _marks(leaf) for leaf in leaves}
    return _assemble(_joined([doubt(item, marks) if isinstance(item, Sheet) else item for item in items]))


def _marks(leaf: Leaf) -> PageMarks:
    drawn = marks_of((*leaf.drawn.ink, *leaf.notes, *leaf.covered), leaf.width, leaf.height)
    return PageMarks(drawn, marks_of(leaf.unseen, leaf.width, leaf.height))


def _with_tables_without_rules(items: Sequence[_Item], rules: Sequence[tuple[int, Rule]]) -> list[_Item]:
    out: list[_Item] = []
    run: list[PageLine] = []
    for item in (*items, None):
        if isinstance(item, PageLine):
            run.append(item)
            continue
        out.extend(find_tables(run, rules))
        run.clear()
        if item is not None:
            out.append(item)
    return out


def _tables_and_rest(leaf: Leaf) -> tuple[list[Sheet], list[Char]]:
    grids, inside, rest = _shared_out(leaf.grids, leaf.chars)
    alone = [grid for grid in grids if grid.width * grid.height > 1 or not any(_is_beside(c, grid) for c in rest)]
    if len(alone) < len(grids):
        # A lone box with text beside it is no table: rules that do not meet leave such pieces of one.
        grids, inside, rest = _shared_out(alone, leaf.chars)
    tables = []
    for grid, chars in zip(grids, inside, strict=True):
        sheet = fill(grid, chars, leaf.number)
        if any(c.text.isdecimal() and _is_beside(c, grid) for c in rest):
            sheet = sheet._replace(cells=tuple(cell._replace(sure=False) for cell in sheet.cells))
        tables.append(sheet)
    return tables, rest


def _is_beside(char: Char, grid: Grid) -> bool:
    """Whether a glyph stands left or right of a grid, as if the row went on there."""
    x0, y0, x1, y1 = grid.box
    return char.turn == 0 and y0 < char.y < y1 and not x0 <= char.x <= x1


def _shared_out(grids: Sequence[Grid], glyphs: Sequence[Char]) -> tuple[Sequence[Grid], list[list[Char]], list[Char]]:
    """The glyphs inside each grid, and the rest."""
    inside: list[list[Char]] = [[] for _ in grids]
    rest: list[Char] = []
    for char in glyphs:
        home = next((i for i, grid in enumerate(grids) if contains(grid.box, char.x, char.y)), None)
        (rest if home is None else inside[home]).append(char)
    for grid, chars in zip(grids, inside, strict=True):
        if spilt := set(spills(grid, rest)):
            chars.extend(spilt)
            rest = [char for char in rest if char not in spilt]
    return grids, inside, rest


def _in_order(leaf: Leaf, tables: Sequence[Sheet], lines: Sequence[Line]) -> list[_Item]:
    if leaf.is_picture:
        return [_PagePicture(leaf.number, (0.0, 0.0, leaf.width, leaf.height))]
    placed: list[tuple[float, int, _Item]] = [(table.box[1], 0, table) for table in tables]
    placed += [(line.box[1], 1, PageLine(leaf.number, line)) for line in lines]
    printed = [*(table.box for table in tables), *(line.box for line in lines)]
    for box, *_ in leaf.drawn.pictures:
        share = (box[2] - box[0]) * (box[3] - box[1]) / (leaf.width * leaf.height)
        # What covers a page with text on it is its background.
        if ORNAMENT <= share < WHOLE:
            bare = not any(_overlap(box, other) for other in printed)
            placed.append((box[1], 2, _PagePicture(leaf.number, box if bare and not leaf.turn else None)))
    return [item for _, _, item in sorted(placed, key=lambda entry: entry[:2])]


def _overlap(one: Box, other: Box) -> bool:
    return all(one[i] < other[i + 2] - TIGHT and other[i] < one[i + 2] - TIGHT for i in (0, 1))


def _joined(items: Sequence[_Item]) -> list[_Item]:
    """The items with the parts of tables that pages divide put together."""
    out: list[_Item] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Sheet) and isinstance(last, Sheet) and last.page < item.page and continues(last, item):
            out[-1] = join(last, item)
        else:
            out.append(item)
    return out


def _assemble(items: Sequence[_Item]) -> Document:
    blocks: list[Block] = []
    enclosures: list[Enclosure] = []
    run: list[PageLine] = []
    tables = 0

    def flush() -> None:
        blocks.extend(_text_blocks(run))
        run.clear()

    for item in items:
        if isinstance(item, PageLine):
            run.append(item)
            continue
        flush()
        if isinstance(item, Sheet):
            tables += 1
            blocks.extend(_row_blocks(item, tables))
        else:
            where = Where(page=item.page, box=_rounded(item.box)) if item.box else None
            enclosures.append(Enclosure(EnclosureKind.PICTURE, f"page {item.page}", "", len(blocks), where))
    flush()
    return Document(PDF, tuple(blocks), tuple(enclosures), Meta())


def _text_blocks(run: Sequence[PageLine]) -> Iterator[Block]:
    for paragraph in paragraphs(run):
        where = Where(page=paragraph.page, box=_rounded(paragraph.box))
        yield Block(BlockKind.TEXT, (BlockCell(paragraph.text, where, sure=UNKNOWN not in paragraph.text),))


def _row_blocks(sheet: Sheet, table: int) -> Iterator[Block]:
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    for _, cells in sorted(rows.items()):
        yield Block(GRID, tuple(_block_cell(cell, table) for cell in cells), table)


def _block_cell(cell: Cell, table: int) -> BlockCell:
    where = Where(table=table, row=cell.row + 1, column=cell.column + 1, page=cell.page, box=_rounded(cell.box))
    return BlockCell(cell.text, where, cell.column, cell.span, cell.height, cell.sure)


def _rounded(box: Box) -> Box:
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)
