"""Where PDFium says that glyphs stand and how large their type is, as places and sizes on the page as seen.

Place in the flow: used by ``pdf_chars``, once a glyph: of all that is done to a page, nothing is done as often.
"""

from __future__ import annotations

import ctypes
import math
import struct

from parsers.readers.pdf_calls import font_size, get_glyph_matrix, get_loose_box, get_origin, get_tight_box
from parsers.readers.pdf_drawn import Paint
from parsers.readers.pdf_page import Box, Matrix, Page

# No type is larger (points).
_LARGEST = 200.0
# What PDFium writes: of a rectangle left, top, right and bottom, a place, a matrix.
_WRITTEN = ctypes.create_string_buffer(64)
_FIRST = ctypes.addressof(_WRITTEN)
_SECOND, _THIRD = _FIRST + 16, _FIRST + 24
_BOX_AND_PLACE = struct.Struct("4f2d").unpack_from
_LOOSE = struct.Struct("4f").unpack_from
# And of a glyph's own box left, right, bottom and top.
_EDGES_WRITTEN = ctypes.create_string_buffer(32)
_EDGES = tuple(ctypes.addressof(_EDGES_WRITTEN) + 8 * i for i in range(4))
_BOX = struct.Struct("4d").unpack_from
# What a text says that it means has no line's height: its two boxes are one (points).
_SAME = 0.001
_MATRIX = struct.Struct("6f").unpack_from


class Placing:
    """Where the glyphs of one page stand on it as seen."""

    def __init__(self, text_page: int, page: Page) -> None:
        self._text_page, self._matrix = text_page, page.matrix

    def of(self, index: int, paint: Paint | None = None) -> tuple[Box, tuple[float, float]]:
        """The loose box of a glyph, and its origin.

        :param paint: how its text is drawn.
        """
        get_loose_box(self._text_page, index, _FIRST)
        get_origin(self._text_page, index, _SECOND, _THIRD)
        box, origin = _placed(self._matrix)
        if paint is None or paint.form is None:
            return box, origin
        # What a text says itself that it means (ActualText) PDFium places as if the text stood in no form.
        others = _placed(paint.form)
        get_tight_box(self._text_page, index, *_EDGES)
        left, right, bottom, top = _BOX(_EDGES_WRITTEN)
        is_tight = max(abs(a - b) for a, b in zip(_LOOSE(_WRITTEN), (left, top, right, bottom), strict=True)) < _SAME
        return others if is_tight and _off(others[0], paint.box) < _off(box, paint.box) else (box, origin)

    def type_size(self, index: int) -> float:
        """The size of a glyph's type on the page; 0 where it is not known."""
        if not get_glyph_matrix(self._text_page, index, _FIRST):
            return 0.0
        _, _, c, d, _, _ = _MATRIX(_WRITTEN)
        size = font_size(self._text_page, index) * math.hypot(c, d)
        return float(size) if 0 < size < _LARGEST else 0.0


def _placed(matrix: Matrix) -> tuple[Box, tuple[float, float]]:
    """What PDFium has written of a glyph, through a matrix."""
    left, top, right, bottom, x, y = _BOX_AND_PLACE(_WRITTEN)
    a, b, c, d, e, f = matrix
    xa, ya = a * left + c * bottom + e, b * left + d * bottom + f
    xb, yb = a * right + c * top + e, b * right + d * top + f
    if xa > xb:
        xa, xb = xb, xa
    box = (xa, ya, xb, yb) if ya < yb else (xa, yb, xb, ya)
    return box, (a * x + c * y + e, b * x + d * y + f)


def _off(box: Box, whole: Box) -> float:
    """How far a box reaches out of another."""
    return max(whole[0] - box[0], whole[1] - box[1], box[2] - whole[2], box[3] - whole[3])
