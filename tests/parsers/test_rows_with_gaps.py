"""Rows of T3 on a grid that leave cells empty: what the other rows prove of them, and what a number that moved does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import in_html

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
KEYS = [row.key.removeprefix("applications.") for row in T3]
NUMBERS = {
    "new_received": [9, 1, 0, 0, 0, 0, 10],
    "granted": [4, 1, 0, 0, 0, 0, 5],
    "refused.state_secret": [2, 0, 0, 0, 0, 0, 2],
    "unavailable.not_held": [3, 0, 0, 0, 0, 0, 3],
    "result_total": [9, 1, 0, 0, 0, 0, 10],
}
Values = Sequence[int | None]
BLANK = Status.BLANK.value


def table(shown: Callable[[Sequence[int]], Values], changed: dict[str, Values] | None = None) -> dict[str, Values]:
    rows = {key: shown(NUMBERS.get(key, [0] * 7)) for key in KEYS}
    return rows | (changed or {})


def read(rows: dict[str, Values]) -> Report:
    lines = [["项目", *(column.label for column in APPLICANTS)]]
    lines += [[row.label, *("" if v is None else str(v) for v in rows[key])] for row, key in zip(T3, KEYS, strict=True)]
    head = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
    return parsers.read(f"{head}{in_html(lines)}".encode())


def said(report: Report, key: str) -> list[object]:
    cells = [report.cells[cell] for cell in T3[KEYS.index(key)].keys]
    return [cell.status.value if cell.value is None else cell.value for cell in cells]


HABITS: dict[str, Callable[[Sequence[int]], Values]] = {
    "no total of zero": lambda row: [*row[:-1], row[-1] or None],
    "only totals of zero": lambda row: [*(value or None for value in row[:-1]), row[-1]],
    "only first zeros": lambda row: [row[0], *(value or None for value in row[1:])],
}


@pytest.mark.parametrize("habit", HABITS)
def test_rows_of_zeros_leave_the_same_cells_empty(habit: str) -> None:
    """Rows with numbers hold the columns in place; then an empty edge of many rows of zeros is no lost cell."""
    rows = table(HABITS[habit])
    report = read(rows)
    for key in KEYS:
        assert said(report, key) == [BLANK if value is None else value for value in rows[key]]


@pytest.mark.parametrize("habit", HABITS)
def test_an_empty_edge_proves_nothing_where_no_numbers_hold_the_columns(habit: str) -> None:
    """Sums that do not hold say that columns moved, or one was lost and the rows filled up again."""
    rows = table(HABITS[habit], {"granted": [4, 1, 0, 0, 0, 5, None], "result_total": [9, 1, 0, 0, 0, 10, None]})
    zeros = said(read(rows), "refused.prohibited_by_law")
    assert BLANK not in {zeros[0], zeros[-1]}


def without_zeros(row: Sequence[int]) -> Values:
    return [value or None for value in row]


def test_a_number_that_moved_into_the_next_cell_is_withheld() -> None:
    """Its row still adds up; of its two columns one lacks it, the other has it too much."""
    report = read(table(without_zeros, {"unavailable.not_held": [None, 3, None, None, None, None, 3]}))
    assert set(said(report, "unavailable.not_held")) == {Status.AMBIGUOUS.value}
    assert said(report, "granted") == [4, 1, BLANK, BLANK, BLANK, BLANK, 5]


def test_a_sum_that_the_source_has_wrong_withholds_no_number() -> None:
    report = read(table(without_zeros, {"unavailable.not_held": [2, None, None, None, None, None, 2]}))
    assert said(report, "unavailable.not_held") == [2, BLANK, BLANK, BLANK, BLANK, BLANK, 2]


def test_labels_that_moved_past_an_empty_row_are_told_by_their_sums() -> None:
    """The blank row has lost its label: from there on each label has the numbers of the next row, 3.其他 the sum."""
    rows = table(without_zeros)
    moved = [*KEYS[:5], *KEYS[6:], KEYS[-1]]
    shifted = {key: rows[other] for key, other in zip(KEYS, moved, strict=True)}
    assert not {BLANK, 2, 3, 4} & set(said(read(shifted), "unavailable.requires_creation"))
    assert set(said(read(shifted), "result_total")) == {Status.AMBIGUOUS.value}


def test_a_last_disposition_as_large_as_the_others_is_read_where_the_total_is_theirs() -> None:
    total: Values = [18, 2, None, None, None, None, 20]
    rows = table(without_zeros, {"other.other": NUMBERS["result_total"], "result_total": total, "new_received": total})
    assert said(read(rows), "result_total") == [18, 2, BLANK, BLANK, BLANK, BLANK, 20]
