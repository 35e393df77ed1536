"""Rules about when a report was published, from dates given as values: no clock is read here.

Place in the flow: family ``time``. Order of trust: the date the page shows, its address, the signature.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from rules.context import Context, Family
from rules.finding import Confidence, Severity
from rules.organ import OrganKind
from rules.reading import FIRST_YEAR_OF_FORMS, chinese_day
from rules.registry import Fire, Skip, Verdict, rule

ARTICLE = "条例第四十九条"
# Bases of ``Report.published_on`` that may be the date of a later move of the page rather than of its publication.
_MOVABLE_BASES = frozenset({"URL", "url"})
_TOWNSHIPS = frozenset({OrganKind.TOWNSHIP, OrganKind.STREET})


class _Dated(NamedTuple):
    """The date that counts. ``certain``: it proves lateness; ``published``: it is no signature's.

    ``since`` is the day by which the report was public: ``on``, or the day of an earlier version, when there was one.
    """

    on: dt.date
    since: dt.date
    year: int
    published: bool
    certain: bool


def _dated(context: Context) -> _Dated | Skip:
    report = context.report
    on = report.published_on or report.signed_on
    if report.year is None:
        return Skip("报告年度不明")
    if on is None:
        return Skip("没有公布日期")
    # A date a year and more after the period is most likely that of a re-publication or of a moved page.
    certain = on.year <= report.year + 1 and not (report.published_on and report.published_on_basis in _MOVABLE_BASES)
    since = min(on, context.first_seen_on or on)
    return _Dated(on, since, report.year, report.published_on is not None, certain)


def _late(dated: _Dated, deadline: dt.date, who: str, severity: Severity | None = None) -> Verdict:
    if dated.on <= deadline:
        return None if dated.published else Skip("只有落款日期，公布日期不明")
    if dated.since <= deadline:
        return None
    days = (dated.since - deadline).days
    message = f"{who}{dated.year}年度报告{_when(dated)}，晚于期限{chinese_day(deadline)}，逾期{days}天。"
    if dated.certain:
        return Fire(message, severity=severity)
    return Fire(
        f"{message}该日期也可能是重新发布或网页迁移的日期，请核实。",
        severity=Severity.WARNING,
        confidence=Confidence.LOW,
    )


def _when(dated: _Dated) -> str:
    """When it was published, in words; of a correction, when the version before it was."""
    shown = f"{'公布' if dated.published else '落款'}日期为{chinese_day(dated.on)}"
    if dated.since == dated.on:
        return shown
    return f"已知最早公布日期为{chinese_day(dated.since)}（现{shown}）"


@rule(
    code="TIME-LATE",
    severity=Severity.ERROR,
    version=2,
    family=Family.TIME,
    basis=f"{ARTICLE}第一款",
    formula="department: date <= 31 Jan of year+1; township, street: date <= the profile's day (warning)",
    guards=(
        "31 January itself",
        "a later re-publication: warning, low confidence",
        "本级政府 report",
        "before 2019 departments had until 31 March as well",
        "a signature before the deadline proves nothing",
        "township or street without a day in the profile: late only after the government's own deadline",
    ),
    example="县民政局2023年度报告2024年2月1日公布",
)
def late(context: Context) -> Verdict:
    """Departments publish by 31 January, townships by the day their supervisor set."""
    dated, kind, profile = _dated(context), context.facts.kind, context.profile
    if isinstance(dated, Skip):
        return dated
    if kind is OrganKind.DEPARTMENT:
        old = dated.year < FIRST_YEAR_OF_FORMS
        day = profile.government_deadline if old else profile.department_deadline
        return _late(dated, day.after(dated.year), "政府部门")
    if kind in _TOWNSHIPS:
        deadline = (profile.township_deadline or profile.government_deadline).after(dated.year)
        return _late(dated, deadline, "乡镇（街道）", Severity.WARNING)
    return Skip("不是政府部门，适用其他期限")


@rule(
    code="TIME-GOV-LATE",
    severity=Severity.ERROR,
    version=2,
    family=Family.TIME,
    basis=f"{ARTICLE}第二款",
    formula="本级政府 (or scope unclear): date <= 31 Mar of year+1",
    guards=("a later re-publication: warning, low confidence", "kind of organ unknown: warning"),
    example="县人民政府2023年度报告2024年4月1日公布",
)
def government_late(context: Context) -> Verdict:
    """The report of a government is published by 31 March; whoever's scope is unclear, by then at the latest."""
    dated, kind = _dated(context), context.facts.kind
    if isinstance(dated, Skip):
        return dated
    if kind is OrganKind.DEPARTMENT or kind in _TOWNSHIPS:
        return Skip("不是本级政府的年度报告")
    deadline = context.profile.government_deadline.after(dated.year)
    unknown = kind is OrganKind.UNKNOWN
    return _late(dated, deadline, "本机关" if unknown else "本级政府", Severity.WARNING if unknown else None)


