"""Pages and parts of them as pixels, for whoever must look at them: scans and photographs bound into a PDF.

Place in the flow: bytes → **pdf_images** → the scan reader. A page that is one picture comes at that picture's own
resolution, any other at 200 dpi; turned upright, in colour (a red seal over a number can be told from the number).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from parsers.readers.pdf_drawn import Drawn, Picture
from parsers.readers.pdf_objects import Budget, look
from parsers.readers.pdf_page import Box, Handle, Page, open_pdf, pages
from parsers.report import ReadError

DPI = 200.0
_LEAST_DPI, _MOST_DPI = 72.0, 400.0
# An A4 page at 400 dpi has 15 million pixels.
MAX_PIXELS = 20_000_000
# A page is a picture when pictures cover this share of it.
_MOST_OF_IT = 0.5

# What is darker than these bytes is ink; of a page with writing, more than this share is. So many rows tell.
_PALE, _WRITING, _SAMPLED_ROWS = bytes(range(128, 256)), 0.001, 300


class PageBitmap(NamedTuple):
    """A page, or a part of it, as pixels: three bytes a pixel (red, green, blue), ``stride`` bytes a row, from the top.

    ``left``, ``top``, ``width`` and ``height`` are points of page ``page``.
    """

    page: int
    left: float
    top: float
    width: float
    height: float
    columns: int
    rows: int
    stride: int
    pixels: bytes


def page_bitmaps(data: bytes) -> Iterator[PageBitmap]:
    """Each page as it is seen, one at a time.

    :raises ReadError: as ``open_pdf`` and ``look`` do, or ``too-complex`` where a page cannot be drawn.
    """
    with open_pdf(data) as document:
        budget = Budget()
        for page in pages(document):
            whole = (0.0, 0.0, page.width, page.height)
            yield _drawn(page, whole, _dpi(page, look(page, budget)))


def picture_bitmaps(data: bytes, places: Sequence[tuple[int, Box]]) -> Iterator[PageBitmap]:
    """Parts of pages as they are seen, each a page's number and a box of points, in the order of the pages.

    :raises ReadError: as ``page_bitmaps`` does.
    """
    with open_pdf(data) as document:
        budget = Budget()
        for page in pages(document):
            own = [box for number, box in places if number == page.number]
            if own:
                drawn = look(page, budget)
                for box in own:
                    yield _drawn(page, box, _dpi_in(drawn, box))


def covers(page: Page, drawn: Drawn, share: float) -> bool:
    """Whether pictures cover at least that share of a page; scanners may cut one into strips."""
    return sum(_share(page, picture.box) for picture in drawn.pictures) >= share


def is_blank(raw: Handle) -> bool:
    """Whether a picture is pale all over: the background of a page, and no scan of one."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(raw)
    if not bitmap:
        return False
    try:
        form = pdfium.FPDFBitmap_GetFormat(bitmap)
        step = {pdfium.FPDFBitmap_Gray: 1, pdfium.FPDFBitmap_BGR: 3}.get(form, 4)
        stride, rows = pdfium.FPDFBitmap_GetStride(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
        width = pdfium.FPDFBitmap_GetWidth(bitmap) * step
        every = max(rows // _SAMPLED_ROWS, 1)
        buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.c_void_p).value
        if buffer is None:
            return False
        # One channel of some rows shows whether there is writing.
        lines = [ctypes.string_at(buffer + row * stride, width)[::step] for row in range(0, rows, every)]
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    pixels = sum(map(len, lines))
    return sum(len(line.translate(None, _PALE)) for line in lines) < _WRITING * pixels


def _share(page: Page, box: Box) -> float:
    width = min(box[2], page.width) - max(box[0], 0.0)
    height = min(box[3], page.height) - max(box[1], 0.0)
    return max(width, 0.0) * max(height, 0.0) / (page.width * page.height)


def _dpi(page: Page, drawn: Drawn) -> float:
    if not covers(page, drawn, _MOST_OF_IT):
        return DPI
    return _dpi_of(max(drawn.pictures, key=lambda picture: _share(page, picture.box)))


def _dpi_in(drawn: Drawn, box: Box) -> float:
    """The resolution of the finest picture in a box."""
    inside = [p for p in drawn.pictures if box[0] <= (p.box[0] + p.box[2]) / 2 <= box[2]]
    inside = [p for p in inside if box[1] <= (p.box[1] + p.box[3]) / 2 <= box[3]]
    return max((_dpi_of(picture) for picture in inside), default=DPI)


def _dpi_of(picture: Picture) -> float:
    own = 72.0 * picture.pixels[0] / (picture.box[2] - picture.box[0])
    return min(max(own, _LEAST_DPI), _MOST_DPI)


def _drawn(page: Page, box: Box, dpi: float) -> PageBitmap:
    left, top, width, height = box[0], box[1], box[2] - box[0], box[3] - box[1]
    scale = min(dpi / 72.0, (MAX_PIXELS / (page.width * page.height)) ** 0.5)
    columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise ReadError("too-complex", f"Page {page.number} of the PDF is too large to be drawn.")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        whole = (max(round(page.width * scale), 1), max(round(page.height * scale), 1))
        pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, -round(left * scale), -round(top * scale), *whole, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return PageBitmap(page.number, left, top, width, height, columns, rows, stride, pixels)
