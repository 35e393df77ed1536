"""The hints beside a file: of the sidecar that belongs to it, by its name or by its stem.

Place in the flow: between files and ``parsers.sidecar``, for the folder watcher, ``ingest`` and ``inspect``.
"""

from __future__ import annotations

import os
from pathlib import Path

from parsers import Hints
from parsers.sidecar import SUFFIX, pairs, stem
from workers import sidecar


def load(path: Path) -> Hints:
    """The hints beside a file; empty hints when it has no sidecar.

    :raises ReadError: ``invalid-hints``.
    """
    by_stem = path.with_name(stem(path.name))
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
