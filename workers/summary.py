"""What a run did, from the database: for the end of ``nianbao run --once`` and its ``--json``.

Place in the flow: made by ``runner.run`` when everything is finished; printed by the command.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, Delivery, Extraction, Organ, Sighting, StoredReport, Task, TaskState
from rules.finding import Severity
from workers.redaction import redact
from workers.settings import Settings

_CHUNK = 1000
STANDING = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


class FailedFile(msgspec.Struct, frozen=True):
    """A file that could not be read: the name under which it was seen, and why."""

    name: str
    code: str
    message: str


class Inbox(msgspec.Struct, frozen=True):
    """What the watcher did in a run.

    :param taken: ids of the documents it took.
    :param refused: files it would not take.
    :param unsettled: files that were still being written at the end.
    """

    taken: Collection[int]
    refused: Sequence[FailedFile]
    unsettled: Sequence[str]


class ReportLine(msgspec.Struct, frozen=True):
    """One report of the run and how many alerts of each severity stand against it."""

    report_id: int
    file: str | None
    organ: str | None
    year: int | None
    errors: int
    warnings: int
    infos: int


class Left(msgspec.Struct, frozen=True):
    """Tasks that failed and will be tried again: how many of an actor, for which reason, the next one when."""

    actor: str
    count: int
    reason: str
    due_at: dt.datetime


class Stored(msgspec.Struct, frozen=True):
    """What stands in the database: current reports, and the alerts against them, by severity."""

    reports: int
    findings: dict[str, int]


class Summary(msgspec.Struct, frozen=True):
    """What one run did.

    :param documents: files taken, and documents of earlier runs that this one worked on; of an archive or mail with
        several reports its files, not itself.
    :param known: of these, documents that were known and led to no work.
    :param reports: current reports of the documents this run worked on (read, stored or checked).
    :param findings: standing alerts of those reports, by severity.
    :param by_report: those reports, the worst first.
    :param failed: files that could not be read.
    :param tasks: tasks finished in this run.
    :param quarantined: tasks given up in this run.
    :param left: tasks that wait for something that is away.
    :param unsettled: files left in the inbox because they were still being written.
    :param mails: mails that went out, or into the outbox.
    :param stored: all that stands in the database.
    :param seconds: wall time.
    :param interrupted: a signal ended the run before everything was done.
    :param paths: where things are: home, processed, failed, outbox.
    """

    documents: int
    known: int
    reports: int
    findings: dict[str, int]
    by_report: tuple[ReportLine, ...]
    failed: tuple[FailedFile, ...]
    tasks: int
    quarantined: int
    left: tuple[Left, ...]
    unsettled: tuple[str, ...]
    mails: int
    stored: Stored
    seconds: float
    interrupted: bool
    paths: dict[str, str]


def summarize(
    session: Session,
    settings: Settings,
    *,
    started_at: dt.datetime,
    inbox: Inbox,
    seconds: float,
    interrupted: bool,
) -> Summary:
    """The summary of a run that began then, did this with the inbox, and lasted so long."""
    worked_on = _worked_on(session, started_at)
    documents = sorted({*inbox.taken, *worked_on})
    lines = sorted(
        (line for chunk in _chunks(sorted(worked_on)) for line in _lines(session, chunk)),
        key=lambda line: (-line.errors, -line.warnings, -line.infos, line.report_id),
    )
    unreadable = [file for chunk in _chunks(documents) for file in _unreadable(session, chunk)]
    return Summary(
        documents=len(documents) - sum(_bundles(session, chunk) for chunk in _chunks(documents)) + len(inbox.refused),
        known=len(documents) - len(worked_on),
        reports=len(lines),
        findings={
            Severity.ERROR.value: sum(line.errors for line in lines),
            Severity.WARNING.value: sum(line.warnings for line in lines),
            Severity.INFO.value: sum(line.infos for line in lines),
        },
        by_report=tuple(lines),
        failed=(*inbox.refused, *unreadable),
        tasks=_count(session, Task, Task.state == TaskState.DONE, Task.finished_at >= started_at),
        quarantined=_count(session, Task, Task.state == TaskState.QUARANTINED, Task.finished_at >= started_at),
        left=left_waiting(session),
        unsettled=tuple(inbox.unsettled),
        mails=_count(session, Delivery, Delivery.sent_at >= started_at),
        stored=_stored(session),
        seconds=round(seconds, 3),
        interrupted=interrupted,
        paths={name: str(getattr(settings, name)) for name in ("home", "processed", "failed", "outbox")},
    )


def left_waiting(session: Session, failing_before: dt.datetime | None = None) -> tuple[Left, ...]:
    """The tasks that failed and are to be tried again, by actor and reason.

    :param failing_before: only those that have been failing since before then.
    """
    wanted = [Task.state == TaskState.PENDING, Task.failing_since.is_not(None)]
    if failing_before is not None:
        wanted.append(Task.failing_since <= failing_before)
    rows = session.execute(
        select(Task.actor, func.count(), Task.last_error, func.min(Task.due_at))
        .where(*wanted)
        .group_by(Task.actor, Task.last_error)
        .order_by(Task.actor, Task.last_error)
    )
    return tuple(Left(actor, count, redact(reason or ""), due_at) for actor, count, reason, due_at in rows)


def failures_since(session: Session, extraction_id: int) -> list[tuple[int, FailedFile]]:
    """The documents that proved unreadable in extractions later than this one, with the extraction's id."""
    return _failures(session, Extraction.id > extraction_id)


