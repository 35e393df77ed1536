"""Numbers broken over the lines of a cell: read where the sums leave one reading, else withheld."""

from __future__ import annotations

import msgspec
import pytest

from parsers.form import FORMS, Edition
from parsers.report import Cell, Doubt, Status
from parsers.wrapped import join_wrapped

ROW = "proceedings.review"
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def report(*values: int | str) -> dict[str, Cell]:
    """Cells of the current form, zeros but for one row of T4; texts with line ends are those of wrapped numbers."""
    cells = {key: Cell(Status.OK, 0, "0") for key in FORMS[Edition.E2021].keys}
    for outcome, value in zip(OUTCOMES, values, strict=True):
        wrapped = Cell(Status.AMBIGUOUS, None, str(value), doubt=Doubt.UNREADABLE)
        cells[f"{ROW}.{outcome}"] = wrapped if isinstance(value, str) else Cell(Status.OK, value, str(value))
    return cells


def read(*values: int | str) -> list[object]:
    cells = join_wrapped(report(*values), Edition.E2021)
    return [cells[f"{ROW}.{outcome}"].value for outcome in OUTCOMES]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("12\n345", 5, 0, 0, 12_350), [12_345, 5, 0, 0, 12_350]),
        (("12\n999", 5, 0, 0, "13\n004"), [12_999, 5, 0, 0, 13_004]),
        (("1\n2\n3", 0, 0, 0, 123), [123, 0, 0, 0, 123]),
        (("12,\n345", 5, 0, 0, 12_350), [12_345, 5, 0, 0, 12_350]),
    ],
)
def test_a_sum_confirms(values: tuple[int | str, ...], expected: list[object]) -> None:
    assert read(*values) == expected


@pytest.mark.parametrize(
    "values",
    [
        # The sum holds with the first line alone.
        ("12\n345", 5, 0, 0, 17),
        # It holds with other choices as well: 10 + 0 = 10 and 0 + 0 = 0;
        ("1\n0", "0\n0", 0, 0, "1\n0"),
        # the last lines add up on their own;
        ("12\n345", 5, 0, 0, "12\n350"),
        # nothing tells two equal choices apart.
        ("1\n1", "1\n1", 0, 0, 12),
        # It does not hold, or is not known.
        ("12\n345", 5, 0, 0, 1),
        ("12\n345", "x\ny", 0, 0, 12_350),
        # Joined it is no number.
        ("0\n0", 5, 0, 0, 5),
    ],
)
def test_all_else_stays_withheld(values: tuple[int | str, ...]) -> None:
    assert [value for value in read(*values) if value is not None] == [v for v in values if isinstance(v, int)]


def test_the_place_says_how_it_was_read() -> None:
    cell = join_wrapped(report("12\n345", 5, 0, 0, 12_350), Edition.E2021)[f"{ROW}.upheld"]
    assert cell.raw == "12\n345"
    assert cell.where is not None
    assert "sums of the form" in (cell.where.note or "")


def test_a_sum_that_speaks_against_it_wins() -> None:
    """A cell of T3 stands in two sums: one confirms, the other contradicts."""
    cells = report(0, 0, 0, 0, 0)
    key = "applications.granted.natural_person"
    cells[key] = Cell(Status.AMBIGUOUS, None, "12\n345", doubt=Doubt.UNREADABLE)
    cells["applications.granted.total"] = Cell(Status.OK, 12_345, "12345")
    assert join_wrapped(cells, Edition.E2021)[key].value is None
    for total in ("applications.result_total", "applications.new_received"):
        cells[f"{total}.natural_person"] = Cell(Status.OK, 12_345, "12345")
    assert join_wrapped(cells, Edition.E2021)[key].value == 12_345


def test_other_doubts_are_left_alone() -> None:
    cells = report("12\n345", 5, 0, 0, 12_350)
    cells[f"{ROW}.upheld"] = msgspec.structs.replace(cells[f"{ROW}.upheld"], doubt=Doubt.LOST_CELLS)
    assert join_wrapped(cells, Edition.E2021)[f"{ROW}.upheld"].value is None
