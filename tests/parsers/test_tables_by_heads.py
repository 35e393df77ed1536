"""Tables in layouts of their own: each number stands under its own heads, and nothing else tells which it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import CHANNELS, OUTCOMES, TableName
from parsers.report import Status
from tests.parsers.own_layouts import (
    DISCLOSED,
    PROCEEDED,
    RECEIVED,
    SECTIONS,
    Cell,
    Rows,
    applications,
    blocks,
    compared,
    named_together,
    numbered,
    one_a_row,
    outcomes_above,
    proceedings,
    put,
    read_rows,
    reversed_,
    t3_one_a_row,
    turn,
    turned,
    values,
)


def cells_of(row: Sequence[Cell]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in row)


@pytest.mark.parametrize("rows", [numbered(), turned(), compared(), reversed_(), one_a_row(), named_together()])
def test_t2_is_read_under_its_heads(rows: Rows) -> None:
    assert values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE) == DISCLOSED


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


def test_t3_with_totals_only_lacks_the_applicants() -> None:
    report = read_rows(TableName.APPLICATIONS, applications((6,)))
    assert values(report, TableName.APPLICATIONS) == {k: n for k, n in RECEIVED.items() if k.endswith(".total")}
    assert report.status("applications.granted.natural_person") is Status.ABSENT


@pytest.mark.parametrize("rows", [proceedings(), proceedings(total=True), turn(proceedings()), outcomes_above()])
def test_t4_is_read_under_its_heads(rows: Rows) -> None:
    assert values(read_rows(TableName.PROCEEDINGS, rows), TableName.PROCEEDINGS) == PROCEEDED


def test_t4_without_totals_lacks_them() -> None:
    report = read_rows(TableName.PROCEEDINGS, proceedings(outcomes=range(4)))
    expected = {key: n for key, n in PROCEEDED.items() if not key.endswith(".total")}
    assert values(report, TableName.PROCEEDINGS) == expected
    assert report.status("proceedings.review.total") is Status.ABSENT


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
