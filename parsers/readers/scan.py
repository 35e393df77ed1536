"""Scans and photographs: images of pages → Document.

Place in the flow: picked by ``media`` for images, and by ``portable`` for PDFs without text. What does the work
(``scan_*``) needs the extra ``ocr`` and is imported only here, when there is something to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from parsers.document import Document
from parsers.readers.scan_header import MAX_PAGES, check_size, image_header
from parsers.report import ReadError

if TYPE_CHECKING:
    from parsers.readers.pdf_images import PageBitmap
    from parsers.readers.scan_join import Piece
    from parsers.readers.scan_ocr import Recogniser
    from parsers.readers.scan_page import Frame, Page

MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "webp": "image/webp",
}


def read_scan(data: bytes) -> Document:
    """Read an image file: PNG, JPEG, TIFF with one page or several, GIF, BMP, WebP.

    :raises ReadError: ``needs-ocr``, ``damaged-image``, ``too-large-image`` or ``too-many-pages``.
    """
    header = image_header(data)
    recogniser = _recogniser()
    from parsers.readers.scan_image import decode_pages  # noqa: PLC0415 - needs the extra

    pieces: list[Piece] = []
    pages = decode_pages(data, header)
    for number in range(1, len(header.sizes) + 1):
        # Nothing here may hold the pixels of a page, which are some hundred MB of a photograph.
        pieces += _pieces(next(pages), number, None, recogniser)
    return _document(MEDIA_TYPES[header.kind], pieces)


def read_scanned_pages(pages: Iterable[PageBitmap]) -> Document:
    """Read the pages of a PDF that are images, or the pictures on them.

    :raises ReadError: ``needs-ocr``, ``damaged-image``, ``too-large-image`` or ``too-many-pages``.
    """
    recogniser = _recogniser()
    from parsers.readers.scan_image import pixels_of  # noqa: PLC0415 - needs the extra

    pieces: list[Piece] = []
    counted = count(1)
    for page in pages:
        if next(counted) > MAX_PAGES:
            raise ReadError("too-many-pages", f"The PDF has more than {MAX_PAGES} pages of images.")
        check_size(page.columns, page.rows)
        number, corner, size = page.page, (page.left, page.top), (page.width, page.height)
        # As above, nothing may hold the pixels, not even the tuple in which ``enumerate`` would count them.
        drawn = [pixels_of(page.pixels, page.columns, page.rows, page.stride)]
        del page
        found = _pieces(drawn.pop(), number, size, recogniser)
        pieces += [piece._replace(frame=piece.frame.moved(*corner)) for piece in found]
    return _document("application/pdf", pieces)


def _recogniser() -> Recogniser:
    try:
        from parsers.readers.scan_ocr import recogniser  # noqa: PLC0415 - needs the extra
    except ImportError as error:
        raise ReadError("needs-ocr", "Reading scans needs a recogniser; install nianbao[ocr].") from error
    return recogniser()


def _pieces(pixels: Any, number: int, size: tuple[float, float] | None, recogniser: Recogniser) -> list[Piece]:  # noqa: ANN401 - an array, which only the extra knows
    """What stands on one sheet, in the order of reading."""
    from parsers.readers.scan_spread import pages_on  # noqa: PLC0415 - needs the extra
    from parsers.readers.scan_straight import straighten  # noqa: PLC0415 - needs the extra

    sheet, frame = straighten(pixels, number, size, recogniser)
    del pixels
    parts = pages_on(sheet, frame)
    del sheet
    found: list[Piece] = []
    # One after the other, and each let go of: as above, pixels are many.
    while parts:
        found += _page_pieces(*parts.pop(0), recogniser)
    return found


def _page_pieces(page: Page, frame: Frame, recogniser: Recogniser) -> list[Piece]:
    """What stands on one page, from the top down."""
    from parsers.readers.scan_cells import read_slots  # noqa: PLC0415 - needs the extra
    from parsers.readers.scan_grid import find_grids  # noqa: PLC0415 - needs the extra
    from parsers.readers.scan_join import Piece  # noqa: PLC0415 - needs the extra
    from parsers.readers.scan_shade import without_shades  # noqa: PLC0415 - needs the extra
    from parsers.readers.scan_text import read_paragraphs  # noqa: PLC0415 - needs the extra

    grids = find_grids(page)
    bare = without_shades(page, [slot for grid in grids for slot in grid.slots])
    tables = [Piece(frame, (grid, read_slots(bare, grid.slots, recogniser)), grid.box[1]) for grid in grids]
    texts = [
        Piece(frame, paragraph, paragraph.box[1])
        for paragraph in read_paragraphs(page, [grid.box for grid in grids], recogniser)
    ]
    return sorted([*tables, *texts], key=lambda piece: piece.top)


def _document(media_type: str, pieces: list[Piece]) -> Document:
    from parsers.readers.scan_join import blocks  # noqa: PLC0415 - needs the extra

    return Document(media_type, tuple(blocks(pieces)), recognised=True)
