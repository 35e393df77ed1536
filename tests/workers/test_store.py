from __future__ import annotations

import errno
import io
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from workers.store import Store, StoreError, digest

DATA = "岳阳市民政局2023年政府信息公开工作年度报告\n".encode()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"file://{tmp_path / 'store'}")


def test_what_is_put_can_be_read_by_its_key(store: Store, tmp_path: Path) -> None:
    stored = store.put(DATA)
    assert (stored.sha256, stored.size) == (digest(DATA), len(DATA))
    assert store.get(stored.key) == DATA
    assert files(tmp_path / "store") == [stored.key]


def test_a_stream_is_the_same_as_its_bytes(store: Store) -> None:
    assert store.put(io.BytesIO(DATA)) == store.put(DATA)


def test_the_same_bytes_again_change_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "store" / store.put(DATA).key
    before = path.stat()
    store.put(DATA)
    assert path.stat() == before


def test_no_bytes_are_bytes_too(store: Store) -> None:
    assert store.get(store.put(b"").key) == b""


def test_damaged_bytes_are_refused_and_written_again(store: Store, tmp_path: Path) -> None:
    stored = store.put(DATA)
    path = tmp_path / "store" / stored.key
    path.write_bytes(DATA[:-1] + b"x")
    with pytest.raises(StoreError) as caught:
        store.get(stored.key)
    assert (caught.value.code, caught.value.transient) == ("store-corrupt", False)
    store.put(DATA)
    assert store.get(stored.key) == DATA


def test_an_unknown_key_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.get("ab/" + "ab" * 32)
    assert caught.value.code == "store-missing"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "store-read-only"),
        (errno.EACCES, "store-read-only"),
        (errno.EIO, "store-unavailable"),
    ],
)
def test_a_failed_write_has_a_code_and_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(StoreError) as caught:
            store.put(DATA)
    assert (caught.value.code, caught.value.transient) == (code, True)
    assert files(tmp_path / "store") == []
    assert store.get(store.put(DATA).key) == DATA


def test_file_and_folder_are_synced_before_put_returns(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    real = os.fsync

    def record(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    store.put(DATA)
    assert synced[0] is False
    assert True in synced[1:]


def test_many_writers_of_the_same_bytes(store: Store, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {stored.key for stored in pool.map(store.put, [DATA] * 40)}
    assert len(keys) == 1
    assert files(tmp_path / "store") == sorted(keys)


def test_any_other_fsspec_file_system_serves() -> None:
    store = Store("memory://test-store")
    stored = store.put(DATA)
    assert store.put(DATA) == stored
    assert store.get(stored.key) == DATA
    with pytest.raises(StoreError, match="not in the store"):
        store.get("ab/" + "ab" * 32)


def test_an_address_without_a_file_system() -> None:
    with pytest.raises(StoreError) as caught:
        Store("gopher://somewhere/x")
    assert caught.value.code == "store-unavailable"


def test_messages_show_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str, **_: Any) -> Any:
        raise ValueError("no")

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    with pytest.raises(StoreError) as caught:
        Store("s3://key:hunter2@bucket/x")
    assert "hunter2" not in str(caught.value)


def test_check_writes_and_reads(store: Store, tmp_path: Path) -> None:
    store.check()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, no folder")
    with pytest.raises(StoreError):
        Store(str(blocked)).check()
