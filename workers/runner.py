"""Runs the services: all of them on one machine (``run``), or one of them in a fleet (``run_worker`` …).

Place in the flow: called by the commands; puts settings, broker, runtime, workers, scheduler and watcher together and
takes them apart again: files stop being taken, running tasks finish or are given back, the broker stops last.
"""

from __future__ import annotations

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
from sqlalchemy.exc import SQLAlchemyError

import migrations
from models import Source
from models.session import read_only
from workers import actors, backlog, ledger, metrics
from workers.broker import LedgerBroker, make_broker
from workers.embedded import EmbeddedBroker
from workers.home import working_in
from workers.intake import Intake
from workers.queues import Queue
from workers.runtime import Runtime, utc_now
from workers.scheduler import Scheduler
from workers.settings import Settings
from workers.store import StoreError
from workers.summary import FailedFile, Summary, summarize
from workers.telemetry import get_logger
from workers.watchers.events import ticks, watch
from workers.watchers.folder import Folders, FolderWatcher, Scan
from workers.watchers.parking import FolderError

log = get_logger(__name__)

# An idle consumer asks this often; so long may a task wait where nothing went on before.
_WORKER_TIMEOUT_MS: Final = 250
_RETRY_SECONDS: Final = 10.0
_SETTLE_SECONDS: Final = 0.1
_LOOK_SECONDS: Final = 1.0


class Progress(msgspec.Struct, frozen=True):
    """How far a run is: documents taken so far, and tasks that are pending or running."""

    documents: int
    unfinished: int


ProgressCallback = Callable[[Progress], None]


def _ignore(_: Progress) -> None:
    """For those who need not know."""


def run(settings: Settings, *, once: bool = False, progress: ProgressCallback = _ignore) -> Summary:
    """Everything on one machine: watcher, workers, scheduler, and the embedded broker where no other is set.

    :param once: take what lies in the inbox, finish all that follows from it, and return; else go on until SIGTERM or
        SIGINT. A second signal ends the process at once.
    :param progress: is told how far it is, several times a second at most.
    :raises SettingsError: EmbeddedBrokerError, FolderError, StoreError, sqlalchemy.exc.SQLAlchemyError: when it cannot
        start; nothing is lost.
    """
    settings.make_folders()
    migrations.upgrade(settings.database)
    started_at, started = utc_now(), time.monotonic()
    taken = _Taken()
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker), working_in(runtime), working(runtime, broker):
        with _scheduling(runtime, broker):
            if once:
                _take_inbox(runtime, taken, stop)
                _await_end(runtime, taken, stop, progress)
            else:
                _watch(runtime, taken, stop, progress)
        with read_only(runtime.engine) as session:
            return summarize(
                session,
                settings,
                started_at=started_at,
                taken=taken.documents,
                refused=taken.refused,
                seconds=time.monotonic() - started,
                interrupted=stop.is_set(),
            )


def run_worker(settings: Settings, queues: Collection[Queue] = tuple(Queue)) -> None:
    """Work on the tasks of some queues until SIGTERM or SIGINT. For more processors, start more of these."""
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker), working_in(runtime), working(runtime, broker, queues):
        stop.wait()


def run_scheduler(settings: Settings) -> None:
    """Sweep until SIGTERM or SIGINT. A second one waits in its place."""
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, broker):
        Scheduler(runtime, broker.waiting).run(stop)


def run_watcher(settings: Settings) -> None:
    """Take files from the inbox until SIGTERM or SIGINT."""
    settings.make_folders()
    stop = threading.Event()
    with _opened(settings, stop) as (runtime, _):
        _watch(runtime, _Taken(), stop, _ignore)


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
def working(runtime: Runtime, broker: LedgerBroker, queues: Collection[Queue] = tuple(Queue)) -> Iterator[None]:
    """Worker threads for these queues.

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
        yield
    finally:
        try:
            worker.stop(timeout=int(runtime.settings.shutdown_seconds * 1000))
        except RedisError as error:
            # The messages in memory are not given back to the broker; the ledger has their tasks.
            log.warning("broker_gone_at_shutdown", reason=ledger.describe(error))
        runtime.release_held()
        log.info("worker_stopped")


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
def _scheduling(runtime: Runtime, broker: LedgerBroker) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=Scheduler(runtime, broker.waiting).run, args=[stop], name="scheduler", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class _Taken:
    """What the watcher has taken and refused in this run."""

    def __init__(self) -> None:
        self.documents: set[int] = set()
        self.refused: list[FailedFile] = []

    def note(self, scan: Scan) -> None:
        self.documents.update(taken.document_id for taken in scan.taken)
        self.refused += [FailedFile(failed.name, failed.code, failed.message) for failed in scan.failed]


def _watcher(runtime: Runtime) -> FolderWatcher:
    settings = runtime.settings
    intake = Intake(runtime.engine, runtime.store, Source.FOLDER, runtime.send, max_attempts=settings.max_attempts)
    return FolderWatcher(
        Folders(settings.inbox, settings.processed, settings.failed),
        intake,
        stable_seconds=settings.stable_seconds,
        max_bytes=settings.extract_max_bytes,
    )


def _take_inbox(runtime: Runtime, taken: _Taken, stop: threading.Event) -> None:
    for scan in _watcher(runtime).drain(sleep=stop.wait):
        taken.note(scan)
        if stop.is_set():
            return


def _watch(runtime: Runtime, taken: _Taken, stop: threading.Event, progress: ProgressCallback) -> None:
    """Take files until told to stop. A full disk or a database that is away is logged, and passes or is mended."""
    settings = runtime.settings

    def told() -> Iterator[bool]:
        for is_event in ticks(
            settings.inbox, stop, stable_seconds=settings.stable_seconds, force_polling=settings.force_polling
        ):
            yield is_event
            _tell(runtime, taken, progress)

    while not stop.is_set():
        try:
            watch(_watcher(runtime), told(), on_scan=taken.note, rescan_seconds=settings.rescan_seconds)
        except (FolderError, StoreError, SQLAlchemyError) as error:
            log.error("watcher_failed", reason=ledger.describe(error))  # noqa: TRY400 - known, and tried again
            stop.wait(_RETRY_SECONDS)


def _await_end(runtime: Runtime, taken: _Taken, stop: threading.Event, progress: ProgressCallback) -> None:
    """Return when the ledger has nothing pending or running. The broker is not asked: it may have lost everything."""
    while not stop.is_set() and _tell(runtime, taken, progress):
        runtime.changed.wait(_LOOK_SECONDS)
        runtime.changed.clear()
        # Many tasks end at about the same time; one look serves them all.
        stop.wait(_SETTLE_SECONDS)


def _tell(runtime: Runtime, taken: _Taken, progress: ProgressCallback) -> int:
    """Tell how far it is; returns how many tasks are unfinished."""
    with read_only(runtime.engine) as session:
        unfinished = backlog.unfinished(session)
    progress(Progress(len(taken.documents), unfinished))
    return unfinished
