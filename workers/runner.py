"""Runs the services: all of them on one machine (``run``), or one of them in a fleet (``run_worker`` …).

Place in the flow: called by the commands; puts settings, broker, runtime, workers, scheduler and watcher together and
takes them apart again: files stop being taken, running tasks finish or are given back, the broker stops last.
"""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Final

import dramatiq
import msgspec
from redis import RedisError
from sqlalchemy.orm import Session

import migrations
from models.divisions import fill
from models.session import read_only
from workers import actors, backlog, ledger, metrics
from workers.broker import LedgerBroker, make_broker
from workers.embedded import EmbeddedBroker
from workers.heartbeat import BEAT_SECONDS, Heart, Service
from workers.home import working_in
from workers.queues import Queue
from workers.runtime import Runtime, utc_now
from workers.scheduler import Scheduler
from workers.settings import Settings
from workers.sites.starter import CrawlStarter
from workers.summary import FailedFile, Inbox, Left, Summary, failures_since, last_extraction, left_waiting, summarize
from workers.telemetry import get_logger
from workers.timetable import Timetable
from workers.watchers.folder import Failed, Scan
from workers.watchers.service import take_inbox, watch_inbox

log = get_logger(__name__)

# An idle consumer asks this often; so long may a task wait where nothing went on before.
_WORKER_TIMEOUT_MS: Final = 250
_SETTLE_SECONDS: Final = 0.1
_LOOK_SECONDS: Final = 1.0
# A run that ends by itself waits for nothing that is due later than this. Pauses grow with the time a task has been
# failing, so that an outage of more than about half a minute is left to the next run.
_SOON: Final = dt.timedelta(seconds=15)
# A file that is written to for so long keeps the scheduler waiting no longer.
_SETTLING_SECONDS: Final = 30.0
# What has been failing for so long is told of.
_TELL_AFTER: Final = dt.timedelta(seconds=3)
# Extractions get their ids before they are committed: so many are looked at again.
_LATE_IDS: Final = 100


class Progress(msgspec.Struct, frozen=True):
    """How far a run is.

    :param documents: taken so far.
    :param unfinished: tasks that are running or due soon.
    :param failed: files that could not be read, or not be taken; each is told of once.
    :param waiting: tasks that fail because something is away, and are to be tried again.
    :param strays: sidecars without a file; each is told of once.
    """

    documents: int
    unfinished: int
    failed: tuple[FailedFile, ...] = ()
    waiting: tuple[Left, ...] = ()
    strays: tuple[str, ...] = ()


ProgressCallback = Callable[[Progress], None]


def _ignore(_: Progress) -> None:
    """For those who need not know."""


def run(settings: Settings, *, once: bool = False, progress: ProgressCallback = _ignore) -> Summary:
    """Everything on one machine: watcher, workers, scheduler, and the embedded broker where no other is set.

    :param once: take what lies in the inbox, finish all that follows from it, and return; else go on until SIGTERM or
        SIGINT. A second signal ends the process at once. What waits for a server that stays away is tried for about
        half a minute and then left to the next run: ``Summary.left``.
    :param progress: is told how far it is, several times a second at most.
    :raises SettingsError: EmbeddedBrokerError, FolderError, StoreError, sqlalchemy.exc.SQLAlchemyError: when it cannot
        start, or when a full disk or a read-only share stops the watcher; nothing is lost.
    """
    settings.make_folders()
    migrations.upgrade(settings.database)
    fill(settings.database)
    started_at, started = utc_now(), time.monotonic()
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker), working_in(runtime), working(runtime, broker) as beat:
        taken = _Taken(runtime)

        def tell(now: Progress) -> None:
            beat()
            progress(now)

        # What is done at set times begins when the inbox has been taken in: a report in it is not missing.
        with ExitStack() as stack:
            if once:
                with runtime.transaction() as session:
                    backlog.try_now(session, runtime.now())
                take_inbox(runtime, stop, taken.note)
                stack.enter_context(_scheduling(Scheduler(runtime, broker.waiting, keeps_time=False)))
                _await_end(runtime, taken, stop, tell)
                if not stop.is_set():
                    # Only now: it would wait for what is being read, and be looked at again some seconds later.
                    Timetable(runtime).write_due()
                    _await_end(runtime, taken, stop, tell)
            else:
                late = [_scheduling(Scheduler(runtime, broker.waiting, CrawlStarter(runtime)))]

                def tick() -> None:
                    _tell(runtime, taken, tell)
                    if late and (taken.is_settled or time.monotonic() - started > _SETTLING_SECONDS):
                        stack.enter_context(late.pop())

                watch_inbox(runtime, stop, taken.note, tick)
        with read_only(runtime.engine) as session:
            # Watching has no other end than being stopped.
            unfinished = once or backlog.unfinished(session, runtime.now())
            return summarize(
                session,
                settings,
                started_at=started_at,
                inbox=Inbox(taken.documents, taken.refused, taken.unsettled),
                seconds=time.monotonic() - started,
                interrupted=stop.is_set() and bool(unfinished),
            )


