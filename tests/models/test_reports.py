from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import ApplicationFact, CellException, DisclosureFact, ProceedingFact, StoredReport, StoredSection
from models.reports import current, store
from models.session import transaction
from parsers.form import FORMS, Edition
from parsers.report import Cell, Status, Where
from tests.models.examples import document, organ, report, stored

DAY = dt.timedelta(days=1)


def currents(session: Session) -> list[int]:
    return list(session.scalars(select(StoredReport.id).where(StoredReport.is_current).order_by(StoredReport.id)))


def test_what_is_stored_can_be_read_back(engine: Engine, now: dt.datetime) -> None:
    cell = Cell(Status.AMBIGUOUS, None, "1 2", Where(page=2, box=(1.5, 2.0, 3.25, 4.0)), ("1, 2", "12"))
    fee = Cell(Status.OK, Decimal("18.0856820"), "18.0856820")
    read = report(
        published_on=dt.date(2024, 1, 9), applications__granted__total=cell, disclosure__fees__amount_10k_yuan=fee
    )
    with transaction(engine) as session:
        key = stored(session, "a", now, read).id
    with transaction(engine) as session:
        found = session.get_one(StoredReport, key)
        assert found.report() == read
        assert list(found.report().cells) == list(read.cells)
        assert (found.published_on, found.edition, found.year) == (dt.date(2024, 1, 9), Edition.E2021, 2023)


def test_facts_hold_what_is_certain(session: Session, now: dt.datetime) -> None:
    read = report(
        disclosure__licences__decisions=Cell(Status.BLANK, None, "/"),
        disclosure__fees__amount_10k_yuan=Cell(Status.OK, Decimal("18.085682"), "18.085682"),
        applications__granted__natural_person=Cell(Status.AMBIGUOUS, None, "1 2", None, ("1", "2")),
        applications__granted__total=Cell(Status.OK, Decimal("1.5"), "1.5"),
        applications__granted__other_organisation=Cell(Status.OK, Decimal("20.0"), "20.0"),
        applications__new_received__total=Cell(Status.OK, 10**30, "1" + "0" * 30),
        proceedings__review__upheld=Cell(Status.INVALID, None, "若干"),
    )
    stored(session, "a", now, read)
    disclosure = {(fact.item, fact.measure): fact for fact in session.scalars(select(DisclosureFact))}
    assert len(disclosure) == 10
    assert disclosure["fees", "amount_10k_yuan"].value == Decimal("18.085682")
    blank = disclosure["licences", "decisions"]
    assert (blank.value, blank.status, blank.raw) == (None, Status.BLANK, "/")
    applications = {fact.disposition: fact for fact in session.scalars(select(ApplicationFact))}
    assert [fact.label for fact in sorted(applications.values(), key=lambda fact: fact.position)] == [
        row.label for row in FORMS[Edition.E2021].rows if row.key.startswith("applications.")
    ]
    # A rounded fraction, or a figure that no integer column holds, would be another figure.
    assert (applications["granted"].natural_person, applications["granted"].total) == (None, None)
    assert (applications["granted"].commercial_enterprise, applications["new_received"].total) == (1, None)
    assert applications["granted"].other_organisation == 20
    review = session.scalars(select(ProceedingFact).where(ProceedingFact.channel == "review")).one()
    assert (review.upheld, review.corrected, review.total) == (None, 1, 1)
    exceptions = session.execute(select(CellException.key, CellException.status).order_by(CellException.key))
    assert list(map(tuple, exceptions)) == [
        ("applications.granted.natural_person", Status.AMBIGUOUS),
        ("applications.granted.total", Status.INVALID),
        ("applications.new_received.total", Status.INVALID),
        ("disclosure.licences.decisions", Status.BLANK),
        ("proceedings.review.upheld", Status.INVALID),
    ]
    section = session.scalars(select(StoredSection)).one()
    assert (section.position, section.number, section.title, section.location) == (1, 1, "总体情况", {"line": 7})


