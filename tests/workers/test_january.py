"""A winter day by day, by a clock that is moved by hand: reminders, what is late, what is missing, each told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from models import Alert, AlertEvent, AlertStatus, DeliveryAlert, Organ, OrganState
from models.beijing import BEIJING
from models.session import read_only
from models.subscriptions import ensure
from rules.finding import Severity
from rules.organ import OrganKind
from tests.workers.motor import Motor
from tests.workers.test_between_reports import NARRATIVE, report_of
from workers.actors.coverage_day import RULE

EARLY, REMINDED, LATE, NEVER, GOVERNMENT = (
    "云溪县民政局",
    "云溪县财政局",
    "云溪县教育局",
    "云溪县统计局",
    "云溪县人民政府",
)
READER = "jiandu@example.gov.cn"
# Texts that no two organs share.
TEXTS = {EARLY: NARRATIVE, REMINDED: NARRATIVE[::-1], LATE: NARRATIVE[1::2] + NARRATIVE[::2]}


# Between these nothing is due and nothing happens: of so many days one is looked at.
QUIET, STEP = (dt.date(2024, 2, 8), dt.date(2024, 3, 20)), 7


def mornings(motor: Motor, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Nine o'clock in Beijing on each of these days, the scheduler having swept since midnight as often as it likes."""
    day = first
    while day <= last:
        for hour in (1, 9):
            motor.clock.time = dt.datetime.combine(day, dt.time(hour), BEIJING).astimezone(dt.UTC)
            for _ in range(2):
                motor.sweep()
        yield day
        day += dt.timedelta(days=STEP if QUIET[0] <= day < QUIET[1] else 1)


def publish(motor: Motor, organ: str, day: dt.date) -> None:
    text = report_of(organ, narrative=TEXTS[organ]).decode().replace("2024-01-18", day.isoformat())
    motor.take(text.encode(), f"{organ}.txt")


def rules_by_day(motor: Motor, organ: str) -> dict[dt.date, list[tuple[str, str]]]:
    """What happened to the alerts about when an organ published: day in Beijing → rule and event."""
    query = (
        select(AlertEvent.at, Alert.rule, AlertEvent.event)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .join(Organ, Organ.id == Alert.organ_id)
        .where(Organ.name == organ, Alert.rule.in_((RULE, "TIME-LATE")))
        .order_by(AlertEvent.id)
    )
    found: dict[dt.date, list[tuple[str, str]]] = {}
    with read_only(motor.runtime.engine) as session:
        for at, rule, event in session.execute(query):
            found.setdefault(at.astimezone(BEIJING).date(), []).append((rule, event.value))
    return found


def test_a_winter_day_by_day(motor: Motor) -> None:
    january, april = dt.date(2024, 1, 1), dt.date(2024, 4, 3)
    motor.clock.time = dt.datetime(2023, 12, 31, tzinfo=dt.UTC)
    kinds = dict.fromkeys((EARLY, REMINDED, LATE, NEVER), OrganKind.DEPARTMENT) | {GOVERNMENT: OrganKind.GOVERNMENT}
    motor.write(
        lambda session: session.add_all(
            Organ(name=name, kind=kind, state=OrganState.CONFIRMED) for name, kind in kinds.items()
        )
    )
    motor.write(lambda session: ensure(session, READER, motor.clock(), minimum_severity=Severity.INFO))
    plan = {dt.date(2024, 1, 10): EARLY, dt.date(2024, 1, 28): REMINDED, dt.date(2024, 2, 3): LATE}
    mailed_on: set[dt.date] = set()
    there = 0
    for day in mornings(motor, january, april):
        if day in plan:
            publish(motor, plan[day], day)
            motor.sweep()
        if len(motor.mails()) > there:
            mailed_on.add(day)
            there = len(motor.mails())

    assert rules_by_day(motor, EARLY) == {}
    assert rules_by_day(motor, REMINDED) == {
        dt.date(2024, 1, 24): [(RULE, "opened")],
        dt.date(2024, 1, 28): [(RULE, "resolved")],
    }
    late = rules_by_day(motor, LATE)
    assert late.pop(dt.date(2024, 1, 24)) == [(RULE, "opened")]
    assert late.pop(dt.date(2024, 2, 1)) == [(RULE, "changed")]
    assert sorted(late.pop(dt.date(2024, 2, 3))) == [(RULE, "resolved"), ("TIME-LATE", "opened")]
    assert late == {}
    assert rules_by_day(motor, NEVER) == {
        dt.date(2024, 1, 24): [(RULE, "opened")],
        dt.date(2024, 2, 1): [(RULE, "changed")],
    }
    assert rules_by_day(motor, GOVERNMENT) == {
        dt.date(2024, 3, 24): [(RULE, "opened")],
        dt.date(2024, 4, 1): [(RULE, "changed")],
    }
    told_on = {dt.date(2024, month, day) for month, day in ((1, 24), (2, 1), (3, 24), (4, 1))}
    assert told_on <= mailed_on
    assert mailed_on - told_on <= set(plan), "no mail on a day on which nothing happened"
    standing = {alert.organ_id for alert in motor.all(Alert, Alert.rule == RULE, Alert.status == AlertStatus.OPEN)}
    assert len(standing) == 2
    with read_only(motor.runtime.engine) as session:
        carried = session.scalars(select(DeliveryAlert)).all()
    times = Counter((row.alert_id, row.opening, row.told) for row in carried)
    assert set(times.values()) == {1}, "each opening and each resolution is told once"
