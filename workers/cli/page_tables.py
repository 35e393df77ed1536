"""The three tables of a report drawn like the form, each cell with what is known of it.

Place in the flow: part of ``page``. What is wrong carries a mark as well as a colour, so it reads without colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rich import box
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parsers.form import FORMS, RESULT, Column, Edition, Row, TableName
from parsers.report import Report, Status
from rules.finding import Finding, Severity
from rules.reading import rows_of
from rules.words import DOUBTS

# Told by a letter after the number, and in the legend below the tables.
MARKS = {Severity.ERROR: "!", Severity.WARNING: "*", Severity.INFO: "?"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
WORDS = {Status.BLANK: "空", Status.ABSENT: "缺", Status.AMBIGUOUS: "疑", Status.INVALID: "非数"}
LEGEND = (
    "标记：! 错误所涉  * 警告所涉  ? 提示所涉",
    "空：未填  缺：原文无此项  疑：原文有缺失，无法确定  非数：不是数字",
)
TITLES = {
    TableName.DISCLOSURE: "二、主动公开政府信息情况",
    TableName.APPLICATIONS: "三、收到和处理政府信息公开申请情况",
    TableName.PROCEEDINGS: "四、政府信息公开行政复议、行政诉讼情况",
}
# Printed heads in lines of two or three characters, as narrow columns need them.
HEADS = {
    "自然人": "自然人",
    "商业企业": "商业\n企业",
    "科研机构": "科研\n机构",
    "社会公益组织": "社会\n公益\n组织",
    "法律服务机构": "法律\n服务\n机构",
    "结果维持": "结果\n维持",
    "结果纠正": "结果\n纠正",
    "其他结果": "其他\n结果",
    "尚未审结": "尚未\n审结",
}


def worst_by_cell(findings: tuple[Finding, ...]) -> dict[str, Severity]:
    """The gravest severity that concerns each cell."""
    worst: dict[str, Severity] = {}
    for finding in findings:
        for key in finding.cells:
            if key not in worst or finding.severity.rank > worst[key].rank:
                worst[key] = finding.severity
    return worst


def tables(report: Report, findings: tuple[Finding, ...], width: int) -> Iterator[Table]:
    """Each table the report has keys for, as wide as its content needs and at most ``width``."""
    worst = worst_by_cell(findings)
    draw = {TableName.DISCLOSURE: _blocks, TableName.APPLICATIONS: _grid, TableName.PROCEEDINGS: _grid}
    for name, title in TITLES.items():
        if rows := sorted(rows_of(report, name), key=lambda row: _printed_order()[row.key]):
            table = draw[name](report, rows, worst, width)
            table.title = title + _not_shown(report, name)
            yield table


@cache
def _printed_order() -> dict[str, int]:
    """The place of each row of both editions; a row only the older one has stands where that one prints it."""
    order = [row.key for row in FORMS[Edition.E2021].rows]
    before = ""
    for row in FORMS[Edition.E2019].rows:
        if row.key not in order:
            order.insert(order.index(before) + 1, row.key)
        before = row.key
    return {key: position for position, key in enumerate(order)}


def _not_shown(report: Report, name: TableName) -> str:
    found = report.table(name)
    if found is None:
        return "（原文没有此表）"
    return f"（整表不采信：{DOUBTS[found.withheld]}）" if found.withheld else ""


def _table(*heads: str, show_header: bool = True) -> Table:
    table = Table(
        box=box.SQUARE,
        show_header=show_header,
        padding=(0, 0),
        title_justify="left",
        title_style="bold",
        header_style="",
        border_style="dim",
    )
    table.add_column(heads[0], overflow="fold", ratio=None)
    for head in heads[1:]:
        table.add_column(head, justify="right", overflow="fold")
    return table


def _grid(report: Report, rows: list[Row], worst: dict[str, Severity], width: int) -> Table:
    """A table whose rows share their columns (表三, 表四)."""
    columns = rows[0].columns
    table = _table("", *(HEADS.get(column.label, column.label) for column in columns))
    told = [[_cell(report, row, column, worst) for column in columns] for row in rows]
    for position, column in enumerate(table.columns[1:]):
        column.min_width = column.max_width = max(4, *(cell_len(line[position].plain) for line in told))
    table.columns[0].max_width = max(20, width - 2 - sum((column.max_width or 0) + 1 for column in table.columns[1:]))
    groups: tuple[str, ...] = ()
    for row, cells in zip(rows, told, strict=True):
        for depth, label in enumerate(row.labels[:-1]):
            if row.labels[: depth + 1] != groups[: depth + 1]:
                table.add_row(_label(label, depth, "bold"))
        groups = row.labels[:-1]
        table.add_row(_label(row.label, len(groups)), *cells)
    if rows[0].key.startswith(f"{TableName.APPLICATIONS}."):
        _mark_result_lines(table, rows)
    return table


def _label(text: str, depth: int, style: str = "") -> Padding:
    """A row's label, moved in by its depth also where it is wrapped."""
    return Padding(Text(text, style=style, overflow="fold"), (0, 0, 0, 2 * depth))


def _mark_result_lines(table: Table, rows: list[Row]) -> None:
    """A rule above and below 三、本年度办理结果, whose rows the sums are about."""
    last = [position for position, row in enumerate(rows) if row.labels[0] == RESULT]
    if last:
        table.rows[-1 - (len(rows) - 1 - last[-1])].end_section = True
        table.rows[last[0] - 1].end_section = last[0] > 0


def _blocks(report: Report, rows: list[Row], worst: dict[str, Severity], width: int) -> Table:
    """A table in blocks, each an article of the Regulations with heads of its own (表二)."""
    table = _table("", "", "", "", show_header=False)
    table.columns[0].max_width = max(20, width - 5 - 3 * 16)
    item: str | None = None
    heads: tuple[Column, ...] = ()
    for row in rows:
        if row.item != item:
            if table.rows:
                table.rows[-1].end_section = True
            table.add_row(Text(row.item or "", style="bold"))
        if row.item != item or row.columns != heads:
            table.add_row(
                "信息内容", *(Text(column.label.replace("（", "\n（"), style="dim") for column in row.columns)
            )
        item, heads = row.item, row.columns
        table.add_row(row.label, *(_cell(report, row, column, worst) for column in row.columns))
    return table


def _cell(report: Report, row: Row, column: Column, worst: dict[str, Severity]) -> Text:
    """What stands in a cell, its mark and its colour."""
    key = f"{row.key}.{column.key}"
    cell = report.cells[key]
    text = str(cell.value) if cell.status is Status.OK else WORDS[cell.status]
    severity = worst.get(key)
    if severity is not None:
        return Text(text + MARKS[severity], style=STYLES[severity])
    return Text(text + " ", style="" if cell.status is Status.OK else "magenta")