def test_the_same_reading_is_stored_once(session: Session, now: dt.datetime) -> None:
    first = stored(session, "a", now)
    assert stored(session, "a", now + DAY) is first
    assert session.scalar(select(func.count()).select_from(StoredSection)) == 1


def test_other_hints_make_another_reading_and_the_last_one_counts(session: Session, now: dt.datetime) -> None:
    first = stored(session, "a", now)
    hinted = report(published_on=dt.date(2024, 1, 9))
    second = stored(session, "a", now, hinted)
    assert stored(session, "a", now + DAY, hinted) is second
    assert (first.reading, second.reading, second.version, currents(session)) == (1, 2, 2, [second.id])
    better = stored(session, "a", now, hinted, parser_version=2)
    assert (better.reading, currents(session)) == (1, [better.id])
    # Another document of the same year does not fall behind an older reading of this one.
    other = stored(session, "b", now + DAY)
    assert currents(session) == [other.id]


def test_a_second_document_takes_the_place_of_the_first(session: Session, now: dt.datetime) -> None:
    first = stored(session, "a", now)
    second = stored(session, "b", now + DAY)
    assert (first.version, second.version, currents(session)) == (1, 2, [second.id])
    assert current(session, organ(session).id, 2023) is second
    assert (first.is_current, second.is_current) == (False, True)


def test_a_document_published_earlier_does_not(session: Session, now: dt.datetime) -> None:
    first = stored(session, "a", now, report(published_on=dt.date(2024, 1, 20)))
    second = stored(session, "b", now + DAY, report(published_on=dt.date(2024, 1, 10)))
    assert (second.version, currents(session)) == (2, [first.id])


def test_another_year_is_another_report(session: Session, now: dt.datetime) -> None:
    keys = [stored(session, "a", now).id, stored(session, "b", now, report(2022)).id]
    assert currents(session) == keys
    assert current(session, organ(session).id, 2021) is None


@pytest.mark.parametrize("order", ["a1 a2 b1 b2", "b2 b1 a2 a1", "b1 a1 b2 a2", "a2 b2 a1 b1"])
def test_the_order_of_storing_does_not_matter(session: Session, now: dt.datetime, order: str) -> None:
    documents = {"a": document(session, "a", now), "b": document(session, "b", now + DAY)}
    for reading in order.split():
        store(session, documents[reading[0]], report(), organ(session), int(reading[1]), now)
    only = session.scalars(select(StoredReport).where(StoredReport.is_current)).one()
    assert (only.document_id, only.parser_version) == (documents["b"].id, 2)


def test_a_better_reading_may_move_a_report_to_its_year(session: Session, now: dt.datetime) -> None:
    first = stored(session, "a", now)
    second = stored(session, "b", now + DAY)
    better = stored(session, "b", now + DAY, report(2022), parser_version=2)
    # The year it had been taken for falls back to the document it had displaced.
    assert currents(session) == [first.id, better.id]
    assert not second.is_current


def test_a_report_of_an_unknown_year_is_current_by_itself(session: Session, now: dt.datetime) -> None:
    unknown = [stored(session, content, now, report(None)) for content in "ab"]
    assert currents(session) == [reading.id for reading in unknown]
    assert unknown[0].subject == f"document:{unknown[0].document.sha256}"
    better = stored(session, "a", now, report(2023), parser_version=2)
    assert currents(session) == [unknown[1].id, better.id]
    assert better.subject == f"organ:{organ(session).id}:2023"


def test_two_workers_may_store_versions_of_the_same_report(engine: Engine, now: dt.datetime) -> None:
    together = threading.Barrier(2, timeout=20)

    def work(content: str) -> int:
        together.wait()
        with transaction(engine) as session:
            return stored(session, content, now).version

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, "ab")) == [1, 2]
    with transaction(engine) as session:
        assert len(currents(session)) == 1
