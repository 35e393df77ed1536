"""How the roster changes: organs are taken in, confirmed, and found to be others under another name.

Place in the flow: called by the command ``roster`` in its transaction. What a change concerns is returned, and checked
again by the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import reports
from models.alert_tables import Alert
from models.mail import Delivery, Subscription
from models.organs import Organ, OrganState
from models.reports import StoredReport, subject_of


class Change(msgspec.Struct, frozen=True):
    """What became of one organ: field → what stood there, what stands there now."""

    name: str
    fields: dict[str, tuple[Any, Any]]


def update_organ(organ: Organ, values: dict[str, Any]) -> Change | None:
    """Bring an organ up to date; None when it was so already."""
    differing = {key: (getattr(organ, key), value) for key, value in values.items() if getattr(organ, key) != value}
    for key, (_, value) in differing.items():
        setattr(organ, key, value)
    return Change(organ.name, differing) if differing else None


def confirm(organ: Organ) -> Change | None:
    """A person says that a proposed organ belongs to the roster."""
    return update_organ(organ, {"state": OrganState.CONFIRMED})


def merge(session: Session, proposed: Organ, into: Organ) -> list[StoredReport]:
    """A proposed organ is another under another name: its name becomes an alias, and all it had goes to the other.

    A person's decisions on its alerts are kept, unless the other organ has an alert of the same rule and year.

    :return: the reports that are another organ's now; they are to be checked again.
    :raises ValueError: when the first is confirmed (it has a successor then, see ``successor``), or both are the same.
    """
    if proposed.id == into.id:
        raise ValueError(f"{proposed.name} cannot be merged into itself")
    if proposed.state is not OrganState.PROPOSED:
        raise ValueError(f"{proposed.name} is confirmed: what was renamed or merged gets a successor instead")
    # In the order of their keys, as ``models.reports`` does.
    session.execute(
        select(Organ.id).where(Organ.id.in_((proposed.id, into.id))).order_by(Organ.id).with_for_update(key_share=True)
    )
    into.aliases = list(dict.fromkeys((*into.aliases, proposed.name, *proposed.aliases)))
    moved = list(
        session.scalars(select(StoredReport).where(StoredReport.organ_id == proposed.id).order_by(StoredReport.id))
    )
    _move_alerts(session, proposed, into)
    for report in moved:
        if report.organ_id == proposed.id:
            reports.assign(session, report, into)
    _move_subscriptions(session, proposed, into)
    for column in (Organ.superior_id, Organ.successor_id):
        session.execute(update(Organ).where(column == proposed.id).values({column: into.id}))
    session.flush()
    session.delete(proposed)
    session.flush()
    for report in moved:
        session.refresh(report, ["is_current"])
    return [report for report in moved if report.is_current]


def meant_by(session: Session, names: Collection[str]) -> list[StoredReport]:
    """Current reports without an organ that name one of these, which the roster did not know when they came."""
    nameless = select(StoredReport).where(StoredReport.is_current, StoredReport.organ_id.is_(None))
    return list(session.scalars(nameless.where(StoredReport.organ_name.in_(names)).order_by(StoredReport.id)))


def current_reports(session: Session, organs: Iterable[Organ]) -> list[StoredReport]:
    """The reports that count of these organs, all years."""
    keys = [organ.id for organ in organs]
    of_theirs = select(StoredReport).where(StoredReport.is_current, StoredReport.organ_id.in_(keys))
    return list(session.scalars(of_theirs.order_by(StoredReport.id)))


def _move_alerts(session: Session, proposed: Organ, into: Organ) -> None:
    for alert in session.scalars(select(Alert).where(Alert.organ_id == proposed.id)).all():
        same = select(Alert.id).where(Alert.organ_id == into.id, Alert.year == alert.year, Alert.rule == alert.rule)
        if alert.year is not None and session.scalar(same) is not None:
            # The other organ's alert says it already.
            session.delete(alert)
            continue
        alert.organ_id = into.id
        if alert.year is not None:
            alert.subject = subject_of(into.id, alert.year)
    session.flush()


def _move_subscriptions(session: Session, proposed: Organ, into: Organ) -> None:
    of_organ = select(Subscription).where(Subscription.organ_id.in_((into.id, proposed.id)))
    found = session.scalars(of_organ.order_by(Subscription.id)).all()
    there = {(one.address, one.frequency): one for one in found if one.organ_id == into.id}
    for one in found:
        if one.organ_id != proposed.id:
            continue
        if (kept := there.get((one.address, one.frequency))) is None:
            one.organ_id = into.id
            continue
        # What was mailed under it was mailed: whoever was told is not told again, and what waits goes out.
        own = update(Delivery).where(Delivery.subscription_id == one.id)
        session.execute(own.values(subscription_id=kept.id))
        session.delete(one)
    session.flush()
