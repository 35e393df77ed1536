"""Rows of cells as the tests of tables print them: a plain table of a page, or lines of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[str]]


def in_html(rows: Rows) -> str:
    """A table without merged cells."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def separated(gap: str) -> Callable[[Rows], str]:
    """What prints a row a line, its cells apart."""
    return lambda rows: "\n".join(gap.join(row) for row in rows)


def cell_by_cell(rows: Rows) -> str:
    """A line a cell; empty cells leave none."""
    return "\n".join(cell for row in rows for cell in row if cell)
