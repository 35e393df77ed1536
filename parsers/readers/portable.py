"""PDF: text as text, pages and tables that are pictures by recognition.

Place in the flow: picked by ``media`` for ``application/pdf``; hands on to ``pdf``, to ``scan``, or to both.
"""

from __future__ import annotations

from itertools import groupby

import msgspec

from parsers.document import GRID, Block, Document, Enclosure
from parsers.readers.pdf import read_pdf
from parsers.report import ReadError

# What looking at the pages helps against: no text, or text of which nobody says what it means.
_UNREADABLE = "unreadable-text"
_TO_LOOK_AT = frozenset({"image-only-pdf", _UNREADABLE})
_NO_RECOGNISER = "needs-ocr"
# Points that a table's picture has at least: seven columns, a head and a row.
_LEAST_WIDTH, _LEAST_HEIGHT = 150.0, 40.0
# A report with more pictures is an album; each takes a second or two.
_MAX_PICTURES = 20


def read_portable(data: bytes) -> Document:
    """Read a PDF; where it has no text that can be read, recognise its pages, else the tables that are pictures.

    :raises ReadError: the codes of ``read_pdf`` but ``image-only-pdf``, and those of ``read_scanned_pages``; where
        there is text, and no recogniser, still ``unreadable-text``.
    """
    try:
        return _with_pictures(read_pdf(data), data)
    except ReadError as error:
        if error.code not in _TO_LOOK_AT:
            raise
        first = error
    # Recognition is an extra, and heavy: loaded only where it is needed.
    from parsers.readers.pdf_images import page_bitmaps  # noqa: PLC0415 - see above
    from parsers.readers.scan import read_scanned_pages  # noqa: PLC0415 - see above

    try:
        return read_scanned_pages(page_bitmaps(data))
    except ReadError as error:
        # The file could be saved anew with its text; what recognition lacks is not its fault.
        raise first if first.code == _UNREADABLE and error.code == _NO_RECOGNISER else error from None


def _with_pictures(document: Document, data: bytes) -> Document:
    """The document with what its pictures show spliced in; pictures that cannot be read stay mere enclosures."""
    pictures = [enclosure for enclosure in document.enclosures if _may_be_a_table(enclosure)]
    if not pictures or len(pictures) > _MAX_PICTURES:
        return document
    try:
        shown = {at: _shown(list(run), data) for at, run in groupby(pictures, key=lambda picture: picture.block)}
    except ReadError:
        return document
    return _spliced(document, shown) if any(shown.values()) else document


def _may_be_a_table(enclosure: Enclosure) -> bool:
    if enclosure.where is None or enclosure.where.box is None:
        return False
    x0, y0, x1, y1 = enclosure.where.box
    return x1 - x0 >= _LEAST_WIDTH and y1 - y0 >= _LEAST_HEIGHT


def _shown(run: list[Enclosure], data: bytes) -> tuple[Block, ...]:
    """What pictures without text between them show; nothing where they show no table."""
    from parsers.readers.pdf_images import picture_bitmaps  # noqa: PLC0415 - see above
    from parsers.readers.scan import read_scanned_pages  # noqa: PLC0415 - see above

    places = [(where.page, where.box) for where in (picture.where for picture in run) if where and where.box]
    blocks = read_scanned_pages(picture_bitmaps(data, [(page, box) for page, box in places if page])).blocks
    return blocks if any(block.kind is GRID for block in blocks) else ()


def _spliced(document: Document, shown: dict[int, tuple[Block, ...]]) -> Document:
    """A document with blocks put in before some of its own; their tables are counted on from its last."""
    blocks: list[Block] = []
    tables = max((block.table or 0 for block in document.blocks), default=0)
    starts: list[int] = []
    for at in range(len(document.blocks) + 1):
        starts.append(len(blocks))
        own = shown.get(at, ())
        blocks += [msgspec.structs.replace(b, table=tables + b.table) if b.table else b for b in own]
        tables += max((block.table or 0 for block in own), default=0)
        blocks += document.blocks[at : at + 1]
    enclosures = tuple(msgspec.structs.replace(e, block=starts[e.block]) for e in document.enclosures)
    return msgspec.structs.replace(document, blocks=tuple(blocks), enclosures=enclosures, recognised=True)
