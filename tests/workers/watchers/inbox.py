"""An inbox, a clock and a door for the tests of the watcher."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

from parsers import Hints
from parsers.report import ReadError
from workers.intake import Taken
from workers.store import Store
from workers.watchers.folder import FolderWatcher, Scan
from workers.watchers.parking import Folders
from workers.watchers.rest import Patience

NOW = dt.datetime(2024, 2, 1, 12, tzinfo=dt.UTC)
TODAY = "2024-02-01"
SETTLE = 2.0
TORN = 60.0


class Clock:
    """The time of day, which also serves as the monotonic clock."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def pass_(self, seconds: float = SETTLE) -> None:
        self.now += dt.timedelta(seconds=seconds)


class Door:
    """An intake without a database: it notes what happens, and where the original is at that moment."""

    def __init__(self, folders: Folders, store: Store) -> None:
        self.folders = folders
        self.store = store
        self.taken: list[Taken] = []
        self.hints: list[Hints] = []
        self.in_inbox_when_taken: list[list[str]] = []
        self.in_inbox_when_sent: list[list[str]] = []
        self.errors: dict[int, ReadError] = {}
        self.meanwhile: Callable[[], object] = lambda: None

    def take(self, data: bytes, *, name: str, hints: Hints, now: dt.datetime) -> Taken:  # noqa: ARG002 - the door's shape
        sha256 = self.store.put(data).sha256
        known = {taken.sha256: taken.document_id for taken in self.taken}
        taken = Taken(known.get(sha256, len(known) + 1), sha256, name, sha256 not in known, "c")
        self.taken.append(taken)
        self.hints.append(hints)
        self.in_inbox_when_taken.append(names(self.folders.inbox))
        self.meanwhile()
        return taken

    def known_error(self, document_id: int) -> ReadError | None:
        return self.errors.get(document_id)

    def send(self, taken: Taken) -> None:  # noqa: ARG002 - the door's shape
        self.in_inbox_when_sent.append(names(self.folders.inbox))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def build(folders: Folders, door: Door, clock: Clock, max_bytes: int = 10_000) -> FolderWatcher:
    return FolderWatcher(
        folders,
        door,
        patience=Patience(SETTLE, TORN),
        max_bytes=max_bytes,
        clock=clock,
        monotonic=clock.monotonic,
    )


def drop(folders: Folders, name: str, data: bytes = b"report", age: float = 0) -> Path:
    path = folders.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    at = NOW.timestamp() - age
    os.utime(path, (at, at))
    return path


def settle(watcher: FolderWatcher, clock: Clock) -> Scan:
    watcher.scan()
    clock.pass_()
    return watcher.scan()


def note_of(path: Path) -> dict[str, str]:
    note: dict[str, str] = json.loads(path.with_name(path.name + ".error.json").read_text(encoding="utf-8"))
    return note
