"""Tables in layouts of their own: each number stands under its own heads, and nothing else tells which it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status

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


@pytest.mark.parametrize("rows", [numbered(), turned(), compared(), reversed_(), one_a_row(), named_together()])
def test_t2_is_read_under_its_heads(rows: Rows) -> None:
    assert values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE) == DISCLOSED


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


@pytest.mark.parametrize(
    "rows",
    [
        applications((6, 0, 1, 2, 3, 4, 5)),
        applications((1, 2, 3, 4, 5, 0, 6)),
        applications(before="序号"),
        applications(behind="上年总计"),
        applications(before="序号", behind="占比"),
        applications(behind="勾稽校验"),
        applications(behind="校验差额"),
        [line if n == 0 else [f"{n:02}", *line[1:]] for n, line in enumerate(applications(before="行次"))],
        turn(applications()),
        t3_one_a_row(),
        t3_one_a_row(merged=True),
        t3_one_a_row(applicants_first=True),
    ],
)
def test_t3_is_read_under_its_heads(rows: Rows) -> None:
    assert values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS) == RECEIVED


@pytest.mark.parametrize("at", [1, 7, 30, 139, 147, 160])
def test_one_number_a_row_is_withheld_where_labels_slid(at: int) -> None:
    """From one row on, the labels of the applicants stand beside the number below theirs."""
    rows = t3_one_a_row()
    whom = [row[1] for row in rows]
    slid = [[row[0], label, row[2]] for row, label in zip(rows, [*whom[:at], "", *whom[at:-1]], strict=True)]
    found = values(read_rows(TableName.APPLICATIONS, slid), TableName.APPLICATIONS)
    assert found.items() <= RECEIVED.items()


def test_t3_with_totals_only_lacks_the_applicants() -> None:
    report = read_rows(TableName.APPLICATIONS, applications((6,)))
    assert values(report, TableName.APPLICATIONS) == {k: n for k, n in RECEIVED.items() if k.endswith(".total")}
    assert report.status("applications.granted.natural_person") is Status.ABSENT


def test_t3_with_a_head_that_has_no_cells_may_have_lost_another_column() -> None:
    """Its numbers closed up, and one cell as high as the table fills the place of the last column."""
    heads, *rows = applications()
    moved: Rows = [[row[0], row[1], *row[3:]] for row in rows]
    moved[0] = [*moved[0], ("", 1, len(rows))]
    assert values(read_rows(TableName.APPLICATIONS, [heads, *moved]), TableName.APPLICATIONS) == {}


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


@pytest.mark.parametrize("rows", [proceedings(), proceedings(total=True), turn(proceedings()), outcomes_above()])
def test_t4_is_read_under_its_heads(rows: Rows) -> None:
    assert values(read_rows(TableName.PROCEEDINGS, rows), TableName.PROCEEDINGS) == PROCEEDED


def one_number_a_row(numbers: Sequence[str]) -> Rows:
    """T4 on its side: the channel beside its five rows."""
    labels = [
        (channel, outcome.label) for channel in ("行政复议", "未经复议直接起诉", "复议后起诉") for outcome in OUTCOMES
    ]
    rows = zip(labels, numbers, strict=True)
    return [
        [*([(channel, 1, len(OUTCOMES))] if outcome == OUTCOMES[0].label else []), outcome, number]
        for (channel, outcome), number in rows
    ]


def test_numbers_of_t4_that_moved_up_are_withheld() -> None:
    """The first number of a channel was lost and what stood below it moved up: the sums fail, and the end is empty."""
    numbers = [str(number) for number in PROCEEDED.values()]
    assert values(read_rows(TableName.PROCEEDINGS, one_number_a_row(numbers)), TableName.PROCEEDINGS) == PROCEEDED
    moved = [*numbers[:5], *numbers[6:], ""]
    assert not values(read_rows(TableName.PROCEEDINGS, one_number_a_row(moved)), TableName.PROCEEDINGS)


def test_t4_without_totals_lacks_them() -> None:
    report = read_rows(TableName.PROCEEDINGS, proceedings(outcomes=range(4)))
    expected = {key: n for key, n in PROCEEDED.items() if not key.endswith(".total")}
    assert values(report, TableName.PROCEEDINGS) == expected
    assert report.status("proceedings.review.total") is Status.ABSENT


def put(rows: Rows, row: int, column: int, text: str) -> Rows:
    """The rows with another text in one cell."""
    return [[text if (r, c) == (row, column) else cell for c, cell in enumerate(line)] for r, line in enumerate(rows)]


@pytest.mark.parametrize(
    "rows",
    [
        # A head is gone, or another one stands there: a number without a name.
        put(applications(behind="上年总计"), 0, 3, ""),
        put(applications(behind="上年总计"), 0, 8, ""),
        put(applications(before="序号"), 0, 4, "预计数"),
        # Two neighbours exchanged: the organ's order, or heads above each other's numbers.
        applications((0, 2, 1, 3, 4, 5, 6), before="序号"),
        # A label twice, and one a row further down than its numbers.
        put(applications(before="序号"), 6, 1, T3[4].label),
        put(applications(before="序号"), 1, 1, ""),
    ],
)
def test_t3_is_withheld_where_a_head_is_in_doubt(rows: Rows) -> None:
    said = values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)
    assert said.items() <= RECEIVED.items()
    assert "applications.granted.total" not in said


def test_a_row_that_lost_a_cell_is_withheld() -> None:
    rows = applications((6, 0, 1, 2, 3, 4, 5))
    rows[1] = [*rows[1][:3], *rows[1][4:], ""]
    report = read_rows(TableName.APPLICATIONS, rows)
    assert {report.status(key) for key in T3[0].keys} == {Status.AMBIGUOUS}
    assert report.value("applications.granted.total") == RECEIVED["applications.granted.total"]


def test_a_row_that_is_shorter_than_its_table_proves_nothing() -> None:
    rows = applications(behind="上年总计")
    del rows[3][4]
    assert not values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)


def test_the_only_row_without_a_number_may_have_lost_it() -> None:
    rows = named_together()
    rows[-1][1] = ""
    report = read_rows(TableName.DISCLOSURE, rows)
    assert report.status("disclosure.fees.amount_10k_yuan") is Status.AMBIGUOUS
    assert report.value("disclosure.penalties.decisions") == DISCLOSED["disclosure.penalties.decisions"]


def test_a_share_is_no_number_of_the_form_wherever_it_has_moved() -> None:
    """An empty cell more in a row: what ends it stands under no head."""
    rows = applications(behind="占比")
    rows = [rows[0], *([*row[:-1], "5%"] for row in rows[1:])]
    rows[1][2:2] = [""]
    said = values(
        read_rows(TableName.APPLICATIONS, [[*rows[0], ""], rows[1], *([*r, ""] for r in rows[2:])]),
        TableName.APPLICATIONS,
    )
    assert said.items() <= RECEIVED.items()
    assert "applications.new_received.total" not in said


def test_beside_last_years_number_this_years_is_said_to_be_that() -> None:
    rows = compared()
    years = next(i for i, row in enumerate(rows) if row[0] == ("2023年", 1))
    rows[years] = [*rows[years][1:], ("", 1)]
    said = values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE)
    assert said.items() <= DISCLOSED.items()


def test_a_remark_that_moved_up_is_no_number() -> None:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 3 // len(heads)
        rows += [[(caption, 5)], ["信息内容", *((head, each) for head in heads), "备注"]]
        rows += [[label, *((n, each) for n in numbers), "无"] for label, numbers in own]
    assert values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE) == DISCLOSED
    at = next(i for i, row in enumerate(rows) if row[0] == "规章")
    rows[at] = ["规章", *rows[at][2:], ""]
    report = read_rows(TableName.DISCLOSURE, rows)
    assert not {Status.OK, Status.BLANK} & {report.status(key) for key in T2[0].keys}


def test_a_column_of_t4_without_a_head_is_no_total() -> None:
    rows = proceedings(outcomes=range(4))
    rows = [[*rows[0], ""], *([row[0], "9", *row[1:]] for row in rows[1:])]
    assert not values(read_rows(TableName.PROCEEDINGS, rows), TableName.PROCEEDINGS)


def test_heads_above_other_columns_than_theirs_are_another_order() -> None:
    """The applicants' own head is gone, all others stand above their numbers."""
    rows = put(applications((1, 2, 3, 4, 5, 0, 6)), 0, 6, "")
    assert not values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)


