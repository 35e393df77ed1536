"""Tables in text with separators: what is a grid, and what is left to the other ways of reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import parsers
from parsers.document import BlockKind, Document
from parsers.form import FORMS, Edition, TableName
from parsers.readers.text import read_text
from parsers.report import Status

T3 = TableName.APPLICATIONS
ROWS = [["规章", "2", "0", ""], ["规范性文件", "1,234", "", "7"], ["行政许可", "3", "4", "5"]]


def grid(document: Document) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in document.blocks if block.kind is BlockKind.GRID]


@pytest.mark.parametrize(
    "lines",
    [
        ["规章,2,0,", '规范性文件,"1,234",,7', "行政许可,3,4,5"],
        ["规章;2;0;", "规范性文件;1,234;;7", "行政许可;3;4;5"],
        [",0,1,2,3", "0,规章,2,0,", '1,规范性文件,"1,234",,7', "2,行政许可,3,4,5"],
        [
            *("|    | 0 | 1 | 2 | 3 |", "|---:|:---|:---|:---|:---|", "| 0 | 规章 | 2 | 0 | nan |"),
            *("| 1 | 规范性文件 | 1,234 | NaN | 7 |", "| 2 | 行政许可 | 3 | 4 | 5 |"),
        ],
    ],
)
def test_tables_with_separators_are_grids(lines: list[str]) -> None:
    document = read_text("\n".join(["本年度公开信息12条，其中网站8条。", *lines, "以上。"]).encode())
    assert grid(document) == ROWS
    assert [block.text for block in document.blocks if block.kind is BlockKind.TEXT] == [
        "本年度公开信息12条，其中网站8条。",
        "以上。",
    ]


def test_a_quoted_field_goes_on_over_the_end_of_its_line() -> None:
    text = '项目,甲,乙\n"规范性\n文件","1\n9",2\n行政许可,3,4\n规章,5,6\n以上'
    assert grid(read_text(text.encode())) == [
        ["项目", "甲", "乙"],
        ["规范性\n文件", "1\n9", "2"],
        ["行政许可", "3", "4"],
        ["规章", "5", "6"],
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["规章,2,0,", "规范性文件,1,0", "行政许可,3,4,5"],
        ["规章,2,0,", '规范性文件,"1,0,', "行政许可,3,4,5"],
        ["规章,2,0,", "行政许可,3,4,5"],
        ["公开信息12条,回应3次,解读2次", "公开信息13条,回应4次,解读1次", "公开信息10条,回应5次,解读3次"],
        ["见附表1,2,3。", "见附表4,5,6。", "见附表7,8,9。"],
    ],
)
def test_what_is_no_whole_table_is_none(lines: list[str]) -> None:
    assert grid(read_text("\n".join(lines).encode())) == []


@pytest.mark.parametrize("separator", ["，", "；", "、", "/", "¦", " & ", ",", ";"])
def test_rows_of_any_width_between_separators_are_rows_between_pipes(separator: str) -> None:
    """Merged cells dropped; labels hold the separators as well."""
    rows = [
        ["第二十条第（一）项"],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "0", "0", "0"],
        ["规范性文件", "5", "", "25"],
        ["第二十条第（五）项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "7", "-1", "12"],
        ["其他对外管理服务事项", "0", "", "3"],
        ["第二十条第（六）项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "1", "", "2"],
        ["行政强制", "1", "1", "2"],
    ]
    lines = [separator.join(row) for row in rows]
    text = [
        "清河县民政局2020年政府信息公开工作年度报告",
        "一、总体情况",
        "公开3条，办结2件。",
        "二、主动公开政府信息情况",
    ]
    report = parsers.read("\n".join([*text, *lines, "三、收到和处理政府信息公开申请情况", "无。"]).encode())
    assert report.value("disclosure.licences.change") == -1
    assert [report.value(f"disclosure.normative_documents.{key}") for key in ("made", "total_disclosed")] == [5, 25]
    assert report.status("disclosure.normative_documents.disclosed") is Status.BLANK
    lines[2] = separator.join(["规章", "0", "0"])
    report = parsers.read("\n".join([*text, *lines, "三、收到和处理政府信息公开申请情况", "无。"]).encode())
    assert {report.status(f"disclosure.regulations.{key}") for key in ("made", "disclosed")} == {Status.AMBIGUOUS}


@pytest.mark.parametrize(
    "write",
    [
        lambda cells: ",".join([*cells, *[""] * (4 - len(cells))]),
        lambda cells: ",".join(["", *cells, *[""] * (4 - len(cells))]),
        lambda cells: ";".join(f'"{cell}"' for cell in cells),
        lambda cells: ",".join(f'"{cell}"' for cell in [*cells, *[""] * (4 - len(cells))]),
    ],
)
def test_headings_and_paragraphs_beside_separated_fields_are_their_texts(write: Callable[[list[str]], str]) -> None:
    """As office programs save a sheet: every field in quotes, or empty ones behind the only one that is filled."""
    rows = [
        *(["清河县民政局2020年政府信息公开工作年度报告"], ["一、总体情况"], ["公开3条；办结2件。"]),
        *(["二、主动公开政府信息情况"], ["第二十条第（一）项"]),
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        *(["规章", "0", "0", "0"], ["规范性文件", "5", "6", "25"]),
        *(["六、其他需要报告的事项"], ["无。"]),
    ]
    report = parsers.read("\n".join(map(write, rows)).encode())
    assert report.title == "清河县民政局2020年政府信息公开工作年度报告"
    assert [(section.title, section.text) for section in report.sections[::2]] == [
        ("总体情况", "公开3条；办结2件。"),
        ("其他需要报告的事项", "无。"),
    ]
    assert report.value("disclosure.normative_documents.total_disclosed") == 25


def test_markdown_breaks_the_lines_of_its_cells_as_html_does() -> None:
    heads = [f"{column[:2]}<br>{column[2:]}" for column in ("结果维持", "结果纠正", "其他结果", "尚未审结")] + ["总计"]
    rows = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*heads, "未经复议<br/>直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *heads, *heads],
        list("102030400450009"),
    ]
    table = [f"| {' | '.join(row)} |" for row in rows]
    table.insert(1, "|---" * 15 + "|")
    text = ["# 清河县民政局2023年政府信息公开工作年度报告", "## 四、政府信息公开行政复议、行政诉讼情况", *table]
    report = parsers.read("\n".join(text).encode())
    assert (report.organ, len(report.sections)) == ("清河县民政局", 1)
    assert [report.value(f"proceedings.{key}") for key in ("review.upheld", "litigation_after_review.total")] == [1, 9]


@pytest.mark.parametrize("mark", ["> ", "• ", "  •"])
def test_marks_before_all_lines_are_none_of_theirs(mark: str) -> None:
    """A mail that quotes the report, a list of its cells."""
    lines = ["清河县民政局2020年政府信息公开工作年度报告", "一、总体情况", "公开3条。", "二、主动公开政府信息情况"]
    lines += ["第二十条第（一）项", "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    lines += ["规章", "0", "0", "0", "规范性文件", "5", "6", "25", "三、收到和处理政府信息公开申请情况", "无。"]
    report = parsers.read("\n".join(f"{mark}{line}" for line in lines).encode())
    assert (report.organ, len(report.sections)) == ("清河县民政局", 3)
    assert report.value("disclosure.normative_documents.total_disclosed") == 25


# T2 after a column was taken out: of three blocks it was the only one.
_WITHOUT_COLUMN = """宁平县桂桥镇人民政府2022年政府信息公开工作年度报告
二、主动公开政府信息情况
| 第二十条第（一）项 |  |  |
|---|---|---|
| 信息内容 | 本年废止件数 | 现行有效件数 |
| 规章 | 2 | 54 |
| 行政规范性文件 | 23 | 0 |
| 第二十条第（五）项 |  |  |
| 信息内容 | {head} |  |
| 行政许可 |  |  |
| 第二十条第（六）项 |  |  |
| 信息内容 | {head} |  |
| 行政处罚 |  |  |
| 行政强制 |  |  |
| 第二十条第（八）项 |  |  |
| 信息内容 |  |  |
| 行政事业性收费 |  |  |
三、收到和处理政府信息公开申请情况
{applications}
四、政府信息公开行政复议、行政诉讼情况
无。
"""


@pytest.mark.parametrize(("head", "status"), [("", Status.AMBIGUOUS), ("本年处理决定数量", Status.BLANK)])
def test_a_column_of_disclosure_without_its_head_is_not_blank(head: str, status: Status) -> None:
    heads = "| | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
    rows = [f"| {row.labels[-1]} |{' 0 |' * len(row.columns)}" for row in FORMS[Edition.E2021].table(T3)]
    text = _WITHOUT_COLUMN.format(head=head, applications="\n".join([heads, "|---" * 8 + "|", *rows]))
    assert parsers.read(text.encode()).cells["disclosure.penalties.decisions"].status is status
