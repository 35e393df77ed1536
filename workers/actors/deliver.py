"""deliver: a delivery → a mail that is out.

Place in the flow: notify, digest → **deliver** → SMTP server, or the outbox. See the actor's docstring for its commit
points.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Alert,
    Delivery,
    DeliveryAlert,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionState,
    Task,
    subscriptions,
)
from models.beijing import BEIJING
from workers.actors.work import Work, raise_alarm
from workers.ledger import Claim
from workers.mail.address import BadAddressError
from workers.mail.compose import Unsubscribe, compose
from workers.mail.load import load_batch
from workers.mail.load_digest import load_digest
from workers.mail.refusal import RefusedRecipientError
from workers.mail.transport import send
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.runtime import Runtime
from workers.settings import Settings
from workers.telemetry import get_logger

log = get_logger(__name__)

_MARGIN_SECONDS: Final = 30


def _time_limit(settings: Settings) -> float:
    return settings.mail_seconds + _MARGIN_SECONDS


def _note_error(runtime: Runtime, session: Session, claimed: Claim) -> None:  # noqa: ARG001 - a hook's signature
    """After the last attempt the delivery says what was wrong; it stays pending, so that ``retry`` can send it."""
    task = session.get_one(Task, claimed.task_id)
    session.execute(update(Delivery).where(Delivery.id == int(claimed.subject)).values(error=task.last_error))


@ledger_actor(queue=Queue.MAIL, time_limit=_time_limit, on_quarantine=_note_error)
def deliver(work: Work) -> None:
    """Send one mail.

    Subject: a delivery's id. The mail goes to the SMTP server, or as a file into the outbox. At least once: a worker
    that dies between sending and commit sends again, under the same Message-ID. What a later attempt may cure (no
    connection, 4xx) is tried again. An address that is refused (5xx) is a result: the delivery has failed, the address
    gets no more mail, ops is told, and whoever else is to be told is. What else is refused for good (password, message,
    sender) is nobody's but ops': quarantined, until ``nianbao retry``.

    Commits: 1. the claim; 2. the delivery's state and "done", in one transaction, after the mail is out.
    Acknowledged: after 2, or after the failure is recorded.
    """
    settings = work.runtime.settings
    with work.reading() as session:
        delivery = session.get_one(Delivery, work.subject_id)
        state, subscription = delivery.state, delivery.subscription
        is_digest = delivery.kind is DeliveryKind.DIGEST
        if state is DeliveryState.PENDING and subscription.state is SubscriptionState.ACTIVE:
            batch = load_digest(session, delivery.id) if is_digest else load_batch(session, delivery.id)
    if state is not DeliveryState.PENDING:
        with work.finish():
            return
    if subscription.state is not SubscriptionState.ACTIVE:
        _give_up(work, subscription, f"the subscription is {subscription.state}")
        return
    try:
        way_out = unsubscribe(settings, subscription)
        message = compose(batch, sender=settings.mail_from, now=work.now(), unsubscribe=way_out)
        path = send(message, smtp_url=settings.smtp_url, outbox=settings.outbox, timeout=settings.mail_seconds)
    except (RefusedRecipientError, BadAddressError) as error:
        log.error("mail_refused", message_id=batch.message_id, reason=str(error))  # noqa: TRY400 - no trace needed
        _give_up(work, subscription, str(error), bounced=True)
    else:
        with work.finish() as session:
            values = {"state": DeliveryState.SENT, "sent_at": work.now(), "error": None}
            session.execute(update(Delivery).where(Delivery.id == work.subject_id).values(**values))
        log.info("mail_sent", message_id=batch.message_id, file=path.name if path else None)


def unsubscribe(settings: Settings, subscription: Subscription) -> Unsubscribe:
    """How the reader of a subscription's mails ends it, as far as the settings offer ways."""
    base, address = settings.unsubscribe_url, settings.unsubscribe_address
    return Unsubscribe(
        page=None if base is None else f"{base.rstrip('/')}/{subscription.token}",
        mail=None if address is None else f"mailto:{address}?subject=unsubscribe%20{subscription.token}",
    )


def _give_up(work: Work, subscription: Subscription, why: str, *, bounced: bool = False) -> None:
    """The delivery has failed; what it was to tell is decided anew, so that it is told to somebody."""
    with work.finish() as session:
        values = {"state": DeliveryState.FAILED, "error": why}
        session.execute(update(Delivery).where(Delivery.id == work.subject_id).values(**values))
        if bounced:
            subscriptions.stop(session, subscription.address, SubscriptionState.BOUNCED, work.now(), why)
            raise_alarm(work.runtime, session, work.claim.correlation_id)
        _tell_others(work, session)


def _tell_others(work: Work, session: Session) -> None:
    version = f"undelivered.{work.subject_id}"
    carried = select(Alert.report_id).join(DeliveryAlert, DeliveryAlert.alert_id == Alert.id)
    reports = set(session.scalars(carried.where(DeliveryAlert.delivery_id == work.subject_id)))
    for report_id in sorted(key for key in reports if key is not None):
        work.add(session, "notify", report_id, version)
    if None in reports:
        work.add(session, "notify_missing", work.now().astimezone(BEIJING).date().isoformat(), version)
