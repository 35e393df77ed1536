"""Deadlines by kind of organ, and what is said of an organ without a report."""

from __future__ import annotations

import datetime as dt

import pytest

from rules import Finding, MonthDay, OrganFacts, OrganKind, OrganLevel, Override, Passed, Profile, Severity
from rules.coverage import due_on, missing

BUREAU = OrganFacts("云溪县民政局", OrganKind.DEPARTMENT, OrganLevel.COUNTY, "430699")
TOWN = OrganFacts("大章镇人民政府", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP)
COUNTY = OrganFacts("云溪县人民政府", OrganKind.GOVERNMENT, OrganLevel.COUNTY)
ZONE = OrganFacts("云溪经济开发区管理委员会")


@pytest.mark.parametrize(
    ("facts", "year", "due"),
    [
        (BUREAU, 2023, dt.date(2024, 1, 31)),
        (BUREAU, 2017, dt.date(2018, 3, 31)),
        (COUNTY, 2023, dt.date(2024, 3, 31)),
        (TOWN, 2023, dt.date(2024, 3, 31)),
        (ZONE, 2023, dt.date(2024, 3, 31)),
    ],
)
def test_the_deadline_is_that_of_the_kind(facts: OrganFacts, year: int, due: dt.date) -> None:
    assert due_on(facts, year, Profile()) == due


def test_the_profile_of_the_organ_sets_its_deadline() -> None:
    earlier = Override(divisions=frozenset({"430600"}), settings={"department_deadline": {"month": 1, "day": 20}})
    profile = Profile(township_deadline=MonthDay(2, 20), overrides=(earlier,))
    assert due_on(BUREAU, 2023, profile) == dt.date(2024, 1, 20)
    assert due_on(TOWN, 2023, profile) == dt.date(2024, 2, 20)


@pytest.mark.parametrize(
    ("today", "severity", "said"),
    [
        (dt.date(2024, 1, 24), Severity.INFO, "期限将至"),
        (dt.date(2024, 1, 31), Severity.INFO, "期限将至"),
        (dt.date(2024, 2, 1), Severity.ERROR, "期限已过"),
    ],
)
def test_a_missing_report_is_due_then_late(today: dt.date, severity: Severity, said: str) -> None:
    (found,) = missing(BUREAU, 2023, today, Profile())
    assert isinstance(found, Finding)
    assert (found.rule, found.severity) == ("C-MISSING", severity)
    assert said in found.message


def test_a_day_later_it_says_the_same() -> None:
    days = [missing(BUREAU, 2023, dt.date(2024, 2, day), Profile()) for day in (1, 2, 28)]
    assert days[0] == days[1] == days[2]


def test_nothing_is_said_long_before_the_deadline() -> None:
    assert missing(BUREAU, 2023, dt.date(2024, 1, 23), Profile()) == [Passed("C-MISSING")]


def test_a_profile_may_switch_it_off_for_some() -> None:
    profile = Profile(overrides=(Override(levels=frozenset({OrganLevel.COUNTY}), off=frozenset({"C-MISSING"})),))
    assert missing(BUREAU, 2023, dt.date(2024, 2, 1), profile) == []
    assert missing(TOWN, 2023, dt.date(2024, 4, 1), profile) != []
