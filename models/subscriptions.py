"""Who wants to hear of what.

Place in the flow: kept by people through the command ``subscriptions`` (``ensure``, ``set_state``), by the mail server
and the readers themselves (``stop``); read by the actors that decide who is told (``matching``, ``scope``, ``wants``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from models.alert_tables import Alert, AlertStatus
from models.mail import Frequency, Subscription, SubscriptionState
from models.organs import Organ
from models.reports import StoredReport
from models.upsert import insert_if_missing
from rules.finding import Severity

# Where the parts of a division code end: province, city, county, township, village.
_CODE_LENGTHS = (2, 4, 6, 9, 12)


def ensure(  # noqa: PLR0913 - the terms of a subscription, by name
    session: Session,
    address: str,
    now: dt.datetime,
    *,
    organ_id: int | None = None,
    division_code: str | None = None,
    minimum_severity: Severity = Severity.WARNING,
    rules: Sequence[str] = (),
    frequency: Frequency = Frequency.IMMEDIATELY,
    send_at: dt.time | None = None,
    weekday: int | None = None,
    revive: bool = True,
) -> Subscription:
    """Subscribe an address to one organ, one division or all.

    An old subscription of that scope and frequency is renewed.

    :param revive: whatever had stopped it; otherwise one that was stopped gets the terms and stays so.
    :param organ_id: covers the organs below it.
    :param division_code: covers the divisions below it; trailing zeros mean nothing (430600 is 4306).
    :param rules: only alerts of these codes; ``*`` stands for any ending (``T3-*``). Empty: of all.
    :param send_at: when a digest goes out, Beijing time; for digests only.
    :param weekday: on which day of the week, 1 is Monday; for weekly digests only.
    :raises ValueError: when both an organ and a division are given, or times that do not go with the frequency.
    """
    if organ_id is not None and division_code is not None:
        raise ValueError("a subscription is to an organ or to a division, not both")
    if (frequency is Frequency.IMMEDIATELY) is not (send_at is None):
        raise ValueError("a digest needs a time of day, and nothing else has one")
    if (frequency is Frequency.WEEKLY) is not (weekday is not None):
        raise ValueError("a weekly digest needs a day of the week, and nothing else has one")
    prefix = division_prefix(division_code) if division_code else None
    same = {"organ_id": organ_id, "division_code": prefix, "frequency": frequency}
    schedule = {"send_at": send_at, "weekday": weekday}
    terms = {"minimum_severity": minimum_severity, "rules": list(rules)}
    made = {"created_at": now, "scheduled_at": now, "state": SubscriptionState.ACTIVE}
    insert_if_missing(session, Subscription, {"address": address, **same, **schedule, **terms, **made})
    query = select(Subscription).where(
        Subscription.address == address,
        *(getattr(Subscription, name).is_not_distinct_from(value) for name, value in same.items()),
    )
    subscription = session.scalars(query.with_for_update()).one()
    if any(getattr(subscription, name) != value for name, value in schedule.items()):
        subscription.scheduled_at = now
    for name, value in {**schedule, **terms}.items():
        setattr(subscription, name, value)
    if revive and subscription.state is not SubscriptionState.ACTIVE:
        set_state(session, subscription, SubscriptionState.ACTIVE, now)
    return subscription


def set_state(
    session: Session, subscription: Subscription, state: SubscriptionState, now: dt.datetime, why: str | None = None
) -> None:
    """Suspend, remove or resume one subscription."""
    subscription.state, subscription.state_at, subscription.state_why = state, now, why
    session.flush()


def stop(
    session: Session, address: str, state: SubscriptionState, now: dt.datetime, why: str | None = None
) -> list[Subscription]:
    """End all active subscriptions of an address at once: it is refused, or its reader wants no more.

    :returns: those that were active.
    """
    active = select(Subscription).where(Subscription.address == address, Subscription.state == SubscriptionState.ACTIVE)
    found = list(session.scalars(active.order_by(Subscription.id).with_for_update()))
    for subscription in found:
        set_state(session, subscription, state, now, why)
    return found


def of_token(session: Session, token: str) -> Subscription | None:
    """The subscription whose mails carry this secret."""
    return session.scalars(select(Subscription).where(Subscription.token == token)).one_or_none()


def matching(session: Session, stored: StoredReport) -> list[Subscription]:
    """The active subscriptions that cover a report, at any frequency.

    These are those to all, to its organ or one above it, to its division or one above it.
    """
    scopes = [and_(Subscription.organ_id.is_(None), Subscription.division_code.is_(None))]
    organ = session.get(Organ, stored.organ_id) if stored.organ_id is not None else None
    if organ is not None:
        scopes.append(Subscription.organ_id.in_(_with_superiors(organ.id)))
        if organ.division_code:
            scopes.append(Subscription.division_code.in_(_above(organ.division_code)))
    covering = select(Subscription).where(Subscription.state == SubscriptionState.ACTIVE, or_(*scopes))
    return list(session.scalars(covering.order_by(Subscription.id)))


def active(session: Session, *frequencies: Frequency) -> dict[str, list[Subscription]]:
    """All active subscriptions, or those of these frequencies, together for each address."""
    query = select(Subscription).where(Subscription.state == SubscriptionState.ACTIVE).order_by(Subscription.id)
    if frequencies:
        query = query.where(Subscription.frequency.in_(frequencies))
    found: dict[str, list[Subscription]] = {}
    for subscription in session.scalars(query):
        found.setdefault(subscription.address, []).append(subscription)
    return found


def hold(session: Session, addresses: Collection[str]) -> None:
    """Make others wait who decide what these addresses are told, until the transaction ends: each hears of it once."""
    first = select(func.min(Subscription.id)).where(Subscription.address.in_(addresses)).group_by(Subscription.address)
    held = select(Subscription.id).where(Subscription.id.in_(first)).order_by(Subscription.id)
    session.execute(held.with_for_update(key_share=True))


def due_together(session: Session, subscription: Subscription) -> list[Subscription]:
    """The active subscriptions of its address whose digests go out in one mail with this one's, itself included."""
    same = ("address", "frequency", "send_at", "weekday")
    return list(
        session.scalars(
            select(Subscription)
            .where(
                Subscription.state == SubscriptionState.ACTIVE,
                *(getattr(Subscription, name).is_not_distinct_from(getattr(subscription, name)) for name in same),
            )
            .order_by(Subscription.id)
        )
    )


