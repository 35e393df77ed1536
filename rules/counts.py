"""What the cross rules compare: the narrative's counts that are the organ's own, and the tables' legitimate readings.

Place in the flow: ``parsers.narrative`` → **counts** → ``cross`` and ``cross_disclosure``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from parsers.narrative import Scope, Statement, statements
from parsers.narrative_patterns import Subject
from parsers.report import Number, Report
from rules.context import Context
from rules.finding import Quote
from rules.organ import OrganKind
from rules.reading import cut

ACCURACY = "条例第六条（及时、准确地公开政府信息）、第五十条"

# A government's report covers its area, so 全县… is its own figure; a department's or an office's may be another's.
_OWN_AREAS = {
    OrganKind.GOVERNMENT: frozenset({"全省", "全市", "全州", "全盟", "全县", "全区", "全旗"}),
    OrganKind.TOWNSHIP: frozenset({"全镇", "全乡"}),
    OrganKind.STREET: frozenset({"全街道"}),
}


def told(context: Context, *subjects: Subject) -> list[Statement]:
    """All counts of the subjects in the narrative, in order."""
    return [s for s in statements(context.report.paragraphs, context.report.year) if s.subject in subjects]


def own(context: Context, *subjects: Subject) -> list[Statement]:
    """The counts of the subjects that are this organ's, this year's and exact."""
    areas = _OWN_AREAS.get(context.facts.kind, frozenset())
    return [s for s in told(context, *subjects) if s.scope is Scope.OWN or (s.scope is Scope.AREA and s.area in areas)]


def fits(found: Iterable[Statement], readings: Collection[Number]) -> bool:
    """Whether one of the counts, or all together, is a legitimate reading of the table."""
    counted = [statement.amount for statement in found]
    return any(amount in readings for amount in counted) or sum(counted) in readings


def quotes(found: Iterable[Statement]) -> tuple[Quote, ...]:
    """The sentences of the counts as evidence, each once."""
    return tuple(dict.fromkeys(Quote(cut(one.text, around=one.fragment), one.where) for one in found))


def amounts(found: Iterable[Statement]) -> str:
    """The counts as in a Chinese sentence, e.g. 3件、5件."""
    return "、".join(dict.fromkeys(f"{statement.amount}件" for statement in found))


def numbers(report: Report, *keys: str) -> dict[str, Number]:
    """The certain numbers among the cells."""
    return {key: value for key in keys if (value := report.value(key)) is not None}
