"""Web pages that draw tables in unusual ways: what cannot be read with certainty must be withheld."""

from __future__ import annotations

import random

from tests.factory.grid import Grid, GridCell
from tests.factory.html_frames import article, hidden_copy, layout_tables, one_cell, xhtml
from tests.factory.in_html import Dialect, _escape, office_spans, paragraphs, spans, wps


def css_grid(_: random.Random, grid: Grid) -> str:
    """No table: boxes that the browser places in a grid."""
    cells = "".join(
        f'<div style="grid-column:span {cell.span};grid-row:span {cell.height}">{_escape(cell.text)}</div>'
        for row in grid.rows
        for cell in row
    )
    return f'<div style="display:grid;grid-template-columns:repeat({grid.width},1fr)">{cells}</div>'


def div_rows(_: random.Random, grid: Grid) -> str:
    """No table: rows and cells are boxes, and merged cells leave no trace."""
    rows = "".join(
        '<div class="tr">' + "".join(f'<div class="td">{_escape(cell.text)}</div>' for cell in row) + "</div>"
        for row in grid.rows
    )
    return f'<div class="table">{rows}</div>'


def css_table(_: random.Random, grid: Grid) -> str:
    """Boxes displayed as a table, one for each position."""
    rows, seen = [], set()
    for row in grid.covered():
        texts = []
        for cell in row:
            texts.append("" if cell is None or id(cell) in seen else cell.text)
            seen.add(id(cell))
        rows.append(
            "<div style='display:table-row'>"
            + "".join(f"<span style='display:table-cell'>{_escape(text)}</span>" for text in texts)
            + "</div>"
        )
    return f"<div style='display:table'>{''.join(rows)}</div>"


def preformatted(_: random.Random, grid: Grid) -> str:
    lines = ["\t".join(cell.text for cell in row) for row in grid.rows]
    return f"<pre>{_escape(chr(10).join(lines)).replace('<br>', chr(10))}</pre>"


def word_widths(rng: random.Random, grid: Grid) -> str:
    """Word's own: a last row of no height that only holds the widths of the columns."""
    rows = "".join(
        "<tr style='mso-yfti-irow:1'>"
        + "".join(f"<td{office_spans(cell)}>{wps(rng, cell.text)}</td>" for cell in row)
        + "</tr>"
        for row in grid.rows
    )
    widths = "".join("<td width=57 style='border:none'></td>" for _ in range(grid.width))
    end = f"<![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]>"
    return f"<table class=MsoNormalTable>{rows}{end}</table>"


def _cell(inside: str, cell: GridCell) -> str:
    return f"<td{spans(cell)}>{inside}</td>"


def _rows(grid: Grid, inside: list[list[str]]) -> str:
    rows = "".join(
        "<tr>" + "".join(map(_cell, texts, row)) + "</tr>" for row, texts in zip(grid.rows, inside, strict=True)
    )
    return f"<table>{rows}</table>"


def tables_in_cells(_: random.Random, grid: Grid) -> str:
    """Each number in a table of its own."""
    return _rows(
        grid,
        [
            [f"<table><tr><td>{cell.text}</td></tr></table>" if cell.key else _escape(cell.text) for cell in row]
            for row in grid.rows
        ],
    )


def two_paragraphs(rng: random.Random, grid: Grid) -> str:
    """An empty paragraph before or behind each number."""
    return _rows(
        grid,
        [
            [
                "".join(rng.sample([f"<p>{cell.text}</p>", "<p><br></p>"], 2))
                if cell.key
                else paragraphs(rng, cell.text)
                for cell in row
            ]
            for row in grid.rows
        ],
    )


ODD_DIALECTS = (
    Dialect("layout tables", frame=layout_tables),
    Dialect("in one cell", frame=one_cell, inner=paragraphs),
    Dialect("XHTML", frame=xhtml, bodies=True),
    Dialect("hidden copy", frame=hidden_copy),
    Dialect("Word's row of widths", write=word_widths, frame=article),
    Dialect("tables in cells", write=tables_in_cells),
    Dialect("empty paragraphs", write=two_paragraphs),
    Dialect("CSS grid", write=css_grid),
    Dialect("boxes in rows", write=div_rows),
    Dialect("CSS table", write=css_table),
    Dialect("preformatted", write=preformatted, frame=article),
)