def last_extraction(session: Session) -> int:
    """The id of the newest extraction; 0 when there is none."""
    return session.scalar(select(func.max(Extraction.id))) or 0


def _worked_on(session: Session, since: dt.datetime) -> set[int]:
    """The documents that were read since then, or whose reports were stored or checked."""
    read = select(Extraction.document_id).where(Extraction.extracted_at >= since)
    stored = select(StoredReport.document_id).where(
        or_(StoredReport.ingested_at >= since, StoredReport.checked_at >= since)
    )
    return {*session.scalars(read), *session.scalars(stored)}


def _bundles(session: Session, documents: list[int]) -> int:
    """How many of these were bundles of several reports, whose files are documents of their own."""
    newest = (
        select(func.max(Extraction.id))
        .where(Extraction.document_id.in_(documents))
        .group_by(Extraction.document_id)
        .scalar_subquery()
    )
    is_bundle = (Extraction.body.is_(None), Extraction.error_code.is_(None))
    return _count(session, Extraction, Extraction.id.in_(newest), *is_bundle)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _count(session: Session, table: type[Task | Delivery | StoredReport | Extraction], *where: Any) -> int:  # noqa: ANN401 - SQL
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _lines(session: Session, documents: list[int]) -> list[ReportLine]:
    """The current reports of these documents."""
    counts = (
        select(func.count())
        .where(Alert.report_id == StoredReport.id, Alert.severity == severity, Alert.status.in_(STANDING))
        .scalar_subquery()
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    )
    rows = session.execute(
        select(StoredReport.id, first_name(StoredReport.document_id), Organ.name, StoredReport.year, *counts)
        .outerjoin(Organ, Organ.id == StoredReport.organ_id)
        .where(StoredReport.document_id.in_(documents), StoredReport.is_current)
    )
    return [ReportLine(*row) for row in rows]


def _stored(session: Session) -> Stored:
    found = session.execute(
        select(Alert.severity, func.count())
        .join(StoredReport, StoredReport.id == Alert.report_id)
        .where(StoredReport.is_current, Alert.status.in_(STANDING))
        .group_by(Alert.severity)
    )
    findings = {severity.value: 0 for severity in Severity} | {severity.value: count for severity, count in found}
    return Stored(_count(session, StoredReport, StoredReport.is_current), findings)


def first_name(document_id: Any) -> ScalarSelect[str]:  # noqa: ANN401 - the column of another query
    """The name under which a document was first seen, as a column of a query.

    :param document_id: the column, in the query around, that says which document.
    """
    return (
        select(Sighting.name)
        .where(Sighting.document_id == document_id)
        .order_by(Sighting.id)
        .limit(1)
        .scalar_subquery()
    )


def _unreadable(session: Session, documents: list[int]) -> list[FailedFile]:
    """The documents whose newest reading failed, by the name of their first sighting."""
    newest = (
        select(func.max(Extraction.id))
        .where(Extraction.document_id.in_(documents))
        .group_by(Extraction.document_id)
        .scalar_subquery()
    )
    return [failed for _, failed in _failures(session, Extraction.id.in_(newest))]


def _failures(session: Session, *where: Any) -> list[tuple[int, FailedFile]]:  # noqa: ANN401 - SQL
    rows = session.execute(
        select(Extraction.id, first_name(Extraction.document_id), Extraction.error_code, Extraction.error_message)
        .where(Extraction.error_code.is_not(None), *where)
        .order_by(Extraction.id)
    )
    return [(id_, FailedFile(file or "", code or "", message or "")) for id_, file, code, message in rows]
