"""Glyphs that are seen on a page, and of which PDFium's text knows nothing.

Place in the flow: ``pdf_chars`` → **pdf_lost** → ``pdf_marks``. Where a font does not say how large its glyphs are (its
file is missing or damaged, or it lacks them), PDFium leaves out each text of a single glyph, as it does with single
spaces. A lone 0 then looks like an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parsers.readers.pdf_drawn import Paint
from parsers.readers.pdf_page import Box

# A glyph stands behind and above its origin, about so far (points).
_REACH = 4.0
_NOTHING = 0.01


def lost_glyphs(paints: Mapping[int, Paint], known: Iterable[int], digits: Iterable[int]) -> list[Box]:
    """Where glyphs may stand that were left out; none where all digits that were not left out have a size.

    :param paints: the text objects by their addresses. :param known: the addresses of those with glyphs.
    :param digits: the addresses of those with digits, or with glyphs that say nothing.
    """
    if not any(_is_flat(paints[address].box) for address in set(digits) if address in paints):
        return []
    lost = (paints[address].origin for address in paints.keys() - set(known) if _is_nothing(paints[address].box))
    return [(x, y - _REACH, x + _REACH, y) for x, y in lost]


def _is_flat(box: Box) -> bool:
    return (box[2] - box[0] < _NOTHING) != (box[3] - box[1] < _NOTHING)


def _is_nothing(box: Box) -> bool:
    return box[2] - box[0] < _NOTHING and box[3] - box[1] < _NOTHING
