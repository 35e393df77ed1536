"""Manifests, and folders whose names are hints."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from parsers import Hints
from parsers.report import ReadError
from tests.workers.watchers.inbox import SETTLE, TODAY, TORN, Clock, Door, build, drop, names, note_of, settle
from workers.watchers import manifest
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders
from workers.watchers.rest import Patience

ROWS = (
    "文件名,机关名称,年度,发布日期,网址\na.txt,岳阳市民政局,2023,2024-01-09,https://example.cn/1\nsub\\b.txt,,2022,,\n"
)


@pytest.mark.parametrize(
    "data", [ROWS.encode("utf-8-sig"), ROWS.encode("gb18030"), ROWS.replace("\n", "\r\n").encode()]
)
def test_a_row_is_the_hints_of_its_file(data: bytes) -> None:
    assert manifest.parse(data) == {
        "a.txt": Hints("https://example.cn/1", dt.date(2024, 1, 9), "岳阳市民政局", 2023),
        "sub/b.txt": Hints(year=2022),
    }


def test_what_a_spreadsheet_leaves_is_no_column() -> None:
    assert manifest.parse(b"file,year,,\na.txt,2023,,\n,,,\n") == {"a.txt": Hints(year=2023)}


def test_a_line_break_within_a_cell_ends_no_row() -> None:
    organ = "岳阳市\u2028民政局"
    assert manifest.parse(f'file,organ\na.txt,"{organ}"\n'.encode()) == {"a.txt": Hints(organ=organ)}


def test_a_wrong_row_harms_no_other() -> None:
    found = manifest.parse(b"file,year\na.txt,23\nb.txt,2023\nc.txt,2023,more\nd.txt\n\n")
    assert [type(row) for row in found.values()] == [ReadError, Hints, ReadError, Hints]
    assert "line 2" in str(found["a.txt"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff",
        b"year\n2023\n",
        b"file,colour\na.txt,red\n",
        b"file,year,\xe5\xb9\xb4\xe5\xba\xa6\na.txt,2023,2023\n",
        b"file\na.txt\na.txt\n",
        b"file\n../a.txt\n",
        b"file\n/etc/passwd\n",
        b"file,year\n,2023\n",
        b'file\n"a.txt\n',
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        manifest.parse(data)
    assert caught.value.code == "invalid-manifest"


def test_it_gives_hints_and_follows_its_last_file(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "x/清单.csv", ROWS.encode())
    drop(folders, "x/a.txt")
    settle(watcher, clock)
    assert door.hints == [Hints("https://example.cn/1", dt.date(2024, 1, 9), "岳阳市民政局", 2023)]
    assert names(folders.inbox) == ["x/清单.csv"], "a file of it has still to come"
    drop(folders, "x/sub/b.txt", b"b")
    settle(watcher, clock)
    assert door.hints[1] == Hints(year=2022)
    assert names(folders.inbox) == []
    assert f"{TODAY}/x/清单.csv" in names(folders.processed)


def test_another_run_knows_which_files_have_come(folders: Folders, door: Door, clock: Clock) -> None:
    drop(folders, "manifest.csv", b"file,year\na.txt,2023\nb.txt,2022\n")
    drop(folders, "a.txt")
    settle(build(folders, door, clock), clock)
    drop(folders, "b.txt", b"b")
    settle(build(folders, door, clock), clock)
    assert [hints.year for hints in door.hints] == [2023, 2022]
    assert names(folders.inbox) == []


def test_a_file_waits_for_its_manifest_to_rest(
    watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock
) -> None:
    drop(folders, "a.txt")
    drop(folders, "manifest.csv", b"file,year\na.txt,20")
    watcher.scan()
    clock.pass_()
    drop(folders, "manifest.csv", b"file,year\na.txt,2023\n", age=-2)
    assert watcher.scan().waiting == ("a.txt",)
    clock.pass_()
    watcher.scan()
    assert door.hints == [Hints(year=2023)]


def test_the_sidecar_wins(watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock) -> None:
    drop(folders, "manifest.csv", b"file,year,organ\na.txt,2023,x\n")
    drop(folders, "a.txt")
    drop(folders, "a.txt.meta.json", b'{"year": 2022}')
    settle(watcher, clock)
    assert door.hints == [Hints(year=2022, organ="x")]


def test_a_wrong_row_fails_its_file(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    drop(folders, "manifest.csv", b"file,year\na.txt,1999\nb.txt,2023\n")
    drop(folders, "a.txt")
    drop(folders, "b.txt", b"b")
    scan = settle(watcher, clock)
    assert [(failed.name, failed.code) for failed in scan.failed] == [("a.txt", "invalid-hints")]
    assert [taken.name for taken in scan.taken] == ["b.txt"]
    assert names(folders.inbox) == []


def test_a_wrong_manifest_is_refused_before_its_files_are_taken(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    drop(folders, "manifest.csv", b"file,yeer\na.txt,2023\n")
    drop(folders, "a.txt")
    scan = settle(watcher, clock)
    assert [(failed.name, failed.code) for failed in scan.failed] == [("manifest.csv", "invalid-manifest")]
    assert "yeer" in note_of(folders.failed / "manifest.csv")["message"]
    assert [taken.name for taken in settle(watcher, clock).taken] == ["a.txt"]


def test_folders_are_hints(folders: Folders, door: Door, clock: Clock) -> None:
    watcher = FolderWatcher(
        folders,
        door,
        patience=Patience(SETTLE, TORN),
        max_bytes=1000,
        folder_pattern=re.compile(r"(?P<year>\d{4})/(?P<organ>[^/]+)(/.*)?"),
        clock=clock,
        monotonic=clock.monotonic,
    )
    drop(folders, "2023/岳阳市民政局/a.txt")
    drop(folders, "2022/岳阳市民政局/报送/b.txt", b"b")
    drop(folders, "1999/x/c.txt", b"c")
    drop(folders, "2023/d.txt", b"d")
    scan = settle(watcher, clock)
    assert {taken.name: hints for taken, hints in zip(scan.taken, door.hints, strict=True)} == {
        "2022/岳阳市民政局/报送/b.txt": Hints(organ="岳阳市民政局", year=2022),
        "2023/d.txt": Hints(),
        "2023/岳阳市民政局/a.txt": Hints(organ="岳阳市民政局", year=2023),
    }
    assert [failed.name for failed in scan.failed] == ["1999/x/c.txt"]
