"""One page taken apart: what is printed on it, and whether it is what it seems.

Place in the flow: ``pdf_objects``, ``pdf_chars``, ``pdf_grid`` → **pdf_leaf** → ``pdf``. Pictures of pages are left to
recognition, whatever text lies over or under them: it is what somebody recognised, and no proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from parsers.readers.pdf_cells import contains
from parsers.readers.pdf_char import UNKNOWN, Char
from parsers.readers.pdf_chars import Glyphs, read_chars
from parsers.readers.pdf_doubled import is_drawn_twice
from parsers.readers.pdf_drawn import Drawn
from parsers.readers.pdf_fonts import Fonts
from parsers.readers.pdf_grid import Grid, find_grids
from parsers.readers.pdf_images import covers, is_blank
from parsers.readers.pdf_objects import Budget, look
from parsers.readers.pdf_page import Box, Page, turned_back
from parsers.readers.pdf_spaced import closed_up
from parsers.readers.pdf_upright import laid_across
from parsers.report import ReadError

# Pictures that cover so much of a page are the page, may be what it says, or are mere ornament.
WHOLE, _LARGE, ORNAMENT = 0.6, 0.25, 0.02
# A page with fewer glyphs says nothing by itself: a page number, the stamp of a scanner's app.
_FEW = 40
# Where so much of a page is written in one direction, that is the way to hold it: page numbers may stand otherwise.
_NEARLY_ALL = 0.8
# So many digits beside a page, or lines of them above or below it, are no printer's mark.
_CUT = 4
# Where more of the glyphs than this have no known meaning, the others cannot be trusted to make sense.
_UNREADABLE = 0.2


class Leaf(NamedTuple):
    """One page taken apart."""

    number: int
    width: float
    height: float
    chars: list[Char]
    drawn: Drawn
    grids: list[Grid]
    # Whether pictures cover the page and no text is seen on it; and whether they cover enough to be what it says.
    is_picture: bool
    has_large_pictures: bool
    # What else there is: digits that nobody sees, those that something was drawn over, notes and fields.
    unseen: list[Box]
    covered: list[Box]
    notes: list[Box]
    # The quarter turns, clockwise, in which it is written on the page as shown; all but pictures is upright here.
    turn: int = 0
    # How many digits are unknown because their font is not trusted; how many texts stand in the place of another.
    meaningless: int = 0
    confused: int = 0
    # Whether it is drawn twice, the second time out of place.
    is_doubled: bool = False


def take_apart(page: Page, budget: Budget, fonts: Fonts, limit: int) -> Leaf:
    """What is printed on a page.

    :param fonts: what is known of the document's fonts.
    :param limit: how many characters there may be.
    :raises ReadError: ``too-complex``, ``damaged-pdf`` or ``cropped-pdf``.
    """
    shown = page
    drawn, glyphs = _looked_at(page, budget, fonts, limit)
    turn = _turn_of(drawn, glyphs.chars)
    if turn:
        page = turned_back(page, turn)
        drawn, glyphs = _looked_at(page, budget, fonts, limit)
    chars, unseen, outside, covered, meaningless, confused = glyphs
    _refuse_cropped(page, outside)
    written = _written_pictures(page, drawn)
    is_picture = covers(page, drawn, WHOLE) and (
        len(chars) < _FEW or _is_under_a_picture(page, drawn) or covers(page, written, _LARGE)
    )
    large = covers(page, drawn, _LARGE)
    grids = [] if is_picture else find_grids(drawn)
    chars = [] if is_picture else laid_across(closed_up([_off_pictures(char, written) for char in chars]))
    size = (shown.width, shown.height) if is_picture else (page.width, page.height)
    marks = (unseen, covered, page.notes)
    found = Leaf(page.number, *size, chars, drawn, grids, is_picture, large, *marks, turn, meaningless, confused)
    return found._replace(is_doubled=is_drawn_twice(chars))


def _looked_at(page: Page, budget: Budget, fonts: Fonts, limit: int) -> tuple[Drawn, Glyphs]:
    drawn = look(page, budget)
    return drawn, read_chars(page, drawn, budget, fonts, limit) if drawn.texts else Glyphs([], [], [], [])


def _turn_of(drawn: Drawn, chars: Sequence[Char]) -> int:
    """The quarter turns in which nearly all of a page is written: a wide table on an upright page, say."""
    if not drawn.turned or not chars:
        return 0
    turn, count = Counter(char.turn for char in chars).most_common(1)[0]
    return turn if count >= _NEARLY_ALL * len(chars) else 0


def _is_under_a_picture(page: Page, drawn: Drawn) -> bool:
    """Whether most text was drawn before a picture that covers the page: nobody sees it (scanners' text layers)."""
    last = [picture for picture in drawn.pictures if picture.texts_before > drawn.texts / 2]
    return covers(page, Drawn(pictures=last), WHOLE)


def _written_pictures(page: Page, drawn: Drawn) -> Drawn:
    """The pictures that have writing and are more than ornament: text on them is what somebody recognised in them."""
    found = (picture for picture in drawn.pictures if covers(page, Drawn(pictures=[picture]), ORNAMENT))
    return Drawn(pictures=[picture for picture in found if drawn.texts and not is_blank(picture.raw)])


def _off_pictures(char: Char, written: Drawn) -> Char:
    """A glyph, unknown where it is a digit on a picture that has writing of its own."""
    on_one = char.text.isdecimal() and any(contains(picture.box, char.x, char.y) for picture in written.pictures)
    return char._replace(text=UNKNOWN) if on_one else char


def _refuse_cropped(page: Page, outside: Sequence[Box]) -> None:
    """Refuse a page the window of which cuts a table: what stands beyond is not seen, and its columns are not absent.

    Printers' marks stand beyond as well, but not beside the text, nor in several lines.
    """
    beside = [box for box in outside if 0 <= (box[1] + box[3]) / 2 <= page.height]
    lines = {round(box[3]) for box in outside}
    if len(beside) >= _CUT or len(lines) >= _CUT:
        raise ReadError("cropped-pdf", f"Page {page.number} of the PDF shows a part of its table only; print it anew.")


def refuse_unreadable(leaves: Sequence[Leaf]) -> None:
    """Refuse what has no text that could be read.

    :raises ReadError: ``empty-pdf``, ``image-only-pdf`` or ``unreadable-text``.
    """
    glyphs = sum(len(leaf.chars) for leaf in leaves)
    large = any(leaf.has_large_pictures for leaf in leaves)
    if glyphs == 0 and not any(leaf.drawn.pictures or leaf.drawn.ink or leaf.drawn.texts for leaf in leaves):
        raise ReadError("empty-pdf", "The pages of the PDF are empty.")
    if glyphs == 0 or (large and all(len(leaf.chars) < _FEW for leaf in leaves)):
        raise ReadError("image-only-pdf", "The PDF holds pictures of its pages and no text.")
    unknown = sum(char.text == UNKNOWN for leaf in leaves for char in leaf.chars)
    # Where most digits have no meaning, what there is of labels has little.
    meaningless = sum(leaf.meaningless for leaf in leaves)
    digits = sum(char.text.isdecimal() for leaf in leaves for char in leaf.chars)
    if unknown > _UNREADABLE * glyphs or meaningless > max(digits, _FEW):
        raise ReadError(
            "unreadable-text",
            "The fonts of the PDF do not say which characters they show; save it anew from its source.",
        )


def has_unread_pages(leaves: Sequence[Leaf]) -> bool:
    """Whether a page has text of which much could not be read: a table on it would read as left out by the organ.

    Without its fonts, which a damaged page may lose, its text is drawn in others, and says nothing. And of texts in one
    place, or a page drawn twice, nobody can read either.
    """
    return any(
        leaf.meaningless
        or leaf.is_doubled
        or leaf.confused > _UNREADABLE * leaf.drawn.texts
        or sum(char.text == UNKNOWN for char in leaf.chars) > _UNREADABLE * len(leaf.chars)
        for leaf in leaves
    )
