"""Whether the file system of a folder tells of changes: one that lies on another machine tells only of our own.

Place in the flow: asked by ``service`` before it watches the inbox; where events are blind, ``events`` polls.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Final, NamedTuple

import psutil

# What lies on another machine or comes from a container's host; also whatever a program serves.
_SHARES: Final = ("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "ncpfs", "afs")
_CLUSTERS: Final = ("ceph", "lustre", "glusterfs", "beegfs", "ocfs2", "gfs2")
_FROM_THE_HOST: Final = ("9p", "virtiofs", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "osxfs", "fakeowner")
_BLIND: Final = frozenset({*_SHARES, *_CLUSTERS, *_FROM_THE_HOST})
_SERVED: Final = "fuse."


class Mount(NamedTuple):
    """A file system and where it is mounted."""

    mountpoint: str
    fstype: str


def blind_type(folder: Path, mounts: Iterable[Mount] | None = None) -> str | None:
    """The type of the folder's file system when that does not tell of all changes, e.g. ``nfs4``; None when it does.

    None also where the system does not say what is mounted.

    :param mounts: in the order they were mounted; by default those of this machine.
    """
    if mounts is None:
        try:
            mounts = [Mount(part.mountpoint, part.fstype) for part in psutil.disk_partitions(all=True)]
        except (OSError, RuntimeError):
            return None
    path = folder.resolve()
    around = [mount for mount in mounts if _holds(mount, path)]
    if not around:
        return None
    # Of several at one place, the last one mounted covers the others; max takes the first, hence the turn.
    kind = max(reversed(around), key=lambda mount: len(PurePath(mount.mountpoint).parts)).fstype.lower()
    return kind if kind in _BLIND or kind.startswith(_SERVED) else None


def _holds(mount: Mount, path: PurePath) -> bool:
    return path.is_relative_to(mount.mountpoint)
