"""The queues, by the resource a task waits for: a mail never waits behind a scan.

Place in the flow: every actor names one; a worker process serves all or some of them (``nianbao worker --queue``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# So many messages lie in a queue at most; the rest of the work waits in the ledger, and the scheduler sends it as the
# queue empties. A hundred thousand files dropped at once cost the broker no more than a thousand.
WINDOW: Final = 1000


class Queue(StrEnum):
    """Names in the broker; they are stable, since messages outlive a release."""

    IO = "io"  # files and network
    CPU = "cpu"  # readers in child processes
    DB = "db"  # short transactions
    MAIL = "mail"  # SMTP
