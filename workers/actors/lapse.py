"""lapse: waivers that have run out → open alerts, and who is told of them.

Place in the flow: the scheduler, early each day → **lapse** → notify. See the actor's docstring.
"""

from __future__ import annotations

from typing import Final

from models import alerts
from workers.actors.work import Work
from workers.queues import Queue
from workers.registry import ledger_actor

_TIME_LIMIT: Final = 60.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def lapse(work: Work) -> None:
    """Reopen alerts whose waiver ended before today.

    Subject: a day (ISO, Beijing). A report may stay as it is for ever, so nothing else would look at them.

    Commits: 1. the claim; 2. the alerts, their events, a task ``notify`` a report and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    with work.finish() as session:
        reopened = alerts.end_waivers(session, work.now())
        for report_id in sorted({alert.report_id for alert in reopened if alert.report_id is not None}):
            work.add(session, "notify", report_id, f"lapse.{work.claim.subject}")
        if any(alert.report_id is None for alert in reopened):
            work.add(session, "notify_missing", work.claim.subject, "lapse")
