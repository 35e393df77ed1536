"""Tables printed a cell a line in which merged cells come again in each place that they cover."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
from parsers.readers.text_repeated import with_rows
from parsers.report import Report

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
NAMES = [outcome.label for outcome in OUTCOMES]
NUMBERS = {
    "applications.new_received": "3001004",
    "applications.granted": "3001004",
    "applications.result_total": "3001004",
}
T4 = [
    ["行政复议"] * 5 + ["行政诉讼"] * 10,
    [*NAMES, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
    NAMES * 3,
    list("100010000020002"),
]


def applications() -> list[list[str]]:
    heads = [
        [NOTE] * 3 + ["申请人情况"] * 7,
        [NOTE] * 3 + ["自然人"] + ["法人或其他组织"] * 5 + ["总计"],
        [NOTE] * 3 + [column.label for column in APPLICANTS],
    ]
    rows = [[*row.labels, *[row.label] * (3 - len(row.labels)), *NUMBERS.get(row.key, "0000000")] for row in T3]
    return [*heads, *rows]


def read(t3: Sequence[Sequence[str]], close: str = "") -> Report:
    def lines(rows: Sequence[Sequence[str]]) -> list[str]:
        return [f"{cell}{close}" for row in rows for cell in row]

    text = ["清河县民政局2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况", *lines(t3)]
    text += ["四、政府信息公开行政复议、行政诉讼情况", *lines(T4), "五、存在的主要问题及改进情况", "有待加强。"]
    return parsers.read("\n".join(text).encode())


@pytest.mark.parametrize("close", ["", " |", "\n|", "\n"])
def test_cells_that_come_again_are_those_of_rows(close: str) -> None:
    report = read(applications(), close)
    said = [report.value(key) for row in T3 for key in row.keys]
    assert said == [int(digit) for row in T3 for digit in NUMBERS.get(row.key, "0000000")]
    assert [report.value(key) for key in report.cells if key.startswith("proceedings.")] == list(map(int, T4[-1]))


@pytest.mark.parametrize("column", [3, 5, 9])
def test_a_table_that_lacks_a_line_is_not_put_in_rows(column: int) -> None:
    rows = applications()
    del rows[5][column]
    report = read(rows)
    own = NUMBERS["applications.granted"]
    for key, digit in zip(T3[2].keys, own, strict=True):
        assert report.value(key) in {None, int(digit)}
    lines = [cell for row in rows for cell in row]
    assert with_rows(lines) == lines


def test_rows_without_heads_are_left_as_they_are() -> None:
    lines = [cell for row in applications()[3:] for cell in row]
    assert with_rows(lines) == lines


def test_paragraphs_and_rows_that_come_twice_are_no_tables() -> None:
    lines = [
        "加强培训。",
        "加强培训。",
        "二、主动公开政府信息情况",
        "无。",
        "规章 | 0",
        "规章 | 0",
        "行政许可",
        "1",
        "总计",
        "2",
    ]
    assert with_rows(lines) == lines
    assert with_rows([line.replace(" | ", "\t") for line in lines[2:]]) == [
        line.replace(" | ", "\t") for line in lines[2:]
    ]
