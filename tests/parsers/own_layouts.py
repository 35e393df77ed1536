"""Tables in layouts of their own, for the tests of what is read of them: T2, T3 and T4 with a number a cell."""

from __future__ import annotations

from collections.abc import Sequence

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report

T2, T3 = (FORMS[Edition.E2021].table(name) for name in (TableName.DISCLOSURE, TableName.APPLICATIONS))
SECTIONS = {
    TableName.DISCLOSURE: "二、主动公开政府信息情况",
    TableName.APPLICATIONS: "三、收到和处理政府信息公开申请情况",
    TableName.PROCEEDINGS: "四、政府信息公开行政复议、行政诉讼情况",
}
# A text, or a text with the columns and rows that it covers.
Cell = str | tuple[str, int] | tuple[str, int, int]
Rows = list[list[Cell]]
# T2 as numbers: each another one.
DISCLOSED = {key: i for i, key in enumerate((key for row in T2 for key in row.keys), start=11)}
PROCEEDED = {
    f"proceedings.{channel}.{outcome.key}": number
    for (channel, _), numbers in zip(CHANNELS, ((1, 2, 3, 4, 10), (5, 0, 1, 0, 6), (2, 2, 0, 3, 7)), strict=True)
    for outcome, number in zip(OUTCOMES, numbers, strict=True)
}


def received() -> dict[str, int]:
    """T3 with all sums right and applicants that differ."""
    cells = dict.fromkeys((key for row in T3 for key in row.keys), 0)
    for i, column in enumerate(APPLICANTS[:-1], start=1):
        counts = {"new_received": 5 * i, "carried_in": i, "granted": 3 * i, "refused.state_secret": 2 * i}
        counts |= {"result_total": 5 * i, "carried_out": i}
        for row, count in counts.items():
            cells[f"applications.{row}.{column.key}"] = count
            cells[f"applications.{row}.total"] += count
    return cells


RECEIVED = received()


def read_rows(table: TableName, rows: Sequence[Sequence[Cell]]) -> Report:
    """A page with the table in its section."""
    lines = []
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else (*cell, 1)[:3] for cell in row]
        lines.append("".join(f'<td colspan="{cell[1]}" rowspan="{cell[2]}">{cell[0]}</td>' for cell in cells))
    page = (
        f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{SECTIONS[table]}</p>"
        f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    )
    return parsers.read(page.encode())


def values(report: Report, table: TableName) -> dict[str, int]:
    """What was read of a table."""
    return {
        key: int(cell.value)
        for key, cell in report.cells.items()
        if key.startswith(f"{table}.") and cell.value is not None
    }


def blocks() -> list[tuple[str, list[tuple[str, list[str]]], list[str]]]:
    """T2 block by block: its caption, its rows with their numbers, its heads."""
    found: dict[str, tuple[list[tuple[str, list[str]]], list[str]]] = {}
    for row in T2:
        rows, _ = found.setdefault(row.item or "", ([], [column.label for column in row.columns]))
        rows.append((row.label, [str(DISCLOSED[key]) for key in row.keys]))
    return [(caption, *rest) for caption, rest in found.items()]


def numbered() -> Rows:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 3 // len(heads)
        rows += [[(caption, 5)], ["序号", "信息内容", *((head, each) for head in heads)]]
        rows += [[str(i), label, *((n, each) for n in numbers)] for i, (label, numbers) in enumerate(own, start=1)]
    return rows


def turned() -> Rows:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 2 // len(own)
        rows += [[(caption, 3)], ["信息内容", *((label, each) for label, _ in own)]]
        rows += [[head, *((numbers[i], each) for _, numbers in own)] for i, head in enumerate(heads)]
    return rows


def compared() -> Rows:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 3 // len(heads)
        rows += [[(caption, 7)], [("信息内容", 1, 2), *((head, 2 * each) for head in heads)]]
        rows.append([(year, each) for _ in heads for year in ("2023年", "2022年")])
        rows += [[label, *((text, each) for n in numbers for text in (n, "9"))] for label, numbers in own]
    return rows


def reversed_() -> Rows:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 3 // len(heads)
        rows += [[(caption, 4)], ["信息内容", *((head, each) for head in reversed(heads))]]
        rows += [[label, *((n, each) for n in reversed(numbers))] for label, numbers in own]
    return rows


def one_a_row() -> Rows:
    rows: Rows = [["信息内容", "指标", "数量"]]
    for _, own, heads in blocks():
        for label, numbers in own:
            first, *others = zip(heads, numbers, strict=True)
            rows.append([(label, 1, len(heads)), *first])
            rows += [[head, number] for head, number in others]
    return rows


def named_together() -> Rows:
    rows: Rows = [["项目", "数量"]]
    for _, own, heads in blocks():
        rows += [[f"{label}{head}", n] for label, ns in own for head, n in zip(heads, ns, strict=True)]
    return rows


def applications(order: Sequence[int] = range(7), *, before: str = "", behind: str = "") -> Rows:
    """T3 with one label a row, its columns in an order, a column of its own before or behind it."""
    heads: list[Cell] = [before] if before else []
    heads += ["办理情况", *(APPLICANTS[i].label for i in order), *([behind] if behind else [])]
    rows: Rows = [heads]
    for n, row in enumerate(T3, start=1):
        line: list[Cell] = [str(n)] if before else []
        line += [row.label, *(str(RECEIVED[row.keys[i]]) for i in order), *(["8"] if behind else [])]
        rows.append(line)
    return rows


def t3_one_a_row(*, merged: bool = False, applicants_first: bool = False) -> Rows:
    """T3 with one number a row behind what it counts and of whom; 其他 and 总计 are said of both."""
    rows: Rows = [["申请人", "办理情况", "数量"] if applicants_first else ["办理情况", "申请人", "数量"]]
    for row in T3:
        for column, key in zip(APPLICANTS, row.keys, strict=True):
            first = column is APPLICANTS[0]
            labels: list[Cell] = (
                [(row.label, 1, len(APPLICANTS))] if merged and first else [] if merged else [row.label]
            )
            whom: list[Cell] = [column.label]
            rows.append([*(whom + labels if applicants_first else labels + whom), str(RECEIVED[key])])
    return rows


def turn(rows: Rows) -> Rows:
    return [list(row) for row in zip(*rows, strict=True)]


def proceedings(*, outcomes: Sequence[int] = range(5), total: bool = False) -> Rows:
    """T4 with a row a channel."""
    rows: Rows = [["类别", *(OUTCOMES[i].label for i in outcomes)]]
    for channel, labels in CHANNELS:
        numbers = (str(PROCEEDED[f"proceedings.{channel}.{OUTCOMES[i].key}"]) for i in outcomes)
        rows.append(["".join(labels), *numbers])
    return [*rows, ["合计", "8", "4", "4", "7", "23"]] if total else rows


def outcomes_above() -> Rows:
    rows: Rows = [[(outcome.label, 3) for outcome in OUTCOMES]]
    rows.append(["".join(labels) for _ in OUTCOMES for _, labels in CHANNELS])
    rows.append([str(PROCEEDED[f"proceedings.{channel}.{o.key}"]) for o in OUTCOMES for channel, _ in CHANNELS])
    return rows


def put(rows: Rows, row: int, column: int, text: str) -> Rows:
    """The rows with another text in one cell."""
    return [[text if (r, c) == (row, column) else cell for c, cell in enumerate(line)] for r, line in enumerate(rows)]
