"""Nothing is called absent the numbers of which stand in the source, although within lines or under a lost label."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
T4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
ZEROS = ["0"] * len(APPLICANTS)


def read(table: str, proceedings: str = "无。") -> Report:
    return parsers.read(
        "清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n公开3条。\n三、收到和处理政府信息公开申请情况\n"
        f"{table}\n四、政府信息公开行政复议、行政诉讼情况\n{proceedings}\n五、存在的主要问题及改进情况\n无。\n".encode()
    )


def t3(labels: Sequence[str], gap: str) -> str:
    heads = gap.join(["项目", *(column.label for column in APPLICANTS)])
    return "\n".join([heads, *(gap.join([label, *ZEROS]) for label in labels)])


def statuses(report: Report, keys: Sequence[str]) -> set[Status]:
    return {report.cells[key].status for key in keys}


@pytest.mark.parametrize("separator", [",", ";", "；", "，", ", "])
def test_a_table_of_separated_lines_with_cut_labels_is_withheld(separator: str) -> None:
    lines = [["行政复", "行政诉"], ["结果维", "结果纠"] * 3, ["0", "1", "0", "0", "1"] + ["0"] * 10]
    report = read("无。", "\n".join(map(separator.join, lines)))
    assert statuses(report, [key for row in T4 for key in row.keys]) == {Status.AMBIGUOUS}


@pytest.mark.parametrize("separator", [",", ";"])
def test_an_unknown_table_of_separated_rows_is_withheld(separator: str) -> None:
    report = read(t3([row.label[:3] for row in T3], separator))
    assert statuses(report, [key for row in T3 for key in row.keys]) == {Status.AMBIGUOUS}


def test_sentences_with_counts_are_no_table() -> None:
    report = read(
        "无。", "2018 年、2019 年、2020 年、2021 年、2022 年，本机关均无复议：维持0件，纠正0件，其他0件，未审结0件。"
    )
    assert statuses(report, [key for row in T4 for key in row.keys]) == {Status.ABSENT}


@pytest.mark.parametrize("gap", ["  ", " | ", "\n"])
@pytest.mark.parametrize("cut", [1, 2])
def test_first_rows_whose_labels_were_cut_are_withheld(gap: str, cut: int) -> None:
    labels = [row.label for row in T3]
    report = read(t3([*(label[:3] for label in labels[:cut]), *labels[cut:]], gap))
    assert statuses(report, [key for row in T3[:cut] for key in row.keys]) <= {Status.AMBIGUOUS, Status.OK}


def test_a_row_behind_a_label_too_long_for_one_is_withheld() -> None:
    labels = [row.label for row in T3]
    long = max(range(len(T3)), key=lambda i: len(labels[i]))
    labels[long] = "".join(letter * 2 for letter in labels[long])
    report = read(t3(labels, "  "))
    assert statuses(report, T3[long].keys) == {Status.AMBIGUOUS}


def test_a_row_that_the_source_lacks_stays_absent() -> None:
    report = read(t3([row.label for row in T3[1:]], " | "))
    assert statuses(report, T3[0].keys) == {Status.ABSENT}


@pytest.mark.parametrize("gap", ["\t", " | ", ","])
@pytest.mark.parametrize("first", [4, 10, 20])
def test_numbers_behind_two_labels_in_one_cell_belong_to_neither(gap: str, first: int) -> None:
    labels = [f"三、本年度办理结果{row.label}" if i in range(2, 23) else row.label for i, row in enumerate(T3)]
    table = t3([*labels[:first], labels[first] + labels[first + 1], *labels[first + 2 :]], gap)
    report = read(table.replace(gap.join(ZEROS), gap.join(["3", *ZEROS[2:], "3"])))
    both = [key for row in T3[first : first + 2] for key in row.keys]
    assert statuses(report, both) == {Status.AMBIGUOUS}
    assert statuses(report, T3[first - 1].keys) == {Status.OK}


@pytest.mark.parametrize("nothing", ["0", "-", "/"])
@pytest.mark.parametrize("gap", [";", "；", "、"])
def test_a_line_of_heads_may_begin_with_one_of_its_own(gap: str, nothing: str) -> None:
    numbers = gap.join(["3", *[nothing] * 5, "3"])
    report = read(t3([row.label for row in T3], gap).replace(gap.join(ZEROS), numbers))
    assert {report.value(row.keys[0]) for row in T3} == {3}
    assert {report.value(row.keys[-1]) for row in T3} == {3}
