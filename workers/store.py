"""The store: the bytes of every document, by their sha256. First stop of the way of a report; never deletes.

Place in the flow: written by ``intake`` before anything is committed; read by the extract actor and by ``export``.
A key is relative to the store's address, so that a store can be moved. Through fsspec: a folder for one machine,
``s3://`` for a fleet.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

CHUNK = 1024 * 1024

# What an OSError of the store means for the person who runs it.
_CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "store-read-only",
    errno.EACCES: "store-read-only",
    errno.EPERM: "store-read-only",
}
_ADVICE = {
    "disk-full": "the disk of the store is full; free some space",
    "store-read-only": "the store cannot be written; check its rights and how it is mounted",
    "store-unavailable": "the store does not answer; check its address and the network",
}


class StoreError(Exception):
    """The store cannot do what was asked. Nothing is lost: the caller keeps the original and tries again.

    :param code: ``disk-full``, ``store-read-only``, ``store-unavailable`` (these may pass), ``store-missing`` or
        ``store-corrupt`` (these need a person).
    :param message: for a person.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def transient(self) -> bool:
        """Whether trying again later can help."""
        return self.code in _ADVICE


class Stored(msgspec.Struct, frozen=True):
    """Bytes in the store: their sha256 (hexadecimal), their number, and the key to read them again."""

    sha256: str
    size: int
    key: str


def key_of(sha256: str) -> str:
    """The key of a document: 256 folders, so that none grows too large to list."""
    return f"{sha256[:2]}/{sha256}"


def digest(data: bytes) -> str:
    """The sha256 of the bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Store:
    """A content-addressed store at an address fsspec understands.

    :param url: ``file:///path`` (or a plain path), ``s3://bucket/prefix``, ``memory://name``.
    :param options: given to the fsspec file system, e.g. ``endpoint_url`` for S3.
    :raises StoreError: when no file system serves the address.
    """

    def __init__(self, url: str, **options: object) -> None:
        # 0.1 s, and whoever only wants ``digest`` has no use for it.
        import fsspec  # type: ignore[import-untyped] # noqa: PLC0415 - ships no types; imported late, see above

        # What messages may show: an address without user and password.
        self.url = re.sub(r"//[^/@]*@", "//", url)
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise StoreError("store-unavailable", f"no store at {self.url}: {error}") from error
        protocols = self._fs.protocol
        self._local = "file" in ((protocols,) if isinstance(protocols, str) else protocols)

    def put(self, source: bytes | IO[bytes]) -> Stored:
        """Keep the bytes; the same bytes again change nothing.

        A crash at any moment leaves either nothing or the whole document under its key.

        :param source: bytes, or a binary stream read to its end.
        :return: hash, size and key; when it returns, the bytes are on the disk.
        :raises StoreError: ``disk-full``, ``store-read-only`` or ``store-unavailable``.
        """
        data = source if isinstance(source, bytes) else b"".join(iter(lambda: source.read(CHUNK), b""))
        sha256 = digest(data)
        stored = Stored(sha256, len(data), key_of(sha256))
        with _explained(self.url):
            if not self._holds(stored):
                self._write(stored, data)
        return stored

    def get(self, key: str) -> bytes:
        """The bytes of a document.

        :param key: as ``put`` gave it.
        :raises StoreError: ``store-missing``; ``store-corrupt`` when they are no longer those that were stored;
            ``store-unavailable``.
        """
        with _explained(self.url):
            try:
                data: bytes = self._fs.cat_file(self._path(key))
            except FileNotFoundError as error:
                raise StoreError("store-missing", f"{key} is not in the store {self.url}") from error
        if digest(data) != key.rpartition("/")[2]:
            raise StoreError("store-corrupt", f"{key} in the store {self.url} is not what was stored")
        return data

    def check(self) -> None:
        """Prove that the store can be written and read (for ``doctor``).

        :raises StoreError: when it cannot.
        """
        self.get(self.put(b"nianbao doctor\n").key)

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _holds(self, stored: Stored) -> bool:
        """Whether the document is there, whole. A damaged local copy is not: it will be written again."""
        path = self._path(stored.key)
        if not self._local:
            self._fs.invalidate_cache()
            return bool(self._fs.exists(path)) and self._fs.size(path) == stored.size
        try:
            return digest(Path(path).read_bytes()) == stored.sha256
        except FileNotFoundError:
            return False

    def _write(self, stored: Stored, data: bytes) -> None:
        if self._local:
            write_durably(Path(self._root) / stored.key, data)
            # The folder of the key may be new.
            sync_folder(Path(self._root))
        else:
            # An object store shows an object when it is complete, never before: no temporary name is needed.
            self._fs.pipe_file(self._path(stored.key), data)


def write_durably(target: Path, data: bytes) -> None:
    """Temporary name, sync, rename, sync of the folder: what is visible under its name is whole, even after a crash.

    :raises OSError: when it cannot be written; nothing is left behind then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{uuid.uuid4().hex}.part"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries (new names, renames) survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what fsspec raises into a StoreError with a code; its clients raise more than OSError."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        code = _CODES.get(getattr(error, "errno", None) or 0, "store-unavailable")
        raise StoreError(code, f"{_ADVICE[code]} ({url}: {error})") from error
