"""Rows that say with their label whose group they are of."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)


@pytest.mark.parametrize("joint", ["—", "/", " > ", "→", "：", "·", "、"])
def test_groups_and_rows_with_a_sign_between_them(joint: str) -> None:
    heads = "".join(f"<td>{column.label}" for column in APPLICANTS)
    rows = [
        f"<tr><td>{joint.join(row.labels)}" + "".join(f"<td>{10 * i + n}" for n in range(len(APPLICANTS)))
        for i, row in enumerate(T3)
    ]
    page = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况"
    report = parsers.read(f"{page}<table><tr><td>处理情况{heads}{''.join(rows)}</table>".encode())
    found = [report.cells[key] for row in T3 for key in row.keys]
    assert {cell.status for cell in found} == {Status.OK}
    assert [cell.value for cell in found] == [10 * i + n for i in range(len(T3)) for n in range(len(APPLICANTS))]
