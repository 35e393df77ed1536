"""notify: what is new about a report → one delivery a recipient.

Place in the flow: the last check → **notify** → deliver. See the actor's docstring for its commit points.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, StoredReport, Subscription, deliveries, subscriptions
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
        for own in _by_address(work, session, report):
            alerts = deliveries.undelivered(session, own, report)
            if alerts:
                _deliver(work, session, own[0], report, alerts)


def _has_open_alerts(session: Session, report_id: int) -> bool:
    found = session.scalar(
        select(Alert.id).where(Alert.report_id == report_id, Alert.status == AlertStatus.OPEN).limit(1)
    )
    return found is not None


def _by_address(work: Work, session: Session, report: StoredReport) -> list[list[Subscription]]:
    """The subscriptions that cover the report, together for each address."""
    found: dict[str, list[Subscription]] = {}
    for subscription in subscriptions.matching(session, report) or _default(work, session):
        found.setdefault(subscription.address, []).append(subscription)
    return list(found.values())


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


def _deliver(
    work: Work, session: Session, subscription: Subscription, report: StoredReport, alerts: Sequence[Alert]
) -> None:
    message_id = f"<{uuid.uuid4().hex}@{parse_mailbox(work.runtime.settings.mail_from).domain}>"
    batch_key = f"{report.id}:{work.claim.input_version}"
    delivery, _ = deliveries.create(session, subscription, report, alerts, batch_key, message_id, work.now())
    work.add(session, "deliver", delivery.id, work.claim.input_version)
