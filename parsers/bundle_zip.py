"""A ZIP archive of given files, always the same bytes for the same files.

Place in the flow: ``bundle`` makes one of a report that stands in several files beside other reports, so that it can
be a document with a sha256 of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from parsers.readers.archive_budget import Member


def packed(members: Sequence[Member]) -> bytes:
    """The files as an archive, in this order, without dates, uncompressed."""
    import zipfile  # noqa: PLC0415 - 15 ms, and hardly a file needs it

    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            # Fixed, so that the same files are the same document on every system and in every year.
            entry = zipfile.ZipInfo(member.name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, member.data)
    return target.getvalue()
