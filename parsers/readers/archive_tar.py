"""tar archives and gzip: the files in them, bounded bytes.

Place in the flow: called by ``archive``. Links, devices and sparse files are left out; nothing is written anywhere.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from parsers.readers.archive_budget import MAX_MEMBERS, Budget, Member, is_junk, safe_name, text_of, too_large, too_many
from parsers.report import ReadError

_CHUNK = 1024 * 1024
_HAS_EXTRA, _HAS_NAME = 4, 8
_DAMAGES = (tarfile.TarError, EOFError, OSError, ValueError, OverflowError, struct.error, KeyError, IndexError)


def members_of_tar(data: bytes, budget: Budget) -> Iterator[Member]:
    """The plain files of a tar archive in its order.

    :raises ReadError: ``damaged-archive``, ``too-many-members`` or ``package-too-large``.
    """
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            for count, entry in enumerate(archive):
                if count > 10 * MAX_MEMBERS:
                    raise too_many()
                name = safe_name(text_of(entry.name.encode("utf-8", "surrogateescape")))
                if not entry.isreg() or entry.issparse() or not name or is_junk(name):
                    continue
                if entry.size > budget.left:
                    raise too_large()
                stream = archive.extractfile(entry)
                content = stream.read() if stream is not None else b""
                budget.take(len(content))
                yield Member(name, content)
    except _DAMAGES as error:
        raise ReadError("damaged-archive", f"The tar archive is damaged: {error}") from error


def member_of_gzip(data: bytes, name: str, budget: Budget) -> Member:
    """The one file in a gzip file.

    :param name: of the gzip file; gives that of the file in it where gzip has not kept it.
    :raises ReadError: ``damaged-archive`` or ``package-too-large``.
    """
    chunks: list[bytes] = []
    left = budget.left
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            while chunk := stream.read(min(_CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise too_large()
                chunks.append(chunk)
    except (EOFError, OSError, zlib.error, struct.error) as error:
        raise ReadError("damaged-archive", f"The gzip file is damaged: {error}") from error
    content = b"".join(chunks)
    budget.take(len(content))
    return Member(_kept_name(data) or _without_ending(name), content)


def _kept_name(data: bytes) -> str:
    """The name in the gzip header, if there is one."""
    flags, start = data[3], 10
    if not flags & _HAS_NAME:
        return ""
    if flags & _HAS_EXTRA:
        start += 2 + int.from_bytes(data[10:12], "little")
    return safe_name(text_of(data[start : data.find(b"\x00", start)][:1000]))


def _without_ending(name: str) -> str:
    lower = name.lower()
    for ending, instead in ((".tgz", ".tar"), (".gz", "")):
        if lower.endswith(ending):
            return safe_name(name[: -len(ending)] + instead) or "content"
    return "content"
