"""A row of T3 is called absent only where the whole table could be read to its end."""

from __future__ import annotations

import pytest

import parsers
from parsers.form import FORMS, Edition, TableName
from parsers.report import Report, Status
from tests.parsers.printed_rows import HEADS_OF_T3

ROWS = FORMS[Edition.E2021].table(TableName.APPLICATIONS)


def read_rows(labels: list[str], join: str) -> Report:
    cells = [[label, *["0"] * len(row.columns)] for label, row in zip(labels, ROWS, strict=True)]
    table = "\n".join(join.join(row) for row in [HEADS_OF_T3, *cells])
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
    report = parsers.read(
        f"{head}{join.join(HEADS_OF_T3)}\n{rows}\n\n{heads}\n{join.join(['0'] * 14 + ['1'])}\n".encode()
    )
    t4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
    assert {report.cells[key].status for row in t4 for key in row.keys} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("cut", [1, 3])
@pytest.mark.parametrize("join", [" | ", "\t"])
def test_rows_above_the_first_are_withheld_where_the_heads_are_not_there_either(cut: int, join: str) -> None:
    rows = "\n".join(join.join([row.labels[-1], *["0"] * len(row.columns)]) for row in ROWS[cut:])
    report = parsers.read(
        "清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n三、收到和处理政府信息公开申请情况\n"
        f"{rows}\n四、政府信息公开行政复议、行政诉讼情况\n无。\n".encode()
    )
    assert {report.cells[key].status for row in ROWS[:cut] for key in row.keys} == {Status.AMBIGUOUS}


_DISCLOSURE = [
    "信息内容|本年制发件数|本年废止件数|现行有效件数",
    "规章|3|0|12",
    "行政规范性文件|4|2|2",
    "信息内容|本年处理决定数量",
    "行政许可|5",
    "行政处罚|0",
    "行政强制|3",
]


@pytest.mark.parametrize("row", ["规章|3|0|12", "行政许可|5", "行政强制|3", "行政强制 3"])
@pytest.mark.parametrize("place", range(4))
def test_a_row_of_disclosure_under_another_heading_is_withheld(row: str, place: int) -> None:
    lines = [line for line in _DISCLOSURE if line != row.replace(" ", "|")]
    parts = [
        [],
        ["二、主动公开政府信息情况", *lines],
        ["三、收到和处理政府信息公开申请情况", "无。"],
        ["五、存在的问题"],
    ]
    parts[place] = [*parts[place][:1], *parts[place][1:], row] if place != 1 else ["一、总体情况", row, *parts[1]]
    text = "\n".join(["清河县民政局2022年政府信息公开工作年度报告", *(line for part in parts for line in part)])
    report = parsers.read(text.encode())
    label = row.partition("|")[0].partition(" ")[0]
    keys = [
        key for form in FORMS[Edition.E2021].table(TableName.DISCLOSURE) if form.label == label for key in form.keys
    ]
    assert keys
    assert {report.cells[key].status for key in keys} <= {Status.AMBIGUOUS, Status.OK}
    assert report.value("disclosure.penalties.decisions") == 0


def test_a_short_row_of_applications_behind_the_last_section_is_withheld() -> None:
    labels = [row.labels[-1] for row in ROWS]
    at = next(i for i, row in enumerate(ROWS) if row.key.endswith("result_total"))
    cells = [[label, *["0"] * len(row.columns)] for label, row in zip(labels, ROWS, strict=True)]
    moved = cells.pop(at)
    table = "\n".join("|".join(row) for row in [HEADS_OF_T3, *cells])
    report = parsers.read(
        f"清河县民政局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{table}\n"
        f"五、存在的问题\n无。\n六、其他\n{'|'.join(moved)}\n".encode()
    )
    assert {report.cells[key].status for key in ROWS[at].keys} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("run_in", ["5第二十条第（六）项", "5", ""])
def test_a_row_whose_label_stands_between_grids_is_not_absent(run_in: str) -> None:
    """A table of one row may come out as lines of text, its number run in with what stands below."""

    def grid(*rows: str) -> str:
        cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
        return f"<table><tr>{'</tr><tr>'.join(cells)}</tr></table>"

    report = parsers.read(
        "<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><p>第二十条第（一）项</p>"
        f"{grid(*_DISCLOSURE[:3])}<p>第二十条第（五）项</p><p>信息内容 本年处理决定数量</p>"
        f"<p>行政许可</p><p>{run_in}</p>"
        f"{grid(_DISCLOSURE[3], *_DISCLOSURE[5:])}<p>三、收到和处理政府信息公开申请情况</p>".encode()
    )
    assert report.status("disclosure.licences.decisions") is Status.AMBIGUOUS
    assert report.value("disclosure.penalties.decisions") == 0


def test_t4_is_not_absent_where_its_heads_stand_in_a_table_under_no_heading_of_its_own() -> None:
    """Of a page drawn twice, the heading of a section may stand twice in one row, which no heading does."""
    heads = ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"]
    cells = "".join(f"<td>{text}<td>{text}" for text in heads)
    report = parsers.read(
        "<title>清河县民政局2022年政府信息公开工作年度报告</title><p>一、总体情况<p>三、收到和处理政府信息公开申请情况"
        f"<table><tr>{cells}<tr><td>果维<td>果纠<td>0<td>7</table><p>五、存在的主要问题及改进情况<p>无。".encode()
    )
    t4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
    assert {report.cells[key].status for row in t4 for key in row.keys} == {Status.AMBIGUOUS}
