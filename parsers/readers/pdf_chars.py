"""The glyphs of a page: what each says, where it stands, how it is turned.

Place in the flow: ``pdf_page`` → **pdf_chars** → ``pdf_lines`` → cells and paragraphs. White space is left out: gaps
say as much. Boxes are loose (a full line high), so that a decimal point stands on the line of its digits.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from parsers.readers.pdf_calls import address, angle_of, is_made_up, is_without_meaning, object_of_glyph
from parsers.readers.pdf_char import ABOVE, BELOW, UNKNOWN, Char
from parsers.readers.pdf_drawn import Drawn
from parsers.readers.pdf_fonts import Fonts, font_of
from parsers.readers.pdf_handles import is_hidden
from parsers.readers.pdf_lost import lost_glyphs
from parsers.readers.pdf_objects import CROSSED, Budget
from parsers.readers.pdf_overlaid import Overlaid, find_confused, find_overlaid
from parsers.readers.pdf_page import Box, Handle, Page
from parsers.readers.pdf_placing import Placing
from parsers.readers.pdf_seen import Seen, Sight
from parsers.report import ReadError

# A report has some 10,000 characters in 10 pages.
MAX_CHARS = 200_000
# Of a glyph drawn twice to look bold, the second stands within so much of its width.
_TWIN, _LEAST_TWIN = 0.2, 0.3
_MOST_IN_ONE_PLACE = 30
# Digits of one number stand so near, in line heights; and no digit is wider than so many spots of two points.
_SIDE_BY_SIDE, _MOST_SPOTS = 0.25, 200
# Marks that print nothing, and codes that PDFium makes up for line ends and hyphens.
_NOTHING = "\u200b\ufeff\xad"
_ODD = frozenset(map(chr, range(32))) | {"\ufffe", UNKNOWN}
_QUARTER = math.pi / 2
# How high a line is in sizes of its type: fonts tell of the ink of a glyph alone, or of the largest glyph of all.
_LOWEST_LINE, _HIGHEST_LINE = 1.0, 1.3
# Where the two differ by more, the scale of the type is none (Type 3), but for the boxes (points) of dashes.
_LESS, _MORE, _DASH = 0.4, 3.5, 5.0


class Glyphs(NamedTuple):
    """The visible glyphs of a page, each once, and the boxes of digits: unseen on the page, outside it, and covered.

    ``meaningless`` says how many digits are unknown because their font is not trusted, ``confused`` how many texts
    stand in the place of another.
    """

    chars: list[Char]
    unseen: list[Box]
    outside: list[Box]
    covered: list[Box]
    meaningless: int = 0
    confused: int = 0


def read_chars(page: Page, drawn: Drawn, budget: Budget, fonts: Fonts, limit: int = MAX_CHARS) -> Glyphs:
    """The glyphs of a page, in the order in which they were drawn.

    :param fonts: what is known of the document's fonts; what this page shows is added.
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
        overlaid = find_overlaid(drawn.paints, budget)
        texts = _texts(text_page, count)
        said = texts
        if fonts.look(text_page, texts):
            texts = [_trusted(text, text_page, index, fonts) for index, text in enumerate(texts)]
        meaningless = sum(a != b for a, b in zip(said, texts, strict=True))
        glyphs = list(_glyphs(text_page, texts, page, drawn, budget, overlaid))
        confused = find_confused(overlaid, ((g.char, g.home, g.seen is Seen.YES) for g in glyphs), budget)
        digits = (g.home for g in glyphs if g.char.text.isdecimal() or g.char.text == UNKNOWN)
        lost = lost_glyphs(drawn.paints, (glyph.home for glyph in glyphs), digits)
        found = _judged(glyphs, overlaid, confused, page)
        return found._replace(meaningless=meaningless, confused=len(confused), unseen=[*found.unseen, *lost])
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


def _trusted(text: str, text_page: Handle, index: int, fonts: Fonts) -> str:
    """What a character says; unknown where it is a digit of a font that is not trusted."""
    return UNKNOWN if text.isdecimal() and font_of(text_page, index) in fonts.distrusted else text


class _Glyph(NamedTuple):
    """A glyph, the address of its text object, and whether it is seen."""

    char: Char
    home: int
    seen: Seen


