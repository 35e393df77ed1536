"""How a report is drawn as PDF, and the endless strip on which it is laid out before pages are cut.

Glyphs are those of a CID font that needs no file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Edge = tuple[float, float, float, float]


@dataclass(frozen=True)
class Style:
    """How a report is drawn."""

    # strokes, boxes, edges (each cell a stroked box), dashes, rows (only between rows), three (top, head, bottom),
    # or none.
    rules: str = "strokes"
    # Where pages end: between "rows"; at "lines", through rows, with a rule at the cut; or "open", without one. In
    # "windows" all rules are drawn on every page, which shows those of its own rows.
    breaks: str = "rows"
    bold: bool = False
    upright_heads: bool = False
    # Heads drawn up the page (90) or down (270).
    turned_heads: int = 0
    turn: int = 0
    size: float = 10.5
    margin: float = 60.0
    padding: float = 4.0
    narrow: bool = False
    align: str = "centre"
    valign: str = "middle"
    page: tuple[float, float] = (595.0, 842.0)
    page_numbers: bool = True
    in_form: bool = False
    outer: bool = True
    font: str = FONT
    canvas: type[Canvas] = Canvas


def random_style(rng: random.Random, **fixed: object) -> Style:
    """A style by chance; what is fixed stays."""
    chosen: dict[str, object] = {
        "size": rng.choice((9.0, 10.5, 12.0)),
        "margin": rng.uniform(36, 80),
        "padding": rng.uniform(2, 7),
        "align": rng.choice(("centre", "centre", "right", "left")),
        "valign": rng.choice(("middle", "middle", "top")),
        "page": (rng.choice((595.0, 612.0)), rng.uniform(500, 842)),
        "page_numbers": rng.random() < 0.7,
        **fixed,
    }
    return Style(**chosen)  # type: ignore[arg-type]


class Glyphs(NamedTuple):
    """One line of text on the strip: left, middle, top to bottom, size, and whether it is bold."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    turn: int = 0


@dataclass
class Strip:
    """What is printed, on one strip as long as it takes."""

    glyphs: list[Glyphs] = field(default_factory=list)
    # Rules: (x0, y0, x1, y1).
    rules: list[Edge] = field(default_factory=list)
    # Where a page may end without cutting a row.
    ends: list[float] = field(default_factory=list)
    # The outlines of the tables.
    tables: list[Edge] = field(default_factory=list)
    y: float = 0.0


def width_of(text: str, style: Style, size: float) -> float:
    """How wide a text is."""
    return float(pdfmetrics.stringWidth(text, style.font, size))
