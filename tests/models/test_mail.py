from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, DeliveryState, Frequency, StoredReport, Subscription, SubscriptionState
from models.alerts import apply
from models.deliveries import create, news_in_scope, news_of_report
from models.subscriptions import active, division_prefix, ensure, matching, of_token, stop, wants
from rules.finding import Finding, Passed, Severity
from tests.models.examples import organ, stored

DAY = dt.timedelta(days=1)
WARNING = Finding("W", Severity.WARNING, "……", "……")
ERROR = Finding("E", Severity.ERROR, "……", "……")


def news(session: Session, subscriptions: list[Subscription], reading: StoredReport) -> list[Alert]:
    return [session.get_one(Alert, told.id) for told in news_of_report(session, subscriptions, reading)]


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("430602001001", "430602001001"),
        ("430602001000", "430602001"),
        ("430600", "4306"),
        ("110000", "11"),
        ("43", "43"),
    ],
)
def test_zeros_at_the_end_of_a_division_code_mean_nothing(code: str, prefix: str) -> None:
    assert division_prefix(code) == prefix


def test_a_subscription_is_there_once(session: Session, now: dt.datetime) -> None:
    key = organ(session).id
    for _ in range(2):
        ensure(session, "a@example.org", now)
        ensure(session, "a@example.org", now, organ_id=key)
        ensure(session, "a@example.org", now, division_code="430600")
        renewed = ensure(session, "a@example.org", now, division_code="4306", minimum_severity=Severity.ERROR)
    assert session.scalar(select(func.count()).select_from(Subscription)) == 3
    assert (renewed.minimum_severity, renewed.state) == (Severity.ERROR, SubscriptionState.ACTIVE)
    with pytest.raises(ValueError, match="not both"):
        ensure(session, "a@example.org", now, organ_id=key, division_code="43")


def test_a_report_concerns_who_asked_for_its_organ_its_division_or_all(session: Session, now: dt.datetime) -> None:
    organ(session).division_code = "430602"
    other = organ(session, "长沙市民政局")
    scopes: dict[str, dict[str, str]] = {
        "all": {},
        "city": {"division_code": "430600"},
        "district": {"division_code": "430602"},
        "other city": {"division_code": "430100"},
        "below": {"division_code": "430602001"},
    }
    for address, scope in scopes.items():
        ensure(session, address, now, **scope)  # type: ignore[arg-type]  # mypy does not see which keyword it is
    ensure(session, "organ", now, organ_id=organ(session).id)
    ensure(session, "other organ", now, organ_id=other.id)
    ensure(session, "left", now).state = SubscriptionState.REMOVED
    found = matching(session, stored(session, "a", now))
    assert {subscription.address for subscription in found} == {"all", "city", "district", "organ"}


def test_who_follows_an_organ_follows_those_below_it(session: Session, now: dt.datetime) -> None:
    city, district = organ(session, "岳阳市人民政府"), organ(session, "岳阳楼区人民政府")
    organ(session).superior_id = city.id
    district.superior_id = city.id
    # A slip in the roster: a circle must not run for ever.
    city.superior_id = organ(session).id
    ensure(session, "city", now, organ_id=city.id)
    ensure(session, "district", now, organ_id=district.id)
    reading = stored(session, "a", now)
    assert {one.address for one in matching(session, reading)} == {"city"}
    apply(session, reading, [WARNING], now)
    addresses = active(session)
    assert len(news_in_scope(session, addresses["city"])) == 1
    assert news_in_scope(session, addresses["district"]) == []


def test_an_address_may_want_errors_at_once_and_all_in_a_digest(session: Session, now: dt.datetime) -> None:
    ensure(session, "a@example.org", now, minimum_severity=Severity.ERROR)
    at = dt.time(8, 30)
    daily = ensure(session, "a@example.org", now, frequency=Frequency.DAILY, send_at=at)
    later = now + DAY
    assert ensure(session, "a@example.org", later, frequency=Frequency.DAILY, send_at=at) is daily
    assert daily.scheduled_at == now, "renewed as it was, it keeps its times"
    ensure(session, "a@example.org", later, frequency=Frequency.DAILY, send_at=dt.time(9))
    assert daily.scheduled_at == later
    assert len(active(session)["a@example.org"]) == 2
    assert active(session, Frequency.WEEKLY) == {}


