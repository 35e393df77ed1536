from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models import Organ, StoredReport
from models.history import Predecessor, looking_at, predecessor
from models.reports import store
from tests.models.examples import document, organ, report

NOTHING = Predecessor(None, reorganised=False)


def keep(session: Session, owner: Organ, year: int, now: dt.datetime) -> StoredReport:
    return store(session, document(session, f"{owner.name}{year}", now), report(year), owner, 1, now)


def renamed(session: Session, *names: str, into: str = "某县民政局") -> tuple[Organ, list[Organ]]:
    successor = organ(session, into)
    former = [organ(session, name) for name in names]
    for each in former:
        each.successor_id = successor.id
    session.flush()
    return successor, former


def test_the_organs_own_report_comes_first(session: Session, now: dt.datetime) -> None:
    owner = organ(session)
    before = keep(session, owner, 2022, now)
    keep(session, owner, 2021, now)
    assert predecessor(session, owner.id, 2023) == Predecessor(before.id, reorganised=False)
    assert predecessor(session, owner.id, 2025) == NOTHING
    assert predecessor(session, None, 2023) == predecessor(session, owner.id, None) == NOTHING


def test_a_renamed_organ_follows_the_one_it_replaced(session: Session, now: dt.datetime) -> None:
    successor, [old] = renamed(session, "某县民政和社会事务局")
    before, after = keep(session, old, 2022, now), keep(session, successor, 2023, now)
    assert predecessor(session, successor.id, 2023) == Predecessor(before.id, reorganised=True)
    assert looking_at(session, [(old.id, 2022)]) == [before, after]
    following = keep(session, successor, 2024, now)
    assert predecessor(session, successor.id, 2024) == Predecessor(after.id, reorganised=False)
    assert looking_at(session, [(successor.id, 2023), (None, 2023), (successor.id, None)]) == [after, following]


def test_of_several_merged_organs_none_is_the_predecessor(session: Session, now: dt.datetime) -> None:
    successor, former = renamed(session, "某县老龄办", "某县民政和社会事务局")
    for each in former:
        keep(session, each, 2022, now)
    assert predecessor(session, successor.id, 2023) == Predecessor(None, reorganised=True)


@pytest.mark.parametrize(("abolished_on", "reorganised"), [(None, True), (dt.date(2023, 6, 1), True)])
def test_an_organ_that_took_another_in_is_reorganised_in_that_year(
    session: Session,
    now: dt.datetime,
    abolished_on: dt.date | None,
    reorganised: bool,  # noqa: FBT001  a case's expectation
) -> None:
    successor, [old] = renamed(session, "某县老龄办")
    old.abolished_on = abolished_on
    before = keep(session, successor, 2022, now)
    keep(session, old, 2022, now)
    keep(session, successor, 2023, now)
    assert predecessor(session, successor.id, 2023) == Predecessor(before.id, reorganised)
    assert predecessor(session, successor.id, 2024).reorganised is False
