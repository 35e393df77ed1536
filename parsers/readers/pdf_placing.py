"""Where PDFium says that glyphs stand, as places on the page as seen.

Place in the flow: used by ``pdf_chars``, once a glyph: of all that is done to a page, nothing is done as often.
"""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from parsers.readers.pdf_page import Box, Handle, Page


class Placing:
    """Where the glyphs of one page stand on it as seen."""

    def __init__(self, text_page: Handle, page: Page) -> None:
        self._text_page, self._matrix = text_page, page.matrix
        self._loose, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()

    def of(self, index: int) -> tuple[Box, tuple[float, float]]:
        """The loose box of a glyph, and its origin."""
        loose, x, y = self._loose, self._x, self._y
        pdfium.FPDFText_GetLooseCharBox(self._text_page, index, loose)
        pdfium.FPDFText_GetCharOrigin(self._text_page, index, x, y)
        a, b, c, d, e, f = self._matrix
        left, top, right, bottom = loose.left, loose.top, loose.right, loose.bottom
        xa, ya = a * left + c * bottom + e, b * left + d * bottom + f
        xb, yb = a * right + c * top + e, b * right + d * top + f
        box = min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)
        return box, (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
