"""Alerts without a report: who is told of them, in one mail; on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from models import Alert, AlertStatus, Delivery, Frequency, Organ, Subscription
from models.alerts import apply_to_organ_year
from rules.finding import Finding, Outcome, Passed, Severity
from tests.workers.motor import Motor, body

MISSING = Finding("C-MISSING", Severity.ERROR, "应于2024年1月31日前公布，期限已过，尚未发现。", "条例第四十九条")
PUBLISHED = Passed("C-MISSING")
CODES = ("990101", "990102", "990201")


def missing(motor: Motor, outcome: Outcome = MISSING) -> list[int]:
    """Three organs in three counties of two cities, none with a report; the roster's word on each."""

    def write(session: Any) -> list[int]:
        organs = [Organ(name=f"第{code}号县民政局", division_code=code, division=code) for code in CODES]
        session.add_all(organs)
        session.flush()
        return [organ.id for organ in organs]

    keys = [organ.id for organ in motor.all(Organ)]
    if not keys:
        motor.write(lambda session: keys.extend(write(session)))

    def apply(session: Any) -> None:
        for key in keys:
            apply_to_organ_year(session, key, 2023, [outcome], motor.clock())

    motor.write(apply)
    return keys


def subscribe(motor: Motor, address: str, **terms: Any) -> None:
    values = {"created_at": motor.clock(), "scheduled_at": motor.clock()} | terms
    motor.write(lambda session: session.add(Subscription(address=address, **values)))


def tell(motor: Motor, day: str = "2024-02-05", version: str = "1") -> None:
    motor.write(lambda session: motor.runtime.add(session, "notify_missing", day, version, correlation_id=None))


def told(motor: Motor) -> dict[str, int]:
    with motor.runtime.transaction() as session:
        return {one.recipient: len(session.get_one(Delivery, one.id).alerts) for one in motor.all(Delivery)}


def test_each_address_gets_one_mail_for_all(motor: Motor) -> None:
    missing(motor)
    subscribe(motor, "all@localhost")
    subscribe(motor, "city@localhost", division_code="9901")
    subscribe(motor, "weekly@localhost", frequency=Frequency.DAILY, send_at=dt.time(8, 30))
    for version in ("1", "2"):
        tell(motor, version=version)
    assert told(motor) == {"all@localhost": 3, "city@localhost": 2}
    assert "尚未发现" in body(motor.mails()[0])
    motor.clock.advance(days=1)
    motor.sweep()
    assert told(motor)["weekly@localhost"] == 3


def test_what_nobody_covers_goes_to_the_default_recipient(motor: Motor) -> None:
    missing(motor)
    subscribe(motor, "city@localhost", division_code="9901")
    tell(motor)
    assert told(motor) == {"city@localhost": 2, "supervisor@localhost": 1}


def test_where_nothing_is_missing_nobody_is_subscribed(motor: Motor) -> None:
    tell(motor)
    assert motor.all(Subscription) == []


def test_what_was_missing_and_is_there_is_told(motor: Motor) -> None:
    missing(motor)
    tell(motor)
    missing(motor, PUBLISHED)
    assert {alert.status for alert in motor.all(Alert)} == {AlertStatus.RESOLVED}
    tell(motor, "2024-02-06")
    tell(motor, "2024-02-07")
    assert [delivery.batch_key for delivery in motor.all(Delivery)] == ["missing:2024-02-05:1", "missing:2024-02-06:1"]
