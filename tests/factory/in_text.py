"""More serialisations of tables in plain text: columns laid out by a page, vertical heads, mini-tables, page frames.

Unlike those of ``layouts``, many lose what cannot be recovered: they must then be withheld.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from collections.abc import Callable

from tests.factory.grid import Grid, is_number_row
from tests.factory.layouts import LAYOUTS, Layout, dedupe
from tests.factory.page import Part
from tests.factory.tables import as_lines

WriteGrid = Callable[[random.Random, Grid], list[str]]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _fill(text: str, width: int, *, centred: bool = False) -> str:
    space = width - _width(text)
    left = space // 2 if centred else 0
    return " " * left + text + " " * (space - left)


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _positions(grid: Grid) -> list[list[str]]:
    """The text of every position; what a merged cell covers is empty."""
    seen: set[int] = set()
    rows = []
    for row in grid.covered():
        texts = []
        for cell in row:
            texts.append("" if cell is None or id(cell) in seen else _flat(cell.text))
            seen.add(id(cell))
        rows.append(texts)
    return rows


def page_columns(rng: random.Random, grid: Grid) -> list[str]:
    """``pdftotext -layout``: labels broken over lines, numbers at the height of the middle line, columns by spaces."""
    label, number = rng.choice((14, 20, 44)), rng.choice((6, 9))
    lines: list[str] = []
    for row in grid.placed():
        cells: list[tuple[int, int, list[str]]] = []
        at = 0
        for start, cell in row:
            width = label if is_number_row([c for _, c in row]) and cell.key is None else number * cell.span
            left = max(at, start * number if not cells else at)
            cells.append((left, width, _wrap(_flat(cell.text), width)))
            at = left + width
        height = max((len(texts) for _, _, texts in cells), default=0)
        for y in range(height):
            line = ""
            for left, width, texts in cells:
                top = (height - len(texts)) // 2
                text = texts[y - top] if top <= y < top + len(texts) else ""
                line = _fill(line, left) + _fill(text, width, centred=text.isdecimal())
            lines.append(line.rstrip())
        lines.extend([""] * rng.choice((0, 0, 1)))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    out = [""]
    for char in text:
        if _width(out[-1] + char) > width - 1 and out[-1] and not char.isdecimal():
            out.append("")
        out[-1] += char
    return out


def vertical_heads(_: random.Random, grid: Grid) -> list[str]:
    """Heads of narrow columns a character a line: ``结 结 其 尚`` over ``果 果 他 未``."""
    lines: list[str] = []
    for row in grid.rows:
        texts = [_flat(cell.text) for cell in row]
        if is_number_row(row) or len(texts) < 4:
            lines.append(" ".join(texts))
            continue
        halves = [(text[: (len(text) + 1) // 2], text[(len(text) + 1) // 2 :]) for text in texts]
        if max(map(len, texts)) <= 4:
            lines.extend(" ".join(text[y] for text in texts if y < len(text)) for y in range(4))
        else:
            lines.extend(" ".join(half[y] for half in halves if half[y]) for y in (0, 1))
    return lines


def mini_tables(_: random.Random, grid: Grid) -> list[str]:
    """Markdown by a converter that takes the first row, or nothing, for the heads."""
    lines: list[str] = []
    for r, row in enumerate(_positions(grid)):
        if r == 0 or (len(grid.rows[r]) == 1 and not is_number_row(grid.rows[r])):
            lines.extend(["", "| " + " | ".join(row) + " |", "|" + " --- |" * len(row)])
        else:
            lines.append("| " + " | ".join(row) + " |")
    return [*lines, ""]


def data_frame(_: random.Random, grid: Grid) -> list[str]:
    """Markdown of a data frame: numbered heads, a numbered first column, ``nan`` for what is merged."""
    rows = [[cell or "nan" for cell in row] for row in _positions(grid)]
    heads = ["", *map(str, range(grid.width))]
    body = ["| " + " | ".join((str(r), *row)) + " |" for r, row in enumerate(rows)]
    return ["| " + " | ".join(heads) + " |", "|" + ":---|" * len(heads), *body]


def comma_separated(_: random.Random, grid: Grid) -> list[str]:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(_positions(grid))
    return buffer.getvalue().splitlines()


def drawn_frame(_: random.Random, grid: Grid) -> list[str]:
    """A table drawn with plus, minus and pipes."""
    rows = _positions(grid)
    widths = [max(2, *(_width(row[c]) for row in rows)) for c in range(grid.width)]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    lines = [rule]
    for row in rows:
        lines.append("| " + " | ".join(_fill(text, width) for text, width in zip(row, widths, strict=True)) + " |")
        lines.append(rule)
    return lines


def box_drawing(_: random.Random, grid: Grid) -> list[str]:
    """The same with the characters made for it."""
    table = str.maketrans({"|": "│", "+": "┼", "-": "─"})
    return [line.translate(table) if line.startswith("+") else line.replace("|", "│") for line in drawn_frame(_, grid)]


def tab_stops(_: random.Random, grid: Grid) -> list[str]:
    return ["\t".join(row) for row in _positions(grid)]


def repeated_tabs(_: random.Random, grid: Grid) -> list[str]:
    """Tabs, with merged labels in each position that they cover."""
    return ["\t".join("" if cell is None else _flat(cell.text) for cell in row) for row in grid.covered()]


def numbers_below(_: random.Random, grid: Grid) -> list[str]:
    """Each row's label on a line, its numbers on the next."""
    lines: list[str] = []
    for row in grid.rows:
        labels = [_flat(cell.text) for cell in row if cell.key is None]
        numbers = [cell.text for cell in row if cell.key]
        lines.extend(filter(None, (" ".join(labels), " ".join(numbers))))
    return lines


