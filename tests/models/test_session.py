from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from models import Heartbeat
from models.session import make_engine, parse_url, read_only, transaction


def test_what_a_transaction_writes_is_there_afterwards(engine: Engine, now: dt.datetime) -> None:
    with transaction(engine) as session:
        session.add(Heartbeat(name="scheduler", at=now))
    with read_only(engine) as session:
        beat = session.get_one(Heartbeat, "scheduler")
    assert (beat.at, beat.at.tzinfo, beat.detail) == (now, dt.UTC, {})


def test_a_failed_transaction_leaves_nothing(engine: Engine, now: dt.datetime) -> None:
    def work() -> None:
        with transaction(engine) as session:
            session.add(Heartbeat(name="scheduler", at=now))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    with read_only(engine) as session:
        assert session.get(Heartbeat, "scheduler") is None


def test_who_only_reads_cannot_write(engine: Engine, now: dt.datetime) -> None:
    with read_only(engine) as session, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session.execute(text("DELETE FROM heartbeats"))
    with transaction(engine) as session:
        session.add(Heartbeat(name="the same connection", at=now))


def test_an_instant_needs_a_time_zone(engine: Engine) -> None:
    with pytest.raises(StatementError, match="time zone"), transaction(engine) as session:
        session.add(Heartbeat(name="scheduler", at=dt.datetime(2024, 1, 1)))  # noqa: DTZ001  what must be refused


def test_instants_come_back_in_utc(engine: Engine) -> None:
    beijing = dt.datetime(2024, 2, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with transaction(engine) as session:
        session.add(Heartbeat(name="scheduler", at=beijing))
    with read_only(engine) as session:
        assert session.get_one(Heartbeat, "scheduler").at.isoformat() == "2024-01-31T16:30:00+00:00"


def test_text_that_no_database_takes_is_made_storable(engine: Engine, now: dt.datetime) -> None:
    with transaction(engine) as session:
        session.add(Heartbeat(name="a\x00b\udc80", at=now, detail={"k\x00": ["v\x00", "\udc80", 1, None]}))
    with read_only(engine) as session:
        beat = session.get_one(Heartbeat, "a\ufffdb\ufffd\ufffd\ufffd")
    assert beat.detail == {"k\ufffd": ["v\ufffd", "\ufffd\ufffd\ufffd", 1, None]}


def test_writers_queue_up(sqlite_url: str, now: dt.datetime) -> None:
    """The second writer waits where it begins; with a plain BEGIN it would fail where it first writes."""
    engine = make_engine(sqlite_url)
    begun, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with transaction(engine) as session:
            session.execute(text("SELECT 1"))
            begun.set()
            assert go_on.wait(20)
            session.add(Heartbeat(name="first", at=now))

    def second() -> None:
        assert begun.wait(20)
        threading.Timer(0.05, go_on.set).start()
        with transaction(engine) as session:
            assert session.get(Heartbeat, "first") is not None
            session.add(Heartbeat(name="second", at=now))

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    with read_only(engine) as session:
        assert session.get(Heartbeat, "second") is not None
    engine.dispose()


def test_readers_do_not_wait_for_a_writer(engine: Engine, now: dt.datetime) -> None:
    with transaction(engine) as writer:
        writer.add(Heartbeat(name="scheduler", at=now))
        writer.flush()
        with read_only(engine) as reader:
            assert reader.get(Heartbeat, "scheduler") is None


def test_sqlite_is_set_up(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        settings = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in settings]
    engine.dispose()
    assert values == ["wal", 1, 1, 30_000]


def test_postgresql_is_set_up(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url, application_name="nianbao worker", settings={"statement_timeout": "5s"})
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone", "application_name")
    with engine.connect() as connection:
        values = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    engine.dispose()
    assert values == ["5s", "15s", "2min", "UTC", "nianbao worker"]


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_driver_is_psycopg_3(name: str) -> None:
    assert parse_url(f"{name}://user@host/base").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["no url, geheim", "mysql://user:geheim@host/base", "postgresql://u:geheim@host:port/b"]
)
def test_a_wrong_url_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="database") as raised:
        make_engine(url)
    assert "geheim" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_the_password_is_in_no_message() -> None:
    engine = make_engine("postgresql://user:geheim@127.0.0.1:1/base")
    with pytest.raises(OperationalError) as raised, engine.connect():
        pass
    assert "geheim" not in f"{raised.value!s}{raised.value!r}{engine!r}{engine.url}"
