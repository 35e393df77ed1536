"""Files that lack their end."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.workers.watchers.inbox import TORN, Clock, drop, settle
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders
from workers.watchers.wholeness import lacks_end


def zipped(comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 50)
        archive.comment = comment
    return buffer.getvalue()


WHOLE = {
    "PDF": b"%PDF-1.4\n" + b"1 0 obj\n" * 900 + b"startxref\n0\n%%EOF\r\n",
    "PDF, something appended": b"%PDF-1.4\nstartxref\n0\n%%EOF\n" + b"<!-- served by -->" * 100,
    "ZIP": zipped(),
    "ZIP, a long comment": zipped(b"x" * 65_535),
    "RTF": rb"{\rtf1 " + b"text " * 100 + b"}\x00\n",
    "text": b"no type that marks its end",
    "HTML": b"<html><body>half",
    "empty": b"",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_has_its_end(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(WHOLE[name])
    assert not lacks_end(path)


@pytest.mark.parametrize("name", ["PDF", "ZIP", "RTF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_part_of_it_has_not(tmp_path: Path, name: str, share: float) -> None:
    path = tmp_path / "file"
    path.write_bytes(WHOLE[name][: int(len(WHOLE[name]) * share)])
    assert lacks_end(path)


def test_space_kept_for_the_rest_is_no_end(tmp_path: Path) -> None:
    """A share may give a file its size before its bytes."""
    path = tmp_path / "file"
    whole = WHOLE["ZIP"]
    path.write_bytes(whole[:300].ljust(len(whole), b"\0"))
    assert lacks_end(path)


@pytest.mark.parametrize("suffix", ["png", "jpeg"])
def test_pictures(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"page.{suffix}"
    Image.effect_noise((60, 60), 50).save(path)
    assert not lacks_end(path)
    path.write_bytes(path.read_bytes()[:-20])
    assert lacks_end(path)


def test_where_nobody_can_tell(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    assert not any(lacks_end(tmp_path / name) for name in ("missing", "link", "pipe", "."))


def test_a_file_without_its_end_is_given_time_to_grow(watcher: FolderWatcher, folders: Folders, clock: Clock) -> None:
    path = drop(folders, "a.pdf", b"%PDF-1.7 half")
    assert settle(watcher, clock).waiting == ("a.pdf",)
    clock.pass_(TORN / 2)
    path.write_bytes(b"%PDF-1.7 half and whole %%EOF\n")
    assert settle(watcher, clock).taken


def test_a_file_that_never_gets_its_end_is_taken_as_it_stands(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    drop(folders, "a.pdf", b"%PDF-1.7 half")
    assert settle(watcher, clock).waiting == ("a.pdf",)
    clock.pass_(TORN)
    assert [taken.name for taken in watcher.scan().taken] == ["a.pdf"]


def test_once_gives_a_file_without_its_end_a_few_seconds(
    watcher: FolderWatcher, folders: Folders, clock: Clock
) -> None:
    drop(folders, "a.pdf", b"%PDF-1.7 half", age=5)
    drop(folders, "b.pdf", b"%PDF-1.7 broken", age=10)
    assert [taken.name for taken in watcher.scan(trust_age=True).taken] == ["b.pdf"]
    last = list(watcher.drain(sleep=clock.pass_))[-1]
    assert [taken.name for taken in last.taken] == ["a.pdf"]
