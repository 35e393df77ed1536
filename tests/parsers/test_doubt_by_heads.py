"""Tables in layouts of their own whose heads are in doubt, or whose numbers have moved: withheld, never another's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.form import APPLICANTS, OUTCOMES, TableName
from parsers.report import Status
from tests.parsers.own_layouts import (
    DISCLOSED,
    PROCEEDED,
    RECEIVED,
    T2,
    T3,
    Cell,
    Rows,
    applications,
    blocks,
    compared,
    named_together,
    proceedings,
    put,
    read_rows,
    t3_one_a_row,
    values,
)


def one_number_a_row(numbers: Sequence[str]) -> Rows:
    """T4 on its side: the channel beside its five rows."""
    labels = [
        (channel, outcome.label) for channel in ("行政复议", "未经复议直接起诉", "复议后起诉") for outcome in OUTCOMES
    ]
    rows = zip(labels, numbers, strict=True)
    return [
        [*([(channel, 1, len(OUTCOMES))] if outcome == OUTCOMES[0].label else []), outcome, number]
        for (channel, outcome), number in rows
    ]


def grouped(labels: Sequence[str]) -> Rows:
    """T3 with the name of its third group in a cell over the group's rows."""
    rows: Rows = [[("", 2), *(column.label for column in APPLICANTS)]]
    refused = [row for row in T3 if row.key.startswith("applications.refused.")]
    for row, label in zip(T3, labels, strict=True):
        begins: list[Cell] = [(row.labels[-2], 1, len(refused))] if row == refused[0] else []
        own: Cell = label if row in refused else (label, 2)
        rows.append([*begins, own, *(str(RECEIVED[key]) for key in row.keys)])
    return rows


@pytest.mark.parametrize("at", [1, 7, 30, 139, 147, 160])
def test_one_number_a_row_is_withheld_where_labels_slid(at: int) -> None:
    """From one row on, the labels of the applicants stand beside the number below theirs."""
    rows = t3_one_a_row()
    whom = [row[1] for row in rows]
    slid = [[row[0], label, row[2]] for row, label in zip(rows, [*whom[:at], "", *whom[at:-1]], strict=True)]
    found = values(read_rows(TableName.APPLICATIONS, slid), TableName.APPLICATIONS)
    assert found.items() <= RECEIVED.items()


def test_t3_with_a_head_that_has_no_cells_may_have_lost_another_column() -> None:
    """Its numbers closed up, and one cell as high as the table fills the place of the last column."""
    heads, *rows = applications()
    moved: Rows = [[row[0], row[1], *row[3:]] for row in rows]
    moved[0] = [*moved[0], ("", 1, len(rows))]
    assert values(read_rows(TableName.APPLICATIONS, [heads, *moved]), TableName.APPLICATIONS) == {}


def test_numbers_of_t4_that_moved_up_are_withheld() -> None:
    """The first number of a channel was lost and what stood below it moved up: the sums fail, and the end is empty."""
    numbers = [str(number) for number in PROCEEDED.values()]
    assert values(read_rows(TableName.PROCEEDINGS, one_number_a_row(numbers)), TableName.PROCEEDINGS) == PROCEEDED
    moved = [*numbers[:5], *numbers[6:], ""]
    assert not values(read_rows(TableName.PROCEEDINGS, one_number_a_row(moved)), TableName.PROCEEDINGS)


@pytest.mark.parametrize(
    "rows",
    [
        # A head is gone, or another one stands there: a number without a name.
        put(applications(behind="上年总计"), 0, 3, ""),
        put(applications(behind="上年总计"), 0, 8, ""),
        put(applications(before="序号"), 0, 4, "预计数"),
        # Two neighbours exchanged: the organ's order, or heads above each other's numbers.
        applications((0, 2, 1, 3, 4, 5, 6), before="序号"),
        # A label twice, and one a row further down than its numbers.
        put(applications(before="序号"), 6, 1, T3[4].label),
        put(applications(before="序号"), 1, 1, ""),
    ],
)
def test_t3_is_withheld_where_a_head_is_in_doubt(rows: Rows) -> None:
    said = values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)
    assert said.items() <= RECEIVED.items()
    assert "applications.granted.total" not in said


