"""Where digits are gone from the labels of the form, they are gone from its numbers: no sum or blank shows it."""

from __future__ import annotations

import re

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Doubt, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)


def page(lose: str) -> str:
    """T3 with 17 in two cells of each row, where each digit of ``lose`` is gone."""
    rows = [("项目", *(column.label for column in APPLICANTS))]
    rows += [(row.label, "17", "0", "0", "0", "0", "0", "17") for row in T3]
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    table = f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    return f"<p>三、收到和处理政府信息公开申请情况</p>{table.translate(str.maketrans('', '', lose))}"


@pytest.mark.parametrize(("lose", "status"), [("", Status.OK), ("1", None), ("0123456789", None)])
def test_numbers_where_labels_lost_their_ordinals(lose: str, status: Status | None) -> None:
    report = parsers.read(f"<h1>清河县民政局2022年政府信息公开工作年度报告</h1>{page(lose)}".encode())
    wanted = {status} if status else {Status.AMBIGUOUS, Status.INVALID}
    assert {report.status(key) for row in T3 for key in row.keys} <= wanted


def test_cells_of_a_page_without_a_single_digit_are_not_blank() -> None:
    """A font without digits and stops: nothing is left of either, and every cell looks empty."""
    text = f"<h1>清河县民政局2022年政府信息公开工作年度报告</h1>{page('')}"
    report = parsers.read(re.sub(r"(?<=[>年局第])[\d.]+", "", text).encode())
    assert {report.status(key) for row in T3 for key in row.keys} == {Status.AMBIGUOUS}
    assert {report.cells[key].doubt for row in T3 for key in row.keys} == {Doubt.DIGITS_LOST}
