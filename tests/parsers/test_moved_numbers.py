"""Numbers of T3 that stand a row too high or too low: the sums hold for the rows beside, and an end row is empty."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Status
from tests.parsers.printed_rows import cell_by_cell, in_html, separated

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["项目", *(column.label for column in APPLICANTS)]
MEDIA = {"html": in_html, "pipes": separated(" | "), "tabs": separated("\t"), "lines": cell_by_cell}
NUMBERS = {"new_received": 9, "carried_in": 2, "granted": 4, "not_held": 3, "petition": 1, "result_total": 8}
NUMBERS["carried_out"] = 3


def row_of(name: str) -> list[str]:
    number = str(NUMBERS.get(name, 0))
    return [number, *"00000", number]


def statuses(medium: str, rows: Sequence[Sequence[str]]) -> set[Status]:
    page = (
        "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>{}"
        if medium == "html"
        else "清河县民政局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{}\n四、其他\n"
    )
    table = [HEADS, *([row.label, *cells] for row, cells in zip(T3, rows, strict=True))]
    report = parsers.read(page.format(MEDIA[medium](table)).encode())
    return {report.cells[key].status for row in T3 for key in row.keys}


OWN = [row_of(row.key.rsplit(".", 1)[-1]) for row in T3]
EMPTY = [""] * len(APPLICANTS)


@pytest.mark.parametrize("medium", MEDIA)
def test_numbers_in_their_own_rows_are_read(medium: str) -> None:
    assert statuses(medium, OWN) == {Status.OK}


@pytest.mark.parametrize("lost", ["granted", "not_held", "petition", "fee_overdue"])
@pytest.mark.parametrize("medium", MEDIA)
def test_numbers_that_moved_up_over_a_lost_row_are_withheld(medium: str, lost: str) -> None:
    at = next(i for i, row in enumerate(T3) if row.key.endswith(f".{lost}"))
    assert not statuses(medium, [*OWN[:at], *OWN[at + 1 :], EMPTY]) & {Status.OK, Status.BLANK}


@pytest.mark.parametrize("medium", MEDIA)
def test_numbers_that_moved_down_are_withheld(medium: str) -> None:
    assert not statuses(medium, [EMPTY, *OWN[:-1]]) & {Status.OK, Status.BLANK}
