"""What is drawn on a page, as values: rules, pictures, filled areas, how text is painted.

Place in the flow: filled in by ``pdf_objects``; read by ``pdf_rules``, ``pdf_seen``, ``pdf_overlaid`` and ``pdf``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from parsers.readers.pdf_page import Box, Handle, Matrix


class Rule(NamedTuple):
    """A ruling line: ``at`` on the one axis, from ``start`` to ``stop`` on the other.

    ``dash`` is the length of the dashes or dots it was put together from; 0 where it was drawn at once.
    """

    at: float
    start: float
    stop: float
    dash: float = 0.0


# A rule along the edge of a window is seen (points).
_EDGE = 1.0


def seen_across(rules: Iterable[Rule], window: Box) -> list[Rule]:
    """What a window shows of rules that run across: programs draw whole tables, and show of each the page's part."""
    left, top, right, bottom = window
    return list(_seen(rules, (top, bottom), (left, right)))


def seen_down(rules: Iterable[Rule], window: Box) -> list[Rule]:
    """What a window shows of rules that run down."""
    left, top, right, bottom = window
    return list(_seen(rules, (left, right), (top, bottom)))


def _seen(rules: Iterable[Rule], places: tuple[float, float], along: tuple[float, float]) -> Iterable[Rule]:
    for rule in rules:
        start, stop = max(rule.start, along[0]), min(rule.stop, along[1])
        if places[0] - _EDGE <= rule.at <= places[1] + _EDGE and start < stop:
            is_whole = start == rule.start and stop == rule.stop
            yield rule if is_whole else rule._replace(start=start, stop=stop)


# Red, green, blue and how opaque, each from 0 to 1.
Ink = tuple[float, float, float, float]


class Paint(NamedTuple):
    """How a text object is drawn: as which of the page's, in which colour (None: not known), where, and its origin.

    ``form`` leads from the form that it is part of to the page as seen; None where it is part of none.
    """

    order: int
    ink: Ink | None
    box: Box
    origin: tuple[float, float] = (0.0, 0.0)
    form: Matrix | None = None


class Cover(NamedTuple):
    """A filled area: its box, how many text objects were drawn before it, its colour (None: several, or not known)."""

    box: Box
    texts_before: int
    colour: tuple[float, float, float] | None
    is_opaque: bool = True


class Picture(NamedTuple):
    """An image as seen: its box and its pixels across it; how many text objects were drawn before it.

    ``raw`` is PDFium's, and good while its page is open.
    """

    box: Box
    pixels: tuple[int, int]
    texts_before: int
    raw: Handle


@dataclass
class Drawn:
    """Everything drawn on one page that matters."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    # Boxes of ink that is neither glyph nor rule: a cell with such ink is not proven empty.
    ink: list[Box] = field(default_factory=list)
    texts: int = 0
    # Whether some text is turned against the page, or invisible; each glyph must then be asked.
    turned: bool = False
    hidden: bool = False
    # How each text object is drawn, by its address; what was drawn that may hide text, or stand behind it.
    paints: dict[int, Paint] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    # The windows of text objects that reach out of the window they are shown in, by the objects' addresses.
    windows: dict[int, Box] = field(default_factory=dict)
