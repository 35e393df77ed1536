"""persist: what was read → typed tables.

Place in the flow: extract → **persist** → check_…. See the actor's docstring for its commit points.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, Extraction, Organ, StoredReport, comparison, documents, organs, reports
from models.history import looking_at
from parsers.report import Report
from rules.context import Family
from rules.gazetteer import gazetteer, name_within, names_one_organ
from rules.organ import organ_facts, tells_its_place
from workers.actors.checks import add_checks
from workers.actors.work import Work
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.telemetry import get_logger

log = get_logger(__name__)

_TIME_LIMIT: Final = 60.0


@ledger_actor(queue=Queue.DB, time_limit=_TIME_LIMIT)
def persist(work: Work) -> None:
    """Store one report with its figures, exceptions and sections, and its organ, found or proposed.

    Subject: a document's id; the payload names the parsers whose reading is meant, which need not be this release's. A
    report whose organ is unknown is stored without one. Reports that this one changes the view of (the organ's for the
    year after) are checked again.

    Commits: 1. the claim; 2. the report with all its rows, the tasks ``check_…`` and "done", in one transaction.
    Acknowledged: after 2, or after the failure is recorded.
    """
    parser_version: int = work.claim.payload["parser_version"]
    with work.finish() as session:
        # Locked before the reading is fetched, so that what was read last is what is stored last.
        document = session.get_one(Document, work.subject_id, with_for_update={"key_share": True})
        report = _extracted(session, work.subject_id, parser_version)
        if report is None:
            log.warning("nothing_to_store", parser_version=parser_version)
            return
        organ = _organ(session, report, documents.hints(session, document.id).get("division"))
        stored = reports.store(session, document, report, organ, parser_version, work.now())
        add = partial(add_checks, work.runtime, session, correlation_id=work.claim.correlation_id)
        add(stored.id, work.claim.input_version)
        for other in _affected(session, stored):
            add(other.id, f"after.{stored.id}")
        for above in comparison.summing_up(session, stored):
            add(above.id, f"above.{stored.id}", families=[Family.COVERAGE])


def _extracted(session: Session, document_id: int, parser_version: int) -> Report | None:
    """What these parsers read last; None when that failed, after an earlier reading had led to this task."""
    extraction = session.scalars(
        select(Extraction).where(Extraction.document_id == document_id, Extraction.parser_version == parser_version)
    ).one()
    return None if extraction.body is None else msgspec.convert(extraction.body, Report)


def _organ(session: Session, report: Report, division: str | None) -> Organ | None:
    """The organ that the report names; none for a name that many organs have (应急管理局), lest they become one.

    Such a name means an organ only on its own site, when whoever handed the report in said where the organ is, or,
    where it has a place in it (城关镇人民政府), when the roster has one organ of that name alone.

    :param division: where the organ is, as it came with the report.
    """
    name = report.organ
    if name is None:
        return None
    if report.source_url and (organ := organs.find_on_site(session, name, report.source_url)):
        return organ
    if division is not None and not names_one_organ(name):
        if (place := gazetteer().find(division)) is not None:
            return _found_or_proposed(session, name_within(name, place))
        log.warning("division_unknown", division=division)
    if tells_its_place(name) and (organ := organs.find(session, name)):
        return organ
    return _found_or_proposed(session, name) if names_one_organ(name) else None


def _found_or_proposed(session: Session, name: str) -> Organ:
    facts = organ_facts(name)
    return organs.find_or_propose(session, name, facts.kind, facts.level)


def _affected(session: Session, stored: StoredReport) -> list[StoredReport]:
    """Other reports to check again, now that this one is stored.

    The organ's for the year after, which looks at this one; and those that an earlier reading of the same document,
    of another organ or year, stood in for.
    """
    same_document = select(StoredReport.organ_id, StoredReport.year).where(
        StoredReport.document_id == stored.document_id
    )
    subjects = {(organ_id, year) for organ_id, year in session.execute(same_document)}
    return [report for report in looking_at(session, subjects) if report.id != stored.id]
