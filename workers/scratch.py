"""Folders for child processes, which go when the work is done, or with the next work when we were killed in it.

Place in the flow: ``sandbox`` and ``office`` → **here**. Who uses a folder holds a lock on it, which the kernel takes
back when the process ends, however it ends: a folder without one is left over.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator

_PREFIX = "nianbao-scratch-"
# A folder is there for some microseconds before it is locked.
_YOUNG_SECONDS = 60.0


@contextlib.contextmanager
def scratch() -> Iterator[str]:
    """An empty folder, gone at the end with all that is in it; so are those that killed processes left.

    :raises OSError: when no folder can be made.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        held = _locked(folder)
        try:
            yield folder
        finally:
            if held is not None:
                os.close(held)


def _sweep() -> None:
    """Remove the folders of processes that ended without doing so themselves; those of other users stay."""
    oldest = time.time() - _YOUNG_SECONDS
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_left_over(entry, oldest):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_left_over(entry: os.DirEntry[str], oldest: float) -> bool:
    try:
        known = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    if not stat.S_ISDIR(known.st_mode) or known.st_uid != os.getuid() or known.st_mtime > oldest:
        return False
    held = _locked(entry.path)
    if held is None:
        return False
    os.close(held)
    return True


def _locked(folder: str) -> int | None:
    """A lock on a folder, as an open file; None where somebody has it, or the file system knows none."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened
