"""Heads of two and three storeys in rows of text: merged cells in each of their rows, and what names the labels."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import cell_by_cell, separated

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
KINDS = [column.label for column in APPLICANTS]
NAMES = [outcome.label for outcome in OUTCOMES]


def read(section: str, rows: Sequence[Sequence[str]], gap: str) -> Report:
    lines = cell_by_cell(rows) if gap == "\n" else separated(gap)(rows)
    return parsers.read(f"清河县民政局2022年政府信息公开工作年度报告\n{section}\n{lines}\n".encode())


def applications(heads: Sequence[Sequence[str]], gap: str) -> set[Status]:
    """What is said of T3: of zeros, which no sum tells apart."""
    rows = [[row.label, *(["0"] * 7)] for row in T3]
    report = read("三、收到和处理政府信息公开申请情况", [*heads, *rows], gap)
    return {report.cells[key].status for row in T3 for key in row.keys}


@pytest.mark.parametrize("gap", ["\t", " | "])
@pytest.mark.parametrize("corner", ["申请人情况", "项目", "申请办理情况", "类别"])
def test_the_lowest_row_of_heads_of_t3_has_them_all(corner: str, gap: str) -> None:
    heads = [[corner, "自然人", "法人或其他组织", "总计"], [corner, *KINDS]]
    assert applications(heads, gap) == {Status.OK}
    swapped = [*heads[:1], [corner, *KINDS[:1], KINDS[2], KINDS[1], *KINDS[3:]]]
    assert applications(swapped, gap) == {Status.AMBIGUOUS}
    other = [["总计", "自然人", "法人或其他组织"], [corner, *KINDS]]
    assert applications(other, gap) == {Status.AMBIGUOUS}


@pytest.mark.parametrize("gap", ["\n", " ", "\t"])
@pytest.mark.parametrize("corner", ["办理情况", "申请办理情况", "申请处理情况", "收到和处理情况", "事项"])
def test_what_names_the_labels_is_no_head_of_a_column(corner: str, gap: str) -> None:
    heads = [[corner, "自然人", "法人或其他组织", "总计"], KINDS[1:-1]]
    assert applications(heads, gap) == {Status.OK}


@pytest.mark.parametrize("corner", ["上年情况", "小计", "上年"])
def test_what_names_another_column_is_one(corner: str) -> None:
    heads = [["自然人", "法人或其他组织", corner, "总计"], KINDS[1:-1]]
    assert applications(heads, "\n") == {Status.AMBIGUOUS}


@pytest.mark.parametrize("order", [range(15), [0, 2, 1, *range(3, 15)], [*range(10), 14, *range(10, 14)]])
def test_the_lowest_row_of_heads_of_t4_has_them_all(order: Sequence[int]) -> None:
    lowest = [(NAMES * len(CHANNELS))[i] for i in order]
    heads = [["行政复议", "行政诉讼"], [*NAMES, "未经复议直接起诉", "复议后起诉"], lowest]
    report = read("四、政府信息公开行政复议、行政诉讼情况", [*heads, ["0"] * 15], "\t")
    found = {cell.status for key, cell in report.cells.items() if key.startswith("proceedings.")}
    assert found == ({Status.OK} if [*order] == [*range(15)] else {Status.AMBIGUOUS})


@pytest.mark.parametrize(("above", "status"), [("0 1 2 3 4 5 6", Status.OK), ("0 1 2 3 4 5 5", Status.AMBIGUOUS)])
def test_a_row_that_counts_the_columns_through_is_no_row_of_t4(above: str, status: Status) -> None:
    """So data frames number them, above a table whose channels stand one a row."""
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows = [above.split(), ["类别", "类别", *NAMES], *([name, name, "3", "0", "0", "0", "3"] for name in names)]
    report = read("四、政府信息公开行政复议、行政诉讼情况", rows, " | ")
    assert {cell.status for key, cell in report.cells.items() if key.startswith("proceedings.")} == {status}