@rule(
    code="TIME-LATE-UNSURE",
    severity=Severity.INFO,
    version=2,
    family=Family.TIME,
    basis=ARTICLE,
    formula="scope unclear and 31 Jan < date <= 31 Mar",
    guards=("the roster fixes the scope",),
    example="县政府办公室2023年度报告2024年2月18日公布",
)
def late_unsure(context: Context) -> Verdict:
    """Between the two deadlines it depends on whose report it is."""
    dated, kind, profile = _dated(context), context.facts.kind, context.profile
    if isinstance(dated, Skip):
        return dated
    if kind in {OrganKind.DEPARTMENT, OrganKind.GOVERNMENT} or (kind in _TOWNSHIPS and profile.township_deadline):
        return Skip("适用的期限明确")
    first = profile.department_deadline.after(dated.year)
    last = profile.government_deadline.after(dated.year)
    if not first < dated.since <= last:
        return None
    days = (dated.since - first).days
    reason = (
        "乡镇（街道）的期限由上级规定，尚未设置" if kind in _TOWNSHIPS else "不能确定是部门的报告还是本级政府的报告"
    )
    return Fire(
        f"{_when(dated)}，比政府部门的期限{chinese_day(first)}晚{days}天，"
        f"在本级政府的期限{chinese_day(last)}之内；{reason}，请确认适用的期限。"
    )


@rule(
    code="TIME-DATE-UNKNOWN",
    severity=Severity.INFO,
    family=Family.TIME,
    basis=ARTICLE,
    formula="no date in text or metadata",
    guards=("the crawler's first-seen date is known",),
    example="页面和正文都没有日期，也没有首次发现的记录",
)
def date_unknown(context: Context) -> Verdict:
    """Some date tells when the report was published."""
    report = context.report
    if report.published_on or report.signed_on or context.first_seen_on:
        return None
    return Fire("没有公布日期，无法判断是否按期公布；请在页面上标明发布日期。")


@rule(
    code="TIME-TOO-EARLY",
    severity=Severity.WARNING,
    family=Family.TIME,
    basis=f"{ARTICLE}（公布上一年度的年度报告）",
    formula="publication date >= 1 Jan of year+1",
    guards=("a date before the report's year: year or date was read wrongly",),
    example="2023年度报告2023年12月19日公布",
)
def too_early(context: Context) -> Verdict:
    """A report is published after its year is over."""
    dated = _dated(context)
    if isinstance(dated, Skip):
        return dated
    if not dated.published:
        return Skip("只有落款日期，公布日期不明")
    if dated.on.year > dated.year:
        return None
    if dated.on.year < dated.year:
        return Skip("公布日期早于统计年度，年度或日期存疑")
    return Fire(f"公布日期为{chinese_day(dated.on)}，而{dated.year}年度的统计期限到12月31日才结束，请核对日期和数据。")
