"""A row that counts the columns of a table stands between its heads and its numbers, and is none of either."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import Rows, cell_by_cell, in_html, separated

T3, T4 = (FORMS[Edition.E2021].table(name) for name in (TableName.APPLICATIONS, TableName.PROCEEDINGS))
HEADS = ["项目", *(column.label for column in APPLICANTS)]
NUMBERS = [[row.label, str(i), *"00000", str(i)] for i, row in enumerate(T3, start=1)]
COUNTED = [str(i) for i in range(1, 8)]

MEDIA = {"html": in_html, "tabs": separated("\t"), "pipes": separated(" | "), "spaces": separated("  ")}
MEDIA["lines"] = cell_by_cell


def read(medium: str, rows: Rows, section: str = "三、收到和处理政府信息公开申请情况") -> Report:
    title = "清河县民政局2022年政府信息公开工作年度报告"
    page = f"<h1>{title}</h1><p>{section}</p>{{}}" if medium == "html" else f"{title}\n{section}\n{{}}\n"
    return parsers.read(page.format(MEDIA[medium](rows)).encode())


@pytest.mark.parametrize(
    "counted",
    [
        ["栏次", *COUNTED],
        ["甲", *COUNTED],
        ["行次", *(f"（{i}）" for i in COUNTED)],
        ["", *COUNTED],
        ["栏次", *COUNTED[:-1], "7=1+2+3+4+5+6"],
        [str(i) for i in range(1, 9)],
    ],
)
@pytest.mark.parametrize("medium", MEDIA)
def test_t3_below_numbers_of_columns(medium: str, counted: Sequence[str]) -> None:
    report = read(medium, [HEADS, counted, *NUMBERS])
    assert [report.value(row.keys[0]) for row in T3] == list(range(1, len(T3) + 1))
    assert {report.value(row.keys[1]) for row in T3} == {0}


@pytest.mark.parametrize("medium", MEDIA)
def test_t4_below_numbers_of_columns(medium: str) -> None:
    numbers = [*"10001", *"03003", *"00202"]
    heads = [["行政复议", "未经复议直接起诉", "复议后起诉"], [column.label for column in OUTCOMES] * len(CHANNELS)]
    if medium == "html":
        heads[0] = [cell for head in heads[0] for cell in (head, *[""] * 4)]
    report = read(medium, [*heads, [str(i) for i in range(1, 16)], numbers], "四、政府信息公开行政复议、行政诉讼情况")
    assert [report.value(key) for row in T4 for key in row.keys] == [int(number) for number in numbers]


@pytest.mark.parametrize("medium", ["html", "pipes", "lines"])
def test_a_row_that_does_not_count_through_may_be_one_that_lost_its_label(medium: str) -> None:
    report = read(medium, [HEADS, ["", *"1234515"], *NUMBERS[1:]])
    assert {report.cells[key].status for key in T3[0].keys} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("medium", ["html", "pipes", "lines"])
def test_numbers_that_count_through_below_other_numbers_are_a_rows(medium: str) -> None:
    report = read(medium, [HEADS, NUMBERS[0], ["", *COUNTED], *NUMBERS[2:]])
    assert {report.cells[key].status for key in T3[1].keys} == {Status.AMBIGUOUS}


def test_a_row_of_t4_above_the_heads_of_the_next_channel_is_its_numbers() -> None:
    """Whatever its total: nothing but heads stands below it."""
    numbers = [["1", "2", "3", "4", "5"], [*"01001"], [*"00000"]]
    rows = [
        line
        for channel, own in zip(("行政复议", "未经复议直接起诉", "复议后起诉"), numbers, strict=True)
        for line in ([channel, *[""] * 4], [column.label for column in OUTCOMES], own)
    ]
    report = read("html", rows, "四、政府信息公开行政复议、行政诉讼情况")
    assert report.value("proceedings.review.upheld") in {1, None}
    assert report.status("proceedings.review.upheld") is not Status.BLANK
