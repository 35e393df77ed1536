"""Reports as PDF: the printed tables laid out on one endless strip, for ``pdf_canvas`` to cut into pages and draw.

``printed_cells`` says what stands where, for comparison.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

from tests.factory.grid import Grid
from tests.factory.page import Part
from tests.factory.pdf_canvas import draw
from tests.factory.pdf_strip import Edge, Glyphs, Strip, Style, width_of


class Printed(NamedTuple):
    """One cell as printed: its place in the grid, its extent and its text."""

    row: int
    column: int
    height: int
    span: int
    text: str
    number: bool = False


def printed_cells(grid: Grid) -> list[Printed]:
    """The cells of a table with their places."""
    return [
        Printed(r, column, cell.height, cell.span, cell.text, bool(cell.key))
        for r, row in enumerate(grid.placed())
        for column, cell in row
    ]


def _wrap(text: str, width: float, style: Style, size: float) -> list[str]:
    lines, line = [], ""
    for char in text:
        if line and width_of(line + char, style, size) > width:
            lines.append(line)
            line = ""
        line += char
    return [*lines, line] if line else lines or [""]


def write_pdf(rng: random.Random, parts: list[Part], style: Style) -> bytes:
    """A report as the bytes of a PDF."""
    strip = Strip()
    for part in parts:
        if isinstance(part, Grid):
            _table(strip, printed_cells(part), style, rng)
        elif part.level == 1:
            _text(strip, part.text, style, size=style.size * 1.6, centred=True)
        else:
            _text(strip, part.text, style, indent=part.level == 0)
    return draw(strip, style, rng)


def _text(
    strip: Strip, text: str, style: Style, *, size: float = 0, centred: bool = False, indent: bool = False
) -> None:
    size = size or style.size * 1.15
    wide = style.page[0] - 2 * style.margin
    lines = _wrap(("\u3000\u3000" if indent else "") + text, wide, style, size)
    for line in lines:
        x = style.margin + ((wide - width_of(line, style, size)) / 2 if centred else 0)
        pad = len(line) - len(line.lstrip("\u3000"))
        strip.glyphs.append(Glyphs(x + pad * size, strip.y + size * 0.75, line.strip("\u3000"), size))
        strip.y += size * 1.5
        strip.ends.append(strip.y)
    strip.y += size * 0.6


def _columns(cells: Sequence[Printed], style: Style, rng: random.Random) -> list[float]:
    """The positions of the columns' rules: label columns wider, as printed."""
    width = max(cell.column + cell.span for cell in cells)
    wide = style.page[0] - 2 * style.margin
    weights = [rng.uniform(0.9, 1.1) for _ in range(width)]
    if width == 4:
        weights = [w * 1.3 for w in weights]
    if width == 10:
        weights = [0.8, 1.2, 3.0, *([0.55 if style.narrow else 1.0] * 7)]
    scale = wide / sum(weights)
    xs = [style.margin]
    for weight in weights:
        xs.append(xs[-1] + weight * scale)
    return xs


def _table(strip: Strip, cells: Sequence[Printed], style: Style, rng: random.Random) -> None:
    xs = _columns(cells, style, rng)
    rows = max(cell.row + cell.height for cell in cells)
    leading = style.size * 1.25
    texts = {cell: _cell_lines(cell, xs, style) for cell in cells}
    heights = [leading + 2 * style.padding] * rows
    for cell in sorted(cells, key=lambda cell: cell.height):
        need = len(texts[cell]) * leading + 2 * style.padding
        last = cell.row + cell.height - 1
        heights[last] += max(need - sum(heights[cell.row : last + 1]), 0)
    ys = [strip.y]
    for height in heights:
        ys.append(ys[-1] + height)
    head = min((cell.row for cell in cells if cell.number), default=rows)
    for cell in cells:
        _cell(strip, cell, texts[cell], (xs, ys), style, bold=style.bold)
    _rules(strip, cells, (xs, ys), style, head)
    strip.tables.append((xs[0], ys[0], xs[-1], ys[-1]))
    strip.ends.extend(ys[1:])
    strip.y = ys[-1] + style.size


def _is_tall_head(cell: Printed, xs: Sequence[float]) -> bool:
    return not cell.number and cell.column >= 3 and cell.span == 1 and len(xs) > 6


def _cell_lines(cell: Printed, xs: Sequence[float], style: Style) -> list[str]:
    if style.turned_heads and _is_tall_head(cell, xs):
        # One line as high as its text is long; the lines below it only make the room.
        text = cell.text.replace("\n", "")
        return [text, *[""] * math.ceil(len(text) * 0.9)]
    width = xs[cell.column + cell.span] - xs[cell.column] - 2 * min(style.padding, 3)
    if style.upright_heads and _is_tall_head(cell, xs):
        return list(cell.text.replace("\n", ""))
    return [line for part in cell.text.split("\n") for line in _wrap(part, width, style, style.size)]


def _cell(
    strip: Strip,
    cell: Printed,
    lines: Sequence[str],
    rules: tuple[Sequence[float], Sequence[float]],
    style: Style,
    *,
    bold: bool,
) -> None:
    xs, ys = rules
    left, right = xs[cell.column] + min(style.padding, 3), xs[cell.column + cell.span] - min(style.padding, 3)
    top, bottom = ys[cell.row], ys[cell.row + cell.height]
    leading = style.size * 1.25
    y = top + style.padding if style.valign == "top" else (top + bottom - len(lines) * leading) / 2
    if style.turned_heads and _is_tall_head(cell, xs):
        strip.glyphs.append(
            Glyphs((left + right) / 2, (top + bottom) / 2, lines[0], style.size, bold, style.turned_heads)
        )
        return
    align = (
        style.align if cell.number else "left" if len(xs) == 11 and cell.span == 1 and cell.column == 2 else "centre"
    )
    for line in lines:
        width = width_of(line, style, style.size)
        x = {"left": left, "right": right - width, "centre": (left + right - width) / 2}[align]
        if line:
            strip.glyphs.append(Glyphs(x, y + leading / 2, line, style.size, bold))
        y += leading


def _rules(
    strip: Strip, cells: Sequence[Printed], rules: tuple[Sequence[float], Sequence[float]], style: Style, head: int
) -> None:
    xs, ys = rules
    if style.rules == "none":
        return
    if style.rules == "three":
        strip.rules.extend((xs[0], y, xs[-1], y) for y in (ys[0], ys[head], ys[-1]))
        return
    edges: dict[Edge, None] = {}
    for cell in cells:
        x0, x1 = xs[cell.column], xs[cell.column + cell.span]
        y0, y1 = ys[cell.row], ys[cell.row + cell.height]
        edges.update(dict.fromkeys([(x0, y0, x1, y0), (x0, y1, x1, y1)]))
        if style.rules != "rows":
            edges.update(dict.fromkeys([(x0, y0, x0, y1), (x1, y0, x1, y1)]))
    if style.rules == "edges":
        edges = {}
        for cell in cells:
            x0, x1 = xs[cell.column] + 0.6, xs[cell.column + cell.span] - 0.6
            y0, y1 = ys[cell.row] + 0.6, ys[cell.row + cell.height] - 0.6
            edges.update(dict.fromkeys([(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]))
    strip.rules.extend(edge for edge in edges if style.outer or edge[0] != edge[2] or xs[0] < edge[0] < xs[-1])
