"""The process that forks the children: what it keeps from them, and what happens when it is gone."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.workers.fake_parsers import FAKE
from tests.workers.processes import assert_ends
from workers import sandbox
from workers.sandbox import HostLimitError, Limits
from workers.sandbox_server import ANSWER, FAILED
from workers.sandbox_start import Child, import_path

REAL = str(Path(sandbox.__file__).parents[1] / "parsers")
# The body of a fake reader that does what its file says.
DOES_AS_TOLD = """
deed = {}
exec(data, globals(), deed)
return report(deed.get('said', ''))
"""
SAYS_SERVER = b"said = str(os.getppid())"

Does = Callable[..., str]


@pytest.fixture
def does(tmp_path: Path) -> Does:
    """Run Python in a child of one server: ``does(script)`` is what it puts into ``said``."""
    package = tmp_path / "parsers"
    package.mkdir()
    text = FAKE.format(real=REAL, body=textwrap.indent(DOES_AS_TOLD, "    "))
    (package / "__init__.py").write_text(text, encoding="utf-8")

    def run(script: bytes, limits: Limits | None = None) -> str:
        report = sandbox.read(script, "x", None, limits, (str(tmp_path), *import_path())).report
        assert report is not None
        return str(report.title)

    return run


def waits_for(path: Path) -> str:
    """The content of a file that a child writes, once it is there."""
    deadline = time.monotonic() + 20
    while not (said := [file.read_text() for file in path.glob("nianbao-*/pid")]) or not said[0]:
        assert time.monotonic() < deadline
    return said[0]


def test_children_of_one_server_know_nothing_of_each_other(does: Does) -> None:
    first = does(b"sys.left = 'something'; os.environ['LEFT'] = 'x'; open('left', 'w').close(); " + SAYS_SERVER)
    left = does(b"said = f\"{getattr(sys, 'left', 'nothing')} {'LEFT' in os.environ} {os.listdir()}\"")
    assert left == "nothing False []"
    assert does(SAYS_SERVER) == first


def test_many_are_read_at_once(does: Does) -> None:
    def double(number: int) -> str:
        return does(f"time.sleep(0.1 * ({number} % 3)); said = str(2 * {number})".encode())

    with ThreadPoolExecutor(24) as pool:
        assert list(pool.map(double, range(72))) == [str(2 * number) for number in range(72)]


def test_a_child_that_is_killed_leaves_the_others_alone(does: Does) -> None:
    def read(script: bytes) -> str:
        try:
            return does(script, Limits(wall_seconds=1.5))
        except HostLimitError as error:
            return error.code

    slow = b"time.sleep(0.7); said = 'done'"
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(read, [slow, b"while True: pass", slow, b"time.sleep(60)", slow, slow]))
    assert told == ["done", "timeout", "done", "timeout", "done", "done"]


def test_a_server_that_is_gone_is_followed_by_another(does: Does) -> None:
    first = int(does(SAYS_SERVER))
    os.kill(first, signal.SIGKILL)
    assert_ends(first)
    assert int(does(SAYS_SERVER)) != first


def test_a_server_killed_at_work_is_no_fault_of_the_file(
    does: Does, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    script = b"open('pid', 'w').write(f'{os.getpid()} {os.getppid()}'); time.sleep(60)"
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(does, script)
        child, server = map(int, waits_for(tmp_path).split())
        os.kill(server, signal.SIGKILL)
        error = reading.exception()
    assert isinstance(error, HostLimitError)
    assert_ends(child)
    assert does(b"said = 'again'") == "again"


def test_who_stops_a_service_stops_no_reading_in_the_middle(does: Does) -> None:
    script = b"""
for process in (os.getppid(), os.getpid()):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        try:
            os.kill(process, number)
        except PermissionError:
            pass
time.sleep(0.2)
said = 'done'
"""
    assert does(script) == "done"
    server = int(does(SAYS_SERVER))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(server, number)
    assert int(does(SAYS_SERVER)) == server


@contextmanager
def unstarted() -> Iterator[tuple[Child, socket.socket, IO[bytes]]]:
    """A child whose server says that it could not be started, and what this process holds open for it."""
    ours, theirs = socket.socketpair()
    reads, writes = os.pipe()
    os.close(writes)
    with theirs, os.fdopen(reads, "rb") as stdout:
        theirs.sendall(ANSWER.pack(FAILED, errno.EAGAIN))
        # Its server is only asked for where nothing is answered.
        yield Child(None, ours, stdout), ours, stdout  # type: ignore[arg-type]


def test_what_cannot_be_started_is_no_fault_of_the_file() -> None:
    with unstarted() as (child, _, _):
        with pytest.raises(OSError, match="no process could be started") as caught:
            child.wait(1)
        assert caught.value.errno == errno.EAGAIN
        child.kill()


def printed(script: str, arguments: Sequence[str]) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        cwd=Path(sandbox.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert not ran.stderr
    return ran.stdout.split()


def test_a_fork_of_the_worker_has_a_server_of_its_own_and_none_outlives_its_worker(does: Does, tmp_path: Path) -> None:
    assert does(SAYS_SERVER)
    script = f"""
import os, sys
from workers import sandbox
read = lambda: sandbox.read({SAYS_SERVER!r}, path=tuple(sys.argv[1:])).report.title
print(read(), flush=True)
fork = os.fork()
print(read(), flush=True)
if fork:
    os.waitpid(fork, 0)
    print(read())
"""
    servers = printed(script, [str(tmp_path), *import_path()])
    first, forks, again = servers[0], set(servers[1:]) - {servers[0]}, servers[3]
    assert len(servers) == 4
    assert first == again
    assert len(forks) == 1
    for server in {*servers}:
        assert_ends(int(server))


def test_nothing_that_is_loaded_before_a_fork_starts_threads() -> None:
    script = """
import os
from parsers import media, warm_up
warm_up()
for kind in media.READERS:
    media.load(kind)
print(len(os.listdir('/proc/self/task')) if os.path.exists('/proc/self/task') else 1)
"""
    assert printed(script, []) == ["1"]


def test_a_child_that_was_never_started_leaves_nothing_open() -> None:
    with unstarted() as (child, ours, stdout):
        child.kill()
        assert stdout.closed
        assert ours.fileno() == -1