def test_the_line_above_a_table_names_its_channel() -> None:
    tables = []
    for (channel, _), name in zip(CHANNELS, ("行政复议情况", "未经复议直接起诉", "复议后起诉"), strict=True):
        heads = "".join(f"<td>{outcome.label}</td>" for outcome in OUTCOMES)
        numbers = "".join(f"<td>{PROCEEDED[f'proceedings.{channel}.{o.key}']}</td>" for o in OUTCOMES)
        tables.append(f"<p>{name}</p><table><tr>{heads}</tr><tr>{numbers}</tr></table>")
    page = f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1><p>四、{SECTIONS[TableName.PROCEEDINGS][2:]}</p>"
    report = parsers.read(f"{page}{''.join(tables)}".encode())
    assert values(report, TableName.PROCEEDINGS) == PROCEEDED


def test_a_table_that_goes_on_in_the_next_grid_keeps_its_heads() -> None:
    rows = applications(before="序号")
    parts = [f"<table>{''.join(f'<tr>{cells_of(row)}</tr>' for row in part)}</table>" for part in (rows[:9], rows[9:])]
    page = (
        f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1><p>{SECTIONS[TableName.APPLICATIONS]}</p>{''.join(parts)}"
    )
    assert values(parsers.read(page.encode()), TableName.APPLICATIONS) == RECEIVED


