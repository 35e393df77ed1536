"""The terms of a subscription as people write them, on the command line or in a CSV file: checked, then stored.

Place in the flow: ``nianbao subscriptions add`` and ``import``.
"""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase
from typing import TypeVar

import msgspec
from sqlalchemy.orm import Session

from models import Frequency, Subscription, subscriptions
from rules.finding import Severity
from rules.registry import catalogue
from workers.cli.scopes import division_code, known_division, known_organ
from workers.mail.address import parse_address

COLUMNS = ("address", "organ", "division_code", "severity", "rules", "frequency", "at", "weekday")
# Before officials begin their day, and after the night's reports have been checked.
DEFAULT_TIME = dt.time(8, 30)
MONDAY = 1
_DAYS_PER_WEEK = 7

W = TypeVar("W", Frequency, Severity)


class Terms(msgspec.Struct, frozen=True):
    """Who wants what and when; the organ by its name."""

    address: str
    organ: str | None
    division_code: str | None
    severity: Severity
    rules: tuple[str, ...]
    frequency: Frequency
    send_at: dt.time | None
    weekday: int | None


def terms_of(row: dict[str, str]) -> Terms:
    """The terms of one line; what is empty gets its default.

    :param row: all of ``COLUMNS``.
    :raises ValueError: saying what is wrong.
    """
    if row["organ"] and row["division_code"]:
        raise ValueError("a subscription is to an organ or to a division, not both")
    frequency = _word(Frequency, row["frequency"], Frequency.IMMEDIATELY)
    return Terms(
        # Mailboxes differ by the case of their letters in no mail system of today; twice the same mail would be sent.
        address=parse_address(row["address"]).addr_spec.lower(),
        organ="".join(row["organ"].split()) or None,
        division_code=division_code(row["division_code"]) if row["division_code"] else None,
        severity=_word(Severity, row["severity"], Severity.WARNING),
        rules=rules_of(row["rules"].replace("；", ";").split(";")),
        frequency=frequency,
        send_at=_time(row["at"], frequency),
        weekday=_weekday(row["weekday"], frequency),
    )


def rules_of(given: list[str]) -> tuple[str, ...]:
    """Codes of rules, or beginnings of codes with ``*``.

    :raises ValueError: when one fits no rule.
    """
    patterns = tuple(text for each in given if (text := each.strip().upper()))
    codes = [known.code for known in catalogue()]
    for pattern in patterns:
        if not any(fnmatchcase(code, pattern) for code in codes):
            raise ValueError(f"no rule is called {pattern}")
    return patterns


def store(session: Session, terms: Terms, now: dt.datetime, *, revive: bool) -> Subscription:
    """Write a subscription, or renew the one of the same address, scope and frequency.

    :param revive: also when its reader, a bounce or the office had stopped it.
    :raises CommandError: when there is no such organ or division.
    """
    subscription = subscriptions.ensure(
        session,
        terms.address,
        now,
        organ_id=known_organ(session, terms.organ).id if terms.organ is not None else None,
        division_code=known_division(session, terms.division_code) if terms.division_code is not None else None,
        minimum_severity=terms.severity,
        rules=terms.rules,
        frequency=terms.frequency,
        send_at=terms.send_at,
        weekday=terms.weekday,
        revive=revive,
    )
    session.flush()
    return subscription


def _word(words: type[W], given: str, otherwise: W) -> W:
    try:
        return words(given.lower()) if given else otherwise
    except ValueError:
        raise ValueError(f"{given} is none of: {', '.join(words)}") from None


def _time(given: str, frequency: Frequency) -> dt.time | None:
    if frequency is Frequency.IMMEDIATELY:
        if given:
            raise ValueError("only a daily or weekly digest has a time")
        return None
    try:
        return dt.datetime.strptime(given, "%H:%M").time() if given else DEFAULT_TIME  # noqa: DTZ007 - a time of day
    except ValueError:
        raise ValueError(f"{given} is no time of day like 08:30") from None


def _weekday(given: str, frequency: Frequency) -> int | None:
    if frequency is not Frequency.WEEKLY:
        if given:
            raise ValueError("only a weekly digest has a day of the week")
        return None
    if given and not (given.isascii() and given.isdigit() and 1 <= int(given) <= _DAYS_PER_WEEK):
        raise ValueError(f"{given} is no day of the week: 1 is Monday, 7 is Sunday")
    return int(given) if given else MONDAY
