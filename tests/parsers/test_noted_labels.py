"""Labels that say more than the form's: which year this one is, at length what is counted."""

from __future__ import annotations

import pytest

import parsers
from parsers.normalise import as_label
from parsers.report import Report

HEADS = ["本年制发件数", "本年废止件数", "现行有效件数"]
AT_LENGTH = (
    "行政规范性文件（行政机关制定发布的决定、公告、通告、意见、通知，以及标题采用“规定”“办法”“细则”“规范”“规程”"
    "“规则”等字样的公文，一般情况下属于规范性文件）"
)


def read(heads: list[str], label: str) -> Report:
    rows = [
        ["第二十条第（一）项"],
        ["信息内容", *heads],
        ["规章", "0", "0", "0"],
        [label, "3", "1", "12"],
        ["第二十条第（五）项"],
    ]
    table = "\n".join(f"{' | '.join(row)} |" for row in rows)
    head = "清河县民政局2023年政府信息公开工作年度报告\n一、总体情况\n无。\n二、主动公开政府信息情况\n"
    return parsers.read(f"{head}{table}\n三、收到和处理\n".encode())


def numbers(report: Report) -> list[object]:
    return [report.value(f"disclosure.normative_documents.{what}") for what in ("issued", "repealed", "in_force")]


@pytest.mark.parametrize("year", ["（2023）", "（2023年）", "(2023年度)", "度（2023）", "2023年"])
def test_this_year_may_say_which_it_is(year: str) -> None:
    assert numbers(read([head.replace("本年", f"本年{year}") for head in HEADS], "行政规范性文件")) == [3, 1, 12]


@pytest.mark.parametrize("head", ["2022年制发件数", "本年2023", "上年（2022）制发件数"])
def test_no_other_year_is_this_one(head: str) -> None:
    assert as_label(head) != as_label(HEADS[0])


def test_a_note_behind_a_label_may_be_long() -> None:
    assert numbers(read(HEADS, AT_LENGTH)) == [3, 1, 12]


def test_one_that_counts_otherwise_may_not() -> None:
    assert numbers(read(HEADS, AT_LENGTH.replace("一般", "其中废止的不含在内，一般"))) == [None, None, None]
