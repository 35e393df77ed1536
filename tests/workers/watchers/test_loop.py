"""The loop around the passes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.workers.watchers.inbox import Clock, Door, drop, names
from workers.watchers.events import ticks, watch
from workers.watchers.folder import FolderWatcher, Scan
from workers.watchers.parking import Folders


def test_the_loop_scans_at_events_while_waiting_and_from_time_to_time(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    scans: list[Scan] = []

    def script() -> Iterator[bool]:
        yield True
        yield False  # nothing waits, nothing happened: no scan
        drop(folders, "a.txt")
        yield True
        clock.pass_()
        yield False  # it waits: scan
        drop(folders, "b.txt", b"b")
        yield False  # the event was lost
        clock.pass_(60)
        yield False  # the net
        clock.pass_()
        yield False

    watch(watcher, script(), on_scan=scans.append, rescan_seconds=60, monotonic=clock.monotonic)
    assert [(len(scan.taken), len(scan.waiting)) for scan in scans] == [(0, 0), (0, 1), (1, 0), (0, 1), (1, 0)]


def test_a_pass_ends_between_two_files_when_it_is_told_to(watcher: FolderWatcher, folders: Folders, door: Door) -> None:
    for name in "abc":
        drop(folders, f"{name}.txt", name.encode(), age=3600)

    def going() -> bool:
        return len(door.taken) < 2

    (scan,) = watcher.drain(going=going)
    assert [taken.name for taken in scan.taken] == ["a.txt", "b.txt"]
    assert names(folders.inbox) == ["c.txt"]


def test_the_loop_asks_before_each_file(watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock) -> None:
    for name in "abc":
        drop(folders, f"{name}.txt", name.encode())

    def script() -> Iterator[bool]:
        yield True
        clock.pass_()
        yield False

    watch(watcher, script(), going=lambda: not door.taken, rescan_seconds=60, monotonic=clock.monotonic)
    assert names(folders.inbox) == ["b.txt", "c.txt"]


@pytest.mark.parametrize("force_polling", [False, True])
def test_ticks_wake_at_a_change_and_end_at_the_stop(folders: Folders, *, force_polling: bool) -> None:
    stop = threading.Event()
    stream = ticks(folders.inbox, stop, stable_seconds=0.05, force_polling=force_polling)
    assert next(stream) is True
    assert next(stream) is False
    drop(folders, "a.txt")
    assert any(stream)
    stop.set()
    assert list(stream) in ([], [False], [True])
