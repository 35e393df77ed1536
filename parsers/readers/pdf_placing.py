"""Where PDFium says that glyphs stand and how large their type is, as places and sizes on the page as seen.

Place in the flow: used by ``pdf_chars``, once a glyph: of all that is done to a page, nothing is done as often.
"""

from __future__ import annotations

import ctypes
import math
import struct

from parsers.readers.pdf_calls import font_size, get_glyph_matrix, get_loose_box, get_origin
from parsers.readers.pdf_page import Box, Page

# No type is larger (points).
_LARGEST = 200.0
# What PDFium writes: of a rectangle left, top, right and bottom, a place, a matrix.
_WRITTEN = ctypes.create_string_buffer(64)
_FIRST = ctypes.addressof(_WRITTEN)
_SECOND, _THIRD = _FIRST + 16, _FIRST + 24
_BOX_AND_PLACE = struct.Struct("4f2d").unpack_from
_MATRIX = struct.Struct("6f").unpack_from


class Placing:
    """Where the glyphs of one page stand on it as seen."""

    def __init__(self, text_page: int, page: Page) -> None:
        self._text_page, self._matrix = text_page, page.matrix

    def of(self, index: int) -> tuple[Box, tuple[float, float]]:
        """The loose box of a glyph, and its origin."""
        get_loose_box(self._text_page, index, _FIRST)
        get_origin(self._text_page, index, _SECOND, _THIRD)
        left, top, right, bottom, x, y = _BOX_AND_PLACE(_WRITTEN)
        a, b, c, d, e, f = self._matrix
        xa, ya = a * left + c * bottom + e, b * left + d * bottom + f
        xb, yb = a * right + c * top + e, b * right + d * top + f
        if xa > xb:
            xa, xb = xb, xa
        box = (xa, ya, xb, yb) if ya < yb else (xa, yb, xb, ya)
        return box, (a * x + c * y + e, b * x + d * y + f)

    def type_size(self, index: int) -> float:
        """The size of a glyph's type on the page; 0 where it is not known."""
        if not get_glyph_matrix(self._text_page, index, _FIRST):
            return 0.0
        _, _, c, d, _, _ = _MATRIX(_WRITTEN)
        size = font_size(self._text_page, index) * math.hypot(c, d)
        return float(size) if 0 < size < _LARGEST else 0.0
