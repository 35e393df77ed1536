"""Starts the sandbox's children, by the process that forks them: its command, its environment, its path of modules.

Place in the flow: ``sandbox`` → **here** → ``sandbox_server`` → ``sandbox_child``.
"""

from __future__ import annotations

import atexit
import compileall
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import IO, Any

import msgspec

from workers.sandbox_server import ANSWER, ENDED, LENGTH

SERVER = Path(__file__).with_name("sandbox_server.py")
# A child that is killed is gone within moments, unless the kernel has it wait for a disk.
_KILL_SECONDS = 30.0
_CLOSE_SECONDS = 5.0


class Child:
    """A child at work.

    :param server: what forked it.
    :param channel: on it the server tells how it ended; closing it ends the child.
    :param stdout: what it writes.
    """

    def __init__(self, server: _Server, channel: socket.socket, stdout: IO[bytes]) -> None:
        self.stdout = stdout
        self._server, self._channel = server, channel
        self.returncode: int | None = None

    def wait(self, seconds: float) -> int:
        """Wait until it has ended; its exit status as that of ``subprocess``.

        :raises TimeoutError: when it has not within that time.
        :raises OSError: when it could not be started.
        """
        if self.returncode is None:
            self._channel.settimeout(seconds)
            answer = self._channel.recv(ANSWER.size, socket.MSG_WAITALL)
            if len(answer) < ANSWER.size:
                # Its server is gone, and it with its server: nothing but the system does that.
                self.returncode = -signal.SIGKILL
                return self.returncode
            what, number = ANSWER.unpack(answer)
            if what != ENDED:
                self.returncode = -signal.SIGKILL
                raise OSError(number, f"no process could be started to read the file: {os.strerror(number)}")
            self.returncode = number
        return self.returncode

    def kill(self) -> None:
        """End it and whatever it started; nothing of it is left afterwards."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
        try:
            self.wait(_KILL_SECONDS)
        except TimeoutError:
            # A server that does not answer is of no use to the next file either; its children die with it.
            self._server.kill()
            self.returncode = -signal.SIGKILL
        except OSError:
            # It never began; whoever waits for it is told.
            pass
        finally:
            self._channel.close()
            self.stdout.close()


class _Server:
    """The running process that forks the children of this one.

    :param path: where it finds its modules.
    :raises OSError: when it cannot be started.
    """

    def __init__(self, path: tuple[str, ...]) -> None:
        _compile_readers()
        self.path = path
        self._control, theirs = socket.socketpair()
        kept = {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if key in os.environ}
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and script; no shell
                    [sys.executable, "-I", "-S", "-B", "-X", "utf8", str(SERVER), json.dumps(path)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd="/",
                    env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", **kept},
                    start_new_session=True,
                )
            except BaseException:
                self._control.close()
                raise

    def fork(self, job: bytes, files: list[int]) -> None:
        """Have a child forked.

        :param files: channel, standard input, output and error of the child.
        :raises OSError: when the process is gone.
        """
        socket.send_fds(self._control, [LENGTH.pack(len(job))], files)
        self._control.sendall(job)

    def kill(self) -> None:
        """End it and all of its children."""
        self._process.kill()

    def close(self) -> None:
        """Have it end: by itself, where no child is at work any more."""
        self._control.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Leave it to the process that started it, of which this one is a fork."""
        self._control.close()
        self._process.returncode = 0


class _Servers:
    """The one server that is running, if any: made when it is needed, anew when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def fork(self, path: tuple[str, ...], job: bytes, files: list[int]) -> _Server:
        """Have a child forked by a server with that path of modules, and say by which.

        :raises OSError: when no server can be started.
        """
        with self._lock:
            if self._server is not None and self._server.path == path:
                with contextlib.suppress(OSError):
                    self._server.fork(job, files)
                    return self._server
            self._close()
            self._server = _Server(path)
            self._server.fork(job, files)
            return self._server

    def close(self) -> None:
        """End the server."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def begin_anew(self) -> None:
        """In a fork of this process: the server is not its own, nor does the thread run that may hold the lock."""
        self._lock = threading.Lock()
        if self._server is not None:
            self._server.forget()
            self._server = None


_SERVERS = _Servers()
atexit.register(_SERVERS.close)
os.register_at_fork(after_in_child=_SERVERS.begin_anew)


def import_path() -> tuple[str, ...]:
    """Where the child finds the parsers: this process's own path, made absolute (the child runs elsewhere)."""
    return (str(SERVER.parents[1]), *(str(Path(entry).resolve()) for entry in sys.path if entry))


@cache
def _compile_readers() -> None:
    """Have the readers compiled: only children import them; these write nothing, and would compile them each time."""
    if not sys.dont_write_bytecode:
        # Where it may not write it changes nothing, and says nothing.
        compileall.compile_dir(SERVER.parents[1] / "parsers" / "readers", quiet=2)


def start(given: bytes, job: dict[str, Any], path: tuple[str, ...], errors: IO[bytes]) -> Child:
    """Start a child.

    :param given: its standard input.
    :param job: what it is to do, and its limits.
    :param path: where it finds its modules.
    :param errors: takes its standard error; its standard output is a pipe.
    :raises OSError: when no process can be started.
    """
    with contextlib.ExitStack() as ours, tempfile.TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        channel, theirs = socket.socketpair()
        ours.callback(channel.close)
        with theirs:
            reads, writes = os.pipe()
            stdout = ours.enter_context(os.fdopen(reads, "rb", buffering=0))
            try:
                files = [theirs.fileno(), source.fileno(), writes, errors.fileno()]
                server = _SERVERS.fork(path, msgspec.json.encode(job), files)
            finally:
                os.close(writes)
        ours.pop_all()
    return Child(server, channel, stdout)