def _judged(glyphs: Sequence[_Glyph], overlaid: Overlaid, confused: Container[int], page: Page) -> Glyphs:
    """The glyphs that are seen; digits of which that is not clear come out unknown."""
    chars: list[Char] = []
    unseen: list[Box] = []
    outside: list[Box] = []
    covered: list[Box] = []
    # PDFium leaves out the second of two equal glyphs: where the first is not seen, what is left is not all.
    judged = [glyph for glyph in glyphs if glyph.seen is not Seen.YES]
    ghosts = {glyph.home for glyph in judged if glyph.seen in {Seen.NO, Seen.COVERED}}
    gone = (glyph.char for glyph in judged if glyph.seen in {Seen.CUT_OFF, Seen.COVERED})
    marred = _beside(char for char in gone if char.text.isdecimal())
    for char, home, seen in glyphs:
        digit = char.text.isdecimal()
        if seen is Seen.CUT_OFF:
            continue
        is_doubtful = seen is Seen.DOUBTFUL or home in confused
        is_doubtful = is_doubtful or (overlaid.first.get(home, home) != home and overlaid.first[home] in ghosts)
        if not (0 <= char.x <= page.width and 0 <= char.y <= page.height):
            outside.extend([char[1:5]] if digit else [])
        elif seen is Seen.NO or seen is Seen.COVERED:
            (covered if seen is Seen.COVERED else unseen).extend([char[1:5]] if digit else [])
        elif digit and (is_doubtful or (marred and not marred.isdisjoint(_spots(char, 0.0)))):
            chars.append(char._replace(text=UNKNOWN))
        else:
            copies = overlaid.copies.get(home, 1)
            chars.append(char._replace(copies=copies) if copies > 1 else char)
    return Glyphs(_once(chars), unseen, outside, covered)


def _beside(digits: Iterable[Char]) -> set[tuple[int, int]]:
    """The spots where digits of the same numbers would stand."""
    return {spot for char in digits for spot in _spots(char, _SIDE_BY_SIDE * char.size)}


def _spots(char: Char, margin: float) -> Iterator[tuple[int, int]]:
    """The line a glyph stands on, in spots of two points."""
    first, last = round((char.x0 - margin) / 2), round((char.x1 + margin) / 2)
    return ((column, round(char.base / 2)) for column in range(first, min(last, first + _MOST_SPOTS) + 1))


def _glyphs(
    text_page: Handle, texts: Sequence[str], page: Page, drawn: Drawn, budget: Budget, overlaid: Overlaid
) -> Iterator[_Glyph]:
    """The glyphs that leave a mark on the page, upright or in quarter turns; slanted ones are watermarks."""
    sight = Sight(drawn, page.height, budget)
    asked = drawn.hidden or bool(drawn.windows) or not sight.is_plain or any(overlaid)
    types: dict[int, float] = {}
    orders = {home: paint.order for home, paint in drawn.paints.items()}
    own = address(text_page)
    placing = Placing(own, page)
    for index, text in enumerate(texts):
        if text.isspace() or text in _NOTHING or (text in _ODD and is_made_up(own, index)):
            continue
        home, window, hidden = object_of_glyph(own, index) or 0, None, False
        if asked:
            hidden = drawn.hidden and is_hidden(home)
            window = drawn.windows.get(home)
        turn = _turn(angle_of(own, index), page) if drawn.turned else 0
        if turn is None:
            continue
        if text < "\x7f" and is_without_meaning(own, index) == 1:
            text = UNKNOWN  # noqa: PLW2901 - what is said of it is not known
        size = types.get(home)
        if size is None:
            size = types[home] = placing.type_size(index)
        char = _char(_plain(text), *placing.of(index, drawn.paints.get(home)), turn, size, orders.get(home, 0))
        if char is None:
            continue
        if window and not (window[0] <= char.x <= window[2] and window[1] <= char.y <= window[3]):
            yield _Glyph(char, home, Seen.CUT_OFF)
            continue
        seen = Seen.NO if hidden else sight.of(home, char.x, char.y) if asked else Seen.YES
        if seen is Seen.YES and turn == 0 and text.isdecimal() and (sight.is_struck(char) or _is_cut(char, window)):
            seen = Seen.DOUBTFUL
        yield _Glyph(char, home, seen)


