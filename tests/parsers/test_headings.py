"""Which lines are section headings: official words, accepted variants, and other words in the right place."""

from __future__ import annotations

import pytest

import parsers
from parsers.report import Report

OFFICIAL = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def read(*lines: str) -> Report:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return parsers.read(f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1>{body}".encode())


def numbers(*lines: str) -> list[int]:
    return [section.number for section in read(*lines).sections]


def told(*headings: str) -> list[str]:
    return [line for heading in headings for line in (heading, "我局按照条例规定做好各项工作。")]


def test_other_words_with_the_right_numeral_in_the_right_place_are_a_heading() -> None:
    other = ("一、总体情况", "二、主动公开情况", "三、依申请公开情况", "四、复议诉讼情况", "五、问题与改进", "六、其他")
    assert numbers(*told(*other)) == [1, 2, 3, 4, 5, 6]
    assert numbers(*told(*OFFICIAL[:4], "五、存在的不足和下一步打算", OFFICIAL[5])) == [1, 2, 3, 4, 5, 6]


def test_the_wrong_numeral_or_place_makes_none() -> None:
    assert numbers(*told(*OFFICIAL[:4], "四、存在的不足和下一步打算", OFFICIAL[5])) == [1, 2, 3, 4, 6]
    assert numbers(*told("五、存在的不足和下一步打算", *OFFICIAL[:4], OFFICIAL[5])) == [1, 2, 3, 4, 6]
    assert numbers(*told(*OFFICIAL[:4], "五、全年解决问题12个", OFFICIAL[5])) == [1, 2, 3, 4, 6]


def test_sub_headings_of_section_one_are_no_sections() -> None:
    own = ("一、主动公开", "二、主动公开情况", "三、依申请公开", "四、平台建设")
    assert numbers(OFFICIAL[0], *told(*own), *told(*OFFICIAL[1:])) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("style", ["（{}）{}", "({}){}", "第{}部分 {}", "（{}）、{}", "{}? {}"])
def test_sections_are_numbered_otherwise(style: str) -> None:
    heads = [style.format(head[0], head[2:]) for head in OFFICIAL]
    assert numbers(*told(*heads)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("style", ["{}.{}", "{}、{}", "{}. {}"])
def test_sections_are_numbered_with_digits(style: str) -> None:
    heads = [style.format(n, head[2:]) for n, head in enumerate(OFFICIAL, start=1)]
    assert numbers(*told(*heads)) == [1, 2, 3, 4, 5, 6]


def test_sections_are_numbered_with_signs() -> None:
    heads = [f"{sign}{head[2:]}" for sign, head in zip("①②③④⑤⑥", OFFICIAL, strict=True)]
    assert numbers(*told(*heads)) == [1, 2, 3, 4, 5, 6]


def test_sub_headings_are_no_sections_whatever_they_are_called() -> None:
    own = [f"（{head[0]}）{head[2:]}" for head in OFFICIAL]
    assert numbers(OFFICIAL[0], *told(*own), *told(*OFFICIAL[1:])) == [1, 2, 3, 4, 5, 6]
    assert numbers(*told(*own[:3])) == []
    assert numbers(*told(own[1], own[0], own[2], own[4], own[3])) == []
