"""Rules about the shape of a report: its title, its six sections, whether it is meant for the public.

Place in the flow: family ``structure``, of which ``structure_tables`` has the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict

from parsers.form import SECTION_TITLES
from parsers.normalise import fold, squash
from parsers.report import Paragraph, Report, Section
from rules.context import Context, Family
from rules.finding import Confidence, Quote, Severity
from rules.reading import (
    BEFORE_FORMS,
    CONTENTS,
    FORMAT,
    SECTION_NUMERALS,
    is_before_forms,
    quote,
)
from rules.registry import Fire, Skip, Verdict, rule
from rules.structure_tables import SECTION_OF_TABLE, has_skeleton

_STRICT_TITLE = re.compile(r"(?P<organ>.+?)(?:19|20)\d{2}年度?政府信息公开(?:工作)?年度报告(?:\(?图解\)?)?")
_REPORTING_UP = re.compile(r"关于(?:上报|报送|印发|公布|发布)")


def heading(section: Section) -> str:
    """The official heading of a section, e.g. 五、存在的主要问题及改进情况."""
    return f"{SECTION_NUMERALS[section.number - 1]}、{section.title}"


@rule(
    code="STR-TITLE-MISSING",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="no title line before 一、",
    companions=(
        "ID-ORGAN-UNKNOWN",
        "ID-YEAR-STALE",
        "FMT-OLD-TEMPLATE",
        "TIME-LATE-UNSURE",
    ),
    example="文件以“一、总体情况”开头",
)
def title_missing(context: Context) -> Verdict:
    """The report has a title."""
    if context.report.title:
        return None
    return Fire("正文前没有标题，请按“〈机关名称〉〈年份〉年政府信息公开工作年度报告”的格式标明。")


@rule(
    code="STR-TITLE-FORM",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="title is not 〈organ〉〈year〉年(度)政府信息公开(工作)年度报告",
    guards=("spaces", "度", "line breaks", "(图解)"),
    example="标题为“云溪县民政局关于2023年工作情况的报告”",
)
def title_form(context: Context) -> Verdict:
    """The title has the usual form."""
    title = context.report.title
    if not title:
        return Skip("没有标题")
    plain = re.sub(r"\s", "", fold(title))
    match = _STRICT_TITLE.fullmatch(plain)
    if match and not _REPORTING_UP.search(match["organ"]):
        return None
    return Fire(
        f"标题为“{title}”，规范格式为“〈机关名称〉〈年份〉年政府信息公开工作年度报告”。", quotes=(Quote(title),)
    )


_DOCUMENT_NUMBER = re.compile(r"[一-龥]{2,12}[〔\[(]20\d{2}[〕\])]第?\d{1,4}号")
_ADDRESSEE = re.compile(r"[一-龥、,]{2,60}(?:政府|办公室|办公厅|局|委员会|委|厅|中心|单位|部门)[:：]")
_META_LABEL = re.compile(r"^(?:发布|公开|责任|信息|主办|承办|来源|制作|审核)")
_COPY_TO = re.compile(r"(?:抄送|抄报|主送)[:：]")
_PRINTED = re.compile(r".{0,30}年\d{1,2}月\d{1,2}日印发")


def _internal_marks(report: Report) -> list[tuple[str, Paragraph]]:
    """What only an internal submission has: document number, addressee, 抄送, 印发."""
    kinds = (
        ("发文字号", _DOCUMENT_NUMBER, report.front),
        ("主送机关", _ADDRESSEE, report.front),
        ("抄送", _COPY_TO, (*report.front, *report.back)),
        ("印发", _PRINTED, report.back),
    )
    return [
        (name, paragraph)
        for name, pattern, paragraphs in kinds
        for paragraph in paragraphs
        if (plain := re.sub(r"\s", "", fold(paragraph.text)))
        and not _META_LABEL.match(plain)
        and (pattern.match(plain) if name == "抄送" else pattern.fullmatch(plain))
    ]


@rule(
    code="STR-INTERNAL-DOC",
    severity=Severity.INFO,
    family=Family.STRUCTURE,
    basis="条例第四十九条（年度报告应当向社会公布）",
    formula="addressee or 抄送 present, beside 发文字号 and 印发",
    guards=("the organ's own 印发 notice around a public report", "rows of page metadata"),
    example="文首有“云溪县人民政府办公室：”，文末有“抄送”",
)
def internal_document(context: Context) -> Verdict:
    """What is published is the report for the public, not the letter to the superior."""
    report = context.report
    marks = _internal_marks(report)
    kinds = list(dict.fromkeys(name for name, _ in marks))
    if not {"主送机关", "抄送"} & set(kinds) or re.search(r"印发.*通知", fold(report.title or "")):
        return None
    quotes = tuple(quote(paragraph) for _, paragraph in marks)
    return Fire(f"文中有{'、'.join(kinds)}，属报送上级的公文，请改为公布面向社会的年度报告文本。", quotes=quotes)


# Where so many sections are missing at the end, the source may have been cut off.
_CUT_OFF = 3


def _by_heading(report: Report) -> dict[tuple[int, str], list[Section]]:
    groups: dict[tuple[int, str], list[Section]] = defaultdict(list)
    for section in report.sections:
        groups[section.number, squash(section.title)].append(section)
    return groups


@rule(
    code="STR-SECTION-MISSING",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis=CONTENTS,
    formula="any of the six headings absent",
    guards=("accepted variants of the headings", "a heading without its numeral"),
    companions=(
        "S6-FEE-STATEMENT-MISSING",
        "T2-FEE-NO-NARRATIVE",
        "T3-NO-NARRATIVE",
        "T3-DENY-NO-REASON",
        "T4-NO-NARRATIVE",
    ),
    example="没有“五、存在的主要问题及改进情况”",
)
def section_missing(context: Context) -> Verdict:
    """All six sections are there."""
    if is_before_forms(context.report):
        return Skip(BEFORE_FORMS)
    present = {section.number for section in context.report.sections}
    missing = [number for number in range(1, 7) if number not in present]
    if not missing:
        return None
    names = "、".join(f"“{SECTION_NUMERALS[n - 1]}、{SECTION_TITLES[n - 1]}”" for n in missing)
    if len(missing) >= _CUT_OFF and missing == list(range(missing[0], 7)):
        return Fire(
            f"原文到第{SECTION_NUMERALS[missing[0] - 2]}部分为止，缺少{names}；如已取得全文，请补齐规定的六个部分。",
            confidence=Confidence.LOW,
        )
    return Fire(f"缺少{names}，年度报告应当包括规定的六个部分。")


@rule(
    code="STR-SECTION-DUP",
    severity=Severity.ERROR,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="the same heading (numeral and words) twice",
    guards=("labels of table three", "a table of contents", "an introduction that lists the six names"),
    companions=(
        "STR-SECTION-EMPTY",
        "TXT-SELF-DUP",
    ),
    example="“一、总体情况”出现两次",
)
def section_duplicate(context: Context) -> Verdict:
    """No heading stands twice."""
    groups = _by_heading(context.report)
    twice = {key: copies for key, copies in groups.items() if len(copies) > 1}
    contents = len(twice) == len(groups) and all(not copies[0].text.strip() for copies in twice.values())
    if not twice or contents:
        return None
    names = "、".join(f"“{heading(copies[0])}”" for copies in twice.values())
    quotes = tuple(Quote(copy.heading, copy.where) for copies in twice.values() for copy in copies)
    return Fire(f"标题{names}重复出现，请删除多余的部分。", quotes=quotes)


@rule(
    code="STR-SECTION-ORDER",
    severity=Severity.WARNING,
    family=Family.STRUCTURE,
    basis=FORMAT,
    formula="numerals decrease, each heading taken once",
    guards=("duplicates",),
    example="第五部分排在第四部分之前",
)
def section_order(context: Context) -> Verdict:
    """The sections stand in the prescribed order."""
    order = list(dict.fromkeys(section.number for section in context.report.sections))
    if order == sorted(order):
        return None
    names = "、".join(SECTION_NUMERALS[number - 1] for number in order)
    return Fire(
        f"各部分的顺序为{names}，应当按一至六的顺序排列。",
        quotes=tuple(Quote(section.heading, section.where) for section in context.report.sections),
    )


@rule(
    code="STR-SECTION-EMPTY",
    severity=Severity.WARNING,
    family=Family.STRUCTURE,
    basis=CONTENTS,
    formula="heading followed by neither text nor table",
    guards=(
        "sections two to four holding only a table",
        "another copy of the heading has the text",
        "G5: TABLE-MISSING",
    ),
    companions=(
        "S6-FEE-STATEMENT-MISSING",
        "S5-NO-PROBLEM",
        "S5-NO-MEASURE",
        "S1-ASPECTS-MISSING",
        "S1-GOV-ASSESS",
        "T3-NO-NARRATIVE",
        "T2-FEE-NO-NARRATIVE",
        "T3-DENY-NO-REASON",
        "T4-NO-NARRATIVE",
    ),
    example="“六、其他需要报告的事项”之下没有内容",
)
def section_empty(context: Context) -> Verdict:
    """Every section says something."""
    report = context.report
    filled = {section.number for section in report.sections if section.text.strip() or section.has_table}
    filled |= {paragraph.section for paragraph in report.paragraphs}
    # A section whose table is nowhere is STR-TABLE-MISSING's.
    explained = {number for table, number in SECTION_OF_TABLE.items() if not has_skeleton(report.table(table))}
    empty = {s.number: s for s in report.sections if s.number not in filled | explained}
    if not empty:
        return None
    names = "、".join(f"“{heading(section)}”" for section in empty.values())
    quotes = tuple(Quote(section.heading, section.where) for section in empty.values())
    return Fire(f"{names}之下没有内容，请补充。", quotes=quotes)
