"""Transactions of a crawl, one at a time: else its threads would wait for the only right to write SQLite by sleeping.

Place in the flow: shared by ``visits``, ``finds`` and ``endings``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from workers.runtime import Runtime


class Writing:
    """Hands out transactions; a thread may take in a document while it has the turn."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._turn = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction of the runtime, when it is our turn."""
        with self._turn, self._runtime.transaction() as session:
            yield session

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For several transactions that belong together."""
        with self._turn:
            yield
