"""The checks: one family alone, what changes while they run, and who is told of a quarantine; on both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from models import (
    Alert,
    AlertStatus,
    Delivery,
    StoredReport,
    Task,
    TaskState,
)
from models.session import transaction
from rules.context import Context, Family
from rules.finding import Outcome, Severity
from rules.profile import Profile
from rules.registry import RuleError, evaluate
from tests.workers.motor import SAMPLES, Motor, body
from workers import backlog
from workers.actors import checks
from workers.actors.work import perform
from workers.profile import ProfileFile
from workers.registry import SPECS
from workers.settings import load


def break_family(monkeypatch: pytest.MonkeyPatch, broken: Family) -> None:
    def evaluate_or_break(context: Context, families: list[Family]) -> list[Outcome]:
        if broken in families:
            raise RuleError("T3-ROW-SUM")
        return evaluate(context, families)

    monkeypatch.setattr(checks, "evaluate", evaluate_or_break)


def test_a_bug_in_one_family_stops_only_that_family(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        break_family(patch, Family.ARITHMETIC)
        motor.take("old-form-in-2022")
        first = {alert.rule for alert in motor.all(Alert)}
        assert motor.states()["check_arithmetic"] == "quarantined"
        assert motor.states()["notify"] == "done"
        alarms = [mail for mail in motor.mails() if mail.name.startswith("alarm")]
        assert len(alarms) == 1
        assert "check_arithmetic" in body(alarms[0])
    assert first
    motor.write(lambda session: backlog.retry(session, motor.clock()))
    assert TaskState.QUARANTINED not in {task.state for task in motor.all(Task)}
    notified = motor.all(Task, Task.actor == "notify")
    assert len({task.input_version for task in notified}) == len(notified) == 2


def alarms(motor: Motor) -> list[str]:
    return [body(mail) for mail in motor.mails() if mail.name.startswith("alarm")]


def test_every_quarantine_is_told_within_an_hour(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock shows 9:30. What comes after this hour's mail is told by the next hour's, and nothing is told twice."""
    break_family(monkeypatch, Family.TIME)
    for sample, told in (("clean-pipe-rows", 1), ("clean-cell-lines", 1), ("clean-cell-pipes", 1)):
        motor.take(sample)
        assert len(alarms(motor)) == told
        motor.clock.advance(minutes=10)
    motor.sweep()
    assert "现有 3 项" in alarms(motor)[-1]
    assert [task.subject for task in motor.all(Task, Task.actor == "alarm")] == ["2024-02-05T09", "2024-02-05T10"]
    motor.clock.advance(minutes=10)
    motor.take("clean-page-breaks")
    motor.clock.advance(hours=1)
    motor.sweep()
    assert len(alarms(motor)) == 3
    motor.clock.advance(hours=5)
    motor.sweep()
    assert len(alarms(motor)) == 3


