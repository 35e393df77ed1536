"""Which alerts still have to be mailed to whom, and the one row a mail has.

Place in the flow: called by the actor ``notify``; the rows are worked off by the actor ``deliver``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from models.alert_tables import Alert, AlertStatus
from models.alerts import at_least
from models.mail import Delivery, DeliveryAlert, DeliveryState, Subscription
from models.reports import StoredReport
from models.upsert import insert_if_missing


def undelivered(session: Session, subscriptions: Sequence[Subscription], stored: StoredReport) -> list[Alert]:
    """The open alerts of a report that no mail to this address has carried since they were opened.

    An alert that was reopened is news again; a mail that could not be sent has carried nothing.

    :param subscriptions: those of one address that cover the report; the one that asks for most decides.
    """
    carried = exists().where(
        DeliveryAlert.alert_id == Alert.id,
        DeliveryAlert.delivery_id == Delivery.id,
        Delivery.recipient == subscriptions[0].address,
        Delivery.state != DeliveryState.FAILED,
        DeliveryAlert.opening == Alert.opening,
    )
    least = min((subscription.minimum_severity for subscription in subscriptions), key=lambda severity: severity.rank)
    query = select(Alert).where(
        Alert.report_id == stored.id,
        Alert.status == AlertStatus.OPEN,
        Alert.severity.in_(at_least(least)),
        ~carried,
    )
    return list(session.scalars(query.order_by(Alert.id)))


def create(
    session: Session,
    subscription: Subscription,
    stored: StoredReport,
    alerts: Sequence[Alert],
    batch_key: str,
    message_id: str,
    now: dt.datetime,
) -> tuple[Delivery, bool]:
    """One mail with these alerts to the subscriber; the same batch to the same address is one mail.

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
        "report_id": stored.id,
        "batch_key": batch_key,
        "message_id": message_id,
        "created_at": now,
    }
    key = insert_if_missing(session, Delivery, values)
    if key is not None:
        carried = [{"delivery_id": key, "alert_id": alert.id, "opening": alert.opening} for alert in alerts]
        session.execute(insert(DeliveryAlert), carried)
    same = select(Delivery).where(Delivery.recipient == subscription.address, Delivery.batch_key == batch_key)
    return session.scalars(same).one(), key is not None
