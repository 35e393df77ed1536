"""What one evaluation of a report does to the alerts of its subject.

Place in the flow: run by ``models.alerts``, with the report or the organ locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from models.alert_tables import STANDING_STATUSES, Alert, AlertEvent, AlertStatus, EventKind
from models.beijing import BEIJING
from models.reports import StoredReport
from rules.finding import Finding, NotAssessable, Outcome, Passed

# Why a waived alert is open again, in its history.
WAIVER_OVER = "豁免期限已过"
# Why what a person decided on is open again.
BEYOND_DECISION = "更正后的报告另有同类问题"
OVERDUE = "期限已过，仍未公布"
# What an alert shows of its finding, and so what may change while it stands; in the words of its history.
_SHOWN = {
    "rule_version": "规则版本",
    "severity": "级别",
    "message": "说明",
    "basis": "依据",
    "confidence": "可信度",
    "evidence": "证据",
}


class Changes(msgspec.Struct):
    """What an evaluation did to the alerts of a report; all others are as they were."""

    opened: list[Alert] = []
    reopened: list[Alert] = []
    changed: list[Alert] = []
    resolved: list[Alert] = []


# Put together once: composing it takes longer than executing it.
_READING, _HEIR = aliased(StoredReport), aliased(StoredReport)
_FORSAKEN = (
    select(Alert)
    .join(_READING, _READING.id == Alert.report_id)
    .where(
        _READING.document_id == bindparam("document_id"),
        Alert.subject != bindparam("subject"),
        Alert.rule.in_(bindparam("rules", expanding=True)),
        Alert.status != AlertStatus.RESOLVED,
        ~exists().where(_HEIR.organ_id == Alert.organ_id, _HEIR.year == Alert.year, _HEIR.is_current),
    )
)


class Subject(msgspec.Struct, frozen=True):
    """What an evaluation is about: a report or, while there is none, an organ's year.

    :param key: as ``Alert.subject``.
    """

    key: str
    organ_id: int | None
    year: int | None
    report_id: int | None = None
    document_id: int | None = None


class Run:
    """One evaluation of a subject, and what it does to the alerts."""

    def __init__(self, session: Session, subject: Subject, now: dt.datetime) -> None:
        self._session = session
        self._subject = subject
        self._now = now
        self._events: list[tuple[Alert, EventKind, str | None]] = []
        self.changes = Changes()

    def apply(self, outcomes: Sequence[Outcome], switched_off: Collection[str]) -> None:
        """Bring the alerts of these rules in line; parameters as in ``models.alerts.apply``."""
        rules = [*(outcome.rule for outcome in outcomes), *switched_off]
        own = select(Alert).where(Alert.subject == self._subject.key, Alert.rule.in_(rules)).with_for_update()
        known = {alert.rule: alert for alert in self._session.scalars(own.order_by(Alert.id))}
        for nameless in self._forsaken(rules):
            # Of a report whose organ was not known; what a person decided about it goes along.
            if nameless.organ_id is None and nameless.rule not in known:
                nameless.subject, known[nameless.rule] = self._subject.key, nameless
                nameless.organ_id, nameless.year = self._subject.organ_id, self._subject.year
        self._session.flush()
        for outcome in outcomes:
            alert = known.get(outcome.rule)
            if isinstance(outcome, Finding):
                self._found(outcome, alert)
            elif alert is not None:
                self._not_found(outcome, alert)
        for rule in switched_off:
            alert = known.get(rule)
            if alert is not None and alert.status in STANDING_STATUSES:
                self._resolve(alert, "规则已停用")
        for alert in self._forsaken(rules):
            self._resolve(alert, "报告已改归其他机关或年度")
        self._session.flush()
        self._session.add_all(
            AlertEvent(alert_id=alert.id, at=self._now, event=event, detail=detail)
            for alert, event, detail in self._events
        )
        self._session.flush()

    def _found(self, finding: Finding, alert: Alert | None) -> None:
        shown = _shown(finding)
        if alert is None:
            alert = self._open(finding, shown)
        else:
            differing = [name for name, value in shown.items() if getattr(alert, name) != value]
            beyond = self._is_beyond_decision(alert, shown)
            if alert.status is AlertStatus.OPEN and _is_news(alert, shown):
                # Told again, as if opened anew: a mail that spoke of other cells has not told of these.
                alert.opening += 1
            for name in differing:
                setattr(alert, name, shown[name])
            if alert.status is AlertStatus.RESOLVED:
                self._reopen(alert, None)
            elif alert.waived_until is not None and alert.waived_until < self._now.astimezone(BEIJING).date():
                self._reopen(alert, WAIVER_OVER)
            elif beyond:
                self._reopen(alert, BEYOND_DECISION if alert.report is not None else OVERDUE)
            elif differing:
                self._note(
                    self.changes.changed, alert, EventKind.CHANGED, "、".join(map(_SHOWN.__getitem__, differing))
                )
        alert.report_id = self._subject.report_id
        alert.last_seen_at = self._now

    def _not_found(self, outcome: NotAssessable | Passed, alert: Alert) -> None:
        """Resolve what is disproved, or told by a broader alert; "not assessable" by itself proves nothing."""
        explained = isinstance(outcome, NotAssessable) and outcome.explained_by
        if (explained or isinstance(outcome, Passed)) and self._may_resolve(alert):
            self._resolve(alert, outcome.why if isinstance(outcome, NotAssessable) else None)

    def _open(self, finding: Finding, shown: dict[str, Any]) -> Alert:
        alert = Alert(
            subject=self._subject.key,
            organ_id=self._subject.organ_id,
            year=self._subject.year,
            rule=finding.rule,
            status=AlertStatus.OPEN,
            opening=1,
            opened_at=self._now,
            **shown,
        )
        self._session.add(alert)
        self._note(self.changes.opened, alert, EventKind.OPENED, None)
        return alert

    def _reopen(self, alert: Alert, why: str | None) -> None:
        alert.status = AlertStatus.OPEN
        alert.opening += 1
        alert.reopened_at = self._now
        alert.resolved_at = alert.waived_until = None
        alert.acknowledged_by = alert.note = None
        self._note(self.changes.reopened, alert, EventKind.REOPENED, why)

    def _resolve(self, alert: Alert, why: str | None) -> None:
        alert.status = AlertStatus.RESOLVED
        alert.resolved_at = self._now
        self._note(self.changes.resolved, alert, EventKind.RESOLVED, why)

    def _may_resolve(self, alert: Alert) -> bool:
        """Open alerts, and those a person decided on when it is another version that no longer shows the fault."""
        if alert.status is AlertStatus.OPEN:
            return True
        return alert.status is not AlertStatus.RESOLVED and alert.report_id != self._subject.report_id

    def _is_beyond_decision(self, alert: Alert, shown: dict[str, Any]) -> bool:
        """Whether a person decided about another fault of this rule: one in another file, at other places.

        Of a report that is not there: whether it was a reminder that somebody took note of, and is overdue now.
        """
        if alert.status not in {AlertStatus.ACKNOWLEDGED, AlertStatus.WAIVED}:
            return False
        if alert.report is None:
            return alert.status is AlertStatus.ACKNOWLEDGED and shown["severity"].rank > alert.severity.rank
        return alert.report.document_id != self._subject.document_id and bool(
            _marks(shown["evidence"]) - _marks(alert.evidence)
        )

    def _forsaken(self, rules: Collection[str]) -> Sequence[Alert]:
        """What an earlier reading of the same document showed, when it was taken for another organ's or year's."""
        if self._subject.document_id is None:
            return ()
        values = {"document_id": self._subject.document_id, "subject": self._subject.key, "rules": list(rules)}
        return self._session.scalars(_FORSAKEN, values).all()

    def _note(self, where: list[Alert], alert: Alert, event: EventKind, detail: str | None) -> None:
        where.append(alert)
        self._events.append((alert, event, detail))


def _is_news(alert: Alert, shown: dict[str, Any]) -> bool:
    """Whether the fault has grown: cells that it did not concern before, or a higher severity."""
    before, now = _cells(alert.evidence), _cells(shown["evidence"])
    return bool(now - before) or shown["severity"].rank > alert.severity.rank


def _marks(evidence: dict[str, Any]) -> set[str]:
    """What tells a fault from another of its rule: its cells; of one about the text alone, the quotes."""
    return _cells(evidence) or {quote["text"] for quote in evidence["quotes"]}


def _cells(evidence: dict[str, Any]) -> set[str]:
    return {key for place in evidence["places"] for key in place["cells"]}


def _shown(finding: Finding) -> dict[str, Any]:
    evidence = msgspec.json.encode({"places": finding.places, "quotes": finding.quotes})
    return {
        "rule_version": finding.version,
        "severity": finding.severity,
        "message": finding.message,
        "basis": finding.basis,
        "confidence": finding.confidence,
        # As it comes back from the database, where a tuple is a list: what is equal must look equal.
        "evidence": msgspec.json.decode(evidence),
    }
