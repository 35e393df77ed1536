"""Tables in text in the notation of a program: lists, a row a line, and tables of a wiki."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.readers.text import read_text
from parsers.report import Status

ROWS = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "3", "", "9"],
    ["行政规范性文件", "0", "1", "2"],
]
HEAD = "清河县民政局2023年政府信息公开工作年度报告\n一、总体情况\n公开3条。\n== 二、主动公开政府信息情况 ==\n"
END = "\n== 三、收到和处理政府信息公开申请情况 ==\n无。\n"


def as_json(rows: Sequence[Sequence[str]]) -> str:
    return (
        "[\n"
        + ",\n".join(f"  {json.dumps([cell or None for cell in row], ensure_ascii=False)}" for row in rows)
        + "\n]"
    )


def as_python(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(str(row) for row in rows)


def as_wiki(rows: Sequence[Sequence[str]]) -> str:
    body = "\n|-\n".join(f"| align=right | {' || '.join(row)}" for row in rows)
    return f'{{| class="wikitable"\n|-\n{body}\n|}}'


def as_wiki_lines(rows: Sequence[Sequence[str]]) -> str:
    return "{|\n" + "\n|-\n".join("\n".join(f"| {cell}" for cell in row) for row in rows) + "\n|}"


@pytest.mark.parametrize("write", [as_json, as_python, as_wiki, as_wiki_lines])
def test_rows_in_a_notation_are_rows(write: object) -> None:
    assert callable(write)
    blocks = read_text(write(ROWS).encode()).blocks
    assert [[cell.text for cell in block.cells] for block in blocks if len(block.cells) > 1] == ROWS
    report = parsers.read(f"{HEAD}{write(ROWS)}{END}".encode())
    assert report.value("disclosure.normative_documents.in_force") == 2
    assert report.value("disclosure.regulations.issued") == 3
    assert report.status("disclosure.regulations.repealed") is not Status.ABSENT


def test_the_rules_of_a_wiki_are_no_marks_for_nothing() -> None:
    """A table with merged cells is not told apart, but its rules are rules."""
    text = '{|\n| rowspan="2" | 规章\n| 0\n|\n|-\n| 0\n|}'
    assert all(cell.text != "-" for block in read_text(text.encode()).blocks for cell in block.cells)


def test_a_line_of_brackets_is_no_row() -> None:
    lines = ["[1]", "见[2]", "[附件：表一, 表二]"]
    assert [block.text for block in read_text("\n".join(lines).encode()).blocks] == lines


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


@pytest.mark.parametrize("write", [as_markdown, as_wiki_lines])
def test_tags_within_lines_are_no_part_of_their_text(write: Callable[[Sequence[Sequence[str]]], str]) -> None:
    anchor = '<span id="a"></span>\n'
    broken = [[cell.replace("行政", "行政<br>").replace("9", "<b>9</b>") for cell in row] for row in ROWS]
    text = anchor * 12 + HEAD + write(broken) + END + anchor
    report = parsers.read(text.encode())
    assert report.value("disclosure.normative_documents.in_force") == 2
    assert report.value("disclosure.regulations.in_force") == 9


@pytest.mark.parametrize(
    "cell",
    [
        *("1<br>2", "1&nbsp;2", "1<sup>2</sup>", "1<s>2</s>", '1<span style="display:none">2</span>'),
        *('1<span style="color:white">2</span>', '1<span style="font-size:0">2</span>', '1<font color="#fff">2</font>'),
    ],
)
def test_tags_that_part_raise_strike_out_or_hide_leave_no_number(cell: str) -> None:
    report = parsers.read((HEAD + as_markdown([*ROWS[:3], ["行政规范性文件", "0", "1", cell]]) + END).encode())
    assert report.value("disclosure.normative_documents.in_force") is None
