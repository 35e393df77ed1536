"""The scheduler: writes what a time of day asks for, and sends again whatever is due and not taken.

One sweeps at a time; a second one waits in its place.

Place in the flow: beside the workers, in ``nianbao run`` and ``nianbao scheduler``. This one mechanism covers a flushed
or restarted broker, a lost message, a killed worker and a wait that is over.

Who sweeps is decided by a lease in its heartbeat row, on SQLite and PostgreSQL alike: an advisory lock would hold a
connection for ever and exists on one of them only, and two sweepers for a moment do no harm.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
import uuid
from collections.abc import Callable
from typing import Final, Protocol

from redis import RedisError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import Heartbeat
from models.session import read_only, transaction
from workers import backlog, ledger, metrics, queues
from workers.heartbeat import Heart, Service
from workers.ledger import Sent
from workers.queues import Queue
from workers.registry import actors_of
from workers.runtime import Runtime
from workers.telemetry import get_logger
from workers.timetable import Timetable

log = get_logger(__name__)

NAME: Final = "scheduler"
# After a sweep that sent something the next one comes so soon (seconds): the ledger may hold more than the window.
_BUSY_SECONDS: Final = 0.5
# A message not taken for so long from a queue that is empty was lost, or lies in a worker's memory, where a second one
# does no harm.
_LOST_SECONDS: Final = 5.0
# The lease outlives a few sweeps that took long.
_LEASE_SWEEPS: Final = 6


class Crawls(Protocol):
    """What starts crawls (``sites.starter``)."""

    def look(self) -> bool:
        """Start one if it is due."""

    def stop(self) -> None:
        """End the one that is under way."""


class Scheduler:
    """Sweeps in a loop.

    :param waiting: how many messages lie in a queue (``LedgerBroker.waiting``).
    :param crawls: starts the crawl of sites that are due; None where none is to be started.
    :param keeps_time: whether it writes what is to be done at set times; False where another does.
    """

    def __init__(
        self,
        runtime: Runtime,
        waiting: Callable[[str], int],
        crawls: Crawls | None = None,
        *,
        keeps_time: bool = True,
    ) -> None:
        self._runtime = runtime
        self._crawls = crawls
        self._waiting = waiting
        self._timetable = Timetable(runtime) if keeps_time else None
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._lease = dt.timedelta(seconds=runtime.settings.sweep_seconds * _LEASE_SWEEPS)

    def run(self, stop: threading.Event) -> None:
        """Sweep every few seconds until told to stop; failures of database or broker are logged and tried again."""
        log.info("scheduler_started", owner=self._owner)
        with Heart(self._runtime.engine, Service.SCHEDULER, self._runtime.now) as heart:
            while not stop.is_set():
                heart.beat()
                sent: int | None = 0
                try:
                    sent = self.sweep()
                    if sent is not None and self._crawls is not None:
                        self._crawls.look()
                except (SQLAlchemyError, RedisError, OSError) as error:
                    log.warning("sweep_failed", reason=ledger.describe(error))
                pause = self._runtime.settings.sweep_seconds
                stop.wait(min(_BUSY_SECONDS, pause) if sent else pause)
        if self._crawls is not None:
            self._crawls.stop()
        self._give_up()
        log.info("scheduler_stopped", owner=self._owner)

    def sweep(self) -> int | None:
        """One pass: the heartbeat, the metrics, what is to be done by now, and what is due.

        :return: how many tasks were sent; None when another scheduler has the lease.
        :raises redis.RedisError: when the broker does not answer.
        :raises sqlalchemy.exc.SQLAlchemyError: when the database does not.
        """
        now = self._runtime.now()
        with transaction(self._runtime.engine) as session:
            if not take_lease(session, NAME, self._owner, now, self._lease):
                return None
        if self._runtime.settings.metrics_port is not None:
            with read_only(self._runtime.engine) as session:
                metrics.observe(session, now)
        if self._timetable is not None:
            self._timetable.write_due()
        return sum(self._sweep(queue, now) for queue in Queue)

    def _sweep(self, queue: Queue, now: dt.datetime) -> int:
        length = self._waiting(queue.value)
        if length >= queues.WINDOW:
            return 0
        patience = self._runtime.settings.resend_seconds if length else _LOST_SECONDS
        with transaction(self._runtime.engine) as session:
            tasks: list[Sent] = backlog.due(
                session,
                now,
                limit=queues.WINDOW - length,
                sent_before=now - dt.timedelta(seconds=patience),
                actors=actors_of(queue),
            )
            backlog.mark_sent(session, tasks, now)
        if tasks:
            log.info("swept", queue=queue.value, tasks=len(tasks))
        return self._runtime.send(tasks)

    def _give_up(self) -> None:
        """At a clean stop the next scheduler need not wait for the lease to run out."""
        try:
            with transaction(self._runtime.engine) as session:
                release_lease(session, NAME, self._owner)
        except SQLAlchemyError as error:
            log.warning("lease_not_given_up", reason=ledger.describe(error))


def take_lease(session: Session, name: str, owner: str, now: dt.datetime, lease: dt.timedelta) -> bool:
    """Take or keep the lease of a service, and note its sign of life; False when another has it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Heartbeat).values(name=name, at=now, detail={"owner": owner}).on_conflict_do_nothing())
    row = session.get_one(Heartbeat, name, with_for_update=True)
    held_by = row.detail.get("owner")
    if held_by not in {None, owner} and row.at > now - lease:
        return False
    row.at = now
    row.detail = {"owner": owner}
    return True


def release_lease(session: Session, name: str, owner: str) -> None:
    """Give the lease up, keeping the time of the last sign of life."""
    row = session.get(Heartbeat, name, with_for_update=True)
    if row is not None and row.detail.get("owner") == owner:
        row.detail = {}
