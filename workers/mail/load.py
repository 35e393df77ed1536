"""Fills a ``MailBatch`` from the database.

Place in the flow: called by the ``deliver`` actor inside a short transaction, before the mail is composed outside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from models import Alert, AlertEvent, AlertStatus, Delivery, DeliveryAlert, EventKind, Sighting, StoredReport
from models.alert_tables import STANDING_STATUSES
from parsers.prepared import prepare
from parsers.report import Cell
from rules.finding import Place, Quote
from workers.mail.batch import MailAlert, MailBatch, MailReport


class Evidence(msgspec.Struct, frozen=True):
    """An alert's evidence as stored."""

    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()


prepare(Evidence)


def load_batch(session: Session, delivery_id: int) -> MailBatch:
    """What the mail of a delivery about one report is made of; five statements.

    :raises sqlalchemy.exc.NoResultFound: when there is no such delivery.
    :raises ValueError: when it is about no report: a digest.
    """
    delivery = session.execute(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(
            joinedload(Delivery.report).options(
                undefer(StoredReport.cells), joinedload(StoredReport.organ), joinedload(StoredReport.document)
            ),
        )
    ).scalar_one()
    if delivery.report is None:
        raise ValueError(f"delivery {delivery_id} is about no report")
    carried = session.execute(
        select(Alert, DeliveryAlert.told)
        .join(DeliveryAlert, DeliveryAlert.alert_id == Alert.id)
        .where(DeliveryAlert.delivery_id == delivery_id)
        .order_by(Alert.id)
    ).all()
    numbers = [alert.id for alert, _ in carried]
    reasons = reasons_of(session, {alert.id: told for alert, told in carried})
    return MailBatch(
        recipient=delivery.recipient,
        message_id=delivery.message_id,
        report=_report(session, delivery.report),
        alerts=tuple(_alert(alert, told, reasons.get(alert.id)) for alert, told in carried),
        thread=tuple(delivery.thread),
        elsewhere=_elsewhere(session, delivery.report, numbers),
    )


def reasons_of(session: Session, told: Mapping[int, AlertStatus]) -> dict[int, str | None]:
    """Why alerts are told as what they are, in the words of their history: resolved or open again; None: no reason.

    :param told: alert's key → as what it is told.
    """
    wanted = {AlertStatus.RESOLVED: EventKind.RESOLVED, AlertStatus.OPEN: EventKind.REOPENED}
    events = select(AlertEvent.alert_id, AlertEvent.event, AlertEvent.detail, AlertEvent.by).where(
        AlertEvent.alert_id.in_(told), AlertEvent.event.in_(wanted.values())
    )
    return {
        alert_id: detail
        for alert_id, event, detail, by in session.execute(events.order_by(AlertEvent.id))
        # What a person said when taking a decision back is for the office.
        if event is wanted.get(told[alert_id]) and by is None
    }


def evidence_of(alert: Alert) -> Evidence:
    """An alert's evidence as the rules gave it."""
    return msgspec.convert(alert.evidence, Evidence)


def _elsewhere(session: Session, report: StoredReport, numbers: list[int]) -> int:
    others = select(func.count()).where(
        Alert.subject == report.subject, Alert.status.in_(STANDING_STATUSES), Alert.id.not_in(numbers)
    )
    return session.scalar(others) or 0


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


def _alert(alert: Alert, told: AlertStatus, why: str | None) -> MailAlert:
    evidence = evidence_of(alert)
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
        told=told,
        why=why,
    )
