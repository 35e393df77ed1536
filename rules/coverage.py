"""Rules about what there should be besides one report: its copies, its subordinates' reports, and no report at all.

Place in the flow: family ``coverage``. ``workers`` looks into the database and hands in what it found; for an organ
without a report there is no ``Context``: ``missing`` is asked instead.
"""

from __future__ import annotations

import datetime as dt
import re

from parsers.form import cell_name
from parsers.report import Report
from rules.context import Context, Copy, Family
from rules.cross import DONE, NEW
from rules.cross_proceedings import AFTER, DIRECT, REVIEW
from rules.finding import Outcome, Place, Quote, Severity
from rules.organ import OrganFacts, OrganKind
from rules.profile import Profile
from rules.reading import FIRST_YEAR_OF_FORMS, chinese_day, cut, enumerate_chinese, joined, sentences
from rules.registry import Fire, Skip, Verdict, known_rule, outcome_of, rule

AGGREGATE_KEYS = (NEW, DONE, REVIEW, DIRECT, AFTER)
_TOWNSHIPS = frozenset({OrganKind.TOWNSHIP, OrganKind.STREET})
_LEAST_SENTENCE = 10
_MOST_QUOTES = 6


def due_on(facts: OrganFacts, year: int, profile: Profile) -> dt.date:
    """The last day on which the report of an organ for ``year`` is on time, by its kind (条例第四十九条).

    Whoever's kind is not clear has the later of the law's two days.
    """
    own = profile.of(facts)
    if facts.kind is OrganKind.DEPARTMENT and year >= FIRST_YEAR_OF_FORMS:
        return own.department_deadline.after(year)
    if facts.kind in _TOWNSHIPS and own.township_deadline is not None:
        return own.township_deadline.after(year)
    return own.government_deadline.after(year)


@rule(
    code="C-MISSING",
    severity=Severity.ERROR,
    family=Family.COVERAGE,
    basis="条例第四十九条",
    formula="an organ of the roster has a report by its deadline; info from profile.reminder_days before it",
    guards=("organ abolished, exempt, or formed after 1 January of the report's year (roster)",),
    example="云溪县民政局2023年度报告的期限为2024年1月31日，至2月1日尚未发现",
)
def published(_context: Context) -> Verdict:
    """The report is there. Of an organ that has none ``missing`` speaks."""
    return None


def missing(facts: OrganFacts, year: int, today: dt.date, profile: Profile) -> list[Outcome]:
    """What there is to say on a day of an organ of the roster that has no report for ``year``.

    :param today: the day in Beijing.
    :return: one outcome of ``C-MISSING``: a finding, an error after the deadline, info in the days before it; passed
        before that. None when the organ's profile has it off. The caller leaves out organs that are exempt.
    """
    known, own = known_rule("C-MISSING"), profile.of(facts)
    if known.code in own.off:
        return []
    return [outcome_of(known, _missing(facts, year, today, own), own)]


def _missing(facts: OrganFacts, year: int, today: dt.date, profile: Profile) -> Verdict:
    deadline = due_on(facts, year, profile)
    days = (today - deadline).days
    # The same words every day: only a change of state is news.
    by_analogy = facts.kind in _TOWNSHIPS and profile.township_deadline is None
    note = "，乡镇、街道参照执行" if by_analogy else ""
    due = f"{facts.name}{year}年度报告应当在{chinese_day(deadline)}（含当日{note}）前公布"
    if days > 0:
        return Fire(f"{due}，现期限已过，尚未查见其公布，请督促公布。")
    if -days > profile.reminder_days:
        return None
    return Fire(f"{due}，现期限将至，尚未查见其公布。", severity=Severity.INFO)


@rule(
    code="C-WITHDRAWN",
    severity=Severity.WARNING,
    family=Family.COVERAGE,
    basis="条例第四十九条",
    formula="of the pages of the organ's own sites that showed the report, one at least still does",
    guards=("a page that was away once only", "the report is on another page now", "it never came from a site"),
    example="年度报告原刊登网页自2024年5月6日起已无法访问",
)
def still_published(context: Context) -> Verdict:
    """What was published stays published."""
    if not context.pages:
        return Skip("没有该报告的网页采集记录")
    gone = [page.gone_since for page in context.pages if page.gone_since is not None]
    if len(gone) < len(context.pages):
        return None
    return Fire(f"年度报告原刊登网页自{chinese_day(max(gone))}起已无法访问，请恢复公开。")


