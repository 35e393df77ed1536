"""The values a mail is made of; no database is needed to make them.

Place in the flow: filled by ``load`` (or by hand, in tests), read by ``compose``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from models import AlertStatus
from parsers.form import Edition
from parsers.report import Cell
from rules.finding import Confidence, Place, Quote, Severity
from rules.registry import place_of

# These need nothing more from anybody; a mail composed late says so instead of counting them.
SETTLED = frozenset({AlertStatus.RESOLVED, AlertStatus.WAIVED})


class MailAlert(msgspec.Struct, frozen=True):
    """One alert as a mail shows it; ``number`` is the id by which a person answers it, None when there is none yet.

    ``told`` is what the mail was made to tell of it: that it is open, or that it is resolved; ``why`` is the reason of
    the latter, or of its being open again, in the words of its history, where there is one.
    """

    rule: str
    severity: Severity
    message: str
    basis: str
    status: AlertStatus = AlertStatus.OPEN
    confidence: Confidence = Confidence.HIGH
    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()
    number: int | None = None
    told: AlertStatus = AlertStatus.OPEN
    why: str | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more is asked of anybody."""
        return self.status in SETTLED


class MailReport(msgspec.Struct, frozen=True):
    """The report the alerts are about.

    ``organ`` and ``year`` are None where the source does not say them. ``source_name`` and ``sha256`` are None for an
    alert about a report that does not exist (a missing one). ``cells`` are the report's cells by their keys.
    """

    organ: str | None = None
    year: int | None = None
    title: str | None = None
    edition: Edition | None = None
    published_on: dt.date | None = None
    published_on_basis: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    sha256: str | None = None
    cells: Mapping[str, Cell] = {}


class MailBatch(msgspec.Struct, frozen=True):
    """One mail: to whom, under which fixed Message-ID (``<local@domain>``), about what.

    ``thread`` are the Message-IDs of the mails it answers, oldest first. ``elsewhere`` counts what else stands against
    the report, told by other mails or not wanted in one.
    """

    recipient: str
    message_id: str
    report: MailReport
    alerts: tuple[MailAlert, ...]
    thread: tuple[str, ...] = ()
    elsewhere: int = 0

    @property
    def standing(self) -> tuple[MailAlert, ...]:
        """The alerts still to be dealt with: worst first, and of those equally bad the surest."""

        def order(alert: MailAlert) -> tuple[int, bool, tuple[int, str]]:
            return -alert.severity.rank, alert.confidence is Confidence.LOW, place_of(alert.rule)

        told_open = (alert for alert in self.alerts if alert.told is AlertStatus.OPEN)
        return tuple(sorted((alert for alert in told_open if not alert.settled), key=order))

    @property
    def resolved(self) -> tuple[MailAlert, ...]:
        """The alerts of earlier mails that are gone; what has come back since is told by another mail."""
        return tuple(
            alert
            for alert in self.alerts
            if alert.told is AlertStatus.RESOLVED and alert.status is AlertStatus.RESOLVED
        )

    @property
    def settled(self) -> tuple[MailAlert, ...]:
        """The alerts dealt with between the batch being made and the mail being composed."""
        return tuple(alert for alert in self.alerts if alert.told is AlertStatus.OPEN and alert.settled)
