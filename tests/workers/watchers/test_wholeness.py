"""Files that lack their end."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
import xlwt
from PIL import Image

from tests.workers.watchers.inbox import TORN, Clock, drop, settle
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders
from workers.watchers.wholeness import lacks_end


def zipped(comment: bytes = b"", content: str | bytes = "<w:document/>" * 50) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", content)
        archive.comment = comment
    return buffer.getvalue()


def sheet() -> bytes:
    buffer = io.BytesIO()
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for row in range(200):
        page.write(row, 0, f"第{row}行")
    book.save(buffer)
    return buffer.getvalue()


def photograph() -> bytes:
    """With a preview, itself a whole JPEG, before the picture."""
    preview, picture = io.BytesIO(), io.BytesIO()
    Image.effect_noise((20, 20), 50).save(preview, "jpeg")
    Image.effect_noise((90, 90), 50).save(picture, "jpeg")
    segment = b"Exif\0\0" + preview.getvalue()
    whole = picture.getvalue()
    return whole[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + whole[2:]


def for_the_web() -> bytes:
    """A linearized PDF: its first page, with an end of its own, stands before the rest."""
    start = b"%%PDF-1.4\n1 0 obj <</Linearized 1 /L %06d /N 2>>\n"
    rest = b"startxref\n0\n%%EOF\n" + b"2 0 obj\n" * 300 + b"startxref\n9\n%%EOF"
    return start % (len(start % 0) + len(rest)) + rest


WHOLE = {
    "PDF": b"%PDF-1.4\n" + b"1 0 obj\n" * 900 + b"startxref\n0\n%%EOF\r\n",
    "PDF, something appended": b"%PDF-1.4\nstartxref\n0\n%%EOF\n" + b"<!-- served by -->" * 100,
    "ZIP": zipped(),
    "ZIP, a long comment": zipped(b"x" * 65_535),
    "ZIP within a ZIP": zipped(content=zipped()),
    "PDF for the web": for_the_web(),
    "JPEG with a preview": photograph(),
    "XLS": sheet(),
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


@pytest.mark.parametrize(
    "name", ["PDF", "ZIP", "ZIP within a ZIP", "PDF for the web", "JPEG with a preview", "XLS", "RTF"]
)
def test_no_part_of_it_has(tmp_path: Path, name: str) -> None:
    """Wherever it is cut; but for white space at the end."""
    path = tmp_path / "file"
    whole = WHOLE[name].rstrip(b"\0\r\n") if name in {"PDF", "RTF"} else WHOLE[name]
    path.write_bytes(whole)
    assert not lacks_end(path)
    for length in range(len(whole) - 1, 10, -1 if len(whole) < 3000 else -7):
        os.truncate(path, length)
        assert lacks_end(path), length


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