def run_worker(settings: Settings, queues: Collection[Queue] = tuple(Queue)) -> None:
    """Work on the tasks of some queues until SIGTERM or SIGINT. For more processors, start more of these."""
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker), working_in(runtime), working(runtime, broker, queues) as beat:
        while not stop.wait(BEAT_SECONDS):
            beat()


def run_scheduler(settings: Settings) -> None:
    """Sweep until SIGTERM or SIGINT. A second one waits in its place."""
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker):
        Scheduler(runtime, broker.waiting, CrawlStarter(runtime)).run(stop)


def run_watcher(settings: Settings) -> None:
    """Take files from the inbox until SIGTERM or SIGINT.

    :raises FolderError: StoreError, sqlalchemy.exc.SQLAlchemyError: as ``watch_inbox`` does; nothing is lost.
    """
    settings.make_folders()
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, _):
        watch_inbox(runtime, stop)


@contextmanager
def broker_of(settings: Settings) -> Iterator[LedgerBroker]:
    """The broker the settings name, or the embedded one, started or attached to."""
    with ExitStack() as stack:
        if settings.redis_url is not None:
            url = settings.redis_url.get_secret_value()
        else:
            embedded = EmbeddedBroker(settings.broker_folder, settings.logs / "broker.log")
            url = stack.enter_context(embedded).url
        broker = make_broker(url)
        stack.callback(broker.close)
        yield broker


@contextmanager
def working(
    runtime: Runtime, broker: LedgerBroker, queues: Collection[Queue] = tuple(Queue)
) -> Iterator[Callable[[], None]]:
    """Worker threads for these queues; yields what their main loop calls to say that they are alive.

    At the end running tasks may finish within the shutdown timeout; the rest is given back, and its results refused.
    """
    actors.declare(runtime, broker)
    worker = dramatiq.Worker(
        broker,
        queues={queue.value for queue in queues},
        worker_timeout=_WORKER_TIMEOUT_MS,
        worker_threads=runtime.settings.worker_threads,
    )
    # Starts the thread behind the time limits, which dramatiq's own command would do.
    broker.emit_after("process_boot")
    worker.start()
    log.info("worker_started", queues=[queue.value for queue in queues], threads=runtime.settings.worker_threads)
    try:
        with Heart(runtime.engine, Service.WORKER, runtime.now) as heart:
            beat = _pulse(runtime, worker, heart)
            beat()
            yield beat
    finally:
        try:
            worker.stop(timeout=int(runtime.settings.shutdown_seconds * 1000))
        except RedisError as error:
            # The messages in memory are not given back to the broker; the ledger has their tasks.
            log.warning("broker_gone_at_shutdown", reason=ledger.describe(error))
        runtime.release_held()
        log.info("worker_stopped")


