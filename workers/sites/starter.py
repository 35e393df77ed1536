"""Starts the crawl when sites are due: ``nianbao scrape`` as a process of its own, beside the scheduler.

Place in the flow: the scheduler calls ``look`` each sweep. A crawl that dies takes nothing with it; the next one goes
on where it stopped.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from models import site_runs
from models.session import read_only
from workers.runtime import Runtime
from workers.settings import PREFIX
from workers.sites.lease import is_running
from workers.telemetry import get_logger

log = get_logger(__name__)

COMMAND: Final = (sys.executable, "-c", "from workers.cli import main; main()", "scrape")
# How often it is asked whether a site is due; and how long a crawl that failed is left alone.
_LOOK_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 600.0
_STOP_SECONDS: Final = 60.0


class CrawlStarter:
    """Keeps one crawl going while sites are due.

    :param monotonic: seconds that only grow.
    :param command: what is started.
    """

    def __init__(
        self,
        runtime: Runtime,
        monotonic: Callable[[], float] = time.monotonic,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._runtime = runtime
        self._monotonic = monotonic
        self._command = tuple(command)
        self._child: subprocess.Popen[bytes] | None = None
        self._next = float("-inf")
        self._said = False

    def look(self) -> bool:
        """Start a crawl if one is due and none is under way; whether one was started."""
        now = self._monotonic()
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                return False
            self._child = None
            if code:
                log.error("crawl_failed", code=code, retry_seconds=_PAUSE_SECONDS)
                self._next = now + _PAUSE_SECONDS
        if now < self._next:
            return False
        self._next = now + _LOOK_SECONDS
        with read_only(self._runtime.engine) as session:
            due = len(site_runs.due(session, self._runtime.now()))
        if not due or not self._can_crawl() or is_running(self._runtime):
            return False
        self._child = subprocess.Popen(  # noqa: S603 - our own command
            self._command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        log.info("crawl_started", sites=due, pid=self._child.pid)
        return True

    def stop(self) -> None:
        """End the crawl with the scheduler: what it has asked for it may finish."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _can_crawl(self) -> bool:
        """Whether what a crawl needs is there; what is missing is said once."""
        can = self._runtime.settings.sites_contact is not None
        if not can and not self._said:
            log.error("sites_not_crawled", reason=f"{PREFIX}SITES_CONTACT is not set")
        self._said = not can
        return can

    def _environment(self) -> Mapping[str, str]:
        """Ours, with the home that is in force: the rest of the settings come from it or from the file it names."""
        return {**os.environ, f"{PREFIX}HOME": str(self._runtime.settings.home)}
