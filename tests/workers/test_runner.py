"""The services with real threads, a real broker and real processes: once, for ever, stopped, killed in the middle."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import redis
from sqlalchemy import create_engine, func, make_url, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from models import Delivery, Heartbeat, StoredReport, Task, TaskState, divisions
from models.session import make_engine, read_only, transaction
from tests.servers import free_port
from tests.workers.motor import SAMPLES, Motor
from workers import backlog, embedded, ledger, runner, settings
from workers.embedded import EmbeddedBroker
from workers.heartbeat import Service, last_sign
from workers.runner import Progress
from workers.runtime import utc_now
from workers.settings import Settings
from workers.store import StoreError
from workers.watchers.parking import FolderError
from workers.watchers.service import passes

T = TypeVar("T")

pytestmark = pytest.mark.skipif(embedded.find_server() is None, reason="no valkey-server")

SERVE = """
import sys
from workers import runner, settings, telemetry
telemetry.configure(stream=sys.{logs})
runner.{call}
"""
ALL_SIGNS = select(Heartbeat.name).order_by(Heartbeat.name)
TELL = "progress=lambda now: print(now.documents, now.unfinished, flush=True)"


@pytest.fixture
def new_home(tmp_path: Path) -> Settings:
    """A home in which nothing ran yet, and whose inbox holds three samples."""
    found = settings.load(home=tmp_path / "家", stable_seconds=0.1, sweep_seconds=0.5, shutdown_seconds=20)
    found.make_folders()
    fill(found, "broken-sums-pipe-rows", "clean-pipe-rows", "missing-section-five")
    return found


@pytest.fixture(scope="session")
def begun_database(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a home has once a service has begun in it: to set that up takes longer than most of what is tried here."""
    path = Path(shutil.copy(_sqlite_template, tmp_path_factory.mktemp("begun")))
    divisions.fill(f"sqlite:///{path}")
    return path


@pytest.fixture
def home(new_home: Settings, begun_database: Path) -> Settings:
    """A home in which services have begun before, and whose inbox holds three samples."""
    shutil.copy(begun_database, str(make_url(new_home.database).database))
    return new_home


def fill(home: Settings, *samples: str) -> None:
    for sample in samples:
        shutil.copy(SAMPLES / f"{sample}.txt", home.inbox)


def look(home: Settings, query: Callable[[Session], T]) -> T:
    engine = make_engine(home.database)
    try:
        with read_only(engine) as session:
            return query(session)
    finally:
        engine.dispose()


def states(home: Settings) -> dict[TaskState, int]:
    return {state: count for state, count in look(home, backlog.counts).items() if count}


def reports(home: Settings) -> int:
    return look(home, lambda session: session.scalar(select(func.count()).select_from(StoredReport))) or 0


def assert_nothing_twice(home: Settings, mails: int) -> None:
    """All is done, and each mail was written once."""
    assert states(home).keys() == {TaskState.DONE}
    assert look(home, lambda session: session.scalar(select(func.count()).select_from(Delivery))) == mails
    assert len(list(home.outbox.glob("*.eml"))) == mails
    subjects = look(home, lambda session: session.execute(select(Task.actor, Task.subject, Task.input_version)).all())
    assert len(subjects) == len(set(subjects))


def test_once_takes_the_inbox_of_a_new_home_and_finishes_what_follows(new_home: Settings) -> None:
    home = new_home
    (home.inbox / "x.txt").write_text("今天天气很好。", "utf-8")
    (home.inbox / "empty.txt").touch()
    told: list[Progress] = []
    summary = runner.run(home, once=True, progress=told.append)
    assert (summary.documents, summary.reports, summary.mails, summary.quarantined) == (5, 3, 2, 0)
    assert summary.findings["error"] >= 4
    assert {(failed.name, failed.code) for failed in summary.failed} == {
        ("empty.txt", "empty-file"),
        ("x.txt", "not-an-annual-report"),
    }
    assert not summary.interrupted
    assert summary.paths["outbox"] == str(home.outbox)
    assert told[0].unfinished > 0
    assert told[-1].unfinished == 0
    assert list(home.inbox.iterdir()) == []
    assert_nothing_twice(home, mails=2)
    # Nor was anything begun too early: who has not published is asked when all is read.
    assert look(home, lambda session: session.scalar(select(func.max(Task.attempts)))) == 1
    assert "check_coverage_day" in look(home, lambda session: session.scalars(select(Task.actor)).all())


