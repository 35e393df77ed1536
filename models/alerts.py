"""The life of an alert: opened by a rule, acknowledged or waived by a person, resolved, reopened.

Place in the flow: ``apply`` is called by the actors ``check_<family>`` in the transaction of their result;
``end_waivers`` once a day by the actor ``lapse``; what people decide, and ``listing``, by the commands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, case, delete, insert, select
from sqlalchemy.orm import Session, joinedload

from models.alert_run import WAIVER_OVER, Changes, Run, Subject
from models.alert_tables import (
    STANDING_STATUSES,
    Alert,
    AlertEvent,
    AlertStatus,
    EventKind,
    OutcomeKind,
    RuleOutcome,
)
from models.beijing import BEIJING
from models.organs import Organ
from models.reports import StoredReport, current, subject_of
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
    "apply_to_organ_year",
    "end_waivers",
    "history",
    "listing",
    "reopen",
    "waive",
]


def apply(
    session: Session,
    stored: StoredReport,
    outcomes: Sequence[Outcome],
    now: dt.datetime,
    switched_off: Collection[str] = (),
) -> Changes:
    """Write what the rules said of a report, and bring the alerts of its subject in line with it.

    Only alerts of the rules named are touched, and none when the report is no longer current. A rule that fires opens
    its alert, or reopens it when it was resolved; one that passes resolves it, and so does a broader one that fires in
    its place. One that cannot be assessed proves nothing: its alert stays as it is. A person's decision (acknowledged,
    waived) outlives every further evaluation of the same reading; it ends when another version of the report no longer
    shows the fault, or when the waiver runs out while the fault is still there.

    :param outcomes: of one or more rule families, one outcome a rule.
    :param now: when the rules were evaluated.
    :param switched_off: codes of the rules of those families that were not evaluated because the office does not want
        them: their alerts stand no longer; what was waived stays waived.
    """
    # One evaluation of a report at a time, and none while another version takes its place.
    session.refresh(stored, ["is_current"], with_for_update={"key_share": True})
    _write_outcomes(session, stored, outcomes, now, switched_off)
    subject = Subject(stored.subject, stored.organ_id, stored.year, stored.id, stored.document_id)
    run = Run(session, subject, now)
    if stored.is_current:
        run.apply(outcomes, switched_off)
    return run.changes


def apply_to_organ_year(
    session: Session,
    organ_id: int,
    year: int,
    outcomes: Sequence[Outcome],
    now: dt.datetime,
    switched_off: Collection[str] = (),
) -> Changes:
    """Bring the alerts about a report that is not there in line with what the rules say of its absence.

    Nothing is touched once the organ has a report for the year: then that report's checks speak of it. The organ's row
    is locked, as it is by whoever stores a report of it.

    :param outcomes: of rules that need no report (``C-MISSING``), one a rule.
    :param switched_off: as for ``apply``.
    """
    session.execute(select(Organ.id).where(Organ.id == organ_id).with_for_update(key_share=True))
    run = Run(session, Subject(subject_of(organ_id, year), organ_id, year), now)
    if current(session, organ_id, year) is None:
        run.apply(outcomes, switched_off)
    return run.changes


def acknowledge(session: Session, alert_id: int, by: str, now: dt.datetime, note: str | None = None) -> Alert:
    """A person has taken note of an alert; it still counts. The same said again changes nothing, nor the history.

    :raises LookupError: when there is no such alert.
    :raises ValueError: when it is resolved: there is nothing left to take note of; without a person.
    """
    return _decide(
        session,
        alert_id,
        AlertStatus.ACKNOWLEDGED,
        now,
        {"acknowledged_by": _person(by), "note": note, "waived_until": None},
    )


def waive(session: Session, alert_id: int, by: str, now: dt.datetime, note: str, until: dt.date | None = None) -> Alert:
    """A person has decided that an alert does not count, and says why. The same said again changes nothing.

    :param until: last day of the waiver (in Beijing), None for good.
    :raises LookupError: when there is no such alert.
    :raises ValueError: when it is resolved: there is nothing left to waive; without a person or a reason; when the day
        is over.
    """
    if not note.strip():
        raise ValueError("a waiver needs a reason")
    if until is not None and until < now.astimezone(BEIJING).date():
        raise ValueError(f"the waiver would have ended on {until}")
    return _decide(
        session,
        alert_id,
        AlertStatus.WAIVED,
        now,
        {"acknowledged_by": _person(by), "note": note, "waived_until": until},
    )


def reopen(session: Session, alert_id: int, by: str, now: dt.datetime, note: str | None = None) -> Alert:
    """A person takes the decision about an alert back. Whoever was told of it before is not told again.

    :raises LookupError: when there is no such alert.
    :raises ValueError: when nobody has decided about it; without a person.
    """
    person = _person(by)
    alert = _locked(session, alert_id)
    if alert.status not in {AlertStatus.ACKNOWLEDGED, AlertStatus.WAIVED}:
        raise ValueError(f"alert {alert_id} is {alert.status}: there is no decision to take back")
    alert.status, alert.reopened_at = AlertStatus.OPEN, now
    alert.acknowledged_by = alert.note = alert.waived_until = None
    session.add(AlertEvent(alert_id=alert.id, at=now, event=EventKind.REOPENED, by=person, detail=note))
    session.flush()
    return alert


def end_waivers(session: Session, now: dt.datetime) -> list[Alert]:
    """Reopen what was waived until a day that is over in Beijing: a waived alert's fault is still there.

    Run daily, since no report may come that would have the rules run again.
    """
    over = select(Alert).where(Alert.status == AlertStatus.WAIVED, Alert.waived_until < now.astimezone(BEIJING).date())
    found = list(session.scalars(over.order_by(Alert.id).with_for_update()))
    for alert in found:
        alert.status, alert.reopened_at = AlertStatus.OPEN, now
        alert.acknowledged_by = alert.note = alert.waived_until = None
        alert.opening += 1
        session.add(AlertEvent(alert_id=alert.id, at=now, event=EventKind.REOPENED, detail=WAIVER_OVER))
    session.flush()
    return found


def history(session: Session, alert_id: int) -> list[AlertEvent]:
    """All events of one alert, oldest first."""
    return list(session.scalars(select(AlertEvent).where(AlertEvent.alert_id == alert_id).order_by(AlertEvent.id)))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts to list; None and empty mean any.

    :param organs: a condition on ``Organ``: one, a division's, those below one.
    """

    statuses: Collection[AlertStatus] = STANDING_STATUSES
    minimum_severity: Severity = Severity.INFO
    organs: ColumnElement[bool] | None = None
    year: int | None = None
    rule: str | None = None
    report_id: int | None = None


