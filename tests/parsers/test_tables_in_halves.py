"""T3 as two tables side by side on paper, one below the other in the file: each column stands in one of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, Row, TableName
from parsers.report import Report, Status

T3, T3_OF_2019 = (FORMS[edition].table(TableName.APPLICATIONS) for edition in (Edition.E2021, Edition.E2019))


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """T3 with all sums right and applicants that differ."""
    cells = dict.fromkeys((key for row in rows for key in row.keys), 0)
    for i, column in enumerate(APPLICANTS[:-1], start=1):
        for row, count in (("new_received", 3 * i), ("granted", 2 * i), ("result_total", 2 * i), ("carried_out", i)):
            cells[f"applications.{row}.{column.key}"] = count
            cells[f"applications.{row}.total"] += count
    return cells


def table(rows: Sequence[Row], columns: Sequence[int], said: dict[str, int]) -> str:
    heads = ["项目", *(APPLICANTS[i].label for i in columns)]
    lines = [heads, *(["".join(row.labels), *(str(said[row.keys[i]]) for i in columns)] for row in rows)]
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines) + "</table>"
    )


def read(*tables: str) -> Report:
    title = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
    return parsers.read(f"{title}{''.join(tables)}<p>四、政府信息公开行政复议、行政诉讼情况</p>".encode())


@pytest.mark.parametrize("rows", [T3, T3_OF_2019])
@pytest.mark.parametrize("first", [(0, 1, 2), (0, 1, 2, 3)])
def test_each_half_is_read_under_its_heads(rows: Sequence[Row], first: Sequence[int]) -> None:
    said = counts(rows)
    report = read(table(rows, first, said), table(rows, range(len(first), 7), said))
    assert {key: report.value(key) for row in rows for key in row.keys} == said


def test_a_column_in_both_halves_is_in_neither_for_sure() -> None:
    said = counts(T3)
    other = {key: number + 1 for key, number in said.items()}
    report = read(table(T3, (0, 1, 2, 3), said), table(T3, (3, 4, 5, 6), other))
    assert not {report.status(row.keys[3]) for row in T3} & {Status.OK, Status.BLANK}


def test_halves_that_do_not_add_up_are_withheld() -> None:
    said = counts(T3)
    moved = [*T3[1:], T3[0]]
    other = {
        key: said[old] for row, own in zip(T3, moved, strict=True) for key, old in zip(row.keys, own.keys, strict=True)
    }
    report = read(table(T3, (0, 1, 2), said), table(T3, (3, 4, 5, 6), other))
    assert not {report.status(key) for row in T3 for key in row.keys[3:]} & {Status.OK, Status.BLANK}
