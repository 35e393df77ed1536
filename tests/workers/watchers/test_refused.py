"""What cannot be taken."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from parsers.report import ReadError
from tests.workers.watchers.inbox import NOW, TODAY, Clock, Door, build, drop, names, note_of, settle
from workers.store import digest
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders, park_failed


def test_a_refused_file_has_a_note(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "empty.txt", b"")
    (failed,) = settle(watcher, clock).failed
    assert failed.path == folders.failed / "empty.txt"
    assert note_of(failed.path) == {
        "code": "empty-file",
        "message": failed.message,
        "sha256": digest(b""),
        "at": "2024-02-01T12:00:02Z",
    }


def test_too_large_a_file_is_not_read(folders: Folders, door: Door, clock: Clock) -> None:
    drop(folders, "huge.pdf", bytes(10_001))
    drop(folders, "just.pdf", bytes(10_000))
    scan = settle(build(folders, door, clock), clock)
    assert [(failed.name, failed.code) for failed in scan.failed] == [("huge.pdf", "too-large")]
    assert note_of(folders.failed / "huge.pdf")["sha256"] is None
    assert [taken.name for taken in scan.taken] == ["just.pdf"]


def test_links_are_refused_and_their_targets_untouched(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (folders.inbox / "out.txt").symlink_to(secret)
    (folders.inbox / "dangling.txt").symlink_to(tmp_path / "nowhere")
    (folders.inbox / "folder").symlink_to(tmp_path)
    scan = settle(watcher, clock)
    assert {failed.code for failed in scan.failed} == {"symlink"}
    assert len(scan.failed) == 3
    assert door.taken == []
    assert secret.read_text() == "secret"


def test_a_pipe_does_not_hang_the_watcher(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    os.mkfifo(folders.inbox / "pipe.txt")
    clock.now = dt.datetime.now(dt.UTC)
    assert [failed.code for failed in settle(watcher, clock).failed] == ["not-a-file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_rights(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "locked.txt").chmod(0)
    assert [failed.code for failed in settle(watcher, clock).failed] == ["permission-denied"]


def test_a_known_bad_document_goes_to_failed_again(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    door.errors[1] = ReadError("not-a-report", "没有表格")
    drop(folders, "bad.txt")
    settle(watcher, clock)
    assert names(folders.processed) == []
    assert names(folders.failed) == ["bad.txt", "bad.txt.error.json"]
    assert note_of(folders.failed / "bad.txt")["message"] == "没有表格"


def test_an_unreadable_document_is_parked_later(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    for name in ("a.txt", "sub/b.txt"):
        drop(folders, name, b"unreadable")
    drop(folders, "a.txt.meta.json", b"{}")
    drop(folders, "c.txt", b"readable..")
    settle(watcher, clock)
    arguments = {"sha256": digest(b"unreadable"), "size": 10, "days": [NOW.date()]}
    error = ReadError("not-a-report", "没有表格")
    parked = park_failed(folders.processed, folders.failed, **arguments, error=error, now=NOW)  # type: ignore[arg-type]
    assert parked == [folders.failed / "a.txt", folders.failed / "sub/b.txt"]
    assert names(folders.processed) == [f"{TODAY}/c.txt"]
    assert note_of(folders.failed / "sub/b.txt")["code"] == "not-a-report"
    assert "a.txt.meta.json" in names(folders.failed)
    again = park_failed(folders.processed, folders.failed, **arguments, error=error, now=NOW)  # type: ignore[arg-type]
    assert again == []