STANDING = Wanted()


def listing(session: Session, wanted: Wanted = STANDING, limit: int | None = None) -> list[Alert]:
    """The alerts wanted, with their organs: the worst first, then the newest years."""
    conditions = [
        getattr(Alert, name) == value
        for name in ("year", "rule", "report_id")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.organs is not None:
        conditions.append(Alert.organ_id.in_(select(Organ.id).where(wanted.organs)))
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
    alert = _locked(session, alert_id)
    if alert.status is AlertStatus.RESOLVED:
        raise ValueError(f"alert {alert_id} is resolved")
    if alert.status is status and all(getattr(alert, name) == value for name, value in decision.items()):
        return alert
    alert.status = status
    for name, value in decision.items():
        setattr(alert, name, value)
    event = AlertEvent(alert_id=alert.id, at=now, event=EventKind(status), by=alert.acknowledged_by, detail=alert.note)
    session.add(event)
    session.flush()
    return alert


def _person(by: str) -> str:
    """Their name without the blanks around it.

    :raises ValueError: when it is blank: the history must say who answers for a decision.
    """
    if not (name := by.strip()):
        raise ValueError("a decision needs a name: who decides?")
    return name


def _locked(session: Session, alert_id: int) -> Alert:
    alert = session.get(Alert, alert_id, with_for_update=True)
    if alert is None:
        raise LookupError(f"no alert {alert_id}")
    return alert


def _write_outcomes(
    session: Session,
    stored: StoredReport,
    outcomes: Sequence[Outcome],
    now: dt.datetime,
    switched_off: Collection[str],
) -> None:
    versions = {rule.code: rule.version for rule in catalogue()}
    rows = [_outcome_row(outcome, versions) | {"report_id": stored.id, "evaluated_at": now} for outcome in outcomes]
    codes = [*(row["rule"] for row in rows), *switched_off]
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
