"""Watches the inbox: takes each file when it is at rest, and moves it on once its bytes and its work are safe.

Place in the flow: inbox → **here** → ``intake`` (store, document, task) → processed/DATE/NAME, or failed/NAME with a
note. Events only wake it up; every pass lists the inbox in full, so a lost event costs seconds, never a file.
Two watchers on one folder do no harm: what vanished was taken by the other, and the same bytes are one document.
"""

from __future__ import annotations

import datetime as dt
import re
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
from workers.watchers.afterwards import Afterwards, Parked
from workers.watchers.beside import Beside
from workers.watchers.listing import Listing, identity_of, listed
from workers.watchers.parking import ERROR_SUFFIX, ErrorNote, Folders, Identity, park
from workers.watchers.rest import Patience, Rest

log = get_logger(__name__)


# Why a file is not taken in at all.
REFUSALS = frozenset(
    {"symlink", "not-a-file", "too-large", "permission-denied", "unreadable", "empty-file", "invalid-hints"}
)


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
    """What one pass over the inbox did.

    ``waiting`` names files that are still changing; ``strays`` sidecars without a file of theirs, each named once;
    ``known`` are files among the taken ones of which it is known that they cannot be read.
    """

    taken: tuple[Taken, ...] = ()
    failed: tuple[Failed, ...] = ()
    waiting: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    known: tuple[Failed, ...] = ()


def always() -> bool:
    """For passes that nobody ends."""
    return True


