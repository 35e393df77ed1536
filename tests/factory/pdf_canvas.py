"""A strip cut into pages and drawn on a PDF canvas.

Pages end between rows, or through them: with a rule at the cut, as word processors draw it, or open, as browsers do.
Some programs draw all rules on every page, and show of them what falls into the page's window.
"""

from __future__ import annotations

import io
import random

from reportlab.pdfgen.canvas import Canvas

from tests.factory.pdf_strip import Edge, Glyphs, Strip, Style, width_of


def draw(strip: Strip, style: Style, rng: random.Random) -> bytes:
    """All of a strip as the bytes of a PDF."""
    out = io.BytesIO()
    canvas = style.canvas(out, pagesize=style.page, invariant=1)
    start = 0.0
    for number, stop in enumerate(_cuts(strip, style, rng), start=1):
        if style.turn:
            canvas.setPageRotation(style.turn)
            _turn(canvas, style)
        _page(canvas, strip, style, number, (start, stop))
        canvas.showPage()
        start = stop
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, strip: Strip, style: Style, number: int, cuts: tuple[float, float]) -> None:
    width, height = style.page
    if style.in_form:
        canvas.beginForm(f"page{number}", 0, 0, width, height)
    _text(canvas, strip, style, cuts)
    canvas.saveState()
    _rules(canvas, strip, style, cuts)
    canvas.restoreState()
    if style.page_numbers:
        text = f"- {number} -"
        canvas.setFont(style.font, 9)
        canvas.drawString((width - width_of(text, style, 9)) / 2, style.margin * 0.5, text)
    if style.in_form:
        canvas.endForm()
        canvas.saveState()
        canvas.translate(7, 3)
        canvas.scale(0.97, 0.97)
        canvas.doForm(f"page{number}")
        canvas.restoreState()


def _reach(glyphs: Glyphs) -> float:
    return glyphs.size * (len(glyphs.text) / 2 if glyphs.turn else 0.62)


def _cuts(strip: Strip, style: Style, rng: random.Random) -> list[float]:
    """Where pages end on the strip."""
    tall = style.page[1] - 2 * style.margin
    cuts, start = [], 0.0
    while strip.y - start > tall:
        floor = start + tall * rng.uniform(0.55, 0.9)
        if style.breaks in {"rows", "windows"}:
            places = [y for y in strip.ends if floor < y <= start + tall]
        else:
            places = [start + tall - k * 1.5 for k in range(int(tall / 3))]
        places = [y for y in places if all(abs(g.y - y) >= _reach(g) for g in strip.glyphs)]
        cut = max(places, default=start + tall)
        cuts.append(cut)
        start = cut
    return [*cuts, strip.y + 1]


def _turn(canvas: Canvas, style: Style) -> None:
    """Draw so that the page, turned clockwise by its viewer, is upright."""
    width, height = style.page
    if style.turn == 90:
        canvas.translate(height, 0)
        canvas.rotate(90)
    elif style.turn == 180:
        canvas.translate(width, height)
        canvas.rotate(180)
    else:
        canvas.translate(0, width)
        canvas.rotate(270)


def _up(style: Style, start: float, y: float) -> float:
    return style.page[1] - style.margin - (y - start)


def _text(canvas: Canvas, strip: Strip, style: Style, cuts: tuple[float, float]) -> None:
    for glyphs in strip.glyphs:
        if not cuts[0] < glyphs.y <= cuts[1]:
            continue
        y = _up(style, cuts[0], glyphs.y)
        canvas.setFont(style.font, glyphs.size)
        if glyphs.turn:
            canvas.saveState()
            canvas.translate(glyphs.x, y)
            canvas.rotate(glyphs.turn)
            canvas.drawCentredString(0, -0.36 * glyphs.size, glyphs.text)
            canvas.restoreState()
            continue
        canvas.drawString(glyphs.x, y - 0.36 * glyphs.size, glyphs.text)
        if glyphs.bold:
            canvas.drawString(glyphs.x + 0.25, y - 0.36 * glyphs.size, glyphs.text)


def _rules(canvas: Canvas, strip: Strip, style: Style, cuts: tuple[float, float]) -> None:
    start, stop = cuts
    if style.breaks == "windows":
        window = canvas.beginPath()
        window.rect(0, _up(style, start, stop), style.page[0], stop - start)
        canvas.clipPath(window, stroke=0, fill=0)
        for x0, y0, x1, y1 in strip.rules:
            _rule(canvas, style, (x0, _up(style, start, y0), x1, _up(style, start, y1)))
        return
    for x0, y0, x1, y1 in _seen(strip, style, cuts):
        _rule(canvas, style, (x0, _up(style, start, max(y0, start)), x1, _up(style, start, min(y1, stop))))


def _seen(strip: Strip, style: Style, cuts: tuple[float, float]) -> list[Edge]:
    """The rules on one page, and those that close what a cut goes through."""
    start, stop = cuts
    through = [table for table in strip.tables if any(table[1] < cut < table[3] for cut in cuts)]
    level = [edge for edge in strip.rules if edge[1] == edge[3] and start <= edge[1] <= stop]
    if style.breaks == "open":
        level = [edge for edge in level if edge[1] not in cuts or not any(t[1] < edge[1] < t[3] for t in through)]
    if style.breaks == "lines" and style.rules not in {"three", "none"}:
        level += [(t[0], cut, t[2], cut) for t in through for cut in cuts if t[1] < cut < t[3]]
    return level + [edge for edge in strip.rules if edge[1] < edge[3] and edge[3] > start and edge[1] < stop]


def _rule(canvas: Canvas, style: Style, edge: Edge) -> None:
    x0, y0, x1, y1 = edge
    if style.rules == "boxes":
        canvas.rect(x0 - 0.25, min(y0, y1) - 0.25, x1 - x0 + 0.5, abs(y0 - y1) + 0.5, stroke=0, fill=1)
        return
    canvas.setLineWidth(0.5)
    if style.rules == "dashes":
        canvas.setDash(3, 2)
    canvas.line(x0, y0, x1, y1)
