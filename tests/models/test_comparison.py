from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from models import Duty, Organ, OrganState, StoredReport, alerts, coverage
from models.comparison import copies, first_sighting, organs_below, total, values_of
from models.reports import store
from parsers.report import Cell, Report, Status
from rules.finding import Finding, Severity
from tests.models.examples import document, organ, report

DAY = dt.timedelta(days=1)
KEYS = ("applications.new_received.total", "proceedings.review.total")


def keep(
    session: Session, content: str, owner: Organ, now: dt.datetime, version: int = 1, read: Report | None = None
) -> StoredReport:
    return store(session, document(session, content, now), read or report(), owner, version, now)


def test_copies_are_the_newest_readings_of_other_documents(session: Session, now: dt.datetime) -> None:
    owner = organ(session)
    first, second = keep(session, "a", owner, now), keep(session, "b", owner, now + DAY)
    keep(session, "c", organ(session, "乙局"), now)
    again = keep(session, "a", owner, now + DAY, 2)
    assert (copies(session, second), copies(session, again), copies(session, first)) == ([again], [second], [second])
    assert (seen := first_sighting(session, first.document_id)) is not None
    assert (seen.name, seen.seen_at) == ("report.txt", now)


def test_the_organs_below_are_those_that_owe_a_report(session: Session) -> None:
    above = organ(session, "某县人民政府")
    names = ("甲局", "乙局", "丙局", "丁局", "戊局")
    below = [organ(session, name) for name in names]
    for each in below:
        each.superior_id, each.state = above.id, OrganState.CONFIRMED
    below[1].exempt = True
    below[2].abolished_on = dt.date(2023, 12, 1)
    below[3].founded_on = dt.date(2024, 1, 1)
    below[4].state = OrganState.PROPOSED
    session.flush()
    assert [each.name for each in organs_below(session, above.id, 2023)] == ["甲局"]
    assert [each.name for each in organs_below(session, above.id, 2024)] == ["甲局", "丁局"]


def test_figures_that_are_not_certain_are_left_out(session: Session, now: dt.datetime) -> None:
    one, other, third = (organ(session, name) for name in ("甲局", "乙局", "丙局"))
    first = keep(session, "a", one, now, read=report(applications__new_received__total=Cell(Status.OK, 12, "12")))
    second = keep(session, "b", other, now, read=report(proceedings__review__total=Cell(Status.BLANK, None, "")))
    keep(session, "c", third, now)
    values = values_of(session, [one.id, other.id], 2023, KEYS)
    assert values == {first.id: {KEYS[0]: 12, KEYS[1]: 1}, second.id: {KEYS[0]: 1}}
    assert total([values[first.id], {KEYS[0]: 1, KEYS[1]: 2}], KEYS) == {KEYS[0]: 13, KEYS[1]: 3}
    assert values_of(session, [], 2023, KEYS) == {}


def test_who_has_published_and_what_is_missed(session: Session, now: dt.datetime) -> None:
    one, other = organ(session, "甲局"), organ(session, "乙局")
    one.state = OrganState.CONFIRMED
    keep(session, "a", one, now)
    assert coverage.roster(session) == [one]
    assert (coverage.published(session, 2023), coverage.published(session, 2022)) == ({one.id}, set())
    missing = Finding("C-MISSING", Severity.ERROR, "尚未公布", "条例第四十九条")
    [alert] = alerts.apply_to_organ_year(session, other.id, 2023, [missing], now).opened
    assert coverage.alerts_without_report(session, "C-MISSING", 2023) == {other.id: alert}
    assert coverage.years_with_standing_alerts(session, "C-MISSING") == {2023}
    alerts.apply_to_organ_year(session, other.id, 2023, [], now, ["C-MISSING"])
    assert coverage.years_with_standing_alerts(session, "C-MISSING") == set()


def test_deadlines_follow_the_profile(session: Session) -> None:
    one, other = organ(session, "甲局"), organ(session, "乙局")
    january, march = dt.date(2024, 1, 31), dt.date(2024, 3, 31)
    for due_on in ({one.id: january, other.id: march}, {one.id: march}):
        for _ in range(2):
            coverage.set_duties(session, 2023, due_on)
            session.expire_all()
            found = {duty.organ_id: duty.due_on for duty in session.query(Duty)}
            assert found == due_on
