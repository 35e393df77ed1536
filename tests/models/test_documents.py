from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import Document, Sighting
from models.documents import hints, register
from models.session import read_only, transaction
from tests.models.examples import seen


def test_the_same_bytes_are_one_document(session: Session, now: dt.datetime) -> None:
    first, first_is_new = register(session, seen("same", "a.txt"), now)
    later = now + dt.timedelta(days=1)
    again, again_is_new = register(session, seen("same", "b.txt"), later)
    register(session, seen("same", "b.txt"), later)
    assert (first_is_new, again_is_new, first.id) == (True, False, again.id)
    assert again.first_seen_at == now
    names = session.scalars(select(Sighting.name).where(Sighting.document_id == first.id).order_by(Sighting.name))
    assert names.all() == ["a.txt", "b.txt"]


def test_the_hints_of_all_sightings_count_the_earlier_first(session: Session, now: dt.datetime) -> None:
    key = register(session, seen("same", "a.txt"), now)[0].id
    assert hints(session, key) == {}
    for name, given in (("b.txt", {"year": 2023}), ("c.txt", {"year": 2022, "organ": "某局"}), ("c.txt", {"url": "x"})):
        register(session, msgspec.structs.replace(seen("same", name), hints=given), now)
    assert hints(session, key) == {"year": 2023, "organ": "某局", "url": "x"}


def test_two_workers_may_register_the_same_document(engine: Engine, now: dt.datetime) -> None:
    together = threading.Barrier(2, timeout=20)

    def work(name: str) -> tuple[int, bool]:
        together.wait()
        with transaction(engine) as session:
            document, new = register(session, seen("same", name), now)
            return document.id, new

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(work, ["a.txt", "b.txt"]))
    assert len({key for key, _ in results}) == 1
    assert sorted(new for _, new in results) == [False, True]
    with read_only(engine) as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 1
        assert session.scalar(select(func.count()).select_from(Sighting)) == 2


def test_the_second_worker_waits_for_the_first(engine: Engine, now: dt.datetime) -> None:
    """The first has written but not committed; the second must find its document, not a gap."""
    written = threading.Event()

    def second() -> bool:
        assert written.wait(20)
        with transaction(engine) as session:
            return register(session, seen("same", "b.txt"), now)[1]

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as session:
            register(session, seen("same", "a.txt"), now)
            result = pool.submit(second)
            written.set()
        assert result.result(40) is False
