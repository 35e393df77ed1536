"""Rules that hold the narrative against table four: reviews, lawsuits and what came of them.

Place in the flow: family ``cross``, beside ``cross``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parsers.form import cell_name
from parsers.narrative import Statement
from parsers.narrative_patterns import OUTCOMES, Subject
from parsers.report import Number, Report
from rules.context import Context, Family
from rules.counts import amounts, fits, numbers, own, quotes, told
from rules.finding import Place, Severity
from rules.reading import sentences, values
from rules.registry import Fire, Skip, Verdict, rule

REVIEW, DIRECT, AFTER = (
    f"proceedings.{channel}.total" for channel in ("review", "litigation_direct", "litigation_after_review")
)

_PROCEEDINGS = re.compile(r"复议|诉讼|起诉|应诉|败诉")
_SAID = re.compile(
    r"\d|[一二三四五六七八九十两]+[件起宗]|维持|纠正|撤销|驳回|确认违法|胜诉|败诉|审结|未审|见下表|如下表"
)


@rule(
    code="T4-NO-NARRATIVE",
    severity=Severity.WARNING,
    family=Family.CROSS,
    basis="条例第五十条第（三）项",
    formula="sum of T4 totals > 0 and no sentence names proceedings with a number or a finding",
    guards=("explained in another section", "all zero", "the text refers to the table", "what the text says is wrong"),
    version=2,
    companions=("X-POSTREVIEW-NO-REVIEW",),
    example="表四行政复议总计2，正文没有一句提到复议结果或件数",
)
def t4_no_narrative(context: Context) -> Verdict:
    """Reviews and lawsuits in table four are spoken of somewhere in the narrative."""
    known = numbers(context.report, REVIEW, DIRECT, AFTER)
    if not known:
        return Skip("表四没有可用的总计")
    total = sum(known.values())
    if total == 0:
        return None
    if any(_PROCEEDINGS.search(text) and _SAID.search(text) for text, _ in sentences(context.report.paragraphs)):
        return None
    # "None" in words is an explanation, too, if a wrong one: N-T4-COUNT's.
    if own(context, Subject.REVIEW, Subject.LITIGATION, Subject.PROCEEDINGS):
        return None
    named = _channels(report=context.report, keys=[key for key, value in known.items() if value])
    places = tuple(Place((key,), None, str(value)) for key, value in known.items() if value)
    return Fire(f"表四填报{named}，共{total}件，而正文没有任何说明，请补充案件情况和结果。", places)


def _t4_readings(report: Report) -> dict[Subject, set[Number]]:
    """The legitimate readings of a count of reviews, lawsuits or both; without the subjects not fully known."""
    known = numbers(report, REVIEW, DIRECT, AFTER)
    readings: dict[Subject, set[Number]] = {}
    if REVIEW in known:
        readings[Subject.REVIEW] = {known[REVIEW]}
    if DIRECT in known and AFTER in known:
        readings[Subject.LITIGATION] = {known[DIRECT], known[AFTER], known[DIRECT] + known[AFTER]}
    if len(known) == 3:
        readings[Subject.PROCEEDINGS] = {sum(known.values())}
    for subject, column in ((Subject.UPHELD, "upheld"), (Subject.CORRECTED, "corrected")):
        cells = values(report, "proceedings.", f".{column}")
        if len(cells) == 3:
            readings[subject] = {*cells.values(), sum(cells.values())}
    return readings


def _fits(subject: Subject, found: Sequence[Statement], allowed: Collection[Number]) -> bool:
    """Whether counts are a legitimate reading; of results, told channel by channel, the largest must be one."""
    amounts_told = [statement.amount for statement in found]
    if subject in OUTCOMES:
        return max(amounts_told) in allowed or sum(amounts_told) in allowed
    return fits(found, allowed)


_T4_KEYS = {
    Subject.REVIEW: (REVIEW,),
    Subject.LITIGATION: (DIRECT, AFTER),
    Subject.PROCEEDINGS: (REVIEW, DIRECT, AFTER),
    Subject.UPHELD: tuple(key.replace(".total", ".upheld") for key in (REVIEW, DIRECT, AFTER)),
    Subject.CORRECTED: tuple(key.replace(".total", ".corrected") for key in (REVIEW, DIRECT, AFTER)),
}
# The two channels of lawsuits, as the heads of table four have them.
_T4_CHANNELS = {"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}
_T4_RESULTS = {Subject.UPHELD: "“结果维持”栏", Subject.CORRECTED: "“结果纠正”栏"}
_ONE_CHANNEL = re.compile(r"直接起诉|复议后|纠正|维持|其中")
_T4_NAMES = {
    Subject.REVIEW: "行政复议",
    Subject.LITIGATION: "行政诉讼",
    Subject.PROCEEDINGS: "行政复议、行政诉讼",
    Subject.UPHELD: "结果维持",
    Subject.CORRECTED: "结果纠正",
}


def _channels(report: Report, keys: Sequence[str]) -> str:
    """What table four says, channel by channel, e.g. 未经复议直接起诉1件、复议后起诉0件."""
    return "、".join(f"{_T4_CHANNELS[key.split('.')[1]]}{report.value(key)}件" for key in keys)


@rule(
    code="N-T4-COUNT",
    severity=Severity.ERROR,
    family=Family.CROSS,
    basis="条例第六条（及时、准确地公开政府信息）、第五十条第（三）项",
    formula="reviews, lawsuits, 维持, 纠正 in the narrative = T4",
    guards=(
        "words without numbers",
        "proceedings not about disclosure, the organ as reviewer",
        "another year, a whole area",
        "several legitimate sums",
    ),
    version=4,
    example="正文称被申请行政复议3件，表四填报2",
)
def n_t4_count(context: Context) -> Verdict:
    """The narrative and table four name the same number of proceedings and results."""
    readings = _t4_readings(context.report)
    if not readings:
        return Skip("表四没有可用的数字")
    clauses, places, wrong, assessed = [], [], [], 0
    for subject, legitimate in readings.items():
        found = own(context, subject)
        if not found:
            continue
        assessed += 1
        keys = _T4_KEYS[subject]
        # "None", in words or as 0, denies all channels unless it names one; another figure may be that of one.
        denied = all(s.in_words or (s.amount == 0 and not _ONE_CHANNEL.search(s.text)) for s in found)
        allowed = {sum(numbers(context.report, *keys).values())} if denied else legitimate
        if any(_fits(subject, counts, allowed) for counts in (found, told(context, subject))):
            continue
        there = _channels(context.report, keys)
        said = f"没有{_T4_NAMES[subject]}" if denied else f"{_T4_NAMES[subject]}{amounts(found)}"
        clauses.append(f"正文称{said}，而表四{_T4_RESULTS.get(subject, '')}填报{there}")
        actual = str(context.report.value(keys[0])) if len(keys) == 1 else there
        places.append(Place(keys, str(found[0].amount), actual))
        wrong.extend(found)
    if clauses:
        return Fire(f"{'；'.join(clauses)}，请核对。", tuple(places), quotes(wrong))
    return None if assessed else Skip("正文没有可与表四核对的件数")


@rule(
    code="X-POSTREVIEW-NO-REVIEW",
    severity=Severity.INFO,
    family=Family.CROSS,
    basis="《中华人民共和国行政诉讼法》第四十四条、第四十五条",
    formula="after_review total > 0 and review total null or 0",
    guards=("a review decided in an earlier year: never more than info",),
    example="复议后起诉总计2，行政复议总计0",
)
def postreview_without_review(context: Context) -> Verdict:
    """A lawsuit after review presupposes a review."""
    after, review = context.report.value(AFTER), context.report.value(REVIEW)
    if after is None:
        return Skip(f"{cell_name(AFTER)}没有可用的数字")
    if after == 0 or review:
        return None
    state = "为空白或无法确定" if review is None else "为0"
    message = f"{cell_name(AFTER)}填报{after}，而{cell_name(REVIEW)}{state}；如复议不是以前年度办结的，请核对。"
    return Fire(message, (Place((AFTER, REVIEW), None, f"{after}，{review if review is not None else '空白'}"),))
