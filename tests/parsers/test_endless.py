"""Text without end: what no report is long enough for is refused, and what passes does not take the rules long."""

from __future__ import annotations

import pytest

import parsers
from parsers.reading import MAX_SENTENCE, MAX_TEXT
from parsers.report import ReadError
from rules import Context, evaluate

FORM = (
    "云溪县民政局2023年政府信息公开工作年度报告\n一、总体情况\n{}\n二、主动公开政府信息情况\n"
    "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
    "五、存在的主要问题及改进情况\n{}\n六、其他需要报告的事项\n无。\n"
)
# Each was tried again from each of its characters once.
UNITS = (
    "1",
    "0,",
    "1 ",
    "2023",
    "一",
    "制定",
    "印发",
    "公开",
    "发布",
    "政府信息公开",
    "共",
    "号",
    "(",
    "甲 (",
    "/",
    "https://",
)


def read(text: str) -> parsers.Report:
    return parsers.read(FORM.format(text, text).encode())


@pytest.mark.parametrize(
    "text", ["甲" * (MAX_SENTENCE + 1), ("甲" * 999 + "。") * (MAX_TEXT // 2_000 + 2)], ids=["sentence", "text"]
)
def test_text_without_end_is_refused(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)
    assert caught.value.code == "too-large"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", UNITS)
def test_no_sentence_takes_the_rules_long(unit: str) -> None:
    report = read(unit * ((MAX_SENTENCE - 100) // len(unit)))
    assert evaluate(Context(report))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["1", " ", "/", "甲 ", "( ", "1 ", "发布 ", "-", "、"])
def test_no_cell_takes_long(unit: str) -> None:
    table = (
        f"规章 | 1 | 2 | 3\n行政规范性文件 | 1 | 2 | 3\n行政许可 | 甲{unit * 100_000}乙\n行政处罚 | 12\n行政强制 | 0"
    )
    form = FORM.format("无。", "无。").replace("三、收到", f"{table}\n三、收到")
    assert "disclosure.licences.decisions" not in certain(form)


def certain(text: str) -> set[str]:
    """The cells of a text whose numbers are certain; none where it is refused."""
    try:
        report = parsers.read(text.encode())
    except ReadError:
        return set()
    return {key for key in report.cells if report.value(key) is not None}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("begins", ["总计5(", "总计：", "总计5，其中", "属于国家秘密①", "7=("])
def test_no_line_of_a_list_takes_long(begins: str) -> None:
    """What follows a number in a note was looked through again from each of its characters."""
    with pytest.raises(ReadError) as caught:
        read(f"{begins}{'甲' * 200_000}")
    assert caught.value.code == "too-large"
