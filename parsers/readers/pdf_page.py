"""Opening a PDF and turning each page upright: the plane in which all other ``pdf_*`` modules measure.

Place in the flow: bytes → **pdf_page** → ``pdf_objects`` (rules, pictures) and ``pdf_chars`` (glyphs) → ``pdf_grid`` …
All coordinates beyond this module are points, origin top left, as a reader holds the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
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
    # Where notes and fields stand that may change what is read there, and are not part of the content.
    notes: list[Box]


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
        raw, notes = _load(document, number)
        try:
            yield _upright(raw, number, notes)
        finally:
            pdfium.FPDF_ClosePage(raw)


def _load(document: pypdfium2.PdfDocument, number: int) -> tuple[Handle, list[Box]]:
    raw: Handle = pdfium.FPDF_LoadPage(document.raw, number - 1)
    written, notes = _annotations(raw) if raw else (False, [])
    if written and pdfium.FPDFPage_Flatten(raw, pdfium.FLAT_NORMALDISPLAY) == 1:
        # What was typed into form fields and text boxes is seen on the page, but stands beside its content.
        pdfium.FPDF_ClosePage(raw)
        raw = pdfium.FPDF_LoadPage(document.raw, number - 1)
    if not raw:
        raise ReadError("damaged-pdf", f"Page {number} of the PDF is damaged; get an undamaged copy.")
    return raw, notes


# What shows text of its own, and what changes nothing that is read.
_WRITTEN = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP)
_HARMLESS = (
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
)
_MOST_ANNOTATIONS = 2_000


def _annotations(raw: Handle) -> tuple[bool, list[Box]]:
    """Whether some annotation shows text of its own; the boxes of those whose looks are not known, or strike out."""
    written, notes = False, []
    count = pdfium.FPDFPage_GetAnnotCount(raw)
    if count > _MOST_ANNOTATIONS:
        raise ReadError("too-complex", "The PDF has far more notes and fields than a report; print it anew.")
    for index in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(raw, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        shown = pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _NO_STRING
        if subtype in _WRITTEN and shown:
            written = True
        elif subtype not in _HARMLESS:
            rect = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(annotation, rect)
            notes.append((rect.left, rect.bottom, rect.right, rect.top))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return written, notes


# The length that PDFium tells of a string that is not there: two bytes to end it.
_NO_STRING = 2


def _upright(raw: Handle, number: int, notes: Sequence[Box]) -> Page:
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
    matrix = turns[turn]
    return Page(number, raw, width, height, matrix, [_placed(matrix, box) for box in notes])


def turned_back(page: Page, turn: int) -> Page:
    """The page as held by a reader who turns it so that glyphs in ``turn`` quarter turns (clockwise) stand upright."""
    width, height = page.width, page.height
    back: tuple[Matrix, ...] = (
        (1, 0, 0, 1, 0, 0),
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )
    if turn % 2:
        width, height = height, width
    notes = [_placed(back[turn], box) for box in page.notes]
    return page._replace(width=width, height=height, matrix=times(page.matrix, back[turn]), notes=notes)


def _placed(matrix: Matrix, box: Box) -> Box:
    (xa, ya), (xb, yb) = place(matrix, box[0], box[1]), place(matrix, box[2], box[3])
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
