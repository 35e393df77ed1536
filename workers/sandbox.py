"""Reads one file in a child process that can be killed: a poison file ends the child, not the worker.

Place in the flow: bytes → **child: ``parsers.bundle``** → Reading; called by the extract actor and by ``inspect``. The
child (``sandbox_child``, forked by ``sandbox_server``) has no secrets in its environment, an empty working folder, and
limits on memory, processor time, wall time and files; its process group is killed when its time is over or when we die.
What only LibreOffice can open, the child asks for; we have it converted (``conversion``) and start another child.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import tempfile
import time
from typing import IO, Any

import msgspec

from parsers import Hints, media_type
from parsers.media import CONVERTED
from parsers.opened import Conversions, Found, Opened, Wanted, sha256_of
from parsers.prepared import prepare
from parsers.readers.archive import ARCHIVES
from parsers.readers.archive_budget import MAX_BYTES
from parsers.report import ReadError, Report
from workers.conversion import convert_all
from workers.sandbox_start import Child, import_path, start
from workers.scratch import scratch

MIB = 1024 * 1024
# What the child may leave on standard error (the one file it can write to); the end of it goes into the error's notes.
STDERR_BYTES = 64 * 1024
EXIT_OUT_OF_MEMORY = 77
# Unpacking a bundle and looking at the first bytes of its files.
LISTING_SECONDS = 30.0


class HostLimitError(ReadError):
    """The reading ended for a want of the host's, of time or memory. On a calmer host it may succeed."""


# How the end by a signal is to be read. SIGKILL that we did not send is the kernel's, for want of memory.
_SIGNALS = {
    signal.SIGXCPU: ("timeout", "reading took more processor time than allowed"),
    signal.SIGALRM: ("timeout", "reading took longer than allowed"),
    signal.SIGKILL: ("out-of-memory", "the system ended the reading, most likely for want of memory"),
}
_OF_THE_HOST = frozenset({signal.SIGALRM, signal.SIGKILL})
# What ends a process that gets no memory says: Python, then libraries in Rust and in C++, which abort.
_NO_MEMORY = ("MemoryError", "memory allocation of", "std::bad_alloc")
# How one file of a bundle may end the reading of all.
_BREAKS = frozenset({"timeout", "out-of-memory", "crashed", "too-large"})


class Limits(msgspec.Struct, frozen=True):
    """What one reading may use: bytes of input, memory (address space) and answer; seconds of processor and wall.

    ``wall_seconds`` are those of all children for a file, without LibreOffice and the listing of a bundle that broke
    them off; ``office_seconds`` those of LibreOffice (``office_program``: its name or path) for all files in it.
    """

    input_bytes: int = 64 * MIB
    memory_bytes: int = 2048 * MIB
    answer_bytes: int = 64 * MIB
    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    office_seconds: float = 90.0
    office_program: str | None = None


class Usage(msgspec.Struct, frozen=True):
    """What the children that read a file used: processor seconds of all, and the most memory one of them had (RSS)."""

    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(self.cpu_seconds + other.cpu_seconds, max(self.peak_bytes, other.peak_bytes))


class Reading(msgspec.Struct, frozen=True):
    """What came of a file: a report; or several, each a file in ``found``, which else says what a bundle holds besides.

    ``usage`` leaves LibreOffice out; ``hints`` is what a sidecar within a bundle knows of the report.
    """

    report: Report | None = None
    found: tuple[Found, ...] = ()
    usage: Usage = Usage()
    hints: Hints = Hints()


class _Answer(msgspec.Struct):
    """What the child says: what it opened, or why it could not."""

    opened: Opened | None = None
    code: str = "crashed"
    message: str = ""
    trace: str = ""
    usage: Usage = Usage()


prepare(_Answer)


def read(
    data: bytes,
    name: str = "",
    hints: Hints | None = None,
    limits: Limits | None = None,
    path: tuple[str, ...] | None = None,
) -> Reading:
    """Read a file in a child process; a bundle of files too.

    Where one file of a bundle breaks the reading, all that may be reports are ``found`` in it, unread: each can then be
    read alone.

    :param name: its name, for messages.
    :param hints: what is known from elsewhere.
    :param path: the child's module path; by default ``import_path()``.
    :raises ReadError: the reader's own codes, and ``too-large``, ``timeout``, ``out-of-memory``, ``crashed``. A trace,
        where there is one, is in the error's notes. A ``HostLimitError`` may be worth a second attempt.
    :raises OSError: when no child can be started (no memory, no processes, no temporary folder): not the file's fault.
    """
    limits = limits or Limits()
    if len(data) > limits.input_bytes:
        raise ReadError("too-large", f"{len(data):,} bytes; at most {limits.input_bytes:,} are read")
    run = _Run(data, media_type(data), name, hints or Hints(), limits, path or import_path())
    try:
        return run.opened()
    except ReadError as error:
        listed = run.listed() if error.code in _BREAKS and run.kind in ARCHIVES else None
        if listed is None:
            raise
        return listed


