"""Empty cells of T4 on a grid: blank where the channels' own sums hold the row in its place."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
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


T3 = FORMS[Edition.E2019].table(TableName.APPLICATIONS)
# Totals for the closing rows alone, nothing for zero, and （六） empty: so a government published its report for 2019.
FILLED = {
    "new_received": "821 35 . . 2 1 859",
    "carried_in": "18 . . . . . 18",
    "granted": "440 22 . . 1 1 .",
    "partially_granted": "3 . . . . . .",
    "refused.state_secret": "14 . . . . . .",
    "refused.process_information": "3 1 . . . . .",
    "refused.administrative_query": "10 2 . . . . .",
    "unavailable.not_held": "297 10 . . 1 . .",
    "result_total": "767 35 . . 2 1 805",
    "carried_out": "72 . . . . . 72",
}


def read_applications(filled: dict[str, str]) -> Report:
    """T3 of 2019 with these rows filled in."""
    heads = "".join(f"<td>{column.label}</td>" for column in APPLICANTS)
    empty = " ".join("." * len(APPLICANTS))
    lines = "".join(
        f"<tr><td>{row.labels[-1]}</td>"
        + "".join(f"<td>{'' if text == '.' else text}</td>" for text in filled.get(key, empty).split())
        + "</tr>"
        for row in T3
        for key in [row.key.removeprefix("applications.")]
    )
    page = (
        "<h1>清河县民政局2019年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
        "<table><tr><td>信息内容</td><td>本年新制作数量</td><td>本年新公开数量</td><td>对外公开总数量</td></tr>"
        "<tr><td>规章</td><td>1</td><td>1</td><td>2</td></tr></table><p>三、收到和处理政府信息公开申请情况</p>"
        f"<table><tr><td>申请人情况</td>{heads}</tr>{lines}</table>"
    )
    return parsers.read(page.encode())


def shown(report: Report, row: str) -> str:
    """The row as it was read; ``?`` for what is withheld."""
    cells = [report.cells[f"applications.{row}.{column.key}"] for column in APPLICANTS]
    signs = {Status.BLANK: ".", Status.AMBIGUOUS: "?"}
    return " ".join(signs.get(cell.status, str(cell.value)) for cell in cells)


def test_columns_that_add_up_hold_rows_without_totals() -> None:
    report = read_applications(FILLED)
    assert {row: shown(report, row) for row in FILLED} == FILLED
    assert shown(report, "other.all") == ". . . . . . ."
    assert {table.edition for table in report.tables} == {Edition.E2019}


@pytest.mark.parametrize("moved", [". 3 . . . . .", "4 . . . . . .", ". . . . . . 3"])
def test_a_column_that_does_not_add_up_holds_none(moved: str) -> None:
    report = read_applications(FILLED | {"partially_granted": moved})
    assert shown(report, "partially_granted") == "? ? ? ? ? ? ?"
    assert shown(report, "granted") == "? ? ? ? ? ? ?"


def test_a_few_empty_totals_are_no_habit() -> None:
    few = {row: FILLED[row] for row in ("new_received", "carried_in", "carried_out", "result_total")}
    report = read_applications(few | {"granted": "700 30 . . 2 1 .", "unavailable.not_held": "67 5 . . . . ."})
    assert shown(report, "granted") == "700 30 . . 2 1 ?"
    assert shown(report, "unavailable.not_held") == "67 5 . . . . ?"


def test_a_table_moved_by_a_column_leaves_none_blank_though_two_rows_add_up_as_they_stand() -> None:
    moved = {"new_received": ". 60 41 0 11 7 3", "carried_in": ". 0 1 0 0 0 1", "carried_out": ". 0 0 0 0 1 1"}
    moved |= {
        "granted": ". 54 33 0 11 6 3",
        "refused.state_secret": ". 6 9 0 0 0 0",
        "result_total": ". 60 42 0 11 6 3",
    }
    zeros = {row.key.removeprefix("applications."): ". 0 0 0 0 0 0" for row in T3}
    report = read_applications(zeros | moved)
    keys = [row.keys[0] for row in T3 if row.key.removeprefix("applications.") not in {"carried_in", "carried_out"}]
    assert {report.status(key) for key in keys} == {Status.AMBIGUOUS}
