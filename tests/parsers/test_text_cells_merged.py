"""Tables in text printed a cell a line, each merged cell as empty ones: those behind a label are none of its row's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import FORMS, Edition, Row, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["（本列数据）", "", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
NUMBERS = {"new_received": "2011004", "granted": "2001003", "result_total": "2011004"}


def cells_of(row: Row, columns: int) -> list[str]:
    """A row with all its merged cells, in so many columns of labels: in two the outermost label has none."""
    outer = [""] * (len(row.labels) - 1 - (columns == 2 and len(row.labels) > 1))
    padding = [""] * (columns - len(outer) - 1)
    return [*outer, row.label, *padding, *NUMBERS.get(row.key.split(".")[1], "0000000")]


def lines_of(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"{cell} |" if cell else "|" for row in rows for cell in row]


def read(lines: Sequence[str]) -> Report:
    section = "三、收到和处理政府信息公开申请情况"
    text = ["清河县民政局2022年政府信息公开工作年度报告", "一、总体情况", "公开3条。", section, *lines]
    return parsers.read("\n".join([*text, "五、存在的主要问题及改进情况", "无。"]).encode())


def table(columns: int) -> list[list[str]]:
    return [HEADS[3 - columns :], *(cells_of(row, columns) for row in T3)]


@pytest.mark.parametrize("columns", [3, 2])
def test_the_columns_that_a_label_covers_are_no_empty_cells_of_its_row(columns: int) -> None:
    report = read(lines_of(table(columns)))
    for row in T3:
        digits = NUMBERS.get(row.key.split(".")[1], "0000000")
        assert [report.value(key) for key in row.keys] == list(map(int, digits))


def test_an_empty_cell_too_many_before_the_numbers_withholds_them() -> None:
    rows = table(3)
    label = rows[3].index("（一）予以公开")
    rows[3][label + 2 :] = ["", *rows[3][label + 2 :]]
    report = read(lines_of(rows))
    assert {report.status(key) for key in T3[2].keys} == {Status.AMBIGUOUS}
