"""One file inspected: read in the sandbox, and told as the contract's JSON object; a bundle as one a report.

Place in the flow: ``inspect`` → **here** → sandbox; then ``judging``; the result is printed, as JSON or by ``page``.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from parsers import Hints, media_type
from parsers.narrative import Statement, breakdowns, statements
from parsers.opened import Found, Role
from parsers.report import Cell, ReadError, Report, Section
from workers import sandbox
from workers.sandbox import Limits, printable
from workers.store import digest
from workers.watchers import companion

if TYPE_CHECKING:
    # The rules take 0.1 s to import: ``judging`` has them, imported while the first file is being read.
    from rules.finding import Finding, NotAssessable

_NOT_ONE = "not-an-annual-report"


class Member(msgspec.Struct, frozen=True):
    """A file in an archive or a mail: what it is there (``role``), and why it is no report."""

    name: str
    media_type: str
    sha256: str
    bytes: int
    role: Role
    code: str | None
    message: str | None


class Bundle(msgspec.Struct, frozen=True):
    """The archive or mail in which a file stands, and all that it holds."""

    name: str
    sha256: str | None
    media_type: str | None
    bytes: int | None
    members: tuple[Member, ...]


class Source(msgspec.Struct, frozen=True):
    """The file: its name, and what is known of its bytes when they could be read.

    ``members`` are its files where it is an archive or mail with one report. Of several reports each has the name of
    its own file behind that of the ``bundle``.
    """

    name: str
    path: str
    sha256: str | None = None
    media_type: str | None = None
    bytes: int | None = None
    members: tuple[Member, ...] = ()
    bundle: Bundle | None = None


class Inspection(msgspec.Struct, frozen=True):
    """What there is to say of a file: a report with its findings, or an error."""

    source: Source
    report: Report | None = None
    findings: tuple[Finding, ...] = ()
    not_assessed: tuple[NotAssessable, ...] = ()
    error: ReadError | None = None


def read_file(path: Path, given: dict[str, Any], limits: Limits) -> list[Inspection]:
    """Read one file; never raises for what the file is. What the rules say of it, ``judging`` adds.

    :param given: hints from the command line (``url``, ``published_on``, ``organ``, ``year``); a sidecar's come second.
    :param limits: what the reading may use.
    :return: one, but for a bundle one a report and one a file in it that could not be read.
    """
    source = Source(printable(path.name), printable(str(path)))
    try:
        data = load_bytes(path, limits.input_bytes)
        source = Source(source.name, source.path, digest(data), media_type(data), len(data))
        hints = merged(companion.load(path), given)
        reading = sandbox.read(data, path.name, hints, limits)
    except ReadError as error:
        return [Inspection(source if source.sha256 else _known(source, path, error), error=error)]
    members = tuple(map(_member, reading.found))
    found = [Inspection(msgspec.structs.replace(source, members=members), reading.report)] if reading.report else []
    bundle = Bundle(source.name, source.sha256, source.media_type, source.bytes, members)
    found += [_of_member(file, source, bundle, hints, limits) for file in reading.found if file.data]
    # What a bundle's files were taken for unread may prove to be none; that is no failure where others are reports.
    reports = [one for one in found if one.error is None or one.error.code != _NOT_ONE]
    return reports or found


def _member(file: Found) -> Member:
    return Member(printable(file.name), file.media_type, file.sha256, file.size, file.role, file.code, file.message)


def _of_member(file: Found, source: Source, bundle: Bundle, hints: Hints, limits: Limits) -> Inspection:
    """A file of a bundle that is a report of its own, or could not be read; read now where that is yet to be done."""
    name, path = (printable(f"{outer}/{file.name}") for outer in (source.name, source.path))
    own = Source(name, path, file.sha256, file.media_type, file.size, bundle=bundle)
    if file.report is not None:
        return Inspection(own, file.report)
    if file.role is Role.UNREAD and file.code is not None:
        return Inspection(own, error=ReadError(file.code, file.message or ""))
    of_all = msgspec.structs.replace(hints, organ=None, year=None)
    known = merged(file.hints, msgspec.structs.asdict(of_all))
    try:
        report = sandbox.read(file.data, file.name, known, limits).report
    except ReadError as error:
        return Inspection(own, error=error)
    if report is None:
        return Inspection(own, error=ReadError("several-reports", "it holds several reports; unpack it first"))
    return Inspection(own, report)


def _known(source: Source, path: Path, error: ReadError) -> Source:
    """What there is to say of a file that was not read: its size, and all of one that is empty."""
    if error.code == "empty-file":
        return Source(source.name, source.path, digest(b""), media_type(b""), 0)
    if error.code == "too-large":
        with contextlib.suppress(OSError):
            return Source(source.name, source.path, bytes=path.stat().st_size)
    return source


def merged(hints: Hints, given: dict[str, Any]) -> Hints:
    """The sidecar's hints with those of the command line over them."""
    return msgspec.structs.replace(hints, **{key: value for key, value in given.items() if value is not None})


