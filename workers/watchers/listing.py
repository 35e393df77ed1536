"""What lies in the inbox: which files may be reports, and which sidecar belongs to which.

Place in the flow: read anew by ``folder`` with each pass.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from parsers.sidecar import SUFFIX, is_contested, pairs
from workers.watchers import manifest
from workers.watchers.parking import FolderError, Identity, explained

# What the system and other programs leave in a folder, and what is still being written. Never touched.
IGNORED_ENDINGS = (".part", ".tmp", ".crdownload")
IGNORED_STARTS = (".", "~$")
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
IGNORED_FOLDERS = frozenset({"__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information"})
# Pictures and scripts that a browser saves beside a page.
IGNORED_FOLDER_ENDINGS = ("_files", ".files")


class Listing:
    """The inbox as one pass finds it.

    :ivar files: what may be a report, by its path in the inbox.
    :ivar sidecars: the sidecar of each file that has one.
    :ivar strays: sidecars that belong to none.
    :ivar manifests: what says things of many files at once.
    :ivar contested: sidecars that two files could mean, or could once.
    """

    def __init__(self) -> None:
        self.files: dict[str, Identity] = {}
        self.sidecars: dict[str, str] = {}
        self.manifests: dict[str, Identity] = {}
        self.strays: tuple[str, ...] = ()
        self.contested: frozenset[str] = frozenset()

    def renewed(self, listed: Iterable[tuple[str, Identity]]) -> Listing:
        """The listing of the next pass. A sidecar that two files could mean is neither's, also when one has gone."""
        new, sides = Listing(), set()
        for name, identity in listed:
            if is_sidecar(name):
                sides.add(name)
            elif PurePosixPath(name).name.lower() in manifest.NAMES:
                new.manifests[name] = identity
            else:
                new.files[name] = identity
        contested = {side for side in sides if is_contested(side, new.files)}
        new.contested = frozenset(contested | (self.contested & sides))
        found = pairs(new.files, sides)
        new.sidecars = {
            name: side for name, side in found.items() if side == name + SUFFIX or side not in new.contested
        }
        new.strays = tuple(sorted(sides - set(new.sidecars.values())))
        return new


def listed(inbox: Path) -> Iterator[tuple[str, Identity]]:
    """All that may be a report, and all sidecars, by their paths within the inbox.

    Folders are walked, links to folders are not.

    :raises FolderError: when the inbox is not there or cannot be read.
    """
    with explained(inbox):
        if not inbox.is_dir():
            raise FolderError("folder-missing", f"{inbox}: there is no such folder")
        pending = [""]
        while pending:
            prefix = pending.pop()
            try:
                with os.scandir(inbox / prefix) as entries:
                    found = list(entries)
            except FileNotFoundError:
                continue  # a subfolder that was removed meanwhile
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    if not _is_ignored_folder(entry.name):
                        pending.append(f"{prefix}{entry.name}/")
                elif not is_ignored(entry.name) and (identity := identity_of(Path(entry.path))):
                    yield prefix + entry.name, identity


def is_sidecar(name: str) -> bool:
    """Whether a file of this name is a sidecar."""
    return name.endswith(SUFFIX) and not name.startswith(".")


def is_ignored(name: str) -> bool:
    """Whether a file of this name is none of our business (system files, what is still being written)."""
    lower = name.lower()
    return lower in IGNORED_NAMES or lower.startswith(IGNORED_STARTS) or lower.endswith(IGNORED_ENDINGS)


def _is_ignored_folder(name: str) -> bool:
    lower = name.lower()
    return lower in IGNORED_FOLDERS or lower.startswith(IGNORED_STARTS) or lower.endswith(IGNORED_FOLDER_ENDINGS)


def identity_of(path: Path) -> Identity | None:
    """Which file stands there, and in which state; None when there is none."""
    try:
        return Identity.of(path.lstat())
    except OSError:
        return None
