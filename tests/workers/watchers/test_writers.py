"""Writers that pause, and what happens meanwhile."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from parsers.report import ReadError
from tests.workers.watchers.inbox import NOW, TODAY, Clock, Door, build, drop, names, settle
from workers import sidecar
from workers.store import digest
from workers.watchers import parking
from workers.watchers.folder import FolderWatcher, Scan
from workers.watchers.parking import Folders, park_failed
from workers.watchers.writers import is_being_written


def leases(folder: Path) -> bool:
    """Whether the kernel tells here who writes."""
    path = folder / "probe"
    with path.open("wb"):
        found = is_being_written(path)
    path.unlink()
    return found


def test_a_file_that_is_open_for_writing_is_not_taken_however_long_it_rests(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock, tmp_path: Path
) -> None:
    if not leases(tmp_path):
        pytest.skip("no leases on this file system")
    path = drop(folders, "004.txt", b"half a report", age=3600)
    with path.open("ab") as file:
        assert settle(watcher, clock).waiting == ("004.txt",)
        file.write(b", and the rest")
    settle(watcher, clock)
    assert [taken.sha256 for taken in door.taken] == [digest(b"half a report, and the rest")]


def test_nobody_writes_what_is_only_read_or_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(path)
    with path.open("rb"):
        assert not any(is_being_written(tmp_path / name) for name in ("x", "pipe", "link", "missing"))


@pytest.mark.parametrize("refused", [False, True])
def test_a_file_that_grows_after_it_was_taken_is_taken_again(
    watcher: FolderWatcher,
    folders: Folders,
    door: Door,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    refused: bool,
) -> None:
    monkeypatch.setattr("workers.watchers.rest.is_being_written", lambda _: False)
    drop(folders, "004.meta.json", b'{"year": 2023}')
    path = drop(folders, "004.txt", b"half a report")
    with path.open("ab") as file:
        settle(watcher, clock)
        if refused:
            arguments = {"sha256": digest(b"half a report"), "size": 13, "days": [NOW.date()]}
            park_failed(folders.processed, folders.failed, error=ReadError("x", "y"), now=NOW, **arguments)  # type: ignore[arg-type]
        file.write(b", and the rest")
    assert watcher.scan().waiting == ("004.txt",)
    clock.pass_()
    assert [taken.name for taken in watcher.scan().taken] == ["004.txt"]
    assert [taken.sha256 for taken in door.taken] == [digest(b"half a report"), digest(b"half a report, and the rest")]
    assert [hints.year for hints in door.hints] == [2023, 2023]
    assert names(folders.processed) == [f"{TODAY}/004.txt", f"{TODAY}/004.txt.meta.json"]
    assert names(folders.failed) == []
    clock.pass_()
    assert watcher.scan() == Scan()


def test_a_file_replaced_while_it_is_taken_is_taken_again(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    def replace() -> None:
        door.meanwhile = lambda: None
        other = drop(folders, "other.part", b"corrected report", age=-2)
        other.replace(folders.inbox / "004.txt")

    drop(folders, "004.txt")
    door.meanwhile = replace
    settle(watcher, clock)
    assert names(folders.inbox) == ["004.txt"]
    settle(watcher, clock)
    assert [taken.sha256 for taken in door.taken] == [digest(b"report"), digest(b"corrected report")]
    assert (folders.processed / TODAY / "004.txt").read_bytes() == b"corrected report"


def test_a_file_replaced_at_the_last_moment_goes_back(
    folders: Folders, watcher: FolderWatcher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folders, "004.txt")
    real = parking._rename

    def race(source: Path, target: Path) -> None:
        monkeypatch.setattr(parking, "_rename", real)
        drop(folders, "other.part", b"corrected report", age=-2).replace(source)
        real(source, target)

    monkeypatch.setattr(parking, "_rename", race)
    settle(watcher, clock)
    assert (folders.inbox / "004.txt").read_bytes() == b"corrected report"
    assert names(folders.processed) == []


def test_a_file_that_changes_between_look_and_read_is_left(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folders, "004.txt")
    real = sidecar.read_plain

    def read_then_change(path: Path, limit: int) -> bytes:
        data = real(path, limit)
        if path.name == "004.txt":
            drop(folders, "004.txt", data + b" more", age=-5)
        return data

    with monkeypatch.context() as patch:
        patch.setattr(sidecar, "read_plain", read_then_change)
        assert settle(watcher, clock) == Scan()
    assert door.taken == []
    assert names(folders.inbox) == ["004.txt"]


def test_a_file_that_vanishes_is_fine(watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock) -> None:
    path = drop(folders, "004.txt")
    door.meanwhile = path.unlink
    assert settle(watcher, clock).failed == ()
    assert names(folders.processed) == []
    assert watcher.scan() == Scan()


def test_two_watchers_at_once_take_everything_once(folders: Folders, door: Door, clock: Clock) -> None:
    expected = {f"{number:03}.txt": f"report {number}".encode() for number in range(60)}
    for name, data in expected.items():
        drop(folders, name, data)
    watchers = [build(folders, door, clock) for _ in range(2)]
    for each in watchers:
        each.scan()
    clock.pass_()
    errors: list[BaseException] = []
    gate = threading.Barrier(2)

    def run(each: FolderWatcher) -> None:
        gate.wait()
        try:
            each.scan()
        except BaseException as error:  # noqa: BLE001 - carried to the test's thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in watchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    # A name may have got a number, when both had reserved theirs at the same moment.
    assert sorted(path.read_bytes() for path in (folders.processed / TODAY).iterdir()) == sorted(expected.values())
    assert names(folders.inbox) == []
    assert {taken.sha256 for taken in door.taken} == {digest(data) for data in expected.values()}
