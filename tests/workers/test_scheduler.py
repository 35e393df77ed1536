"""The scheduler: one at a time, what it sends and what it leaves, and that it outlives failures."""

from __future__ import annotations

import datetime as dt
import logging
import threading

import pytest
import redis
from sqlalchemy import Engine

from models import Heartbeat, Task
from models.session import transaction
from rules import Family
from tests.workers.motor import Motor
from workers import ledger, metrics, queues
from workers.scheduler import Scheduler, release_lease, take_lease

LEASE = dt.timedelta(seconds=30)


def take(engine: Engine, owner: str, now: dt.datetime) -> bool:
    with transaction(engine) as session:
        return take_lease(session, "scheduler", owner, now, LEASE)


def test_one_holds_the_lease_until_it_stops_saying_so(engine: Engine, now: dt.datetime) -> None:
    assert take(engine, "a", now)
    assert not take(engine, "b", now)
    assert take(engine, "a", now + LEASE / 2)
    assert not take(engine, "b", now + LEASE)
    assert take(engine, "b", now + LEASE * 1.5)
    assert not take(engine, "a", now + LEASE * 1.5)


def test_a_lease_given_up_is_free_at_once(engine: Engine, now: dt.datetime) -> None:
    take(engine, "a", now)
    with transaction(engine) as session:
        release_lease(session, "scheduler", "b")
        release_lease(session, "nobody", "a")
    assert not take(engine, "b", now)
    with transaction(engine) as session:
        release_lease(session, "scheduler", "a")
        assert session.get_one(Heartbeat, "scheduler").at == now
    assert take(engine, "b", now)


def test_of_many_that_start_together_one_gets_the_lease(engine: Engine, now: dt.datetime) -> None:
    barrier = threading.Barrier(4)
    won: list[int] = []

    def compete(number: int) -> None:
        barrier.wait()
        if take(engine, str(number), now):
            won.append(number)

    threads = [threading.Thread(target=compete, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_second_scheduler_sends_nothing(motor: Motor) -> None:
    assert motor.sweep() == 0
    assert Scheduler(motor.runtime, motor.broker.waiting).sweep() is None


def add(motor: Motor, count: int) -> None:
    """Tasks whose messages were lost a minute ago."""
    due_at = motor.clock() - dt.timedelta(minutes=1)
    with transaction(motor.runtime.engine) as session:
        for number in range(count):
            ledger.add(session, "extract", "1", f"v{number}", now=due_at, correlation_id=None)


def test_a_sweep_sends_no_more_than_a_batch(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "WINDOW", 3)
    motor.broker.hold = True
    add(motor, 5)
    assert motor.sweep() == 3
    assert motor.sweep() == 0, "these come first"
    assert motor.broker.waiting("cpu") == 3


def test_what_exceeds_the_window_waits_in_the_ledger(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "WINDOW", 2)
    motor.broker.hold = True
    for number in range(5):
        motor.take(b"report %d" % number)
    assert motor.broker.waiting("cpu") == 2
    assert motor.sweep() == 0
    motor.broker.hold = False
    motor.broker.work()
    while motor.sweep():
        motor.broker.work()
    extracts = motor.all(Task, Task.actor == "extract")
    assert [task.state.value for task in extracts] == ["done"] * 5


def test_while_messages_wait_their_turn_they_are_not_sent_again(motor: Motor) -> None:
    motor.do_daily_work()
    motor.broker.hold = True
    add(motor, 2)
    assert motor.sweep() == 2
    motor.clock.advance(seconds=60)
    assert motor.sweep() == 0
    motor.clock.advance(seconds=motor.runtime.settings.resend_seconds)
    assert motor.sweep() == 2


def test_what_the_sweep_cannot_send_the_next_one_does(motor: Motor) -> None:
    motor.do_daily_work()
    motor.broker.hold = True
    add(motor, 2)
    motor.broker.is_down = True
    assert motor.sweep() == 0
    assert {task.enqueued_at for task in motor.all(Task, Task.actor == "extract")} == {None}
    motor.broker.is_down = False
    assert motor.sweep() == 2


def test_the_loop_outlives_failures_and_gives_its_lease_up(motor: Motor, caplog: pytest.LogCaptureFixture) -> None:
    stop, calls = threading.Event(), []

    def waiting(queue: str) -> int:
        calls.append(queue)
        if len(calls) == 1:
            raise redis.ConnectionError("redis://:geheim@h is away")
        stop.set()
        return 0

    settings = motor.runtime.settings.model_copy(update={"sweep_seconds": 0.01})
    motor.runtime.settings = settings
    with caplog.at_level(logging.INFO):
        Scheduler(motor.runtime, waiting).run(stop)
    assert len(calls) > 1
    assert "sweep_failed" in caplog.text
    assert "geheim" not in caplog.text
    assert take(motor.runtime.engine, "next", motor.clock())


def test_metrics_are_read_when_they_are_served(motor: Motor) -> None:
    motor.runtime.settings = motor.runtime.settings.model_copy(update={"metrics_port": 1})
    motor.take("broken-sums-pipe-rows")
    motor.broker.hold = True
    add(motor, 1)
    motor.sweep()
    sample = metrics.REGISTRY.get_sample_value
    assert sample("nianbao_tasks", {"state": "pending"}) == 1
    # extract, persist, a check a family, notify, deliver
    assert sample("nianbao_tasks", {"state": "done"}) == 4 + len(Family)
    assert sample("nianbao_oldest_due_task_seconds") == 60
    assert sample("nianbao_reports") == 1
    assert (sample("nianbao_alerts", {"severity": "error"}) or 0) > 0
    assert sample("nianbao_mails", {"state": "sent"}) == 1
    assert sample("nianbao_sites", {"what": "crawled"}) == 0
    assert (sample("nianbao_messages_total", {"actor": "extract", "outcome": "ok"}) or 0) >= 1
