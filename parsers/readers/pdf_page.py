"""Opening a PDF and turning each page upright: the plane in which all other ``pdf_*`` modules measure.

Place in the flow: bytes → **pdf_page** → ``pdf_objects`` (rules, pictures) and ``pdf_chars`` (glyphs) → ``pdf_grid`` …
All coordinates beyond this module are points, origin top left, as a reader holds the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.report import ReadError

# A report has 5 to 20 pages.
MAX_PAGES = 300
# The PDF standard's own limit is 14,400 points; nothing is printed on larger sheets.
_MAX_POINTS = 14_400.0

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
# What PDFium hands out: pages, objects, text pages.
Handle = ctypes.c_void_p


class Page(NamedTuple):
    """One page: its number from 1, its size as seen, and the matrix from its own plane to the one seen."""

    number: int
    raw: Handle
    width: float
    height: float
    matrix: Matrix


@contextmanager
def open_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF; closed on leaving.

    :raises ReadError: ``password-protected``, ``damaged-pdf`` or ``too-many-pages``.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ReadError(
                "password-protected", "The PDF asks for a password; get a copy that opens without one."
            ) from error
        raise ReadError("damaged-pdf", "The PDF is damaged and cannot be opened; get an undamaged copy.") from error
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            raise ReadError("too-many-pages", f"The PDF has {pages} pages; a report has fewer than {MAX_PAGES}.")
        if pages == 0:
            raise ReadError("damaged-pdf", "The PDF has no page; get an undamaged copy.")
        yield document
    finally:
        document.close()


def pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    """The pages of a document, each open only while it is looked at.

    :raises ReadError: ``damaged-pdf`` where a page cannot be read: its cells must not be missed in silence.
    """
    for number in range(1, len(document) + 1):
        raw = _load(document, number)
        try:
            yield _upright(raw, number)
        finally:
            pdfium.FPDF_ClosePage(raw)


def _load(document: pypdfium2.PdfDocument, number: int) -> Handle:
    raw: Handle = pdfium.FPDF_LoadPage(document.raw, number - 1)
    if raw and _has_written_annotations(raw) and pdfium.FPDFPage_Flatten(raw, pdfium.FLAT_NORMALDISPLAY) == 1:
        # What was typed into form fields and text boxes is seen on the page, but stands beside its content.
        pdfium.FPDF_ClosePage(raw)
        raw = pdfium.FPDF_LoadPage(document.raw, number - 1)
    if not raw:
        raise ReadError("damaged-pdf", f"Page {number} of the PDF is damaged; get an undamaged copy.")
    return raw


_WRITTEN = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP)


def _has_written_annotations(raw: Handle) -> bool:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(raw), 1_000)):
        annotation = pdfium.FPDFPage_GetAnnot(raw, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype in _WRITTEN:
            return True
    return False


def _upright(raw: Handle, number: int) -> Page:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(raw, bounds)
    left, bottom, right, top = bounds.left, bounds.bottom, bounds.right, bounds.top
    width, height = right - left, top - bottom
    if not (0 < width <= _MAX_POINTS and 0 < height <= _MAX_POINTS):
        raise ReadError("damaged-pdf", f"Page {number} of the PDF has no sensible size; get an undamaged copy.")
    turns: tuple[Matrix, ...] = (
        (1, 0, 0, -1, -left, top),
        (0, 1, 1, 0, -bottom, -left),
        (-1, 0, 0, 1, right, -bottom),
        (0, -1, -1, 0, top, right),
    )
    turn = pdfium.FPDFPage_GetRotation(raw) % 4
    if turn % 2:
        width, height = height, width
    return Page(number, raw, width, height, turns[turn])


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
