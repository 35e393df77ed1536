"""T4 said number by number: read where each number has its names before it and nothing else stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.form import FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status

T4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
KEYS = [key for row in T4 for key in row.keys]
NUMBERS = [[1, 0, 4, 0, 5], [12, 4, 0, 7, 23], [0, 0, 0, 6, 6]]
CHANNELS = ("行政复议", "未经复议直接起诉", "复议后起诉")
HEADS = [column.label for column in OUTCOMES]

Write = Callable[[Sequence[Sequence[object]]], str]


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def rows(*found: Sequence[object]) -> str:
    return f"<table>{''.join('<tr>' + ''.join(f'<td>{text}</td>' for text in row) + '</tr>' for row in found)}</table>"


def named(numbers: Sequence[Sequence[object]]) -> list[tuple[str, str, object]]:
    return [(c, h, n) for c, own in zip(CHANNELS, numbers, strict=True) for h, n in zip(HEADS, own, strict=True)]


WAYS: dict[str, Write] = {
    "a line each": lambda numbers: lines(*(f"{c} {h} {n}" for c, h, n in named(numbers))),
    "a line each, short": lambda numbers: lines(
        *(f"{c}{h.removeprefix('结果')}：{n}".replace("5", "5件") for c, h, n in named(numbers))
    ),
    "a line a channel": lambda numbers: lines(
        *(text for c, own in zip(CHANNELS, numbers, strict=True) for text in (c, said(own, "，")))
    ),
    "a list": lambda numbers: (
        "<ul>"
        + "".join(f"<li>{c}<ul><li>{said(own, '</li><li>')}</li></ul></li>" for c, own in both(numbers))
        + "</ul>"
    ),
    "terms": lambda numbers: "".join(
        f"<p>{c}</p><dl>" + "".join(f"<dt>{h}</dt><dd>{n}</dd>" for h, n in zip(HEADS, own, strict=True)) + "</dl>"
        for c, own in both(numbers)
    ),
    "rows": lambda numbers: rows(("项目", "结果", "数量"), *named(numbers)),
    "rows of two": lambda numbers: rows(*((c + h, n) for c, h, n in named(numbers))),
    "beside a sentence": lambda numbers: lines("本机关行政复议、行政诉讼情况如下。", *map(" ".join, texts(numbers))),
}


def both(numbers: Sequence[Sequence[object]]) -> list[tuple[str, Sequence[object]]]:
    return list(zip(CHANNELS, numbers, strict=True))


def said(own: Sequence[object], between: str) -> str:
    return between.join(f"{head}：{number}" for head, number in zip(HEADS, own, strict=True))


def texts(numbers: Sequence[Sequence[object]]) -> list[list[str]]:
    return [[c, h, str(n)] for c, h, n in named(numbers)]


def read(body: str) -> Report:
    title = "<h1>清河县民政局2022年政府信息公开工作年度报告</h1>"
    section = "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
    return parsers.read(f"{title}{section}{body}<p>五、存在的主要问题及改进情况</p><p>2022年无。</p>".encode())


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS.keys())
def test_each_number_is_read_under_its_names(write: Write) -> None:
    report = read(write(NUMBERS))
    assert [report.value(key) for key in KEYS] == [number for own in NUMBERS for number in own]
    report = read(write([["/"] * 5, *NUMBERS[1:]]))
    assert [report.status(key) for key in KEYS] == [Status.BLANK] * 5 + [Status.OK] * 10


LINES = [f"{c}{h}：{n}" for c, h, n in named(NUMBERS)]
DOUBTFUL = {
    "one is missing": LINES[:3] + LINES[4:],
    "one twice": [*LINES, LINES[0]],
    "all twice": [*LINES, *LINES],
    "in another order": [LINES[1], LINES[0], *LINES[2:]],
    "a number before its name": [f"{n}{c}{h}" for c, h, n in named(NUMBERS)],
    "two numbers": [LINES[0] + " 3", *LINES[1:]],
    "no number": [LINES[0].partition("：")[0], *LINES[1:]],
    "a sign": [LINES[0].replace("：1", "：-1"), *LINES[1:]],
    "of last year": ["上年度", *LINES],
    "another name": [LINES[0].replace("行政复议", "行政复议申请"), *LINES[1:]],
    "a number in words": ["本年度共23件。", *LINES],
}


@pytest.mark.parametrize("found", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_where_anything_else_stands_there_none_is_read(found: Sequence[str]) -> None:
    report = read(lines(*found))
    assert {report.status(key) for key in KEYS} <= {Status.AMBIGUOUS, Status.INVALID}