def sentence(_: random.Random, grid: Grid) -> list[str]:
    """The whole table on one line."""
    return [" ".join(_flat(cell.text) for row in grid.rows for cell in row if cell.text)]


def from_lines(layout: Layout) -> WriteGrid:
    """One of the plain layouts as a way to write a grid."""
    return lambda _, grid: [_flat(line) for line in layout.write(as_lines(grid))]


# --- what stands around a table's lines


def page_of_pipes(rng: random.Random, lines: list[str]) -> list[str]:
    """The page inside a layout table: navigation, and lines of nothing but pipes."""
    pipes = "|" * rng.choice((79, 400, 2500))
    return ["您现在的位置: | 首页 |", "|", f"{lines[0]} {lines[0]} |", pipes, *lines[1:], pipes, "| 打印 | 关闭 |"]


def captions(_: random.Random, lines: list[str]) -> list[str]:
    """A caption line before each table."""
    out: list[str] = []
    for line in lines:
        out.append(line)
        if re.match("[二三四]、", line):
            out.append("单位: 云溪县民政局 2023年度")
    return out


def repeats_dropped(_: random.Random, lines: list[str]) -> list[str]:
    return dedupe(lines)


def blank_lines(_: random.Random, lines: list[str]) -> list[str]:
    return [text for line in lines for text in (line, "", "　")]


def page_breaks(rng: random.Random, lines: list[str]) -> list[str]:
    """Page numbers and form feeds in between."""
    out: list[str] = []
    for i, line in enumerate(lines):
        out.append(line)
        if i and i % rng.choice((23, 31)) == 0:
            out.extend((f"- {i // 23 + 1} -", "\f"))
    return out


def write_text(
    rng: random.Random,
    parts: list[Part],
    write: WriteGrid,
    around: Callable[[random.Random, list[str]], list[str]] | None = None,
) -> bytes:
    """A whole report as a text file."""
    lines: list[str] = []
    for part in parts:
        lines.extend(write(rng, part) if isinstance(part, Grid) else [part.text])
    if around is not None:
        lines = around(rng, lines)
    return ("\n".join(lines) + "\n").encode()


BY_NAME = {layout.name: from_lines(layout) for layout in LAYOUTS}
