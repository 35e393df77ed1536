"""Reads one file in a child process that can be killed: a poison file ends the child, not the worker.

Place in the flow: bytes → **child: ``parsers.read``** → Report; called by the extract actor and by ``inspect``. The
child (``sandbox_child``) has no secrets in its environment, an empty working folder, and limits on memory, processor
time, wall time and files; its process group is killed when its time is over, and the kernel kills it when we die.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from parsers import Hints
from parsers.report import ReadError, Report

MIB = 1024 * 1024
CHILD = Path(__file__).with_name("sandbox_child.py")
# What the child may leave on standard error (the one file it can write to); the end of it goes into the error's notes.
STDERR_BYTES = 64 * 1024
EXIT_OUT_OF_MEMORY = 77


class HostLimitError(ReadError):
    """The reading ended for a want of the host's, of time or memory. On a calmer host it may succeed."""


# How the end by a signal is to be read. SIGKILL that we did not send is the kernel's, for want of memory.
_SIGNALS = {
    signal.SIGXCPU: ("timeout", "reading took more processor time than allowed"),
    signal.SIGALRM: ("timeout", "reading took longer than allowed"),
    signal.SIGKILL: ("out-of-memory", "the system ended the reading, most likely for want of memory"),
}
_OF_THE_HOST = frozenset({signal.SIGALRM, signal.SIGKILL})


class Limits(msgspec.Struct, frozen=True):
    """What one reading may use: bytes of input, memory (address space) and answer; seconds of processor and wall."""

    input_bytes: int = 64 * MIB
    memory_bytes: int = 2048 * MIB
    answer_bytes: int = 64 * MIB
    cpu_seconds: int = 120
    wall_seconds: float = 180.0


class _Answer(msgspec.Struct):
    """What the child says: a Report, or why there is none."""

    report: Report | None = None
    code: str = "crashed"
    message: str = ""
    trace: str = ""


def import_path() -> tuple[str, ...]:
    """Where the child finds the parsers: this process's own path, made absolute (the child runs elsewhere)."""
    return (str(CHILD.parents[1]), *(str(Path(entry).resolve()) for entry in sys.path if entry))


def read(
    data: bytes,
    name: str = "",
    hints: Hints | None = None,
    limits: Limits | None = None,
    path: tuple[str, ...] | None = None,
) -> Report:
    """Read a file in a child process.

    :param data: the file's bytes.
    :param name: its name, which readers may use as a hint.
    :param hints: what is known from elsewhere.
    :param path: the child's module path; by default ``import_path()``.
    :raises ReadError: the reader's own codes, and ``too-large``, ``timeout``, ``out-of-memory``, ``crashed``. A trace,
        where there is one, is in the error's notes. A ``HostLimitError`` may be worth a second attempt.
    :raises OSError: when no child can be started (no memory, no processes, no temporary folder): not the file's fault.
    """
    limits = limits or Limits()
    if len(data) > limits.input_bytes:
        raise ReadError("too-large", f"{len(data):,} bytes; at most {limits.input_bytes:,} are read")
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder, tempfile.TemporaryFile() as errors:
        child = _start(data, _job(name, hints or Hints(), limits, path or import_path()), folder, errors)
        try:
            output = _collect(child, limits)
        finally:
            _kill_group(child)
        _check_exit(child.returncode, errors)
    return _report(output)


def _job(name: str, hints: Hints, limits: Limits, path: tuple[str, ...]) -> str:
    job = {
        "name": printable(name),
        "hints": hints,
        "path": path,
        "parent": os.getpid(),
        "limits": {
            "memory": limits.memory_bytes,
            "files": STDERR_BYTES,
            "cpu": limits.cpu_seconds,
            # A second later than our own clock: we want to be the one who kills, and says so.
            "wall": math.ceil(limits.wall_seconds) + 1,
        },
    }
    return msgspec.json.encode(job).decode()


def printable(name: str) -> str:
    r"""A file name as text that every log, mail and database takes: broken bytes and control characters as ``\xNN``."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() or char == "\u3000" else repr(char)[1:-1] for char in text)


def _start(data: bytes, job: str, folder: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    kept = {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if key in os.environ}
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and script; the job is one argument, no shell
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", str(CHILD), job],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env={"HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", **kept},
            start_new_session=True,
        )


def _collect(child: subprocess.Popen[bytes], limits: Limits) -> bytes:
    """All the child writes, until it ends; bounded in time and size."""
    assert child.stdout is not None  # noqa: S101 - it was opened as a pipe
    deadline = time.monotonic() + limits.wall_seconds
    output = bytearray()
    with selectors.DefaultSelector() as selector, child.stdout as pipe:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                break
            chunk = os.read(pipe.fileno(), MIB)
            if not chunk:
                # Its output is closed: it ends within moments, or hangs on its way out and is killed.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(max(left, 1.0))
                    return bytes(output)
                break
            output += chunk
            if len(output) > limits.answer_bytes:
                raise ReadError("too-large", f"the reading yields more than {limits.answer_bytes:,} bytes")
    raise HostLimitError("timeout", f"reading took longer than {limits.wall_seconds:g} s")


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started. Its session is its own, so the group is too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _check_exit(code: int, errors: IO[bytes]) -> None:
    """Say why a child that did not answer ended.

    :raises ReadError: when it ended otherwise than by itself, in peace.
    """
    if code == 0:
        return
    if code == EXIT_OUT_OF_MEMORY:
        raise ReadError("out-of-memory", "reading needs more memory than allowed")
    errors.seek(0)
    said = errors.read(STDERR_BYTES).decode("utf-8", "replace").strip()
    if code < 0:
        number = signal.Signals(-code)
        kind = HostLimitError if number in _OF_THE_HOST else ReadError
        error = kind(*_SIGNALS.get(number, ("crashed", f"the reader crashed ({number.name})")))
    elif "MemoryError" in said:
        error = ReadError("out-of-memory", "reading needs more memory than allowed")
    else:
        error = ReadError("crashed", f"the reader ended with status {code}")
    if said:
        error.add_note(said)
    raise error


def _report(output: bytes) -> Report:
    try:
        answer = msgspec.json.decode(output, type=_Answer)
    except msgspec.DecodeError as error:
        raise ReadError("crashed", f"the reader's answer is no report: {error}") from error
    if answer.report is not None:
        return answer.report
    refusal = ReadError(answer.code, answer.message)
    if answer.trace:
        refusal.add_note(answer.trace)
    raise refusal
