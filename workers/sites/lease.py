"""One crawl at a time, however many schedulers and people start one: two would ask the same host at once.

Place in the flow: held by ``crawl`` while it runs, as a row of ``heartbeats``, which ``nianbao status`` shows.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
import uuid
from types import TracebackType
from typing import Final, Self

from sqlalchemy.exc import SQLAlchemyError

from models import Heartbeat
from models.session import read_only, transaction
from workers import ledger
from workers.runtime import Runtime
from workers.scheduler import release_lease, take_lease
from workers.telemetry import get_logger

log = get_logger(__name__)

NAME: Final = "crawler"
LEASE: Final = dt.timedelta(seconds=60)
_BEAT_SECONDS: Final = 15.0


class CrawlRunningError(Exception):
    """Another crawl is under way."""


class CrawlLease:
    """The right to crawl, kept up by a thread.

    A crawl that was killed leaves its lease behind: on the same host the next one sees that its process is gone, from
    another host the lease must run out.

    :raises CrawlRunningError: on entering, when another crawl has it.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="crawl-lease", daemon=True)

    def __enter__(self) -> Self:
        if not self._take():
            raise CrawlRunningError("another crawl is under way; it does what is due")
        self._thread.start()
        return self

    def __exit__(self, *_: TracebackType | type[BaseException] | BaseException | None) -> None:
        self._stop.set()
        self._thread.join()
        with transaction(self._runtime.engine) as session:
            release_lease(session, NAME, self._owner)

    def _take(self) -> bool:
        now = self._runtime.now()
        with transaction(self._runtime.engine) as session:
            row = session.get(Heartbeat, NAME, with_for_update=True)
            if row is not None and _is_dead(str(row.detail.get("owner", ""))):
                row.detail = {}
                session.flush()
            return take_lease(session, NAME, self._owner, now, LEASE)

    def _keep(self) -> None:
        while not self._stop.wait(_BEAT_SECONDS):
            try:
                if not self._take():
                    log.error("crawl_lease_lost")
            except SQLAlchemyError as error:
                log.warning("crawl_lease_not_kept", reason=ledger.describe(error))


def is_running(runtime: Runtime) -> bool:
    """Whether a crawl is under way, on whatever host."""
    with read_only(runtime.engine) as session:
        row = session.get(Heartbeat, NAME)
        owner = str(row.detail.get("owner", "")) if row is not None else ""
        return row is not None and bool(owner) and not _is_dead(owner) and row.at > runtime.now() - LEASE


def _is_dead(owner: str) -> bool:
    """Whether a lease was left by a process of this host that is no more."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
