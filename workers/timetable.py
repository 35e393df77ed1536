"""What is to be done at set times: digests at those of their subscribers, and some work once a day.

Place in the flow: asked by the scheduler at each sweep; writes tasks into the ledger, which knows each of them once. Of
runs that were missed, since nothing was running, only the last is caught up: it tells of all that came meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import select

from models import Frequency, Subscription, SubscriptionState
from models.beijing import BEIJING
from models.session import read_only
from workers.runtime import Runtime
from workers.telemetry import new_correlation_id

_DAY: Final = dt.timedelta(days=1)
_DAYS_PER_WEEK: Final = 7


class Daily(NamedTuple):
    """An actor whose subject is a day (ISO, Beijing), and when on that day it starts (Beijing time)."""

    actor: str
    at: dt.time


DAILY: Final = (Daily("lapse", dt.time(0, 5)), Daily("check_coverage_day", dt.time(0, 10)))


class _Due(NamedTuple):
    actor: str
    subject: str
    input_version: str


class Timetable:
    """Writes the task of each time that has come, once; what is written is remembered, so that a sweep costs a read."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._written: set[_Due] = set()

    def write_due(self) -> int:
        """Write what is due by now and was not written yet.

        :return: how many tasks are new.
        :raises sqlalchemy.exc.SQLAlchemyError: when the database does not answer.
        """
        now = self._runtime.now()
        due = {*self._daily(now), *self._digests(now)}
        new = 0
        if missing := due - self._written:
            with self._runtime.transaction() as session:
                for task in sorted(missing):
                    added = self._runtime.add(session, *task, correlation_id=new_correlation_id())
                    new += added is not None
        self._written = due
        return new

    def _daily(self, now: dt.datetime) -> Iterator[_Due]:
        for actor, at in DAILY:
            yield _Due(actor, last_time(now, at).date().isoformat(), "1")

    def _digests(self, now: dt.datetime) -> Iterator[_Due]:
        wanted = select(Subscription).where(
            Subscription.state == SubscriptionState.ACTIVE, Subscription.frequency != Frequency.IMMEDIATELY
        )
        with read_only(self._runtime.engine) as session:
            found = session.scalars(wanted.order_by(Subscription.id.desc())).all()
        # Of those that share a mail, the oldest names the task.
        for one in {(each.address, each.send_at, each.weekday): each for each in found}.values():
            assert one.send_at is not None  # noqa: S101 - a CHECK of the table; for the type
            time = last_time(now, one.send_at, one.weekday)
            if time > one.scheduled_at:
                yield _Due("digest", str(one.id), time.isoformat(timespec="minutes"))


def last_time(now: dt.datetime, at: dt.time, weekday: int | None = None) -> dt.datetime:
    """The last moment not after ``now`` at which a clock in Beijing showed ``at``, on that day of the week if given.

    :param weekday: 1 is Monday.
    """
    local = now.astimezone(BEIJING)
    last = dt.datetime.combine(local.date(), at, BEIJING)
    if last > local:
        last -= _DAY
    return last if weekday is None else last - _DAY * ((last.isoweekday() - weekday) % _DAYS_PER_WEEK)
