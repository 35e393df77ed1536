"""What is known of a file besides its bytes: by its sidecar, by its folder's manifest, by the folders it lies in.

Place in the flow: renewed by ``folder`` with each pass; answers which files beside one must be at rest with it, and
which hints go with it. Where several know a key, the nearest wins: sidecar, manifest, folders.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

import msgspec

from parsers import Hints
from parsers.report import ReadError
from parsers.sidecar import SUFFIX, hints_from
from workers import sidecar
from workers.watchers import companion, manifest
from workers.watchers.listing import Listing
from workers.watchers.parking import Folders, Identity


class Manifest(msgspec.Struct):
    """A manifest as last read.

    :param rows: by path in the inbox.
    :param missing: the files among them that have not come yet.
    :param error: why it cannot be used; there are no rows then.
    """

    identity: Identity
    rows: dict[str, manifest.Row]
    missing: set[str]
    error: ReadError | None = None


class Beside:
    """Sidecars, manifests and folder names of one inbox.

    :param folders: the watcher's.
    :param pattern: matched against the folders a file lies in (``2023/岳阳市民政局``); its groups are hints.
    """

    def __init__(self, folders: Folders, pattern: re.Pattern[str] | None = None) -> None:
        self._folders = folders
        self._pattern = pattern
        self._listing = Listing()
        self._loaded: dict[str, Manifest] = {}

    def renew(self, listing: Listing) -> None:
        """Take up what a pass has found."""
        self._listing = listing
        self._loaded = {
            name: loaded for name, loaded in self._loaded.items() if listing.manifests.get(name) == loaded.identity
        }
        for loaded in self._loaded.values():
            loaded.missing -= listing.files.keys()

    def sidecar(self, name: str) -> Path:
        """Where the sidecar of a file is, or would be."""
        return self._folders.inbox / self._listing.sidecars.get(name, name + SUFFIX)

    def files(self, name: str) -> list[Path]:
        """What must be at rest together with a file, whether it is there or not."""
        return [self.sidecar(name), *(self._folders.inbox / found for found in self._manifests_over(name))]

    def hints(self, name: str) -> Hints:
        """All that is known of a file.

        :raises ReadError: ``invalid-hints``.
        """
        known = companion.load_sidecar(self.sidecar(name))
        for found in self._manifests_over(name):
            row = self._load(found).rows.get(name, Hints())
            if isinstance(row, ReadError):
                raise row
            known = _filled(known, row)
        return _filled(known, self._of_folders(name))

    def error(self, name: str) -> ReadError | None:
        """Why a manifest cannot be used; None when it can."""
        return self._load(name).error

    def is_done(self, name: str) -> bool:
        """Whether all files that a manifest names have come and are put aside."""
        loaded = self._load(name)
        present = loaded.rows.keys() & self._listing.files.keys()
        return not loaded.missing and not any(os.path.lexists(self._folders.inbox / file) for file in present)

    def _manifests_over(self, name: str) -> list[str]:
        """The manifests in the file's own folder and in those around it, the nearest first."""
        return [
            str(folder / own)
            for folder in PurePosixPath(name).parents
            for own in sorted(manifest.NAMES)
            if str(folder / own) in self._listing.manifests and str(folder / own) != name
        ]

    def _load(self, name: str) -> Manifest:
        if name not in self._loaded:
            self._loaded[name] = self._read(name, self._listing.manifests[name])
        return self._loaded[name]

    def _read(self, name: str, identity: Identity) -> Manifest:
        try:
            data = sidecar.read_plain(self._folders.inbox / name, manifest.MAX_BYTES + 1)
            rows = manifest.parse(data)
        except ReadError as error:
            return Manifest(identity, {}, set(), error)
        except OSError as error:
            return Manifest(identity, {}, set(), ReadError("invalid-manifest", f"it cannot be read: {error.strerror}"))
        folder = PurePosixPath(name).parent
        rows = {str(folder / file): row for file, row in rows.items()}
        return Manifest(identity, rows, {file for file in rows if not self._has_come(file)})

    def _has_come(self, name: str) -> bool:
        """Whether a file is in the inbox, or was and has been put aside, perhaps by an earlier run."""
        aside = [self._folders.failed, *self._folders.days()]
        return name in self._listing.files or any(os.path.lexists(folder / name) for folder in aside)

    def _of_folders(self, name: str) -> Hints:
        folder = str(PurePosixPath(name).parent)
        match = self._pattern.fullmatch(folder) if self._pattern is not None else None
        if match is None:
            return Hints()
        groups = {key: value for key, value in match.groupdict().items() if value}
        year = groups.get("year", "")
        return hints_from(groups | ({"year": int(year)} if year.isdecimal() else {}))


def _filled(known: Hints, other: Hints) -> Hints:
    """What is known, and where nothing is, what the other knows."""
    return Hints(**(msgspec.structs.asdict(other) | {k: v for k, v in msgspec.structs.asdict(known).items() if v}))