def load_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a file named by a user.

    :raises ReadError: ``not-found``, ``is-a-directory``, ``not-a-file``, ``permission-denied``, ``too-large``,
        ``empty-file`` or ``unreadable``.
    """
    try:
        # Not to hang on a pipe; a link the user names is followed.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            status = os.fstat(file.fileno())
            _check_kind(status)
            if status.st_size > limit:
                raise ReadError("too-large", f"{status.st_size:,} bytes; at most {limit:,} are read")
            data = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ReadError("not-found", "there is no such file") from error
    except IsADirectoryError as error:
        raise ReadError("is-a-directory", "it is a folder; name the files in it") from error
    except PermissionError as error:
        raise ReadError("permission-denied", "the file's rights do not allow to read it") from error
    except OSError as error:
        raise ReadError("unreadable", f"the file cannot be read: {error.strerror}") from error
    if not data:
        raise ReadError("empty-file", "the file has no bytes")
    return data


def _check_kind(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ReadError("is-a-directory", "it is a folder; name the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("not-a-file", "it is no regular file")


def to_json(inspection: Inspection) -> bytes:
    """The contract's object on one line, UTF-8."""
    error = inspection.error
    source = msgspec.to_builtins(inspection.source)
    return msgspec.json.encode(
        {
            "source": {key: value for key, value in source.items() if value or key not in {"members", "bundle"}},
            "report": _report(inspection.report) if inspection.report else None,
            "findings": [_finding(finding) for finding in inspection.findings],
            "not_assessed": inspection.not_assessed,
            "error": {"code": error.code, "message": error.message} if error else None,
        }
    )


def _report(report: Report) -> dict[str, Any]:
    return {
        "organ": report.organ,
        "organ_basis": report.organ_basis,
        "year": report.year,
        "year_basis": report.year_basis,
        "title": report.title,
        "published_on": report.published_on,
        "published_on_basis": report.published_on_basis,
        "signed_on": report.signed_on,
        "source_url": report.source_url,
        "edition": report.edition,
        "enclosures": report.enclosures,
        "sections": [_section(section) for section in report.sections],
        "cells": {key: _cell(cell) for key, cell in report.cells.items()},
        "narrative": {
            "counts": [_count(statement) for statement in statements(report.paragraphs, report.year)],
            "breakdowns": list(breakdowns(report.paragraphs)),
        },
    }


def _count(statement: Statement) -> dict[str, Any]:
    """A count in the narrative: of what, how many, in whose name, and where."""
    return {
        "subject": statement.subject,
        "amount": statement.amount,
        "in_words": statement.in_words,
        "scope": statement.scope,
        "area": statement.area,
        "channel": statement.channel,
        "section": statement.section,
        "where": statement.where,
        "span": statement.span,
        "sentence": statement.text,
    }


def _section(section: Section) -> dict[str, Any]:
    return {"number": section.number, "title": section.title, "text": section.text, "where": section.where}


def _cell(cell: Cell) -> dict[str, Any]:
    told: dict[str, Any] = {"value": cell.value, "status": cell.status, "raw": cell.raw, "where": cell.where}
    return told | {"readings": cell.readings} if cell.readings else told


def _finding(finding: Finding) -> dict[str, Any]:
    """``expected`` and ``actual`` stand at the top where there is one place; ``places`` has them all."""
    only = finding.places[0] if len(finding.places) == 1 else None
    return {
        "rule": finding.rule,
        "version": finding.version,
        "severity": finding.severity,
        "message": finding.message,
        "basis": finding.basis,
        "confidence": finding.confidence,
        "cells": finding.cells,
        "expected": only.expected if only else None,
        "actual": only.actual if only else None,
        "places": finding.places,
        "quotes": finding.quotes,
    }
