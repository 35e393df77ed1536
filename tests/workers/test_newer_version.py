"""A report is put right, and spoiled again, by newer versions that arrive: all the way from the file to the mail."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import Message

from sqlalchemy import select

from models import Alert, AlertEvent, AlertStatus, Organ, StoredReport, Task, TaskState, alerts
from models.session import read_only
from models.subscriptions import ensure
from rules.finding import Severity
from tests.workers.motor import Motor, body
from tests.workers.test_between_reports import NARRATIVE, report_of

READER = "jiandu@example.gov.cn"
ORGAN, OTHER = "云溪县民政局", "白河县财政局"
ROW = "行政许可 | "
CODE = "CELL-NEGATIVE"


def version(organ: str, *, faulty: bool, day: int, narrative: str = NARRATIVE) -> bytes:
    """The report as published on a day of January 2024; with a fault, the number of licences is negative."""
    lines = report_of(organ, narrative=narrative).decode().splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(ROW))
    lines[at] = ROW + ("-1 | " if faulty else "1 | ")
    return "\n".join([*lines, f"发布日期：2024-01-{day:02d}"]).encode()


def history(motor: Motor, rule: str = CODE) -> dict[str, list[str]]:
    """What happened to the alert of a rule, organ by organ."""
    query = (
        select(Organ.name, AlertEvent.event)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .join(Organ, Organ.id == Alert.organ_id)
        .where(Alert.rule == rule)
        .order_by(AlertEvent.id)
    )
    found: dict[str, list[str]] = {}
    with read_only(motor.runtime.engine) as session:
        for name, event in session.execute(query):
            found.setdefault(name, []).append(event.value)
    return found


def new_mails(motor: Motor, known: set[str]) -> Iterator[tuple[Message, str]]:
    """The mails that came since last asked, headers and text; ``known`` remembers them."""
    for path in motor.mails():
        if path.name not in known:
            known.add(path.name)
            yield email.message_from_bytes(path.read_bytes(), policy=email.policy.default), body(path)


def test_a_version_without_the_fault_resolves_it_and_one_with_it_reopens_it(motor: Motor) -> None:
    motor.write(lambda session: ensure(session, READER, motor.clock()))
    known: set[str] = set()
    motor.take(version(ORGAN, faulty=True, day=10), "first.txt")
    [(first, text)] = new_mails(motor, known)
    assert CODE in text
    motor.clock.advance(days=1)

    motor.take(version(ORGAN, faulty=False, day=12), "second.txt")
    [(second, text)] = new_mails(motor, known)
    assert (first["To"], second["To"]) == (READER, READER)
    assert "已消除1项" in second["Subject"]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert CODE in text.partition("已消除的问题")[2]
    motor.clock.advance(days=1)

    motor.take(version(ORGAN, faulty=True, day=14), "third.txt")
    [(third, text)] = new_mails(motor, known)
    assert "错误1项" in third["Subject"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert history(motor) == {ORGAN: ["opened", "resolved", "reopened"]}
    [alert] = motor.all(Alert, Alert.rule == CODE)
    current = motor.all(StoredReport, StoredReport.is_current)[-1]
    assert (alert.status, alert.opening, alert.report_id) == (AlertStatus.OPEN, 2, current.id)
    assert motor.all(Task, Task.state != TaskState.DONE) == []


def test_one_resolution_told_keeps_no_other_back(motor: Motor) -> None:
    motor.write(lambda session: ensure(session, READER, motor.clock()))
    known: set[str] = set()
    # Texts that are no copies of each other.
    narratives = {ORGAN: NARRATIVE, OTHER: NARRATIVE[::-1]}
    for organ, narrative in narratives.items():
        motor.take(version(organ, faulty=True, day=10, narrative=narrative), f"{organ}-1.txt")
    assert len(list(new_mails(motor, known))) == 2
    motor.clock.advance(days=1)
    for organ, narrative in narratives.items():
        motor.take(version(organ, faulty=False, day=12, narrative=narrative), f"{organ}-2.txt")
        [(mail, _)] = new_mails(motor, known)
        assert organ in mail["Subject"]
        assert "已消除1项" in mail["Subject"]


def test_what_a_person_has_waived_no_version_touches_while_the_fault_is_there(motor: Motor) -> None:
    motor.write(lambda session: ensure(session, READER, motor.clock()))
    known: set[str] = set()
    motor.take(version(ORGAN, faulty=True, day=10), "first.txt")
    assert len(list(new_mails(motor, known))) == 1
    [alert] = motor.all(Alert, Alert.rule == CODE)
    motor.write(lambda session: alerts.waive(session, alert.id, "张三", motor.clock(), "系统导出所致"))
    motor.clock.advance(days=1)
    motor.take(version(ORGAN, faulty=True, day=12) + "\n补充说明。".encode(), "second.txt")
    motor.clock.advance(days=1)
    motor.take(version(ORGAN, faulty=True, day=14) + "\n再次说明。".encode(), "third.txt")
    [alert] = motor.all(Alert, Alert.rule == CODE)
    assert (alert.status, alert.acknowledged_by, alert.note) == (AlertStatus.WAIVED, "张三", "系统导出所致")
    assert history(motor)[ORGAN] == ["opened", "waived"]
    assert list(new_mails(motor, known)) == []
    # Put right and spoiled again, it is another fault than the one that was waived.
    motor.clock.advance(days=1)
    motor.take(version(ORGAN, faulty=False, day=16), "fourth.txt")
    motor.clock.advance(days=1)
    motor.take(version(ORGAN, faulty=True, day=18), "fifth.txt")
    assert history(motor)[ORGAN] == ["opened", "waived", "resolved", "reopened"]
    [(_, text)] = [mail for mail in new_mails(motor, known) if "错误1项" in mail[0]["Subject"]]
    assert CODE in text


def test_a_correction_after_the_deadline_is_not_late(motor: Motor) -> None:
    """What was there in time stays in time, whenever it is put right."""
    motor.write(lambda session: ensure(session, READER, motor.clock(), minimum_severity=Severity.INFO))
    motor.take(report_of(ORGAN).replace(b"2024-01-18", b"2024-01-20"), "first.txt")
    motor.clock.advance(days=20)
    motor.take(
        report_of(ORGAN, narrative=f"{NARRATIVE}本次更正了一处文字。").replace(b"2024-01-18", b"2024-02-25"), "b.txt"
    )
    current = motor.all(StoredReport, StoredReport.is_current)[-1]
    assert str(current.published_on) == "2024-02-25"
    assert motor.all(Alert, Alert.rule == "TIME-LATE") == []


def test_a_late_report_put_right_is_no_later_for_it(motor: Motor) -> None:
    motor.write(lambda session: ensure(session, READER, motor.clock()))
    motor.take(report_of(ORGAN).replace(b"2024-01-18", b"2024-02-03"), "first.txt")
    motor.clock.advance(days=20)
    motor.take(
        report_of(ORGAN, narrative=f"{NARRATIVE}本次更正了一处文字。").replace(b"2024-01-18", b"2024-02-25"), "b.txt"
    )
    [alert] = motor.all(Alert, Alert.rule == "TIME-LATE")
    assert "已知最早公布日期为2024年2月3日（现公布日期为2024年2月25日）" in alert.message
    assert "逾期3天" in alert.message
