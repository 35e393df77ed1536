"""The rule that holds the narrative against table three over the turns of the year: carried in, finished, carried out.

Place in the flow: family ``cross``, beside ``cross``.
"""

from __future__ import annotations

from parsers.form import cell_name
from parsers.narrative import Scope, Statement
from parsers.narrative_patterns import Subject
from rules.context import Context, Family
from rules.counts import ACCURACY, amounts, fits, numbers, own, quotes, told
from rules.cross import CARRIED_IN, NEW
from rules.finding import Place, Severity
from rules.registry import Fire, Skip, Verdict, rule

CARRIED_OUT = "applications.carried_out.total"
_CARRIED = (
    (Subject.CARRIED_IN, CARRIED_IN, "上年结转"),
    (Subject.CARRIED_OUT, CARRIED_OUT, "结转下年度"),
)
_ANCHORS = (Subject.RECEIVED, Subject.HANDLED)


def _ours(context: Context, subject: Subject) -> list[Statement]:
    """The organ's own counts. Where the text tells another's applications, too, only beside a count of its own."""
    beside = {s.text for s in own(context, *_ANCHORS)}
    foreign = any(s.scope is Scope.AREA and s.text not in beside for s in told(context, *_ANCHORS))
    return [s for s in own(context, subject) if not foreign or s.text in beside]


def _finished(context: Context) -> list[Statement]:
    """What was finished, in the sentences that tell what the organ received; a part, too, is no more than the whole."""
    beside = {s.text for s in own(context, *_ANCHORS)}
    mine = own(context, Subject.FINISHED)
    return [s for s in told(context, Subject.FINISHED) if s.text in beside and (s in mine or s.scope is Scope.PART)]


@rule(
    code="N-T3-CARRY",
    severity=Severity.WARNING,
    family=Family.CROSS,
    basis=ACCURACY,
    formula="上年结转, 结转下年 in the narrative = carried_in, carried_out of T3; 办结 <= new + carried_in",
    guards=(
        "one channel, one group of applicants, another year, a whole area, rounded figures",
        "what was finished is compared only beside what was received",
    ),
    explained_by=("N-T3-NONE-CONTRA",),
    example="正文称结转下年度继续办理3件，表三“结转下年度继续办理”总计填报1",
)
def n_t3_carry(context: Context) -> Verdict:
    """The narrative and table three name the same numbers carried over, and no more is finished than there was."""
    clauses, places, wrong, assessed = [], [], [], 0
    known = numbers(context.report, NEW, CARRIED_IN, CARRIED_OUT)
    for subject, key, name in _CARRIED:
        found = _ours(context, subject)
        if not found or key not in known:
            continue
        assessed += 1
        if not fits(found, {known[key]}):
            clauses.append(f"正文称{name}政府信息公开申请{amounts(found)}，而{cell_name(key)}填报{known[key]}")
            places.append(Place((key,), str(found[0].amount), str(known[key])))
            wrong.extend(found)
    finished = _finished(context)
    if finished and NEW in known and CARRIED_IN in known:
        assessed += 1
        there = known[NEW] + known[CARRIED_IN]
        # As many were received by the text: N-T3-COUNT's.
        received = max((s.amount for s in own(context, *_ANCHORS)), default=0)
        if more := [s for s in finished if s.amount > max(there, received)]:
            clauses.append(f"正文称办结、答复{amounts(more)}，多于表三本年新收与上年结转之和{there}")
            places.append(Place((NEW, CARRIED_IN), str(more[0].amount), str(there)))
            wrong.extend(more)
    if clauses:
        return Fire(f"{'；'.join(clauses)}，请核对。", tuple(places), quotes(wrong))
    return None if assessed else Skip("正文没有可与表三核对的结转、办结件数")
