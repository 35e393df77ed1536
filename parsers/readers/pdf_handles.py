"""What PDFium says of one object of a page: where it stands, what clips it, its colour.

Place in the flow: used by ``pdf_objects``, ``pdf_dots`` and ``pdf_chars``.
"""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from parsers.readers.pdf_drawn import Ink
from parsers.readers.pdf_page import Box, Handle, Matrix, place

# More windows within each other clip nothing that a report has.
_MAX_WINDOWS = 12
_STORE = pdfium.FS_MATRIX()
_SIDES = tuple(ctypes.c_float() for _ in range(4))
_RGBA = tuple(ctypes.c_uint() for _ in range(4))


def address(raw: Handle) -> int:
    """What tells one page object from another."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def is_hidden(text_object: Handle) -> bool:
    """Whether a text object leaves no mark on the page, as the text layers of scans do."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object)
    return mode in {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}


def matrix_of(raw: Handle) -> Matrix:
    """The matrix of an object."""
    if not pdfium.FPDFPageObj_GetMatrix(raw, _STORE):
        return (1, 0, 0, 1, 0, 0)
    return (_STORE.a, _STORE.b, _STORE.c, _STORE.d, _STORE.e, _STORE.f)


def ink_of(raw: Handle) -> Ink | None:
    """The colour of an object's fill; None where it is a pattern."""
    if not pdfium.FPDFPageObj_GetFillColor(raw, *_RGBA):
        return None
    red, green, blue, alpha = (value.value / 255 for value in _RGBA)
    return red, green, blue, alpha


def bounds_of(raw: Handle, outer: Matrix) -> Box:
    """The box of an object.

    :param outer: the matrix of what it is part of.
    """
    pdfium.FPDFPageObj_GetBounds(raw, *_SIDES)
    left, bottom, right, top = (side.value for side in _SIDES)
    (xa, ya), (xb, yb) = place(outer, left, bottom), place(outer, right, top)
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def bounds(points: list[tuple[float, float]]) -> Box:
    """The box around points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def window_of(raw: Handle, outer: Matrix) -> Box | None:
    """The window that clips an object; None where none does, or where it is no rectangle."""
    clip = pdfium.FPDFPageObj_GetClipPath(raw)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    if not 0 < count <= _MAX_WINDOWS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    windows: list[Box] = []
    for path in range(count):
        points = []
        for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), 8)):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
            points.append(place(outer, x.value, y.value))
        if len(points) in {4, 5}:
            windows.append(bounds(points))
    if not windows:
        return None
    x0, y0 = max(w[0] for w in windows), max(w[1] for w in windows)
    return x0, y0, min(w[2] for w in windows), min(w[3] for w in windows)