@pytest.mark.parametrize(
    "times",
    [
        {"send_at": dt.time(8)},
        {"frequency": Frequency.DAILY},
        {"frequency": Frequency.DAILY, "send_at": dt.time(8), "weekday": 1},
        {"frequency": Frequency.WEEKLY, "send_at": dt.time(8)},
    ],
)
def test_times_go_with_their_frequency(session: Session, now: dt.datetime, times: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="digest needs a"):
        ensure(session, "a@example.org", now, **times)


@pytest.mark.parametrize(
    ("rules", "is_wanted"),
    [([], True), (["T3-ROW-SUM"], True), (["T3-*"], True), (["T4-*", "N-*"], False), (["T3-ROW"], False)],
)
def test_a_subscription_may_name_its_rules(
    session: Session, now: dt.datetime, rules: list[str], is_wanted: object
) -> None:
    own = [ensure(session, "a@example.org", now, rules=rules)]
    assert wants(own, "T3-ROW-SUM", Severity.ERROR) is is_wanted
    assert not wants(own, "T3-ROW-SUM", Severity.INFO)


def test_a_stopped_address_gets_nothing_until_it_is_renewed(session: Session, now: dt.datetime) -> None:
    ensure(session, "a@example.org", now)
    ensure(session, "a@example.org", now, division_code="43")
    ensure(session, "b@example.org", now)
    stopped = stop(session, "a@example.org", SubscriptionState.BOUNCED, now, "550")
    assert len(stopped) == 2
    assert list(active(session)) == ["b@example.org"]
    assert stop(session, "a@example.org", SubscriptionState.UNSUBSCRIBED, now) == []
    renewed = ensure(session, "a@example.org", now)
    assert (renewed.state, renewed.state_why) == (SubscriptionState.ACTIVE, None)


def test_the_secret_of_a_mail_leads_to_its_subscription(session: Session, now: dt.datetime) -> None:
    one, other = ensure(session, "a@example.org", now), ensure(session, "b@example.org", now)
    assert len(one.token) >= 32
    assert of_token(session, one.token) is one
    assert of_token(session, other.token) is other
    assert of_token(session, "") is None


