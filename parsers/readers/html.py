"""HTML pages, whole or in pieces: bytes → Document.

Place in the flow: picked by ``parsers.read`` for ``text/html``; ``mhtml`` uses it for the page in a web archive. Source
→ tree (``html_source``) → lines and tables (``html_walk``) → **blocks**.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from parsers.document import GRID, Block, BlockCell, Document, Enclosure
from parsers.encoding import decode_text
from parsers.readers.html_css import rules_of
from parsers.readers.html_embedded import document_in_data, has_data, parse_whole
from parsers.readers.html_flow import Grid, GridRow, Inset, Item, Line
from parsers.readers.html_meta import read_meta
from parsers.readers.html_paint import Paints
from parsers.readers.html_selected import doubtful_elements
from parsers.readers.html_selectors import names_at_tables
from parsers.readers.html_source import without_data
from parsers.readers.html_styles import Styles
from parsers.readers.html_tables import key_values
from parsers.readers.html_walk import Walk
from parsers.readers.text import MAX_LINES, frame_of, line_block
from parsers.report import ReadError, Where

HTML = "text/html"
# The first sentence of that length ends the head of a page, where tables are keys and values.
_PARAGRAPH = 40
# A report is that long, and fills most of its page.
_LEAST_LENGTH, _MOST = 400, 0.7
# A page that shows less than that may be filled by a script.
_SHELL = 1_500


def read_html(data: bytes) -> Document:
    """Read a page or a piece of one.

    :raises ReadError: ``empty-file``, ``damaged-utf8``, ``undecodable-text``, ``damaged-html``, ``cut-off-page``,
        ``too-deep``, ``too-many-attributes``, ``too-many-cells``, ``too-many-elements``, ``too-many-lines`` or
        ``page-too-large``.
    """
    return read_page(decode_text(data))


def read_page(text: str, media_type: str = HTML) -> Document:
    """Read the decoded source of a page; ``media_type`` is that of the file it is from.

    :raises ReadError: as ``read_html``.
    """
    root = parse_whole(without_data(text))
    items = _items(root)
    # Frameworks send a shell, and what fills it as data.
    if has_data(root) and (shown := sum(map(_length, items))) < _SHELL:
        told = _items(inner) if (inner := document_in_data(root)) is not None else []
        items += told if sum(map(_length, told)) > shown else []
    blocks, enclosures = _assemble(_with_key_values(items))
    return Document(media_type, tuple(blocks), tuple(enclosures), read_meta(root))


def _items(root: etree._Element) -> list[Item]:
    """What the page shows; where that is no table, also what it hides until a script shows it.

    So it is where most of the page is not seen: messengers and pages that fade in let a script show the whole text.
    """
    rules = rules_of(root)
    there = names_at_tables(root) if rules else set()
    styles = Styles(rules, doubtful_elements(root, rules, there))
    paints = Paints(root, rules, there)
    walk = Walk(styles, paints)
    items = walk.run(root)
    if walk.unseen >= _LEAST_LENGTH and walk.unseen > _MOST * sum(map(_length, items)):
        return Walk(styles, paints, show_unseen=True).run(root)
    if walk.has_hidden and not any(isinstance(item, Grid) for item in items):
        with_hidden = Walk(styles, paints, show_hidden=True).run(root)
        if any(isinstance(item, Grid) for item in with_hidden):
            return with_hidden
    return items


def _length(item: Item) -> int:
    """How many characters an item has, white space left out."""
    texts = [item.text] if isinstance(item, Line) else []
    if isinstance(item, Grid):
        texts = [cell.text for row in item.rows for cell in row.cells]
    return sum(len(word) for text in texts for word in text.split())


def _with_key_values(items: Sequence[Item]) -> Iterator[Item]:
    """The items, the tables of keys and values in the head of the page as lines."""
    in_head = True
    for item in items:
        if isinstance(item, Line):
            in_head = in_head and not (len(item.text) >= _PARAGRAPH and "。" in item.text)
        lines = key_values(item) if in_head and isinstance(item, Grid) else None
        if isinstance(item, Grid) and lines is not None:
            yield from (inset for row in item.rows for inset in row.insets)
            yield from lines
        else:
            yield item


def _assemble(items: Iterator[Item]) -> tuple[list[Block], list[Enclosure]]:
    """Blocks with their places: lines and tables are numbered as they come."""
    blocks: list[Block] = []
    enclosures: list[Enclosure] = []
    everything = list(items)
    frame = frame_of([item.text for item in everything if isinstance(item, Line)])
    lines = tables = 0
    for item in everything:
        if isinstance(item, Inset):
            enclosures.append(_enclosure(item, len(blocks)))
        elif isinstance(item, Line):
            lines += 1
            block = line_block(item.text, lines, frame)
            blocks += [block] if block is not None else []
        else:
            tables += not item.goes_on
            for row in item.rows:
                enclosures += [_enclosure(inset, len(blocks)) for inset in row.insets]
                blocks.append(_grid_block(row, tables))
    if lines > MAX_LINES:
        raise ReadError("too-many-lines", f"The page has {lines} lines; a report has fewer than {MAX_LINES}.")
    return blocks, enclosures


def _enclosure(inset: Inset, block: int) -> Enclosure:
    return Enclosure(inset.kind, inset.address, inset.text, block)


def _grid_block(row: GridRow, table: int) -> Block:
    cells = (
        BlockCell(
            cell.text,
            Where(table=table, row=row.number, column=cell.column + 1),
            column=cell.column,
            span=cell.span,
            height=cell.height,
            sure=cell.sure,
        )
        for cell in row.cells
    )
    return Block(GRID, tuple(cells), table)
