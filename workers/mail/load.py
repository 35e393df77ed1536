"""Fills a ``MailBatch`` from the database.

Place in the flow: called by the ``deliver`` actor inside a short transaction, before the mail is composed outside it.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import Alert, Delivery, Sighting, StoredReport
from parsers.report import Cell
from rules.finding import Place, Quote
from workers.mail.batch import MailAlert, MailBatch, MailReport


class _Evidence(msgspec.Struct, frozen=True):
    """An alert's evidence as stored."""

    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()


def load_batch(session: Session, delivery_id: int) -> MailBatch:
    """What a delivery's mail is made of; two statements and one for the sightings.

    :raises sqlalchemy.exc.NoResultFound: when there is no such delivery.
    """
    delivery = session.execute(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(
            selectinload(Delivery.alerts),
            joinedload(Delivery.report).options(
                undefer(StoredReport.cells), joinedload(StoredReport.organ), joinedload(StoredReport.document)
            ),
        )
    ).scalar_one()
    return MailBatch(
        recipient=delivery.recipient,
        message_id=delivery.message_id,
        report=_report(session, delivery.report),
        alerts=tuple(map(_alert, delivery.alerts)),
    )


def _report(session: Session, report: StoredReport) -> MailReport:
    # The first sighting is how the people concerned know the document; later ones are mirrors.
    sighting = session.scalars(
        select(Sighting).where(Sighting.document_id == report.document_id).order_by(Sighting.id).limit(1)
    ).first()
    return MailReport(
        organ=report.called,
        year=report.year,
        title=report.title,
        edition=report.edition,
        published_on=report.published_on,
        published_on_basis=report.published_on_basis,
        source_name=sighting.name if sighting is not None else None,
        source_url=report.source_url or (sighting.url if sighting is not None else None),
        sha256=report.document.sha256,
        cells=msgspec.convert(report.cells, dict[str, Cell]),
    )


def _alert(alert: Alert) -> MailAlert:
    evidence = msgspec.convert(alert.evidence, _Evidence)
    return MailAlert(
        rule=alert.rule,
        severity=alert.severity,
        message=alert.message,
        basis=alert.basis,
        status=alert.status,
        confidence=alert.confidence,
        places=evidence.places,
        quotes=evidence.quotes,
        number=alert.id,
    )
