"""notify: what is new about a report → one delivery a recipient who wants to know at once.

Place in the flow: the last check → **notify** → deliver. See the actor's docstring for its commit points.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from models import Frequency, StoredReport, Subscription, deliveries, subscriptions
from workers.actors.dispatch import default_subscription, dispatch
from workers.actors.work import Work
from workers.queues import Queue
from workers.registry import ledger_actor

_TIME_LIMIT: Final = 60.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def notify(work: Work) -> None:
    """Decide who is told what about one report.

    Subject: a report's id. For each recipient whose subscriptions match and who wants to know at once: the open alerts
    of sufficient severity that no mail has told of since they were opened, and those told of that are resolved. Where
    no subscription matches, at whatever frequency, the default recipient is subscribed to everything. Nothing new, no
    delivery. Who gets digests is told by ``digest``.

    Commits: 1. the claim; 2. the deliveries, their tasks ``deliver`` and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.finish() as session:
        report = session.get_one(StoredReport, work.subject_id)
        if not deliveries.may_have_news(session, report):
            return
        by_address = _by_address(work, session, report)
        subscriptions.hold(session, by_address)
        for own in by_address.values():
            if alerts := deliveries.news_of_report(session, own, report):
                dispatch(work, session, own[0], report, alerts, f"{report.id}:{work.claim.input_version}")


def _by_address(work: Work, session: Session, report: StoredReport) -> dict[str, list[Subscription]]:
    """The subscriptions that cover the report and want to know at once, together for each address."""
    found: dict[str, list[Subscription]] = {}
    for subscription in subscriptions.matching(session, report) or default_subscription(work, session):
        if subscription.frequency is Frequency.IMMEDIATELY:
            found.setdefault(subscription.address, []).append(subscription)
    return found
