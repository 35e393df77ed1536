"""The ledger: what must be done. The database says it; the broker only says "now".

Place in the flow: a task is written (``add``) in the transaction of the facts it follows from, claimed by a worker
before the work (``claim``), and done in the transaction of its result (``done``). ``workers.backlog`` looks at what is
left; only ``workers.runtime`` sends.

Everything here runs in the caller's transaction. The life of a task: pending → running → done, or back to pending with
a later ``due_at`` after a failure, or quarantined. ``attempts`` is counted before the work, so that a process killed by
its work has used one; it also fences: only the claim whose attempt is the latest can finish. What ends attempts without
being the work's fault (an outage, a shutdown) raises ``max_attempts`` by one instead.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.orm import Session

from models import Task, TaskState
from models.upsert import insert_if_missing
from workers.telemetry import redact

DEFAULT_ATTEMPTS: Final = 5
_ERROR_LENGTH: Final = 2000
_ADDED: Final = "nianbao.tasks"


class Sent(msgspec.Struct, frozen=True):
    """What a message is made of: the task's id, and the actor, which decides its queue."""

    task_id: int
    actor: str


class Claim(msgspec.Struct, frozen=True):
    """A task that is ours until ``lease_until``. ``attempt`` counts from 1 and is the fence against late finishers.

    :param failing_since: when it failed for the first time since it was written or sent back; None when it has not.
    """

    task_id: int
    actor: str
    subject: str
    input_version: str
    attempt: int
    max_attempts: int
    correlation_id: str | None
    payload: dict[str, Any]
    failing_since: dt.datetime | None = None


class Failure(StrEnum):
    """What a failed attempt means for the task."""

    OUTAGE = "outage"  # something it needs is away: tried again until it has lasted too long, however often
    MISHAP = "mishap"  # a limit was hit, or two workers met: it may pass, and costs an attempt, as a kill does
    BUG = "bug"  # trying again cannot help


class Backoff(msgspec.Struct, frozen=True):
    """How long to wait after a failure, and how long to go on; all in seconds.

    The pause is as long as the task has been failing, at least ``base`` and at most ``cap``, less up to half by lot.

    :param patience: for how long an outage is waited out.
    """

    base: float = 10.0
    cap: float = 3600.0
    patience: float = 86400.0

    def pause(self, failing: dt.timedelta) -> dt.timedelta:
        """The wait after a failure of a task that has been failing for so long."""
        longest = min(self.cap, max(self.base, failing.total_seconds()))
        return dt.timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311 - it spreads load, no secret


class LostLeaseError(Exception):
    """The claim is no longer ours: its lease ran out and another worker took the task. The result must roll back."""


_CLAIMED: Final = (
    Task.id,
    Task.actor,
    Task.subject,
    Task.input_version,
    Task.attempts,
    Task.max_attempts,
    Task.correlation_id,
    Task.payload,
    Task.failing_since,
)


def add(  # noqa: PLR0913 - the columns of a task, by name
    session: Session,
    actor: str,
    subject: str,
    input_version: str,
    *,
    now: dt.datetime,
    correlation_id: str | None,
    due_at: dt.datetime | None = None,
    payload: dict[str, Any] | None = None,
    max_attempts: int = DEFAULT_ATTEMPTS,
) -> int | None:
    """Write a task into the caller's transaction; after its commit ``added`` says what to send.

    :param subject: the key of what the task is about, e.g. a report's id.
    :param input_version: what the work depends on; the same work on the same input is the same task.
    :param now: the time of day (UTC).
    :param due_at: not before this instant (UTC); None, now or earlier to have it sent at once.
    :return: the task's id, or None when it exists already (whatever its state).
    """
    due_at = due_at or now
    at_once = due_at <= now
    values = {
        "actor": actor,
        "subject": subject,
        "input_version": input_version,
        "state": TaskState.PENDING,
        "attempts": 0,
        "max_attempts": max_attempts,
        "due_at": due_at,
        # Taken for sent: the commit is followed by sending, and a failure there sets it back.
        "enqueued_at": due_at if at_once else None,
        "correlation_id": correlation_id,
        "created_at": now,
        "payload": payload or {},
    }
    task_id = insert_if_missing(session, Task, values)
    if task_id is not None and at_once:
        remember(session, [Sent(task_id, actor)])
    return task_id


def hold_pending(session: Session, actor: str, subject: str, input_version: str) -> bool:
    """Whether this task is still to be claimed; if so, nobody can before the caller's transaction has ended."""
    same = select(Task.state).where(Task.actor == actor, Task.subject == subject, Task.input_version == input_version)
    return session.scalars(same.with_for_update()).one_or_none() is TaskState.PENDING


def added(session: Session) -> list[Sent]:
    """The tasks added or sent back in this session since last asked: send them once the transaction is committed."""
    tasks: list[Sent] = session.info.pop(_ADDED, [])
    return tasks


