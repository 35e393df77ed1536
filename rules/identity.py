"""Rules about which year a report is for, and what came with it from outside: the title against the body.

Place in the flow: family ``identity``, beside ``identity_organ``. Supervisors complain of texts copied from last year;
plans, comparisons and dates of documents are no year of the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from parsers.report import Paragraph, Report
from rules.context import Context, Family
from rules.finding import Quote, Severity
from rules.reading import narrative, quote, sentences
from rules.registry import Fire, Skip, Verdict, rule
from rules.words import HINTED

ACCURACY = "条例第六条（及时、准确地公开政府信息）、第五十条"


_DIGIT_YEAR = r"(?<!\d)(?P<year>20\d{2})年"
_STRONG_YEAR = (
    re.compile(
        rf"^(?:\(?[一二三四五六七八九十\d]{{1,2}}[)、.](?:[^。;:,\d]{{2,20}}:)?)?(?:截至|截止)?{_DIGIT_YEAR}(?!\d{{0,2}}月?\d{{0,2}}日?[至到~-])"
    ),
    re.compile(rf"现将.{{0,40}}?{_DIGIT_YEAR}"),
    re.compile(rf"统计(?:期限|时限|时间|周期|范围|数据)[^。;\d]{{0,10}}{_DIGIT_YEAR}1月1日"),
)
_NOT_THIS_YEAR = re.compile(
    r"(?<!现)将|计划|下一步|拟|继续|上年|去年|上一年|较|同比|以来|五年|规划|施行|(?<!贯彻)实施|(?<!新)修订|印发|成立|机构改革|始建"
)


def _years_spoken_of(paragraphs: tuple[Paragraph, ...], title_year: int) -> Iterator[tuple[int, str, Paragraph]]:
    """Each year that a sentence states as its own, with the sentence; plans of sections five and six are left out."""
    for sentence, paragraph in sentences(paragraphs):
        text = re.sub(r"《[^《》]*》|(?<!\d)\d+号", "", sentence)
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
    version=2,
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


_WITHIN = re.compile(
    r"^(?:\([一二三四五六七八九十]\)[^。:,;\d]{2,16}[。:]?)?(?P<year>20\d{2})年(?!\d{1,2}月)度?,?(?P<rest>.*)"
)
# What a year came to; what was merely done last year may be told as history.
_TOTAL = re.compile(r"(?:共|全年|累计)[^。;]{0,200}?\d")
# What the rest of a paragraph says when it compares, or tells what lasts.
_NOW = re.compile(r"今年|本年|目前|至今|当前|现已")
_PLANNED = re.compile(
    r"(?P<year>20\d{2})年度?,?(?:[我本全][局委办厅处镇乡街县区市院单机](?:道|位|关)?)?"
    r"将(?:从|继续|进一步|以|着力|重点|加强|采取|在|不断|持续|按照|围绕)"
)


def _stale_within(report: Report) -> Quote | None:
    """A sentence in the midst of section one that tells last year's total as this year's, in a paragraph of its own."""
    others = f"|{re.escape(report.organ)}" if report.organ else ""
    ours = re.compile(_OURSELVES.format(others=others))
    for paragraph in narrative(report, 1):
        spoken = [text for text, _ in sentences((paragraph,))]
        if report.year is None or _NOW.search("".join(spoken)) or f"{report.year}年" in "".join(spoken):
            continue
        for text in spoken:
            match = _WITHIN.match(re.sub(r"《[^《》]*》", "", text))
            if match is None or int(match["year"]) != report.year - 1 or not _TOTAL.search(match["rest"]):
                continue
            if ours.match(match["rest"]) and not _NOT_THIS_YEAR.search(text):
                return quote(paragraph, text)
    return None


def _stale_plan(report: Report) -> Quote | None:
    """A plan of section five for the year that is over."""
    for text, paragraph in sentences(narrative(report, 5)):
        if (match := _PLANNED.search(text)) and int(match["year"]) == report.year:
            return quote(paragraph, text)
    return None


@rule(
    code="ID-YEAR-STALE",
    severity=Severity.WARNING,
    family=Family.IDENTITY,
    basis=f"{ACCURACY}；统计期限为报告年度1月1日至12月31日",
    formula="the period is 1 Jan to 31 Dec of the report's year; last year's work is not told as this year's, nor is"
    " the year that is over planned",
    guards=("comparisons (较2020年)", "dates with lost characters", "paragraphs that name this year as well"),
    version=2,
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
    if within := _stale_within(report):
        return Fire(
            f"{report.year}年度报告把{report.year - 1}年的工作写作本年度的工作，疑似沿用上年文本，请核对。",
            quotes=(within,),
        )
    if plan := _stale_plan(report):
        return Fire(f"{report.year}年度报告的改进计划仍写作{report.year}年，请核对年度。", quotes=(plan,))
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
