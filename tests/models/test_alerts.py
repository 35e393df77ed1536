from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Alert, AlertEvent, AlertStatus, EventKind, Organ, OutcomeKind, RuleOutcome
from models.alerts import Wanted, acknowledge, apply, apply_to_organ_year, end_waivers, listing, reopen, waive
from models.alerts import history as history_of
from models.reports import assign, store
from parsers.report import Where
from rules.finding import Confidence, Finding, NotAssessable, Passed, Place, Quote, Severity
from tests.models.examples import document, organ, report, stored

DAY = dt.timedelta(days=1)
RULE = "T3-ROW-SUM"
FINDING = Finding(
    RULE,
    Severity.ERROR,
    "“（七）总计”行各列之和与总计不符",
    "年度报告格式",
    places=(Place(("applications.result_total.total",), "11", "0", "11+0=11"),),
    quotes=(Quote("0 0 0 0 0 0 11", Where(line=80)),),
)
PASSED = Passed(RULE)
SILENT = NotAssessable(RULE, "表格为空白")
EXPLAINED = NotAssessable(RULE, "已由T3-ALL-BLANK说明", ("T3-ALL-BLANK",))


def only(session: Session) -> Alert:
    return session.scalars(select(Alert).where(Alert.rule == RULE)).one()


def history(session: Session) -> list[str]:
    return list(session.scalars(select(AlertEvent.event).order_by(AlertEvent.id)))


