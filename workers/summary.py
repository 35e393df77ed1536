"""What a run did, from the database: for the end of ``nianbao run --once`` and its ``--json``.

Place in the flow: made by ``runner.run`` when everything is finished; printed by the command.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, Delivery, Extraction, Sighting, StoredReport, Task, TaskState
from rules.finding import Severity
from workers.settings import Settings

_CHUNK = 1000
_STANDING = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


class FailedFile(msgspec.Struct, frozen=True):
    """A file that could not be read: the name under which it was seen, and why."""

    name: str
    code: str
    message: str


class Summary(msgspec.Struct, frozen=True):
    """What one run did.

    :param documents: files taken, and documents read that earlier runs had taken.
    :param reports: reports stored of those documents, current ones only.
    :param findings: standing alerts of those reports, by severity.
    :param failed: files that could not be read.
    :param quarantined: tasks given up in this run.
    :param mails: mails that went out, or into the outbox.
    :param seconds: wall time.
    :param interrupted: a signal ended the run before everything was done.
    :param paths: where things are: home, processed, failed, outbox.
    """

    documents: int
    reports: int
    findings: dict[str, int]
    failed: tuple[FailedFile, ...]
    quarantined: int
    mails: int
    seconds: float
    interrupted: bool
    paths: dict[str, str]


def summarize(
    session: Session,
    settings: Settings,
    *,
    started_at: dt.datetime,
    taken: Collection[int],
    refused: Sequence[FailedFile],
    seconds: float,
    interrupted: bool,
) -> Summary:
    """The summary of a run.

    :param taken: ids of the documents the watcher took.
    :param refused: files the watcher would not take.
    """
    read = session.scalars(select(Extraction.document_id).where(Extraction.extracted_at >= started_at))
    documents = sorted({*taken, *read})
    reports, findings, unreadable = 0, dict.fromkeys((severity.value for severity in Severity), 0), []
    for chunk in _chunks(documents):
        reports += _reports(session, chunk)
        for severity, count in _findings(session, chunk):
            findings[severity.value] += count
        unreadable += _unreadable(session, chunk)
    return Summary(
        documents=len(documents) + len(refused),
        reports=reports,
        findings=findings,
        failed=(*refused, *unreadable),
        quarantined=_count(session, Task, Task.state == TaskState.QUARANTINED, Task.finished_at >= started_at),
        mails=_count(session, Delivery, Delivery.sent_at >= started_at),
        seconds=round(seconds, 3),
        interrupted=interrupted,
        paths={name: str(getattr(settings, name)) for name in ("home", "processed", "failed", "outbox")},
    )


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _count(session: Session, table: type[Task | Delivery | StoredReport], *where: Any) -> int:  # noqa: ANN401 - SQL
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _reports(session: Session, documents: list[int]) -> int:
    return _count(session, StoredReport, StoredReport.document_id.in_(documents), StoredReport.is_current)


def _findings(session: Session, documents: list[int]) -> Sequence[tuple[Severity, int]]:
    found = session.execute(
        select(Alert.severity, func.count())
        .join(StoredReport, StoredReport.id == Alert.report_id)
        .where(StoredReport.document_id.in_(documents), StoredReport.is_current, Alert.status.in_(_STANDING))
        .group_by(Alert.severity)
    )
    return found.all()


def _unreadable(session: Session, documents: list[int]) -> list[FailedFile]:
    """The documents whose newest reading failed, by the name of their first sighting."""
    newest = (
        select(func.max(Extraction.id))
        .where(Extraction.document_id.in_(documents))
        .group_by(Extraction.document_id)
        .scalar_subquery()
    )
    name = (
        select(Sighting.name)
        .where(Sighting.document_id == Extraction.document_id)
        .order_by(Sighting.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(name, Extraction.error_code, Extraction.error_message)
        .where(Extraction.id.in_(newest), Extraction.error_code.is_not(None))
        .order_by(Extraction.id)
    )
    return [FailedFile(file or "", code or "", message or "") for file, code, message in rows]
