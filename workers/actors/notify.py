"""notify: what is new about a report → one delivery a recipient.

Place in the flow: the last check → **notify** → deliver. See the actor's docstring for its commit points.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from models import (
    Alert,
    AlertStatus,
    Delivery,
    DeliveryAlert,
    DeliveryState,
    Organ,
    StoredReport,
    Subscription,
)
from rules.finding import Severity
from workers.actors.work import Work
from workers.mail.address import parse_mailbox
from workers.queues import Queue
from workers.registry import ledger_actor

_TIME_LIMIT: Final = 60.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def notify(work: Work) -> None:
    """Decide who is told what about one report.

    Subject: a report's id. For each recipient whose subscriptions match: the open alerts of sufficient severity that no
    mail has carried to that recipient since they were opened. Where no subscription matches, the default recipient is
    subscribed to everything. Nothing new, no delivery.

    Commits: 1. the claim; 2. the deliveries, their tasks ``deliver`` and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.finish() as session:
        if not _has_open_alerts(session, work.subject_id):
            return
        report = session.get_one(StoredReport, work.subject_id)
        for recipient, subscriptions in _recipients(work, session, report).items():
            alerts = _undelivered(session, report.id, recipient, subscriptions)
            if alerts:
                _deliver(work, session, recipient, subscriptions[0], alerts)


def _has_open_alerts(session: Session, report_id: int) -> bool:
    found = session.scalar(
        select(Alert.id).where(Alert.report_id == report_id, Alert.status == AlertStatus.OPEN).limit(1)
    )
    return found is not None


def _recipients(work: Work, session: Session, report: StoredReport) -> dict[str, list[Subscription]]:
    matching = session.scalars(
        select(Subscription).where(Subscription.active, _scope(report)).order_by(Subscription.id)
    ).all() or _default(work, session)
    recipients: dict[str, list[Subscription]] = {}
    for subscription in matching:
        recipients.setdefault(subscription.address, []).append(subscription)
    return recipients


def _scope(report: StoredReport) -> ColumnElement[bool]:
    """All reports, this organ's, or this division's and those above it, whose code this one's begins with."""
    scopes = [and_(Subscription.organ_id.is_(None), Subscription.division_code.is_(None))]
    if report.organ_id is not None:
        scopes.append(and_(Subscription.organ_id == report.organ_id))
        code = select(Organ.division_code).where(Organ.id == report.organ_id).scalar_subquery()
        scopes.append(
            and_(Subscription.division_code.is_not(None), code.like(Subscription.division_code + literal("%")))
        )
    return or_(*scopes)


def _default(work: Work, session: Session) -> Sequence[Subscription]:
    """The default recipient's subscription to everything, made when first needed.

    From then on it is a subscription like any other, which may be switched off.
    """
    settings = work.runtime.settings
    everything = and_(Subscription.organ_id.is_(None), Subscription.division_code.is_(None))
    found = session.scalars(
        select(Subscription).where(Subscription.address == settings.alert_recipient, everything)
    ).one_or_none()
    if found is None:
        found = Subscription(
            address=settings.alert_recipient,
            minimum_severity=settings.minimum_severity,
            active=True,
            created_at=work.now(),
        )
        session.add(found)
        session.flush()
    return [found] if found.active else []


def _undelivered(
    session: Session, report_id: int, recipient: str, subscriptions: Sequence[Subscription]
) -> Sequence[Alert]:
    least = min(subscription.minimum_severity.rank for subscription in subscriptions)
    carried = exists().where(
        DeliveryAlert.alert_id == Alert.id,
        DeliveryAlert.delivery_id == Delivery.id,
        Delivery.recipient == recipient,
        Delivery.state != DeliveryState.FAILED,
        Delivery.created_at >= func.coalesce(Alert.reopened_at, Alert.opened_at),
    )
    return session.scalars(
        select(Alert)
        .where(
            Alert.report_id == report_id,
            Alert.status == AlertStatus.OPEN,
            Alert.severity.in_([severity for severity in Severity if severity.rank >= least]),
            ~carried,
        )
        .order_by(Alert.id)
    ).all()


def _deliver(work: Work, session: Session, recipient: str, subscription: Subscription, alerts: Sequence[Alert]) -> None:
    now: dt.datetime = work.now()
    delivery = Delivery(
        subscription_id=subscription.id,
        recipient=recipient,
        report_id=work.subject_id,
        batch_key=f"{work.subject_id}:{work.claim.input_version}",
        message_id=f"<{uuid.uuid4().hex}@{parse_mailbox(work.runtime.settings.mail_from).domain}>",
        state=DeliveryState.PENDING,
        created_at=now,
    )
    session.add(delivery)
    session.flush()
    session.add_all(DeliveryAlert(delivery_id=delivery.id, alert_id=alert.id) for alert in alerts)
    work.add(session, "deliver", delivery.id, work.claim.input_version)
