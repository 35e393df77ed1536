"""Rules about the narrative itself: sections one, five and six.

Place in the flow: family ``narrative``, of which ``drafting`` has the rest. Headings, labels and cells are
never searched (guard G7).
"""

from __future__ import annotations

import re

from parsers.normalise import fold
from parsers.report import Paragraph
from rules.context import Context, Family
from rules.finding import Confidence, Quote, Severity
from rules.reading import (
    FIRST_YEAR_OF_2021_FORM,
    FORMAT,
    is_government,
    joined,
    narrative,
    quote,
    whole_text,
)
from rules.registry import Fire, Skip, Verdict, rule

FEE_NOTICE = "国办函〔2020〕109号《政府信息公开信息处理费管理办法》"
PROBLEMS_BASIS = f"条例第五十条第（四）项；{FORMAT}"

# 公开政务信息38条: what was published, counted; 受理依申请公开5条 is something else.
_PUBLISHED = (
    r"(?:^|[。;,、])(?:(?!申请)[^。;,、]){0,100}(?:公开|发布|公示|更新|推送)"
    r"(?:(?!申请)[^。;,、]){0,100}?\d+余?(?:条|篇|则)"
)
# 一、总体情况: what it covers, and by which words a sub-heading or a sentence shows it.
_ASPECTS = (
    ("主动公开", re.compile(r"主动公开"), re.compile(rf"主动公开|公开内容|公开了|{_PUBLISHED}")),
    ("依申请公开", re.compile(r"依申请|申请公开|公开申请"), re.compile(r"依申请|申请公开|公开申请")),
    (
        "政府信息管理",
        re.compile(r"信息(?:资源)?管理"),
        re.compile(r"信息(?:公开|资源)?管理|规范性文件|公开属性|审核|审查|目录"),
    ),
    ("平台建设", re.compile(r"平台"), re.compile(r"平台|网站|公众号|新媒体|专栏|公开栏")),
    ("监督保障", re.compile(r"监督|保障"), re.compile(r"监督|考核|评议|责任追究|检查|问责|培训")),
)
_SUBHEADING = re.compile(
    r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]是|\d{1,2}[.、])(?P<head>[^。:,;]{2,25})"
)


def _section_or_skip(context: Context, number: int) -> Skip | None:
    if any(section.number == number for section in context.report.sections):
        return None
    return Skip(f"原文没有第{'一二三四五六'[number - 1]}部分")


# Within a paragraph (a PDF's lines run together) only brackets and digits open one: 一是 is a list's.
_INNER_SUBHEADING = re.compile(
    r"(?<=[。;])(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|\d{1,2}[.、](?!\d))(?P<head>[^。:,;]{2,25})"
)


