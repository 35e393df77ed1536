"""Who wants to hear of what.

Place in the flow: kept by people through the command ``subscriptions`` (``ensure``); read by the actor ``notify``
(``matching``).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.mail import Subscription
from models.organs import Organ
from models.reports import StoredReport
from models.upsert import insert_if_missing
from rules.finding import Severity

# Where the parts of a division code end: province, city, county, township, village.
_CODE_LENGTHS = (2, 4, 6, 9, 12)


def ensure(
    session: Session,
    address: str,
    now: dt.datetime,
    *,
    organ_id: int | None = None,
    division_code: str | None = None,
    minimum_severity: Severity = Severity.WARNING,
) -> Subscription:
    """Subscribe an address to one organ, one division or all; an old subscription of that scope is renewed.

    :param division_code: covers the divisions below it; trailing zeros mean nothing (430600 is 4306).
    :raises ValueError: when both an organ and a division are given.
    """
    if organ_id is not None and division_code is not None:
        raise ValueError("a subscription is to an organ or to a division, not both")
    scope = {"organ_id": organ_id, "division_code": division_prefix(division_code) if division_code else None}
    terms = {"minimum_severity": minimum_severity, "active": True}
    insert_if_missing(session, Subscription, {"address": address, **scope, **terms, "created_at": now})
    same = select(Subscription).where(
        Subscription.address == address,
        *(getattr(Subscription, name).is_not_distinct_from(value) for name, value in scope.items()),
    )
    subscription = session.scalars(same.with_for_update()).one()
    for name, value in terms.items():
        setattr(subscription, name, value)
    return subscription


def matching(session: Session, stored: StoredReport) -> list[Subscription]:
    """The active subscriptions that cover a report: those to all, to its organ, to its division or one above it."""
    scopes = [and_(Subscription.organ_id.is_(None), Subscription.division_code.is_(None))]
    organ = session.get(Organ, stored.organ_id) if stored.organ_id is not None else None
    if organ is not None:
        scopes.append(Subscription.organ_id == organ.id)
        if organ.division_code:
            scopes.append(Subscription.division_code.in_(_above(organ.division_code)))
    return list(
        session.scalars(select(Subscription).where(Subscription.active, or_(*scopes)).order_by(Subscription.id))
    )


def division_prefix(code: str) -> str:
    """A division code without the parts that are all zeros: 430600 → 4306, 110000 → 11."""
    for length, below in zip(_CODE_LENGTHS[::-1], (*_CODE_LENGTHS[-2::-1], 0), strict=True):
        if code[below:length].strip("0"):
            return code[:length]
    return code


def _above(code: str) -> list[str]:
    own = division_prefix(code)
    return [own[:length] for length in _CODE_LENGTHS if length <= len(own)]
