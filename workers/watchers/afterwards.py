"""Looks after files that were taken: a writer may hold one open, and go on writing after it has been moved.

Place in the flow: ``folder`` tells of each file it has parked, and asks with each pass which of them have grown since.
A net under ``writers``, for systems and file systems that cannot tell who writes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from parsers import Hints
from workers.watchers.writers import is_being_written

# So long a writer may have paused, and so many files are looked after at a time.
_SECONDS: Final = 600.0
_MOST: Final = 1000


class Parked(msgspec.Struct):
    """A file that was taken.

    :param name: its path in the inbox.
    :param path: where it is now.
    :param read: size and time of change (nanoseconds) of what was read.
    :param seen: the same, as last seen; ``since`` then (seconds of the monotonic clock).
    """

    name: str
    path: Path
    hints: Hints
    inode: int
    read: tuple[int, int]
    seen: tuple[int, int]
    since: float


class Afterwards:
    """The files taken lately.

    :param failed: where unreadable ones are moved later, under their names.
    :param stable_seconds: one that has grown is told of when unchanged for so long.
    """

    def __init__(self, failed: Path, *, stable_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._failed = failed
        self._stable_seconds = stable_seconds
        self._monotonic = monotonic
        self._parked: list[Parked] = []

    def follow(self, name: str, path: Path, hints: Hints, read: tuple[int, int]) -> None:
        """Look after a file from now on; ``read`` is the size and time of change of what was read."""
        try:
            inode = path.lstat().st_ino
        except OSError:
            return  # moved on already
        self._parked = [*self._parked, Parked(name, path, hints, inode, read, read, self._monotonic())][-_MOST:]

    def grown(self) -> tuple[list[Parked], list[str]]:
        """Files that changed and are at rest again, which are no longer looked after; names of those still changing."""
        now, ready, waiting, kept = self._monotonic(), [], [], []
        for parked in self._parked:
            status = self._find(parked)
            if status is None:
                continue
            state = (status.st_size, status.st_mtime_ns)
            if state != parked.seen:
                parked.seen, parked.since = state, now
            if state == parked.read:
                if now - parked.since < _SECONDS:
                    kept.append(parked)
            elif now - parked.since >= self._stable_seconds and not is_being_written(parked.path):
                ready.append(parked)
            else:
                waiting.append(parked.name)
                kept.append(parked)
        self._parked = kept
        return ready, waiting

    def _find(self, parked: Parked) -> os.stat_result | None:
        """The file where it was parked, or in ``failed/``; None when it is somewhere else."""
        for path in (parked.path, self._failed / parked.name):
            try:
                status = path.lstat()
            except OSError:
                continue
            if status.st_ino == parked.inode:
                parked.path = path
                return status
        return None
