"""The life of an alert: opened by a rule, acknowledged or waived by a person, resolved, reopened.

Place in the flow: ``apply`` is called by the actors ``check_<family>`` in the transaction of their result;
``acknowledge``, ``waive`` and ``listing`` by the commands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, case, delete, exists, insert, select
from sqlalchemy.orm import Session, aliased, joinedload

from models.alert_tables import Alert, AlertEvent, AlertStatus, EventKind, OutcomeKind, RuleOutcome
from models.reports import StoredReport
from rules.finding import Finding, NotAssessable, Outcome, Severity
from rules.registry import catalogue

__all__ = [
    "STANDING",
    "Alert",
    "AlertEvent",
    "AlertStatus",
    "Changes",
    "EventKind",
    "OutcomeKind",
    "RuleOutcome",
    "Wanted",
    "acknowledge",
    "apply",
    "listing",
    "waive",
]

# The day by which a waiver ends is a day in China.
_CHINA = dt.timezone(dt.timedelta(hours=8))

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


def apply(session: Session, stored: StoredReport, outcomes: Sequence[Outcome], now: dt.datetime) -> Changes:
    """Write what the rules said of a report, and bring the alerts of its subject in line with it.

    Only alerts of the rules in ``outcomes`` are touched, and none when the report is no longer current. A rule that
    fires opens its alert, or reopens it when it was resolved; one that does not, resolves it. A person's decision
    (acknowledged, waived) outlives every further evaluation of the same reading; it ends when another version of the
    report no longer shows the fault, or when the waiver runs out while the fault is still there.

    :param outcomes: of one or more rule families, one outcome a rule.
    :param now: when the rules were evaluated.
    """
    # One evaluation of a report at a time, and none while another version takes its place.
    session.refresh(stored, ["is_current"], with_for_update={"key_share": True})
    _write_outcomes(session, stored, outcomes, now)
    run = _Run(session, stored, now)
    if stored.is_current:
        run.apply(outcomes)
    return run.changes


def acknowledge(session: Session, alert_id: int, by: str, now: dt.datetime, note: str | None = None) -> Alert:
    """A person has taken note of an alert; it still counts.

    :raises LookupError: when there is no such alert.
    :raises ValueError: when it is resolved: there is nothing left to take note of.
    """
    return _decide(
        session, alert_id, AlertStatus.ACKNOWLEDGED, now, {"acknowledged_by": by, "note": note, "waived_until": None}
    )


def waive(
    session: Session, alert_id: int, by: str, now: dt.datetime, note: str | None = None, until: dt.date | None = None
) -> Alert:
    """A person has decided that an alert does not count.

    :param until: last day of the waiver, None for good.
    :raises LookupError: when there is no such alert.
    :raises ValueError: when it is resolved: there is nothing left to waive.
    """
    return _decide(
        session, alert_id, AlertStatus.WAIVED, now, {"acknowledged_by": by, "note": note, "waived_until": until}
    )


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts to list; None and empty mean any."""

    statuses: Collection[AlertStatus] = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)
    minimum_severity: Severity = Severity.INFO
    organ_id: int | None = None
    year: int | None = None
    rule: str | None = None
    report_id: int | None = None


STANDING = Wanted()


