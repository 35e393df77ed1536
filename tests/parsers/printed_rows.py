"""Rows of cells, and heads, as the tests of tables print them: a plain table of a page, or lines of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[str]]
# The heads of T3 as a text has them that prints its two storeys a line each.
HEADS_OF_T3 = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
# And as one has them that prints a line a storey.
HEAD_LINES_OF_T3 = ["申请人情况", "自然人 法人或其他组织 总计", "商业企业 科研机构 社会公益组织 法律服务机构 其他"]


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
