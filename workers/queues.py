"""The queues, by the resource a task waits for: a mail never waits behind a scan.

Place in the flow: every actor names one; a worker process serves all or some of them (``nianbao worker --queue``).
"""

from __future__ import annotations

from enum import StrEnum


class Queue(StrEnum):
    """Names in the broker; they are stable, since messages outlive a release."""

    IO = "io"  # files and network
    CPU = "cpu"  # readers in child processes
    DB = "db"  # short transactions
    MAIL = "mail"  # SMTP
