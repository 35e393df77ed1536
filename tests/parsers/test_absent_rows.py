"""A row of T3 is called absent only where the whole table could be read to its end."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import FORMS, Edition, TableName
from parsers.report import Report, Status

ROWS = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]


def read_rows(labels: list[str], join: str) -> Report:
    cells = [[label, *["0"] * len(row.columns)] for label, row in zip(labels, ROWS, strict=True)]
    table = "\n".join(join.join(row) for row in [HEADS, *cells])
    return parsers.read(
        f"清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n三、收到和处理政府信息公开申请情况\n{table}\n"
        "四、政府信息公开行政复议、行政诉讼情况\n无。\n".encode()
    )


@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize("join", ["\n", "\n|\n", " |\n"])
def test_rows_at_the_end_whose_labels_were_cut_are_withheld(cut: int, join: str) -> None:
    labels = [row.labels[-1] for row in ROWS]
    report = read_rows([*labels[:-cut], *(label[:3] for label in labels[-cut:])], join)
    tail = {report.cells[key].status for row in ROWS[-cut:] for key in row.keys}
    assert tail <= {Status.AMBIGUOUS, Status.OK}


def test_a_row_with_doubled_glyphs_is_withheld_where_no_row_can_be_read() -> None:
    labels = [row.labels[-1] for row in ROWS]
    doubled = "".join(letter * 2 for letter in labels[-5])
    report = read_rows([*labels[:-5], doubled, *labels[-4:]], ",")
    assert {report.cells[key].status for key in ROWS[-5].keys} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("join", [" | ", " ", ","])
def test_t4_is_not_absent_where_a_row_of_as_many_numbers_stands_under_no_heading(join: str) -> None:
    head = "清河县民政局2022年政府信息公开工作年度报告\n"
    rows = "\n".join(join.join([row.labels[-1], *["0"] * len(row.columns)]) for row in ROWS)
    heads = join.join("持正果结计" * 3)
    report = parsers.read(f"{head}{join.join(HEADS)}\n{rows}\n\n{heads}\n{join.join(['0'] * 14 + ['1'])}\n".encode())
    t4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
    assert {report.cells[key].status for row in t4 for key in row.keys} == {Status.AMBIGUOUS}
