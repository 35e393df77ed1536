"""How a message is worked on: claim, body, the three classes of errors. The same for every actor.

Place in the flow: called by dramatiq with a task's id; the body gets a ``Work`` and finishes it.

- *Data* errors (a file that cannot be read, a recipient that is refused) are results: the body writes them as rows and
  finishes the task; nothing is tried again.
- *Transient* errors (database, broker, network, disk, time limit) are tried again with growing waits.
- *Bugs* (everything else) are logged with their trace and quarantined at once: a program error does not heal by itself.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import redis
from dramatiq.middleware import Interrupt
from sqlalchemy import exc
from sqlalchemy.orm import Session

from models import TaskState
from models.session import read_only
from workers import ledger
from workers.ledger import Claim, LostLeaseError
from workers.mail.transport import TransientMailError
from workers.registry import Spec
from workers.runtime import Runtime
from workers.store import StoreError
from workers.telemetry import bind, get_logger
from workers.watchers.parking import FolderError

log = get_logger(__name__)

ALARM: Final = "alarm"

_TRANSIENT: Final = (
    exc.OperationalError,
    exc.InterfaceError,
    # Two workers met on a unique key: the second attempt sees the other's row.
    exc.IntegrityError,
    exc.TimeoutError,
    redis.RedisError,
    OSError,
    MemoryError,
    FolderError,
    TransientMailError,
    Interrupt,
)


def is_transient(error: BaseException) -> bool:
    """Whether trying again can help."""
    if isinstance(error, StoreError):
        return error.transient
    return isinstance(error, _TRANSIENT)


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
    def finish(self) -> Iterator[Session]:
        """The transaction of the result: the task is done in it, and what follows from it is sent after its commit.

        :raises LostLeaseError: at the start, when another worker has the task by now.
        """
        with self.runtime.transaction() as session:
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
    except (Exception, Interrupt) as error:  # noqa: BLE001 - every error is recorded in the ledger
        _failed(runtime, spec, claimed, error)
    else:
        log.info("task_done", seconds=round(time.monotonic() - started, 3))


def _failed(runtime: Runtime, spec: Spec, claimed: Claim, error: BaseException) -> None:
    transient = is_transient(error)
    with runtime.transaction() as session:
        state = ledger.fail(session, claimed, error, runtime.now(), transient=transient, backoff=runtime.backoff)
        if state is TaskState.QUARANTINED:
            _quarantined(runtime, spec, session, claimed)
    if transient:
        log.warning("task_failed", state=state, reason=ledger.describe(error))
    else:
        log.error("task_failed", state=state, exc_info=error)


def _quarantined(runtime: Runtime, spec: Spec, session: Session, claimed: Claim) -> None:
    """In the transaction that quarantines: what the actor asks for, and a mail to ops."""
    if spec.on_quarantine is not None:
        spec.on_quarantine(runtime, session, claimed)
    if spec.name != ALARM:
        # One mail an hour, however much is quarantined in it; it lists what stands then.
        hour = runtime.now().strftime("%Y-%m-%dT%H")
        runtime.add(session, ALARM, hour, "1", correlation_id=claimed.correlation_id)
