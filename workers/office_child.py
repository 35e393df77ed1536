"""Becomes LibreOffice, under limits and without a network: what a hostile document makes of it ends with it.

Place in the flow: started by ``office`` by its path and with ``-I -S``; ``office_child.py JOB``, the job as JSON.
"""

import contextlib
import json
import math
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def confine(job: dict[str, Any]) -> None:
    """Limit this process and what it becomes: ``memory``, ``bytes`` (of a file), ``cpu`` and ``wall`` (seconds)."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(math.ceil(job["wall"]) + 2)
    for name, limit in (
        (resource.RLIMIT_CPU, job["cpu"]),
        (resource.RLIMIT_FSIZE, job["bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_AS, job["memory"]),
    ):
        _, ceiling = resource.getrlimit(name)
        allowed = limit if ceiling == resource.RLIM_INFINITY else min(limit, ceiling)
        resource.setrlimit(name, (allowed, allowed))


def leave(parent: int) -> None:
    """Linux: die with the parent, and leave the network for one without any interface where the kernel lets us."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only Linux has use for it

        libc = ctypes.CDLL(None)
        user, group = os.getuid(), os.getgid()
        # Where namespaces are not allowed, the settings of the profile still forbid what would use a network.
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
            with contextlib.suppress(OSError):
                for name, text in (
                    ("setgroups", "deny"),
                    ("gid_map", f"{group} {group} 1"),
                    ("uid_map", f"{user} {user} 1"),
                ):
                    Path("/proc/self", name).write_text(text, encoding="ascii")
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def main() -> None:
    """Entry."""
    job = json.loads(sys.argv[1])
    leave(job["parent"])
    confine(job)
    sys.path.insert(0, job["path"])
    from workers.landlock import shut_off  # noqa: PLC0415 - after the path is set

    # It starts programs of its own and writes where they wish; its folder is the only one it is told of.
    shut_off(None)
    os.execv(job["command"][0], job["command"])  # noqa: S606 - the very purpose; no shell


if __name__ == "__main__":
    main()