def test_once_leaves_a_mail_to_the_next_run_when_the_server_stays_away(home: Settings) -> None:
    away = home.model_copy(
        update={
            "smtp_url": settings.load(smtp_url=f"smtp://u:hunter2@127.0.0.1:{free_port()}").smtp_url,
            "retry_base_seconds": 60.0,
        }
    )
    told: list[Progress] = []
    summary = runner.run(away, once=True, progress=told.append)
    assert (summary.reports, summary.mails, summary.quarantined) == (3, 0, 0)
    assert {(left.actor, left.count) for left in summary.left} == {("deliver", 2)}
    assert "hunter2" not in repr((summary, told))
    assert states(home)[TaskState.PENDING] == 2
    again = runner.run(home, once=True)
    assert (again.left, again.mails, again.documents) == ((), 2, 0)
    tried_again = select(Task.actor, Task.attempts).where(Task.attempts > 1)
    assert look(home, lambda session: session.execute(tried_again).all()) == [("deliver", 2)] * 2
    assert_nothing_twice(home, mails=2)


def test_failed_files_are_told_of_once_and_known_ones_again(home: Settings) -> None:
    for _ in range(2):
        (home.inbox / "x.txt").write_text("今天天气很好。", "utf-8")
        (home.inbox / "empty.txt").touch()
        told: list[Progress] = []
        runner.run(home, once=True, progress=told.append)
        failed = [file.name for progress in told for file in progress.failed]
        assert sorted(failed) == ["empty.txt", "x.txt"]


def test_a_report_that_an_interrupted_run_had_stored_is_in_the_summary_of_the_run_that_checks_it(
    home: Settings,
) -> None:
    runner.run(home, once=True)
    engine = make_engine(home.database)
    with transaction(engine) as session:
        values = {"state": TaskState.PENDING, "attempts": 0, "enqueued_at": None}
        session.execute(update(Task).where(Task.actor.startswith("check_")).values(values))
    engine.dispose()
    summary = runner.run(home, once=True)
    assert (summary.documents, summary.reports, len(summary.by_report)) == (3, 3, 3)
    assert summary.findings["error"] == sum(line.errors for line in summary.by_report) > 0


def test_once_again_has_nothing_to_do(home: Settings) -> None:
    runner.run(home, once=True)
    summary = runner.run(home, once=True)
    assert (summary.documents, summary.reports, summary.mails, summary.failed) == (0, 0, 0, ())


def test_a_file_that_failed_before_fails_again(home: Settings) -> None:
    for _ in range(2):
        (home.inbox / "x.txt").write_text("今天天气很好。", "utf-8")
        summary = runner.run(home, once=True)
        assert [failed.code for failed in summary.failed] == ["not-an-annual-report"]


def test_a_broker_killed_in_the_middle_costs_nothing(home: Settings) -> None:
    killed: list[int] = []
    fill(home, "blank-applications-table", "late-department", "missing-table")

    def kill(progress: Progress) -> None:
        if not killed and states(home).get(TaskState.DONE, 0) >= 3:
            with redis.Redis(unix_socket_path=str(embedded.socket_path(home.broker_folder))) as client:
                killed.append(client.info("server")["process_id"])
            os.kill(killed[0], signal.SIGKILL)

    summary = runner.run(home, once=True, progress=kill)
    assert killed
    assert (summary.documents, summary.reports, summary.quarantined) == (6, 6, 0)
    assert_nothing_twice(home, mails=summary.mails)
    assert summary.mails == 5


