"""The three tables of the form as grids with the official merges, and the same as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.form import CHANNELS, OUTCOMES, RESULT, Row, TableName
from tests.factory.content import Content, Value
from tests.factory.grid import Grid, GridCell, GridRow, is_number_row

NOTE = "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


@dataclass(frozen=True)
class Line:
    """One printed row: cells in order (labels first), and how many columns the grid has (merged cells included)."""

    cells: tuple[str, ...]
    width: int
    # Empty grid columns before the first cell (cells merged from above).
    merged: int = 0
    # Columns between the label and the numbers that the label spans.
    span: int = 0
    numbers: int = 0


def show(value: Value) -> str:
    """A value as printed."""
    return "" if value is None else str(value)


def _numbers(content: Content, keys: Sequence[str]) -> GridRow:
    return [GridCell(content.text(key), key=key) for key in keys]


def disclosure(content: Content) -> Grid:
    """T2: four columns; a row with fewer numbers stretches its last."""
    grid = Grid(TableName.DISCLOSURE)
    item = None
    for row in content.rows(TableName.DISCLOSURE):
        if row.item != item:
            item = row.item
            grid.rows.append([GridCell(str(item), span=4)])
            grid.rows.append([GridCell("信息内容"), *(GridCell(column.label) for column in row.columns)])
        grid.rows.append([GridCell(row.label), *_numbers(content, row.keys)])
    for cells in grid.rows[:]:
        cells[-1].span += 4 - sum(cell.span for cell in cells)
    return grid


def applications(content: Content) -> Grid:
    """T3: three columns of labels and seven of numbers."""
    head = [
        [GridCell(NOTE, 3, 3), GridCell("申请人情况", 7)],
        [GridCell("自然人", 1, 2), GridCell("法人或其他组织", 5), GridCell("总计", 1, 2)],
        [GridCell(label) for label in ORGANISATIONS],
    ]
    return Grid(TableName.APPLICATIONS, [*head, *application_rows(content)])


def application_rows(content: Content) -> list[GridRow]:
    """The rows of T3 below its head."""
    printed: list[GridRow] = []
    groups: dict[str, GridCell] = {}
    for row in content.rows(TableName.APPLICATIONS):
        cells: GridRow = []
        for level, label in enumerate(row.labels[:-1]):
            path = "/".join(row.labels[: level + 1])
            if path in groups:
                groups[path].height += 1
            else:
                groups[path] = GridCell(label)
                cells.append(groups[path])
        cells.append(GridCell(row.label, span=4 - len(row.labels)))
        printed.append([*cells, *_numbers(content, row.keys)])
    return printed


def proceedings(content: Content) -> Grid:
    """T4: three rows of heads over one row of fifteen numbers."""
    outcomes = [column.label for column in OUTCOMES]
    keys = [f"proceedings.{key}.{column.key}" for key, _ in CHANNELS for column in OUTCOMES]
    rows = [
        [GridCell("行政复议", 5), GridCell("行政诉讼", 10)],
        [*(GridCell(x, 1, 2) for x in outcomes), GridCell("未经复议直接起诉", 5), GridCell("复议后起诉", 5)],
        [GridCell(label) for label in (*outcomes, *outcomes)],
        _numbers(content, keys),
    ]
    return Grid(TableName.PROCEEDINGS, rows)


def all_grids(content: Content) -> list[Grid]:
    """T2, T3 and T4 as officially printed."""
    return [disclosure(content), applications(content), proceedings(content)]


def as_lines(grid: Grid) -> list[Line]:
    """A grid as rows of text."""
    width = grid.width
    lines: list[Line] = []
    for row in grid.placed():
        if not row:
            continue
        cells = [cell for _, cell in row]
        numbers = sum(cell.key is not None for cell in cells)
        stretched = sum(cell.span - 1 for cell in cells if cell.key is None) if is_number_row(cells) else 0
        texts = tuple(cell.text for cell in cells)
        lines.append(Line(texts, width, row[0][0], stretched, numbers))
    return lines


def all_tables(content: Content) -> tuple[list[Line], list[Line], list[Line]]:
    """T2, T3 and T4 as rows of text."""
    t2, t3, t4 = (as_lines(grid) for grid in all_grids(content))
    return t2, t3, t4


__all__ = ["NOTE", "ORGANISATIONS", "RESULT", "Line", "Row", "all_grids", "all_tables", "as_lines", "show"]
