"""The ledger on both databases: claims, fences, failures, and what is left to do."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models import Task, TaskState
from models.session import transaction
from workers import backlog, ledger
from workers.ledger import Backoff, Claim, Failure, LostLeaseError, Sent

LEASE = dt.timedelta(minutes=5)
HOUR = dt.timedelta(hours=1)
BACKOFF = Backoff(base=10, cap=60, patience=86400)


def add(engine: Engine, now: dt.datetime, *, version: str = "v1", **options: Any) -> int:
    with transaction(engine) as session:
        task_id = ledger.add(session, "extract", "1", version, now=now, correlation_id="c", **options)
    assert task_id is not None
    return task_id


def claim(engine: Engine, task_id: int, now: dt.datetime) -> Claim | None:
    with transaction(engine) as session:
        return ledger.claim(session, task_id, now, LEASE)


def must_claim(engine: Engine, task_id: int, now: dt.datetime) -> Claim:
    claimed = claim(engine, task_id, now)
    assert claimed is not None
    return claimed


def fail(engine: Engine, claimed: Claim, error: Exception, now: dt.datetime, failure: Failure) -> TaskState | None:
    with transaction(engine) as session:
        return ledger.fail(session, claimed, error, now, failure=failure, backoff=BACKOFF)


def finish(engine: Engine, claimed: Claim, now: dt.datetime) -> None:
    with transaction(engine) as session:
        ledger.done(session, claimed, now)


def task(engine: Engine, task_id: int) -> Task:
    with transaction(engine) as session:
        return session.get_one(Task, task_id)


def due(engine: Engine, now: dt.datetime, *, sent_before: dt.datetime | None = None) -> list[Sent]:
    with transaction(engine) as session:
        return backlog.due(session, now, limit=10, sent_before=sent_before or now - LEASE, actors=["extract"])


def test_the_same_work_is_written_once(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    with transaction(engine) as session:
        assert ledger.add(session, "extract", "1", "v1", now=now, correlation_id="d") is None
        assert ledger.added(session) == []
    assert add(engine, now, version="v2") != task_id


def test_a_task_is_written_with_the_facts_or_not_at_all(engine: Engine, now: dt.datetime) -> None:
    def write_facts() -> None:
        with transaction(engine) as session:
            ledger.add(session, "extract", "1", "v1", now=now, correlation_id=None)
            raise RuntimeError("the facts could not be written")

    with pytest.raises(RuntimeError):
        write_facts()
    with transaction(engine) as session:
        assert session.scalars(select(Task)).all() == []


def test_what_was_added_is_to_be_sent_once(engine: Engine, now: dt.datetime) -> None:
    with transaction(engine) as session:
        first = ledger.add(session, "extract", "1", "v1", now=now, correlation_id=None)
        second = ledger.add(session, "extract", "1", "v2", now=now, due_at=now + HOUR, correlation_id=None)
        written = session.get_one(Task, second)
        assert (written.created_at, written.due_at, written.enqueued_at) == (now, now + HOUR, None)
    assert [sent.task_id for sent in ledger.added(session)] == [first]
    assert ledger.added(session) == []


def test_a_claim_counts_the_attempt_and_carries_what_the_actor_needs(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, payload={"why": "年报"})
    claimed = must_claim(engine, task_id, now)
    assert claimed == Claim(task_id, "extract", "1", "v1", 1, 5, "c", {"why": "年报"})
    stored = task(engine, task_id)
    assert (stored.state, stored.attempts, stored.lease_until) == (TaskState.RUNNING, 1, now + LEASE)


def test_a_duplicate_message_claims_nothing(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    claimed = must_claim(engine, task_id, now)
    assert claim(engine, task_id, now) is None
    finish(engine, claimed, now)
    assert claim(engine, task_id, now) is None
    assert task(engine, task_id).attempts == 1


def test_of_two_claims_at_the_same_time_one_wins(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    barrier = threading.Barrier(4)
    won: list[Claim] = []

    def compete() -> None:
        barrier.wait()
        if claimed := claim(engine, task_id, now):
            won.append(claimed)

    threads = [threading.Thread(target=compete) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert task(engine, task_id).attempts == 1


def test_a_task_that_is_not_due_is_not_claimed(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, due_at=now + dt.timedelta(seconds=1))
    assert claim(engine, task_id, now) is None
    assert claim(engine, task_id, now + dt.timedelta(seconds=1)) is not None


def test_a_task_that_is_gone_is_not_claimed(engine: Engine, now: dt.datetime) -> None:
    assert claim(engine, 4711, now) is None


def test_a_killed_worker_has_used_an_attempt_and_its_task_is_swept(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    must_claim(engine, task_id, now)
    assert due(engine, now) == []
    after = now + LEASE
    assert due(engine, after) == [Sent(task_id, "extract")]
    assert must_claim(engine, task_id, after).attempt == 2


def test_a_zombie_cannot_finish_twice(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    zombie = must_claim(engine, task_id, now)
    second = must_claim(engine, task_id, now + LEASE)

    def finish_with_a_result() -> None:
        with transaction(engine) as session:
            ledger.add(session, "persist", "1", "v1", now=now, correlation_id=None)
            ledger.done(session, zombie, now + LEASE)

    with pytest.raises(LostLeaseError):
        finish_with_a_result()
    assert task(engine, task_id).state is TaskState.RUNNING
    finish(engine, second, now + LEASE)
    with pytest.raises(LostLeaseError):
        finish(engine, zombie, now + LEASE)
    with transaction(engine) as session:
        assert [found.actor for found in session.scalars(select(Task))] == ["extract"]


def test_a_zombie_cannot_fail_or_release_what_another_has(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    zombie = must_claim(engine, task_id, now)
    must_claim(engine, task_id, now + LEASE)
    assert fail(engine, zombie, OSError("late"), now + LEASE, Failure.OUTAGE) is None
    with transaction(engine) as session:
        assert not ledger.release(session, zombie, now + LEASE)
    assert task(engine, task_id).state is TaskState.RUNNING


def test_done_clears_what_was(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    fail(engine, must_claim(engine, task_id, now), OSError("once"), now, Failure.OUTAGE)
    later = now + dt.timedelta(hours=1)
    finish(engine, must_claim(engine, task_id, later), later)
    stored = task(engine, task_id)
    assert (stored.state, stored.last_error, stored.lease_until) == (TaskState.DONE, None, None)
    assert stored.failing_since is None
    assert stored.finished_at == later


def fail_once(engine: Engine, task_id: int, now: dt.datetime, failure: Failure) -> TaskState | None:
    """One more attempt, at that time."""
    return fail(engine, must_claim(engine, task_id, now), OSError("smtp"), now, failure)


def test_an_outage_is_waited_out_for_a_day_with_growing_pauses(engine: Engine, now: dt.datetime) -> None:
    """It costs no attempt: an evening without a mail server must not leave work for a person."""
    task_id, started = add(engine, now, max_attempts=1), now
    waits = []
    while fail_once(engine, task_id, now, Failure.OUTAGE) is TaskState.PENDING:
        waits.append((task(engine, task_id).due_at - now).total_seconds())
        # Jumps most of the day: what counts is the time, not how often.
        now = task(engine, task_id).due_at if len(waits) < 6 else started + len(waits) * HOUR
    assert 5 <= waits[0] <= 10
    assert max(waits[2:]) > 10
    assert max(waits) <= 60
    stored = task(engine, task_id)
    assert (stored.state, stored.last_error) == (TaskState.QUARANTINED, "OSError: smtp")
    assert stored.finished_at == started + dt.timedelta(days=1)
    assert stored.failing_since == started
    assert stored.attempts == len(waits) + 1
    assert claim(engine, task_id, now + LEASE) is None
    assert due(engine, now + dt.timedelta(days=1)) == []


def test_an_outage_costs_no_attempt(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, max_attempts=2)
    for _ in range(3):
        fail_once(engine, task_id, now, Failure.OUTAGE)
        now += HOUR
    must_claim(engine, task_id, now)
    assert claim(engine, task_id, now + LEASE) is not None, "killed once"
    assert claim(engine, task_id, now + 2 * LEASE) is None, "killed twice"


def test_a_mishap_costs_an_attempt(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, max_attempts=2)
    assert fail_once(engine, task_id, now, Failure.MISHAP) is TaskState.PENDING
    assert fail_once(engine, task_id, now + HOUR, Failure.MISHAP) is TaskState.QUARANTINED


def test_what_is_sent_back_has_a_day_again(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    fail_once(engine, task_id, now, Failure.OUTAGE)
    later = now + dt.timedelta(days=2)
    assert fail_once(engine, task_id, later, Failure.OUTAGE) is TaskState.QUARANTINED
    with transaction(engine) as session:
        backlog.retry(session, later)
    assert fail_once(engine, task_id, later, Failure.OUTAGE) is TaskState.PENDING
    assert task(engine, task_id).due_at - later <= dt.timedelta(seconds=10)


def test_a_bug_is_quarantined_at_once(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    claimed = must_claim(engine, task_id, now)
    assert fail(engine, claimed, ZeroDivisionError("division by zero"), now, Failure.BUG) is TaskState.QUARANTINED
    assert task(engine, task_id).attempts == 1


def test_a_worker_killed_in_its_last_attempt_ends_in_quarantine(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, max_attempts=1)
    must_claim(engine, task_id, now)
    with transaction(engine) as session:
        assert ledger.exhaust(session, task_id, now) is None, "its worker may still live"
    assert due(engine, now + LEASE) == [Sent(task_id, "extract")]
    assert claim(engine, task_id, now + LEASE) is None
    with transaction(engine) as session:
        exhausted = ledger.exhaust(session, task_id, now + LEASE)
    assert exhausted is not None
    stored = task(engine, task_id)
    assert stored.state is TaskState.QUARANTINED
    assert "ended in the middle" in (stored.last_error or "")


def test_last_error_holds_no_secret_and_one_line() -> None:
    error = OSError("cannot reach\nredis://:geheim@h/0 " + "x" * 5000)
    text = ledger.describe(error)
    assert text.startswith("OSError: cannot reach redis://:***@h/0 xxx")
    assert len(text) == 2000


def test_a_released_task_is_due_and_has_lost_no_attempt(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now, max_attempts=1)
    claimed = must_claim(engine, task_id, now)
    with transaction(engine) as session:
        assert ledger.release(session, claimed, now)
    again = must_claim(engine, task_id, now)
    assert again.attempt == 2
    with pytest.raises(LostLeaseError):
        finish(engine, claimed, now)
    finish(engine, again, now)


def test_retry_sends_back_what_is_quarantined(engine: Engine, now: dt.datetime) -> None:
    ids = [add(engine, now, version=f"v{number}", max_attempts=1) for number in range(3)]
    for task_id in ids[:2]:
        fail(engine, must_claim(engine, task_id, now), ValueError("bug"), now, Failure.BUG)
    with transaction(engine) as session:
        assert backlog.retry(session, now, task_ids=[ids[2]]) == []
        assert backlog.retry(session, now, actor="deliver") == []
        assert backlog.retry(session, now, task_ids=[ids[0]]) == [Sent(ids[0], "extract")]
        assert backlog.retry(session, now) == [Sent(ids[1], "extract")]
    assert ledger.added(session) == [Sent(ids[0], "extract"), Sent(ids[1], "extract")]
    again = must_claim(engine, ids[0], now)
    assert (again.attempt, again.max_attempts) == (2, 6)


def test_the_sweeper_leaves_out_what_was_sent_a_moment_ago(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    expected = [Sent(task_id, "extract")]
    assert due(engine, now, sent_before=now - dt.timedelta(seconds=1)) == []
    assert due(engine, now, sent_before=now) == expected, "lost"
    with transaction(engine) as session:
        backlog.mark_unsent(session, expected)
    assert due(engine, now) == expected, "the broker was down"
    with transaction(engine) as session:
        backlog.mark_sent(session, expected, now)
    assert due(engine, now) == []


def test_the_sweeper_sends_what_waited_for_its_time(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    fail(engine, must_claim(engine, task_id, now), OSError("away"), now, Failure.OUTAGE)
    due_at = task(engine, task_id).due_at
    assert due(engine, due_at - dt.timedelta(seconds=1)) == []
    assert due(engine, due_at) == [Sent(task_id, "extract")]


def test_counts_and_age(engine: Engine, now: dt.datetime) -> None:
    with transaction(engine) as session:
        assert backlog.counts(session) == dict.fromkeys(TaskState, 0)
        assert backlog.oldest_due_at(session, now) is None
    ids = [add(engine, now - dt.timedelta(minutes=number), version=f"v{number}") for number in range(3)]
    finish(engine, must_claim(engine, ids[2], now), now)
    must_claim(engine, ids[0], now)
    with transaction(engine) as session:
        assert backlog.counts(session)[TaskState.DONE] == 1
        assert backlog.unfinished(session, now) == 2
        assert backlog.unfinished(session, now - HOUR) == 1, "only what is running"
        assert backlog.oldest_due_at(session, now) == now - dt.timedelta(minutes=1)


def test_leases_end_when_their_holders_are_known_to_be_gone(engine: Engine, now: dt.datetime) -> None:
    task_id = add(engine, now)
    must_claim(engine, task_id, now)
    with transaction(engine) as session:
        assert backlog.abandon_running(session, now) == 1
    assert must_claim(engine, task_id, now).attempt == 2


def test_waits_are_capped_and_never_overflow() -> None:
    assert Backoff(base=10, cap=60).pause(dt.timedelta.max) <= dt.timedelta(seconds=60)
