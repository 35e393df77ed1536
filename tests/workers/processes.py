"""What other processes do, for the tests of those that must end."""

from __future__ import annotations

import os
import time
from pathlib import Path


def runs(process: int) -> bool:
    """Whether a process is there, and more than the rest of one that nobody has asked for its status."""
    try:
        os.kill(process, 0)
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except (ProcessLookupError, FileNotFoundError):
        return False


def assert_ends(process: int, seconds: float = 20.0) -> None:
    """Wait until a process has ended; fail when it does not."""
    deadline = time.monotonic() + seconds
    while runs(process):
        assert time.monotonic() < deadline
