"""The actors one after another, on both databases: the way of a report, and what may go wrong on it."""

from __future__ import annotations

import datetime as dt
import inspect
import threading
from typing import Any

import pytest
from dramatiq.middleware import TimeLimitExceeded
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from models import (
    Alert,
    Delivery,
    DeliveryState,
    Document,
    Extraction,
    Organ,
    Sighting,
    StoredReport,
    Task,
    TaskState,
)
from models.session import transaction
from rules.context import Family
from rules.registry import RuleError
from tests.workers.motor import SAMPLES, Motor, body
from workers import intake, ledger, sandbox
from workers.actors import checks, extract
from workers.actors.work import InputChangedError, Work, classify, perform
from workers.ledger import Failure, Sent
from workers.mail.refusal import TransientMailError
from workers.queues import Queue
from workers.registry import SPECS, Spec, actors_of
from workers.store import Store, StoreError
from workers.timetable import DAILY


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_every_actor_has_a_queue_limits_and_a_description(spec: Spec, motor: Motor) -> None:
    settings = motor.runtime.settings
    assert spec.queue in Queue
    assert 0 < spec.seconds(settings) <= 600
    for word in ("Subject:", "Commits: 1. the claim; 2.", "Acknowledged: after 2"):
        assert word in spec.description
    declared = motor.broker.get_actor(spec.name)
    assert declared.queue_name == spec.queue.value
    assert declared.options["time_limit"] == spec.seconds(settings) * 1000
    assert declared.fn.__doc__ == spec.description
    assert list(inspect.signature(declared.fn).parameters) == ["task_id"]


def test_every_family_has_an_actor_and_every_queue_but_io_has_work() -> None:
    assert {f"check_{family.value}" for family in Family} == set(checks.CHECKS) <= set(SPECS)
    assert [queue for queue in Queue if not actors_of(queue)] == [Queue.IO]


def test_a_report_goes_its_whole_way(motor: Motor) -> None:
    taken = motor.take("broken-sums-pipe-rows")
    tasks = motor.all(Task)
    assert {task.state for task in tasks} == {TaskState.DONE}
    assert {task.attempts for task in tasks} == {1}
    assert [task.actor for task in tasks] == ["extract", "persist", *checks.CHECKS, "notify", "deliver"]
    assert {task.correlation_id for task in tasks} == {taken.correlation_id}
    [report] = motor.all(StoredReport)
    assert (report.is_current, report.checked_at) == (True, motor.clock())
    [organ] = motor.all(Organ)
    assert (organ.name, report.organ_id) == ("霁川县交通运输局", organ.id)
    alerts = motor.all(Alert)
    assert {alert.rule for alert in alerts} >= {"T3-ROW-SUM", "T3-BALANCE"}
    [delivery] = motor.all(Delivery)
    assert (delivery.state, delivery.recipient) == (DeliveryState.SENT, "supervisor@localhost")
    [mail] = motor.mails()
    assert "霁川县交通运输局" in body(mail)
    assert len(motor.broker.acks.acked) == len(tasks)
    assert motor.broker.acks.rejected == []


def test_a_division_tells_whose_report_it_is(motor: Motor) -> None:
    """Each of two townships of one name gets its own, where whoever handed them in said which; the third none."""
    text = (SAMPLES / "clean-2019-form.txt").read_text(encoding="utf-8").replace("青栎县自然资源局", "城关镇人民政府")
    for division in ("嵩县", "河南省洛阳市汝阳县", None, "没有这个地方"):
        motor.take(f"{text}\n{division}".encode(), name=f"{division}.txt", division=division)
    names = {organ.id: organ.name for organ in motor.all(Organ)}
    owners = [names.get(report.organ_id) for report in motor.all(StoredReport, StoredReport.is_current)]
    assert owners == ["嵩县城关镇人民政府", "汝阳县城关镇人民政府", None, None]


def test_a_clean_report_sends_no_mail(motor: Motor) -> None:
    motor.take("clean-pipe-rows")
    assert motor.states()["notify"] == "done"
    assert motor.all(Delivery) == []
    assert motor.mails() == []


