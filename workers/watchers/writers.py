"""Whether somebody still has a file open for writing: asked of the kernel, where it can tell.

Place in the flow: asked by ``folder`` of each file at rest, right before it is taken. Rest alone is a guess: a writer
may pause for longer.
"""

from __future__ import annotations

import fcntl
import os
import signal
import stat
from pathlib import Path
from typing import Final

# A read lease is granted to those only who are the file's one kind of user: readers. Linux only.
_SET_LEASE: Final[int | None] = getattr(fcntl, "F_SETLEASE", None)
_SET_SIGNAL: Final[int | None] = getattr(fcntl, "F_SETSIG", None)


def is_being_written(path: Path) -> bool:
    """Whether a process of this machine has the file open for writing.

    False also where nobody can tell: no such file, no regular file, a system or a file system without leases (most
    network shares), a file of another user (unless this process may lease all).
    """
    if _SET_LEASE is None or _SET_SIGNAL is None:
        return False
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Whoever opens it for writing while the lease stands makes the kernel send a signal: SIGIO would end this
        # process, SIGURG is ignored unless somebody asks for it.
        fcntl.fcntl(descriptor, _SET_SIGNAL, signal.SIGURG)
        fcntl.fcntl(descriptor, _SET_LEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, _SET_LEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
