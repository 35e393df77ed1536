"""The home folder's lock: who works on the tasks of a home, so that what a killed run left behind is known at once.

Place in the flow: ``runner`` holds it while it works. Leases alone would make the next run wait until they run out.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from models.session import transaction
from workers import backlog
from workers.runtime import Runtime
from workers.telemetry import get_logger

log = get_logger(__name__)


@contextmanager
def working_in(runtime: Runtime) -> Iterator[None]:
    """Hold the home's lock, shared with other processes of the same home; the first one ends the leases left behind.

    Only where the database is the home's own: on any other, workers elsewhere may hold those leases.
    """
    if runtime.settings.database_url is not None:
        yield
        return
    with (runtime.settings.home / "workers.lock").open("ab") as lock:
        if _is_alone(lock.fileno()):
            with transaction(runtime.engine) as session:
                ended = backlog.abandon_running(session, runtime.now())
            if ended:
                log.warning("leases_ended", tasks=ended, reason="the process that held them is gone")
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _is_alone(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
