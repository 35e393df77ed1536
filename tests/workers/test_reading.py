"""extract and persist: hints, new releases, and what changes while a file is read; on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

import parsers
from models import (
    Alert,
    Delivery,
    Extraction,
    StoredReport,
    Task,
    TaskState,
)
from models.session import transaction
from tests.workers.motor import SAMPLES, Motor
from workers import sandbox
from workers.actors import extract


def test_hints_of_all_sightings_count_the_earlier_first(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    read = sandbox.read

    def spy(data: bytes, name: str, hints: Any, limits: Any) -> Any:
        seen.append((name, hints.url, hints.year))
        return read(data, name, hints, limits)

    monkeypatch.setattr(sandbox, "read", spy)
    motor.broker.hold = True
    motor.take("clean-pipe-rows", "a.txt", year=2023)
    motor.take("clean-pipe-rows", "b.txt", year=2022, url="https://example.gov.cn/b")
    motor.broker.work()
    assert set(seen) == {("a.txt", "https://example.gov.cn/b", 2023)}
    assert len(motor.all(StoredReport)) == 1


def test_hints_that_come_later_are_used(motor: Motor) -> None:
    """The text does not say when it was published; that it was in June is news, and the only news."""
    text = (SAMPLES / "broken-sums-pipe-rows.txt").read_text("utf-8").replace("发布时间:2025-01-15 15:48", "").encode()
    motor.take(text, "a.txt")
    motor.clock.advance(days=1)
    motor.take(text, "a.txt", published_on=dt.date(2025, 6, 3))
    motor.take(text, "a.txt")
    motor.take(text, "b.txt")
    assert len(motor.all(Task, Task.actor == "extract")) == 2
    [extraction] = motor.all(Extraction)
    assert extraction.body["published_on"] == "2025-06-03"
    first, second = motor.all(StoredReport)
    assert (first.is_current, second.is_current, second.reading) == (False, True, 2)
    [late] = motor.all(Alert, Alert.rule == "TIME-LATE")
    assert late.report_id == second.id
    deliveries = motor.all(Delivery)
    assert len(deliveries) == len(motor.mails()) == 2
    assert carried(motor, deliveries[1]) == {"TIME-LATE"}


def carried(motor: Motor, delivery: Delivery) -> set[str]:
    with transaction(motor.runtime.engine) as session:
        return {alert.rule for alert in session.get_one(Delivery, delivery.id).alerts}


def test_hints_that_come_while_it_is_read_are_not_lost(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading with the hints ends first; the one without them must not take its place."""
    read = sandbox.read
    seen: list[int | None] = []

    def read_while_hints_come(data: bytes, name: str, hints: Any, limits: Any) -> Any:
        seen.append(hints.year)
        if len(seen) == 1:
            motor.take("clean-pipe-rows", "b.txt", year=2022)
            motor.work_beside()
        return read(data, name, hints, limits)

    monkeypatch.setattr(sandbox, "read", read_while_hints_come)
    motor.take("clean-pipe-rows", "a.txt")
    assert seen == [None, 2022]
    assert motor.states(Task.state == TaskState.PENDING) == {"extract": "pending"}
    [report] = motor.all(StoredReport)
    motor.clock.advance(seconds=11)
    motor.sweep()
    assert seen == [None, 2022, 2022]
    assert [found.id for found in motor.all(StoredReport)] == [report.id]
    motor.clock.advance(seconds=11)
    motor.sweep()
    assert set(motor.states().values()) == {"done"}, "the daily look at the roster had waited"


def test_what_is_left_of_an_upgrade_keeps_its_parsers_version(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read by one release, stored by workers of the next."""
    motor.broker.hold = True
    motor.take("clean-pipe-rows")
    motor.work_until("persist")
    [extraction] = motor.all(Extraction)
    for module in (parsers, extract):
        monkeypatch.setattr(module, "PARSER_VERSION", extraction.parser_version + 1)
    motor.broker.work()
    assert set(motor.states().values()) == {"done"}
    assert [report.parser_version for report in motor.all(StoredReport)] == [extraction.parser_version]


def test_a_reading_that_failed_meanwhile_leaves_nothing_to_store(motor: Motor) -> None:
    motor.broker.hold = True
    motor.take("clean-pipe-rows")
    motor.work_until("persist")

    def fail_to_read(session: Any) -> None:
        extraction = session.scalars(select(Extraction)).one()
        extraction.body, extraction.error_code = None, "timeout"

    motor.write(fail_to_read)
    motor.broker.work()
    assert motor.states() == {"extract": "done", "persist": "done"}
    assert motor.all(StoredReport) == []