def _is_cut(char: Char, window: Box | None) -> bool:
    """Whether a glyph reaches over a side of its window: what follows it may not be drawn."""
    return window is not None and (char.x0 < window[0] - CROSSED or char.x1 > window[2] + CROSSED)


def _turn(angle: float, page: Page) -> int | None:
    """Quarter turns of a glyph as seen; None when it is slanted, or has no angle (a matrix that squashes it)."""
    if not math.isfinite(angle):
        return None
    # PDFium's angle runs clockwise; the page's own turn is in its matrix.
    page_turn = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}[(int(page.matrix[0]), int(page.matrix[1]))]
    quarters = angle / _QUARTER
    nearest = round(quarters)
    return None if abs(quarters - nearest) > 0.05 else (nearest + page_turn) % 4


def _char(text: str, box: Box, origin: tuple[float, float], turn: int, type_size: float, order: int) -> Char | None:
    """A glyph from its box.

    :param type_size: of its text, which says better than its box how high its line is; 0 where it is not known.
    :param order: of its text among those of the page as drawn; PDFium tells of those side by side from the left.
    """
    x0, y0, x1, y1 = box
    size = x1 - x0 if turn % 2 else y1 - y0
    if not (0 < size < 1_000 and math.isfinite(x0 + x1 + y0 + y1)):
        return None
    if size < _MORE * type_size and (size > _LESS * type_size or size < _DASH):
        size = min(max(size, _LOWEST_LINE * type_size), _HIGHEST_LINE * type_size)
    # Fonts disagree on how high a line is, but not on its base; only vertical writing has its origin elsewhere.
    if turn == 0 and abs(origin[0] - x0) < 0.3 * max(size, x1 - x0):
        y0, y1 = origin[1] - ABOVE * size, origin[1] + BELOW * size
    return Char(text, x0, y0, x1, y1, size, turn, order=order)


def _once(chars: Iterable[Char]) -> list[Char]:
    """Each glyph once, with how often it is drawn in its place."""
    seen: dict[tuple[str, int, int], list[int]] = {}
    out: list[Char] = []
    counted: list[int] = []
    for char in chars:
        x, y, cell = char.x, char.y, max(round(char.size), 1)
        twin = _twin(char.text, x, y, min(max(_TWIN * (char.x1 - char.x0), _LEAST_TWIN), cell), cell, seen, out)
        if twin is not None:
            counted[twin] += 1
            continue
        home = seen.setdefault((char.text, int(x // cell), int(y // cell)), [])
        home.append(len(out))
        if len(home) > _MOST_IN_ONE_PLACE:
            raise ReadError("too-complex", "The PDF draws the same character in one place over and over.")
        out.append(char)
        counted.append(1)
    return [c._replace(copies=n) if n > c.copies else c for c, n in zip(out, counted, strict=True)]


def _twin(
    text: str,
    x: float,
    y: float,
    near: float,
    cell: int,
    seen: Mapping[tuple[str, int, int], Sequence[int]],
    found: Sequence[Char],
) -> int | None:
    """The index of an equal glyph in the same place.

    :param near: how far off it may be. :param cell: the width and height of the cells that ``seen`` sorts glyphs into.
    """
    rows = range(int((y - near) // cell), int((y + near) // cell) + 1)
    for column in range(int((x - near) // cell), int((x + near) // cell) + 1):
        for row in rows:
            for index in seen.get((text, column, row), ()):
                if abs(found[index].x - x) <= near and abs(found[index].y - y) <= near:
                    return index
    return None


# Some producers map characters to the radicals they look like: ⼀ for 一. Unicode says what those of Kangxi are, but
# not what these are.
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS = (
    str.maketrans(
        dict(
            zip(
                "⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⺎⺝⺮⻄⻊⻌⻎⻑⻒⻗⻁⺁⺬",
                "母民见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙兀月竹西足辶辶長镸雨虎厂示",
                strict=True,
            )
        )
    )
    | _KANGXI
)


def _plain(text: str) -> str:
    if "\ue000" <= text <= "\uf8ff" or text < " " or text == "\ufffe":
        return UNKNOWN
    return text.translate(_RADICALS) if "\u2e80" <= text <= "\u2fd5" else text
