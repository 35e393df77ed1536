"""Rows and cells that show nothing: where that proves no blank, because a number is missed or stands astray."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.test_text_doubts import claims, read

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = f"<tr><td></td><td></td>{''.join(f'<td>{column.label}</td>' for column in APPLICANTS)}</tr>"
ZEROS = ["0"] * len(APPLICANTS)
NUMBERS = {
    "new_received": ["3", "1", "0", "0", "0", "0", "4"],
    "carried_in": ["2", "0", "0", "0", "0", "0", "2"],
    "granted": ["4", "1", "0", "0", "0", "0", "5"],
    "result_total": ["4", "1", "0", "0", "0", "0", "5"],
    "carried_out": ["1", "0", "0", "0", "0", "0", "1"],
}


def applications(numbers: dict[str, list[str]], others: list[str] = ZEROS) -> Report:
    """T3 on a web page; rows not named are ``others``."""
    rows = ""
    for row in T3:
        cells = (NUMBERS | numbers).get(row.key.removeprefix("applications."), others)
        rows += f"<tr><td></td><td>{row.label}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    page = (
        "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
        f"<table>{HEADS}{rows}</table><p>四、政府信息公开行政复议、行政诉讼情况</p>"
    )
    return parsers.read(page.encode())


def test_a_total_that_the_sums_miss_is_not_blank() -> None:
    """An empty last cell, where all other rows have their totals and the sums of this one leave it a number."""
    report = applications({"carried_in": ["2", "0", "0", "0", "0", "0", ""]})
    assert report.value("applications.carried_in.natural_person") == 2
    assert report.status("applications.carried_in.total") is Status.AMBIGUOUS


@pytest.mark.parametrize("column", [2, 0])
def test_numbers_that_closed_the_gap_of_a_column_are_not_read_under_its_head(column: int) -> None:
    """A column is taken out below its head: all totals stand in the column before theirs, which is left empty.

    They are the sums of those before them, or more where it is 自然人 that is gone.
    """
    numbers = NUMBERS | {"refused.state_secret": ["1", "0", "0", "2", "0", "0", "3"]}

    def moved(cells: list[str]) -> list[str]:
        """The cells without that column, and with 社会公益组织 left empty."""
        shown = [*cells[:3], "", *cells[4:]]
        return [*shown[:column], *shown[column + 1 :], ""]

    rows = {key: moved(cells) for key, cells in numbers.items()}
    assert not claims(applications(rows, moved(ZEROS)), "applications.")


def test_a_row_with_an_empty_cell_too_many_is_withheld() -> None:
    """Its numbers reach as far as the row has columns, but begin one to the right of where others do."""
    empty = {row.key: ["", "4", "", "", "", "", "4"] for row in T3}
    some = {T3[2].key: ["3", "", "", "1", "", "", "4"], T3[4].key: ["", "5", "", "2", "", "", "1", "8"]}
    lines = [" | ".join([row.label, *(empty | some)[row.key], *([""] if row is not T3[4] else [])]) for row in T3]
    report = read(TableName.APPLICATIONS, ["申请人情况 | |", *(f"{line} |" for line in lines)])
    assert not claims(report, f"{T3[4].key}.")


def test_a_column_without_head_whose_cells_are_there_is_not_missing() -> None:
    """The head 科研机构 is lost and 社会公益组织 left empty: six numbers a row, but not those of the six heads."""
    heads = ["" if column.label == "科研机构" else column.label for column in APPLICANTS]
    lines = [f"{head} |" if head else "|" for head in heads]
    for row in T3:
        cells = NUMBERS.get(row.key.removeprefix("applications."), ZEROS)
        lines += [f"{row.label} |", *(f"{cell} |" for cell in cells[:3]), "|", *(f"{cell} |" for cell in cells[4:])]
    report = read(TableName.APPLICATIONS, lines)
    assert report.status("applications.new_received.research_institution") is not Status.ABSENT
    assert report.value("applications.new_received.social_welfare_organisation") is None
