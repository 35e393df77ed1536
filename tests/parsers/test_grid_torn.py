"""A row of a grid torn at a page break: its label at the end of one page, its numbers at the beginning of the next."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = [
    ["", "", "", "申请人情况", *[""] * 6],
    ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ["", "", "", "", *(column.label for column in APPLICANTS[1:-1]), ""],
]
# The groups of the torn row are said again on the next page.
GROUPS, TORN = ["三、本年度办理结果", "（三）不予公开"], 7


def table(rows: Sequence[Sequence[str]]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


def read(heads: Sequence[Sequence[str]], between: str) -> Report:
    rows = [["", "", row.label, *"3100004"] for row in T3]
    numbers = [*GROUPS, "", *rows[TORN][3:]]
    rows[TORN][3:] = [""] * 7
    first, second = table([*HEADS, *rows[: TORN + 1]]), table([*heads, numbers, *rows[TORN + 1 :]])
    title = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
    return parsers.read(f"{title}{first}{between}{second}".encode())


@pytest.mark.parametrize("heads", [[], HEADS])
@pytest.mark.parametrize("between", ["", "<p>续表</p>"])
def test_the_label_without_its_numbers_is_not_blank(heads: Sequence[Sequence[str]], between: str) -> None:
    report = read(heads, between)
    assert not {report.status(key) for key in T3[TORN].keys} & {Status.OK, Status.BLANK}
    assert report.value(T3[TORN + 1].keys[0]) == 3
