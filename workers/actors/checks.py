"""check_<family>: a stored report → alerts. One actor a rule family, so that a slow one delays no other.

Place in the flow: persist → **check_…** → notify, by the last of them. See ``check`` for the commit points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import StoredReport, Task, TaskState, alerts
from models.history import Predecessor, predecessor
from rules.context import Family
from rules.registry import evaluate, switched_off
from workers.actors.surroundings import add_to_index, load_context, near
from workers.actors.work import InputChangedError, Work
from workers.ledger import Claim
from workers.queues import Queue
from workers.registry import Spec, register
from workers.runtime import Runtime

_TIME_LIMIT: Final = 60.0
_UNFINISHED: Final = frozenset({TaskState.PENDING, TaskState.RUNNING})


def actor_name(family: Family) -> str:
    """The actor that checks a family."""
    return f"check_{family.value}"


CHECKS: Final = tuple(actor_name(family) for family in Family)


def add_checks(
    runtime: Runtime,
    session: Session,
    report_id: int,
    input_version: str,
    *,
    correlation_id: str | None,
    families: Iterable[Family] = tuple(Family),
) -> int:
    """Write the check tasks of a report; returns how many are new.

    :param input_version: a new one checks again what was checked before (``nianbao recheck``).
    """
    added = [
        runtime.add(session, actor_name(family), report_id, input_version, correlation_id=correlation_id)
        for family in families
    ]
    return sum(task_id is not None for task_id in added)


def check(family: Family, work: Work) -> None:
    """Check one family of rules on one report.

    Subject: a report's id. The rules are pure and run outside any transaction; what they went by is looked at again
    under a lock, and when it has changed the check begins anew. A report that is no longer current keeps its alerts as
    they are: they belong to the version that replaced it.

    Commits: 1. the claim; 2. rule outcomes, alerts and their events, "done", the tasks of other reports that look
    different beside this one and, when it was the report's last unfinished check, the task ``notify``, in one
    transaction. For the family of similar texts, the report's place in their index is committed before: of two copies
    that are checked at the same time, the second one then sees the first.
    Acknowledged: after 2, or after the failure is recorded.
    """
    if family is Family.SIMILARITY:
        with work.runtime.transaction() as session:
            add_to_index(session, work.subject_id)
    with work.reading() as session:
        basis = _basis(session, work, family)
        context = load_context(session, work.runtime.profile, work.subject_id, [family])
    outcomes = evaluate(context, [family])
    with work.finish() as session:
        # Of two last checks, the one that comes second sees the other's end.
        report = _locked(session, work.subject_id)
        if _basis(session, work, family) != basis:
            raise InputChangedError(
                "meanwhile the report was replaced, the year before came, or a later check was done"
            )
        alerts.apply(session, report, outcomes, work.now(), switched_off(context, [family]))
        if family is Family.SIMILARITY:
            for other in near(session, work.runtime.profile, work.subject_id):
                version = f"near.{work.subject_id}"
                add_checks(work.runtime, session, other, version, correlation_id=None, families=[family])
        conclude(work.runtime, session, work.subject_id, work.claim.correlation_id)


class _Basis(NamedTuple):
    """What others may change of what a check goes by. Who changes it has the report checked again; see ``persist``."""

    is_current: bool
    predecessor: Predecessor
    # Other checks of the family that came to their end: one that was begun later has seen more than this one.
    finished: int


def _basis(session: Session, work: Work, family: Family) -> _Basis:
    columns = (StoredReport.is_current, StoredReport.organ_id, StoredReport.year)
    is_current, organ_id, year = session.execute(select(*columns).where(StoredReport.id == work.subject_id)).one()
    others = Task.actor == actor_name(family), Task.subject == work.claim.subject, Task.id != work.claim.task_id
    finished = session.scalar(select(func.count()).where(*others, Task.state == TaskState.DONE)) or 0
    return _Basis(is_current, predecessor(session, organ_id, year), finished)


def _locked(session: Session, report_id: int) -> StoredReport:
    return session.get_one(StoredReport, report_id, with_for_update={"key_share": True})


def conclude(runtime: Runtime, session: Session, report_id: int, correlation_id: str | None) -> None:
    """When no check of the report is unfinished, write the task ``notify``. The report's row must be locked.

    A quarantined check counts as finished: what the others found must not wait for it. When it is retried, or when any
    check is run again, the set of finished checks is another one, and so is the task.
    """
    checks = session.execute(
        select(Task.id, Task.state, Task.attempts)
        .where(Task.subject == str(report_id), Task.actor.in_(CHECKS))
        .order_by(Task.id)
    ).all()
    if any(state in _UNFINISHED for _, state, _ in checks):
        return
    session.execute(update(StoredReport).where(StoredReport.id == report_id).values(checked_at=runtime.now()))
    finished = ";".join(f"{task_id}:{state.value}:{attempts}" for task_id, state, attempts in checks)
    version = hashlib.sha256(finished.encode()).hexdigest()[:16]
    runtime.add(session, "notify", report_id, version, correlation_id=correlation_id)


def _quarantined(runtime: Runtime, session: Session, claimed: Claim) -> None:
    """The last check may be one that failed for good: the others' findings go out all the same."""
    report_id = int(claimed.subject)
    _locked(session, report_id)
    conclude(runtime, session, report_id, claimed.correlation_id)


for _family in Family:
    register(
        Spec(
            name=actor_name(_family),
            queue=Queue.DB,
            time_limit=_TIME_LIMIT,
            body=partial(check, _family),
            description=(check.__doc__ or "").replace("one family of rules", f"the rules of {_family.value}"),
            on_quarantine=_quarantined,
        )
    )