def _pulse(runtime: Runtime, worker: dramatiq.Worker, heart: Heart) -> Callable[[], None]:
    """A beat of the worker's heart; what stands still in it is said instead."""

    def beat() -> None:
        dead = [thread.name for thread in (*worker.consumers.values(), *worker.workers) if not thread.is_alive()]
        overdue = runtime.overdue()
        if dead or overdue:
            log.error("worker_hangs", threads=dead, task_ids=overdue)
            heart.fail(f"threads that ended: {len(dead)}; tasks that hang: {overdue}")
        else:
            heart.beat()

    return beat


@contextmanager
def signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set ``stop``; the second one raises KeyboardInterrupt. Outside the main thread: nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        log.info("stopping", signal=signal.Signals(number).name)
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _opened(settings: Settings, stop: threading.Event) -> Iterator[tuple[Runtime, LedgerBroker]]:
    """Signals, broker, runtime and the metrics' port, for as long as a service lives."""
    if settings.database_url is None or settings.redis_url is None:
        settings.make_folders()
    with ExitStack() as stack:
        stack.enter_context(signals(stop))
        broker = stack.enter_context(broker_of(settings))
        runtime = stack.enter_context(Runtime(settings, broker=broker))
        # What cannot be used is said now, not by the first task.
        log.info("opened", store=runtime.store.url, rules_off=sorted(runtime.profile.off))
        if settings.metrics_port is not None:
            stack.callback(metrics.serve(settings.metrics_host, settings.metrics_port))
        yield runtime, broker


@contextmanager
def _scheduling(scheduler: Scheduler) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=scheduler.run, args=[stop], name="scheduler", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class _Taken:
    """What the watcher has taken and refused in this run, and what of it nobody was told of yet."""

    def __init__(self, runtime: Runtime) -> None:
        self.documents: set[int] = set()
        self.refused: list[FailedFile] = []
        self.unsettled: tuple[str, ...] = ()
        self.is_settled = False
        with read_only(runtime.engine) as session:
            self._first = self._last = last_extraction(session)
        self._told: set[int] = set()
        self._failed: list[FailedFile] = []
        self._strays: list[str] = []

    def note(self, scan: Scan) -> None:
        self.documents.update(taken.document_id for taken in scan.taken)
        self.unsettled = scan.waiting
        self.is_settled = not scan.waiting
        refused = list(map(_failed_file, scan.failed))
        self.refused += refused
        self._failed += [*refused, *map(_failed_file, scan.known)]
        self._strays += scan.strays

    def news(self, session: Session) -> tuple[tuple[FailedFile, ...], tuple[str, ...]]:
        """The files that failed, and the sidecars without a file, since last asked."""
        failed, self._failed = self._failed, []
        strays, self._strays = self._strays, []
        for id_, file in failures_since(session, max(self._first, self._last - _LATE_IDS)):
            if id_ not in self._told:
                self._told.add(id_)
                self._last = max(self._last, id_)
                failed.append(file)
        return tuple(failed), tuple(strays)


def _failed_file(failed: Failed) -> FailedFile:
    return FailedFile(failed.name, failed.code, failed.message)


def _await_end(runtime: Runtime, taken: _Taken, stop: threading.Event, progress: ProgressCallback) -> None:
    """Return when the ledger has nothing running or due soon. The broker is not asked: it may have lost everything."""
    while not stop.is_set() and _tell(runtime, taken, progress):
        runtime.changed.wait(_LOOK_SECONDS)
        runtime.changed.clear()
        # Many tasks end at about the same time; one look serves them all.
        stop.wait(_SETTLE_SECONDS)


def _tell(runtime: Runtime, taken: _Taken, progress: ProgressCallback) -> int:
    """Tell how far it is; returns how many tasks are unfinished."""
    now = runtime.now()
    with read_only(runtime.engine) as session:
        unfinished = backlog.unfinished(session, now + _SOON)
        failed, strays = taken.news(session)
        waiting = left_waiting(session, now - _TELL_AFTER)
    progress(Progress(len(taken.documents), unfinished, failed, waiting, strays))
    return unfinished
