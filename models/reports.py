"""Reports as read: stored once a reading of a document, the current one of each organ × year marked.

Place in the flow: ``store`` is called by the actor ``persist``; ``current`` by whoever compares with another year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models import facts
from models.current_reports import settle
from models.documents import Document
from models.organs import Organ
from models.report_tables import StoredReport, StoredSection, subject_of
from parsers.report import Report

__all__ = ["StoredReport", "StoredSection", "assign", "current", "store", "subject_of"]


def store(
    session: Session, document: Document, report: Report, organ: Organ | None, parser_version: int, now: dt.datetime
) -> StoredReport:
    """Store what one version of the parsers read in a document, once; the same again returns the row that is there.

    What they read otherwise than before, since other hints have come, is another reading; the row before stays as it
    is. Of the readings of a document only the newest counts: of the newest parsers, the last. Of several documents for
    one organ's year the one first seen last is current, unless both say when they were published and it was published
    earlier. A report whose organ or year is unknown is current by itself. Which is current does not depend on the order
    in which documents and parsers come.
    """
    earlier = _lock(session, document.id, organ)
    same = [reading for reading in earlier if reading.parser_version == parser_version]
    if same and same[-1].report() == report:
        if organ is not None and same[-1].organ_id != organ.id:
            _move(session, [same[-1]], organ, earlier)
        return same[-1]
    stored = _new(document, report, organ, parser_version, now)
    stored.reading = len(same) + 1
    stored.version = _next_version(session, stored)
    session.add(stored)
    session.flush()
    for table, values in facts.rows(stored.id, report).items():
        if values:
            session.execute(insert(table), values)
    if sections := _sections(stored.id, report):
        session.execute(insert(StoredSection), sections)
    settle(session, [*earlier, stored])
    return stored


def current(session: Session, organ_id: int, year: int) -> StoredReport | None:
    """The current report of an organ for a year, e.g. the predecessor that a check compares with."""
    wanted = select(StoredReport).where(
        StoredReport.organ_id == organ_id, StoredReport.year == year, StoredReport.is_current
    )
    return session.scalars(wanted).one_or_none()


def assign(session: Session, stored: StoredReport, organ: Organ) -> None:
    """Give a report that is stored to another organ; which reports are current is settled anew for both."""
    readings = _lock(session, stored.document_id, organ)
    _move(session, [reading for reading in readings if reading.organ_id == stored.organ_id], organ, readings)


def _move(session: Session, moved: Sequence[StoredReport], organ: Organ, readings: Sequence[StoredReport]) -> None:
    """Move some of a document's readings, which are locked, to an organ."""
    left = {(reading.organ_id, reading.year) for reading in readings}
    for reading in moved:
        reading.is_current = False
        reading.organ_id, reading.organ = organ.id, organ
        session.flush()
        reading.version = _next_version(session, reading)
    session.flush()
    settle(session, readings, left)
    for reading in readings:
        session.refresh(reading, ["is_current"])


def _lock(session: Session, document_id: int, organ: Organ | None) -> list[StoredReport]:
    """Make others wait who store readings of the same document or organs; the document's readings so far."""
    session.execute(select(Document.id).where(Document.id == document_id).with_for_update(key_share=True))
    earlier = session.scalars(
        select(StoredReport)
        .where(StoredReport.document_id == document_id)
        .order_by(StoredReport.parser_version, StoredReport.reading)
    ).all()
    organs = {reading.organ_id for reading in earlier} | {organ.id if organ is not None else None}
    # In the order of their keys, so that two such transactions never wait for each other.
    session.execute(
        select(Organ.id)
        .where(Organ.id.in_(sorted(key for key in organs if key is not None)))
        .order_by(Organ.id)
        .with_for_update(key_share=True)
    )
    return list(earlier)


def _new(
    document: Document, report: Report, organ: Organ | None, parser_version: int, now: dt.datetime
) -> StoredReport:
    return StoredReport(
        document_id=document.id,
        organ_id=organ.id if organ is not None else None,
        organ_name=report.organ,
        year=report.year,
        is_current=False,
        title=report.title,
        edition=report.edition,
        published_on=report.published_on,
        published_on_basis=report.published_on_basis,
        signed_on=report.signed_on,
        source_url=report.source_url,
        parser_version=parser_version,
        ingested_at=now,
        cells=msgspec.to_builtins(report.cells),
        body=msgspec.to_builtins(report),
    )


def _next_version(session: Session, stored: StoredReport) -> int:
    same = (
        (StoredReport.document_id == stored.document_id,)
        if stored.organ_id is None or stored.year is None
        else (StoredReport.organ_id == stored.organ_id, StoredReport.year == stored.year)
    )
    others = select(func.max(StoredReport.version)).where(*same, StoredReport.id.is_distinct_from(stored.id))
    return (session.scalar(others) or 0) + 1


def _sections(report_id: int, report: Report) -> list[dict[str, Any]]:
    return [
        {
            "report_id": report_id,
            "position": position,
            "number": section.number,
            "title": section.title,
            "text": section.text,
            "location": msgspec.to_builtins(section.where),
        }
        for position, section in enumerate(report.sections, start=1)
    ]
