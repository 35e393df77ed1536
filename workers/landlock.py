"""Shuts a child off from other processes, the network and the disk, by Linux's Landlock; elsewhere it does nothing.

Place in the flow: called by the children that open strangers' files (``sandbox_child``, ``office_child``), before they
do. A process can else read the environment of all that run as the same user under ``/proc``, and the password of the
database may stand there. Imports nothing that a child would have to load.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_WANTED, _PATH_BENEATH = 1, 1
_PR_SET_NO_NEW_PRIVS = 38
# Rights to files: run, write, read, list, remove or make; move between folders (from version 2), cut off (3).
_EXECUTE, _WRITE, _READ, _LIST = (1 << bit for bit in range(4))
_MAKE = sum(1 << bit for bit in range(4, 13))
_MOVE, _TRUNCATE = 1 << 13, 1 << 14
# TCP: listen and connect (from version 4). Sockets of the abstract name space, and signals (6).
_TCP, _SCOPES = 0b11, 0b11
_PROCESSES = "proc"
# What libraries look up there, besides what is under the process's own number.
_OF_THE_SYSTEM = ("self", "cpuinfo", "filesystems", "meminfo", "stat", "sys", "version")


def shut_off(folder: str | None) -> bool:
    """Shut this process, and all that it starts, off for good.

    It keeps ``/proc`` of other processes, TCP (from Linux 6.7) and signals (6.12) from it.

    :param folder: the only place where it may write, and then run no program either; None leaves that alone.
    :return: whether the kernel knows how to.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 - 5 ms, and only Linux has use for it

    libc = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> int:
        return int(libc.syscall(ctypes.c_long(number), *arguments))

    version = call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_WANTED))
    if version < 1:
        return False
    files = _READ | _LIST
    if folder is not None:
        files |= _EXECUTE | _WRITE | _MAKE | (_MOVE if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    wanted = [files, *([_TCP] if version >= 4 else []), *([_SCOPES] if version >= 6 else [])]
    attributes = (ctypes.c_uint64 * len(wanted))(*wanted)
    ruleset = call(_CREATE_RULESET, attributes, ctypes.c_size_t(ctypes.sizeof(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False

    def allow(place: int, rights: int) -> None:
        # The kernel's structure is packed: 64 bits of rights, 32 of the place.
        rule = rights.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder)
        call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))

    _allow_files(allow, folder, files)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return done


def _allow_files(allow: Callable[[int, int], None], folder: str | None, files: int) -> None:
    for path in _readable():
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # a link that leads nowhere, or a place that is not ours
        allow(place, (_READ | _LIST) if os.path.isdir(path) else _READ)  # noqa: PTH112 - pathlib is 2 ms
        os.close(place)
    for path, rights in () if folder is None else ((folder, files & ~_EXECUTE), (os.devnull, _READ | _WRITE)):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allow(place, rights)
        os.close(place)


def _readable() -> Iterator[str]:
    """All there is but the processes: a rule can only allow."""
    yield from (f"/{name}" for name in os.listdir("/") if name != _PROCESSES)  # noqa: PTH208 - pathlib is 2 ms
    yield from (f"/{_PROCESSES}/{name}" for name in _OF_THE_SYSTEM)
