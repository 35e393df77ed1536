"""What came of opening a file: a report, the files of a bundle, or what must be converted first.

Place in the flow: the answer of ``bundle``, from the sandbox's child to ``sandbox``, the extract actor and ``inspect``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from parsers.identity import Hints
from parsers.report import Report

# A DOCX made of a file by LibreOffice, or why there is none (code, message); by the file's sha256.
Conversions = Mapping[str, bytes | tuple[str, str]]


class Role(StrEnum):
    """What a file of a bundle is."""

    REPORT = "report"
    # Of one report: it, or text or tables of it.
    PART = "part"
    # The same report in another medium.
    COPY = "copy"
    # Perhaps a report; it could not be read.
    UNREAD = "unread"
    OTHER = "other"


class Found(msgspec.Struct, frozen=True):
    """A file of a bundle; or, of a report that stands in several files beside other reports, these as an archive.

    ``code`` and ``message`` say why it is none or unread, ``hints`` what its sidecar knows. ``data`` is there where
    it is to become a document of its own (``REPORT``, ``UNREAD``), ``report`` where it is one.
    """

    name: str
    media_type: str
    sha256: str
    size: int
    role: Role
    code: str | None = None
    message: str | None = None
    data: bytes = b""
    report: Report | None = None
    hints: Hints = Hints()


class Wanted(msgspec.Struct, frozen=True):
    """A file that must be converted to DOCX before it can be read."""

    sha256: str
    media_type: str
    data: bytes


class Opened(msgspec.Struct, frozen=True):
    """What came of a file: a report, or the reports in it (``found``), or what must be converted first (``wanted``).

    With a report ``found`` lists what a bundle holds besides, and ``hints`` is what a sidecar in it knows of it.
    """

    report: Report | None = None
    found: tuple[Found, ...] = ()
    hints: Hints = Hints()
    wanted: tuple[Wanted, ...] = ()


def sha256_of(data: bytes) -> str:
    """The sha256 of the bytes, hexadecimal."""
    # It loads OpenSSL, and a child that reads a plain report has no use for it.
    import hashlib  # noqa: PLC0415 - see above

    return hashlib.sha256(data).hexdigest()