def test_a_mail_answers_those_that_told_of_its_alerts(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    own = [ensure(session, "a@example.org", now)]
    apply(session, reading, [WARNING, ERROR], now)
    first, _ = create(session, own[0], reading, news(session, own, reading), "1", "<1@example.org>", now)
    assert first.thread == []
    create(session, own[0], None, list(session.scalars(select(Alert))), "digest", "<2@example.org>", now)
    apply(session, reading, [Passed("W")], now + DAY)
    second, _ = create(session, own[0], reading, news(session, own, reading), "3", "<3@example.org>", now)
    assert second.thread == ["<1@example.org>"]
    apply(session, reading, [WARNING], now + 2 * DAY)
    third, _ = create(session, own[0], reading, news(session, own, reading), "4", "<4@example.org>", now)
    assert third.thread == ["<1@example.org>", "<3@example.org>"]


def test_a_mail_answers_the_digest_that_alone_told_of_its_alerts(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    own = [ensure(session, "a@example.org", now)]
    apply(session, reading, [WARNING], now)
    for number in (1, 2):
        told = list(session.scalars(select(Alert)))
        create(session, own[0], None, told, f"missing:{number}", f"<{number}@example.org>", now)
    apply(session, reading, [Passed("W")], now + DAY)
    mail, _ = create(session, own[0], reading, news(session, own, reading), "3", "<3@example.org>", now)
    assert mail.thread == ["<2@example.org>"]


def test_what_was_resolved_before_it_was_told_anew_is_told_once(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    own = [ensure(session, "a@example.org", now)]
    apply(session, reading, [WARNING], now)
    create(session, own[0], reading, news(session, own, reading), "1", "<1@example.org>", now)
    apply(session, reading, [Passed("W")], now)
    create(session, own[0], reading, news(session, own, reading), "2", "<2@example.org>", now)
    apply(session, reading, [WARNING], now)
    apply(session, reading, [Passed("W")], now)
    assert news(session, own, reading) == []


def test_an_alert_is_mailed_once(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    subscription = ensure(session, "a@example.org", now)
    apply(session, reading, [WARNING, Finding("I", Severity.INFO, "……", "……")], now)
    alerts = news(session, [subscription], reading)
    assert [alert.rule for alert in alerts] == ["W"]
    first, new = create(session, subscription, reading, alerts, "1", "<1@example.org>", now)
    assert (new, first.state, first.alerts, first.recipient) == (True, DeliveryState.PENDING, alerts, "a@example.org")
    assert create(session, subscription, reading, alerts, "1", "<2@example.org>", now + DAY) == (first, False)
    assert first.message_id == "<1@example.org>"
    assert news(session, [subscription], reading) == []
    apply(session, reading, [ERROR], now + DAY)
    assert [alert.rule for alert in news(session, [subscription], reading)] == ["E"]
    # Another address has its own; of several subscriptions the one that asks for most decides.
    strict = ensure(session, "b@example.org", now, minimum_severity=Severity.ERROR)
    assert len(news(session, [strict], reading)) == 1
    everything = ensure(session, "b@example.org", now, division_code="43", minimum_severity=Severity.INFO)
    assert len(news(session, [strict, everything], reading)) == 3


def test_a_mail_that_failed_has_carried_nothing(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    subscription = ensure(session, "a@example.org", now)
    apply(session, reading, [WARNING], now)
    alerts = news(session, [subscription], reading)
    first, _ = create(session, subscription, reading, alerts, "1", "<1@example.org>", now)
    first.state = DeliveryState.FAILED
    assert [alert.rule for alert in news(session, [subscription], reading)] == ["W"]


def test_what_comes_back_is_news(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    subscription = ensure(session, "a@example.org", now)
    apply(session, reading, [WARNING], now)
    alerts = news(session, [subscription], reading)
    first, _ = create(session, subscription, reading, alerts, "1", "<1@example.org>", now)
    apply(session, reading, [Passed("W")], now + DAY)
    gone = news(session, [subscription], reading)
    assert [alert.status for alert in gone] == [AlertStatus.RESOLVED]
    create(session, subscription, reading, gone, "gone", "<gone@example.org>", now + DAY)
    assert news(session, [subscription], reading) == []
    apply(session, reading, [WARNING], now + 2 * DAY)
    again = news(session, [subscription], reading)
    second, new = create(session, subscription, reading, again, "2", "<2@example.org>", now + 2 * DAY)
    assert (again, new, second.id == first.id) == (alerts, True, False)


def test_clocks_of_two_hosts_decide_nothing(session: Session, now: dt.datetime) -> None:
    """The host that notifies may be behind or ahead of the one that checked."""
    reading = stored(session, "a", now)
    subscription = ensure(session, "a@example.org", now)
    apply(session, reading, [WARNING], now + DAY)
    alerts = news(session, [subscription], reading)
    create(session, subscription, reading, alerts, "1", "<1@example.org>", now)
    assert news(session, [subscription], reading) == []
    apply(session, reading, [Passed("W")], now - DAY)
    apply(session, reading, [WARNING], now - DAY)
    assert news(session, [subscription], reading) == alerts


def test_a_mail_needs_alerts(session: Session, now: dt.datetime) -> None:
    reading = stored(session, "a", now)
    with pytest.raises(ValueError, match="alerts"):
        create(session, ensure(session, "a@example.org", now), reading, [], "1", "<1@example.org>", now)
