"""Rows that lost a cell and were filled up at an edge: what adds up in several places when it is put back has moved."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Cell, Status
from tests.parsers.printed_rows import cell_by_cell, in_html, separated

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["项目", *(column.label for column in APPLICANTS)]
MEDIA = {"html": in_html, "tabs": separated("\t"), "lines": cell_by_cell}
PAGE = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>{}</p>"
# The row changed, and what stands in it: of two kinds of applicants, so that the sums of its columns say something.
ROW, TRUE = "applications.unavailable.still_unclear", [0, 5, 0, 3, 0, 0, 8]
OTHERS = {"applications.granted": [2, 1, 0, 0, 1, 0, 4]}


def applications(medium: str, row: Sequence[int]) -> list[object]:
    """What is read of the row in a table that adds up but for it."""
    values: dict[str, Sequence[int]] = {**dict.fromkeys([one.key for one in T3], [0] * 7), ROW: TRUE, **OTHERS}
    total = [sum(column) for column in zip(*values.values(), strict=True)]
    values |= {"applications.new_received": total, "applications.result_total": total, ROW: row}
    rows = [HEADS, *([one.label, *map(str, values[one.key])] for one in T3)]
    page = PAGE.format("三、收到和处理政府信息公开申请情况") + in_html(rows)
    if medium != "html":
        page = (
            f"清河县民政局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{MEDIA[medium](rows)}\n"
        )
    cells = parsers.read(page.encode()).cells
    return [said(cells[f"{ROW}.{column.key}"]) for column in APPLICANTS]


def said(cell: Cell) -> object:
    return int(cell.value) if cell.value is not None else cell.status.value


@pytest.mark.parametrize(
    "row", [[0, 0, 5, 0, 3, 0, 0], [5, 0, 3, 0, 0, 8, 0], [0, 5, 3, 0, 0, 8, 0], [0, 0, 5, 3, 0, 0, 8]]
)
@pytest.mark.parametrize("medium", MEDIA)
def test_a_row_is_withheld_that_mends_several_sums_with_a_cell_put_back(medium: str, row: list[int]) -> None:
    assert applications(medium, row) == [Status.AMBIGUOUS.value] * 7


@pytest.mark.parametrize(
    "row", [TRUE, [0, 5, 0, 3, 0, 0, 9], [0, 5, 0, 2, 0, 0, 8], [0, 6, 0, 3, 0, 0, 8], [0, 5, 3, 0, 0, 0, 0]]
)
@pytest.mark.parametrize("medium", MEDIA)
def test_a_row_with_a_sum_that_the_source_has_wrong_is_read(medium: str, row: list[int]) -> None:
    assert applications(medium, row) == row


def proceedings(row: Sequence[str]) -> list[object]:
    heads = [outcome.label for outcome in OUTCOMES]
    rows = [
        "<tr><td colspan=5>行政复议<td colspan=10>行政诉讼</tr>",
        "<tr>"
        + "".join(f"<td rowspan=2>{head}" for head in heads)
        + "<td colspan=5>未经复议直接起诉<td colspan=5>复议后起诉</tr>",
        "<tr>" + "".join(f"<td>{head}" for head in heads * 2) + "</tr>",
        "<tr>" + "".join(f"<td>{text}" for text in row) + "</tr>",
    ]
    page = PAGE.format("四、政府信息公开行政复议、行政诉讼情况") + f"<table>{''.join(rows)}</table>"
    cells = parsers.read(page.encode()).cells
    return [said(cells[f"proceedings.{channel}.{outcome.key}"]) for channel, _ in CHANNELS for outcome in OUTCOMES]


@pytest.mark.parametrize("row", ["005//////000000", "/46//00000/////", "0000010001/1///"])
def test_a_row_is_withheld_where_nothing_is_the_total_of_something(row: str) -> None:
    assert set(proceedings(list(row))) == {Status.AMBIGUOUS.value}


@pytest.mark.parametrize("row", ["030003021030036", "300302103003360", "300030103003360"])
def test_a_row_is_withheld_that_adds_up_with_a_cell_put_back(row: str) -> None:
    """Of 3000 3, 0210 3 and 0033 6: a cell is lost, a zero stands at an edge, and two channels or all do not add up."""
    assert set(proceedings(list(row))) == {Status.AMBIGUOUS.value}


@pytest.mark.parametrize("row", ["300030210300335", "300020210400336", "300000210000330"])
def test_a_row_with_wrong_sums_is_read(row: str) -> None:
    assert proceedings(list(row)) == [int(digit) for digit in row]


def test_a_row_with_marks_for_nothing_is_read() -> None:
    row = "//3/3////////22"
    assert [one for one in proceedings(list(row)) if one != Status.BLANK.value] == [3, 3, 2, 2]
