"""Sidecars."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from parsers import Hints
from tests.workers.watchers.inbox import TODAY, Clock, Door, drop, names, settle
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders


def test_a_sidecar_gives_hints_and_moves_along(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "004.txt")
    hints = {"url": "https://example.cn/1", "published_on": "2024-01-09", "organ": "岳阳市民政局", "year": 2023}
    drop(folders, "004.txt.meta.json", b"\xef\xbb\xbf" + json.dumps(hints).encode())
    settle(watcher, clock)
    assert door.hints == [Hints("https://example.cn/1", dt.date(2024, 1, 9), "岳阳市民政局", 2023)]
    assert names(folders.processed) == [f"{TODAY}/004.txt", f"{TODAY}/004.txt.meta.json"]


def test_a_file_waits_for_its_sidecar_to_rest(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "004.txt")
    watcher.scan()
    clock.pass_()
    drop(folders, "004.txt.meta.json", b'{"year": 2023}', age=-2)
    assert watcher.scan().waiting == ("004.txt",)
    clock.pass_()
    watcher.scan()
    assert door.hints[0].year == 2023


@pytest.mark.parametrize(
    "sidecar",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"yeer": 2023}',
        b'{"year": "2023"}',
        b'{"year": 1999}',
        b'{"published_on": "2024-02-30"}',
        b'{"url": "javascript:alert(1)"}',
        b'{"organ": ""}',
        b'{"organ": "' + b"x" * 70_000 + b'"}',
    ],
)
def test_a_wrong_sidecar_is_never_half_used(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock, sidecar: bytes
) -> None:
    drop(folders, "004.txt")
    drop(folders, "004.txt.meta.json", sidecar)
    (failed,) = settle(watcher, clock).failed
    assert failed.code == "invalid-hints"
    assert door.taken == []
    assert names(folders.failed) == ["004.txt", "004.txt.error.json", "004.txt.meta.json"]


def test_a_sidecar_may_be_named_without_the_files_ending(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "县/004.txt")
    drop(folders, "县/004.meta.json", b'{"year": 2023}')
    assert settle(watcher, clock).strays == ()
    assert door.hints[0].year == 2023
    assert names(folders.inbox) == []
    assert names(folders.processed) == [f"{TODAY}/县/004.txt", f"{TODAY}/县/004.txt.meta.json"]


def test_a_sidecar_that_two_files_could_mean_is_neithers_and_stays(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "004.txt", b"one")
    drop(folders, "004.pdf", b"other")
    drop(folders, "004.meta.json", b'{"year": 2023}')
    settle(watcher, clock)
    assert [hints.year for hints in door.hints] == [None, None]
    assert names(folders.inbox) == ["004.meta.json"]


def test_a_sidecar_of_nothing_is_named_once_and_stays(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "x.txt.meta.json", b"{}")
    assert watcher.scan().strays == ()
    clock.pass_()
    assert watcher.scan().strays == ("x.txt.meta.json",)
    clock.pass_()
    assert watcher.scan().strays == ()
    assert names(folders.inbox) == ["x.txt.meta.json"]
