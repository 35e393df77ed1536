"""What every actor and service works with: settings, database, store, broker, clock. One object a process.

Place in the flow: made by ``runner`` and the commands, handed to everything; ``transaction`` is how tasks get from the
ledger to the broker: written with the facts, sent after the commit.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, Protocol, Self

from dramatiq import Message
from dramatiq.errors import DramatiqError
from redis import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import models.session
from rules.profile import Profile
from workers import backlog, ledger, queues
from workers.ledger import Backoff, Claim, Sent
from workers.profile import ProfileFile
from workers.registry import SPECS
from workers.settings import Settings
from workers.store import Store
from workers.telemetry import get_logger

log = get_logger(__name__)

_SECONDS_PER_HOUR: Final = 3600


def utc_now() -> dt.datetime:
    """The time of day, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


class MessageBroker(Protocol):
    """What a runtime needs of a broker; ``workers.broker.LedgerBroker`` in earnest."""

    def enqueue(self, message: Message[Any]) -> Message[Any]:
        """Put a message into its queue."""

    def waiting(self, queue_name: str) -> int:
        """How many messages lie in a queue."""

    def close(self) -> None:
        """Close all connections."""


class Runtime:
    """Settings and what they open.

    :param broker: what messages are sent to; None for commands that leave the sending to the sweeper.
    :param clock: the time of day (UTC).
    """

    def __init__(
        self,
        settings: Settings,
        *,
        broker: MessageBroker | None = None,
        engine: Engine | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.settings = settings
        self.broker = broker
        self.engine = engine or models.session.make_engine(settings.database)
        self.now = clock
        self.backoff = Backoff(
            settings.retry_base_seconds, settings.retry_cap_seconds, settings.retry_hours * _SECONDS_PER_HOUR
        )
        # One that was given, in place of the settings'.
        self._profile: Profile | None = None
        # Set whenever a task of this process has ended, for those who wait for the last one.
        self.changed = threading.Event()
        self._held: dict[int, tuple[Claim, float]] = {}
        self._lock = threading.Lock()

    @cached_property
    def store(self) -> Store:
        """The store of the documents' bytes."""
        return Store(self.settings.store)

    @cached_property
    def _profile_file(self) -> ProfileFile:
        return ProfileFile(self.settings)

    @property
    def profile(self) -> Profile:
        """What the supervising office has set for the rules, by now.

        :raises SettingsError: at first, when the file cannot be read or holds what no profile has.
        """
        return self._profile or self._profile_file.current()

    @profile.setter
    def profile(self, given: Profile) -> None:
        self._profile = given

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction whose tasks are sent after its commit; when that fails, the next sweep sends them."""
        with models.session.transaction(self.engine) as session:
            yield session
        self.send(ledger.added(session))

    def add(
        self,
        session: Session,
        actor: str,
        subject: object,
        input_version: str,
        *,
        correlation_id: str | None,
        due_at: dt.datetime | None = None,
        payload: dict[str, Any] | None = None,
    ) -> int | None:
        """Write a task, due now or then, with its actor's number of attempts; see ``ledger.add``."""
        return ledger.add(
            session,
            actor,
            str(subject),
            input_version,
            now=self.now(),
            due_at=due_at,
            correlation_id=correlation_id,
            payload=payload,
            max_attempts=SPECS[actor].max_attempts or self.settings.max_attempts,
        )

    def send(self, tasks: Sequence[Sent]) -> int:
        """Tell the broker of committed tasks, as far as their queues have room; never raises: the sweeper catches up.

        :return: how many were sent.
        """
        unsent: list[Sent] = []
        room: dict[str, int] = {}
        for position, task in enumerate(tasks):
            try:
                fits = self._send(task, room)
            except (RedisError, DramatiqError, OSError) as error:
                log.warning("not_sent", tasks=len(tasks) - position, reason=ledger.describe(error))
                unsent += tasks[position:]
                break
            if not fits:
                unsent.append(task)
        self._note_unsent(unsent)
        return len(tasks) - len(unsent)

    def _send(self, task: Sent, room: dict[str, int]) -> bool:
        """Send one task, unless its queue is full; ``room`` remembers how many more each queue takes."""
        if self.broker is None:
            return False
        queue = SPECS[task.actor].queue.value
        if queue not in room:
            room[queue] = queues.WINDOW - self.broker.waiting(queue)
        if room[queue] <= 0:
            return False
        self.broker.enqueue(message_for(task))
        room[queue] -= 1
        return True

    def _note_unsent(self, tasks: Sequence[Sent]) -> None:
        if not tasks:
            return
        try:
            with models.session.transaction(self.engine) as session:
                backlog.mark_unsent(session, tasks)
        except SQLAlchemyError as error:
            # The sweeper sends them all the same, only later.
            log.warning("unsent_not_noted", reason=ledger.describe(error))

    @contextmanager
    def holding(self, claimed: Claim) -> Iterator[None]:
        """While the block runs, a shutdown can give the task back."""
        with self._lock:
            self._held[claimed.task_id] = claimed, time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(claimed.task_id, None)

    def overdue(self) -> list[int]:
        """The tasks that threads of this process still work on after their leases have run out: those threads hang."""
        with self._lock:
            held = list(self._held.values())
        now, margin = time.monotonic(), self.settings.lease_margin_seconds
        return [
            claimed.task_id
            for claimed, since in held
            if now - since > SPECS[claimed.actor].seconds(self.settings) + margin
        ]

    def release_held(self) -> int:
        """Give back what this process still works on, at the end of a shutdown; returns how many."""
        with self._lock:
            held = [claimed for claimed, _ in self._held.values()]
        if not held:
            return 0
        with models.session.transaction(self.engine) as session:
            released = [claimed.task_id for claimed in held if ledger.release(session, claimed, self.now())]
        log.warning("tasks_given_back", task_ids=released)
        return len(released)

    def close(self) -> None:
        """Close the connections to database and broker."""
        self.engine.dispose()
        if self.broker is not None:
            self.broker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def message_for(task: Sent) -> Message[None]:
    """The message of a task: its id, on its actor's queue."""
    return Message(
        queue_name=SPECS[task.actor].queue.value, actor_name=task.actor, args=(task.task_id,), kwargs={}, options={}
    )
