"""Unusual DOCX tables: rows that begin late, tables in cells, cells and rows in content controls, frames around all."""

from __future__ import annotations

import random

from tests.factory.grid import Grid
from tests.factory.in_word import (
    Runs,
    Word,
    _rows,
    as_table,
    cell,
    controlled,
    fields,
    hidden,
    merged_table,
    paragraph,
    run,
    split_runs,
    tracked,
)


def grid_before(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """What is covered from above is skipped at the row's start and end, as after dragging borders."""
    width = grid.width
    rows = []
    for row in grid.placed():
        if not row:
            continue
        before = row[0][0]
        cells, column = [], before
        for start, own in row:
            if start > column:
                cells.append(cell(paragraph(""), start - column, "continue"))
            cells.append(cell(paragraph(runs(rng, own.text)), own.span))
            column = start + own.span
        after = width - column
        skip = (f'<w:gridBefore w:val="{before}"/>' if before else "") + (
            f'<w:gridAfter w:val="{after}"/>' if after > 0 else ""
        )
        rows.append(f"<w:tr><w:trPr>{skip}</w:trPr>{''.join(cells)}</w:tr>")
    return as_table(rows, width)


def controls_around(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """Content controls around rows and cells."""
    rows = []
    for cells in _rows(rng, grid, runs):
        kept = [
            f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>" if rng.random() < 0.2 else text
            for text in cells
        ]
        row = f"<w:tr>{''.join(kept)}</w:tr>"
        rows.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{row}</w:sdtContent></w:sdt>" if rng.random() < 0.2 else row)
    return as_table(rows, grid.width)


def nested(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """Each table in the cell of another."""
    inner = merged_table(rng, grid, runs)
    return as_table([f"<w:tr>{cell(inner + paragraph(''))}</w:tr>"], 1)


def tracked_rows(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """A deleted row, and an inserted one."""
    rows = [f"<w:tr>{''.join(cells)}</w:tr>" for cells in _rows(rng, grid, runs)]
    gone = "".join(
        cell(paragraph(f"<w:del w:id='1' w:author='a'><w:r><w:delText>{x}</w:delText></w:r></w:del>"))
        for x in ("其中", *("4" * (grid.width - 1)))
    )
    deleted = f"<w:tr><w:trPr><w:del w:id='2' w:author='a'/></w:trPr>{gone}</w:tr>"
    at = rng.randrange(1, len(rows))
    if not any(c.height > 1 for row in grid.rows for c in row):
        rows.insert(at, deleted)
    rows[-1] = rows[-1].replace("<w:tr>", "<w:tr><w:trPr><w:ins w:id='3' w:author='a'/></w:trPr>", 1)
    return as_table(rows, grid.width)


def page_by_page(rng: random.Random, grid: Grid, runs: Runs) -> str:
    """Marks of page breaks in the runs, and a table that ends and goes on without anything between."""
    rows = [f"<w:tr>{''.join(cells)}</w:tr>" for cells in _rows(rng, grid, runs)]
    whole = as_table(rows, grid.width)
    return whole.replace("<w:r><w:t ", "<w:r><w:lastRenderedPageBreak/><w:t ", 1)


def in_text_box(body: str) -> str:
    """The whole report in a text box, in today's and in the old format."""
    box = f"<w:txbxContent>{body}</w:txbxContent>"
    choice = (
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
    )
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{box}</v:textbox></v:shape>'
    fallback = f"<mc:Fallback><w:pict>{shape}</w:pict></mc:Fallback>"
    return paragraph(f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")


def in_control(body: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{body}</w:sdtContent></w:sdt>"


def vertical(rng: random.Random, text: str) -> str:
    """Labels in narrow cells, a character a line."""
    return "<w:r><w:br/></w:r>".join(run(char) for char in text) if len(text) == 4 and not text.isdigit() else run(text)


def pale_digits(rng: random.Random, text: str) -> str:
    """White or tiny digits before some numbers, as are left over or used to keep columns apart."""
    if not text.isdecimal() or rng.random() < 0.7:
        return run(text)
    look = rng.choice(('<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'))
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{rng.randint(1, 9)}</w:t></w:r>{run(text)}"


WORDS = (
    Word("merged"),
    Word("split runs", runs=split_runs),
    Word("tracked changes", runs=tracked),
    Word("content controls", runs=controlled, table=controls_around),
    Word("fields", runs=fields),
    Word("numbered headings", numbered=True),
    Word("rows begin late", table=grid_before),
    Word("page by page", table=page_by_page, runs=split_runs),
    Word("in a control", wrap=in_control),
)
ODD_WORDS = (
    Word("nested", table=nested),
    Word("hidden characters", runs=hidden),
    Word("tracked rows", table=tracked_rows),
    Word("in a text box", wrap=in_text_box),
    Word("vertical labels", runs=vertical),
)
# Of these, some numbers are withheld.
DOUBTFUL_WORDS = (Word("pale digits", runs=pale_digits),)
