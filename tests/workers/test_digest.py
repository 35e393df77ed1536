"""Digests, mails that answer others, waivers that end, and reports that are missing: from the rules to the outbox."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
import io
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, Delivery, DeliveryKind, Frequency, Organ, Subscription, alerts
from rules.finding import Finding, Severity
from tests.workers.motor import Motor

SAMPLE = "broken-sums-pipe-rows"
ORGAN = "霁川县交通运输局"


def subscribe(motor: Motor, address: str, severity: Severity = Severity.WARNING, **terms: Any) -> Subscription:
    values = {"created_at": motor.clock(), "scheduled_at": motor.clock()} | terms
    subscription = Subscription(address=address, minimum_severity=severity, **values)
    motor.write(lambda session: session.add(subscription))
    return subscription


def daily(motor: Motor, address: str, **terms: Any) -> Subscription:
    return subscribe(motor, address, frequency=Frequency.DAILY, send_at=dt.time(8, 30), **terms)


def next_morning(motor: Motor) -> None:
    motor.clock.advance(hours=24)
    motor.sweep()


def mails(motor: Motor) -> list[EmailMessage]:
    """The mails in the outbox as they were written."""
    sent = motor.all(Delivery)

    def order(path: Path) -> int:
        return next(at for at, delivery in enumerate(sent) if delivery.message_id[1:33] in path.name)

    found = []
    for path in sorted(motor.mails(), key=order):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_a_digest_gathers_what_is_new_and_is_sent_once(motor: Motor) -> None:
    daily(motor, "boss@localhost")
    motor.take(SAMPLE)
    motor.take("missing-section-five")
    assert motor.all(Delivery) == [], "who covers it wants a digest: nobody is told at once"
    for _ in range(3):
        next_morning(motor)
    [delivery] = motor.all(Delivery)
    assert (delivery.kind, delivery.report_id) == (DeliveryKind.DIGEST, None)
    [message] = mails(motor)
    assert message["Subject"].startswith("【年报核查】每日汇总（2月6日）：新增错误")
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "年报核查每日汇总-2024-02-06.csv"
    data = attached.get_content()
    assert isinstance(data, str)
    rows = list(csv.DictReader(io.StringIO(data.removeprefix("\ufeff"))))
    told = motor.all(Alert, Alert.severity != Severity.INFO)
    assert sorted(row["编号"] for row in rows) == sorted(str(alert.id) for alert in told)
    assert {row["单位"] for row in rows} >= {ORGAN}


def test_a_digest_shows_the_worst_of_an_organ_in_its_table(motor: Motor) -> None:
    daily(motor, "li@example.gov.cn")
    motor.take(SAMPLE)
    next_morning(motor)
    [mail] = mails(motor)
    text = text_of(mail)
    assert text.count("表三 收到和处理政府信息公开申请情况") == 1
    shown = text.split("表三 收到和处理政府信息公开申请情况")[1].split("▲标出所指之处")[0]
    assert "▲" in shown
    assert "其余" not in shown


def test_a_digest_tells_what_is_resolved(motor: Motor) -> None:
    daily(motor, "boss@localhost")
    motor.take(SAMPLE)
    next_morning(motor)
    resolve_all(motor)
    next_morning(motor)
    next_morning(motor)
    assert len(mails(motor)) == 2
    assert "已消除" in mails(motor)[1]["Subject"]
    assert "新增" not in mails(motor)[1]["Subject"]


def resolve_all(motor: Motor) -> None:
    """What a corrected version does to the alerts; the rules' part of it is tested where they are."""

    def resolve(session: Session) -> None:
        for alert in session.scalars(select(Alert)):
            alert.status, alert.resolved_at = AlertStatus.RESOLVED, motor.clock()

    motor.write(resolve)


def notify_again(motor: Motor, version: str) -> None:
    reports = {alert.report_id for alert in motor.all(Alert)}
    motor.write(
        lambda session: [motor.runtime.add(session, "notify", key, version, correlation_id=None) for key in reports]
    )


def test_what_is_resolved_is_told_in_the_thread_of_its_alert(motor: Motor) -> None:
    subscribe(motor, "zhang@localhost")
    motor.take(SAMPLE)
    motor.clock.advance(hours=1)
    resolve_all(motor)
    notify_again(motor, "corrected")
    notify_again(motor, "and again")
    first, second = mails(motor)
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert "已消除" in second["Subject"]
    assert "经再次核查已不存在" in text_of(second).replace("\n", "")
    assert first["In-Reply-To"] is None


