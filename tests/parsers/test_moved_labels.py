"""Labels that have moved down by a row: numbers without one stand above, the last is missing, and none is sure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Status
from tests.parsers.printed_rows import cell_by_cell, in_html, separated

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["项目", *(column.label for column in APPLICANTS)]
# The first row whose numbers have lost their label.
MOVED = 15

MEDIA = {"html": in_html, "spaces": separated("  "), "pipes": separated(" | "), "lines": cell_by_cell}


def statuses(medium: str, label: str, numbers: Sequence[str]) -> set[Status]:
    """What was said of the rows from the one whose label is lost on."""
    labels = [row.label for row in T3]
    moved = [*labels[:MOVED], label, *labels[MOVED:-1]]
    rows = [HEADS, *([one, str(i), *"00000", str(i)] for i, one in enumerate(moved, start=1))]
    rows[MOVED + 1][1:] = numbers
    page = (
        "<h1>清河县民政局2022年政府信息公开工作年度报告</h1>{}<p>三、收到和处理政府信息公开申请情况</p>{}"
        if medium == "html"
        else "清河县民政局2022年政府信息公开工作年度报告\n{}三、收到和处理政府信息公开申请情况\n{}\n"
    )
    report = parsers.read(page.format("", MEDIA[medium](rows)).encode())
    return {report.cells[key].status for row in T3[MOVED:] for key in row.keys}


@pytest.mark.parametrize("numbers", [list("3000003"), ["—"] * 7])
@pytest.mark.parametrize("label", ["", "（五）不予处理"])
@pytest.mark.parametrize("medium", MEDIA)
def test_labels_below_numbers_without_one_may_have_moved(medium: str, label: str, numbers: Sequence[str]) -> None:
    assert not statuses(medium, label, numbers) & {Status.OK, Status.BLANK}


@pytest.mark.parametrize("at", [4, 12, 17, 20])
def test_a_row_below_the_name_of_its_group_said_again_has_no_label(at: int) -> None:
    """A cell a line, each row with all its groups: the numbers that have only these are no other row's."""
    own = [row.labels[-1] for row in T3]
    moved = [*own[:at], "", *own[at:-1]]
    rows = [
        [*row.labels[:-1], label, str(i), *"00000", str(i)]
        for i, (row, label) in enumerate(zip(T3, moved, strict=True))
    ]
    lines = cell_by_cell([HEADS, *rows])
    page = f"清河县民政局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{lines}\n"
    report = parsers.read(page.encode())
    found = {report.cells[key].status for row in T3[at:] for key in row.keys}
    assert not found & {Status.OK, Status.BLANK}
