"""notify_missing: what is new about reports that are not there → one mail a recipient who wants to know at once.

Place in the flow: the daily look at the roster → **notify_missing** → deliver. See the actor's docstring.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, not_
from sqlalchemy.orm import Session

from models import Alert, Frequency, Subscription, deliveries, subscriptions
from workers.actors.dispatch import default_subscription, dispatch
from workers.actors.work import Work
from workers.queues import Queue
from workers.registry import ledger_actor

_TIME_LIMIT: Final = 100.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def notify_missing(work: Work) -> None:
    """Decide who is told of alerts that no report belongs to: reports that are due, or missing.

    Subject: a day (ISO, Beijing). There may be thousands at once, so each recipient gets one mail for all, in the form
    of a digest. Who gets digests is told by ``digest``. What no subscription covers goes to the default recipient.

    Commits: 1. the claim; 2. the deliveries, their tasks ``deliver`` and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.finish() as session:
        recipients = _recipients(work, session)
        subscriptions.hold(session, {own[0].address for own, _ in recipients})
        for own, where in recipients:
            if alerts := deliveries.news_in_scope(session, own, Alert.report_id.is_(None), *where):
                batch_key = f"missing:{work.claim.subject}:{work.claim.input_version}"
                dispatch(work, session, own[0], None, alerts, batch_key)


def _recipients(work: Work, session: Session) -> list[tuple[list[Subscription], list[ColumnElement[bool]]]]:
    """The subscriptions of each address that is told at once, and what further limits what it is told."""
    found: list[tuple[list[Subscription], list[ColumnElement[bool]]]] = [
        (own, []) for own in subscriptions.active(session, Frequency.IMMEDIATELY).values()
    ]
    everybody = [one for own in subscriptions.active(session).values() for one in own]
    uncovered = [not_(subscriptions.scope(everybody))] if everybody else []
    if deliveries.exists_open(session, Alert.report_id.is_(None), *uncovered):
        found += [(own, uncovered) for own in [default_subscription(work, session)] if own]
    return found