class _Run(msgspec.Struct):
    """The children for one file."""

    data: bytes
    kind: str
    name: str
    hints: Hints
    limits: Limits
    path: tuple[str, ...]
    usage: Usage = Usage()
    spent: float = 0.0

    def opened(self) -> Reading:
        """What it is, once what needs LibreOffice has been converted. A file that does at once saves its first child.

        :raises ReadError: as ``read`` does.
        """
        wanted: tuple[Wanted, ...] = ()
        if self.kind in CONVERTED:
            wanted = (Wanted(sha256_of(self.data), self.kind, self.data),)
        for _ in range(2):
            made = convert_all(wanted, self.limits.office_seconds, self.limits.office_program)
            opened = self._child("open_file", made, self.limits.wall_seconds - self.spent)
            if not opened.wanted:
                return Reading(opened.report, opened.found, self.usage, opened.hints)
            wanted = opened.wanted
        raise ReadError("crashed", "the reader asks again for what it was given")

    def listed(self) -> Reading | None:
        """The files of a bundle, unread; None when that is not possible either, or when there are none."""
        try:
            opened = self._child("list_files", {}, LISTING_SECONDS)
        except ReadError:
            return None
        return Reading(None, opened.found, self.usage) if any(found.data for found in opened.found) else None

    def _child(self, call: str, converted: Conversions, seconds: float) -> Opened:
        started = time.monotonic()
        # The files of a bundle come back with the answer.
        most = self.limits.answer_bytes + (MAX_BYTES if self.kind in ARCHIVES else 0)
        with scratch() as folder, tempfile.TemporaryFile() as errors:
            job = _job(call, self, folder, seconds)
            child = start(msgspec.msgpack.encode((self.data, converted)), job, self.path, errors)
            try:
                output = _collect(child, seconds, most)
            finally:
                child.kill()
                self.spent += time.monotonic() - started
            _check_exit(child.wait(0), errors)
        opened, usage = _answered(output)
        self.usage = self.usage.plus(usage)
        return opened


def _job(call: str, run: _Run, folder: str, seconds: float) -> dict[str, Any]:
    return {
        "call": call,
        "kind": run.kind,
        "name": printable(run.name),
        "hints": run.hints,
        "folder": folder,
        "limits": {
            "memory": run.limits.memory_bytes,
            "files": STDERR_BYTES,
            "cpu": run.limits.cpu_seconds,
            # A second later than our own clock: we want to be the one who kills, and says so.
            "wall": math.ceil(max(seconds, 0.0)) + 1,
        },
    }


def printable(name: str) -> str:
    r"""A file name as text that every log, mail and database takes: broken bytes and control characters as ``\xNN``."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() or char == "\u3000" else repr(char)[1:-1] for char in text)


def _collect(child: Child, seconds: float, most: int) -> bytearray:
    """All the child writes, until it ends; bounded in time and size."""
    deadline = time.monotonic() + seconds
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                break
            chunk = os.read(child.stdout.fileno(), MIB)
            if not chunk:
                # Its output is closed: it ends within moments, or hangs on its way out and is killed.
                with contextlib.suppress(TimeoutError):
                    child.wait(max(left, 1.0))
                    return output
                break
            output += chunk
            if len(output) > most:
                raise ReadError("too-large", f"the reading yields more than {most:,} bytes")
    raise HostLimitError("timeout", f"reading took longer than {seconds:g} s")


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
    if any(words in said for words in _NO_MEMORY):
        error = ReadError("out-of-memory", "reading needs more memory than allowed")
    elif code < 0:
        number = signal.Signals(-code)
        kind = HostLimitError if number in _OF_THE_HOST else ReadError
        error = kind(*_SIGNALS.get(number, ("crashed", f"the reader crashed ({number.name})")))
    else:
        error = ReadError("crashed", f"the reader ended with status {code}")
    if said:
        error.add_note(said)
    raise error


def _answered(output: bytearray) -> tuple[Opened, Usage]:
    try:
        answer = msgspec.msgpack.decode(output, type=_Answer)
    except msgspec.DecodeError as error:
        raise ReadError("crashed", f"the reader's answer is no report: {error}") from error
    if answer.opened is not None:
        return answer.opened, answer.usage
    refusal = ReadError(answer.code, answer.message)
    if answer.trace:
        refusal.add_note(answer.trace)
    raise refusal