class FolderWatcher:
    """Takes the files of one inbox.

    :param folders: inbox, processed and failed.
    :param door: the intake.
    :param patience: how long a file must have been unchanged before it is taken.
    :param max_bytes: larger files go to ``failed/`` unread.
    :param folder_pattern: which hints the folders within the inbox give, see ``beside``.
    :param clock: the time of day (UTC).
    :param monotonic: seconds that only grow.
    """

    def __init__(
        self,
        folders: Folders,
        door: Door,
        *,
        patience: Patience,
        max_bytes: int,
        folder_pattern: re.Pattern[str] | None = None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folders = folders
        self._door = door
        self._stable_seconds = patience.stable_seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._monotonic = monotonic
        self._inbox = Listing()
        self._beside = Beside(folders, folder_pattern)
        self._rest = Rest(folders.inbox, self._beside.files, patience, clock=clock, monotonic=monotonic)
        self._strays: dict[str, float] = {}
        self._known: list[Failed] = []
        self._afterwards = Afterwards(folders.failed, stable_seconds=patience.stable_seconds, monotonic=monotonic)

    def scan(self, *, trust_age: bool = False, going: Callable[[], bool] = always) -> Scan:
        """One pass over the whole inbox.

        :param trust_age: take a file at once when its last change is older than the settle time (for ``--once``);
            otherwise it must also have been seen unchanged for that long, since copying may keep old times.
        :param going: asked before each file; when it says no, the pass ends there, and the rest stays in the inbox.
        :raises FolderError: when the folders cannot be read or written.
        :raises StoreError: when the store cannot take the bytes; the file stays in the inbox.
        """
        taken: list[Taken] = []
        failed: list[Failed] = []
        waiting: list[str] = []
        self._known = []
        self._inbox = self._inbox.renewed(listed(self._folders.inbox))
        self._beside.renew(self._inbox)
        present = self._inbox.files
        self._rest.renew(present.keys() | self._inbox.manifests.keys())
        failed += self._refuse_manifests(trust_age=trust_age)
        for name, identity in sorted(present.items()):
            if not going():
                break
            if not self._rest.is_reached(name, identity, trust_age=trust_age):
                waiting.append(printable(name))
                continue
            outcome = self._take(name, identity)
            self._rest.forget(name)
            if isinstance(outcome, Taken):
                taken.append(outcome)
            elif isinstance(outcome, Failed):
                failed.append(outcome)
        self._put_manifests_aside(trust_age=trust_age)
        grown, growing = self._afterwards.grown()
        taken += [more for parked in grown if (more := self._take_again(parked)) is not None]
        waiting += map(printable, growing)
        return Scan(
            tuple(taken), tuple(failed), tuple(waiting), self._new_strays(trust_age=trust_age), tuple(self._known)
        )

    def drain(
        self,
        sleep: Callable[[float], object] = time.sleep,
        patience_seconds: float = 60.0,
        going: Callable[[], bool] = always,
    ) -> Iterator[Scan]:
        """Passes until nothing waits, or what waits has kept changing for ``patience_seconds`` (for ``--once``)."""
        deadline = self._monotonic() + patience_seconds
        while True:
            scan = self.scan(trust_age=True, going=going)
            yield scan
            if not scan.waiting or not going() or self._monotonic() >= deadline:
                return
            sleep(min(self._stable_seconds, 0.2))

    def _manifests_at_rest(self, *, trust_age: bool) -> list[tuple[str, Identity]]:
        return [
            (name, identity)
            for name, identity in self._inbox.manifests.items()
            if self._rest.is_reached(name, identity, trust_age=trust_age)
        ]

    def _refuse_manifests(self, *, trust_age: bool) -> list[Failed]:
        """Move manifests that cannot be used to ``failed/``, before a file is taken as if there were none."""
        wrong = [
            (name, identity, error)
            for name, identity in self._manifests_at_rest(trust_age=trust_age)
            if (error := self._beside.error(name)) is not None
        ]
        return [failed for refused in wrong if (failed := self._fail(*refused, None)) is not None]

    def _put_manifests_aside(self, *, trust_age: bool) -> None:
        """Move manifests of which every file has been taken after their files."""
        for name, identity in self._manifests_at_rest(trust_age=trust_age):
            if self._beside.is_done(name):
                park(self._folders.inbox / name, self._folders.day(self._clock().date()), name, identity=identity)

    def _new_strays(self, *, trust_age: bool) -> tuple[str, ...]:
        """The sidecars that have belonged to no file for longer than the rest, and were not named yet."""
        now = self._monotonic()
        since = {name: self._strays.get(name, now) for name in self._inbox.strays}
        found = []
        for name, start in since.items():
            identity = identity_of(self._folders.inbox / name)
            age = self._clock().timestamp() - identity.modified_ns / 1e9 if identity and trust_age else 0.0
            if max(now - start, age) >= self._stable_seconds:
                since[name] = float("inf")  # named
                found.append(name)
                log.warning("sidecar_without_file", name=printable(name))
        self._strays = since
        return tuple(map(printable, found))

    def _take_again(self, parked: Parked) -> Taken | None:
        """Take a file in again that went on growing after it had been moved: as another document, under its name."""
        try:
            data = sidecar.read_plain(parked.path, self._max_bytes + 1)
            status = parked.path.lstat()
        except OSError:
            return None
        if not 0 < len(data) <= self._max_bytes:
            log.warning("file_changed_after_taking", name=printable(parked.name), bytes=len(data), taken=False)
            return None
        now = self._clock()
        taken = self._door.take(data, name=printable(parked.name), hints=parked.hints, now=now)
        path = parked.path
        if path.is_relative_to(self._folders.failed):
            # What stood in the way of the first part is no word on the whole.
            path = park(path, self._folders.day(now.date()), parked.name) or path
            parked.path.with_name(parked.path.name + ERROR_SUFFIX).unlink(missing_ok=True)
        self._afterwards.follow(parked.name, path, parked.hints, (len(data), status.st_mtime_ns))
        self._door.send(taken)
        log.warning("file_changed_after_taking", name=taken.name, sha256=taken.sha256, taken=True)
        return taken

    def _take(self, name: str, identity: Identity) -> Taken | Failed | None:
        """Take one file at rest; None when it vanished or changed under us (the next pass sees)."""
        path = self._folders.inbox / name
        data: bytes | None = None
        try:
            data = self._read(path, identity)
            hints = self._beside.hints(name)
        except ReadError as error:
            return self._fail(name, identity, error, data)
        if data is None:
            return None
        if not data:
            return self._fail(name, identity, ReadError("empty-file", "the file has no bytes"), data)
        now = self._clock()
        taken = self._door.take(data, name=printable(name), hints=hints, now=now)
        # The bytes and the work are safe: only now may the original leave the inbox.
        moved = park(path, self._folders.day(now.date()), name, identity=identity, sidecar=self._beside.sidecar(name))
        known = self._door.known_error(taken.document_id) if moved is not None else None
        if moved is not None and known is not None:
            note = ErrorNote(known.code, known.message, taken.sha256, now)
            moved = park(moved, self._folders.failed, name, error=note)
            if moved is not None:
                self._known.append(Failed(printable(name), moved, known.code, known.message))
        if moved is not None:
            self._afterwards.follow(name, moved, hints, (identity.size, identity.modified_ns))
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
        path, side = self._folders.inbox / name, self._beside.sidecar(name)
        target = park(path, self._folders.failed, name, identity=identity, error=note, sidecar=side)
        if target is None:
            return None
        log.warning("file_refused", name=printable(name), code=error.code, message=error.message)
        return Failed(printable(name), target, error.code, error.message)
