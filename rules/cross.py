"""Rules that hold the narrative against table three.

Place in the flow: family ``cross``, of which ``cross_proceedings`` and ``cross_disclosure`` have the rest. Only
counts whose noun stands beside them and whose scope is the organ's own year are compared (``parsers.narrative``); where
several readings of a figure are legitimate, a rule fires only if none fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from parsers.form import TableName, cell_name
from parsers.narrative import Scope, Statement
from parsers.narrative_patterns import OTHER_NOUN, Subject
from parsers.narrative_sentences import Sentence, sentences_of
from parsers.report import Number
from rules.context import Context, Family
from rules.counts import ACCURACY, amounts, fits, numbers, own, quotes, told
from rules.finding import Place, Severity
from rules.organ import OrganKind
from rules.reading import disposition_rows, rows_of, values, whole_text
from rules.registry import Fire, Skip, Verdict, rule

NEW = "applications.new_received.total"
CARRIED_IN = "applications.carried_in.total"
DONE = "applications.result_total.total"
GRAND_TOTALS = (NEW, CARRIED_IN, DONE)


# 新收 is the very word of the row: what was carried over is not in it, unless the sentence says 含.
_NEW_ONLY = re.compile(r"新收|新增")
_INCLUDING = re.compile(r"含|包括|加上|连同")


@rule(
    code="N-T3-COUNT",
    severity=Severity.ERROR,
    family=Family.CROSS,
    basis=ACCURACY,
    formula="received in the narrative = new, new+carried_in or total_processed of T3 (新收: new only); where only what"
    " was handled is told: new+carried_in or a sum of results",
    guards=(
        "hot lines, letters, petitions, permits, 政务服务",
        "one channel, another year, a whole area, rounded figures",
        "the parts add up to the total",
        "T3 all zero: N-T3-NONE-CONTRA",
    ),
    version=3,
    example="正文称收到申请5件，表三本年新收总计3",
)
def n_t3_count(context: Context) -> Verdict:
    """The narrative and table three name the same number of applications received."""
    new = context.report.value(NEW)
    if new is None:
        return Skip(f"{cell_name(NEW)}没有可用的数字")
    figures = [s for s in own(context, Subject.RECEIVED) if s.amount > 0]
    halves = [] if figures else _both_halves(context)
    if not figures and not halves:
        return _handled(context)
    known = numbers(context.report, *GRAND_TOTALS)
    if not any(known.values()):
        return None
    readings = {
        new,
        *({known[DONE]} if DONE in known else ()),
        *({new + known[CARRIED_IN]} if CARRIED_IN in known else ()),
    }
    strict = bool(figures) and all(_NEW_ONLY.match(s.fragment) and not _INCLUDING.search(s.text) for s in figures)
    if halves:
        figures, legitimate = halves, sum(s.amount for s in halves) in readings
    elif strict:
        legitimate = fits(figures, {new})
    else:
        this_year = [s for s in told(context, Subject.RECEIVED) if s.scope is not Scope.OTHER_YEAR]
        legitimate = fits(figures, readings) or fits(this_year, readings)
    if legitimate:
        return None
    if len(known) < len(GRAND_TOTALS):
        return Skip("表三的总计不全，正文所称件数可能是其中之一")
    verb = "新收" if strict else "收到"
    return Fire(
        f"正文称{verb}政府信息公开申请{amounts(figures)}，而{cell_name(NEW)}填报{new}，请核对。",
        (Place((NEW,), str(figures[0].amount), str(new)),),
        quotes(figures),
    )


_HALVES = re.compile(r"(?:线上|网上|网络|互联网).*线下|线下.*(?:线上|网上|网络|互联网)|上半年.*下半年")


def _both_halves(context: Context) -> list[Statement]:
    """Two parts of one sentence that are all there is: 线上 and 线下, 上半年 and 下半年."""
    parts = [s for s in told(context, Subject.RECEIVED) if s.scope is Scope.PART and _HALVES.search(s.text)]
    return parts if len(parts) == 2 and parts[0].text == parts[1].text else []


# Of more rows nearly every number is some sum, and there are too many sums to look at.
_MOST_RESULTS = 10


def _handled(context: Context) -> Verdict:
    """Where the narrative tells only how many were handled: no more than there were, and a sum of rows of results."""
    figures = [s for s in own(context, Subject.HANDLED) if s.amount > 0]
    known = numbers(context.report, *GRAND_TOTALS)
    results = numbers(context.report, *(f"{row}.total" for row in disposition_rows(context.report)))
    if not figures or len(known) < len(GRAND_TOTALS) or len(results) < len(disposition_rows(context.report)):
        return Skip("正文没有可与表三核对的申请件数")
    if not any(known.values()):
        return None
    if sum(map(bool, results.values())) > _MOST_RESULTS:
        return Skip("正文只称办理件数，可能是多种办理结果之和")
    readings = {*known.values(), known[NEW] + known[CARRIED_IN], *_sums(results.values())}
    if any(s.amount in readings for s in figures) or sum(s.amount for s in figures) in readings:
        return None
    return Fire(
        f"正文称办理政府信息公开申请{amounts(figures)}，而{cell_name(DONE)}填报{known[DONE]}，请核对。",
        (Place((DONE,), str(figures[0].amount), str(known[DONE])),),
        quotes(figures),
    )


def _sums(counts: Iterable[Number]) -> set[Number]:
    """Every sum of some of the counts."""
    sums: set[Number] = {0}
    for count in counts:
        sums |= {count + other for other in sums} if count else set()
    return sums


_APPLICATIONS = (Subject.RECEIVED, Subject.HANDLED)
_UNCLEAR_SCOPE = frozenset({OrganKind.OFFICE, OrganKind.UNKNOWN})


def _may_be_meant(context: Context, figure: Statement) -> bool:
    """Whether a figure beside a "none" may be what table three counts: not another year's, nor a whole area's."""
    if figure.subject is Subject.HANDLED:
        return True
    if figure.scope is Scope.AREA:
        return context.facts.kind in _UNCLEAR_SCOPE
    return figure.scope is not Scope.OTHER_YEAR


@rule(
    code="N-T3-NONE-CONTRA",
    severity=Severity.ERROR,
    family=Family.CROSS,
    basis=ACCURACY,
    formula="not (未收到 and new > 0), not (narrative n > 0 and T3 all 0)",
    guards=("none by one channel only (网上未收到)", "another year, a whole area"),
    version=2,
    example="正文称未收到申请，表三本年新收总计3",
)
def n_t3_none(context: Context) -> Verdict:
    """The narrative says "none" exactly when table three is zero."""
    known = numbers(context.report, *GRAND_TOTALS)
    found = own(context, Subject.RECEIVED)
    if NEW not in known:
        return Skip(f"{cell_name(NEW)}没有可用的数字")
    if not found:
        return Skip("正文没有可与表三核对的申请件数")
    some = [s for s in found if s.amount > 0]
    if known[NEW] > 0:
        if some or any(s.amount > 0 and _may_be_meant(context, s) for s in told(context, *_APPLICATIONS)):
            return None
        message = f"正文称没有收到政府信息公开申请，而{cell_name(NEW)}填报{known[NEW]}，请核对。"
        return Fire(message, (Place((NEW,), "0", str(known[NEW])),), quotes(found))
    if len(known) < len(GRAND_TOTALS) or any(known.values()) or not some or len(some) < len(found):
        return None
    message = f"正文称收到政府信息公开申请{amounts(some)}，而表三本年新收、上年结转和办理结果总计均为0，请核对。"
    return Fire(message, (Place((NEW,), str(some[0].amount), "0"),), quotes(some))


# A number, or what a template has for it.
_COUNTED = re.compile(r"(?:\d+|[Xx×]+|_{2,}|\*{2,})(?:份|件|条|宗|起|封|例|项)|[数量][:为]?\d")


def _counts_applications(sentence: Sentence) -> bool:
    """Whether a sentence about applications has a number that may be theirs, in a clause that names nothing else."""
    about = sentence.on_applications or ("申请" in sentence.text and "公开" in sentence.text)
    return about and any(
        _COUNTED.search(clause) and not OTHER_NOUN.search(clause) for clause in re.split(r"[,;]", sentence.text)
    )


@rule(
    code="T3-NO-NARRATIVE",
    severity=Severity.INFO,
    family=Family.CROSS,
    basis="国办公开办函〔2021〕30号（总体情况应当包括依申请公开）",
    formula="new > 0 and the narrative has no number of applications",
    guards=("zero", "any number of 件, 条, 份, 宗, 起 where the text is about applications", "Chinese numerals"),
    version=3,
    example="表三本年新收总计3，正文没有任何申请件数",
)
def t3_no_narrative(context: Context) -> Verdict:
    """The narrative says how many applications came in."""
    new = context.report.value(NEW)
    if new is None:
        return Skip(f"{cell_name(NEW)}没有可用的数字")
    if new == 0 or told(context, Subject.RECEIVED, Subject.HANDLED):
        return None
    if any(map(_counts_applications, sentences_of(context.report.paragraphs, context.report.year))):
        return None
    message = f"{cell_name(NEW)}填报{new}，而正文没有说明收到和办理政府信息公开申请的件数，请补充。"
    return Fire(message, (Place((NEW,), None, str(new)),))


_REASONS = re.compile(
    r"不予公开|部分公开|国家秘密|商业秘密|个人隐私|内部事务|过程性|执法案卷|行政查询|三安全|第三方|不属于|法律.{0,4}法规禁止"
)


@rule(
    code="T3-DENY-NO-REASON",
    severity=Severity.INFO,
    family=Family.CROSS,
    basis="条例第三十六条第（三）项",
    formula="sum denied_* > 0 and the narrative has no 不予公开, 部分公开 or reason words",
    guards=("share of refusals up to the profile's",),
    example="表三不予公开（国家秘密）1件，正文没有提到不予公开",
)
def t3_deny_no_reason(context: Context) -> Verdict:
    """Where applications were refused, the narrative says a word about it."""
    report = context.report
    refused = {k: v for k, v in values(report, "applications.refused.", ".total").items() if v > 0}
    if not refused:
        return None
    total, processed = sum(refused.values()), report.value(DONE)
    if processed and Decimal(total) / Decimal(processed) <= context.profile.denial_share:
        return None
    if _REASONS.search(whole_text(report)):
        return None
    rows = {f"{row.key}.total": row.label for row in rows_of(report, TableName.APPLICATIONS)}
    named = "、".join(f"“{rows[key]}”{value}件" for key, value in refused.items())
    places = tuple(Place((key,), None, str(value)) for key, value in refused.items())
    return Fire(f"表三填报不予公开{total}件（{named}），而正文没有说明不予公开的情况和理由，建议补充说明。", places)
