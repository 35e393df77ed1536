"""When a file is taken, and what it is called afterwards."""

from __future__ import annotations

import os

import pytest

from tests.workers.watchers.inbox import NOW, SETTLE, TODAY, Clock, Door, drop, names, settle
from workers.watchers.folder import FolderWatcher, Scan
from workers.watchers.listing import is_ignored
from workers.watchers.parking import Folders


def test_a_file_is_taken_when_it_has_rested(watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock) -> None:
    path = drop(folders, "004.txt")
    assert watcher.scan().waiting == ("004.txt",)
    clock.pass_(SETTLE / 2)
    path.write_bytes(b"report, more of it")
    assert watcher.scan().waiting == ("004.txt",)
    clock.pass_(SETTLE / 2)
    assert watcher.scan().waiting == ("004.txt",)
    clock.pass_(SETTLE / 2)
    assert [taken.name for taken in watcher.scan().taken] == ["004.txt"]
    assert door.store.get(f"{door.taken[0].sha256[:2]}/{door.taken[0].sha256}") == b"report, more of it"
    assert names(folders.inbox) == []
    assert names(folders.processed) == [f"{TODAY}/004.txt"]


def test_the_original_moves_after_the_commit_and_before_the_message(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "a.txt")
    settle(watcher, clock)
    assert door.in_inbox_when_taken == [["a.txt"]]
    assert door.in_inbox_when_sent == [[]]


def test_an_old_file_must_be_seen_at_rest_too(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "copied-with-its-time.txt", age=3600)
    assert watcher.scan().waiting
    clock.pass_()
    assert watcher.scan().taken


def test_once_takes_an_old_file_at_once_and_waits_for_a_young_one(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    drop(folders, "old.txt", b"old", age=3600)
    drop(folders, "young.txt", b"young")
    scans = list(watcher.drain(sleep=clock.pass_))
    assert [taken.name for taken in scans[0].taken] == ["old.txt"]
    assert scans[0].waiting == ("young.txt",)
    assert [taken.name for scan in scans for taken in scan.taken] == ["old.txt", "young.txt"]


def test_once_gives_up_on_a_file_that_never_rests(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    def write_on(seconds: float) -> None:
        clock.pass_(seconds)
        drop(folders, "log.txt", age=NOW.timestamp() - clock.monotonic())

    drop(folders, "log.txt")
    scans = list(watcher.drain(sleep=write_on, patience_seconds=10))
    assert scans[-1].waiting == ("log.txt",)
    assert names(folders.inbox) == ["log.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "a.part",
        "a.tmp",
        "A.TMP",
        "~$报告.docx",
        ".DS_Store",
        ".hidden",
        "Thumbs.db",
        "desktop.ini",
        "a.crdownload",
        ".git/config",
        "报告_files/style.css",
    ],
)
def test_what_is_no_report_stays_untouched(watcher: FolderWatcher, folders: Folders, clock: Clock, name: str) -> None:
    drop(folders, name, age=3600)
    scan = settle(watcher, clock)
    assert scan == Scan()
    assert names(folders.inbox) == [name]


def test_json_and_db_files_are_not_ignored() -> None:
    assert not is_ignored("report.json")
    assert not is_ignored("报告.db")


def test_subfolders_are_walked_and_kept(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "岳阳/2023/004.txt")
    assert [taken.name for taken in settle(watcher, clock).taken] == ["岳阳/2023/004.txt"]
    assert names(folders.processed) == [f"{TODAY}/岳阳/2023/004.txt"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"bad-\xb1\xa8\xb8\xe6.txt", r"bad-\xb1\xa8\xb8\xe6.txt"),
        (b"line\nfeed\x1b[2J.txt", r"line\nfeed\x1b[2J.txt"),
        ("长".encode() * 84, "长" * 84),
        (b"-rf --no", "-rf --no"),
    ],
)
def test_odd_names_survive(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock, raw: bytes, shown: str
) -> None:
    drop(folders, os.fsdecode(raw))
    scan = settle(watcher, clock)
    assert [taken.name for taken in scan.taken] == [shown]
    assert names(folders.inbox) == []
    (moved,) = (folders.processed / TODAY).iterdir()
    assert os.fsencode(moved.name)[:200] == raw[: len(os.fsencode(moved.name))][:200]


def test_names_never_collide(folders: Folders, door: Door, clock: Clock, watcher: FolderWatcher) -> None:
    for number in range(3):
        drop(folders, "年报.txt", f"report {number}".encode())
        settle(watcher, clock)
    there = {path.name: path.read_bytes() for path in (folders.processed / TODAY).iterdir()}
    assert there == {"年报.txt": b"report 0", "年报 (2).txt": b"report 1", "年报 (3).txt": b"report 2"}


def test_the_same_bytes_again_are_put_aside_too(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "a.txt")
    drop(folders, "b.txt")
    settle(watcher, clock)
    assert len({taken.document_id for taken in door.taken}) == 1
    assert names(folders.processed) == [f"{TODAY}/a.txt", f"{TODAY}/b.txt"]
