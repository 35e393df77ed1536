"""Watches the inbox: takes each file when it is at rest, and moves it on once its bytes and its work are safe.

Place in the flow: inbox → **here** → ``intake`` (store, document, task) → processed/DATE/NAME, or failed/NAME with a
note. Events only wake it up; every pass lists the inbox in full, so a lost event costs seconds, never a file.
Two watchers on one folder do no harm: what vanished was taken by the other, and the same bytes are one document.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from parsers import Hints
from parsers.report import ReadError
from workers import sidecar
from workers.intake import Taken
from workers.sandbox import printable
from workers.store import digest
from workers.telemetry import get_logger
from workers.watchers.parking import ErrorNote, FolderError, Identity, explained, park

log = get_logger(__name__)

# What the system and other programs leave in a folder, and what is still being written. Never touched.
IGNORED_ENDINGS = (".part", ".tmp", ".crdownload", sidecar.SUFFIX)
IGNORED_STARTS = (".", "~$")
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
IGNORED_FOLDERS = frozenset({"__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information"})
# Pictures and scripts that a browser saves beside a page.
IGNORED_FOLDER_ENDINGS = ("_files", ".files")


class Folders(msgspec.Struct, frozen=True):
    """The folders of a watcher, each absolute."""

    inbox: Path
    processed: Path
    failed: Path


class Door(Protocol):
    """What the watcher hands files to; ``workers.intake.Intake`` in earnest."""

    def take(self, data: bytes, *, name: str, hints: Hints, now: dt.datetime) -> Taken:
        """Store the bytes and commit the document with its task."""

    def known_error(self, document_id: int) -> ReadError | None:
        """Why the document could not be read, when that is known already."""

    def send(self, taken: Taken) -> None:
        """Tell the broker; only after the original has been moved."""


class Failed(msgspec.Struct, frozen=True):
    """A file that went to ``failed/``, and why."""

    name: str
    path: Path
    code: str
    message: str


class Scan(msgspec.Struct, frozen=True):
    """What one pass over the inbox did; ``waiting`` names files that are still changing."""

    taken: tuple[Taken, ...] = ()
    failed: tuple[Failed, ...] = ()
    waiting: tuple[str, ...] = ()


class _Seen(msgspec.Struct, frozen=True):
    state: tuple[Identity, Identity | None]
    since: float


class FolderWatcher:
    """Takes the files of one inbox.

    :param folders: inbox, processed and failed.
    :param door: the intake.
    :param stable_seconds: a file is taken when size and time of change have been the same for so long.
    :param max_bytes: larger files go to ``failed/`` unread.
    :param clock: the time of day (UTC).
    :param monotonic: seconds that only grow.
    """

    def __init__(
        self,
        folders: Folders,
        door: Door,
        *,
        stable_seconds: float,
        max_bytes: int,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folders = folders
        self._door = door
        self._stable_seconds = stable_seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._monotonic = monotonic
        self._seen: dict[str, _Seen] = {}

    def scan(self, *, trust_age: bool = False) -> Scan:
        """One pass over the whole inbox.

        :param trust_age: take a file at once when its last change is older than the settle time (for ``--once``);
            otherwise it must also have been seen unchanged for that long, since copying may keep old times.
        :raises FolderError: when the folders cannot be read or written.
        :raises StoreError: when the store cannot take the bytes; the file stays in the inbox.
        """
        taken: list[Taken] = []
        failed: list[Failed] = []
        waiting: list[str] = []
        present = dict(self._list())
        self._seen = {name: seen for name, seen in self._seen.items() if name in present}
        for name, identity in sorted(present.items()):
            if not self._is_at_rest(name, identity, trust_age=trust_age):
                waiting.append(printable(name))
                continue
            outcome = self._take(name, identity)
            self._seen.pop(name, None)
            if isinstance(outcome, Taken):
                taken.append(outcome)
            elif isinstance(outcome, Failed):
                failed.append(outcome)
        return Scan(tuple(taken), tuple(failed), tuple(waiting))

    def drain(self, sleep: Callable[[float], object] = time.sleep, patience_seconds: float = 60.0) -> Iterator[Scan]:
        """Passes until nothing waits, or what waits has kept changing for ``patience_seconds`` (for ``--once``)."""
        deadline = self._monotonic() + patience_seconds
        while True:
            scan = self.scan(trust_age=True)
            yield scan
            if not scan.waiting or self._monotonic() >= deadline:
                return
            sleep(min(self._stable_seconds, 0.2))

    def _list(self) -> Iterator[tuple[str, Identity]]:
        """All that may be a report, by its path within the inbox; folders are walked, links to folders are not."""
        with explained(self._folders.inbox):
            if not self._folders.inbox.is_dir():
                raise FolderError("folder-missing", f"{self._folders.inbox}: there is no such folder")
            pending = [""]
            while pending:
                prefix = pending.pop()
                try:
                    with os.scandir(self._folders.inbox / prefix) as entries:
                        found = list(entries)
                except FileNotFoundError:
                    continue  # a subfolder that was removed meanwhile
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        if not _is_ignored_folder(entry.name):
                            pending.append(f"{prefix}{entry.name}/")
                    elif not is_ignored(entry.name) and (identity := _identity(Path(entry.path))):
                        yield prefix + entry.name, identity

    def _is_at_rest(self, name: str, identity: Identity, *, trust_age: bool) -> bool:
        """Whether the file, and its sidecar, are as they were for the settle time."""
        companion = _identity(sidecar.sidecar_of(self._folders.inbox / name))
        state, now = (identity, companion), self._monotonic()
        seen = self._seen.get(name)
        if seen is None or seen.state != state:
            seen = self._seen[name] = _Seen(state, now)
        if now - seen.since >= self._stable_seconds:
            return True
        newest = max(part.modified_ns for part in state if part is not None) / 1e9
        return trust_age and self._clock().timestamp() - newest >= self._stable_seconds

    def _take(self, name: str, identity: Identity) -> Taken | Failed | None:
        """Take one file at rest; None when it vanished or changed under us (the next pass sees)."""
        path = self._folders.inbox / name
        data: bytes | None = None
        try:
            data = self._read(path, identity)
            hints = sidecar.load(path)
        except ReadError as error:
            return self._fail(name, identity, error, data)
        if data is None:
            return None
        if not data:
            return self._fail(name, identity, ReadError("empty-file", "the file has no bytes"), data)
        now = self._clock()
        taken = self._door.take(data, name=printable(name), hints=hints, now=now)
        # The bytes and the work are safe: only now may the original leave the inbox.
        moved = park(path, self._folders.processed / now.date().isoformat(), name, identity=identity)
        known = self._door.known_error(taken.document_id) if moved is not None else None
        if moved is not None and known is not None:
            note = ErrorNote(known.code, known.message, taken.sha256, now)
            park(moved, self._folders.failed, name, error=note)
        self._door.send(taken)
        log.info("file_taken", name=taken.name, sha256=taken.sha256, document_id=taken.document_id, new=taken.is_new)
        return taken

    def _read(self, path: Path, identity: Identity) -> bytes | None:
        """The bytes of the file that was at rest; None when it is gone, or another one by now.

        :raises ReadError: when it is nothing to be read.
        """
        try:
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                # Even a link within the inbox: what it points to can be changed between look and read.
                raise ReadError("symlink", "it is a link; put the file itself into the inbox")
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("not-a-file", "it is no regular file")
            if status.st_size > self._max_bytes:
                raise ReadError("too-large", f"{status.st_size:,} bytes; at most {self._max_bytes:,} are read")
            data = sidecar.read_plain(path, self._max_bytes + 1)
            if Identity.of(path.lstat()) != identity or len(data) != identity.size:
                return None
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise ReadError("permission-denied", "the file's rights do not allow to read it") from error
        except OSError as error:
            raise ReadError("unreadable", f"the file cannot be read: {error.strerror}") from error
        return data

    def _fail(self, name: str, identity: Identity, error: ReadError, data: bytes | None) -> Failed | None:
        """Move a file that cannot be taken to ``failed/``, with its note."""
        note = ErrorNote(error.code, error.message, digest(data) if data is not None else None, self._clock())
        target = park(self._folders.inbox / name, self._folders.failed, name, identity=identity, error=note)
        if target is None:
            return None
        log.warning("file_refused", name=printable(name), code=error.code, message=error.message)
        return Failed(printable(name), target, error.code, error.message)


def is_ignored(name: str) -> bool:
    """Whether a file of this name is none of our business (system files, sidecars, what is still being written)."""
    lower = name.lower()
    return lower in IGNORED_NAMES or lower.startswith(IGNORED_STARTS) or lower.endswith(IGNORED_ENDINGS)


def _is_ignored_folder(name: str) -> bool:
    lower = name.lower()
    return lower in IGNORED_FOLDERS or lower.startswith(IGNORED_STARTS) or lower.endswith(IGNORED_FOLDER_ENDINGS)


def _identity(path: Path) -> Identity | None:
    try:
        return Identity.of(path.lstat())
    except OSError:
        return None