def listing(session: Session, wanted: Wanted = STANDING, limit: int | None = None) -> list[Alert]:
    """The alerts wanted, with their organs: the worst first, then the newest years."""
    conditions = [
        getattr(Alert, name) == value
        for name in ("organ_id", "year", "rule", "report_id")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.statuses:
        conditions.append(Alert.status.in_(wanted.statuses))
    rank = case({severity: severity.rank for severity in Severity}, value=Alert.severity)
    query = (
        select(Alert)
        .where(*conditions, Alert.severity.in_(at_least(wanted.minimum_severity)))
        .options(joinedload(Alert.organ))
        .order_by(rank.desc(), Alert.year.desc(), Alert.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def at_least(minimum: Severity) -> list[Severity]:
    """The severities not below the one given."""
    return [severity for severity in Severity if severity.rank >= minimum.rank]


def _decide(session: Session, alert_id: int, status: AlertStatus, now: dt.datetime, decision: dict[str, Any]) -> Alert:
    alert = session.get(Alert, alert_id, with_for_update=True)
    if alert is None:
        raise LookupError(f"no alert {alert_id}")
    if alert.status is AlertStatus.RESOLVED:
        raise ValueError(f"alert {alert_id} is resolved")
    alert.status = status
    for name, value in decision.items():
        setattr(alert, name, value)
    event = AlertEvent(alert_id=alert.id, at=now, event=EventKind(status), by=alert.acknowledged_by, detail=alert.note)
    session.add(event)
    session.flush()
    return alert


def _write_outcomes(session: Session, stored: StoredReport, outcomes: Sequence[Outcome], now: dt.datetime) -> None:
    versions = {rule.code: rule.version for rule in catalogue()}
    rows = [_outcome_row(outcome, versions) | {"report_id": stored.id, "evaluated_at": now} for outcome in outcomes]
    codes = [row["rule"] for row in rows]
    session.execute(delete(RuleOutcome).where(RuleOutcome.report_id == stored.id, RuleOutcome.rule.in_(codes)))
    if rows:
        session.execute(insert(RuleOutcome), rows)


def _outcome_row(outcome: Outcome, versions: dict[str, int]) -> dict[str, Any]:
    kind, version, why = OutcomeKind.PASSED, versions.get(outcome.rule, 1), None
    if isinstance(outcome, Finding):
        kind, version = OutcomeKind.FINDING, outcome.version
    elif isinstance(outcome, NotAssessable):
        kind, why = OutcomeKind.NOT_ASSESSABLE, outcome.why
    return {"rule": outcome.rule, "version": version, "outcome": kind, "why": why}


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


class _Run:
    """One evaluation of a current report, and what it does to the alerts."""

    def __init__(self, session: Session, stored: StoredReport, now: dt.datetime) -> None:
        self._session = session
        self._stored = stored
        self._now = now
        self._events: list[tuple[Alert, EventKind, str | None]] = []
        self.changes = Changes()

    def apply(self, outcomes: Sequence[Outcome]) -> None:
        rules = [outcome.rule for outcome in outcomes]
        own = select(Alert).where(Alert.subject == self._stored.subject, Alert.rule.in_(rules)).with_for_update()
        known = {alert.rule: alert for alert in self._session.scalars(own)}
        for outcome in outcomes:
            alert = known.get(outcome.rule)
            if isinstance(outcome, Finding):
                self._found(outcome, alert)
            elif alert is not None and self._may_resolve(alert):
                self._resolve(alert, outcome.why if isinstance(outcome, NotAssessable) else None)
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
            for name in differing:
                setattr(alert, name, shown[name])
            if alert.status is AlertStatus.RESOLVED:
                self._reopen(alert, None)
            elif alert.waived_until is not None and alert.waived_until < self._now.astimezone(_CHINA).date():
                self._reopen(alert, "豁免期限已过")
            elif differing:
                self._note(
                    self.changes.changed, alert, EventKind.CHANGED, "、".join(map(_SHOWN.__getitem__, differing))
                )
        alert.report_id = self._stored.id
        alert.last_seen_at = self._now

    def _open(self, finding: Finding, shown: dict[str, Any]) -> Alert:
        alert = Alert(
            subject=self._stored.subject,
            organ_id=self._stored.organ_id,
            year=self._stored.year,
            rule=finding.rule,
            status=AlertStatus.OPEN,
            opened_at=self._now,
            **shown,
        )
        self._session.add(alert)
        self._note(self.changes.opened, alert, EventKind.OPENED, None)
        return alert

    def _reopen(self, alert: Alert, why: str | None) -> None:
        alert.status = AlertStatus.OPEN
        alert.reopened_at = self._now
        alert.resolved_at = alert.waived_until = None
        self._note(self.changes.reopened, alert, EventKind.REOPENED, why)

    def _resolve(self, alert: Alert, why: str | None) -> None:
        alert.status = AlertStatus.RESOLVED
        alert.resolved_at = self._now
        self._note(self.changes.resolved, alert, EventKind.RESOLVED, why)

    def _may_resolve(self, alert: Alert) -> bool:
        """Open alerts, and those a person decided on when it is another version that no longer shows the fault."""
        if alert.status is AlertStatus.OPEN:
            return True
        return alert.status is not AlertStatus.RESOLVED and alert.report_id != self._stored.id

    def _forsaken(self, rules: Collection[str]) -> Sequence[Alert]:
        """What an earlier reading of the same document showed, when it was taken for another organ's or year's."""
        values = {"document_id": self._stored.document_id, "subject": self._stored.subject, "rules": list(rules)}
        return self._session.scalars(_FORSAKEN, values).all()

    def _note(self, where: list[Alert], alert: Alert, event: EventKind, detail: str | None) -> None:
        where.append(alert)
        self._events.append((alert, event, detail))


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
