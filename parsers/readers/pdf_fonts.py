"""Fonts that do not say what their glyphs mean, told from what their text would say.

Place in the flow: ``pdf_chars`` → **pdf_fonts**. A subset of a font may number its glyphs as it likes; without a table
of meanings PDFium takes the numbers for characters, and a 5 may read as 0. Where the numbers of Chinese characters are
read like that, control codes and rare signs come out, which no report has in such numbers.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Sequence

import pypdfium2.raw as pdfium

from parsers.readers.pdf_char import UNKNOWN
from parsers.readers.pdf_page import Handle

_CONTROLS = frozenset(map(chr, (*range(1, 9), *range(14, 32), *range(127, 160)))) | {UNKNOWN}
# Signs and letters of the west; some of them stand between numbers.
_SIGNS = frozenset("!\"#$&'*;<=>@[\\]^_`{|}~") | (frozenset(map(chr, range(161, 384))) - frozenset("§°±·×÷¹²³"))
# So many glyphs without meaning, or so many different signs, give a font away.
_MOST_CONTROLS, _MOST_SIGNS = 2, 4
_LONGEST = 256


class Fonts:
    """The fonts of a document that are not trusted, by name: PDFium knows each font anew on each page."""

    def __init__(self) -> None:
        self.distrusted: set[str] = set()

    def look(self, text_page: Handle, texts: Sequence[str]) -> bool:
        """Judge the fonts of a page by its characters; whether the page may have some that are not trusted."""
        odd = [i for i, text in enumerate(texts) if text in _CONTROLS or text in _SIGNS]
        controls: dict[str, int] = defaultdict(int)
        signs: dict[str, set[str]] = defaultdict(set)
        for index in odd:
            if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            name = font_of(text_page, index)
            if texts[index] in _SIGNS:
                signs[name].update(() if _is_in_a_word(texts, index) else texts[index])
            else:
                controls[name] += 1
        self.distrusted |= {name for name, count in controls.items() if count > _MOST_CONTROLS}
        self.distrusted |= {name for name, found in signs.items() if len(found) > _MOST_SIGNS}
        return bool(self.distrusted)


def _is_in_a_word(texts: Sequence[str], index: int) -> bool:
    """Whether a sign stands beside letters or digits, as in an address: among Chinese it has no place."""
    return any(
        text.isascii() and text.isalnum() for text in (*texts[max(index - 1, 0) : index], *texts[index + 1 : index + 2])
    )


def font_of(text_page: Handle, index: int) -> str:
    """The name of a glyph's font; empty for all that have none (Type 3): programs make a font a glyph of them."""
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text_page, index))
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(_LONGEST)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, _LONGEST)
    return buffer.value.decode("latin-1")
