"""The sidecar ``NAME.meta.json``: what is known of a file from elsewhere (its page's address, when it was published).

Place in the flow: read beside a file by ``workers.sidecar``, within an archive by ``bundle``; becomes ``Hints``. The
text wins over a hint where it is explicit. It is called
``a.txt.meta.json``, or ``a.meta.json`` where only one file is called a.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections import Counter
from collections.abc import Collection
from typing import Annotated

import msgspec

from parsers.identity import Hints
from parsers.prepared import prepare
from parsers.report import ReadError

SUFFIX = ".meta.json"
MAX_BYTES = 64 * 1024


class Sidecar(msgspec.Struct, forbid_unknown_fields=True):
    """The keys a sidecar may have; all may be missing or null, no other is taken."""

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$", max_length=2000)] | None = None
    published_on: dt.date | None = None
    organ: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)] | None = None
    # The first reports under the Regulations are those for 2008.
    year: Annotated[int, msgspec.Meta(ge=2008, le=2100)] | None = None
    division: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)] | None = None


prepare(Sidecar)


def hints_from(values: object) -> Hints:
    """Hints from their values (strings for dates), as strictly as from a file.

    :raises ReadError: ``invalid-hints``, naming the key.
    """
    try:
        sidecar = msgspec.convert(values, Sidecar)
    except msgspec.ValidationError as error:
        raise ReadError("invalid-hints", f"the hints cannot be used: {error}") from error
    return _hints(sidecar)


def parse(data: bytes) -> Hints:
    """Hints from a sidecar's bytes (UTF-8, with or without a byte order mark).

    :raises ReadError: ``invalid-hints``.
    """
    if len(data) > MAX_BYTES:
        raise ReadError("invalid-hints", f"the sidecar is larger than {MAX_BYTES:,} bytes")
    try:
        sidecar = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Sidecar)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReadError("invalid-hints", f"the sidecar cannot be used: {error}") from error
    return _hints(sidecar)


def pairs(files: Collection[str], sidecars: Collection[str]) -> dict[str, str]:
    """The sidecar of each file that has one.

    :param files: names, or paths within one folder tree, without those of sidecars.
    :param sidecars: likewise.
    """
    stems = Counter(map(stem, files))
    found = {}
    for name in files:
        if name + SUFFIX in sidecars:
            found[name] = name + SUFFIX
        elif stem(name) + SUFFIX in sidecars and stems[stem(name)] == 1:
            found[name] = stem(name) + SUFFIX
    return found


def is_contested(side: str, files: Collection[str]) -> bool:
    """Whether more than one file could be meant by this sidecar, and none is by its full name."""
    name = side[: -len(SUFFIX)]
    return name not in files and sum(stem(other) == name for other in files) > 1


def stem(name: str) -> str:
    """A name without its ending."""
    return posixpath.splitext(name)[0]


def _hints(sidecar: Sidecar) -> Hints:
    return Hints(**msgspec.structs.asdict(sidecar))
