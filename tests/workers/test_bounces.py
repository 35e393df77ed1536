"""Mail servers that refuse, delay and hang up: each mail arrives once where it can, and no alert is told to nobody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, Delivery, DeliveryState, Subscription, SubscriptionState, Task, subscriptions
from tests.workers.mail.smtp import Sink, listening, serving
from tests.workers.motor import Motor
from workers.actors import deliver
from workers.mail.transport import send

SAMPLE = "broken-sums-pipe-rows"
DEFAULT = "supervisor@localhost"


class Picky(Sink):
    """Refuses some addresses, each with its own answer; takes mail for all others."""

    def __init__(self, **answers: str) -> None:
        super().__init__()
        self.answers = answers

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, N802 - aiosmtpd's
        self.rcpt = self.answers.get(address.partition("@")[0], "")
        return await super().handle_RCPT(server, session, envelope, address, options)


@contextmanager
def mailing(motor: Motor, sink: Sink) -> Iterator[None]:
    """The motor sends to this server."""
    with serving(sink) as port, at_port(motor, port):
        yield


@contextmanager
def at_port(motor: Motor, port: int) -> Iterator[None]:
    before = motor.runtime.settings
    update = {"smtp_url": SecretStr(f"smtp://127.0.0.1:{port}"), "ops_recipient": "ops@localhost", "mail_seconds": 5}
    motor.runtime.settings = before.model_copy(update=update)
    yield
    motor.runtime.settings = before


def subscribe(motor: Motor, address: str) -> None:
    motor.write(lambda session: subscriptions.ensure(session, address, motor.clock()))


def received(sink: Sink) -> list[tuple[str, str]]:
    """To whom, and under which Message-ID."""
    messages = [
        message_from_bytes(envelope.original_content or b"", policy=policy.default) for envelope in sink.received
    ]
    return [(str(message["To"]), str(message["Message-ID"])) for message in messages]


def states(motor: Motor) -> dict[str, SubscriptionState]:
    return {one.address: one.state for one in motor.all(Subscription)}


def test_an_address_that_is_refused_gets_no_more_and_others_are_told(motor: Motor) -> None:
    subscribe(motor, "gone@localhost")
    with mailing(motor, sink := Picky(gone="550 5.1.1 no such user")):
        motor.take(SAMPLE)
        assert [to for to, _ in received(sink)] == ["ops@localhost", DEFAULT]
        assert states(motor) == {"gone@localhost": SubscriptionState.BOUNCED, DEFAULT: SubscriptionState.ACTIVE}
        motor.take("missing-section-five")
        assert [to for to, _ in received(sink)][2:] == [DEFAULT]
    text = str(message_from_bytes(sink.received[0].original_content or b"", policy=policy.default).get_content())
    assert "gone@localhost  退信  the recipient is refused: 5.1.1 no such user (SMTP 550)" in text
    refused = motor.all(Delivery, Delivery.recipient == "gone@localhost")
    assert [delivery.state for delivery in refused] == [DeliveryState.FAILED]


def test_when_nobody_takes_mail_it_ends(motor: Motor) -> None:
    with mailing(motor, sink := Picky(supervisor="550 no")):
        motor.take(SAMPLE)
    assert [to for to, _ in received(sink)] == ["ops@localhost"]
    assert set(motor.states().values()) == {"done"}
    assert states(motor) == {DEFAULT: SubscriptionState.BOUNCED}


def test_what_an_address_was_not_told_it_is_told_when_it_is_back(motor: Motor) -> None:
    subscribe(motor, "gone@localhost")
    with mailing(motor, Picky(gone="550 no", supervisor="550 no")):
        motor.take(SAMPLE)
    with mailing(motor, sink := Sink()):
        subscribe(motor, "gone@localhost")
        report_id = motor.all(Alert)[0].report_id
        motor.write(lambda session: motor.runtime.add(session, "notify", report_id, "back", correlation_id=None))
    assert [to for to, _ in received(sink)] == ["gone@localhost"]


@pytest.mark.parametrize("answer", ["554 5.7.1 relay access denied", "550 5.7.1 unable to relay"])
def test_a_policy_is_nobodys_bounce_and_loses_no_mail(motor: Motor, answer: str) -> None:
    subscribe(motor, "zhang@localhost")
    with mailing(motor, Picky(zhang=answer)):
        motor.take(SAMPLE)
    assert motor.states()["deliver"] == "quarantined"
    assert states(motor) == {"zhang@localhost": SubscriptionState.ACTIVE}
    assert motor.all(Delivery)[0].state is DeliveryState.PENDING


def test_later_is_later(motor: Motor) -> None:
    subscribe(motor, "zhang@localhost")
    with mailing(motor, busy := Picky(zhang="451 4.3.0 try again later")):
        motor.take(SAMPLE)
        assert received(busy) == []
        busy.answers.clear()
        motor.clock.advance(seconds=11)
        motor.sweep()
        motor.clock.advance(hours=2)
        motor.sweep()
        assert received(busy) == [("zhang@localhost", motor.all(Delivery)[0].message_id)]


def hang_up_within_the_message(connection: socket.socket) -> None:
    """Take everything up to DATA and the first bytes of the message, then be gone."""
    reader = connection.makefile("rb")
    connection.sendall(b"220 here\r\n")
    while line := reader.readline():
        if line.upper().startswith(b"DATA"):
            connection.sendall(b"354 go on\r\n")
            reader.read(100)
            return
        connection.sendall(b"250 OK\r\n")


def test_a_connection_lost_within_the_message_sends_it_again_under_its_name(motor: Motor) -> None:
    subscribe(motor, "zhang@localhost")
    with listening(hang_up_within_the_message) as port, at_port(motor, port):
        motor.take(SAMPLE)
    [delivery] = motor.all(Delivery)
    assert delivery.state is DeliveryState.PENDING
    with mailing(motor, sink := Sink()):
        motor.clock.advance(seconds=11)
        motor.sweep()
    assert received(sink) == [("zhang@localhost", delivery.message_id)]


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(
    motor: Motor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP offers no more: the reader's mail program folds the two into one by their Message-ID."""
    subscribe(motor, "zhang@localhost")

    def sent_and_dead(*arguments: object, **options: object) -> None:
        send(*arguments, **options)  # type: ignore[arg-type]  # as given
        raise OSError("the worker is gone")

    with mailing(motor, sink := Sink()):
        with monkeypatch.context() as patch:
            patch.setattr(deliver, "send", sent_and_dead)
            motor.take(SAMPLE)
        motor.clock.advance(seconds=11)
        motor.sweep()
        motor.sweep()
    assert received(sink) == [("zhang@localhost", motor.all(Delivery)[0].message_id)] * 2
    assert motor.all(Delivery)[0].state is DeliveryState.SENT


