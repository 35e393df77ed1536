"""One glyph, as all ``pdf_*`` modules know it.

Place in the flow: made by ``pdf_chars``.
"""

from __future__ import annotations

from typing import NamedTuple

# Stands for a glyph of which the font does not say what it means, and for a digit that is not clearly seen.
UNKNOWN = "\ufffd"
# How much of a line's height stands below its base, and above it.
BELOW, ABOVE = 0.15, 0.85


class Char(NamedTuple):
    """One glyph: text, box, size (the height of its line), quarter turns clockwise against the page as seen."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    turn: int = 0
    # How often it is drawn in one place: twice, as a rule, to look bold.
    copies: int = 1
    # Which of the text objects of its page it is of, as they were drawn.
    order: int = 0

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
        return self.y1 - BELOW * self.size
