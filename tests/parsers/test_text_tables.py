"""Tables in text with separators: what is a grid, and what is left to the other ways of reading."""

from __future__ import annotations

import pytest

import parsers
from parsers.document import BlockKind, Document
from parsers.readers.text import read_text
from parsers.report import Status

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