def test_who_left_between_decision_and_sending_gets_nothing(motor: Motor) -> None:
    subscribe(motor, "zhang@localhost")
    motor.broker.hold = True
    motor.take(SAMPLE)
    motor.work_until("deliver")

    def leave(session: Session) -> None:
        subscriptions.stop(session, "zhang@localhost", SubscriptionState.UNSUBSCRIBED, motor.clock())

    motor.write(leave)
    motor.broker.work()
    told = {delivery.recipient: delivery.state for delivery in motor.all(Delivery)}
    assert told == {"zhang@localhost": DeliveryState.FAILED, DEFAULT: DeliveryState.SENT}


def test_an_alarm_is_no_supervisors(motor: Motor) -> None:
    subscribe(motor, "gone@localhost")
    with mailing(motor, sink := Picky(gone="550 no")):
        motor.take(SAMPLE)
    ops = [
        message
        for envelope in sink.received
        if (message := message_from_bytes(envelope.original_content or b"", policy=policy.default))["To"]
        == "ops@localhost"
    ]
    assert [str(message["Subject"]) for message in ops] == ["年报核查系统：1 个订阅已停发"]
    with motor.runtime.transaction() as session:
        recipients = set(session.scalars(select(Delivery.recipient)))
        assert "ops@localhost" not in recipients
        assert session.scalar(select(func.count()).where(Task.actor == "alarm")) == 1
