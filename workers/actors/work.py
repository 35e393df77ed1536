"""How a message is worked on: claim, body, the three classes of errors. The same for every actor.

Place in the flow: called by dramatiq with a task's id; the body gets a ``Work`` and finishes it.

- *Data* errors (a file that cannot be read, a recipient that is refused) are results: the body writes them as rows and
  finishes the task; nothing is tried again.
- *Transient* errors are tried again with growing waits: an outage (database, broker, network, disk) for as long as the
  settings say, a mishap (a limit was hit, two workers met) while attempts are left.
- *Bugs* (everything else) are logged with their trace and quarantined at once: a program error does not heal by itself.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import redis
from dramatiq.middleware import Interrupt
from sqlalchemy import exc
from sqlalchemy.orm import Session

from models import TaskState
from models.session import read_only
from workers import ledger
from workers.ledger import Claim, Failure, LostLeaseError
from workers.mail.refusal import TransientMailError
from workers.registry import Spec
from workers.runtime import Runtime
from workers.sandbox import HostLimitError
from workers.store import StoreError
from workers.telemetry import bind, get_logger
from workers.watchers.parking import FolderError

log = get_logger(__name__)

ALARM: Final = "alarm"
_ALARM_VERSION: Final = "1"
_HOUR: Final = dt.timedelta(hours=1)


class InputChangedError(Exception):
    """What the work was based on has changed while it was done: the result must roll back, and the work begin anew."""


_OUTAGES: Final = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    redis.RedisError,
    OSError,
    FolderError,
    TransientMailError,
)
_MISHAPS: Final = (
    # Two workers met on a unique key: the second attempt sees the other's row.
    exc.IntegrityError,
    InputChangedError,
    HostLimitError,
    MemoryError,
    Interrupt,
)


# So long until what was too early is tried again: each time twice as long, up to a limit.
_LATER, _LATEST, _DOUBLINGS = dt.timedelta(seconds=0.5), dt.timedelta(seconds=10), 5


def classify(error: BaseException) -> Failure:
    """Whether, and for how long, trying again can help."""
    if isinstance(error, StoreError):
        return Failure.OUTAGE if error.transient else Failure.BUG
    if isinstance(error, _OUTAGES):
        return Failure.OUTAGE
    return Failure.MISHAP if isinstance(error, _MISHAPS) else Failure.BUG


class TooEarlyError(Exception):
    """Other work must be done first: the task is given back and taken again a little later, as often as need be."""


class Work:
    """A claimed task, as its actor's body sees it."""

    def __init__(self, runtime: Runtime, claim: Claim) -> None:
        self.runtime = runtime
        self.claim = claim

    @property
    def subject_id(self) -> int:
        """The key of the row the task is about."""
        return int(self.claim.subject)

    def now(self) -> dt.datetime:
        """The time of day (UTC)."""
        return self.runtime.now()

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return read_only(self.runtime.engine)

    @contextmanager
    def finish(self, lock: Callable[[Session], object] = lambda _: None) -> Iterator[Session]:
        """The transaction of the result: the task is done in it, and what follows from it is sent after its commit.

        :param lock: locks what others lock before they write a task like this one: all do so in this order, else two
            would wait for each other.
        :raises LostLeaseError: at the start, when another worker has the task by now.
        """
        with self.runtime.transaction() as session:
            lock(session)
            ledger.done(session, self.claim, self.now())
            yield session

    def add(
        self, session: Session, actor: str, subject: object, input_version: str, payload: dict[str, Any] | None = None
    ) -> int | None:
        """Write a task that follows from this one, with its correlation id."""
        return self.runtime.add(
            session, actor, subject, input_version, correlation_id=self.claim.correlation_id, payload=payload
        )


def perform(runtime: Runtime, spec: Spec, task_id: int) -> None:
    """Work on one task; whatever happens, the message is acknowledged: what is left to do stands in the ledger."""
    with bind(task_id=task_id, actor=spec.name):
        try:
            claimed = _take(runtime, spec, task_id)
            if claimed is None:
                return
            with bind(correlation_id=claimed.correlation_id, subject=claimed.subject, attempt=claimed.attempt):
                _attempt(runtime, spec, claimed)
        finally:
            runtime.changed.set()


def _take(runtime: Runtime, spec: Spec, task_id: int) -> Claim | None:
    """Commit point 1: the claim, before the work, so that a process killed by its work has used an attempt."""
    lease = dt.timedelta(seconds=spec.seconds(runtime.settings) + runtime.settings.lease_margin_seconds)
    with runtime.transaction() as session:
        claimed = ledger.claim(session, task_id, runtime.now(), lease)
        if claimed is not None:
            return claimed
        exhausted = ledger.exhaust(session, task_id, runtime.now())
        if exhausted is not None:
            _quarantined(runtime, spec, session, exhausted)
    log.info("task_not_taken" if exhausted is None else "task_quarantined")
    return None


def _attempt(runtime: Runtime, spec: Spec, claimed: Claim) -> None:
    """Commit point 2: the result with "done" (inside the body), or the failure."""
    started = time.monotonic()
    try:
        with runtime.holding(claimed):
            spec.body(Work(runtime, claimed))
    except LostLeaseError:
        log.warning("lease_lost")
    except TooEarlyError as error:
        with runtime.transaction() as session:
            pause = min(_LATER * 2 ** min(claimed.attempt - 1, _DOUBLINGS), _LATEST)
            ledger.release(session, claimed, runtime.now() + pause)
        log.info("task_postponed", reason=str(error))
    except (Exception, Interrupt) as error:  # noqa: BLE001 - every error is recorded in the ledger
        _failed(runtime, spec, claimed, error)
    else:
        log.info("task_done", seconds=round(time.monotonic() - started, 3))


def _failed(runtime: Runtime, spec: Spec, claimed: Claim, error: BaseException) -> None:
    failure = classify(error)
    with runtime.transaction() as session:
        state = ledger.fail(session, claimed, error, runtime.now(), failure=failure, backoff=runtime.backoff)
        if state is TaskState.QUARANTINED:
            _quarantined(runtime, spec, session, claimed)
    if failure is Failure.BUG:
        log.error("task_failed", failure=failure, state=state, exc_info=error)
    else:
        log.warning("task_failed", failure=failure, state=state, reason=ledger.describe(error))


def _quarantined(runtime: Runtime, spec: Spec, session: Session, claimed: Claim) -> None:
    """In the transaction that quarantines: what the actor asks for, and a mail to ops."""
    if spec.on_quarantine is not None:
        spec.on_quarantine(runtime, session, claimed)
    if spec.name != ALARM:
        raise_alarm(runtime, session, claimed.correlation_id)


def raise_alarm(runtime: Runtime, session: Session, correlation_id: str | None) -> None:
    """Have ops told: one mail an hour, however much happens in it; it lists what stands when it is written.

    This hour's may be out by now, or being written without this: then the next hour's tells of it.
    """
    due_at = runtime.now()
    hour = due_at.replace(minute=0, second=0, microsecond=0)
    while True:
        name = f"{hour:%Y-%m-%dT%H}"
        added = runtime.add(session, ALARM, name, _ALARM_VERSION, correlation_id=correlation_id, due_at=due_at)
        if added is not None or ledger.hold_pending(session, ALARM, name, _ALARM_VERSION):
            return
        hour += _HOUR
        due_at = hour
