"""The files of a bundle, each with what its sidecar knows of it, and how far its reading went.

Place in the flow: ``archive`` → **here** → ``bundle``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from parsers.detect import media_type
from parsers.document import Document
from parsers.identity import Hints
from parsers.opened import Found, Role, sha256_of
from parsers.readers.archive import ARCHIVES, unpack
from parsers.readers.archive_budget import Member
from parsers.reading import NO_HINTS
from parsers.report import ReadError, Report
from parsers.sidecar import SUFFIX, pairs, parse

NOT_ONE = "not-an-annual-report"
_SPEAKS_OF_IT = re.compile("信息公开|政务公开|年度报告|年报")
# Media that are made to be read; what else cannot be read is a file that happens to lie there, unless its name says no.
_DOCUMENTS = re.compile(
    r"application/(pdf|rtf|msword|ofd|x-(word|encrypted|excel)|vnd\.(ms-|oasis|openxml))|x-ole-storage"
)


class File:
    """A member of the bundle and how far its reading went."""

    def __init__(self, member: Member) -> None:
        self.name = member.name
        self.data = member.data
        self.kind = media_type(member.data)
        self.sha256 = sha256_of(member.data)
        self.error = ReadError(*member.error) if member.error else None
        self.document: Document | None = None
        # What its sidecar knows.
        self.hints = NO_HINTS

    @property
    def folder(self) -> str:
        """Where it lies."""
        return self.name.rpartition("/")[0]

    def found(
        self, role: Role, *, data: bytes = b"", report: Report | None = None, hints: Hints | None = None
    ) -> Found:
        """What is told of it; by default with the hints of its own sidecar."""
        code, message = (self.error.code, self.error.message) if self.error else (None, None)
        told = self.hints if hints is None else hints
        return Found(self.name, self.kind, self.sha256, len(self.data), role, code, message, data, report, told)

    @property
    def role(self) -> Role:
        """What it is when it is no report."""
        said_no = self.error is None or self.error.code == NOT_ONE
        may_be = _DOCUMENTS.match(self.kind) or self.kind in ARCHIVES or _SPEAKS_OF_IT.search(self.name)
        return Role.UNREAD if may_be and not said_no else Role.OTHER


def files_of(data: bytes, kind: str, name: str) -> list[File]:
    """The files of a bundle, each with what its sidecar knows.

    :raises ReadError: as ``archive.unpack`` does, and ``invalid-hints``: a wrong sidecar is never half used.
    """
    files = [File(member) for member in unpack(data, kind, name)]
    sides = {file.name: file for file in files if file.name.endswith(SUFFIX)}
    owners = pairs([file.name for file in files if file.name not in sides], sides)
    for file in files:
        if (side := owners.get(file.name)) is not None:
            try:
                file.hints = parse(sides[side].data)
            except ReadError as error:
                raise ReadError(error.code, f"{side}: {error.message}") from error
    for side, file in sides.items():
        of_whom = "what is known of a file beside it" if side in owners.values() else "of no file here, or of several"
        file.error = ReadError(NOT_ONE, f"It is a sidecar: {of_whom}.")
    return files


def told_of(files: Sequence[File], indices: Iterable[int], known: Hints = NO_HINTS) -> Hints:
    """What is known of a report, and what the sidecars of its files know besides, the first first."""
    for index in indices:
        more = files[index].hints
        known = Hints(**{key: value or getattr(more, key) for key, value in msgspec.structs.asdict(known).items()})
    return known


def agree(files: Sequence[File], indices: Iterable[int]) -> bool:
    """Whether no two sidecars of these files name different organs or years."""
    told = [files[index].hints for index in indices]
    return all(len({getattr(hints, what) for hints in told} - {None}) < 2 for what in ("organ", "year"))
