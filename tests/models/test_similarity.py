from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import SignatureBand, StoredReport, similarity
from models.reports import store
from tests.models.examples import document, organ, report

DAY = dt.timedelta(days=1)
SIGNATURE = (0, 1, 2**32 - 1)
BAND = -(2**63)


def indexed(session: Session, name: str, now: dt.datetime, *bands: int, year: int = 2023) -> StoredReport:
    stored = store(session, document(session, f"{name}{now}", now), report(year), organ(session, name), 1, now)
    similarity.add(session, stored.id, year, SIGNATURE, bands)
    return stored


def test_reports_that_share_a_band_are_candidates(session: Session, now: dt.datetime) -> None:
    one = indexed(session, "甲局", now, BAND, 2, 3)
    other = indexed(session, "乙局", now, 5, 2, 3)
    indexed(session, "丙局", now, 7, 8)
    indexed(session, "丁局", now, BAND, year=2022)
    assert similarity.near(session, [one.id]) == {other.id: SIGNATURE}
    assert similarity.near(session, [other.id]) == {one.id: SIGNATURE}
    assert similarity.near(session, [one.id, other.id]) == {}
    assert similarity.signature_of(session, one.id) == SIGNATURE
    assert similarity.signature_of(session, 99) is None


def test_what_was_replaced_is_no_candidate_but_may_ask(session: Session, now: dt.datetime) -> None:
    one, before = indexed(session, "甲局", now, 1), indexed(session, "乙局", now, 1)
    indexed(session, "乙局", now + DAY, 2)
    session.expire_all()
    assert similarity.near(session, [one.id]) == {}
    assert set(similarity.near(session, [before.id])) == {one.id}


def test_a_report_is_put_in_once(session: Session, now: dt.datetime) -> None:
    one = indexed(session, "甲局", now, 1, 2, 2)
    similarity.add(session, one.id, 2023, SIGNATURE, [3])
    assert session.scalars(select(SignatureBand.band)).all() == [1, 2]
    session.delete(one)
    session.flush()
    assert session.scalar(select(func.count()).select_from(SignatureBand)) == 0
