from __future__ import annotations

import datetime as dt
import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parsers import Hints
from parsers.report import ReadError
from workers import sidecar
from workers.intake import Taken
from workers.store import Store, StoreError, digest
from workers.watchers import parking
from workers.watchers.events import ticks, watch
from workers.watchers.folder import Folders, FolderWatcher, Scan
from workers.watchers.listing import is_ignored
from workers.watchers.parking import FolderError, park_failed
from workers.watchers.writers import is_being_written

NOW = dt.datetime(2024, 2, 1, 12, tzinfo=dt.UTC)
TODAY = "2024-02-01"
SETTLE = 2.0


class Clock:
    """The time of day, which also serves as the monotonic clock."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def pass_(self, seconds: float = SETTLE) -> None:
        self.now += dt.timedelta(seconds=seconds)


class Door:
    """An intake without a database: it notes what happens, and where the original is at that moment."""

    def __init__(self, folders: Folders, store: Store) -> None:
        self.folders = folders
        self.store = store
        self.taken: list[Taken] = []
        self.hints: list[Hints] = []
        self.in_inbox_when_taken: list[list[str]] = []
        self.in_inbox_when_sent: list[list[str]] = []
        self.errors: dict[int, ReadError] = {}
        self.meanwhile: Callable[[], object] = lambda: None

    def take(self, data: bytes, *, name: str, hints: Hints, now: dt.datetime) -> Taken:  # noqa: ARG002 - the door's shape
        sha256 = self.store.put(data).sha256
        known = {taken.sha256: taken.document_id for taken in self.taken}
        taken = Taken(known.get(sha256, len(known) + 1), sha256, name, sha256 not in known, "c")
        self.taken.append(taken)
        self.hints.append(hints)
        self.in_inbox_when_taken.append(names(self.folders.inbox))
        self.meanwhile()
        return taken

    def known_error(self, document_id: int) -> ReadError | None:
        return self.errors.get(document_id)

    def send(self, taken: Taken) -> None:  # noqa: ARG002 - the door's shape
        self.in_inbox_when_sent.append(names(self.folders.inbox))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


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


def build(folders: Folders, door: Door, clock: Clock, max_bytes: int = 10_000) -> FolderWatcher:
    return FolderWatcher(
        folders, door, stable_seconds=SETTLE, max_bytes=max_bytes, clock=clock, monotonic=clock.monotonic
    )


def drop(folders: Folders, name: str, data: bytes = b"report", age: float = 0) -> Path:
    path = folders.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    at = NOW.timestamp() - age
    os.utime(path, (at, at))
    return path


def settle(watcher: FolderWatcher, clock: Clock) -> Scan:
    watcher.scan()
    clock.pass_()
    return watcher.scan()


def note_of(path: Path) -> dict[str, str]:
    note: dict[str, str] = json.loads(path.with_name(path.name + ".error.json").read_text(encoding="utf-8"))
    return note


# When a file is taken


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


# Names


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


# Sidecars


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


# Writers that pause


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
    monkeypatch.setattr("workers.watchers.folder.is_being_written", lambda _: False)
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


# What cannot be taken


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


# What happens meanwhile


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


# When nothing works


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


# Later


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


# The loop


def test_the_loop_scans_at_events_while_waiting_and_from_time_to_time(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    scans: list[Scan] = []

    def script() -> Iterator[bool]:
        yield True
        yield False  # nothing waits, nothing happened: no scan
        drop(folders, "a.txt")
        yield True
        clock.pass_()
        yield False  # it waits: scan
        drop(folders, "b.txt", b"b")
        yield False  # the event was lost
        clock.pass_(60)
        yield False  # the net
        clock.pass_()
        yield False

    watch(watcher, script(), on_scan=scans.append, rescan_seconds=60, monotonic=clock.monotonic)
    assert [(len(scan.taken), len(scan.waiting)) for scan in scans] == [(0, 0), (0, 1), (1, 0), (0, 1), (1, 0)]


def test_a_pass_ends_between_two_files_when_it_is_told_to(watcher: FolderWatcher, folders: Folders, door: Door) -> None:
    for name in "abc":
        drop(folders, f"{name}.txt", name.encode(), age=3600)

    def going() -> bool:
        return len(door.taken) < 2

    (scan,) = watcher.drain(going=going)
    assert [taken.name for taken in scan.taken] == ["a.txt", "b.txt"]
    assert names(folders.inbox) == ["c.txt"]


def test_the_loop_asks_before_each_file(watcher: FolderWatcher, folders: Folders, door: Door, clock: Clock) -> None:
    for name in "abc":
        drop(folders, f"{name}.txt", name.encode())

    def script() -> Iterator[bool]:
        yield True
        clock.pass_()
        yield False

    watch(watcher, script(), going=lambda: not door.taken, rescan_seconds=60, monotonic=clock.monotonic)
    assert names(folders.inbox) == ["b.txt", "c.txt"]


@pytest.mark.parametrize("force_polling", [False, True])
def test_ticks_wake_at_a_change_and_end_at_the_stop(folders: Folders, *, force_polling: bool) -> None:
    stop = threading.Event()
    stream = ticks(folders.inbox, stop, stable_seconds=0.05, force_polling=force_polling)
    assert next(stream) is True
    assert next(stream) is False
    drop(folders, "a.txt")
    assert any(stream)
    stop.set()
    assert list(stream) in ([], [False], [True])
