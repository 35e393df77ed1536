"""How the database is opened: one engine a process, one place that commits.

Place in the flow: every process calls ``make_engine`` once, and ``transaction`` for each unit of work.

SQLite (one machine): WAL, so readers never wait; every writing transaction begins with ``BEGIN IMMEDIATE``, so two
writers queue up at the start instead of failing in the middle; foreign keys on. PostgreSQL (fleet): time limits on
statements, locks and idle transactions, so a hung worker blocks nobody for long. The URL is a secret: it is kept out of
every message raised here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.base import safe_text

BUSY_TIMEOUT_SECONDS = 30
POSTGRESQL_SETTINGS = {
    "statement_timeout": "60s",
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "120s",
    "timezone": "UTC",
}
_READ_ONLY = "nianbao_read_only"
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite+pysqlite"}


def make_engine(url: str | URL, *, application_name: str = "nianbao", settings: dict[str, str] | None = None) -> Engine:
    """Open a database.

    :param url: ``sqlite:///path`` or ``postgresql://…`` (the driver is psycopg 3).
    :param application_name: how the process shows in PostgreSQL's ``pg_stat_activity``.
    :param settings: PostgreSQL settings that replace those of ``POSTGRESQL_SETTINGS``, e.g. longer limits.
    :raises ValueError: when the URL cannot be parsed or names another database; without the URL in the message.
    """
    target = parse_url(url)
    engine = create_engine(
        target,
        # Texts of reports have no place in error messages, and what a URL holds has none in any message.
        hide_parameters=True,
        json_serializer=_to_json,
        json_deserializer=msgspec.json.decode,
        **(_postgresql_options(target, application_name, settings or {}) if is_postgresql(target) else _SQLITE_OPTIONS),
    )
    if not is_postgresql(target):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def parse_url(url: str | URL) -> URL:
    """The URL with the driver this project uses.

    :raises ValueError: when it cannot be parsed or names another database; without the URL in the message.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("the database URL cannot be parsed") from None
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in _DRIVERS.values():
        raise ValueError(f"the database is neither SQLite nor PostgreSQL with psycopg 3: {parsed.drivername}")
    return parsed.set(drivername=driver)


def is_postgresql(url: URL) -> bool:
    """Whether a parsed URL names PostgreSQL."""
    return url.get_backend_name() == "postgresql"


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose changes are committed together at the end, or not at all. Nothing else commits.

    On SQLite it holds the only right to write from its first statement on: no slow work inside. Objects stay readable
    after the end.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def read_only(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database per statement and that the database keeps from writing."""
    reader = engine.execution_options(**{_READ_ONLY: True, "postgresql_readonly": True})
    with Session(reader, expire_on_commit=False) as session:
        yield session


_SQLITE_OPTIONS: dict[str, Any] = {"connect_args": {"timeout": BUSY_TIMEOUT_SECONDS}}


def _postgresql_options(url: URL, application_name: str, settings: dict[str, str]) -> dict[str, Any]:
    own = " ".join(f"-c {name}={value}" for name, value in (POSTGRESQL_SETTINGS | settings).items())
    given = url.query.get("options", "")
    options = f"{own} {given if isinstance(given, str) else ' '.join(given)}".strip()
    return {
        "pool_pre_ping": True,
        "connect_args": {"options": options, "application_name": application_name, "connect_timeout": 10},
    }


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # SQLAlchemy's documentation, "Enabling Non-Legacy SQLite Transactional Modes": the driver begins nothing by
    # itself; the "begin" hook does.
    connection.isolation_level = None
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _to_json(value: object) -> str:
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(_storable(msgspec.to_builtins(value)))
    # PostgreSQL's jsonb takes no NUL; the test is cheap, the cleaning rare.
    if rb"\u0000" in encoded:
        encoded = msgspec.json.encode(_storable(msgspec.json.decode(encoded)))
    return encoded.decode()


def _storable(value: Any) -> Any:  # noqa: ANN401  any JSON
    match value:
        case str():
            return safe_text(value)
        case dict():
            return {safe_text(key): _storable(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable(item) for item in value]
        case _:
            return value
