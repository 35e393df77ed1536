"""Tables of which the merged cells were taken apart and filled up: a number said in all its columns is one number."""

from __future__ import annotations

import pytest

import parsers
from parsers.report import Report, Status

PERMITS, FEES, CHANGE = "disclosure.licences.decisions", "disclosure.fees.items_last_year", "disclosure.fees.change"


def read(*lines: str) -> Report:
    """A report with these rows in its first table; cells between spaces."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split()) + "</tr>" for line in lines)
    return parsers.read(
        f"<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><table>{rows}</table>".encode()
    )


CAPTION = "第二十条第（五）项 " * 4
HEADS = "信息内容 本年处理决定数量 本年处理决定数量 本年处理决定数量"
FEE_HEADS = "信息内容 上一年项目数量 本年增/减 本年增/减"


@pytest.mark.parametrize(("numbers", "value"), [("5 5 5", 5), ("0 0 0", 0), ("5 5 6", None), ("5 6 6", None)])
def test_a_number_below_a_head_that_fills_the_row(numbers: str, value: int | None) -> None:
    assert read(CAPTION, HEADS, f"行政许可 {numbers}").value(PERMITS) == value


def test_a_mark_does_so_too_and_the_next_row_stands_for_itself() -> None:
    report = read(CAPTION, HEADS, "行政处罚 / / /", "行政强制 7 7 7")
    assert report.status("disclosure.penalties.decisions") is Status.BLANK
    assert report.value("disclosure.coercive_measures.decisions") == 7


def test_the_last_of_two_numbers_may_fill_the_row() -> None:
    report = read("第二十条第（八）项 " * 4, FEE_HEADS, "行政事业性收费 3 -2 -2")
    assert (report.value(FEES), report.value(CHANGE)) == (3, -2)


def test_a_head_said_twice_where_the_form_has_another_is_a_fault() -> None:
    report = read(CAPTION, "信息内容 上一年项目数量 本年增/减 本年增/减", "行政许可 3 0 0")
    assert report.status("disclosure.licences.decisions") is not Status.BLANK


def test_below_other_heads_equal_numbers_are_so_many() -> None:
    report = read("信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 4 4 4")
    assert [report.value(f"disclosure.regulations.{what}") for what in ("issued", "repealed", "in_force")] == [4, 4, 4]


@pytest.mark.parametrize(("numbers", "value"), [("5 5 5", 5), ("0 0 0", 0), ("5 5 6", None), ("5 6 6", None)])
def test_so_it_is_between_pipes(numbers: str, value: int | None) -> None:
    lines = (
        CAPTION,
        HEADS,
        f"行政许可 {numbers}",
        "第二十条第（六）项 " * 4,
        HEADS,
        "行政处罚 7 7 7",
        "行政强制 / / /",
    )
    rows = "\n".join(f"| {' | '.join(line.split())} |" for line in lines)
    report = parsers.read(
        f"清河县民政局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{rows}\n三、收到和处理\n".encode()
    )
    assert report.value(PERMITS) == value
    assert report.value("disclosure.penalties.decisions") == 7
    assert report.status("disclosure.coercive_measures.decisions") is not Status.ABSENT
