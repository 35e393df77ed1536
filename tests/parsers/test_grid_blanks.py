"""Empty cells of T4 on a grid: blank where the channels' own sums hold the row in its place."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import OUTCOMES
from parsers.report import Report, Status

PLACES = tuple(
    f"proceedings.{c}.{o.key}" for c in ("review", "litigation_direct", "litigation_after_review") for o in OUTCOMES
)


def read_row(row: str) -> Report:
    """The printed form with one row of numbers; ``.`` stands for an empty cell."""
    outcomes = "".join(f"<td>{column.label}</td>" for column in OUTCOMES)
    cells = "".join(f"<td>{'' if text == '.' else text}</td>" for text in row.split())
    page = (
        "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>四、政府信息公开行政复议、行政诉讼情况</p><table>"
        "<tr><td colspan=5>行政复议</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
        f"<tr>{outcomes * 3}</tr><tr>{cells}</tr></table>"
    )
    return parsers.read(page.encode())


@pytest.mark.parametrize("row", [". . 2 . 2 . . . 3 3 . 2 . 1 3", ". . . . . . 3 . . 3 1 . . . 1"])
def test_an_empty_edge_is_blank_where_every_channel_with_numbers_adds_up(row: str) -> None:
    report = read_row(row)
    shown = ["." if report.status(key) is Status.BLANK else str(report.value(key)) for key in PLACES]
    assert " ".join(shown) == row


@pytest.mark.parametrize("row", [". . 2 . 2 . . . 3 3 . 0 . 0 0", ". . 2 . 2 . . . . . . 0 . . 0"])
def test_zeros_hold_no_channel_in_its_place(row: str) -> None:
    report = read_row(row)
    assert Status.AMBIGUOUS in {report.status(key) for key in PLACES}
    assert all(
        report.value(key) in {None, int(text)} for key, text in zip(PLACES, row.replace(".", "0").split(), strict=True)
    )
