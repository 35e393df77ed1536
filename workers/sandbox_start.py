"""Starts the sandbox's child: its command, its environment, its path of modules.

Place in the flow: ``sandbox`` → **here** → ``sandbox_child``.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO

CHILD = Path(__file__).with_name("sandbox_child.py")


def import_path() -> tuple[str, ...]:
    """Where the child finds the parsers: this process's own path, made absolute (the child runs elsewhere)."""
    return (str(CHILD.parents[1]), *(str(Path(entry).resolve()) for entry in sys.path if entry))


@cache
def _compile_readers() -> None:
    """Have the readers compiled: only children import them; these write nothing, and would compile them each time."""
    if not sys.dont_write_bytecode:
        # Where it may not write it changes nothing, and says nothing.
        compileall.compile_dir(CHILD.parents[1] / "parsers" / "readers", quiet=2)


def start(given: bytes, job: str, folder: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a child.

    :param given: its standard input.
    :param job: its argument.
    :param folder: where it works; empty, and the only folder it is told of.
    :param errors: takes its standard error; its standard output is a pipe.
    :raises OSError: when no process can be started.
    """
    _compile_readers()
    kept = {key: os.environ[key] for key in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if key in os.environ}
    with tempfile.TemporaryFile() as source:
        source.write(given)
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
