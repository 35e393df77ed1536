"""Which sidecar belongs to a file: ``NAME.EXT.meta.json``, or ``NAME.meta.json`` where only one file is called NAME.

Place in the flow: between files and ``workers.sidecar``, for the folder watcher, ``ingest`` and ``inspect``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from parsers import Hints
from workers import sidecar
from workers.sidecar import SUFFIX


def pairs(files: Collection[str], sidecars: Collection[str]) -> dict[str, str]:
    """The sidecar of each file that has one.

    :param files: names, or paths within one folder tree, without those of sidecars.
    :param sidecars: likewise.
    """
    stems = Counter(map(_stem, files))
    found = {}
    for name in files:
        if name + SUFFIX in sidecars:
            found[name] = name + SUFFIX
        elif _stem(name) + SUFFIX in sidecars and stems[_stem(name)] == 1:
            found[name] = _stem(name) + SUFFIX
    return found


def is_contested(side: str, files: Collection[str]) -> bool:
    """Whether more than one file could be meant by this sidecar, and none is by its full name."""
    name = side[: -len(SUFFIX)]
    return name not in files and sum(_stem(other) == name for other in files) > 1


def load(path: Path) -> Hints:
    """The hints beside a file; empty hints when it has no sidecar.

    :raises ReadError: ``invalid-hints``.
    """
    by_stem = path.with_name(_stem(path.name))
    if not os.path.lexists(sidecar.sidecar_of(by_stem)):
        return sidecar.load(path)
    try:
        beside = {entry.name for entry in path.parent.iterdir() if not entry.is_dir()}
    except OSError:
        return sidecar.load(path)
    sidecars = {name for name in beside if name.endswith(SUFFIX)}
    side = pairs(beside - sidecars, sidecars).get(path.name)
    return Hints() if side is None else load_sidecar(path.with_name(side))


def load_sidecar(side: Path) -> Hints:
    """The hints of one sidecar; empty hints when it is gone.

    :raises ReadError: ``invalid-hints``.
    """
    return sidecar.load(side.with_name(side.name[: -len(SUFFIX)]))


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]  # noqa: PTH122 - of paths within a folder too, as text
