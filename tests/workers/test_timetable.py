"""When a digest is due, and that each time counts once; on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Frequency, Subscription, SubscriptionState, Task
from tests.workers.motor import Motor
from workers.timetable import Timetable, last_time


@pytest.mark.parametrize(
    ("now", "at", "weekday", "last"),
    [
        # Wednesday, 18:00 in Beijing.
        ("2024-02-07T10:00", "17:59", None, "2024-02-07T09:59"),
        ("2024-02-07T10:00", "18:00", None, "2024-02-07T10:00"),
        ("2024-02-07T10:00", "18:01", None, "2024-02-06T10:01"),
        # Past midnight in Beijing it is still the day before in London.
        ("2024-02-06T17:00", "00:30", None, "2024-02-06T16:30"),
        ("2024-02-07T10:00", "08:30", 3, "2024-02-07T00:30"),
        ("2024-02-07T10:00", "18:30", 3, "2024-01-31T10:30"),
        ("2024-02-07T10:00", "08:30", 1, "2024-02-05T00:30"),
        ("2024-02-07T10:00", "08:30", 7, "2024-02-04T00:30"),
    ],
)
def test_the_last_time_is_that_of_a_clock_in_beijing(now: str, at: str, weekday: int | None, last: str) -> None:
    def instant(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"{text}+00:00")

    assert last_time(instant(now), dt.time.fromisoformat(at), weekday) == instant(last)


def digests(motor: Motor) -> list[tuple[str, str]]:
    return [(task.subject, task.input_version) for task in motor.all(Task, Task.actor == "digest")]


def subscribe(motor: Motor, address: str, **terms: object) -> Subscription:
    values = {"frequency": Frequency.DAILY, "send_at": dt.time(8, 30), "division_code": None} | terms
    subscription = Subscription(address=address, created_at=motor.clock(), scheduled_at=motor.clock(), **values)
    motor.write(lambda session: session.add(subscription))
    return subscription


def test_a_time_is_written_once_and_missed_ones_are_caught_up_once(motor: Motor) -> None:
    """The clock shows 17:30 in Beijing on a Monday."""
    key = str(subscribe(motor, "a@localhost").id)
    motor.sweep()
    assert digests(motor) == [], "this morning's was before it wanted any"
    motor.clock.advance(hours=15)
    for _ in range(3):
        motor.sweep()
    assert digests(motor) == [(key, "2024-02-06T08:30+08:00")]
    # Another scheduler, which remembers nothing.
    assert Timetable(motor.runtime).write_due() == 0
    motor.clock.advance(days=4)
    motor.sweep()
    assert digests(motor)[1:] == [(key, "2024-02-10T08:30+08:00")]


def test_what_shares_a_mail_is_one_task(motor: Motor) -> None:
    first = subscribe(motor, "a@localhost", division_code="43")
    subscribe(motor, "a@localhost", division_code="44")
    later = subscribe(motor, "a@localhost", division_code="45", send_at=dt.time(9, 0))
    other = subscribe(motor, "b@localhost")
    subscribe(motor, "c@localhost", state=SubscriptionState.SUSPENDED)
    subscribe(motor, "d@localhost", frequency=Frequency.IMMEDIATELY, send_at=None)
    motor.clock.advance(hours=23)
    motor.sweep()
    assert {subject for subject, _ in digests(motor)} == {str(one.id) for one in (first, later, other)}


def test_each_day_has_its_own_work_once(motor: Motor) -> None:
    for _ in range(2):
        motor.sweep()
    motor.clock.advance(days=3)
    motor.sweep()
    assert [task.subject for task in motor.all(Task, Task.actor == "lapse")] == ["2024-02-05", "2024-02-08"]