@contextmanager
def process(home: Settings, call: str, *, logs: str = "stderr", **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A service in a process of its own, whose standard output can be read; its log goes to a file, or there."""
    environment = {
        "NIANBAO_HOME": str(home.home),
        "NIANBAO_STABLE_SECONDS": "0.1",
        "NIANBAO_SWEEP_SECONDS": "0.5",
        "NIANBAO_SHUTDOWN_SECONDS": "20",
        "PATH": os.environ["PATH"],
    } | variables
    log = (home.logs / f"{re.sub(r'[^a-z_]', '', call)}.log").open("w")
    with (
        log,
        subprocess.Popen(
            [sys.executable, "-c", SERVE.format(call=call, logs=logs)],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as running,
    ):
        try:
            yield running
        finally:
            running.kill()


def lines(running: subprocess.Popen[str]) -> Iterator[tuple[int, int]]:
    """What ``TELL`` prints: documents, unfinished tasks."""
    assert running.stdout is not None
    for line in running.stdout:
        documents, unfinished = line.split()
        yield int(documents), int(unfinished)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_a_run_cleanly(home: Settings, number: signal.Signals) -> None:
    with process(home, f"run(settings.load(), {TELL})") as running:
        next(told for told in lines(running) if told[0] > 0)
        running.send_signal(number)
        assert running.wait(40) == 0
    assert TaskState.RUNNING not in states(home), "what was running has finished"
    with (
        redis.Redis(unix_socket_path=str(embedded.socket_path(home.broker_folder))) as client,
        pytest.raises(redis.ConnectionError),
    ):
        client.ping()
    runner.run(home, once=True)
    assert reports(home) == 3
    assert_nothing_twice(home, mails=2)


def test_a_run_takes_what_comes_later(home: Settings) -> None:
    with process(home, f"run(settings.load(), {TELL})") as running:
        told = lines(running)
        assert next(found for found in told if found == (3, 0))
        fill(home, "late-department")
        assert next(found for found in told if found == (4, 0))
        running.terminate()
        assert running.wait(40) == 0
    assert reports(home) == 4
    assert_nothing_twice(home, mails=3)


def test_a_killed_run_is_finished_by_the_next_one_without_waiting_for_leases(home: Settings) -> None:
    with process(home, f"run(settings.load(), {TELL})") as running:
        next(told for told in lines(running) if told[0] > 0)
        running.kill()
        running.wait()
    summary = runner.run(home, once=True)
    assert summary.seconds < 60, "a lease of extract alone would last longer"
    assert reports(home) == 3
    assert_nothing_twice(home, mails=2)


def test_two_runs_of_one_home_share_the_work(home: Settings) -> None:
    with process(home, f"run(settings.load(), {TELL})") as running:
        next(lines(running))
        runner.run(home, once=True)
        running.terminate()
        assert running.wait(40) == 0
    assert reports(home) == 3
    assert_nothing_twice(home, mails=2)


def test_a_fleet_of_services_does_the_same(home: Settings, database_url: str, redis_url: str) -> None:
    variables = {"NIANBAO_DATABASE_URL": database_url, "NIANBAO_REDIS_URL": redis_url}
    fleet = home.model_copy(update={"database_url": settings.load(database_url=database_url).database_url})
    with (
        process(home, "run_watcher(settings.load())", **variables) as watcher,
        process(home, "run_scheduler(settings.load())", **variables) as scheduler,
        process(home, "run_worker(settings.load())", logs="stdout", **variables) as worker,
    ):
        await_tasks(worker, lambda: reports(fleet) == 3 and states(fleet).keys() == {TaskState.DONE})
        for running in (watcher, scheduler, worker):
            running.terminate()
        assert [running.wait(40) for running in (watcher, scheduler, worker)] == [0, 0, 0]
    assert_nothing_twice(fleet, mails=2)


def await_tasks(running: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    """Look whenever the worker says that it has done a task."""
    assert running.stdout is not None
    for line in running.stdout:
        if '"task_done"' in line and condition():
            return
    raise AssertionError("the worker ended before it was done")


def test_a_second_signal_ends_the_process_at_once() -> None:
    stop = threading.Event()
    with runner.signals(stop):
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_metrics_are_served(home: Settings) -> None:
    port = free_port()
    served: list[str] = []

    def ask(_: Progress) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            served.append(answer.read().decode())

    runner.run(home.model_copy(update={"metrics_port": port}), once=True, progress=ask)
    assert 'nianbao_messages_total{actor="persist",outcome="ok"}' in served[-1]


def test_a_worker_may_serve_some_queues_only(home: Settings) -> None:
    with EmbeddedBroker(home.broker_folder, home.logs / "broker.log") as server:
        variables = {"NIANBAO_REDIS_URL": server.url}
        with process(home, "run(settings.load(), once=True)", **variables) as running:
            assert running.wait(60) == 0
        engine = make_engine(home.database)
        with transaction(engine) as session:
            session.execute(update(Task).values(state=TaskState.PENDING, attempts=0, enqueued_at=None))
        engine.dispose()
        with (
            process(home, "run_worker(settings.load(), [runner.Queue.MAIL])", logs="stdout", **variables) as worker,
            process(home, "run_scheduler(settings.load())", **variables) as scheduler,
        ):
            await_tasks(worker, lambda: states(home).get(TaskState.DONE, 0) == 2)
            for running in (worker, scheduler):
                running.terminate()
                assert running.wait(40) == 0
    done = look(home, lambda session: session.scalars(select(Task.actor).where(Task.state == TaskState.DONE)).all())
    assert set(done) == {"deliver"}


def test_services_say_that_they_are_alive_and_leave_no_sign_behind(home: Settings) -> None:
    told: list[set[str]] = []

    def ask(_: Progress) -> None:
        told.append({name.partition("@")[0] for name in look(home, lambda session: session.scalars(ALL_SIGNS).all())})

    runner.run(home, once=True, progress=ask)
    assert told[0] >= {"worker"}
    assert set().union(*told) >= {"worker", "scheduler"}
    assert look(home, lambda session: session.scalars(ALL_SIGNS).all()) == ["scheduler"], "the lease's row stays"


@pytest.mark.parametrize("once", [True, False])
def test_a_full_disk_stops_the_run_loudly_and_loses_nothing(
    home: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, once: bool
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FolderError("disk-full", "the disk is full")

    monkeypatch.setattr("workers.watchers.folder.park", fail)
    with caplog.at_level(logging.ERROR), pytest.raises(FolderError, match="disk is full"):
        runner.run(home, once=once)
    assert "watcher_stopped" in caplog.text
    assert len(list(home.inbox.iterdir())) == 3
    assert look(home, lambda session: last_sign(session, Service.WATCHER, utc_now())).error
    monkeypatch.undo()
    runner.run(home, once=True)
    assert reports(home) == 3
    assert_nothing_twice(home, mails=2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_watcher_with_a_read_only_share_exits_with_one_and_says_why(home: Settings) -> None:
    home.inbox.chmod(0o500)
    try:
        with process(home, "run_watcher(settings.load())") as running:
            assert running.wait(40) == 1
    finally:
        home.inbox.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (StoreError("store-unavailable", "x"), True),
        (StoreError("disk-full", "x"), False),
        (StoreError("store-read-only", "x"), False),
        (OperationalError("", {}, Exception("server closed the connection")), True),
        (IntegrityError("", {}, Exception("x")), False),
    ],
)
def test_a_server_that_is_away_is_waited_for(error: StoreError | SQLAlchemyError, *, waits: bool) -> None:
    assert passes(error) is waits


def test_a_database_file_that_is_read_only_is_not_waited_for(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'x.db'}")
    reader = create_engine(f"sqlite:///file:{tmp_path / 'x.db'}?mode=ro&uri=true", connect_args={"timeout": 0})
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE t (x)")
        with reader.connect() as connection, pytest.raises(OperationalError) as caught:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        assert not passes(caught.value)
    finally:
        engine.dispose()
        reader.dispose()


def test_a_worker_whose_task_hangs_is_not_alive(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("workers.runtime.time.monotonic", lambda: clock[0])
    claimed = ledger.Claim(7, "persist", "1", "v", 1, 5, None, {})
    with motor.runtime.holding(claimed):
        assert motor.runtime.overdue() == []
        clock[0] = 60 + motor.runtime.settings.lease_margin_seconds + 1
        assert motor.runtime.overdue() == [7]
    assert motor.runtime.overdue() == []
