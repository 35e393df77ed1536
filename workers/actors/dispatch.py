"""What the actors that decide who is told have in common: the row of a mail, and the recipient of last resort.

Place in the flow: called by ``notify``, ``notify_missing`` and ``digest`` in the transaction of their result.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Frequency, StoredReport, Subscription, SubscriptionState, deliveries
from models.deliveries import Told
from workers.actors.work import Work
from workers.mail.address import parse_mailbox

_DELIVER_VERSION = "1"


def dispatch(
    work: Work,
    session: Session,
    subscription: Subscription,
    report: StoredReport | None,
    alerts: Sequence[Told],
    batch_key: str,
) -> None:
    """Write a mail and the task ``deliver`` for it; the same batch to the same address is one mail.

    :param report: None for a digest.
    """
    message_id = f"<{uuid.uuid4().hex}@{parse_mailbox(work.runtime.settings.mail_from).domain}>"
    delivery, _ = deliveries.create(session, subscription, report, alerts, batch_key, message_id, work.now())
    work.add(session, "deliver", delivery.id, _DELIVER_VERSION)


def default_subscription(work: Work, session: Session) -> list[Subscription]:
    """The default recipient's subscription to everything, made when first needed; none when it is no longer active.

    From then on it is a subscription like any other, which may be suspended.
    """
    settings = work.runtime.settings
    found = session.scalars(
        select(Subscription).where(
            Subscription.address == settings.alert_recipient,
            Subscription.organ_id.is_(None),
            Subscription.division_code.is_(None),
            Subscription.frequency == Frequency.IMMEDIATELY,
        )
    ).one_or_none()
    if found is None:
        found = Subscription(
            address=settings.alert_recipient,
            minimum_severity=settings.minimum_severity,
            state=SubscriptionState.ACTIVE,
            created_at=work.now(),
            scheduled_at=work.now(),
        )
        session.add(found)
        session.flush()
    return [found] if found.state is SubscriptionState.ACTIVE else []