def scope(subscriptions: Sequence[Subscription]) -> ColumnElement[bool]:
    """Which alerts these subscriptions cover, as a condition on ``Alert``."""
    return or_(*map(_scope, subscriptions))


def unheard(session: Session, default_address: str) -> int:
    """How many open alerts nobody is told of, at whatever severity: no active subscription covers them.

    :param default_address: is subscribed to everything when first needed; from then on it may be stopped like others.
    """
    own = select(Subscription.state).where(
        Subscription.address == default_address,
        Subscription.organ_id.is_(None),
        Subscription.division_code.is_(None),
        Subscription.frequency == Frequency.IMMEDIATELY,
    )
    if session.scalar(own) in {None, SubscriptionState.ACTIVE}:
        return 0
    everybody = [one for of_address in active(session).values() for one in of_address]
    left = [not_(scope(everybody))] if everybody else []
    return session.scalar(select(func.count()).select_from(Alert).where(Alert.status == AlertStatus.OPEN, *left)) or 0


def wants(subscriptions: Sequence[Subscription], rule: str, severity: Severity) -> bool:
    """Whether an alert they cover is severe enough, and of a rule they ask for, for at least one of them."""
    return any(
        severity.rank >= subscription.minimum_severity.rank
        and (not subscription.rules or any(fnmatchcase(rule, pattern) for pattern in subscription.rules))
        for subscription in subscriptions
    )


def division_prefix(code: str) -> str:
    """A division code without the parts that are all zeros: 430600 → 4306, 110000 → 11."""
    for length, below in zip(_CODE_LENGTHS[::-1], (*_CODE_LENGTHS[-2::-1], 0), strict=True):
        if code[below:length].strip("0"):
            return code[:length]
    return code


def within_division(code: str) -> ColumnElement[bool]:
    """The organs of a division and of those below it, as a condition on ``Organ``."""
    return Organ.division_code.startswith(division_prefix(code), autoescape=True)


def within_organ(organ_id: int) -> ColumnElement[bool]:
    """An organ and those below it, as a condition on ``Organ``; a circle of superiors ends where it began."""
    tree = select(Organ.id).where(Organ.id == organ_id).cte("tree", recursive=True)
    tree = tree.union(select(Organ.id).where(Organ.superior_id == tree.c.id))
    return Organ.id.in_(select(tree.c.id))


def _scope(subscription: Subscription) -> ColumnElement[bool]:
    if subscription.organ_id is not None:
        return Alert.organ_id.in_(select(Organ.id).where(within_organ(subscription.organ_id)))
    if subscription.division_code is not None:
        return Alert.organ_id.in_(select(Organ.id).where(within_division(subscription.division_code)))
    return true()


def _with_superiors(organ_id: int) -> Select[int]:
    line = select(Organ.id, Organ.superior_id).where(Organ.id == organ_id).cte("line", recursive=True)
    line = line.union(select(Organ.id, Organ.superior_id).where(Organ.id == line.c.superior_id))
    return select(line.c.id)


def _above(code: str) -> list[str]:
    own = division_prefix(code)
    return [own[:length] for length in _CODE_LENGTHS if length <= len(own)]