@rule(
    code="C-DUP-REPORT",
    severity=Severity.INFO,
    family=Family.COVERAGE,
    basis="条例第六条；条例第五十条",
    formula="no second, different report for the organ and year: changed after publication, or another on another site",
    guards=("the same bytes on a mirror", "the same numbers and sentences in another format"),
    example="政府网与部门网各有一份，表三“本年新收”总计一份为3、一份为5",
)
def duplicate_report(context: Context) -> Verdict:
    """All copies of a report say the same."""
    if context.copies is None:
        return Skip("没有查对同一机关同一年度的其他文本")
    told = [(copy, differences) for copy in context.copies if (differences := _differences(context.report, copy))]
    if not told:
        return None
    said = "；".join(f"{_whence(copy)}另有一份，与本份{clause}" for copy, (clause, _, _) in told)
    places = tuple(place for _, (_, found, _) in told for place in found)
    quotes = tuple(quote for _, (_, _, found) in told for quote in found)
    return Fire(f"{said}；请确认以哪一份为准，更正的请说明。", places, quotes[:_MOST_QUOTES])


def _whence(copy: Copy) -> str:
    seen = f"（{chinese_day(copy.seen_on)}发现）" if copy.seen_on else ""
    return f"{copy.place}{seen}"


_Differences = tuple[str, tuple[Place, ...], tuple[Quote, ...]]


def _differences(report: Report, copy: Copy) -> _Differences | None:
    """How a copy differs: certain numbers that are not the same, sentences that the other lacks."""
    other = copy.report
    numbers = [
        (key, theirs, ours)
        for key in report.cells
        if (ours := report.value(key)) is not None and (theirs := other.value(key)) is not None and ours != theirs
    ]
    lacking = [*_lacking(report, other), *_lacking(other, report)]
    if not numbers and not lacking:
        return None
    clauses = []
    if numbers:
        named = enumerate_chinese([f"{cell_name(key)}本份为{a}、该份为{b}" for key, b, a in numbers], limit=3)
        clauses.append(f"有{len(numbers)}个数字不同（{named}）")
    if lacking:
        clauses.append(f"有{len(lacking)}句文字不同")
    places = tuple(Place((key,), str(theirs), str(ours)) for key, theirs, ours in numbers)
    return "、".join(clauses), places, tuple(lacking)


_NO_LETTERS = re.compile(r"[^0-9A-Za-z一-龥]")


def _lacking(one: Report, other: Report) -> list[Quote]:
    """Sentences of one that are nowhere in the other, punctuation and line breaks aside."""
    whole = _NO_LETTERS.sub("", joined((*other.front, *other.paragraphs, *other.back)))
    return [
        Quote(cut(text), paragraph.where)
        for text, paragraph in sentences(one.paragraphs)
        if len(plain := _NO_LETTERS.sub("", text)) >= _LEAST_SENTENCE and plain not in whole
    ]


@rule(
    code="C-AGGREGATE",
    severity=Severity.INFO,
    family=Family.COVERAGE,
    basis="条例第四十九条第二款、第五十条（本级政府的年度报告汇总下级机关数据）",
    formula="本级政府 T3 new and total_processed, T4 totals >= sum over the subordinate reports",
    guards=(
        "not a government's report",
        "a subordinate without a report, or with a total not certain",
        "vertical agencies",
    ),
    example="云溪县人民政府表三本年新收总计12件，所属31个机关的年度报告合计15件",
)
def aggregate(context: Context) -> Verdict:
    """A government's totals are no less than its subordinates' together."""
    below = context.subordinates
    if context.facts.kind is not OrganKind.GOVERNMENT:
        return Skip("不是本级政府的年度报告")
    if below is None or not below.expected:
        return Skip("名录中没有所属机关")
    if below.counted < below.expected:
        return Skip(f"所属{below.expected}个机关中只有{below.counted}个的年度报告数据齐全")
    known = {key: n for key in AGGREGATE_KEYS if (n := context.report.value(key)) is not None and key in below.sums}
    if not known:
        return Skip("表三、表四没有可用的总计")
    wrong = {key: n for key, n in known.items() if n < below.sums[key]}
    if not wrong:
        return None
    named = enumerate_chinese([f"{cell_name(key)}填报{n}，所属机关合计{below.sums[key]}" for key, n in wrong.items()])
    places = tuple(Place((key,), f"不少于{below.sums[key]}", str(n)) for key, n in wrong.items())
    return Fire(f"{named}；本级政府年度报告的数据少于所属{below.expected}个机关之和，请核对汇总。", places)
