"""When to look into the inbox: at every event, while something waits to settle, and from time to time in any case.

Place in the flow: drives ``folder.FolderWatcher`` in ``nianbao watch`` and ``nianbao run``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import watchfiles

from workers.telemetry import get_logger
from workers.watchers.folder import FolderWatcher, Scan, always

log = get_logger(__name__)

# Also how long it takes to notice a stop, in seconds.
_LONGEST_TICK: Final = 1.0


def watch(
    watcher: FolderWatcher,
    ticks: Iterator[bool],
    *,
    on_scan: Callable[[Scan], object] = lambda _: None,
    going: Callable[[], bool] = always,
    rescan_seconds: float,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Scan until the ticks end.

    :param ticks: as ``ticks`` yields them.
    :param on_scan: is told what each pass did.
    :param going: asked before each file, as in ``scan``.
    :param rescan_seconds: the longest time between two passes.
    :raises FolderError: and StoreError, as ``scan`` does: the watcher stops loudly, and nothing is lost.
    """
    waiting, last = True, monotonic()
    for is_event in ticks:
        if not (is_event or waiting or monotonic() - last >= rescan_seconds):
            continue
        scan = watcher.scan(going=going)
        waiting, last = bool(scan.waiting), monotonic()
        on_scan(scan)


def ticks(inbox: Path, stop: threading.Event, *, stable_seconds: float, force_polling: bool = False) -> Iterator[bool]:
    """True at once and at every change in the inbox, False from time to time; ends when ``stop`` is set.

    :param stable_seconds: False comes as often, and once a second at least.
    :param force_polling: for file systems without events (NFS, SMB); also used when the system has no watches left.
    """
    yield True
    milliseconds = int(1000 * min(_LONGEST_TICK, max(0.05, stable_seconds)))
    while not stop.is_set():
        try:
            for changes in watchfiles.watch(
                inbox,
                watch_filter=None,
                stop_event=stop,
                rust_timeout=milliseconds,
                yield_on_timeout=True,
                force_polling=force_polling or None,
                raise_interrupt=True,
            ):
                yield bool(changes)
        except OSError as error:
            if force_polling:
                raise
            log.warning("events_unavailable", error=str(error), fallback="polling")
            force_polling = True
