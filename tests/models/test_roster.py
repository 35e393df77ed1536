from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Alert,
    AlertStatus,
    Delivery,
    Organ,
    OrganState,
    StoredReport,
    Subscription,
    alerts,
    deliveries,
    roster,
)
from models.organs import find
from models.reports import assign, current, store
from models.subscriptions import ensure
from rules.finding import Finding, Passed, Severity
from tests.models.examples import document, organ, report

DAY = dt.timedelta(days=1)
OLD, NEW = "云溪县民政和社会事务局", "云溪县民政局"


def keep(session: Session, content: str, owner: Organ | None, now: dt.datetime, year: int = 2023) -> StoredReport:
    return store(session, document(session, content, now), report(year), owner, 1, now)


def test_what_was_proposed_under_another_name_goes_to_the_organ_with_all_it_has(
    session: Session, now: dt.datetime
) -> None:
    into, proposed = organ(session, NEW), organ(session, OLD)
    into.state = OrganState.CONFIRMED
    below = organ(session, "云溪县殡葬管理所")
    below.superior_id = proposed.id
    keep(session, "a", into, now)
    newer, other_year = keep(session, "b", proposed, now + DAY), keep(session, "c", proposed, now, 2022)
    for reading in (newer, other_year):
        alerts.apply(session, reading, [Finding("T4-SUM", Severity.ERROR, "不符", "格式")], now)
    ensure(session, "zhang@example.gov.cn", now, organ_id=proposed.id)
    waived = session.scalars(select(Alert).where(Alert.year == 2022)).one()
    alerts.waive(session, waived.id, "张三", now, "机构更名")
    assert roster.merge(session, proposed, into) == [newer, other_year]
    assert find(session, OLD) is into
    assert current(session, into.id, 2023) is newer
    assert session.scalars(select(Organ).where(Organ.name == OLD)).all() == []
    assert (waived.organ_id, waived.subject, waived.status) == (into.id, f"organ:{into.id}:2022", AlertStatus.WAIVED)
    assert session.scalars(select(Subscription.organ_id)).all() == [into.id]
    session.refresh(below)
    assert below.superior_id == into.id
    alerts.apply(session, newer, [Passed("T4-SUM")], now)
    assert {alert.status for alert in session.scalars(select(Alert).where(Alert.year == 2023))} == {
        AlertStatus.RESOLVED
    }


def test_what_was_mailed_under_a_proposed_organ_stays_mailed(session: Session, now: dt.datetime) -> None:
    into, proposed = organ(session, NEW), organ(session, OLD)
    into.state = OrganState.CONFIRMED
    kept = ensure(session, "zhang@example.gov.cn", now, organ_id=into.id)
    own = ensure(session, "zhang@example.gov.cn", now, organ_id=proposed.id)
    reading = keep(session, "a", proposed, now)
    alerts.apply(session, reading, [Finding("T4-SUM", Severity.ERROR, "不符", "格式")], now)
    mail, _ = deliveries.create(session, own, reading, session.scalars(select(Alert)).all(), "1", "<1@localhost>", now)
    session.commit()
    roster.merge(session, proposed, into)
    session.commit()
    assert [one.id for one in session.scalars(select(Subscription))] == [kept.id]
    assert session.get_one(Delivery, mail.id).subscription_id == kept.id
    assert deliveries.news_of_report(session, [kept], reading) == []


def test_a_confirmed_organ_is_not_merged_away(session: Session) -> None:
    into, other = organ(session, NEW), organ(session, OLD)
    other.state = OrganState.CONFIRMED
    with pytest.raises(ValueError, match="successor"):
        roster.merge(session, other, into)
    with pytest.raises(ValueError, match="itself"):
        roster.merge(session, into, into)


def test_both_organs_have_the_right_report_after_one_has_moved(session: Session, now: dt.datetime) -> None:
    one, other = organ(session, NEW), organ(session, OLD)
    older, newer = keep(session, "a", one, now), keep(session, "b", one, now + DAY)
    assert current(session, one.id, 2023) is newer
    assign(session, newer, other)
    session.expire_all()
    assert (current(session, one.id, 2023), current(session, other.id, 2023)) == (older, newer)
    assert newer.version == 1


def test_a_report_without_an_organ_is_found_when_the_roster_learns_its_name(session: Session, now: dt.datetime) -> None:
    nameless = keep(session, "a", None, now)
    assert roster.meant_by(session, ["岳阳市民政局", "民政局"]) == [nameless]
    assert roster.meant_by(session, ["长沙市民政局"]) == []
    assign(session, nameless, organ(session))
    session.expire_all()
    assert current(session, organ(session).id, 2023) is nameless
    assert nameless.subject == f"organ:{organ(session).id}:2023"


def test_reading_it_again_moves_a_report_to_the_organ_that_is_known_by_now(session: Session, now: dt.datetime) -> None:
    nameless = keep(session, "a", None, now)
    assert keep(session, "a", organ(session), now) is nameless
    assert current(session, organ(session).id, 2023) is nameless
