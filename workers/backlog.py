"""The backlog: what of the ledger is left to do. For the sweeper, ``retry``, ``status`` and the metrics.

Place in the flow: the scheduler sends what ``due`` finds; this one mechanism covers a flushed broker, a lost message, a
killed worker and a wait that is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models import Task, TaskState
from workers.ledger import DEFAULT_ATTEMPTS, Sent, abandoned, remember, waiting


def due(
    session: Session, now: dt.datetime, *, limit: int, sent_before: dt.datetime, actors: Collection[str]
) -> list[Sent]:
    """The tasks a sweeper should send: due and not taken, or abandoned by their worker; oldest first.

    A task is left out while the message sent for it since it became due is younger than ``sent_before``.

    :param actors: only these.
    """
    ready_at = func.coalesce(Task.lease_until, Task.due_at)
    rows = session.execute(
        select(Task.id, Task.actor)
        .where(
            Task.actor.in_(actors),
            or_(waiting(now), abandoned(now)),
            or_(Task.enqueued_at.is_(None), Task.enqueued_at < ready_at, Task.enqueued_at <= sent_before),
        )
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    return [Sent(task_id, actor) for task_id, actor in rows]


def try_now(session: Session, now: dt.datetime) -> None:
    """Make due at once what waits for its next attempt: who starts a run has perhaps just mended the cause."""
    rows = session.execute(
        update(Task)
        .where(Task.state == TaskState.PENDING, Task.failing_since.is_not(None), Task.due_at > now)
        .values(due_at=now, enqueued_at=now)
        .returning(Task.id, Task.actor)
    )
    remember(session, [Sent(task_id, actor) for task_id, actor in rows])


def mark_sent(session: Session, tasks: Sequence[Sent], now: dt.datetime) -> None:
    """Note that these were sent to the broker at ``now``."""
    _set_enqueued(session, tasks, now)


def mark_unsent(session: Session, tasks: Sequence[Sent]) -> None:
    """Note that these could not be sent, so that the next sweep sends them."""
    _set_enqueued(session, tasks, None)


def _set_enqueued(session: Session, tasks: Sequence[Sent], value: dt.datetime | None) -> None:
    if tasks:
        session.execute(update(Task).where(Task.id.in_([task.task_id for task in tasks])).values(enqueued_at=value))


def retry(
    session: Session,
    now: dt.datetime,
    *,
    task_ids: Collection[int] | None = None,
    actor: str | None = None,
    attempts: int = DEFAULT_ATTEMPTS,
) -> list[Sent]:
    """Send quarantined tasks back: all, or only those named; they are due at once, with so many attempts more."""
    conditions = [Task.state == TaskState.QUARANTINED]
    if task_ids is not None:
        conditions.append(Task.id.in_(task_ids))
    if actor is not None:
        conditions.append(Task.actor == actor)
    rows = session.execute(
        update(Task)
        .where(*conditions)
        .values(
            state=TaskState.PENDING,
            due_at=now,
            enqueued_at=now,
            finished_at=None,
            failing_since=None,
            max_attempts=Task.attempts + attempts,
        )
        .returning(Task.id, Task.actor)
    )
    tasks = sorted((Sent(task_id, name) for task_id, name in rows), key=lambda task: task.task_id)
    remember(session, tasks)
    return tasks


def counts(session: Session) -> dict[TaskState, int]:
    """How many tasks are in each state, zeros included."""
    found = session.execute(select(Task.state, func.count()).group_by(Task.state))
    return dict.fromkeys(TaskState, 0) | dict(found.all())


def unfinished(session: Session, by: dt.datetime) -> int:
    """How many tasks are running, or pending and due by then."""
    wanted = or_(Task.state == TaskState.RUNNING, waiting(by))
    return session.scalar(select(func.count()).select_from(Task).where(wanted)) or 0


def is_before(session: Session, task_id: int, actors: Collection[str]) -> bool:
    """Whether tasks of these actors that were written before this one are unfinished."""
    earlier = select(Task.id).where(
        Task.id < task_id, Task.actor.in_(actors), Task.state.in_((TaskState.PENDING, TaskState.RUNNING))
    )
    return session.scalar(earlier.limit(1)) is not None


def abandon_running(session: Session, now: dt.datetime) -> int:
    """End all leases, when it is certain that none of the workers that hold them still lives; returns how many."""
    rows = session.execute(
        update(Task)
        .where(Task.state == TaskState.RUNNING, Task.lease_until > now)
        .values(lease_until=now)
        .returning(Task.id)
    )
    return len(rows.all())


def oldest_due_at(session: Session, now: dt.datetime) -> dt.datetime | None:
    """Since when the longest waiting task has been due; None when nothing waits."""
    return session.execute(select(func.min(Task.due_at)).where(waiting(now))).scalar_one_or_none()
