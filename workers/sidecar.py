"""The sidecar of a file in a folder: opened safely, never a link, never a pipe.

Place in the flow: between the file system and ``parsers.sidecar``, for the folder watcher, ``ingest`` and ``inspect``.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from parsers import Hints
from parsers.report import ReadError
from parsers.sidecar import MAX_BYTES, SUFFIX, parse


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a file would be."""
    return path.with_name(path.name + SUFFIX)


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
