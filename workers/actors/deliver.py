"""deliver: a delivery → a mail that is out.

Place in the flow: notify → **deliver** → SMTP server, or the outbox. See the actor's docstring for its commit points.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import Delivery, DeliveryState, Task
from workers.actors.work import Work
from workers.ledger import Claim
from workers.mail.address import BadAddressError
from workers.mail.compose import compose
from workers.mail.load import load_batch
from workers.mail.transport import PermanentMailError, send
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
    connection, 4xx) is tried again; a refusal (5xx, a wrong address) is a result: the delivery has failed.

    Commits: 1. the claim; 2. the delivery's state and "done", in one transaction, after the mail is out.
    Acknowledged: after 2, or after the failure is recorded.
    """
    settings = work.runtime.settings
    with work.reading() as session:
        state = session.get_one(Delivery, work.subject_id).state
        batch = load_batch(session, work.subject_id)
    if state is DeliveryState.SENT:
        with work.finish():
            return
    try:
        message = compose(batch, sender=settings.mail_from, now=work.now())
        path = send(message, smtp_url=settings.smtp_url, outbox=settings.outbox, timeout=settings.mail_seconds)
    except (PermanentMailError, BadAddressError) as error:
        _conclude(work, DeliveryState.FAILED, error=str(error))
        log.error("mail_refused", message_id=batch.message_id, reason=str(error))  # noqa: TRY400 - no trace needed
    else:
        _conclude(work, DeliveryState.SENT, sent_at=work.now())
        log.info("mail_sent", message_id=batch.message_id, file=path.name if path else None)


def _conclude(
    work: Work, state: DeliveryState, *, sent_at: dt.datetime | None = None, error: str | None = None
) -> None:
    with work.finish() as session:
        session.execute(
            update(Delivery).where(Delivery.id == work.subject_id).values(state=state, sent_at=sent_at, error=error)
        )
