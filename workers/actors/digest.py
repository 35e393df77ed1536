"""digest: what is new since the last mail → one mail for everything a subscription covers.

Place in the flow: the scheduler, at the subscription's time → **digest** → deliver. See the actor's docstring.
"""

from __future__ import annotations

from typing import Final

from models import Subscription, SubscriptionState, deliveries, subscriptions
from workers.actors.dispatch import dispatch
from workers.actors.work import Work
from workers.queues import Queue
from workers.registry import ledger_actor

_TIME_LIMIT: Final = 100.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def digest(work: Work) -> None:
    """Gather what a subscriber was not told yet.

    Subject: a subscription's id; the input version is the moment its digest is due. All subscriptions of its address
    that are due at the same times share one mail. Nothing new, no delivery.

    Commits: 1. the claim; 2. the delivery, its task ``deliver`` and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.finish() as session:
        subscription = session.get(Subscription, work.subject_id)
        if subscription is None or subscription.state is not SubscriptionState.ACTIVE:
            return
        subscriptions.hold(session, [subscription.address])
        own = subscriptions.due_together(session, subscription)
        if alerts := deliveries.news_in_scope(session, own):
            batch_key = f"{subscription.frequency.value}:{work.claim.input_version}"
            dispatch(work, session, own[0], None, alerts, batch_key)
