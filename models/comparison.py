"""What a report is held against besides its predecessor: its copies, and the reports of the organs below.

Place in the flow: asked by the checks of the family ``coverage``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import Session, aliased, undefer

from models.documents import Document, Sighting
from models.facts import ApplicationFact, OfReport, ProceedingFact
from models.organs import Organ, OrganState
from models.report_tables import StoredReport
from models.reports import current
from parsers.form import TableName
from parsers.report import Number

# Table of the form → the table of its facts, and the column that names the row.
_FACTS: dict[TableName, tuple[type[OfReport], str]] = {
    TableName.APPLICATIONS: (ApplicationFact, "disposition"),
    TableName.PROCEEDINGS: (ProceedingFact, "channel"),
}


def copies(session: Session, report: StoredReport) -> list[StoredReport]:
    """The newest readings of other documents for the same organ and year, with their bodies; oldest document first."""
    if report.organ_id is None or report.year is None:
        return []
    newer = aliased(StoredReport)
    newest = ~exists().where(
        newer.document_id == StoredReport.document_id,
        tuple_(newer.parser_version, newer.reading) > tuple_(StoredReport.parser_version, StoredReport.reading),
    )
    query = (
        select(StoredReport)
        .join(Document)
        .where(
            StoredReport.organ_id == report.organ_id,
            StoredReport.year == report.year,
            StoredReport.document_id != report.document_id,
            newest,
        )
        .order_by(Document.first_seen_at, Document.id)
        .options(undefer(StoredReport.body))
    )
    return list(session.scalars(query))


def first_sighting(session: Session, document_id: int) -> Sighting | None:
    """Where a document was seen first."""
    seen = select(Sighting).where(Sighting.document_id == document_id).order_by(Sighting.seen_at, Sighting.id)
    return session.scalars(seen.limit(1)).first()


def summing_up(session: Session, stored: StoredReport) -> list[StoredReport]:
    """The report of the organ above for the same year, whose figures may include a report's."""
    superior = stored.organ.superior_id if stored.organ is not None else None
    if superior is None or stored.year is None:
        return []
    above = current(session, superior, stored.year)
    return [] if above is None else [above]


def organs_below(session: Session, organ_id: int, year: int) -> list[Organ]:
    """The confirmed organs directly below that owe a report for a year."""
    below = select(Organ).where(Organ.superior_id == organ_id, Organ.state == OrganState.CONFIRMED)
    last = dt.date(year + 1, 3, 31)
    return [organ for organ in session.scalars(below.order_by(Organ.id)) if organ.owes(year, last)]


def values_of(
    session: Session, organ_ids: Collection[int], year: int, keys: Iterable[str]
) -> dict[int, dict[str, Number]]:
    """Cells of the current reports of these organs: report's key → cell's key → value, where it is certain."""
    found: dict[int, dict[str, Number]] = {}
    there = select(StoredReport.id).where(
        StoredReport.organ_id.in_(organ_ids), StoredReport.year == year, StoredReport.is_current
    )
    for report_id in session.scalars(there):
        found[report_id] = {}
    for key in keys:
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        facts, name = _FACTS[TableName(table)]
        value: Any = getattr(facts, column)
        query = select(facts.report_id, value).where(facts.report_id.in_(there), getattr(facts, name) == row)
        for report_id, number in session.execute(query):
            if number is not None:
                found[report_id][key] = number
    return found


def total(values: Iterable[dict[str, Number]], keys: Collection[str]) -> dict[str, Number]:
    """The sum of each cell over reports that all have it."""
    rows = list(values)
    return {key: _plain(sum((Decimal(row[key]) for row in rows), Decimal(0))) for key in keys}


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else number
