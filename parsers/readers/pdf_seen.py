"""Which glyphs a person sees: not those in the colour of what is behind them, nor those that something was drawn over.

Place in the flow: ``pdf_objects`` → **pdf_seen** → ``pdf_chars``. A digit of which that is not clear, and one that a
line strikes through, must not be read as if it stood there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from enum import Enum
from functools import lru_cache

from parsers.readers.pdf_char import Char
from parsers.readers.pdf_drawn import Cover, Drawn, Ink, Rule
from parsers.readers.pdf_objects import Budget

# How much a glyph's colour must differ from what is behind it (of 1, in the channel that differs most).
_UNSEEN, _CLEAR = 0.08, 0.2
# Where a line must run to strike a glyph through: in line heights above its base.
_STRUCK = (0.08, 0.5)
# The page is divided into so many bands, for looking up what is drawn at a height.
_BANDS = 40
# So many comparisons cost as much as one point of a path.
_CHEAP = 16
_PAPER = (1.0, 1.0, 1.0)


class Seen(Enum):
    """Whether a glyph is seen."""

    YES = "yes"
    NO = "no"
    DOUBTFUL = "doubtful"
    # Under something drawn later.
    COVERED = "covered"
    # Outside the window that its text is drawn through.
    CUT_OFF = "cut off"


class Sight:
    """What a person sees of one page."""

    def __init__(self, drawn: Drawn, height: float, budget: Budget) -> None:
        self._paints = drawn.paints
        self._band = max(height / _BANDS, 1.0)
        self._budget = budget
        self._covers: dict[int, list[Cover]] = defaultdict(list)
        for cover in drawn.covers:
            low, high = max(cover.box[1], 0.0), min(cover.box[3], height)
            if low <= high:
                for band in range(int(low / self._band), int(high / self._band) + 1):
                    self._covers[band].append(cover)
        self._rules = sorted(drawn.across)

    @property
    def is_plain(self) -> bool:
        """Whether all text is dark and nothing was drawn over any of it, so that no glyph need be asked."""
        return all(paint.ink == (0.0, 0.0, 0.0, 1.0) for paint in self._paints.values()) and not self._covers

    def of(self, text_object: int, x: float, y: float) -> Seen:
        """Whether a glyph is seen.

        :param text_object: the address of the object that draws it. :param x: with ``y``, its middle.
        """
        paint = self._paints.get(text_object)
        if paint is None:
            return Seen.YES
        behind: tuple[float, float, float] | None = _PAPER
        found = Seen.YES
        covers = self._covers.get(int(y / self._band), ())
        self._budget.spend(points=len(covers) // _CHEAP)
        for cover in covers:
            box = cover.box
            if not (box[0] <= x <= box[2] and box[1] <= y <= box[3]):
                continue
            if cover.texts_before < paint.order:
                behind = cover.colour if cover.is_opaque else None if cover.colour is None else behind
            elif cover.is_opaque and cover.colour is not None:
                return Seen.COVERED
            elif cover.colour is None:
                found = Seen.DOUBTFUL
        contrast = _contrast(paint.ink, behind)
        if contrast is None:
            return found
        if contrast < _UNSEEN:
            return Seen.NO
        return Seen.DOUBTFUL if contrast < _CLEAR else found

    def is_struck(self, char: Char) -> bool:
        """Whether a line runs through a glyph."""
        low, high = char.base - _STRUCK[1] * char.size, char.base - _STRUCK[0] * char.size
        for index in range(bisect_left(self._rules, Rule(low, 0.0, 0.0)), len(self._rules)):
            rule = self._rules[index]
            if rule.at > high:
                return False
            if rule.start <= char.x <= rule.stop:
                return True
        return False


@lru_cache(maxsize=1024)
def _contrast(ink: Ink | None, behind: tuple[float, float, float] | None) -> float | None:
    """How much a colour differs from what is behind it; None where one of them is not known."""
    if ink is None or (behind is None and ink[3] > 0):
        # Dark glyphs are seen on any picture that text is put on.
        return None if ink is None or max(ink[:3]) < 0.5 else _UNSEEN
    return max(abs(a - b) for a, b in zip(ink[:3], behind or _PAPER, strict=True)) * ink[3]
