"""The serialisations in which tables reach plain text; each renders printed rows to lines of text.

``exact`` says what a layout preserves: whether blanks keep their places, whether equal lines survive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.factory.content import Content
from tests.factory.page import HEADINGS, TEXTS
from tests.factory.tables import Line, all_tables


class Layout(NamedTuple):
    """A named way to write a table as text."""

    name: str
    write: Callable[[list[Line]], list[str]]
    keeps_blanks: bool = False


def _pipe_rows(lines: list[Line]) -> list[str]:
    """Merged cells dropped, rows padded at the right end with bare pipes (seed 000)."""
    out: list[str] = []
    for line in lines:
        missing = line.width - len(line.cells)
        out.append(" | ".join(line.cells) + " | " + "|" * missing)
    return out


def _pipe_cells(lines: list[Line]) -> list[str]:
    """One cell a line with a pipe, bare pipes for padding (seed 001)."""
    out: list[str] = []
    for line in lines:
        out.extend(f"{cell} |" for cell in line.cells)
        if line.width > len(line.cells):
            out.append("|" * (line.width - len(line.cells)))
    return out


def _lone_pipes(lines: list[Line]) -> list[str]:
    return [text for line in lines for cell in line.cells for text in ("|", f"{cell} |")]


def _tabs(lines: list[Line]) -> list[str]:
    """Grid columns kept: merged cells are empty (seeds 002 and 003)."""
    out: list[str] = []
    for line in lines:
        labels = len(line.cells) - line.numbers
        cells = [""] * line.merged + list(line.cells[:labels]) + [""] * line.span + list(line.cells[labels:])
        out.append("\t".join(cells + [""] * (line.width - len(cells))))
    return out


def _lines(lines: list[Line]) -> list[str]:
    """One cell a line, blank lines between, blank cells lost (seed 004)."""
    return [text for line in lines for cell in line.cells if cell for text in (cell, "")]


def _framed(lines: list[Line]) -> list[str]:
    return [f"| {' | '.join(line.cells)} | " + "|" * (line.width - len(line.cells)) for line in lines]


def _markdown(lines: list[Line]) -> list[str]:
    rows = _framed(lines)
    return [rows[0], "|" + " --- |" * lines[0].width, *rows[1:]]


def _spaces(lines: list[Line]) -> list[str]:
    return ["   ".join(cell for cell in line.cells if cell) for line in lines]


def _concatenated(lines: list[Line]) -> list[str]:
    return ["".join(line.cells) for line in lines]


LAYOUTS = (
    Layout("pipe rows", _pipe_rows),
    Layout("cell lines with pipes", _pipe_cells),
    Layout("tabs", _tabs, keeps_blanks=True),
    Layout("cell lines", _lines),
    Layout("framed pipe rows", _framed),
    Layout("markdown", _markdown),
    Layout("lone pipes", _lone_pipes),
    Layout("columns by spaces", _spaces),
    Layout("concatenated", _concatenated),
)


def render_lines(content: Content, layout: Layout) -> list[str]:
    """A whole report as lines."""
    t2, t3, t4 = (layout.write(table) for table in all_tables(content))
    return [
        f"{content.organ}{content.year}年政府信息公开工作年度报告",
        f"发布时间：{content.year + 1}-01-12",
        HEADINGS[0],
        TEXTS[0],
        HEADINGS[1],
        *t2,
        HEADINGS[2],
        *t3,
        HEADINGS[3],
        *t4,
        HEADINGS[4],
        TEXTS[2],
        HEADINGS[5],
        TEXTS[3],
    ]


def render(content: Content, layout: Layout) -> bytes:
    """A whole report as the bytes of a text file."""
    return ("\n".join(render_lines(content, layout)) + "\n").encode()


def dedupe(lines: list[str]) -> list[str]:
    """Keep only the first of equal lines, as some pages' texts do."""
    return list(dict.fromkeys(lines))
