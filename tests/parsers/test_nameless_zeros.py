"""Zeros behind the label of a group of T3, whose rows lost their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from parsers.form import DISPOSITION_GROUPS, FORMS, Edition, TableName
from parsers.report import Cell, Report, Status
from tests.parsers.printed_rows import HEADS_OF_T3
from tests.parsers.test_text_doubts import read

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
SIZES = {group: len(members) for group, _, members in DISPOSITION_GROUPS}


def read_with(numbers: Mapping[str, Sequence[str]]) -> Report:
    """A cell a line; of the groups that have numbers here, the label and these."""
    lines = [*HEADS_OF_T3]
    for row in T3:
        group = row.key.split(".")[1]
        if group not in numbers:
            lines += [*row.labels[1:-1], row.labels[-1], *["0"] * 7]
        elif row.labels[-2] not in lines:
            lines += [row.labels[-2], *numbers[group]]
    return read(TableName.APPLICATIONS, [f"{line} |" for line in lines])


def of_group(report: Report, group: str) -> list[Cell]:
    return [cell for key, cell in report.cells.items() if key.startswith(f"applications.{group}.")]


def test_as_many_zeros_as_the_group_has_cells() -> None:
    report = read_with({group: ["0"] * 7 * size for group, size in SIZES.items()})
    for group, size in SIZES.items():
        assert [(cell.status, cell.value) for cell in of_group(report, group)] == [(Status.OK, 0)] * 7 * size


@pytest.mark.parametrize(
    "numbers", [["0"] * 20, ["0"] * 22, ["0"] * 20 + ["3"], ["0"] * 14, [str(i) for i in range(21)]]
)
def test_all_else_is_withheld(numbers: list[str]) -> None:
    report = read_with({"unavailable": numbers})
    assert {cell.status for cell in of_group(report, "unavailable")} == {Status.AMBIGUOUS}
