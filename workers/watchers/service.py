"""The folder watcher as a service: its heart, what it does when a server is away, and when it stops for a person.

Place in the flow: ``runner`` → **here** → ``events`` and ``folder``, in ``nianbao watch`` and ``nianbao run``.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from models import Source
from workers import ledger
from workers.heartbeat import Heart, Service
from workers.intake import Intake
from workers.runtime import Runtime
from workers.settings import Settings
from workers.store import StoreError
from workers.telemetry import get_logger
from workers.watchers.events import ticks, watch
from workers.watchers.filesystem import blind_type
from workers.watchers.folder import FolderWatcher, Scan
from workers.watchers.parking import FolderError, Folders
from workers.watchers.rest import Patience

log = get_logger(__name__)

_RETRY_SECONDS: Final = 10.0

OnScan = Callable[[Scan], object]
OnTick = Callable[[], object]


def take_inbox(runtime: Runtime, stop: threading.Event, on_scan: OnScan) -> None:
    """Take what lies in the inbox (``--once``), waiting a while for what is still being written.

    :raises FolderError: StoreError, sqlalchemy.exc.SQLAlchemyError: the files not taken are in the inbox.
    """
    with _heart(runtime) as heart:
        for scan in _watcher(runtime).drain(sleep=stop.wait, going=_going(heart, stop)):
            on_scan(scan)


def watch_inbox(
    runtime: Runtime, stop: threading.Event, on_scan: OnScan = lambda _: None, on_tick: OnTick = lambda: None
) -> None:
    """Take files until told to stop. A server that is away passes; a full disk or a read-only share ends the service.

    :param on_scan: is told what each pass did.
    :param on_tick: called about once a second.
    :raises FolderError: StoreError, sqlalchemy.exc.SQLAlchemyError: what needs a person; the files are in the inbox.
    """
    settings = runtime.settings
    polling = _polls(settings)

    def told() -> Iterator[bool]:
        for is_event in ticks(settings.inbox, stop, stable_seconds=settings.stable_seconds, force_polling=polling):
            yield is_event
            heart.beat()
            on_tick()

    with _heart(runtime) as heart:
        going = _going(heart, stop)
        while not stop.is_set():
            try:
                watch(_watcher(runtime), told(), on_scan=on_scan, going=going, rescan_seconds=settings.rescan_seconds)
            except (StoreError, exc.SQLAlchemyError) as error:
                if not passes(error):
                    raise
                reason = ledger.describe(error)
                log.error("watcher_waits", reason=reason, seconds=_RETRY_SECONDS)  # noqa: TRY400 - known, and tried again
                heart.fail(reason)
                stop.wait(_RETRY_SECONDS)


def _polls(settings: Settings) -> bool:
    """Whether to ask the inbox for changes: as set, or by the file system it lies on."""
    if settings.force_polling is not None:
        return settings.force_polling
    kind = blind_type(settings.inbox)
    if kind is not None:
        log.info("inbox_is_polled", file_system=kind)
    return kind is not None


def passes(error: StoreError | exc.SQLAlchemyError) -> bool:
    """Whether it is a server that is away, or a lock; anything else, such as a full disk, needs a person."""
    if isinstance(error, StoreError):
        return error.code == "store-unavailable"
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    return isinstance(error, (exc.OperationalError, exc.InterfaceError, exc.TimeoutError))


def _watcher(runtime: Runtime) -> FolderWatcher:
    settings = runtime.settings
    intake = Intake(runtime.engine, runtime.store, Source.FOLDER, runtime.send, max_attempts=settings.max_attempts)
    return FolderWatcher(
        Folders(settings.inbox, settings.processed, settings.failed),
        intake,
        patience=Patience(settings.stable_seconds, settings.torn_seconds),
        folder_pattern=settings.folder_pattern,
        max_bytes=settings.extract_max_bytes,
    )


@contextmanager
def _heart(runtime: Runtime) -> Iterator[Heart]:
    """The watcher's heart. What ends the watcher is said in the log and in the heart's row, and raised."""
    with Heart(runtime.engine, Service.WATCHER, runtime.now) as heart:
        heart.beat()
        try:
            yield heart
        except (FolderError, StoreError, exc.SQLAlchemyError) as error:
            reason = ledger.describe(error)
            log.error("watcher_stopped", reason=reason)  # noqa: TRY400 - known: a trace says no more
            heart.fail(reason)
            raise


def _going(heart: Heart, stop: threading.Event) -> Callable[[], bool]:
    """Asked between two files: a large inbox neither delays a stop nor makes the watcher look dead."""

    def going() -> bool:
        heart.beat()
        return not stop.is_set()

    return going