def test_a_finding_opens_an_alert_once(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    changes = apply(session, reading, [FINDING], now)
    alert = only(session)
    assert changes.opened == [alert]
    assert (alert.subject, alert.year, alert.status) == (reading.subject, 2023, AlertStatus.OPEN)
    assert alert.evidence["quotes"] == [{"text": "0 0 0 0 0 0 11", "where": {"line": 80}}]
    changes = apply(session, reading, [FINDING], now + DAY)
    assert not any((changes.opened, changes.reopened, changes.changed, changes.resolved))
    assert (alert.opened_at, alert.last_seen_at) == (now, now + DAY)
    assert history(session) == ["opened"]


def test_a_finding_that_reads_otherwise_changes_its_alert(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    other = msgspec.structs.replace(FINDING, severity=Severity.WARNING, confidence=Confidence.LOW, version=2)
    assert apply(session, reading, [other], now).changed == [only(session)]
    assert (only(session).severity, only(session).rule_version) == (Severity.WARNING, 2)
    details = session.scalars(select(AlertEvent.detail).order_by(AlertEvent.id)).all()
    assert details == [None, "规则版本、级别、可信度"]


@pytest.mark.parametrize("outcome", [PASSED, EXPLAINED])
def test_what_is_no_longer_found_is_resolved_and_may_come_back(
    session: Session, now: dt.datetime, outcome: Passed | NotAssessable
) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    assert apply(session, reading, [outcome], now + DAY).resolved == [only(session)]
    assert (only(session).status, only(session).resolved_at) == (AlertStatus.RESOLVED, now + DAY)
    assert not apply(session, reading, [outcome], now + DAY).resolved
    assert apply(session, reading, [FINDING], now + 2 * DAY).reopened == [only(session)]
    assert (only(session).status, only(session).resolved_at) == (AlertStatus.OPEN, None)
    assert only(session).opening == 2
    assert history(session) == ["opened", "resolved", "reopened"]


def test_what_cannot_be_assessed_leaves_its_alert_as_it_is(session: Session, now: dt.datetime) -> None:
    """A corrected version whose tables are withheld proves nothing: the fault may well be there still."""
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    for version in (reading, stored(session, "b", now + DAY)):
        assert not apply(session, version, [SILENT], now + DAY).resolved
    alert = only(session)
    assert (alert.status, alert.report_id, alert.last_seen_at) == (AlertStatus.OPEN, reading.id, now)
    waive(session, alert.id, "王科长", now, "机构改革")
    apply(session, stored(session, "c", now + 2 * DAY), [SILENT], now + 2 * DAY)
    assert only(session).status is AlertStatus.WAIVED
    assert history(session) == ["opened", "waived"]


def test_a_broader_finding_takes_the_narrow_ones_place(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    apply(session, reading, [EXPLAINED], now)
    detail = session.scalars(select(AlertEvent.detail).where(AlertEvent.event == EventKind.RESOLVED)).one()
    assert detail == "已由T3-ALL-BLANK说明"


def test_a_rule_that_is_switched_off_leaves_no_standing_alert(session: Session, now: dt.datetime) -> None:
    """Off is the office's own word; what a person has waived does not count anyway, and stays waived."""
    reading = stored(session, "a", now)
    others = [Finding(rule, Severity.ERROR, "……", "……") for rule in ("KNOWN", "WAIVED", "ON")]
    apply(session, reading, [FINDING, *others], now)
    keys = {alert.rule: alert.id for alert in session.scalars(select(Alert))}
    acknowledge(session, keys["KNOWN"], "王科长", now)
    waive(session, keys["WAIVED"], "王科长", now, "机构改革")
    changes = apply(session, reading, [], now + DAY, switched_off=[RULE, "KNOWN", "WAIVED", "NEVER-FOUND"])
    assert {alert.rule for alert in changes.resolved} == {RULE, "KNOWN"}
    statuses = {alert.rule: alert.status for alert in session.scalars(select(Alert))}
    assert (statuses["WAIVED"], statuses["ON"]) == (AlertStatus.WAIVED, AlertStatus.OPEN)
    details = session.scalars(select(AlertEvent.detail).where(AlertEvent.event == EventKind.RESOLVED)).all()
    assert details == ["规则已停用"] * 2
    assert session.scalars(select(RuleOutcome.rule)).all() == ["ON"]
    assert apply(session, reading, [FINDING], now + 2 * DAY).reopened == [only(session)]


def test_only_the_rules_evaluated_are_touched(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    apply(session, reading, [Passed("T4-SUM")], now)
    apply(session, reading, [], now)
    assert only(session).status is AlertStatus.OPEN


def test_a_persons_decision_outlives_every_run(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    acknowledge(session, only(session).id, "王科长", now, note="已电话告知")
    for outcomes in ([FINDING], [PASSED], [msgspec.structs.replace(FINDING, message="另一说法")]):
        apply(session, reading, outcomes, now + DAY)
        assert only(session).status is AlertStatus.ACKNOWLEDGED
    assert (only(session).acknowledged_by, only(session).note) == ("王科长", "已电话告知")
    assert history(session) == ["opened", "acknowledged", "changed"]


def test_a_decision_said_twice_is_one_decision(session: Session, now: dt.datetime) -> None:
    apply(session, stored(session, "a", now), [FINDING], now)
    number = only(session).id
    for note in ("已电话告知", "已电话告知", "已书面告知"):
        acknowledge(session, number, " 王科长 ", now, note=note)
    for until in (None, None, dt.date(2024, 12, 31)):
        waive(session, number, "王科长", now, "机构改革", until=until)
    assert history(session) == ["opened", "acknowledged", "acknowledged", "waived", "waived"]


def test_a_corrected_version_resolves_even_what_was_decided(session: Session, now: dt.datetime) -> None:
    apply(session, stored(session, "a", now), [FINDING], now)
    waive(session, only(session).id, "王科长", now, "机构改革")
    corrected = stored(session, "b", now + DAY)
    apply(session, corrected, [FINDING], now + DAY)
    assert only(session).status is AlertStatus.WAIVED
    assert only(session).report_id == corrected.id
    apply(session, stored(session, "c", now + 2 * DAY), [PASSED], now + 2 * DAY)
    assert only(session).status is AlertStatus.RESOLVED


@pytest.mark.parametrize("decide", [acknowledge, waive])
@pytest.mark.parametrize(
    "other",
    [
        {"places": (Place(("applications.granted.total",), "11", "0", "11+0=11"),)},
        {"places": (), "quotes": (Quote("收到申请12件", Where(line=9)),)},
    ],
)
def test_a_decision_does_not_cover_another_fault_of_a_corrected_version(
    session: Session, now: dt.datetime, decide: Callable[..., Alert], other: dict[str, Any]
) -> None:
    first = msgspec.structs.replace(FINDING, places=()) if not other["places"] else FINDING
    apply(session, stored(session, "a", now), [first], now)
    decide(session, only(session).id, "王科长", now, note="机构改革")
    changes = apply(session, stored(session, "b", now + DAY), [msgspec.structs.replace(first, **other)], now + DAY)
    assert changes.reopened == [only(session)]
    assert (only(session).status, only(session).acknowledged_by, only(session).opening) == (AlertStatus.OPEN, None, 2)


def test_a_waiver_ends_with_its_last_day_in_china(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    waive(session, only(session).id, "王科长", now, "机构改革", until=dt.date(2024, 2, 5))
    apply(session, reading, [FINDING], dt.datetime(2024, 2, 5, 15, 59, tzinfo=dt.UTC))
    assert only(session).status is AlertStatus.WAIVED
    apply(session, reading, [FINDING], dt.datetime(2024, 2, 5, 16, 0, tzinfo=dt.UTC))
    assert (only(session).status, only(session).waived_until) == (AlertStatus.OPEN, None)


def test_a_waiver_that_is_over_ends_by_itself(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING, Finding("W", Severity.WARNING, "……", "……")], now)
    alert = only(session)
    other = session.scalars(select(Alert).where(Alert.rule == "W")).one()
    waive(session, alert.id, "王科长", now, "机构改革", until=dt.date(2024, 2, 5))
    waive(session, other.id, "王科长", now, "长期有效")
    assert end_waivers(session, dt.datetime(2024, 2, 5, 15, 59, tzinfo=dt.UTC)) == []
    midnight = dt.datetime(2024, 2, 5, 16, 0, tzinfo=dt.UTC)
    assert end_waivers(session, midnight) == [alert]
    assert end_waivers(session, midnight) == []
    assert (alert.status, alert.waived_until, alert.opening) == (AlertStatus.OPEN, None, 2)
    assert other.status is AlertStatus.WAIVED
    assert [(event.event, event.detail) for event in history_of(session, alert.id)][-1] == ("reopened", "豁免期限已过")


def test_a_waiver_says_why_and_has_a_day_to_come(session: Session, now: dt.datetime) -> None:
    apply(session, stored(session, "a", now), [FINDING], now)
    with pytest.raises(ValueError, match="reason"):
        waive(session, only(session).id, "王科长", now, " ")
    with pytest.raises(ValueError, match="2024-02-04"):
        waive(session, only(session).id, "王科长", now, "机构改革", until=dt.date(2024, 2, 4))
    assert only(session).status is AlertStatus.OPEN


def test_a_decision_can_be_taken_back(session: Session, now: dt.datetime) -> None:
    apply(session, stored(session, "a", now), [FINDING], now)
    key = only(session).id
    with pytest.raises(ValueError, match="open"):
        reopen(session, key, "李科长", now)
    waive(session, key, "王科长", now, "机构改革")
    reopen(session, key, "李科长", now + DAY, "豁免有误")
    alert = only(session)
    assert (alert.status, alert.note, alert.acknowledged_by) == (AlertStatus.OPEN, None, None)
    assert alert.opening == 1, "who was told of it before needs no second mail"
    events = [(event.event, event.by, event.detail) for event in history_of(session, key)]
    assert events[1:] == [("waived", "王科长", "机构改革"), ("reopened", "李科长", "豁免有误")]


def test_a_reading_that_is_not_current_changes_no_alert(session: Session, now: dt.datetime) -> None:
    old = stored(session, "a", now)
    new = stored(session, "b", now + DAY)
    apply(session, new, [PASSED], now)
    assert not apply(session, old, [FINDING], now).opened
    outcomes = session.execute(select(RuleOutcome.report_id, RuleOutcome.outcome).order_by(RuleOutcome.report_id))
    assert list(map(tuple, outcomes)) == [(old.id, OutcomeKind.FINDING), (new.id, OutcomeKind.PASSED)]


def test_a_decision_about_a_report_goes_along_to_its_organ(session: Session, now: dt.datetime) -> None:
    source = document(session, "a", now)
    nameless = store(session, source, report(), None, 1, now)
    apply(session, nameless, [FINDING], now)
    waive(session, only(session).id, "王科长", now, "机构改革")
    assign(session, nameless, organ(session))
    changes = apply(session, nameless, [FINDING], now + DAY)
    assert not any((changes.opened, changes.reopened, changes.resolved))
    assert (only(session).status, only(session).subject) == (AlertStatus.WAIVED, nameless.subject)
    assert (only(session).organ_id, only(session).year) == (nameless.organ_id, 2023)


def test_a_report_moved_to_its_year_leaves_no_alert_behind(session: Session, now: dt.datetime) -> None:
    apply(session, stored(session, "a", now, report(None)), [FINDING], now)
    moved = stored(session, "a", now, report(2023), parser_version=2)
    changes = apply(session, moved, [FINDING], now)
    assert [(len(changes.opened), len(changes.resolved))] == [(1, 1)]
    standing = session.scalars(select(Alert.subject).where(Alert.status == AlertStatus.OPEN)).all()
    assert standing == [moved.subject]


def test_there_is_nothing_to_decide_about_what_is_resolved(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    apply(session, reading, [FINDING], now)
    apply(session, reading, [PASSED], now)
    with pytest.raises(ValueError, match="resolved"):
        acknowledge(session, only(session).id, "王科长", now)
    with pytest.raises(LookupError):
        waive(session, 4711, "王科长", now, "机构改革")


def test_alerts_are_listed_worst_first(session: Session, now: dt.datetime) -> None:
    findings = [
        Finding(rule, severity, "……", "……")
        for rule, severity in (("I", Severity.INFO), ("W", Severity.WARNING), ("E", Severity.ERROR))
    ]
    apply(session, stored(session, "a", now), findings, now)
    apply(session, stored(session, "b", now, report(2022)), [findings[1], Passed("E")], now)
    listed = [(alert.rule, alert.year) for alert in listing(session)]
    assert listed == [("E", 2023), ("W", 2023), ("W", 2022), ("I", 2023)]
    wanted = Wanted(minimum_severity=Severity.WARNING, organs=Organ.id == organ(session).id, year=2023)
    assert [alert.rule for alert in listing(session, wanted)] == ["E", "W"]
    assert [alert.rule for alert in listing(session, wanted, limit=1)] == ["E"]
    assert listing(session, Wanted(statuses=[AlertStatus.RESOLVED])) == []
    assert len(listing(session, Wanted(statuses=[], rule="W"))) == 2


def missing(severity: Severity = Severity.ERROR) -> Finding:
    return Finding("C-MISSING", severity, "尚未公布", "条例第四十九条")


@pytest.mark.parametrize(
    ("decide", "status"), [(acknowledge, AlertStatus.OPEN), (waive, AlertStatus.WAIVED)], ids=["noted", "waived"]
)
def test_a_reminder_that_was_noted_is_told_again_when_it_is_overdue(
    session: Session, now: dt.datetime, decide: Callable[..., Alert], status: AlertStatus
) -> None:
    key = organ(session).id
    reminder = msgspec.structs.replace(FINDING, severity=Severity.INFO, places=(), quotes=())
    apply_to_organ_year(session, key, 2023, [reminder], now)
    decide(session, only(session).id, "王科长", now, note="已催办")
    apply_to_organ_year(session, key, 2023, [reminder], now + DAY)
    assert only(session).status is not AlertStatus.OPEN
    apply_to_organ_year(session, key, 2023, [msgspec.structs.replace(reminder, severity=Severity.ERROR)], now + DAY)
    assert only(session).status is status


def test_an_alert_may_be_about_a_report_that_is_not_there(session: Session, now: dt.datetime) -> None:
    owner = organ(session)
    [opened] = apply_to_organ_year(session, owner.id, 2023, [missing(Severity.INFO)], now).opened
    assert (opened.subject, opened.report_id, opened.year) == (f"organ:{owner.id}:2023", None, 2023)
    changes = apply_to_organ_year(session, owner.id, 2023, [missing(Severity.INFO)], now)
    assert (changes.opened, changes.changed) == ([], [])
    [raised] = apply_to_organ_year(session, owner.id, 2023, [missing()], now).changed
    assert (raised, raised.severity, raised.opening) == (opened, Severity.ERROR, 2)
    report_ = stored(session, "a", now)
    changes = apply_to_organ_year(session, owner.id, 2023, [Passed("C-MISSING")], now)
    assert not changes.resolved, "once there is a report, its own checks speak"
    assert apply(session, report_, [Passed("C-MISSING")], now).resolved == [opened]
    assert not apply_to_organ_year(session, owner.id, 2023, [missing()], now).reopened