def _subheadings(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    texts = [re.sub(r"\s", "", fold(paragraph.text)) for paragraph in paragraphs]
    opening = [match["head"] for text in texts if (match := _SUBHEADING.match(text))]
    return opening + [match["head"] for text in texts for match in _INNER_SUBHEADING.finditer(text)]


@rule(
    code="S1-ASPECTS-MISSING",
    severity=Severity.INFO,
    family=Family.NARRATIVE,
    basis=FORMAT,
    formula="section one covers five aspects, by sub-headings where it has at least two of them, else by keywords",
    guards=("all five present", "an empty section: STR-SECTION-EMPTY"),
    version=3,
    example="“总体情况”只有主动公开、依申请公开两个小标题",
)
def section_one_aspects(context: Context) -> Verdict:
    """Section one covers the five aspects."""
    if skip := _section_or_skip(context, 1):
        return skip
    paragraphs = narrative(context.report, 1)
    if not paragraphs:
        return Skip("“总体情况”没有内容")
    heads = _subheadings(paragraphs)
    headed = [name for name, head, _ in _ASPECTS if any(head.search(text) for text in heads)]
    text = joined(paragraphs)
    spoken = headed if len(headed) >= 2 else [name for name, _, words in _ASPECTS if words.search(text)]
    missing = [name for name, _, _ in _ASPECTS if name not in spoken]
    if not missing:
        return None
    return Fire(
        f"“总体情况”没有说明{'、'.join(missing)}，应当包括主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。"
    )


_ASSESSMENT = re.compile(r"考核|评议|责任追究|追究责任|问责")


@rule(
    code="S1-GOV-ASSESS",
    severity=Severity.INFO,
    family=Family.NARRATIVE,
    basis="条例第五十条第（四）项",
    formula="a 人民政府's section one has one of 考核, 评议, 责任追究",
    guards=("departments", "scope unclear"),
    version=2,
    example="镇人民政府的“总体情况”没有提到考核、评议、责任追究",
)
def government_assessment(context: Context) -> Verdict:
    """A government reports the results of assessment, public appraisal and accountability."""
    if not is_government(context.facts):
        return Skip("不是人民政府的年度报告，或范围不明")
    if skip := _section_or_skip(context, 1):
        return skip
    text = joined(narrative(context.report, 1))
    if not text:
        return Skip("“总体情况”没有内容")
    if _ASSESSMENT.search(text):
        return None
    return Fire("“总体情况”没有说明工作考核、社会评议和责任追究结果情况，各级人民政府的年度报告应当包括。")


@rule(
    code="S1-LENGTH",
    severity=Severity.INFO,
    family=Family.NARRATIVE,
    basis="各地编制通知（聚焦主题、简明客观，篇幅原则上不超过一千字）",
    formula="section one has at most 1000 characters (profile; off by default)",
    guards=("paragraphs that stand twice are counted once",),
    example="“总体情况”1347字",
)
def section_one_length(context: Context) -> Verdict:
    """Section one is brief."""
    texts = dict.fromkeys(re.sub(r"\s", "", paragraph.text) for paragraph in narrative(context.report, 1))
    length, most = sum(map(len, texts)), context.profile.section_one_maximum
    return None if length <= most else Fire(f"“总体情况”共{length}字，超过{most}字，请精简。")


_PROBLEM = re.compile(
    r"问题|不足|短板|差距|不够|有待|亟待|亟需|[仍还尚][须需]|需(?:要|进一步|加强|提升|提高|完善)|欠|薄弱|困难|距离|表层|表面|滞后|有限|单一|紧张|缺乏|缺少|弱项|偏[弱少低慢]"
    r"|较[弱少低慢]|难以|未能|瓶颈|不[强高深全精多大广细实严熟均畅力准]|不到位|不及时|不完善|不健全|不规范|不平衡|不丰富|不充分"
)
_MEASURE = re.compile(
    r"下一步|将|改进|改善|措施|加强|强化|完善|提升|提高|加大|整改|进一步|健全|优化|推动|推进|深化|细化|拓展|规范化|销号"
    r"|(?:建立|明确|落实|制定|开展|组织)(?!不|得不|还|仍|尚|较)"
)


@rule(
    code="S5-NO-PROBLEM",
    severity=Severity.WARNING,
    family=Family.NARRATIVE,
    basis=PROBLEMS_BASIS,
    formula="section five has at least 30 characters and a problem word",
    companions=("S5-NO-MEASURE",),
    example="第五部分只有“无。”",
)
def section_five_problem(context: Context) -> Verdict:
    """Section five names problems."""
    if skip := _section_or_skip(context, 5):
        return skip
    text, least = joined(narrative(context.report, 5)), context.profile.section_five_minimum
    quoted = (Quote(text),) if text else ()
    if len(text) < least:
        said = f"过于简略（{len(text)}字：“{text}”）" if text else "没有内容"
        return Fire(f"“存在的主要问题及改进情况”{said}，应当写明存在的主要问题和改进情况。", quotes=quoted)
    return None if _PROBLEM.search(text) else Fire("“存在的主要问题及改进情况”没有写明存在的问题，请补充。")


@rule(
    code="S5-NO-MEASURE",
    severity=Severity.WARNING,
    family=Family.NARRATIVE,
    basis=PROBLEMS_BASIS,
    formula="section five has a measure word",
    example="第五部分只列问题，没有改进措施",
)
def section_five_measure(context: Context) -> Verdict:
    """Section five names measures."""
    if skip := _section_or_skip(context, 5):
        return skip
    if _MEASURE.search(joined(narrative(context.report, 5))):
        return None
    return Fire("“存在的主要问题及改进情况”没有写明改进措施，请补充。")


@rule(
    code="S5-NO-LASTYEAR",
    severity=Severity.INFO,
    family=Family.NARRATIVE,
    basis=FORMAT,
    formula="section five says a word on last year's problems (profile; off by default)",
    example="第五部分没有提到上一年度问题的整改",
)
def section_five_last_year(context: Context) -> Verdict:
    """Section five says what became of last year's problems."""
    if skip := _section_or_skip(context, 5):
        return skip
    if re.search(r"上年度|上一年|去年|针对.{0,40}已|整改", joined(narrative(context.report, 5))):
        return None
    return Fire("“存在的主要问题及改进情况”没有说明上一年度问题的整改情况，建议补充。")


_FEE_WORDS = re.compile(
    r"处理费|处理收费|收费通知|信息公开[^。;,]{0,12}(?:收费|费用)|依申请公开[^。;,]{0,12}(?:收费|费用)"
)
_FEE_WORDS_IN_SIX = re.compile(r"(?:收取|收缴|征收|产生)[^。;]{0,20}费|收费(?:情况|金额|总额|标准)|零收费")


@rule(
    code="S6-FEE-STATEMENT-MISSING",
    severity=Severity.WARNING,
    family=Family.NARRATIVE,
    basis=f"{FEE_NOTICE}；{FORMAT}",
    formula="year >= 2021: 信息处理费 (in section six also 收费) found in the narrative",
    guards=("stated in another section", "政府信息处理费", "未产生, 未收取, 无"),
    example="全文没有提到信息处理费，第六部分为“无其他需要报告的事项”",
)
def fee_statement(context: Context) -> Verdict:
    """The report says whether an information processing fee was collected."""
    report = context.report
    if report.year is None or not report.paragraphs:
        return Skip("报告年度不明" if report.year is None else "原文没有正文")
    if report.year < FIRST_YEAR_OF_2021_FORM:
        return None
    six = narrative(report, 6)
    if _FEE_WORDS.search(whole_text(report)) or _FEE_WORDS_IN_SIX.search(joined(six)):
        return None
    return Fire(
        "没有报告依申请公开信息处理费的收取情况；即使没有收取，也应当在“其他需要报告的事项”中说明。",
        quotes=tuple(quote(paragraph) for paragraph in six[:3]),
        # Without section six the source may break off before it.
        confidence=Confidence.HIGH if any(section.number == 6 for section in report.sections) else Confidence.LOW,
    )
