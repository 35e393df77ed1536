"""Who is told what, and what becomes of a mail that does not go out; on both databases."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select, text

from models import Alert, AlertStatus, Delivery, DeliveryState, Organ, StoredReport, Subscription, SubscriptionState
from models.session import transaction
from rules.finding import Severity
from tests.workers.motor import SAMPLES, Motor
from workers.actors import deliver, dispatch, notify
from workers.actors.work import perform
from workers.mail.refusal import RefusedRecipientError, TransientMailError
from workers.registry import SPECS


def test_a_mail_server_that_is_away_is_tried_again(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise TransientMailError("greylisted", 451)

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "send", away)
        motor.take("broken-sums-pipe-rows")
        assert motor.states()["deliver"] == "pending"
        assert motor.all(Delivery)[0].state is DeliveryState.PENDING
    motor.clock.advance(seconds=11)
    motor.sweep()
    [delivery] = motor.all(Delivery)
    assert (delivery.state, delivery.sent_at) == (DeliveryState.SENT, motor.clock())


def test_two_that_decide_at_once_tell_one_address_once(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    if motor.runtime.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    motor.broker.hold = True
    motor.take("broken-sums-pipe-rows")
    motor.work_until("notify")
    [report] = motor.all(StoredReport)
    subscribe(motor, "a@localhost")
    motor.write(lambda session: motor.runtime.add(session, "notify", report.id, "second", correlation_id=None))
    tasks = [message.args[0] for message in motor.broker.held if message.actor_name == "notify"]
    assert len(tasks) == 2
    other = threading.Thread(target=perform, args=(motor.runtime, SPECS["notify"], tasks[1]))

    def beside(*arguments: Any) -> None:
        monkeypatch.undo()
        other.start()
        with motor.runtime.engine.connect() as connection:
            waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            while not connection.scalar(waiting) and other.is_alive():
                connection.rollback()
        dispatch.dispatch(*arguments)

    monkeypatch.setattr(notify, "dispatch", beside)
    perform(motor.runtime, SPECS["notify"], tasks[0])
    other.join()
    assert len(motor.all(Delivery)) == 1


def test_a_mail_that_never_goes_out_stays_pending_with_its_error(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise TransientMailError("greylisted", 451)

    monkeypatch.setattr(deliver, "send", away)
    motor.take("broken-sums-pipe-rows")
    for _ in range(11):
        motor.clock.advance(hours=2)
        motor.sweep()
    assert motor.states()["deliver"] == "pending"
    motor.clock.advance(hours=2)
    motor.sweep()
    assert motor.states()["deliver"] == "quarantined"
    [delivery] = motor.all(Delivery)
    assert delivery.state is DeliveryState.PENDING
    assert "greylisted" in (delivery.error or "")


def test_a_refused_recipient_is_a_result(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RefusedRecipientError("the recipient is refused", 550)

    monkeypatch.setattr(deliver, "send", refused)
    motor.take("broken-sums-pipe-rows")
    assert motor.states()["deliver"] == "done"
    [delivery] = motor.all(Delivery)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.error == "the recipient is refused (SMTP 550)"


def subscribe(motor: Motor, address: str, severity: Severity = Severity.WARNING, **scope: Any) -> None:
    values = {"created_at": motor.clock(), "scheduled_at": motor.clock()} | scope
    motor.write(lambda session: session.add(Subscription(address=address, minimum_severity=severity, **values)))


def recipients(motor: Motor) -> list[str]:
    return sorted(delivery.recipient for delivery in motor.all(Delivery))


def test_subscriptions_decide_who_is_told(motor: Motor) -> None:
    organ, other = Organ(name="霁川县交通运输局", division_code="990101"), Organ(name="霁川县水利局")
    motor.write(lambda session: session.add_all([organ, other]))
    subscribe(motor, "all@localhost")
    subscribe(motor, "organ@localhost", organ_id=organ.id)
    subscribe(motor, "county@localhost", division_code="990101")
    subscribe(motor, "city@localhost", division_code="9901")
    subscribe(motor, "elsewhere@localhost", division_code="9902")
    subscribe(motor, "other@localhost", organ_id=other.id)
    subscribe(motor, "former@localhost", state=SubscriptionState.REMOVED)
    subscribe(motor, "organ@localhost")
    motor.take("broken-sums-pipe-rows")
    assert recipients(motor) == ["all@localhost", "city@localhost", "county@localhost", "organ@localhost"]
    assert len(motor.mails()) == 4


def test_minimum_severity_is_the_subscribers(motor: Motor) -> None:
    subscribe(motor, "errors@localhost", Severity.ERROR)
    subscribe(motor, "all@localhost", Severity.INFO)
    motor.take("blank-applications-table")
    with transaction(motor.runtime.engine) as session:
        carried = {
            delivery.recipient: {alert.severity for alert in delivery.alerts}
            for delivery in session.scalars(select(Delivery))
        }
    assert carried["errors@localhost"] == {Severity.ERROR}
    assert carried["all@localhost"] >= {Severity.ERROR, Severity.INFO}


def test_nobody_is_subscribed_before_there_is_something_to_tell(motor: Motor) -> None:
    motor.take("clean-pipe-rows")
    assert motor.all(Subscription) == []


def test_where_no_subscription_matches_the_default_recipient_is_told(motor: Motor) -> None:
    other = Organ(name="霁川县水利局")
    motor.write(lambda session: session.add(other))
    subscribe(motor, "other@localhost", organ_id=other.id)
    motor.take("broken-sums-pipe-rows")
    assert recipients(motor) == ["supervisor@localhost"]


def test_the_default_recipient_can_be_switched_off(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    assert recipients(motor) == ["supervisor@localhost"]

    def switch_off(session: Any) -> None:
        session.scalars(select(Subscription)).one().state = SubscriptionState.REMOVED

    motor.write(switch_off)
    motor.take("missing-section-five")
    assert recipients(motor) == ["supervisor@localhost"]


def test_an_acknowledged_alert_is_not_mailed(motor: Motor) -> None:
    motor.broker.hold = True
    motor.take("broken-sums-pipe-rows")
    motor.work_until("notify")

    def acknowledge(session: Any) -> None:
        for alert in session.scalars(select(Alert)):
            alert.status = AlertStatus.ACKNOWLEDGED

    motor.write(acknowledge)
    motor.broker.work()
    assert motor.all(Delivery) == []


def test_a_fault_that_has_grown_is_told_again(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    assert len(motor.all(Delivery)) == 1
    lines = (SAMPLES / "broken-sums-pipe-rows.txt").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("二、上年结转"))
    lines[at] = "二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 99 | ||"
    motor.clock.advance(hours=1)
    motor.take("\n".join(lines).encode(), name="worse.txt")
    assert len(motor.all(Delivery)) == 2
    motor.clock.advance(hours=1)
    motor.take("\n".join([*lines, ""]).encode(), name="same again.txt")
    assert len(motor.all(Delivery)) == 2


def test_organs_of_one_name_without_a_place_stay_apart(motor: Motor) -> None:
    text = (SAMPLES / "broken-sums-pipe-rows.txt").read_text(encoding="utf-8")
    nameless = text.replace("霁川县交通运输局", "交通运输局")
    assert nameless != text
    for word in ("甲", "乙"):
        motor.take(f"{nameless}\n{word}县\n".encode(), name=f"{word}.txt")
    reports = motor.all(StoredReport)
    assert [(report.organ_id, report.organ_name, report.is_current) for report in reports] == [
        (None, "交通运输局", True),
        (None, "交通运输局", True),
    ]
    assert motor.all(Organ) == []
    assert len(motor.all(Delivery)) == 2