def cells_of(row: Sequence[Cell]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in row)


def test_an_empty_row_below_a_table_is_none_of_it() -> None:
    rows: Rows = [*outcomes_above(), list([""] * 15)]
    assert values(read_rows(TableName.PROCEEDINGS, rows), TableName.PROCEEDINGS) == PROCEEDED


def test_text_in_place_of_a_number_leaves_the_others_where_they_are() -> None:
    rows = put(outcomes_above(), 2, 3, "详见附件")
    report = read_rows(TableName.PROCEEDINGS, rows)
    assert report.status("proceedings.review.corrected") is Status.INVALID
    assert len(values(report, TableName.PROCEEDINGS)) == len(PROCEEDED) - 1


def test_blocks_of_t2_may_stand_side_by_side() -> None:
    rows: Rows = []
    for caption, own, heads in blocks():
        pairs = own if len(heads) == 1 else []
        rows.append([(caption, 4)])
        if pairs:
            rows += [["信息内容", heads[0]] * len(own), [text for label, ns in own for text in (label, *ns)]]
            rows = [[(cell, 4 // len(row)) if isinstance(cell, str) else cell for cell in row] for row in rows]
        else:
            rows.append(["信息内容", *heads])
            rows += [[label, *numbers] for label, numbers in own]
    assert values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE) == DISCLOSED


def grouped(labels: Sequence[str]) -> Rows:
    """T3 with the name of its third group in a cell over the group's rows."""
    rows: Rows = [[("", 2), *(column.label for column in APPLICANTS)]]
    refused = [row for row in T3 if row.key.startswith("applications.refused.")]
    for row, label in zip(T3, labels, strict=True):
        begins: list[Cell] = [(row.labels[-2], 1, len(refused))] if row == refused[0] else []
        own: Cell = label if row in refused else (label, 2)
        rows.append([*begins, own, *(str(RECEIVED[key]) for key in row.keys)])
    return rows


def test_labels_that_slid_down_a_group_name_no_numbers() -> None:
    """The first row of the group has lost its label, which stands beside the second row's numbers."""
    at = next(i for i, row in enumerate(T3) if row.key == "applications.refused.state_secret")
    labels = [row.label for row in T3]
    labels[at : at + 3] = ["", *labels[at : at + 2]]
    read = values(read_rows(TableName.APPLICATIONS, grouped(labels)), TableName.APPLICATIONS)
    assert {key: read[key] for key in read if read[key] != RECEIVED[key]} == {}
