"""check_coverage_day: a day → who has not published by then.

Place in the flow: written by the scheduler once a day → **check_coverage_day** → notify_missing. What resolves these
alerts is the report: its own check of the family ``coverage``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from models import Alert, AlertStatus, Organ, alerts, coverage
from models.organs import facts_of
from rules.coverage import due_on, missing
from rules.finding import Finding, Outcome, Passed
from rules.profile import Profile
from workers import backlog
from workers.actors.work import TooEarlyError, Work
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.telemetry import get_logger

log = get_logger(__name__)

RULE: Final = "C-MISSING"
# Until these are done, a report may be there and not be known.
_READING: Final = ("extract", "persist")
# What is written when it runs out stays written, and the next attempt goes on from there.
_TIME_LIMIT: Final = 100.0
# So many organs a transaction: on SQLite nobody else writes meanwhile.
_BATCH: Final = 200


class _Said(msgspec.Struct, frozen=True):
    """What there is to say of one organ's year; ``outcomes`` is empty when the rule is off for it."""

    organ_id: int
    year: int
    outcomes: tuple[Outcome, ...]


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def check_coverage_day(work: Work) -> None:
    """Say of every organ of the roster that has not published whether its report is due soon, or missing.

    Subject: a day (ISO, in Beijing). Reports are due for the year before it; years of which some report is still missed
    are looked at, too. Only what differs from the alerts that stand is written, so most days write little.

    Commits: 1. the claim; 2. the deadlines, the task ``notify_missing`` and "done", in one transaction. In between,
    alerts and their events, some hundred organs at a time: what an attempt has written the next one finds. It waits for
    the files that had come in when it was written: whose report is there and not read yet is not missing it.
    Acknowledged: after 2, or after the failure is recorded.
    """
    day = dt.date.fromisoformat(work.claim.subject)
    profile = work.runtime.profile
    with work.reading() as session:
        if backlog.is_before(session, work.claim.task_id, _READING):
            raise TooEarlyError("files that came in before are not read yet")
        organs = coverage.roster(session)
        years = {day.year - 1, *coverage.years_with_standing_alerts(session, RULE)}
        news: list[_Said] = []
        for year in sorted(years):
            there = coverage.published(session, year)
            standing = coverage.alerts_without_report(session, RULE, year)
            news += _news([organ for organ in organs if organ.id not in there], standing, year, day, profile)
    for start in range(0, len(news), _BATCH):
        with work.runtime.transaction() as session:
            for said in news[start : start + _BATCH]:
                off = () if said.outcomes else (RULE,)
                alerts.apply_to_organ_year(session, said.organ_id, said.year, said.outcomes, work.now(), off)
    with work.finish() as session:
        coverage.set_duties(session, day.year - 1, dict(_duties(organs, day.year - 1, profile)))
        work.add(session, "notify_missing", work.claim.subject, work.claim.input_version)
    log.info("coverage_checked", day=work.claim.subject, organs=len(organs), news=len(news))


def _duties(organs: Sequence[Organ], year: int, profile: Profile) -> Iterator[tuple[int, dt.date]]:
    for organ in organs:
        deadline = due_on(facts_of(organ), year, profile)
        if organ.owes(year, deadline):
            yield organ.id, deadline


def _news(
    organs: Sequence[Organ], standing: dict[int, Alert], year: int, day: dt.date, profile: Profile
) -> Iterator[_Said]:
    """What is to be said of the organs that have no report for a year, where no alert says so already."""
    for organ in organs:
        facts = facts_of(organ)
        owes = organ.owes(year, due_on(facts, year, profile))
        outcomes = missing(facts, year, day, profile) if owes else [Passed(RULE)]
        if _differs(standing.get(organ.id), outcomes, day):
            yield _Said(organ.id, year, tuple(outcomes))


def _differs(alert: Alert | None, outcomes: Sequence[Outcome], day: dt.date) -> bool:
    finding = next((outcome for outcome in outcomes if isinstance(outcome, Finding)), None)
    if alert is None or alert.status is AlertStatus.RESOLVED:
        return finding is not None
    if finding is None:
        return True
    lapsed = alert.waived_until is not None and alert.waived_until < day
    return lapsed or (alert.severity, alert.message) != (finding.severity, finding.message)
