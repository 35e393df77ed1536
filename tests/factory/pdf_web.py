"""Reports as web pages made to be printed: what stylesheets do to tables, and what a browser's print settings do."""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factory.grid import Grid, GridCell
from tests.factory.page import Part
from tests.factory.pdf_printing import by_browser

Draw = Callable[[random.Random, GridCell], str]
_BORDERS = ("1px solid #000", "1px solid #999", "0.5px solid #000", "2px solid #333", "1px dashed #000")


def plain(_: random.Random, cell: GridCell) -> str:
    """The text of a cell."""
    return html.escape(cell.text).replace("\n", "<br>")


def _white(rng: random.Random, cell: GridCell) -> str:
    """White digits on white before some numbers."""
    ghost = (
        f"<span style='color:#fff'>{rng.randint(1, 9)}</span>" if cell.key and cell.text and rng.random() < 0.3 else ""
    )
    return ghost + plain(rng, cell)


def _changed(rng: random.Random, cell: GridCell) -> str:
    """An old number struck through before some numbers."""
    old = f"<del>{rng.randint(0, 99)}</del>" if cell.key and cell.text and rng.random() < 0.3 else ""
    return old + plain(rng, cell)


def _overlaid(rng: random.Random, cell: GridCell) -> str:
    """An old number under some numbers."""
    if not cell.key or not cell.text or rng.random() > 0.3:
        return plain(rng, cell)
    old = f"<span style='position:absolute'>{rng.randint(0, 99)}</span>"
    return f"<span style='position:relative'>{old}{plain(rng, cell)}</span>"


def _tall(_: random.Random, cell: GridCell) -> str:
    """Heads in vertical writing."""
    text = html.escape(cell.text.replace("\n", ""))
    return text if cell.key or cell.span > 1 or len(text) > 12 else f"<span class=tall>{text}</span>"


@dataclass(frozen=True)
class Web:
    """How a page is styled and printed. ``css`` comes last, so it wins; ``{border}`` and the like are not filled in."""

    name: str
    css: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    draw: Draw = plain
    boxes: bool = False
    size: str = ""


WEBS = (
    Web("browser"),
    Web("landscape", size="A4 landscape"),
    Web("scaled down", "td {white-space: nowrap; padding: 1px}", {"scale": 0.55}, size="A4"),
    Web("header and footer", options={"displayHeaderFooter": True}, size="A4"),
    Web("vertical heads", ".tall {writing-mode: vertical-rl}", draw=_tall),
    Web(
        "turned heads",
        ".tall {writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block}",
        draw=_tall,
    ),
    Web(
        "heads over each other", "td:not(.n) {line-height: 0.35; white-space: nowrap; overflow: hidden; max-width: 1em}"
    ),
    Web("no borders", "td {border: none}"),
    Web("striped rows", "td {border: none} tr:nth-child(even) {background: #eef}"),
    Web("white borders", "td {border: 2px solid #fff; background: #dde8f6}"),
    Web("boxes in a CSS grid", boxes=True),
    Web("boxes apart", "table {border-collapse: separate}"),
    Web("blurred shadows", ".n {text-shadow: 1px 1px 2px #999}"),
    Web("narrow heads", "td {border: none; padding: 0} .n {width: 2em}", size="A4"),
    Web("broken numbers", "table {table-layout: fixed} td {word-break: break-all; padding: 1px}", size="105mm 200mm"),
    Web("white on white", draw=_white),
    Web("struck through", draw=_changed),
    Web("old numbers underneath", draw=_overlaid),
)


# Whatever else a machine has: digits of one face, Chinese of the first that is there.
_FACES = "'Liberation Serif', 'Noto Serif CJK SC', 'WenQuanYi Zen Hei', serif"


def write_web(rng: random.Random, parts: list[Part], look: Web) -> str:
    """A page of HTML."""
    padding = rng.randint(1, 8)
    style = (
        f"@page {{size: {look.size or f'210mm {rng.randint(160, 297)}mm'}; margin: {rng.randint(10, 25)}mm}}"
        f"body {{font: {rng.choice((12, 14, 16, 18))}px {_FACES}}}"
        f"table, .table {{border-collapse: {rng.choice(('collapse', 'collapse', 'separate'))}; border-spacing: 0;"
        f" width: 100%}} td {{border: {rng.choice(_BORDERS)}; padding: {padding}px;"
        f" text-align: {rng.choice(('center', 'center', 'left', 'right'))}}}"
        + ("tr {break-inside: avoid}" if rng.random() < 0.3 else "")
        + look.css
    )
    body = []
    for part in parts:
        if isinstance(part, Grid):
            body.append(_boxes(rng, part, look) if look.boxes else _table(rng, part, look))
            continue
        tag = "h2 style='text-align:center'" if part.level == 1 else "p style='text-indent:2em'"
        body.append(f"<{tag}>{html.escape(part.text)}</{tag.split(maxsplit=1)[0]}>")
    head = (
        f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>年度报告</title><style>{style}</style></head>"
    )
    return f"{head}<body>{''.join(body)}</body></html>"


def _table(rng: random.Random, grid: Grid, look: Web) -> str:
    rows = []
    for row in grid.rows:
        cells = "".join(
            f"<td colspan={cell.span} rowspan={cell.height}{' class=n' if cell.key else ''}>{look.draw(rng, cell)}</td>"
            for cell in row
        )
        rows.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _boxes(rng: random.Random, grid: Grid, look: Web) -> str:
    """A table without a table element: boxes placed in a CSS grid."""
    cells = "".join(
        f"<div style='border: 1px solid #000; margin: 0 -1px -1px 0; padding: 2px; text-align: center;"
        f" grid-area: {r + 1} / {column + 1} / span {cell.height} / span {cell.span}'>{look.draw(rng, cell)}</div>"
        for r, row in enumerate(grid.placed())
        for column, cell in row
    )
    return f"<div style='display: grid; grid-template-columns: repeat({grid.width}, 1fr)'>{cells}</div>"


def print_web(rng: random.Random, parts: list[Part], look: Web) -> bytes:
    """A report as printed by the browser."""
    return by_browser(write_web(rng, parts, look), look.options)
