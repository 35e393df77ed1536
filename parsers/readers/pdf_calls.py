"""The calls to PDFium that are made for every glyph and every object of a page, with plain numbers for handles.

Place in the flow: used by ``pdf_handles``, ``pdf_objects``, ``pdf_dots``, ``pdf_chars`` and ``pdf_placing``. The
functions of ``pypdfium2.raw`` build a pointer object for each handle and check it at each call, which takes longer than
what PDFium does. These take the address of what they work on and of where they write, and nothing checks either.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from parsers.readers.pdf_page import Handle

_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int


def _quick(function: Any, result: type, *arguments: type) -> Callable[..., Any]:  # noqa: ANN401 - ctypes knows no more
    """A function of PDFium under other types; it holds the interpreter, since none of these takes long."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def _asks(function: Any, *more: type) -> Callable[..., Any]:  # noqa: ANN401 - see above
    """A function that is given a handle and answers with a number."""
    return _quick(function, _NUMBER, _ADDRESS, *more)


def _gets(function: Any, *more: type) -> Callable[..., Any]:  # noqa: ANN401 - see above
    """A function that is given a handle and answers with another; None for none."""
    return _quick(function, _ADDRESS, _ADDRESS, *more)


object_of_page = _gets(pdfium.FPDFPage_GetObject, _NUMBER)
object_of_form = _gets(pdfium.FPDFFormObj_GetObject, _NUMBER)
type_of = _asks(pdfium.FPDFPageObj_GetType)
get_matrix = _asks(pdfium.FPDFPageObj_GetMatrix, _ADDRESS)
get_bounds = _asks(pdfium.FPDFPageObj_GetBounds, *[_ADDRESS] * 4)
get_fill = _asks(pdfium.FPDFPageObj_GetFillColor, *[_ADDRESS] * 4)
render_mode = _asks(pdfium.FPDFTextObj_GetTextRenderMode)

clip_of = _gets(pdfium.FPDFPageObj_GetClipPath)
count_clips = _asks(pdfium.FPDFClipPath_CountPaths)
count_clip_segments = _asks(pdfium.FPDFClipPath_CountPathSegments, _NUMBER)
clip_segment = _gets(pdfium.FPDFClipPath_GetPathSegment, _NUMBER, _NUMBER)

count_segments = _asks(pdfium.FPDFPath_CountSegments)
get_draw_mode = _asks(pdfium.FPDFPath_GetDrawMode, _ADDRESS, _ADDRESS)
segment_of = _gets(pdfium.FPDFPath_GetPathSegment, _NUMBER)
segment_type = _asks(pdfium.FPDFPathSegment_GetType)
segment_closes = _asks(pdfium.FPDFPathSegment_GetClose)
get_point = _asks(pdfium.FPDFPathSegment_GetPoint, _ADDRESS, _ADDRESS)

object_of_glyph = _gets(pdfium.FPDFText_GetTextObject, _NUMBER)
get_loose_box = _asks(pdfium.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS)
get_tight_box = _asks(pdfium.FPDFText_GetCharBox, _NUMBER, *[_ADDRESS] * 4)
get_origin = _asks(pdfium.FPDFText_GetCharOrigin, _NUMBER, _ADDRESS, _ADDRESS)
get_glyph_matrix = _asks(pdfium.FPDFText_GetMatrix, _NUMBER, _ADDRESS)
font_size = _quick(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _NUMBER)
angle_of = _quick(pdfium.FPDFText_GetCharAngle, ctypes.c_float, _ADDRESS, _NUMBER)
is_made_up = _asks(pdfium.FPDFText_IsGenerated, _NUMBER)
is_without_meaning = _asks(pdfium.FPDFText_HasUnicodeMapError, _NUMBER)


def address(handle: Handle) -> int:
    """The number that stands for a handle of ``pypdfium2.raw``."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def object_at(number: int) -> Handle:
    """The handle that ``pypdfium2.raw`` takes for an object of a page."""
    handle: Handle = ctypes.cast(number, pdfium.FPDF_PAGEOBJECT)
    return handle
