"""Rules that hold the narrative against table two, the fees of section six against both, and a sum against its parts.

Place in the flow: family ``cross``, beside ``cross``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.form import cell_name
from parsers.narrative import Breakdown, breakdowns
from parsers.narrative_patterns import Subject
from rules.cells import FEE
from rules.context import Context, Family
from rules.counts import ACCURACY, amounts, fits, own, quotes
from rules.finding import Place, Quote, Severity
from rules.reading import cut, quote, sentences
from rules.registry import Fire, Skip, Verdict, rule

FEE_NOTICE = "国办函〔2020〕109号《政府信息公开信息处理费管理办法》"
FEE_OVERDUE = "applications.other.fee_overdue.total"


_OTHER_FEE = re.compile(r"处理费|收费通知|信息公开(?:的)?收费")
_NO_FEE = re.compile(r"(?:未|不|无|没有)收费|收费[^,。;\d]{0,8}(?:0|零)(?!\.?\d)")


def _speaks_of_fees(sentence: str) -> bool:
    """Whether a sentence speaks of fees at all: the information processing fee is another, and nothing is no fee."""
    if "行政事业性收费" in sentence:
        return True
    return "收费" in sentence and not _OTHER_FEE.search(sentence) and not _NO_FEE.search(sentence)


@rule(
    code="T2-FEE-NO-NARRATIVE",
    severity=Severity.INFO,
    family=Family.CROSS,
    basis="条例第二十条第（八）项、第五十条",
    formula="fee > 0 and 收费 never mentioned in the narrative",
    guards=("fee 0 or null", "the information processing fee is another fee"),
    example="收费金额填报10.5，正文没有提到行政事业性收费",
)
def fee_without_narrative(context: Context) -> Verdict:
    """A fee in table two is spoken of in the narrative."""
    fee = context.report.value(FEE)
    if fee is None:
        return Skip(f"{cell_name(FEE)}没有可用的数字")
    if fee <= 0 or any(_speaks_of_fees(text) for text, _ in sentences(context.report.paragraphs)):
        return None
    message = f"{cell_name(FEE)}填报{fee}（万元），而正文没有提到行政事业性收费，建议说明收费项目和依据。"
    return Fire(message, (Place((FEE,), None, str(fee)),))


# For each count: the cells of either edition that it may legitimately repeat.
_T2_READINGS = {
    Subject.NORMATIVE_DOCUMENTS: (
        "行政规范性文件",
        ("normative_documents.issued", "normative_documents.made", "normative_documents.disclosed"),
    ),
    Subject.LICENCES: ("行政许可", ("licences.decisions",)),
    Subject.PENALTIES: ("行政处罚", ("penalties.decisions",)),
    Subject.COERCIVE_MEASURES: ("行政强制", ("coercive_measures.decisions",)),
}


@rule(
    code="N-T2-COUNT",
    severity=Severity.WARNING,
    family=Family.CROSS,
    basis=f"条例第二十条；{ACCURACY}",
    formula="制发规范性文件, 行政许可, 行政处罚, 行政强制 in the narrative = T2",
    guards=("what is published, drafted for others or filed", "figures of a whole area, of another year"),
    companions=("T2-EFFECTIVE-LT",),
    example="正文称制发行政规范性文件4件，表二填报3",
)
def n_t2_count(context: Context) -> Verdict:
    """The narrative and table two name the same number of documents and decisions."""
    clauses, places, wrong, assessed = [], [], [], 0
    for subject, (name, rows) in _T2_READINGS.items():
        keys = [f"disclosure.{row}" for row in rows]
        known = {key: value for key in keys if (value := context.report.value(key)) is not None}
        found = own(context, subject)
        if not known or not found:
            continue
        assessed += 1
        if fits(found, set(known.values())):
            continue
        key, value = next(iter(known.items()))
        clauses.append(f"正文称{name}{amounts(found)}，而{cell_name(key)}填报{value}")
        places.append(Place((key,), str(found[0].amount), str(value)))
        wrong.extend(found)
    if clauses:
        return Fire(f"{'；'.join(clauses)}，请核对。", tuple(places), quotes(wrong))
    return None if assessed else Skip("正文没有可与表二核对的件数")


# Below this total a few parts left unsaid are a larger share than a slip of the pen.
_LEAST_TOTAL = 100
_LEAST_OF_APPLICANTS = 10


def _contradicts(found: Breakdown) -> bool:
    """Whether the parts are meant to make up the total and do not.

    After 其中 the parts may be a selection, and two divisions may follow each other (by applicant, then by result):
    only a near miss is an error. After 分别为 they are all. Persons and bodies (自然人, 法人) together are all
    applicants, so that a near miss counts in small totals, too.
    """
    parts, total = found.parts, found.total
    runs = {sum(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    if total in runs:
        return False
    if found.exhaustive:
        return True
    whole = sum(parts)
    if whole > total:
        return whole * 10 < total * 11
    if found.by_applicant:
        return total >= _LEAST_OF_APPLICANTS and total - whole <= max(1, total // 20)
    return total >= _LEAST_TOTAL and whole * 20 > total * 19


@rule(
    code="N-SUM",
    severity=Severity.WARNING,
    family=Family.CROSS,
    basis="条例第六条（及时、准确地公开政府信息）",
    formula="共N，其中 a, b, c: a+b+c = N",
    guards=("no 其中 or 分别", "等, 约", "other units", "a selection of parts", "two divisions one after the other"),
    example="咨询372人次，其中现场331人次，电话61人次",
)
def n_sum(context: Context) -> Verdict:
    """The parts of a total add up."""
    wrong = [found for found in breakdowns(context.report.paragraphs) if _contradicts(found)]
    if not wrong:
        return None
    said = "；".join(
        f"正文称共{b.total}{b.unit}，而所列各项{'+'.join(map(str, b.parts))}={sum(b.parts)}" for b in wrong
    )
    places = tuple(
        Place((), str(b.total), str(sum(b.parts)), f"{'+'.join(map(str, b.parts))}={sum(b.parts)} ≠ {b.total}")
        for b in wrong
    )
    return Fire(f"{said}，请核对。", places, tuple(Quote(cut(b.text), b.where) for b in wrong))


@rule(
    code="X-FEE-LT-INFOFEE",
    severity=Severity.WARNING,
    family=Family.CROSS,
    basis=f"{FEE_NOTICE}（信息处理费属行政事业性收费）",
    formula="information processing fee collected, in 万元, <= fee of T2",
    guards=("fee cell null", "notices, not receipts"),
    example="正文称收取信息处理费1200元，收费金额填报0（万元）",
)
def fee_less_than_processing_fee(context: Context) -> Verdict:
    """The fee of table two includes the information processing fee."""
    fee = context.report.value(FEE)
    paid = [s for s in own(context, Subject.PROCESSING_FEE) if s.amount > 0]
    if fee is None or not paid:
        return Skip(f"{cell_name(FEE)}没有可用的数字" if fee is None else "正文没有实际收取信息处理费的金额")
    most = max(Decimal(s.amount) for s in paid)
    # Half a unit of the fourth decimal is lost in rounding.
    if most / 10_000 <= Decimal(fee) + Decimal("0.00005"):
        return None
    message = (
        f"正文称收取信息处理费{most}元，而{cell_name(FEE)}填报{fee}（万元），少于该金额；"
        "信息处理费应当计入行政事业性收费。"
    )
    return Fire(message, (Place((FEE,), f"不少于{most / 10_000}", str(fee)),), quotes(paid))


_NO_NOTICE = re.compile(
    r"(?:未|没有|无)(?:曾)?(?:发出|下达|开具|制发|出具|产生|发放)?[^,。;\d]{0,8}收费通知|收费通知(?:书)?(?:的)?(?:件数)?(?:为|共)?0(?:件|份|次)?(?!\d)"
)


@rule(
    code="S6-FEE-CONTRA",
    severity=Severity.ERROR,
    family=Family.CROSS,
    basis=FEE_NOTICE,
    formula="not (未收取 and an amount > 0); not (other_unpaid > 0 and no notice issued)",
    guards=("other_unpaid > 0 with 未收取 only: the notice was sent, nothing was paid", "another year"),
    companions=("X-FEE-LT-INFOFEE",),
    example="正文既称未收取信息处理费，又称收取300元",
)
def fee_contradiction(context: Context) -> Verdict:
    """What the text says of the information processing fee does not contradict itself or table three."""
    report = context.report
    told = own(context, Subject.PROCESSING_FEE)
    none, some = [s for s in told if s.amount == 0], [s for s in told if s.amount > 0]
    if none and some:
        message = f"正文既称未收取信息处理费，又称收取{some[0].amount}元，前后矛盾，请核对。"
        return Fire(message, (), quotes(told))
    unpaid = report.value(FEE_OVERDUE)
    denials = [quote(p, text) for text, p in sentences(report.paragraphs) if _NO_NOTICE.search(text)]
    if unpaid and denials:
        message = f"{cell_name(FEE_OVERDUE)}填报{unpaid}，而正文称没有发出收费通知，请核对。"
        return Fire(message, (Place((FEE_OVERDUE,), "0", str(unpaid)),), tuple(denials))
    return None