def test_who_was_told_nothing_hears_of_no_resolution(motor: Motor) -> None:
    subscribe(motor, "zhang@localhost", Severity.ERROR)
    motor.take(SAMPLE)
    told = len(motor.all(Delivery))
    subscribe(motor, "new@localhost")
    resolve_all(motor)
    notify_again(motor, "corrected")
    assert [delivery.recipient for delivery in motor.all(Delivery)[told:]] == ["zhang@localhost"]


def test_one_address_gets_errors_at_once_and_the_rest_in_its_digest(motor: Motor) -> None:
    subscribe(motor, "li@localhost", Severity.ERROR)
    daily(motor, "li@localhost", severity=Severity.INFO)
    motor.take("blank-applications-table")
    next_morning(motor)
    at_once, later = motor.all(Delivery)
    assert (at_once.kind, later.kind) == (DeliveryKind.REPORT, DeliveryKind.DIGEST)
    numbers = {alert.id for alert in motor.all(Alert, Alert.severity == Severity.ERROR)}
    [attached] = mails(motor)[1].iter_attachments()
    rows = list(csv.DictReader(io.StringIO(str(attached.get_content()).removeprefix("\ufeff"))))
    assert not numbers & {int(row["编号"]) for row in rows}
    assert {row["级别"] for row in rows} <= {"警告", "提示"}


def test_only_rules_asked_for_are_told(motor: Motor) -> None:
    subscribe(motor, "sums@localhost", rules=["T3-ROW-*"])
    motor.take(SAMPLE)
    rules = {alert.rule for alert in motor.all(Alert)}
    assert len(rules) > 1
    [delivery] = motor.all(Delivery)
    with motor.runtime.transaction() as session:
        assert {alert.rule for alert in session.get_one(Delivery, delivery.id).alerts} == {"T3-ROW-SUM"}


def test_a_waiver_that_is_over_is_told_again(motor: Motor) -> None:
    motor.take(SAMPLE)
    sent = len(motor.all(Delivery))
    number = motor.all(Alert, Alert.rule == "T3-ROW-SUM")[0].id
    today = motor.clock().date()
    motor.write(lambda session: alerts.waive(session, number, "王芳", motor.clock(), "机构改革", today))
    motor.sweep()
    assert motor.all(Alert, Alert.id == number)[0].status is AlertStatus.WAIVED
    motor.clock.advance(days=1)
    motor.sweep()
    assert motor.all(Alert, Alert.id == number)[0].status is AlertStatus.OPEN
    assert len(motor.all(Delivery)) == sent + 1
    assert mails(motor)[-1]["In-Reply-To"] == mails(motor)[0]["Message-ID"]


@pytest.mark.parametrize("scope", ["organ", "superior", "city", "all"])
def test_organs_below_one_belong_to_its_digest(motor: Motor, scope: str) -> None:
    superior = Organ(name="霁川县人民政府", division_code="990101")
    organ = Organ(name=ORGAN, division_code="990101", division="霁川县")

    def make(session: Session) -> None:
        session.add_all([superior, organ])
        session.flush()
        organ.superior_id = superior.id

    motor.write(make)
    scopes: dict[str, dict[str, Any]] = {
        "organ": {"organ_id": organ.id},
        "superior": {"organ_id": superior.id},
        "city": {"division_code": "9901"},
    }
    daily(motor, "boss@localhost", **scopes.get(scope, {}))
    daily(motor, "elsewhere@localhost", division_code="9902")
    motor.take(SAMPLE)
    next_morning(motor)
    assert [delivery.recipient for delivery in motor.all(Delivery)] == ["boss@localhost"]
    assert "霁川县" in text_of(mails(motor)[0])


def test_towns_stand_under_their_county(motor: Motor) -> None:
    daily(motor, "boss@localhost")
    towns = {"嵩县大章镇人民政府": "410325106", "嵩县城关镇人民政府": "410325100"}

    def write(session: Session) -> None:
        for name, code in towns.items():
            town = Organ(name=name, division_code=code, division=f"河南省洛阳市{name.removesuffix('人民政府')}")
            session.add(town)
            session.flush()
            finding = Finding("C-MISSING", Severity.ERROR, f"{name}尚未公布。", "条例第四十九条")
            alerts.apply_to_organ_year(session, town.id, 2023, [finding], motor.clock())

    motor.write(write)
    next_morning(motor)
    [message] = mails(motor)
    text = text_of(message)
    assert "河南省洛阳市嵩县" in text
    assert "河南省洛阳市嵩县大章镇" not in text
    assert all(name in text for name in towns)
