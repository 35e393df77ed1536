"""Fills a ``DigestBatch`` from the database.

Place in the flow: called by the ``deliver`` actor inside a short transaction, before the mail is composed outside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, ScalarSelect, func, select
from sqlalchemy.orm import Session

from models import Alert, Delivery, DeliveryAlert, Frequency, Organ, Sighting, StoredReport, Subscription, subscriptions
from models.alert_tables import STANDING_STATUSES
from parsers.report import Cell
from rules.finding import Severity
from rules.gazetteer import gazetteer
from workers.mail.digest import MAX_EXCERPT_ROWS, MAX_EXCERPTS, DigestAlert, DigestBatch, to_illustrate
from workers.mail.excerpt import Excerpt, excerpts
from workers.mail.load import evidence_of, reasons_of
from workers.mail.view import check_line, where_words

# Evidence is by far the longest of an alert; so many are held in memory at a time.
_CHUNK = 500
NAMES = {Frequency.IMMEDIATELY: "汇总", Frequency.DAILY: "每日汇总", Frequency.WEEKLY: "每周汇总"}
# The sums and quotes of one alert in one cell: enough to see what is meant.
_MAX_CHECKS = 3
_COUNTY_DIGITS = 6
_MAX_QUOTES = 2


def load_digest(session: Session, delivery_id: int) -> DigestBatch:
    """What a digest is made of.

    :raises sqlalchemy.exc.NoResultFound: when there is no such delivery.
    """
    delivery = session.get_one(Delivery, delivery_id)
    return DigestBatch(
        recipient=delivery.recipient,
        message_id=delivery.message_id,
        name=NAMES[delivery.subscription.frequency],
        alerts=_illustrated(session, list(_alerts(session, delivery_id))),
        standing=_standing(session, delivery.subscription),
    )


def _alerts(session: Session, delivery_id: int) -> Iterator[DigestAlert]:
    carried = select(DeliveryAlert.alert_id).where(DeliveryAlert.delivery_id == delivery_id)
    found = session.scalars(carried.order_by(DeliveryAlert.alert_id)).all()
    for start in range(0, len(found), _CHUNK):
        numbers = found[start : start + _CHUNK]
        rows = session.execute(
            select(
                Alert,
                DeliveryAlert.told,
                Organ.name,
                Organ.division,
                Organ.division_code,
                StoredReport.organ_name,
                StoredReport.source_url,
                _first_address(),
            )
            .join(DeliveryAlert, DeliveryAlert.alert_id == Alert.id)
            .outerjoin(Organ, Organ.id == Alert.organ_id)
            .outerjoin(StoredReport, StoredReport.id == Alert.report_id)
            .where(DeliveryAlert.delivery_id == delivery_id, Alert.id.in_(numbers))
            .order_by(Alert.id)
        ).all()
        reasons = reasons_of(session, {row.Alert.id: row.told for row in rows})
        yield from (_alert(row, reasons.get(row.Alert.id)) for row in rows)


def _illustrated(session: Session, found: list[DigestAlert]) -> tuple[DigestAlert, ...]:
    """The alerts, the worst few with the part of the table that is wrong: of each organ one, so that many are seen."""
    candidates = to_illustrate(found)
    rows = session.execute(
        select(Alert, StoredReport.cells)
        .join(StoredReport, StoredReport.id == Alert.report_id)
        .where(Alert.id.in_([alert.number for alert in candidates]))
    )
    evidence = {alert.id: (evidence_of(alert).places, cells) for alert, cells in rows}
    chosen: dict[tuple[str | None, int | None], tuple[int, Excerpt]] = {}
    for alert in candidates:
        organ = (alert.organ, alert.year)
        if len(chosen) == MAX_EXCERPTS or organ in chosen or alert.number not in evidence:
            continue
        places, cells = evidence[alert.number]
        for excerpt in excerpts(alert.rule, places, msgspec.convert(cells, dict[str, Cell]), MAX_EXCERPT_ROWS)[:1]:
            chosen[organ] = (alert.number, excerpt)
    shown = dict(chosen.values())
    return tuple(msgspec.structs.replace(alert, excerpt=shown.get(alert.number)) for alert in found)


def _first_address() -> ScalarSelect[str | None]:
    sighting = select(Sighting.url).where(Sighting.document_id == StoredReport.document_id)
    return sighting.order_by(Sighting.id).limit(1).scalar_subquery()


def _alert(row: Row[*tuple[Any, ...]], why: str | None) -> DigestAlert:
    alert, told, organ, division, code, named, url, seen_at_url = row
    evidence = evidence_of(alert)
    checks = [line for place in evidence.places if (line := check_line(alert.rule, place))]
    quotes = [f"{where_words(quote)}“{quote.text}”" for quote in evidence.quotes]
    return DigestAlert(
        number=alert.id,
        organ=organ or named,
        division=_county(code) or division or code,
        year=alert.year,
        rule=alert.rule,
        severity=alert.severity,
        message=alert.message,
        basis=alert.basis,
        status=alert.status,
        opened_at=alert.opened_at,
        told=told,
        why=why,
        confidence=alert.confidence,
        url=url or seen_at_url,
        checks="；".join(checks[:_MAX_CHECKS]),
        quotes="；".join(quotes[:_MAX_QUOTES]),
    )


def _county(code: str | None) -> str | None:
    """The county of a township's code: a digest that lists the towns one by one is no help."""
    if code is None or len(code) <= _COUNTY_DIGITS or not code[_COUNTY_DIGITS:].strip("0"):
        return None
    county = gazetteer().get(code[:_COUNTY_DIGITS])
    return gazetteer().full_name(county) if county is not None else None


def _standing(session: Session, subscription: Subscription) -> dict[Severity, int]:
    """What stands of all that the digest's subscriptions cover and want, told or not."""
    own: Sequence[Subscription] = subscriptions.due_together(session, subscription) or [subscription]
    counts = session.execute(
        select(Alert.rule, Alert.severity, func.count())
        .where(Alert.status.in_(STANDING_STATUSES), subscriptions.scope(own))
        .group_by(Alert.rule, Alert.severity)
    )
    found: Counter[Severity] = Counter()
    for rule, severity, count in counts:
        if subscriptions.wants(own, rule, severity):
            found[severity] += count
    return dict(found)
