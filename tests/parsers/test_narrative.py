"""Counts in the narrative: what is counted, how many, and whose count it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.narrative import Scope, breakdowns, chinese_number, statements
from parsers.narrative_patterns import Subject
from parsers.report import Number, Paragraph, Where

Told = list[tuple[Subject, Number, Scope]]
IN, OUT, FINISHED = Subject.CARRIED_IN, Subject.CARRIED_OUT, Subject.FINISHED
R, H, V, L = Subject.RECEIVED, Subject.HANDLED, Subject.REVIEW, Subject.LITIGATION


def told(text: str, section: int = 1) -> Told:
    found = statements((Paragraph(text, section, Where(line=1)),), 2023)
    return sorted(((s.subject, s.amount, s.scope) for s in found), key=lambda s: (s[0], s[1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共收到政府信息公开申请11件。", [(R, 11, Scope.OWN)]),
        ("共收到12件信息依申请公开。", [(R, 12, Scope.OWN)]),
        ("收到政府信息公开申请一件。", [(R, 1, Scope.OWN)]),
        ("收到102宗政府信息公开申请。", [(R, 102, Scope.OWN)]),
        ("受理政府信息公开申请1，499件。", [(R, 1499, Scope.OWN)]),
        ("我局受理政府信息依申请公开0件。", [(R, 0, Scope.OWN)]),
        ("按时办结政府信息公开申请19件次。", [(H, 19, Scope.OWN)]),
        ("未收到任何公民、法人和其他组织提出的公开政府信息的申请。", [(R, 0, Scope.OWN)]),
        ("今年无依申请公开事项。", [(R, 0, Scope.OWN)]),
        ("未收到依申请公开事项.", [(R, 0, Scope.OWN)]),
        ("我单位政府信息公开申请量为0。", [(R, 0, Scope.OWN)]),
        ("我单位政府信息公开申请量为3件。", [(R, 3, Scope.OWN)]),
        ("没有公民、法人和其他组织向我局提出政府信息公开申请。", [(R, 0, Scope.OWN)]),
        ("没有自然人、法人提出政府信息公开申请。", [(R, 0, Scope.OWN)]),
        ("收到因政府信息公开申请行政复议案件1件。", [(V, 1, Scope.OWN)]),
        ("因政府信息公开被申请行政复议1件，被纠正。", [(Subject.CORRECTED, 1, Scope.OWN), (V, 1, Scope.OWN)]),
        ("因政府信息公开被申请行政复议2件，均维持原行政行为。", [(V, 2, Scope.OWN), (Subject.UPHELD, 2, Scope.OWN)]),
        ("因政府信息公开被申请行政复议2件，维持1件。", [(V, 2, Scope.OWN), (Subject.UPHELD, 1, Scope.OWN)]),
        ("网上未收到政府信息公开申请。", [(R, 0, Scope.PART)]),
        ("受理线上信息公开申请65件。", [(R, 65, Scope.PART)]),
        ("全年通过网络、邮件等渠道，共收到政府信息公开申请11件。", [(R, 11, Scope.OWN)]),
        ("全市共收到政府信息公开申请11件。", [(R, 11, Scope.AREA)]),
        ("2022年收到政府信息公开申请31件。", [(R, 31, Scope.OTHER_YEAR)]),
        ("收到信息公开申请22起，比2022年（31起）下降29%。", [(R, 22, Scope.OWN)]),
        ("收到政府信息公开申请30余件。", [(R, 30, Scope.APPROXIMATE)]),
        ("共收到申请公开事项9项，均予公开。", [(R, 9, Scope.OWN)]),
        ("全年政府信息公开申请受理数4件。", [(R, 4, Scope.OWN)]),
        ("全年无人提出信息公开申请。", [(R, 0, Scope.OWN)]),
        ("政府信息公开领域零复议、零诉讼。", [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]),
        ("政府信息公开零复议纠错。", []),
        ("本报告由总体情况、收到和处理政府信息公开申请情况等六个部分组成。", []),
        ("本报告由收到和处理政府信息公开申请情况等6项内容构成。", []),
        ("本报告由总体情况、政府信息公开行政复议、行政诉讼等六个方面组成。", []),
        ("我办受理依申请信息56条。", [(R, 56, Scope.OWN)]),
        ("2019年至2023年累计受理政府信息公开申请120件。", [(R, 120, Scope.OTHER_YEAR)]),
        ("2021—2023年，共收到政府信息公开申请120件。", [(R, 120, Scope.OTHER_YEAR)]),
        ("2023年1月1日至2023年12月31日，收到政府信息公开申请12件。", [(R, 12, Scope.OWN)]),
        ("受理政府信息公开申请书36封，其中有效申请34封。", [(R, 34, Scope.PART), (R, 36, Scope.OWN)]),
        ("受理依申请信息公开0件。", [(R, 0, Scope.OWN)]),
        ("共受理依申请政府信息公开事项17例。", [(R, 17, Scope.OWN)]),
        ("我局依申请信息公开办理有69件。", [(H, 69, Scope.OWN)]),
        ("本年度未收到和处理政府信息公开申请事件。", [(R, 0, Scope.OWN)]),
        ("在网站公开机构信息3条、其他信息54条，收到政府信息公开申请4件。", [(R, 4, Scope.OWN)]),
        ("因政府信息公开被申请行政复议1件，被纠错1件。", [(Subject.CORRECTED, 1, Scope.OWN), (V, 1, Scope.OWN)]),
        (
            "依申请公开引发的行政复议有2件被维持，1件被纠正。",
            [(Subject.CORRECTED, 1, Scope.OWN), (Subject.UPHELD, 2, Scope.OWN)],
        ),
        (
            "政府信息公开行政复议3件（维持2件，纠正1件）。",
            [(Subject.CORRECTED, 1, Scope.OWN), (V, 3, Scope.OWN), (Subject.UPHELD, 2, Scope.OWN)],
        ),
        ("全年无政府信息公开投诉、行政复议、行政诉讼和举报。", [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]),
        ("未发生因信息公开引起的复议、诉讼、举报等情况。", [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]),
        ("未发生政府信息公开行政复议、诉讼问题。", [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]),
        ("无因政府信息公开被申请行政复议、提起行政诉讼方面的情况。", [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]),
        ("因政府信息公开问题被申请行政复议有3件。行政诉讼有1件。", [(L, 1, Scope.OWN), (V, 3, Scope.OWN)]),
        ("受理热线工单3920件，办结群众留言62条。", []),
        ("收到政策咨询221件。", []),
        ("办理行政许可申请62件。", []),
        ("收到政府信息公开申请引发的行政复议2件。", [(V, 2, Scope.OWN)]),
        ("因政府信息公开引发行政复议2件、行政诉讼0件。", [(L, 0, Scope.OWN), (V, 2, Scope.OWN)]),
        ("办理行政复议案件120件。", [(V, 120, Scope.OTHER_KIND)]),
        ("避免了行政复议和诉讼被纠错的问题。", []),
        ("无因政府信息公开引发的行政复议、行政诉讼被纠错的情况。", []),
        ("收取信息处理费1，200元。", [(Subject.PROCESSING_FEE, Decimal(1200), Scope.OWN)]),
        ("收取信息处理费0.12万元。", [(Subject.PROCESSING_FEE, Decimal(1200), Scope.OWN)]),
        ("未收取任何政府信息处理费。", [(Subject.PROCESSING_FEE, 0, Scope.OWN)]),
        ("下发规范性文件3条。", [(Subject.NORMATIVE_DOCUMENTS, 3, Scope.OWN)]),
        ("审查规范性文件，公开制发规范性文件3件。", [(Subject.NORMATIVE_DOCUMENTS, 3, Scope.OTHER_KIND)]),
    ],
)
def test_statements(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年未发生因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
        "没有发生因政府信息公开工作引发举报、投诉、行政复议或行政诉讼等事件。",
        "我局无政府信息公开行政复议、行政诉讼情况。",
        "行政复议、行政诉讼均为0件。",
    ],
)
def test_none_in_words_denies_both(text: str) -> None:
    assert told(text, section=4) == [(L, 0, Scope.OWN), (V, 0, Scope.OWN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "上年结转2件，办结13件，结转下年度继续办理1件。",
            [(FINISHED, 13, Scope.OWN), (IN, 2, Scope.OWN), (OUT, 1, Scope.OWN)],
        ),
        ("结转上年度政府信息公开申请3件，剩余6件结转下年度办理。", [(IN, 3, Scope.OWN), (OUT, 6, Scope.OWN)]),
        ("2022年结转政府信息公开申请2件，结转2024年度继续办理4件。", [(IN, 2, Scope.OWN), (OUT, 4, Scope.OWN)]),
        ("答复13件（含上年度结转申请2件）。", [(FINISHED, 13, Scope.OWN), (IN, 2, Scope.OWN)]),
        ("上年度结转办理2件，其中结转2024年度7件。", [(IN, 2, Scope.OWN), (OUT, 7, Scope.OWN)]),
        ("1件结转下年办理。", [(OUT, 1, Scope.OWN)]),
        ("转结到明年办理的有3件。", [(OUT, 3, Scope.OWN)]),
        ("无上年结转申请，无结转下年度办理事项。", [(IN, 0, Scope.OWN), (OUT, 0, Scope.OWN)]),
        ("无下年度结转。", [(OUT, 0, Scope.OWN)]),
        ("其中按期办结13件。", [(FINISHED, 13, Scope.PART)]),
        ("申请办结数8件。", [(FINISHED, 8, Scope.OWN)]),
        ("截至12月底已回复10件。", [(FINISHED, 10, Scope.OWN)]),
        ("答复申请人30次。共答复30次。", []),
        ("收到申请12件，征求第三方意见，回复30件。", []),
        ("办结热线工单13件。", []),
        ("受理热线工单15件，办结13件。", []),
        ("全市结转下年度办理30件。", [(OUT, 30, Scope.AREA)]),
        ("2022年结转2023年办理2件。", [(IN, 2, Scope.OWN)]),
        ("结转7件。", []),
    ],
)
def test_what_is_carried_over_and_finished(text: str, expected: Told) -> None:
    head, *rest = told("（二）依申请公开。收到申请12件。" + text)
    assert head == (R, 12, Scope.OWN) or rest
    assert [one for one in (head, *rest) if one[0] in {IN, OUT, FINISHED}] == sorted(
        expected, key=lambda s: (s[0], s[1])
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请13件，均已答复。", [(R, 13, Scope.OWN)]),
        (
            "新收申请13件，上年度结转2件，办结14件。",
            [(IN, 2, Scope.OWN), (FINISHED, 14, Scope.OWN), (R, 13, Scope.OWN)],
        ),
        ("共收到13份申请表。", [(R, 13, Scope.OWN)]),
        ("2022年收到20件，2023年收到16件。", [(R, 16, Scope.OWN), (R, 20, Scope.OTHER_YEAR)]),
        ("收到网络申请8件，收到信函申请4件，合计12件。", [(R, 4, Scope.PART), (R, 8, Scope.PART), (R, 12, Scope.OWN)]),
        ("本年度暂未接到相关申请。", [(R, 0, Scope.OWN)]),
        ("受理行政许可申请300件。", []),
        ("受理不动产登记申请1200件，共1200件。", []),
        ("收到群众留言20条，共20件。", []),
        ("收到因不服答复的行政复议申请2件。", [(V, 2, Scope.OWN)]),
    ],
)
def test_under_a_heading_on_applications_the_bare_word_is_one(text: str, expected: Told) -> None:
    assert told(f"（二）依申请公开情况。{text}") == expected
    assert told(text, section=3) == expected


def test_a_heading_on_something_else_ends_what_is_about_applications() -> None:
    assert told("（二）依申请公开。依法办理。（三）平台建设。收到申请13件。") == []
    assert told("（二）依申请公开。一是畅通渠道。全年收到申请13件。") == [(R, 13, Scope.OWN)]


def test_what_is_done_for_another_organ_is_a_part() -> None:
    assert told("协助县政府办公室办理依申请公开5件。") == [(H, 5, Scope.PART)]
    assert told("未收到法人或其他组织的政府信息公开申请。") == [(R, 0, Scope.PART)]
    assert told("未收到任何单位和个人的政府信息公开申请。") == [(R, 0, Scope.OWN)]


def test_all_of_several_cases_is_no_count_of_the_last() -> None:
    text = "行政复议3件、行政诉讼2件，均维持。"
    assert (Subject.UPHELD, 2, Scope.PART) in told(text, section=4)


def test_a_result_knows_its_proceedings() -> None:
    text = "因政府信息公开被申请行政复议3件，其中维持2件。"
    found = statements((Paragraph(text, 4, Where(line=7)),), 2023)
    upheld = next(s for s in found if s.subject is Subject.UPHELD)
    assert (upheld.amount, upheld.channel, upheld.where, upheld.section) == (2, V, Where(line=7), 4)


def test_a_paragraph_may_say_before_what_its_cases_are_about() -> None:
    assert told("收到政府信息公开申请11件。11件申请中产生行政复议案件2件。")[-1] == (V, 2, Scope.OWN)
    assert told("加强法治建设。全年产生行政复议案件2件。") == [(V, 2, Scope.OTHER_KIND)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("1,499", 1499),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        chinese_number("若干")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理咨询372人次，其中现场咨询331人次，电话咨询61人次。", [(372, (331, 61), False)]),
        ("公开信息3702条。其中概况152条、动态1901条、目录1649条。", [(3702, (152, 1901, 1649), False)]),
        ("发布两类10条，分别为政策4条、公告6条。", [(10, (4, 6), True)]),
        ("公开100条，其中政策4条、公告6条等。", []),
        ("公开100条，其中政策4件、公告6条。", []),
        ("公开100条，其中政策40余条、公告60条。", []),
        ("公开100条，其中网站60条、公众号80条。", []),
        ("公开100条，其中政策40条。", []),
    ],
)
def test_breakdowns(text: str, expected: list[tuple[int, tuple[int, ...], bool]]) -> None:
    found = breakdowns((Paragraph(text, 1, Where(line=1)),))
    assert [(b.total, b.parts, b.exhaustive) for b in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("申请24件，其中自然人18件、法人5件。", True),
        ("申请24件，其中公民18件、法人或其他组织5件。", True),
        ("申请24件，其中自然人18件、企业5件。", False),
        ("公开24件，其中政策18件、公告5件。", False),
    ],
)
def test_a_division_by_applicant_is_known_as_one(text: str, *, expected: bool) -> None:
    (found,) = breakdowns((Paragraph(text, 1, Where(line=1)),))
    assert found.by_applicant is expected


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("2023年共收到政府信息公开申请11件。", "收到政府信息公开申请11件"),
        ("（二）全年  收到 政府信息公开申请１１件 ，均已答复。", "收到 政府信息公开申请１１件"),
        ("本年度，未收到政府信息公开申请。", "未收到政府信息公开申请"),
        ("㈠ 收到政府信息公開申請11件。", "收到政府信息公開申請11件"),
    ],
)
def test_a_count_knows_its_place_in_the_source(text: str, fragment: str) -> None:
    (found,) = statements((Paragraph(text, 1, Where(line=1)),), 2023)
    assert found.span is not None
    assert text[found.span[0] : found.span[1]] == fragment
