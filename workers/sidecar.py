"""The sidecar ``NAME.meta.json``: what is known of a file from elsewhere (its page's address, when it was published).

Place in the flow: read beside a file by the folder watcher, ``ingest`` and ``inspect``; becomes the parsers' ``Hints``.
The text wins over a hint where it is explicit.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec

from parsers import Hints
from parsers.report import ReadError

SUFFIX = ".meta.json"
MAX_BYTES = 64 * 1024


class Sidecar(msgspec.Struct, forbid_unknown_fields=True):
    """The keys a sidecar may have; all may be missing or null, no other is taken."""

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$", max_length=2000)] | None = None
    published_on: dt.date | None = None
    organ: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)] | None = None
    # The first reports under the Regulations are those for 2008.
    year: Annotated[int, msgspec.Meta(ge=2008, le=2100)] | None = None
    division: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)] | None = None


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a file would be."""
    return path.with_name(path.name + SUFFIX)


def hints_from(values: object) -> Hints:
    """Hints from their values (strings for dates), as strictly as from a file.

    :raises ReadError: ``invalid-hints``, naming the key.
    """
    try:
        sidecar = msgspec.convert(values, Sidecar)
    except msgspec.ValidationError as error:
        raise ReadError("invalid-hints", f"the hints cannot be used: {error}") from error
    return _hints(sidecar)


def parse(data: bytes) -> Hints:
    """Hints from a sidecar's bytes (UTF-8, with or without a byte order mark).

    :raises ReadError: ``invalid-hints``.
    """
    if len(data) > MAX_BYTES:
        raise ReadError("invalid-hints", f"the sidecar is larger than {MAX_BYTES:,} bytes")
    try:
        sidecar = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Sidecar)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReadError("invalid-hints", f"the sidecar cannot be used: {error}") from error
    return _hints(sidecar)


def load(path: Path) -> Hints:
    """The hints beside a file; empty hints when it has no sidecar.

    :param path: the file itself, not its sidecar.
    :raises ReadError: ``invalid-hints``, also when the sidecar is a link or cannot be read.
    """
    try:
        data = read_plain(sidecar_of(path), MAX_BYTES + 1)
    except FileNotFoundError:
        return Hints()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return Hints()  # the file's own name is so long that no sidecar can exist
        raise ReadError("invalid-hints", f"the sidecar cannot be read: {error.strerror}") from error
    return parse(data)


def read_plain(path: Path, limit: int) -> bytes:
    """At most ``limit`` bytes of a regular file that is no link; never hangs on a pipe.

    :raises OSError: as ``open`` does; also for links and whatever is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no regular file", str(path))
        return file.read(limit)


def _hints(sidecar: Sidecar) -> Hints:
    return Hints(**msgspec.structs.asdict(sidecar))
