from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, DeliveryState, StoredReport, Subscription, SubscriptionState
from models.alerts import apply
from models.deliveries import create, news_of_report
from models.subscriptions import division_prefix, ensure, matching
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
