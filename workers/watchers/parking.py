"""Moves originals out of the inbox, and out of ``processed/`` when they prove unreadable. Never overwrites or deletes.

Place in the flow: last step of the folder watcher, after the commit; ``park_failed`` is called by the extract actor.
A name is first reserved with an empty file of ours, then the original is renamed onto it: atomic on every file system,
and two movers can't meet on one name.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from parsers.prepared import prepare
from parsers.report import ReadError
from parsers.sidecar import SUFFIX
from workers.sidecar import sidecar_of
from workers.store import digest, sync_folder

ERROR_SUFFIX = ".error.json"
# The longest name most file systems take, less what may be added to it: " (9999)", a suffix, a temporary mark.
LONGEST_NAME = 255 - 40

_CODES = {
    errno.ENOSPC: ("disk-full", "the disk is full; free some space"),
    errno.EDQUOT: ("disk-full", "the quota is used up; free some space"),
    errno.EROFS: ("read-only", "the folder is mounted read-only"),
    errno.EACCES: ("read-only", "the folder cannot be written; check its rights"),
    errno.EPERM: ("read-only", "the folder cannot be written; check its rights"),
}


class FolderError(Exception):
    """The folders cannot be worked with; the watcher stops, and nothing is lost.

    :param code: ``disk-full``, ``read-only``, ``folder-missing`` or ``folder-error``.
    :param message: for a person.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Identity(msgspec.Struct, frozen=True):
    """Which file a name stands for, and in which state: another file, or a change, has another identity."""

    device: int
    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """The identity in a stat result."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class Folders(msgspec.Struct, frozen=True):
    """The folders of a watcher, each absolute."""

    inbox: Path
    processed: Path
    failed: Path

    def day(self, date: dt.date) -> Path:
        """Where the originals taken on a day (UTC) go."""
        return self.processed / date.isoformat()

    def days(self) -> list[Path]:
        """The folders of all days so far."""
        return sorted(self.processed.glob("????-??-??"))


class ErrorNote(msgspec.Struct, frozen=True):
    """What ``NAME.error.json`` says: why a file is in ``failed/``. ``sha256`` is null when it was not read at all."""

    code: str
    message: str
    sha256: str | None
    at: dt.datetime


prepare(ErrorNote)


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn an OSError of a folder (not of one file in it) into a FolderError with a code and a way out."""
    try:
        yield
    except OSError as error:
        code, advice = _CODES.get(error.errno or 0, ("folder-error", "the folder cannot be used"))
        raise FolderError(code, f"{folder}: {advice} ({error.strerror})") from error


def park(
    source: Path,
    folder: Path,
    name: str,
    *,
    identity: Identity | None = None,
    error: ErrorNote | None = None,
    sidecar: Path | None = None,
) -> Path | None:
    """Move a file, with its sidecar, into a folder under its own name or the next free one, e.g. ``004 (2).txt``.

    :param source: the file.
    :param folder: where to, created when it is missing.
    :param name: its name there; may have folders in front.
    :param identity: what the file must still be; when it is another one by now, it stays (or goes back) where it was.
    :param error: written beside it as ``NAME.error.json`` when given.
    :param sidecar: its sidecar, ``sidecar_of(source)`` when not given; gets the name that belongs to the file's.
    :return: where it is now; None when it was gone or another one.
    :raises FolderError: when the folder cannot be written; the file is then where it was.
    """
    sidecar = sidecar or sidecar_of(source)
    suffixes = [
        suffix for suffix, wanted in ((SUFFIX, os.path.lexists(sidecar)), (ERROR_SUFFIX, error is not None)) if wanted
    ]
    with explained(folder):
        target = _reserve(folder / name, suffixes)
        try:
            if error is not None:
                _write_note(target.with_name(target.name + ERROR_SUFFIX), error)
            moved = _move(source, target, identity)
        except BaseException:
            _release(target, suffixes)
            raise
        if not moved:
            _release(target, suffixes)
            return None
        if SUFFIX in suffixes:
            with contextlib.suppress(FileNotFoundError):
                _rename(sidecar, sidecar_of(target))
    return target


