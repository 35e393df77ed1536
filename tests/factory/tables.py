"""The three tables of the form as printed rows: labels and values, before any serialisation."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.form import CHANNELS, FORMS, OUTCOMES, RESULT, Row, TableName
from tests.factory.content import Content, Value

NOTE = "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)"


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


def disclosure(content: Content) -> list[Line]:
    lines: list[Line] = []
    item = None
    width = 4
    for row in FORMS[content.edition].table(TableName.DISCLOSURE):
        if row.item != item:
            item = row.item
            lines.append(Line((str(item),), width))
            lines.append(Line(("信息内容", *(column.label for column in row.columns)), width))
        lines.append(_number_row((row.label,), row, content, width))
    return lines


def _number_row(
    labels: tuple[str, ...], row: Row, content: Content, width: int, merged: int = 0, span: int = 0
) -> Line:
    values = tuple(show(content.cells[key]) for key in row.keys)
    return Line((*labels, *values), width, merged, span, len(values))


def applications(content: Content) -> list[Line]:
    width = 10
    lines = [
        Line((NOTE, "申请人情况"), width),
        Line(("自然人", "法人或其他组织", "总计"), width, merged=3),
        Line(("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"), width, merged=4),
    ]
    open_groups: tuple[str, ...] = ()
    for row in FORMS[content.edition].table(TableName.APPLICATIONS):
        fresh = row.labels[:-1]
        shown = tuple(label for i, label in enumerate(fresh) if fresh[: i + 1] != open_groups[: i + 1])
        merged = len(fresh) - len(shown)
        open_groups = fresh if row.labels[0] == RESULT else ()
        span = 3 - len(row.labels)
        lines.append(_number_row((*shown, row.label), row, content, width, merged, span))
    return lines


def proceedings(content: Content) -> list[Line]:
    outcomes = tuple(column.label for column in OUTCOMES)
    values = tuple(show(content.cells[f"proceedings.{key}.{column.key}"]) for key, _ in CHANNELS for column in OUTCOMES)
    return [
        Line(("行政复议", "行政诉讼"), 15),
        Line((*outcomes, "未经复议直接起诉", "复议后起诉"), 15),
        Line((*outcomes, *outcomes), 15, merged=5),
        Line(values, 15, numbers=15),
    ]


def all_tables(content: Content) -> tuple[list[Line], list[Line], list[Line]]:
    """T2, T3 and T4."""
    return disclosure(content), applications(content), proceedings(content)
