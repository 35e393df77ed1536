"""What all tests share: both databases, a broker, a fixed clock, and no way out to the network.

``database_url`` runs a test once on SQLite and once on PostgreSQL, each time on a fresh database migrated by alembic.
``NIANBAO_TEST_DATABASE_URL`` and ``NIANBAO_TEST_REDIS_URL`` name servers to use instead of those of the wheels;
``NIANBAO_SHARED`` names the folder of reference material.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import migrations
from models.session import make_engine
from tests import servers

# CI looks at the same examples each time, so that a change is judged by what it changes; people find new ones.
hypothesis.settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

_KEPT_VARIABLES = ("NIANBAO_SHARED", "NIANBAO_TEST_DATABASE_URL", "NIANBAO_TEST_REDIS_URL")


@pytest.fixture(scope="session", autouse=True)
def _sealed() -> Iterator[None]:
    """No setting of the machine reaches a test, and no test reaches beyond the machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and not _is_loopback(address[0]):
            raise AssertionError(f"a test wants to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("NIANBAO_") and name not in _KEPT_VARIABLES]:
            patch.delenv(name)
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture
def now() -> dt.datetime:
    """The instant at which tests take place."""
    return dt.datetime(2024, 2, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material, which is no part of the repository."""
    folder = os.environ.get("NIANBAO_SHARED")
    if not folder:
        pytest.skip("NIANBAO_SHARED is not set: the reference material is not here")
    return Path(folder)


@pytest.fixture(scope="session")
def _postgresql_databases() -> Iterator[servers.Databases]:
    prefix = f"nianbao_test_{os.getpid()}"
    if url := os.environ.get("NIANBAO_TEST_DATABASE_URL"):
        yield servers.Databases(url, prefix)
        return
    try:
        server = servers.postgresql()
        with server as url:
            yield servers.Databases(url, prefix)
    except servers.UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def _postgresql_template(_postgresql_databases: servers.Databases) -> Iterator[str]:
    name = _postgresql_databases.create()
    migrations.upgrade(_postgresql_databases.url(name))
    yield name
    _postgresql_databases.drop(name)


@pytest.fixture
def postgresql_url(_postgresql_databases: servers.Databases, _postgresql_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = _postgresql_databases.create(_postgresql_template)
    yield _postgresql_databases.url(name)
    _postgresql_databases.drop(name)


@pytest.fixture
def empty_postgresql_url(_postgresql_databases: servers.Databases) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    name = _postgresql_databases.create()
    yield _postgresql_databases.url(name)
    _postgresql_databases.drop(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'nianbao.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """An SQLite database without any table."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; the test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table; the test runs on both kinds."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database; the test runs on both kinds."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One session on a fresh database, rolled back at the end unless the test commits.

    On SQLite it holds the only right to write from its first statement on: open no second transaction beside it.
    """
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    if url := os.environ.get("NIANBAO_TEST_REDIS_URL"):
        yield url
        return
    try:
        with servers.valkey() as url:
            yield url
    except servers.UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """A real broker without any key."""
    with redis.Redis.from_url(_redis_server) as client:
        client.flushall()
    return _redis_server
