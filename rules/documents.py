"""Rules about 规章 and 行政规范性文件 in table two: what can be in force, and who may make 规章.

Place in the flow: family ``arithmetic``, beside ``arithmetic``.
"""

from __future__ import annotations

import operator
import re

from parsers.form import cell_name
from parsers.report import Report
from rules.arithmetic import Comparison, judge, why_unknown
from rules.context import Context, Family
from rules.finding import Place, Severity
from rules.organ import OrganKind, OrganLevel
from rules.reading import sentences
from rules.registry import Fire, Skip, Verdict, rule


@rule(
    code="T2-EFFECTIVE-LT",
    severity=Severity.WARNING,
    family=Family.ARITHMETIC,
    basis="条例第二十条第（一）项；国办公开办函〔2021〕30号",
    formula="effective >= made - repealed, item 1 of the 2021 form",
    guards=("the 2019 form has no such columns", "documents made and expired in one year: expiry is spoken of"),
    example="规范性文件制发3件、废止0件，现行有效填报1件",
)
def t2_effective(context: Context) -> Verdict:
    """What was made this year and not repealed is in force at the year's end."""
    report = context.report
    rows = [f"disclosure.{row}" for row in ("regulations", "normative_documents")]
    comparisons = [
        Comparison((subject := f"{row}.in_force", f"{row}.repealed"), (f"{row}.issued",), subject, operator.ge)
        for row in rows
        if f"{row}.in_force" in report.cells
    ]
    if not comparisons:
        return Skip("2019年版表格没有“现行有效件数”一列")
    verdict = judge(
        report,
        comparisons,
        lambda c, _, right: (
            f"{cell_name(c.subject)}填报{report.value(c.subject)}，少于本年制发件数{right}减去本年废止件数{report.value(c.left[1])}"
        ),
    )
    if isinstance(verdict, Fire) and expiry_is_spoken_of(report):
        return Skip("正文提到文件失效或有效期届满，现行有效件数可能因此减少")
    return verdict


_EXPIRY = re.compile(
    r"(?:文件|规章)[^。;]{0,20}(?:失效|有效期|届满|到期)|(?:失效|有效期|届满|到期)[^。;]{0,20}(?:文件|规章)"
)


def expiry_is_spoken_of(report: Report) -> bool:
    """Whether the narrative says that documents ceased to be in force by themselves."""
    return any(_EXPIRY.search(text) for text, _ in sentences(report.paragraphs))


# Who may make 规章: State-Council departments, provinces, cities with districts and autonomous prefectures.
_RULE_MAKING_LEVELS = frozenset({OrganLevel.STATE, OrganLevel.PROVINCE, OrganLevel.CITY})
_RULE_MAKING_KINDS = frozenset({OrganKind.GOVERNMENT, OrganKind.OFFICE})


@rule(
    code="T2-REG-AUTH",
    severity=Severity.ERROR,
    family=Family.ARITHMETIC,
    basis="《中华人民共和国立法法》第九十一条、第九十三条",
    formula="any 规章 cell = 0 unless the organ may make 规章",
    guards=(
        "provinces, cities with districts, autonomous prefectures, State-Council departments",
        "level unknown: info",
    ),
    companions=("T2-EFFECTIVE-LT",),
    example="县民政局填报规章现行有效件数6",
)
def t2_rule_making(context: Context) -> Verdict:
    """Only an organ that may make 规章 reports any."""
    report, facts = context.report, context.facts
    keys = [key for key in report.cells if key.startswith("disclosure.regulations.")]
    known = {key: value for key in keys if (value := report.value(key)) is not None}
    if not known:
        return Skip(why_unknown(report, keys) if keys else "表二没有“规章”行")
    positive = {key: value for key, value in known.items() if value > 0}
    allowed = facts.level is OrganLevel.STATE or (
        facts.level in _RULE_MAKING_LEVELS and facts.kind in _RULE_MAKING_KINDS
    )
    if not positive or allowed:
        return None
    unsure = facts.level is OrganLevel.UNKNOWN or facts.kind is OrganKind.UNKNOWN
    cells = "、".join(
        f"“{cell_name(key).rsplit('“', 1)[1].removesuffix('”列')}”{value}" for key, value in positive.items()
    )
    who = facts.name or "本机关"
    message = (
        f"表二“规章”行填报{cells}，请核实{who}是否有规章制定权，行政规范性文件不应计入规章。"
        if unsure
        else f"表二“规章”行填报{cells}，而{who}没有规章制定权，应当填0；属于行政规范性文件的请填入“行政规范性文件”行。"
    )
    places = tuple(Place((key,), "0", str(value)) for key, value in positive.items())
    return Fire(message, places, severity=Severity.INFO if unsure else None)
