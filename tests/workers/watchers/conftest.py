"""What every test of the watcher works with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers.watchers.inbox import Clock, Door, build
from workers.store import Store
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    folders = Folders(tmp_path / "inbox", tmp_path / "processed", tmp_path / "failed")
    folders.inbox.mkdir()
    return folders


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(folders: Folders, tmp_path: Path) -> Door:
    return Door(folders, Store(str(tmp_path / "store")))


@pytest.fixture
def watcher(folders: Folders, door: Door, clock: Clock) -> FolderWatcher:
    return build(folders, door, clock)