def remember(session: Session, tasks: Iterable[Sent]) -> None:
    """Have these sent once the transaction is committed."""
    session.info.setdefault(_ADDED, []).extend(tasks)


def claim(session: Session, task_id: int, now: dt.datetime, lease: dt.timedelta) -> Claim | None:
    """Take a task: compare-and-set of state, attempts and lease. Commit before the work, in a transaction of its own.

    A running task whose lease ran out may be taken again while it has attempts left; see ``exhaust``.

    :param lease: how long it is ours; longer than its work can take.
    :return: None when it is done, someone's, not yet due, quarantined, or gone.
    """
    row = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.attempts < Task.max_attempts, or_(waiting(now), abandoned(now)))
        .values(state=TaskState.RUNNING, attempts=Task.attempts + 1, lease_until=now + lease)
        .returning(*_CLAIMED)
    ).one_or_none()
    return None if row is None else _claim(row)


def exhaust(session: Session, task_id: int, now: dt.datetime) -> Claim | None:
    """Quarantine a task whose worker ended in the middle of the last attempt; None when it is not such a task."""
    row = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.attempts >= Task.max_attempts, or_(waiting(now), abandoned(now)))
        .values(
            state=TaskState.QUARANTINED,
            lease_until=None,
            finished_at=now,
            last_error=func.coalesce(Task.last_error, "the worker ended in the middle of the last attempt"),
        )
        .returning(*_CLAIMED)
    ).one_or_none()
    return None if row is None else _claim(row)


def _claim(row: Row[Any]) -> Claim:
    return Claim(*tuple(row))


def waiting(now: dt.datetime) -> ColumnElement[bool]:
    """Pending and due."""
    return and_(Task.state == TaskState.PENDING, Task.due_at <= now)


def abandoned(now: dt.datetime) -> ColumnElement[bool]:
    """Running, but the lease is over: its worker was killed, or is too late."""
    return and_(Task.state == TaskState.RUNNING, Task.lease_until <= now)


def _ours(claimed: Claim) -> tuple[ColumnElement[bool], ...]:
    return Task.id == claimed.task_id, Task.state == TaskState.RUNNING, Task.attempts == claimed.attempt


def done(session: Session, claimed: Claim, now: dt.datetime) -> None:
    """Finish a task in the transaction of its result.

    :raises LostLeaseError: when another worker has it by now; the caller's transaction must roll back.
    """
    row = session.execute(
        update(Task)
        .where(*_ours(claimed))
        .values(state=TaskState.DONE, lease_until=None, finished_at=now, last_error=None, failing_since=None)
        .returning(Task.id)
    ).one_or_none()
    if row is None:
        raise LostLeaseError(f"task {claimed.task_id}, attempt {claimed.attempt}")


def fail(
    session: Session, claimed: Claim, error: BaseException, now: dt.datetime, *, failure: Failure, backoff: Backoff
) -> TaskState | None:
    """Record a failed attempt: pending again with a later ``due_at``, or quarantined.

    :return: the task's state now; None when another worker has it (nothing is changed then).
    """
    since = claimed.failing_since or now
    changes: dict[str, Any] = {"state": TaskState.QUARANTINED, "finished_at": now}
    if _may_pass(claimed, failure, now - since, backoff):
        allowed = Task.max_attempts + (1 if failure is Failure.OUTAGE else 0)
        changes = {"state": TaskState.PENDING, "due_at": now + backoff.pause(now - since), "max_attempts": allowed}
    row = session.execute(
        update(Task)
        .where(*_ours(claimed))
        .values(lease_until=None, last_error=describe(error), failing_since=since, **changes)
        .returning(Task.state)
    ).one_or_none()
    return None if row is None else row[0]


def _may_pass(claimed: Claim, failure: Failure, failing: dt.timedelta, backoff: Backoff) -> bool:
    if failure is Failure.OUTAGE:
        return failing.total_seconds() < backoff.patience
    return failure is Failure.MISHAP and claimed.attempt < claimed.max_attempts


def release(session: Session, claimed: Claim, due_at: dt.datetime) -> bool:
    """Give a task back unfinished, at a shutdown or since it is too early for it: the attempt does not count.

    ``attempts`` never goes back, because it fences; one more is allowed instead.

    :param due_at: when it may be taken again.
    :return: False when it was not ours any more.
    """
    row = session.execute(
        update(Task)
        .where(*_ours(claimed))
        .values(state=TaskState.PENDING, lease_until=None, due_at=due_at, max_attempts=Task.max_attempts + 1)
        .returning(Task.id)
    ).one_or_none()
    return row is not None


def describe(error: BaseException) -> str:
    """An error as one line for ``last_error``: its class and text, without secrets."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    redacted: str = redact(text)
    return redacted[:_ERROR_LENGTH]