def test_an_alarm_not_yet_written_tells_of_all(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    break_family(monkeypatch, Family.TIME)
    motor.broker.hold = True
    motor.take("clean-pipe-rows")
    motor.take("clean-cell-lines")
    motor.work_until("alarm")
    held = motor.broker.held.popleft()
    motor.work_until("alarm")
    motor.broker.held.append(held)
    motor.broker.work()
    assert len(motor.all(Task, Task.actor == "alarm")) == 1
    assert ["现有 2 项" in text for text in alarms(motor)] == [True]


def test_a_rule_that_is_switched_off_closes_its_alerts(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    [report] = motor.all(StoredReport)
    motor.runtime.profile = Profile(off=frozenset({"T3-ROW-SUM"}))
    motor.write(lambda session: checks.add_checks(motor.runtime, session, report.id, "recheck.1", correlation_id=None))
    statuses = {alert.rule: alert.status for alert in motor.all(Alert)}
    assert (statuses["T3-ROW-SUM"], statuses["T3-BALANCE"]) == (AlertStatus.RESOLVED, AlertStatus.OPEN)


def test_a_year_before_that_comes_during_a_check_has_it_done_again(
    motor: Motor, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (SAMPLES / "clean-pipe-rows.txt").read_text("utf-8")
    known: list[bool] = []

    def evaluate_while_another_comes(context: Context, families: list[Family]) -> list[Outcome]:
        if families == [Family.CROSS] and context.report.year == 2023:
            known.append(context.predecessor is not None)
            if len(known) == 1:
                motor.take(text.replace("2023", "2022").replace("2024", "2023").encode(), "2022.txt")
                motor.work_beside()
        return evaluate(context, families)

    monkeypatch.setattr(checks, "evaluate", evaluate_while_another_comes)
    motor.take(text.encode(), "2023.txt")
    assert known == [False, True], "the check that the year before asked for came first"
    [interrupted] = motor.all(Task, Task.state == TaskState.PENDING)
    assert (interrupted.actor, interrupted.attempts) == ("check_cross", 1)
    assert "InputChangedError" in interrupted.last_error
    motor.clock.advance(seconds=11)
    motor.sweep()
    assert known == [False, True, True]
    assert set(motor.states().values()) == {"done"}


def test_what_a_retried_check_finds_is_mailed_alone(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        break_family(patch, Family.ARITHMETIC)
        motor.take("broken-sums-pipe-rows")
        assert motor.all(Delivery) == []
    motor.write(lambda session: backlog.retry(session, motor.clock()))
    [delivery] = motor.all(Delivery)
    with transaction(motor.runtime.engine) as session:
        rules = {alert.rule for alert in session.get_one(Delivery, delivery.id).alerts}
    assert rules == {alert.rule for alert in motor.all(Alert) if alert.severity is not Severity.INFO}


def test_a_recheck_that_finds_nothing_new_sends_no_second_mail(motor: Motor) -> None:
    motor.take("broken-sums-pipe-rows")
    [report] = motor.all(StoredReport)
    motor.write(lambda session: checks.add_checks(motor.runtime, session, report.id, "recheck.1", correlation_id=None))
    assert len(motor.all(Task, Task.actor == "notify")) == 2
    assert len(motor.mails()) == 1


def test_two_last_checks_at_once_lead_to_one_notify(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    motor.take("clean-pipe-rows")
    [report] = motor.all(StoredReport)
    motor.broker.hold = True
    motor.write(
        lambda session: checks.add_checks(
            motor.runtime, session, report.id, "again", correlation_id=None, families=[Family.CELLS, Family.TIME]
        )
    )
    barrier = threading.Barrier(2)

    def evaluate_together(context: Context, families: list[Family]) -> list[Outcome]:
        barrier.wait(30)
        return evaluate(context, families)

    monkeypatch.setattr(checks, "evaluate", evaluate_together)
    threads = [
        threading.Thread(target=perform, args=(motor.runtime, SPECS[task.actor], task.id))
        for task in motor.all(Task, Task.input_version == "again")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    motor.broker.work()
    assert len(motor.all(Task, Task.actor == "notify")) == 2, "the first round's, and one of the second"
    assert set(motor.states().values()) == {"done"}


def test_a_corrected_version_resolves_what_it_no_longer_shows(motor: Motor) -> None:
    text = (SAMPLES / "missing-section-five.txt").read_text("utf-8")
    motor.take(text.encode(), "v1.txt")
    [before] = motor.all(Alert, Alert.rule == "STR-SECTION-MISSING")
    assert before.status is AlertStatus.OPEN
    motor.clock.advance(days=1)
    section = "五、政府信息公开工作存在的主要问题及改进情况\n存在问题：解读形式单一。改进措施：增加图解和视频解读。\n"
    motor.take(text.replace("\n六、", f"\n{section}六、").encode(), "v2.txt")
    first, second = motor.all(StoredReport)
    assert (first.is_current, second.is_current) == (False, True)
    assert (first.version, second.version) == (1, 2)
    [after] = motor.all(Alert, Alert.rule == "STR-SECTION-MISSING")
    assert (after.status, after.resolved_at) == (AlertStatus.RESOLVED, motor.clock())


def test_the_year_after_is_checked_again_when_the_year_before_arrives(motor: Motor) -> None:
    text = (SAMPLES / "clean-pipe-rows.txt").read_text("utf-8")
    motor.take(text.encode(), "2023.txt")
    motor.take(text.replace("2023", "2022").replace("2024", "2023").encode(), "2022.txt")
    later, earlier = motor.all(StoredReport)
    assert (later.year, earlier.year) == (2023, 2022)
    again = motor.all(Task, Task.subject == str(later.id), Task.input_version == f"after.{earlier.id}")
    assert {task.actor for task in again} == set(checks.CHECKS)


def test_a_profile_is_read_again_when_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text("reminder_days = 3\n", encoding="utf-8")
    profile = ProfileFile(load(home=tmp_path, profile=path))
    assert profile.current().reminder_days == 3
    path.write_text("reminder_days = 14\n", encoding="utf-8")
    assert profile.current().reminder_days == 14
    path.write_text("reminder_days = ", encoding="utf-8")
    assert profile.current().reminder_days == 14
    path.unlink()
    assert profile.current().reminder_days == 14
    path.write_text("reminder_days = 5\n", encoding="utf-8")
    assert profile.current().reminder_days == 5
