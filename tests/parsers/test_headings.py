"""Which lines are section headings: official words, accepted variants, and other words in the right place."""

from __future__ import annotations

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
