"""What PDFium says of one object of a page: where it stands, what clips it, its colour.

Place in the flow: used by ``pdf_objects``, ``pdf_dots`` and ``pdf_chars``. An object is known by its address.
"""

from __future__ import annotations

import ctypes
import struct

import pypdfium2.raw as pdfium

from parsers.readers.pdf_calls import (
    clip_of,
    clip_segment,
    count_clip_segments,
    count_clips,
    get_bounds,
    get_draw_mode,
    get_fill,
    get_matrix,
    get_point,
    render_mode,
)
from parsers.readers.pdf_drawn import Ink
from parsers.readers.pdf_page import Box, Matrix, place

# More windows within each other clip nothing that a report has.
_MAX_WINDOWS = 12
# What PDFium writes down of an object, and where.
_SIX = (ctypes.c_float * 6)()
_PLACES = tuple(ctypes.addressof(_SIX) + 4 * i for i in range(6))
_SIX_FLOATS, _FOUR_FLOATS, _TWO_FLOATS = (struct.Struct(f"{count}f").unpack_from for count in (6, 4, 2))
_FOUR_NUMBERS, _TWO_NUMBERS = struct.Struct("4I").unpack_from, struct.Struct("2i").unpack_from
_UNSEEN_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_PLAIN_BLACK: Ink = (0.0, 0.0, 0.0, 1.0)


def is_hidden(text_object: int) -> bool:
    """Whether a text object leaves no mark on the page, as the text layers of scans do."""
    return render_mode(text_object) in _UNSEEN_MODES


def matrix_of(raw: int) -> Matrix:
    """The matrix of an object."""
    if not get_matrix(raw, _PLACES[0]):
        return (1, 0, 0, 1, 0, 0)
    a, b, c, d, e, f = _SIX_FLOATS(_SIX)
    return a, b, c, d, e, f


def ink_of(raw: int) -> Ink | None:
    """The colour of an object's fill; None where it is a pattern."""
    if not get_fill(raw, *_PLACES[:4]):
        return None
    red, green, blue, alpha = _FOUR_NUMBERS(_SIX)
    if alpha == 255 and not (red or green or blue):
        return _PLAIN_BLACK
    return red / 255, green / 255, blue / 255, alpha / 255


def bounds_of(raw: int, outer: Matrix) -> Box:
    """The box of an object.

    :param outer: the matrix of what it is part of.
    """
    get_bounds(raw, *_PLACES[:4])
    left, bottom, right, top = _FOUR_FLOATS(_SIX)
    a, b, c, d, e, f = outer
    xa, ya = a * left + c * bottom + e, b * left + d * bottom + f
    xb, yb = a * right + c * top + e, b * right + d * top + f
    if xa > xb:
        xa, xb = xb, xa
    return (xa, ya, xb, yb) if ya < yb else (xa, yb, xb, ya)


def bounds(points: list[tuple[float, float]]) -> Box:
    """The box around points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def point_of(segment: int) -> tuple[float, float]:
    """Where a segment of a path ends."""
    get_point(segment, _PLACES[0], _PLACES[1])
    x, y = _TWO_FLOATS(_SIX)
    return x, y


def is_drawn(path: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether its outline is drawn."""
    if not get_draw_mode(path, _PLACES[0], _PLACES[1]):
        return False, False
    fill, stroke = _TWO_NUMBERS(_SIX)
    return fill != 0, stroke != 0


def is_clipped(raw: int) -> bool:
    """Whether anything clips an object."""
    clip = clip_of(raw)
    return bool(clip) and count_clips(clip) > 0


def window_of(raw: int, outer: Matrix) -> Box | None:
    """The window that clips an object; None where none does, or where it is no rectangle."""
    clip = clip_of(raw)
    count = count_clips(clip) if clip else 0
    if not 0 < count <= _MAX_WINDOWS:
        return None
    windows: list[Box] = []
    for path in range(count):
        corners = count_clip_segments(clip, path)
        points = [place(outer, *point_of(clip_segment(clip, path, index))) for index in range(min(corners, 8))]
        if len(points) in {4, 5}:
            windows.append(bounds(points))
    if not windows:
        return None
    x0, y0 = max(w[0] for w in windows), max(w[1] for w in windows)
    return x0, y0, min(w[2] for w in windows), min(w[3] for w in windows)