def park_failed(
    processed: Path,
    failed: Path,
    *,
    sha256: str,
    size: int,
    days: Iterable[dt.date],
    error: ReadError,
    now: dt.datetime,
) -> list[Path]:
    """Move the originals of a document that proved unreadable from ``processed/`` to ``failed/``, each with its note.

    Safe to repeat, and harmless when the originals are elsewhere (another machine's inbox, ``ingest``).

    :param sha256: the document's.
    :param size: the document's, in bytes.
    :param days: the days (UTC) of its sightings: the folders in ``processed/`` to look in.
    :return: where the originals are now.
    :raises FolderError: when the folders cannot be written.
    """
    note = ErrorNote(error.code, error.message, sha256, now)
    parked = []
    for day in sorted(set(days)):
        base = processed / day.isoformat()
        for path in _files(base):
            if _is(path, sha256, size):
                name = path.relative_to(base).as_posix()
                parked.append(park(path, failed, name, error=note))
    return [path for path in parked if path is not None]


def _files(base: Path) -> list[Path]:
    return sorted(path for path in base.rglob("*") if path.is_file() and not path.is_symlink())


def _is(path: Path, sha256: str, size: int) -> bool:
    try:
        return path.stat().st_size == size and digest(path.read_bytes()) == sha256
    except OSError:
        return False


def _reserve(wanted: Path, suffixes: list[str]) -> Path:
    """Create empty files under the first free name and its companions' names; a crash leaves at most those."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for candidate in _candidates(wanted):
        made: list[Path] = []
        try:
            for name in (candidate.name, *(candidate.name + suffix for suffix in suffixes)):
                path = candidate.with_name(name)
                path.touch(exist_ok=False)
                made.append(path)
        except FileExistsError:
            for path in made:
                path.unlink()
            continue
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
        return candidate
    raise OSError(errno.EEXIST, "10,000 files of that name are there already", str(wanted))


def _candidates(wanted: Path) -> Iterator[Path]:
    stem, suffix = wanted.stem, wanted.suffix
    if len(os.fsencode(suffix)) > 20:
        stem, suffix = wanted.name, ""
    while len(os.fsencode(stem + suffix)) > LONGEST_NAME:
        stem = stem[:-1]
    yield wanted.with_name(stem + suffix)
    for number in range(2, 10_000):
        yield wanted.with_name(f"{stem} ({number}){suffix}")


def _release(target: Path, suffixes: list[str]) -> None:
    """Take back a reservation: the empty file, and the companions, which are empty or a note of ours."""
    with contextlib.suppress(FileNotFoundError):
        if target.lstat().st_size == 0:
            target.unlink()
    for suffix in suffixes:
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def _move(source: Path, target: Path, identity: Identity | None) -> bool:
    """Rename onto the reserved name; False, with everything as it was, when the file is gone or another one."""
    try:
        before = Identity.of(source.lstat())
        if identity is not None and before != identity:
            return False
        _rename(source, target)
    except FileNotFoundError:
        return False
    after = target.lstat()
    if (after.st_size, after.st_mtime_ns) == (before.size, before.modified_ns):
        return True
    # It was replaced in the moment between: give it back, under its name or, if that is taken again, the next free one.
    target.replace(_reserve(source, []))
    return False


def _rename(source: Path, target: Path) -> None:
    """Rename; from one file system to another: copied, synced, and only then taken away at the source."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry_over(source, target)


def _carry_over(source: Path, target: Path) -> None:
    before = Identity.of(source.lstat())
    temporary = target.with_name(f".{target.name}.part")
    try:
        shutil.copy2(source, temporary, follow_symlinks=False)
        if not temporary.is_symlink():
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    if Identity.of(source.lstat()) == before:
        source.unlink()


def _write_note(path: Path, note: ErrorNote) -> None:
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(note), indent=2) + b"\n")
    temporary.replace(path)