def test_a_row_that_lost_a_cell_is_withheld() -> None:
    rows = applications((6, 0, 1, 2, 3, 4, 5))
    rows[1] = [*rows[1][:3], *rows[1][4:], ""]
    report = read_rows(TableName.APPLICATIONS, rows)
    assert {report.status(key) for key in T3[0].keys} == {Status.AMBIGUOUS}
    assert report.value("applications.granted.total") == RECEIVED["applications.granted.total"]


def test_a_row_that_is_shorter_than_its_table_proves_nothing() -> None:
    rows = applications(behind="上年总计")
    del rows[3][4]
    assert not values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)


def test_the_only_row_without_a_number_may_have_lost_it() -> None:
    rows = named_together()
    rows[-1][1] = ""
    report = read_rows(TableName.DISCLOSURE, rows)
    assert report.status("disclosure.fees.amount_10k_yuan") is Status.AMBIGUOUS
    assert report.value("disclosure.penalties.decisions") == DISCLOSED["disclosure.penalties.decisions"]


def test_a_share_is_no_number_of_the_form_wherever_it_has_moved() -> None:
    """An empty cell more in a row: what ends it stands under no head."""
    rows = applications(behind="占比")
    rows = [rows[0], *([*row[:-1], "5%"] for row in rows[1:])]
    rows[1][2:2] = [""]
    said = values(
        read_rows(TableName.APPLICATIONS, [[*rows[0], ""], rows[1], *([*r, ""] for r in rows[2:])]),
        TableName.APPLICATIONS,
    )
    assert said.items() <= RECEIVED.items()
    assert "applications.new_received.total" not in said


def test_beside_last_years_number_this_years_is_said_to_be_that() -> None:
    rows = compared()
    years = next(i for i, row in enumerate(rows) if row[0] == ("2023年", 1))
    rows[years] = [*rows[years][1:], ("", 1)]
    said = values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE)
    assert said.items() <= DISCLOSED.items()


def test_a_remark_that_moved_up_is_no_number() -> None:
    rows: Rows = []
    for caption, own, heads in blocks():
        each = 3 // len(heads)
        rows += [[(caption, 5)], ["信息内容", *((head, each) for head in heads), "备注"]]
        rows += [[label, *((n, each) for n in numbers), "无"] for label, numbers in own]
    assert values(read_rows(TableName.DISCLOSURE, rows), TableName.DISCLOSURE) == DISCLOSED
    at = next(i for i, row in enumerate(rows) if row[0] == "规章")
    rows[at] = ["规章", *rows[at][2:], ""]
    report = read_rows(TableName.DISCLOSURE, rows)
    assert not {Status.OK, Status.BLANK} & {report.status(key) for key in T2[0].keys}


def test_a_column_of_t4_without_a_head_is_no_total() -> None:
    rows = proceedings(outcomes=range(4))
    rows = [[*rows[0], ""], *([row[0], "9", *row[1:]] for row in rows[1:])]
    assert not values(read_rows(TableName.PROCEEDINGS, rows), TableName.PROCEEDINGS)


def test_heads_above_other_columns_than_theirs_are_another_order() -> None:
    """The applicants' own head is gone, all others stand above their numbers."""
    rows = put(applications((1, 2, 3, 4, 5, 0, 6)), 0, 6, "")
    assert not values(read_rows(TableName.APPLICATIONS, rows), TableName.APPLICATIONS)


def test_labels_that_slid_down_a_group_name_no_numbers() -> None:
    """The first row of the group has lost its label, which stands beside the second row's numbers."""
    at = next(i for i, row in enumerate(T3) if row.key == "applications.refused.state_secret")
    labels = [row.label for row in T3]
    labels[at : at + 3] = ["", *labels[at : at + 2]]
    read = values(read_rows(TableName.APPLICATIONS, grouped(labels)), TableName.APPLICATIONS)
    assert {key: read[key] for key in read if read[key] != RECEIVED[key]} == {}
