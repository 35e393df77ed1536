"""Organs and divisions as a command's options name them.

Place in the flow: ``alerts``, ``subscriptions`` and what reads lists of subscriptions from a file.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organ, organs, subscriptions
from rules.gazetteer import gazetteer
from workers.cli.errors import CommandError


def known_organ(session: Session, name: str) -> Organ:
    """The organ of that name or alias.

    :raises CommandError: when the roster has none.
    """
    found = organs.find(session, name)
    if found is None:
        raise CommandError(f"the roster knows no {name}; `nianbao roster list` shows all")
    return found


def known_division(session: Session, text: str) -> str:
    """The code of a division that the gazetteer lists, or that has organs of the roster (development zones).

    :raises CommandError: when it is no code, or that of no such division: an empty list would be no answer.
    """
    try:
        division_code(text)
    except ValueError as error:
        raise CommandError(str(error)) from None
    inside = select(Organ.id).where(subscriptions.within_division(text)).limit(1)
    if gazetteer().get(subscriptions.division_prefix(text)) is None and session.scalar(inside) is None:
        raise CommandError(f"there is no division {text}, and the roster has no organ in it")
    return text


def division_code(text: str) -> str:
    """A division code as given.

    :raises ValueError: when it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) in range(2, 13)):
        raise ValueError(f"{text} is no division code")
    return text
