"""Which alerts still have to be mailed to whom, and the one row a mail has.

Place in the flow: called by the actors ``notify`` and ``digest``; the rows are worked off by the actor ``deliver``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, and_, exists, insert, or_, select
from sqlalchemy.orm import Session, aliased

from models.alert_tables import Alert, AlertStatus
from models.mail import Delivery, DeliveryAlert, DeliveryKind, DeliveryState, Subscription
from models.reports import StoredReport
from models.subscriptions import scope, wants
from models.upsert import insert_if_missing
from rules.finding import Severity

# What a mail tells of an alert; enough to decide whether it is wanted, and to write down that it was told.
Told = Row[int, int, AlertStatus, str, Severity, int | None]
_TOLD = (Alert.id, Alert.opening, Alert.status, Alert.rule, Alert.severity, Alert.report_id)
# Mail programs need a few of a long thread to find it (RFC 5322, 3.6.4, lets references be left out).
_MAX_THREAD = 20


def news_of_report(session: Session, subscriptions: Sequence[Subscription], stored: StoredReport) -> list[Told]:
    """What a mail about a report has to tell an address: see ``_news``.

    Open are the alerts found in this very reading. Resolved may also be those that an earlier version of it showed, or
    that were another organ's or year's until the document was read better.

    :param subscriptions: those of one address that cover the report.
    """
    return _wanted(session, subscriptions, _about(stored))


def may_have_news(session: Session, stored: StoredReport) -> bool:
    """Whether there is anything to tell about a report, to whomever; most reports need no look at the subscriptions."""
    return _any(session, _about(stored))


def exists_open(session: Session, *where: ColumnElement[bool]) -> bool:
    """Whether an open alert fulfils these conditions."""
    return _any(session, Alert.status == AlertStatus.OPEN, *where)


def news_in_scope(session: Session, subscriptions: Sequence[Subscription], *where: ColumnElement[bool]) -> list[Told]:
    """What a digest has to tell an address: see ``_news``.

    :param subscriptions: those of one address that the digest is for.
    :param where: further conditions on ``Alert``.
    """
    return _wanted(session, subscriptions, scope(subscriptions), *where)


def create(
    session: Session,
    subscription: Subscription,
    stored: StoredReport | None,
    alerts: Sequence[Told] | Sequence[Alert],
    batch_key: str,
    message_id: str,
    now: dt.datetime,
) -> tuple[Delivery, bool]:
    """One mail with these alerts to the subscriber; the same batch to the same address is one mail.

    :param stored: the report it is about; None for a digest.
    :param batch_key: names the occasion; the same for every attempt at the same work.
    :param message_id: with angle brackets; that of the first attempt stays.
    :returns: the delivery, and whether it is new.
    :raises ValueError: when there are no alerts.
    """
    if not alerts:
        raise ValueError("a mail needs alerts")
    values = {
        "subscription_id": subscription.id,
        "recipient": subscription.address,
        "kind": DeliveryKind.DIGEST if stored is None else DeliveryKind.REPORT,
        "report_id": None if stored is None else stored.id,
        "batch_key": batch_key,
        "message_id": message_id,
        "thread": [] if stored is None else _thread(session, subscription.address, alerts),
        "created_at": now,
    }
    key = insert_if_missing(session, Delivery, values)
    if key is not None:
        carried = [
            {"delivery_id": key, "alert_id": alert.id, "opening": alert.opening, "told": alert.status}
            for alert in alerts
        ]
        session.execute(insert(DeliveryAlert), carried)
    same = select(Delivery).where(Delivery.recipient == subscription.address, Delivery.batch_key == batch_key)
    return session.scalars(same).one(), key is not None


def _about(stored: StoredReport) -> ColumnElement[bool]:
    readings = select(StoredReport.id).where(StoredReport.document_id == stored.document_id)
    return or_(
        and_(Alert.status == AlertStatus.OPEN, Alert.report_id == stored.id),
        and_(Alert.status == AlertStatus.RESOLVED, or_(Alert.subject == stored.subject, Alert.report_id.in_(readings))),
    )


def _any(session: Session, *where: ColumnElement[bool]) -> bool:
    return session.scalar(select(Alert.id).where(*where).limit(1)) is not None


def _wanted(session: Session, subscriptions: Sequence[Subscription], *where: ColumnElement[bool]) -> list[Told]:
    query = select(*_TOLD).where(_news(subscriptions[0].address), *where).order_by(Alert.id)
    return [told for told in session.execute(query) if wants(subscriptions, told.rule, told.severity)]


def _news(address: str) -> ColumnElement[bool]:
    """Which alerts are news to an address.

    An open one that no mail has told of since it was opened: one that was reopened is news again. A resolved one that a
    mail told of as open and none yet as resolved. A mail that could not be sent has told nothing.
    """
    told_open, told_resolved = aliased(DeliveryAlert), aliased(DeliveryAlert)
    since_opened = exists().where(_told(told_open, address, AlertStatus.OPEN), told_open.opening == Alert.opening)
    # Of the same alert: nested this deep, ``alerts`` would be taken for a table of its own, and mean any alert.
    since_told = (
        exists()
        .where(_told(told_resolved, address, AlertStatus.RESOLVED), told_resolved.opening >= told_open.opening)
        .correlate(Alert, told_open)
    )
    as_open = exists().where(_told(told_open, address, AlertStatus.OPEN), ~since_told)
    return or_(
        and_(Alert.status == AlertStatus.OPEN, ~since_opened), and_(Alert.status == AlertStatus.RESOLVED, as_open)
    )


def _told(carried: type[DeliveryAlert], address: str, status: AlertStatus) -> ColumnElement[bool]:
    delivery = aliased(Delivery)
    return and_(
        carried.alert_id == Alert.id,
        carried.told == status,
        exists().where(
            delivery.id == carried.delivery_id,
            delivery.recipient == address,
            delivery.state != DeliveryState.FAILED,
        ),
    )


def _thread(session: Session, address: str, alerts: Sequence[Told] | Sequence[Alert]) -> list[str]:
    """The mails that told this address of any of these alerts before, oldest first.

    Those about single reports; where there are none (it was told of a report that was missing), the last of the others.
    """
    told = (
        select(Delivery.message_id)
        .where(
            Delivery.recipient == address,
            Delivery.state != DeliveryState.FAILED,
            exists().where(
                DeliveryAlert.delivery_id == Delivery.id, DeliveryAlert.alert_id.in_([alert.id for alert in alerts])
            ),
        )
        .order_by(Delivery.id.desc())
    )
    single = told.where(Delivery.kind == DeliveryKind.REPORT).limit(_MAX_THREAD)
    return list(session.scalars(single))[::-1] or list(session.scalars(told.limit(1)))