def test_every_message_twice_changes_nothing(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    tasks = motor.all(Task)
    before = motor.mails()[0].stat().st_mtime_ns
    motor.runtime.send([Sent(task.id, task.actor) for task in tasks])
    assert [task.attempts for task in motor.all(Task)] == [1] * len(tasks)
    assert len(motor.all(Alert)) == len({(alert.subject, alert.rule) for alert in motor.all(Alert)})
    assert motor.mails()[0].stat().st_mtime_ns == before


def test_the_same_file_again_is_one_document_with_two_sightings(motor: Motor) -> None:
    first = motor.take("broken-sums-pipe-rows", "a.txt")
    second = motor.take("broken-sums-pipe-rows", "b.txt")
    assert (first.document_id, second.is_new, second.tasks) == (second.document_id, False, ())
    assert len(motor.all(Document)) == len(motor.all(StoredReport)) == len(motor.mails()) == 1


def test_an_unreadable_file_is_a_row_and_not_a_failure(motor: Motor) -> None:
    settings = motor.runtime.settings
    day = settings.processed / motor.clock().date().isoformat()
    day.mkdir()
    (day / "x.txt").write_bytes("今天天气很好。".encode())
    motor.take("今天天气很好。".encode(), "x.txt")
    [extraction] = motor.all(Extraction)
    assert (extraction.body, extraction.error_code) == (None, "not-an-annual-report")
    assert motor.states() == {"extract": "done"}
    assert (settings.failed / "x.txt").exists()
    assert (settings.failed / "x.txt.error.json").exists()


def ends(motor: Motor) -> bool:
    """Whether all is done in the end: the daily look at the roster waits for what came in before it."""
    motor.clock.advance(seconds=11)
    motor.sweep()
    return set(motor.states().values()) == {"done"}


def test_a_store_that_is_away_is_tried_again(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    motor.broker.hold = True
    motor.take("clean-pipe-rows")

    def away(*_: object) -> bytes:
        raise StoreError("store-unavailable", "the store does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "get", away)
        motor.broker.work()
    [task] = motor.all(Task)
    assert (task.state, task.attempts) == (TaskState.PENDING, 1)
    assert "store does not answer" in task.last_error
    assert motor.sweep() == 0, "not yet due"
    motor.clock.advance(seconds=11)
    motor.broker.hold = False
    assert motor.sweep() == 1
    assert ends(motor)


def test_bytes_that_are_gone_need_a_person(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> bytes:
        raise StoreError("store-missing", "it is not there")

    monkeypatch.setattr(Store, "get", missing)
    motor.take("clean-pipe-rows")
    assert motor.states() == {"extract": "quarantined", "alarm": "done"}


def test_a_killed_worker_costs_an_attempt_and_nothing_else(motor: Motor) -> None:
    motor.broker.hold = True
    taken = motor.take("clean-pipe-rows")
    with motor.runtime.transaction() as session:
        claimed = ledger.claim(session, taken.tasks[0].task_id, motor.clock(), extract_lease(motor))
    assert claimed is not None
    motor.broker.held.clear()
    motor.broker.hold = False
    assert motor.sweep() == 0, "its lease still runs"
    motor.clock.time += extract_lease(motor)
    assert motor.sweep() == 2, "it, and the daily look at the roster, which waited for it"
    assert ends(motor)
    assert motor.all(Task)[0].attempts == 2


def extract_lease(motor: Motor) -> dt.timedelta:
    settings = motor.runtime.settings
    return dt.timedelta(seconds=SPECS["extract"].seconds(settings) + settings.lease_margin_seconds)


def test_a_worker_killed_each_time_ends_in_quarantine(motor: Motor) -> None:
    motor.broker.hold = True
    taken = motor.take("clean-pipe-rows")
    for _ in range(motor.runtime.settings.max_attempts):
        with motor.runtime.transaction() as session:
            assert ledger.claim(session, taken.tasks[0].task_id, motor.clock(), extract_lease(motor))
        motor.clock.time += extract_lease(motor)
    motor.broker.held.clear()
    motor.broker.hold = False
    motor.sweep()
    daily = [daily.actor for daily in DAILY]
    assert motor.states(Task.actor.not_in([*daily, "notify_missing"])) == {"extract": "quarantined", "alarm": "done"}


def test_a_zombies_result_is_rolled_back(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading takes longer than the lease; meanwhile another worker reads and finishes."""
    read = sandbox.read
    readings: list[int] = []

    def slow(*arguments: Any) -> Any:
        report = read(*arguments)
        readings.append(1)
        if len(readings) == 1:
            motor.clock.time += extract_lease(motor)
            perform(motor.runtime, SPECS["extract"], motor.all(Task)[0].id)
        return report

    monkeypatch.setattr(sandbox, "read", slow)
    motor.take("clean-pipe-rows")
    assert len(readings) == 2
    assert len(motor.all(Extraction)) == len(motor.all(StoredReport)) == 1
    assert set(motor.states().values()) == {"done"}


def test_a_broker_that_is_down_costs_time_only(motor: Motor) -> None:
    motor.broker.is_down = True
    motor.take("broken-sums-pipe-rows")
    assert motor.states() == {"extract": "pending"}
    assert motor.all(Task)[0].enqueued_at is None
    motor.broker.is_down = False
    assert motor.sweep() == 1
    assert ends(motor)
    assert len(motor.mails()) == 1


def test_a_flushed_broker_costs_time_only(motor: Motor) -> None:
    motor.broker.hold = True
    motor.take("broken-sums-pipe-rows")
    motor.broker.held.clear()
    assert motor.sweep() == 0, "it may only just have been sent"
    motor.clock.advance(seconds=6)
    motor.broker.hold = False
    assert motor.sweep() == 1
    assert ends(motor)


def test_a_time_limit_is_transient(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise TimeLimitExceeded

    monkeypatch.setattr(sandbox, "read", interrupted)
    motor.take("clean-pipe-rows")
    [task] = motor.all(Task)
    assert (task.state, task.attempts) == (TaskState.PENDING, 1)
    assert motor.broker.errors == []


def test_a_shutdown_gives_back_what_is_running(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        assert motor.runtime.release_held() == 1
        raise OSError("the child was ended")

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "read", stopped)
        motor.take("clean-pipe-rows")
    [task] = motor.all(Task)
    assert (task.state, task.attempts, task.max_attempts) == (TaskState.PENDING, 1, 6)
    assert motor.runtime.release_held() == 0
    motor.clock.advance(seconds=6)
    motor.sweep()
    assert ends(motor)


def test_what_an_actor_does_runs_outside_its_transactions(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is read, somebody else can write: on SQLite a transaction would hold the only right to."""
    read = sandbox.read

    def read_while_another_writes(*arguments: Any) -> Any:
        motor.write(lambda session: session.add(Organ(name="某局")))
        return read(*arguments)

    monkeypatch.setattr(sandbox, "read", read_while_another_writes)
    motor.take("clean-pipe-rows")
    assert len(motor.all(Organ)) == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError("x"), Failure.OUTAGE),
        (TransientMailError("x"), Failure.OUTAGE),
        (StoreError("disk-full", "x"), Failure.OUTAGE),
        (OperationalError("x", None, OSError()), Failure.OUTAGE),
        (IntegrityError("x", None, OSError()), Failure.MISHAP),
        (InputChangedError("x"), Failure.MISHAP),
        (MemoryError(), Failure.MISHAP),
        (TimeLimitExceeded(), Failure.MISHAP),
        (StoreError("store-corrupt", "x"), Failure.BUG),
        (ValueError("x"), Failure.BUG),
        (RuleError("x"), Failure.BUG),
    ],
)
def test_classes_of_errors(error: BaseException, expected: Failure) -> None:
    assert classify(error) is expected


def test_limits_follow_from_the_settings(motor: Motor) -> None:
    limits = extract.limits(motor.runtime.settings)
    assert limits.memory_bytes == motor.runtime.settings.extract_memory_mb * 1024 * 1024
    assert limits.wall_seconds == motor.runtime.settings.extract_wall_seconds


def test_nothing_is_left_running(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    with transaction(motor.runtime.engine) as session:
        assert session.scalar(select(func.count()).select_from(Task).where(Task.lease_until.is_not(None))) == 0
    assert not hasattr(Work, "commit")


def test_a_file_that_is_seen_again_while_its_reading_ends_waits_for_no_lock_in_a_ring(
    motor: Motor, monkeypatch: pytest.MonkeyPatch
) -> None:
    if motor.runtime.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    motor.broker.hold = True
    motor.take("clean-cell-lines", name="first.txt")
    [task] = motor.all(Task)
    reader = threading.Thread(target=perform, args=(motor.runtime, SPECS["extract"], task.id))
    version = intake.extract_version

    def beside(*arguments: Any) -> str:
        """The document is locked, its task not yet written."""
        monkeypatch.setattr(intake, "extract_version", version)
        reader.start()
        with motor.runtime.engine.connect() as connection:
            waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            while not connection.scalar(waiting) and reader.is_alive():
                connection.rollback()
        return version(*arguments)

    monkeypatch.setattr(intake, "extract_version", beside)
    motor.take("clean-cell-lines", name="second.txt")
    reader.join()
    [done] = motor.all(Task, Task.actor == "extract")
    assert (done.state, done.attempts, done.last_error) == (TaskState.DONE, 1, None)
    assert [one.name for one in motor.all(Sighting)] == ["first.txt", "second.txt"]
