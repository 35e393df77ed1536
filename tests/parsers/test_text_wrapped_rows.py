"""Rows of T3 that a text browser broke at the end of its line, or that have tabs beside spaces, or bold numbers."""

from __future__ import annotations

import pytest

from parsers.form import FORMS, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import HEAD_LINES_OF_T3
from tests.parsers.test_text_doubts import read

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
KEY = "applications.other.fee_overdue"


def read_with(*lines: str) -> Report:
    """A report whose rows are a line each, one of them these lines behind its label."""
    heads = HEAD_LINES_OF_T3
    rows = [line for row in T3 for line in ((f"{row.labels[-1]} 0 0 0 0 0 0 0",) if row.key != KEY else ())]
    at = next(i for i, row in enumerate(T3) if row.key == KEY)
    first, *others = lines
    rows[at:at] = [f"{T3[at].labels[-1]} {first}", *others]
    return read(TableName.APPLICATIONS, [*heads, *rows])


def of_row(report: Report) -> list[tuple[Status, object]]:
    return [(cell.status, cell.value) for key, cell in report.cells.items() if key.startswith(KEY)]


@pytest.mark.parametrize(
    ("lines", "values"), [(("5 0", "0 0 1 0 6"), (5, 0, 0, 0, 1, 0, 6)), (("0 0 0", "0 0 0 0"), (0,) * 7)]
)
def test_a_row_that_adds_up_over_both_lines_is_read(lines: tuple[str, ...], values: tuple[int, ...]) -> None:
    assert of_row(read_with(*lines)) == [(Status.OK, value) for value in values]


@pytest.mark.parametrize(
    "lines",
    [
        # 12 was broken, and a zero lost.
        ("1", "2 0 0 0 0 12"),
        ("5 0 0 0 1 0", "7"),
        ("5 0", "0 0 1", "0 6"),
        ("5 0 0 0 1 0", "", "3"),
    ],
)
def test_a_row_that_does_not_is_withheld(lines: tuple[str, ...]) -> None:
    assert {status for status, _ in of_row(read_with(*lines))} == {Status.AMBIGUOUS}


def rows_with(between: str, behind: str, wrap: str = "{}") -> Report:
    heads = HEAD_LINES_OF_T3
    rows = [
        f"{wrap.format(row.labels[-1])}{behind}{between.join(wrap.format(n) for n in (i, 0, 12, 0, 0, 0, i + 12))}"
        for i, row in enumerate(T3)
    ]
    return read(TableName.APPLICATIONS, [*heads, *rows])


@pytest.mark.parametrize(
    ("between", "behind", "wrap"), [(" ", "\t", "{}"), (" | ", " | ", "**{}**"), ("\t", "\t", "__{}__")]
)
def test_numbers_of_all_rows_are_read(between: str, behind: str, wrap: str) -> None:
    report = rows_with(between, behind, wrap)
    assert [report.cells[f"{row.key}.total"].value for row in T3] == [i + 12 for i in range(len(T3))]
    assert {report.cells[key].status for row in T3 for key in row.keys} == {Status.OK}


@pytest.mark.parametrize("wrap", ["{}*", "~~{}~~", "**{}", "**~~{}~~ 1**"])
def test_other_marks_leave_no_number(wrap: str) -> None:
    report = rows_with(" | ", " | ", wrap)
    assert Status.OK not in {report.cells[key].status for row in T3 for key in row.keys}
