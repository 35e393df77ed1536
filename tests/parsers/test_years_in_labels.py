"""Labels that name the years: the report's own are the form's, others are not."""

from __future__ import annotations

import pytest

from parsers.form import FORMS, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import HEAD_LINES_OF_T3
from tests.parsers.test_text_doubts import read

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
OWN = {"本年新收": "2022年新收", "上年结转": "2021年结转", "本年度办理": "2022年度办理", "下年度继续": "2023年度继续"}


def read_with(words: dict[str, str]) -> Report:
    """A report for 2022 the labels of which have other words."""
    lines = [*HEAD_LINES_OF_T3, *(f"{row.label} 0 0 0 0 0 0 0" for row in T3)]
    for word, other in words.items():
        lines = [line.replace(word, other) for line in lines]
    return read(TableName.APPLICATIONS, lines)


def test_the_years_of_the_report_are_this_one_and_those_beside_it() -> None:
    assert {read_with(OWN).cells[key].status for row in T3 for key in row.keys} == {Status.OK}


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ({"本年新收": "2021年新收"}, "new_received"),
        ({"上年结转": "2022年结转"}, "carried_in"),
        ({"下年度": "2022年度"}, "carried_out"),
    ],
)
def test_other_years_are_not(words: dict[str, str], row: str) -> None:
    report = read_with(words)
    assert report.cells[f"applications.{row}.total"].status is Status.AMBIGUOUS


def test_last_years_numbers_beside_this_years_are_not_taken() -> None:
    lines = ["第二十条第（五）项", "信息内容 2021年处理决定数量 2022年处理决定数量", "行政许可 4 7"]
    assert read(TableName.DISCLOSURE, lines).cells["disclosure.licences.decisions"].status is not Status.OK
