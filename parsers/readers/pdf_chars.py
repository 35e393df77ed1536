"""The glyphs of a page: what each says, where it stands, how it is turned.

Place in the flow: ``pdf_page`` → **pdf_chars** → ``pdf_lines`` → cells and paragraphs. White space is left out: gaps
say as much. Boxes are loose (a full line high), so that a decimal point stands on the line of its digits.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium

from parsers.readers.pdf_objects import Drawn, address, is_hidden
from parsers.readers.pdf_page import Handle, Page, place
from parsers.report import ReadError

# A report has some 10,000 characters in 10 pages.
MAX_CHARS = 200_000
# Stands for a glyph of which the font does not say what it means.
UNKNOWN = "\ufffd"
# How much of a line's height stands above its base.
_ABOVE, _BELOW = 0.85, 0.15
# Of a glyph drawn twice to look bold, the second stands within so much of its width.
_TWIN, _LEAST_TWIN = 0.2, 0.3
_MOST_IN_ONE_PLACE = 30
# Marks that print nothing, and codes that PDFium makes up for line ends and hyphens.
_NOTHING = "\u200b\ufeff\xad"
_ODD = frozenset(map(chr, range(32))) | {"\ufffe", UNKNOWN}
_QUARTER = math.pi / 2


class Char(NamedTuple):
    """One glyph: text, box, size (the height of its line), quarter turns clockwise against the page as seen."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    turn: int = 0

    @property
    def x(self) -> float:
        """Its middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle down."""
        return (self.y0 + self.y1) / 2

    @property
    def base(self) -> float:
        """The line it stands on."""
        return self.y1 - _BELOW * self.size


def read_chars(page: Page, drawn: Drawn, limit: int = MAX_CHARS) -> list[Char]:
    """The visible glyphs of a page, in the order in which they were drawn, each once.

    :param limit: how many characters there may be.
    :raises ReadError: ``too-complex``.
    """
    text_page = pdfium.FPDFText_LoadPage(page.raw)
    if not text_page:
        raise ReadError("damaged-pdf", f"The text of page {page.number} is damaged; get an undamaged copy.")
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count > limit:
            raise ReadError("too-complex", f"The PDF has more than {MAX_CHARS} characters; a report has fewer.")
        found = _visible(text_page, count, page, drawn)
        return list(_once(found))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _texts(text_page: Handle, count: int) -> list[str]:
    """What each character says; in one call where every character is one unit of UTF-16."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    units = bytes(buffer)[: 2 * (written - 1)]
    text = units.decode("utf-16-le", "surrogatepass")
    if written - 1 == count == len(text) and not any("\ud800" <= c <= "\udfff" for c in text):
        return list(text)
    codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return [chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else UNKNOWN for code in codes]


def _visible(text_page: Handle, count: int, page: Page, drawn: Drawn) -> Iterator[Char]:
    """The glyphs that leave a mark on the page, upright or in quarter turns; slanted ones are watermarks."""
    loose, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    whole = (0.0, 0.0, page.width, page.height)
    for index, text in enumerate(_texts(text_page, count)):
        if text.isspace() or text in _NOTHING or (text in _ODD and pdfium.FPDFText_IsGenerated(text_page, index)):
            continue
        window = whole
        if drawn.hidden or drawn.windows:
            raw = pdfium.FPDFText_GetTextObject(text_page, index)
            if drawn.hidden and is_hidden(raw):
                continue
            window = drawn.windows.get(address(raw), whole)
        turn = _turn(pdfium.FPDFText_GetCharAngle(text_page, index), page) if drawn.turned else 0
        if turn is None:
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        ends = place(page.matrix, loose.left, loose.bottom), place(page.matrix, loose.right, loose.top)
        if text < "\x7f" and pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1:
            text = UNKNOWN  # noqa: PLW2901 - what is said of it is not known
        char = _char(_plain(text), ends, place(page.matrix, x.value, y.value), turn)
        if char is not None and window[0] <= char.x <= window[2] and window[1] <= char.y <= window[3]:
            yield char


def _turn(angle: float, page: Page) -> int | None:
    """Quarter turns of a glyph as seen; None when it is slanted."""
    # PDFium's angle runs clockwise; the page's own turn is in its matrix.
    page_turn = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}[(int(page.matrix[0]), int(page.matrix[1]))]
    quarters = angle / _QUARTER
    nearest = round(quarters)
    return None if abs(quarters - nearest) > 0.05 else (nearest + page_turn) % 4


def _char(
    text: str, ends: tuple[tuple[float, float], tuple[float, float]], origin: tuple[float, float], turn: int
) -> Char | None:
    (xa, ya), (xb, yb) = ends
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    size = x1 - x0 if turn % 2 else y1 - y0
    if not (0 < size < 1_000 and math.isfinite(x0 + x1 + y0 + y1)):
        return None
    # Fonts disagree on how high a line is, but not on its base; only vertical writing has its origin elsewhere.
    if turn == 0 and abs(origin[0] - x0) < 0.3 * size:
        y0, y1 = origin[1] - _ABOVE * size, origin[1] + _BELOW * size
    return Char(text, x0, y0, x1, y1, size, turn)


def _once(chars: Iterator[Char]) -> Iterator[Char]:
    """Leave out the second of two equal glyphs in one place."""
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        cell = max(_TWIN * char.size, _LEAST_TWIN)
        column, row = int(char.x // cell), int(char.y // cell)
        if not _has_twin(char, column, row, seen):
            home = seen.setdefault((char.text, column, row), [])
            home.append(char)
            if len(home) > _MOST_IN_ONE_PLACE:
                raise ReadError("too-complex", "The PDF draws the same character in one place over and over.")
            yield char


def _has_twin(char: Char, column: int, row: int, seen: dict[tuple[str, int, int], list[Char]]) -> bool:
    near = max(_TWIN * (char.x1 - char.x0), _LEAST_TWIN)
    for i in (column - 1, column, column + 1):
        for j in (row - 1, row, row + 1):
            for other in seen.get((char.text, i, j), ()):
                if abs(other.x - char.x) <= near and abs(other.y - char.y) <= near:
                    return True
    return False


# Some producers map characters to the radicals they look like. Those of the Kangxi block fold by NFKC, these do not.
_RADICALS = str.maketrans(
    dict(
        zip(
            "⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⺎⺝⺮⻄⻊⻌⻎⻑⻒⻗⻁⺁⺬",
            "母民见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙兀月竹西足辶辶長镸雨虎厂示",
            strict=True,
        )
    )
)


def _plain(text: str) -> str:
    if "\ue000" <= text <= "\uf8ff" or text < " " or text == "\ufffe":
        return UNKNOWN
    return text.translate(_RADICALS) if "\u2e80" <= text <= "\u2eff" else text
