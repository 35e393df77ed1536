"""When nothing works."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.workers.watchers.inbox import TODAY, Clock, drop, names, settle
from workers.store import StoreError
from workers.watchers import parking
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import FolderError, Folders


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only")]
)
def test_a_folder_that_cannot_be_written_stops_the_watcher_and_loses_nothing(
    watcher: FolderWatcher, folders: Folders, clock: Clock, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    drop(folders, "a.txt", b"a")
    drop(folders, "b.txt", b"")
    with monkeypatch.context() as patch:
        patch.setattr(parking, "_rename", fail)
        with pytest.raises(FolderError) as caught:
            settle(watcher, clock)
    assert caught.value.code == code
    assert names(folders.inbox) == ["a.txt", "b.txt"]
    assert names(folders.processed) == []
    scan = watcher.scan()
    assert (len(scan.taken), len(scan.failed)) == (1, 1)


def test_a_full_store_stops_the_watcher_and_loses_nothing(
    watcher: FolderWatcher, folders: Folders, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    drop(folders, "a.txt")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError) as caught:
            settle(watcher, clock)
    assert caught.value.code == "disk-full"
    assert names(folders.inbox) == ["a.txt"]
    assert watcher.scan().taken


def test_a_missing_inbox_is_said(folders: Folders, watcher: FolderWatcher) -> None:
    folders.inbox.rmdir()
    with pytest.raises(FolderError) as caught:
        watcher.scan()
    assert caught.value.code == "folder-missing"


def test_another_file_system_is_copied_synced_and_only_then_left(
    watcher: FolderWatcher, folders: Folders, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.is_relative_to(folders.inbox):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", across)
    drop(folders, "a.txt")
    drop(folders, "a.txt.meta.json", b"{}")
    settle(watcher, clock)
    assert names(folders.inbox) == []
    assert names(folders.processed) == [f"{TODAY}/a.txt", f"{TODAY}/a.txt.meta.json"]
