"""The one door, on both databases: what is committed, and that the same file twice is one document."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Document, Extraction, Sighting, Source, Task
from models.session import transaction
from parsers import PARSER_VERSION, Hints
from workers.intake import Intake, extract_version
from workers.ledger import Sent
from workers.store import Store, StoreError, digest
from workers.watchers.folder import FolderWatcher
from workers.watchers.parking import Folders
from workers.watchers.rest import Patience

DATA = "岳阳市民政局2023年政府信息公开工作年度报告".encode()


@pytest.fixture
def sent() -> list[Sent]:
    return []


@pytest.fixture
def intake(engine: Engine, tmp_path: Path, sent: list[Sent]) -> Intake:
    def send(tasks: Sequence[Sent]) -> None:
        sent.extend(tasks)

    return Intake(engine, Store(str(tmp_path / "store")), Source.FOLDER, send, max_attempts=3)


def test_a_file_becomes_a_document_a_sighting_and_a_task(
    intake: Intake, session: Session, now: dt.datetime, sent: list[Sent], tmp_path: Path
) -> None:
    hints = Hints(url="https://example.cn/1", published_on=dt.date(2024, 1, 9), year=2023)
    taken = intake.take(DATA, name="004.txt", hints=hints, now=now)
    document = session.scalars(select(Document)).one()
    assert (document.id, document.sha256, document.bytes) == (taken.document_id, digest(DATA), len(DATA))
    assert (document.media_type, document.first_seen_at) == ("text/plain", now)
    assert Store(str(tmp_path / "store")).get(document.store_key) == DATA
    sighting = session.scalars(select(Sighting)).one()
    assert (sighting.source, sighting.name, sighting.url) == (Source.FOLDER, "004.txt", "https://example.cn/1")
    assert sighting.hints == {"url": "https://example.cn/1", "published_on": "2024-01-09", "year": 2023}
    task = session.scalars(select(Task)).one()
    assert (task.actor, task.subject, task.max_attempts) == ("extract", str(document.id), 3)
    assert task.input_version == extract_version(digest(DATA), sighting.hints) != extract_version(digest(DATA))
    assert task.correlation_id == taken.correlation_id
    assert sent == []
    intake.send(taken)
    assert sent == [Sent(task.id, "extract")]


def test_the_same_file_again_changes_nothing(intake: Intake, session: Session, now: dt.datetime) -> None:
    first = intake.take(DATA, name="a.txt", hints=Hints(), now=now)
    again = intake.take(DATA, name="a.txt", hints=Hints(), now=now)
    other_name = intake.take(DATA, name="b.txt", hints=Hints(), now=now)
    assert [taken.is_new for taken in (first, again, other_name)] == [True, False, False]
    assert again.tasks == other_name.tasks == ()
    assert session.scalars(select(Sighting.name).order_by(Sighting.id)).all() == ["a.txt", "b.txt"]


def test_new_hints_have_it_read_again(intake: Intake, session: Session, now: dt.datetime) -> None:
    takes = [
        intake.take(DATA, name=name, hints=hints, now=now)
        for name, hints in (
            ("a.txt", Hints()),
            ("a.txt", Hints(year=2023)),
            ("b.txt", Hints(year=2023)),
            ("c.txt", Hints(year=2022)),
            ("d.txt", Hints()),
            ("e.txt", Hints(organ="某局", year=2022)),
        )
    ]
    assert [bool(taken.tasks) for taken in takes] == [True, True, False, False, False, True]
    assert session.scalars(select(Sighting.hints).where(Sighting.name == "a.txt")).one() == {"year": 2023}


def test_nothing_is_committed_when_the_store_is_full(
    intake: Intake, session: Session, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("disk-full", "no")

    monkeypatch.setattr(Store, "put", full)
    with pytest.raises(StoreError):
        intake.take(DATA, name="a.txt", hints=Hints(), now=now)
    assert session.scalars(select(Document)).all() == []


def test_what_could_not_be_read_is_known(intake: Intake, engine: Engine, now: dt.datetime) -> None:
    taken = intake.take(DATA, name="a.txt", hints=Hints(), now=now)
    assert intake.known_error(taken.document_id) is None
    with transaction(engine) as writing:
        writing.add(
            Extraction(
                document_id=taken.document_id,
                parser_version=PARSER_VERSION,
                error_code="not-an-annual-report",
                error_message="没有表格",
                seconds=0.1,
                extracted_at=now,
            )
        )
    known = intake.known_error(taken.document_id)
    assert known is not None
    assert (known.code, known.message) == ("not-an-annual-report", "没有表格")


def test_two_watchers_on_one_folder_make_one_document_a_file(
    intake: Intake, session: Session, now: dt.datetime, tmp_path: Path, sent: list[Sent]
) -> None:
    folders = Folders(tmp_path / "inbox", tmp_path / "processed", tmp_path / "failed")
    folders.inbox.mkdir()
    for number in range(20):
        (folders.inbox / f"{number:02}.txt").write_bytes(b"report %d" % (number // 2))
    gate, errors = threading.Barrier(2), list[BaseException]()

    def run() -> None:
        watcher = FolderWatcher(folders, intake, patience=Patience(0, 1), max_bytes=1000, clock=lambda: now)
        gate.wait()
        try:
            watcher.scan()
        except BaseException as error:  # noqa: BLE001 - carried to the test's thread
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(session.scalars(select(Document)).all()) == 10
    assert len(session.scalars(select(Sighting)).all()) == 20
    assert len(session.scalars(select(Task)).all()) == len(sent) == 10
    assert list(folders.inbox.iterdir()) == []
    assert len(list((folders.processed / "2024-02-05").iterdir())) == 20
