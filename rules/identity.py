"""Rules about whose report it is and for which year: the title against the body.

Place in the flow: family ``identity``. Supervisors complain most of texts copied from another organ or from last year;
only self-references count, never superiors, partners or plans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from parsers.report import Paragraph, Report
from rules.context import Context, Family
from rules.finding import Quote, Severity
from rules.organ import OrganKind, OrganLevel, division_level, divisions, organ_facts
from rules.reading import joined, narrative, quote, sentences
from rules.registry import Fire, Skip, Verdict, rule
from rules.words import HINTED

ACCURACY = "条例第六条（及时、准确地公开政府信息）、第五十条"


@rule(
    code="ID-ORGAN-UNKNOWN",
    severity=Severity.INFO,
    family=Family.IDENTITY,
    basis="条例第四十九条、第五十条",
    formula="a full organ name in title, first paragraph or signature",
    guards=("metadata or the roster gives it",),
    example="全文没有机关全称，只称“我局”",
)
def organ_unknown(context: Context) -> Verdict:
    """The report says whose it is."""
    if context.report.organ or context.organ:
        return None
    return Fire("标题、正文和落款都没有完整的机关名称，请在标题中写明。")


# Where a place's name opens a self-reference, and what then follows it.
_OPENS = r"(?:(?<=[《,。;:、由将托年])|(?<=组织)|(?<=我们)|^(?:依托|由|我们)?)"
_NOT_A_NAME = re.compile(
    r"^[各全我本该两外省市县区某每乡集所原]|^城[镇乡区市]|有关|相关|下辖|其他|周边|兄弟|部分|个别|所有|少数|基层|试点|乡镇|村镇"
)
# A sentence about a partner, a neighbour, or an organ of another name or of another time.
_NO_SELF = re.compile(
    r"考察|借鉴|结对|帮扶|对口|来我|来访|与我|同我|向我|为我|[邀联]请?合?我|更名|改名|撤并|合并|划转|代管|托管|区划"
)
_AFTER_TOWNSHIP = (
    r"(?=党政|党委|党工委|人民政府|政府|办事处|政务|信息公开|依申请|便民服务|机关|综合"
    r"|在|通过|坚持|认真|严格|高度|积极|切实|始终|扎实|持续|不断|按照|根据|紧紧|全面|20\d{2}年|主动公开)"
)
_AFTER_DIVISION = r"(?=人民政府|政府|政务公开|政务信息|信息公开|依申请公开)"
_SELF_REFERENCES = {
    OrganLevel.TOWNSHIP: (r"[一-龥]{2,4}?(?:镇|乡|街道)", _AFTER_TOWNSHIP),
    OrganLevel.COUNTY: (r"[一-龥]{2,4}?[县区市旗]", _AFTER_DIVISION),
    OrganLevel.CITY: (r"[一-龥]{2,4}?[市州]", _AFTER_DIVISION),
}
_OFFICE_ENDS = r"(?:局|委员会|委|厅|办公室|办|中心)"
_LEAST_REFERENCES = 2


def _core(division: str) -> str:
    return re.sub(r"(?:街道|自治[州县旗]|[省市州盟县旗区镇乡])$", "", division)


def _self_reference(organ: str, own: str, level: OrganLevel) -> re.Pattern[str]:
    """What a self-reference of an organ of the same rank looks like; of a department only that of the same office."""
    name, after = _SELF_REFERENCES[level]
    office = organ.rpartition(own)[2]
    if len(office) > 2 and organ_facts(organ).kind is OrganKind.DEPARTMENT:
        # 卫生健康委员会 is called 卫生健康委 as well; what lies in between names no other division.
        after = rf"(?:{after}|(?={re.escape(office[:2])}[^省市州县区旗镇乡,。;、]{{0,10}}?{_OFFICE_ENDS}))"
    return re.compile(rf"{_OPENS}(?P<name>{name}){after}")


def _foreign_names(report: Report, organ: str, own: str, level: OrganLevel) -> Counter[str]:
    """Names of the same rank that the body uses of itself, and how often each stands in it."""
    body = narrative(report, 1, 2, 3, 4, 5, 6)
    text, pattern = joined(body), _self_reference(organ, own, level)
    references = Counter(
        match["name"]
        for sentence, _ in sentences(body)
        if not _NO_SELF.search(sentence)
        for match in pattern.finditer(sentence)
        if not _NOT_A_NAME.search(match["name"]) and _core(own) not in match["name"]
    )
    return Counter(
        {
            name: text.count(name)
            for name, count in references.items()
            # Of 幸福社区 and its like only the last character is that of a division.
            if count >= _LEAST_REFERENCES and divisions(name) == (name,) and division_level(name) is level
            if f"原{name}" not in text
        }
    )


@rule(
    code="ID-ORGAN-MISMATCH",
    severity=Severity.ERROR,
    family=Family.IDENTITY,
    basis=ACCURACY,
    formula="the title's own place is absent from the body, another of the same rank is used of itself at least twice",
    guards=(
        "superiors, subordinates, partners, former names",
        "one mention only",
        "the own name anywhere in the body",
        "other offices of another place",
    ),
    example="大章镇的报告写“依托纸房镇党政办公室”，没有一处“大章镇”",
)
def organ_mismatch(context: Context) -> Verdict:
    """The body speaks of the organ that the title names."""
    report = context.report
    if report.organ is None or report.organ_basis != "title":
        return Skip("标题没有写明机关名称")
    named = divisions(report.organ)
    level = division_level(named[-1]) if named else OrganLevel.UNKNOWN
    if level not in _SELF_REFERENCES:
        return Skip("从机关名称不能确定所在地区")
    own = named[-1]
    if _core(own) in joined(narrative(report, 1, 2, 3, 4, 5, 6)):
        return None
    foreign = _foreign_names(report, report.organ, own, level)
    if not foreign:
        return None
    name, count = foreign.most_common(1)[0]
    quotes = tuple(quote(p, text) for text, p in sentences(narrative(report)) if name in text)
    return Fire(
        f"标题为{report.organ}的报告，正文没有出现“{own}”，却{count}次出现“{name}”，疑似使用了其他机关的文本，请核对。",
        quotes=quotes,
    )


_DIGIT_YEAR = r"(?<!\d)(?P<year>20\d{2})年"
_STRONG_YEAR = (
    re.compile(
        rf"^(?:\(?[一二三四五六七八九十\d]{{1,2}}[)、.])?(?:截至|截止)?{_DIGIT_YEAR}(?!\d{{0,2}}月?\d{{0,2}}日?[至到~-])"
    ),
    re.compile(rf"现将.{{0,40}}?{_DIGIT_YEAR}"),
    re.compile(rf"统计(?:期限|时限|时间|周期|范围|数据)[^。;\d]{{0,10}}{_DIGIT_YEAR}1月1日"),
)
_NOT_THIS_YEAR = re.compile(
    r"(?<!现)将|计划|下一步|拟|继续|上年|去年|上一年|较|同比|以来|五年|规划|施行|(?<!贯彻)实施|修订|印发|成立|机构改革|始建"
)


def _years_spoken_of(paragraphs: tuple[Paragraph, ...], title_year: int) -> Iterator[tuple[int, str, Paragraph]]:
    """Each year that a sentence states as its own, with the sentence; plans of sections five and six are left out."""
    for sentence, paragraph in sentences(paragraphs):
        text = re.sub(r"《[^《》]*》|\d+号", "", sentence)
        if _NOT_THIS_YEAR.search(text.split("现将")[0]):
            continue
        years = {int(match["year"]) for pattern in _STRONG_YEAR for match in pattern.finditer(text)}
        if paragraph.section in {5, 6}:
            years.discard(title_year + 1)
        if years:
            yield title_year if title_year in years else min(years), sentence, paragraph


@rule(
    code="ID-YEAR-MISMATCH",
    severity=Severity.ERROR,
    family=Family.IDENTITY,
    basis=ACCURACY,
    formula="the title's year = the year that most sentences of the body state as theirs",
    guards=("plans", "document numbers", "dates of signing", "comparisons", "five-year plans", "years of laws"),
    companions=("ID-YEAR-STALE",),
    example="标题为2023年，正文各处为“2022年，我局……”",
)
def year_mismatch(context: Context) -> Verdict:
    """The body speaks of the year that the title names."""
    report = context.report
    if report.year is None or report.year_basis != "title":
        return Skip("标题没有写明年度")
    stated = list(_years_spoken_of(narrative(report), report.year))
    if not stated:
        return Skip("正文没有写明年度")
    counts = Counter(year for year, _, _ in stated)
    year, count = counts.most_common(1)[0]
    if year == report.year or count < 2 or counts[report.year] * 2 >= count:
        return None
    quotes = tuple(quote(paragraph, text) for spoken, text, paragraph in stated if spoken == year)
    return Fire(f"标题为{report.year}年度，而正文{count}处写的是{year}年的工作，请核对年度。", quotes=quotes[:6])


_PERIOD = re.compile(
    r"(?:统计|数据)[^。;]{0,24}?(?<!\d)(?P<y1>20\d{2})年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日[^。;\d]{0,6}(?:至|到|-|—|~)"
    r"(?:(?<!\d)(?P<y2>20\d{2})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
)
# 2023年，(在…领导下，)我局…: the clause between may be of any wording.
_YEAR_OPENS = re.compile(r"^(?:\([一二三四五六七八九十]\))?(?P<year>20\d{2})年(?!\d{1,2}月)度?,?(?P<rest>.*)")
_OURSELVES = r"(?:[我本全](?:局|委|办|厅|处|镇|乡|街道|县|区|市|单位|机关|院|中心|系统){others})"
_CLAUSE_BETWEEN = r"(?:(?:在|围绕|按照|根据|面对|坚持)[^。;]{2,80}?,)?"


def _wrong_period(report: Report) -> tuple[str, Quote] | None:
    for sentence, paragraph in sentences(narrative(report, 0, 1)):
        match = _PERIOD.search(sentence)
        if match is None:
            continue
        years = {int(match["y1"]), int(match["y2"] or match["y1"])}
        days = [int(match[name]) for name in ("m1", "d1", "m2", "d2")]
        if years != {report.year} or days != [1, 1, 12, 31]:
            return match[0], quote(paragraph, sentence)
    return None


def _stale_opening(report: Report, section: int) -> Quote | None:
    """The first dated sentence of a section, when it tells last year's work as this year's."""
    others = f"|{re.escape(report.organ)}" if report.organ else ""
    ours = re.compile(_CLAUSE_BETWEEN + _OURSELVES.format(others=others))
    for sentence, paragraph in sentences(narrative(report, section)):
        text = re.sub(r"《[^《》]*》", "", sentence)
        if (match := _YEAR_OPENS.match(text)) is None:
            continue
        last = report.year is not None and int(match["year"]) == report.year - 1
        told = last and ours.match(match["rest"]) and not _NOT_THIS_YEAR.search(text)
        return quote(paragraph, sentence) if told else None
    return None


@rule(
    code="ID-YEAR-STALE",
    severity=Severity.WARNING,
    family=Family.IDENTITY,
    basis=f"{ACCURACY}；统计期限为报告年度1月1日至12月31日",
    formula="the period is 1 Jan to 31 Dec of the report's year; last year's work is not told as this year's",
    guards=("comparisons (较2020年)", "dates with lost characters"),
    explained_by=("ID-YEAR-MISMATCH",),
    example="统计期限写为2022年1月1日至2022年12月31日",
)
def year_stale(context: Context) -> Verdict:
    """The text is this year's."""
    report = context.report
    # A year that the text's own sentences told cannot be held against them.
    if report.year is None or report.year_basis not in {"title", "hint"}:
        return Skip("标题没有写明年度")
    if wrong := _wrong_period(report):
        text, where = wrong
        return Fire(f"统计期限写为“{text}”，应为{report.year}年1月1日至12月31日，请核对。", quotes=(where,))
    if opening := _stale_opening(report, 0) or _stale_opening(report, 1):
        return Fire(
            f"{report.year}年度报告以{report.year - 1}年的工作开头，疑似沿用上年文本，请核对。",
            quotes=(opening,),
        )
    return None


@rule(
    code="ID-HINT-CONFLICT",
    severity=Severity.INFO,
    family=Family.IDENTITY,
    basis="条例第五十条",
    formula="what came with the file (organ, year, date) = what the text says",
    guards=("the text wins where it is explicit",),
    example="登记的年度为2022，标题为2023年",
)
def hint_conflict(context: Context) -> Verdict:
    """What was said of the file agrees with the file."""
    conflicts = context.report.hint_conflicts
    if not conflicts:
        return None
    said = "；".join(f"{HINTED.get(what, what)}：来源登记为{hint}，原文为{text}" for what, hint, text in conflicts)
    return Fire(f"{said}。以原文为准，请核对。")
