"""One line of a roster: checked, and turned into what it says of its organ.

Place in the flow: ``roster_file`` → **here** → ``roster_import``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec

from models.organs import plain_name, site_of
from rules.organ import OrganKind, OrganLevel
from workers.cli.roster_file import Row

_YES_NO: Final = {
    **dict.fromkeys(("no", "false", "0", "否"), False),
    **dict.fromkeys(("yes", "true", "1", "是"), True),
}
# An empty field leaves what the roster has; one of these clears it.
_CLEARED: Final = frozenset({"-", "—", "无", "none"})
_KINDS: Final = {
    "政府": OrganKind.GOVERNMENT,
    "本级政府": OrganKind.GOVERNMENT,
    "办公室": OrganKind.OFFICE,
    "办公厅": OrganKind.OFFICE,
    "部门": OrganKind.DEPARTMENT,
    "政府部门": OrganKind.DEPARTMENT,
    "乡镇": OrganKind.TOWNSHIP,
    "街道": OrganKind.STREET,
}
_LEVELS: Final = {
    "国家": OrganLevel.STATE,
    "省": OrganLevel.PROVINCE,
    "省级": OrganLevel.PROVINCE,
    "市": OrganLevel.CITY,
    "市级": OrganLevel.CITY,
    "县": OrganLevel.COUNTY,
    "县级": OrganLevel.COUNTY,
    "区县": OrganLevel.COUNTY,
    "乡": OrganLevel.TOWNSHIP,
    "乡级": OrganLevel.TOWNSHIP,
    "乡镇": OrganLevel.TOWNSHIP,
}
_LONGEST_NAME: Final = 100


class Refusal(Exception):  # noqa: N818 - a row is refused, nothing has failed
    """Why a line is not taken."""


class Entry(msgspec.Struct, frozen=True):
    """What a line says.

    :param values: column of ``Organ`` → value, only of what it speaks of; None clears.
    :param division: code of the division, or its name.
    :param superior: name of the organ; None: it does not say; empty: none.
    :param successor: same.
    """

    line: int
    name: str
    values: dict[str, Any]
    division: str | None = None
    superior: str | None = None
    successor: str | None = None


def entry(row: Row) -> Entry:
    """What a line says.

    :raises Refusal: when it cannot be taken.
    """
    if row.surplus:
        raise Refusal("it has more fields than the header")
    name = plain_name(row.given["name"])
    if not name:
        raise Refusal("the name is missing")
    if len(name) > _LONGEST_NAME:
        raise Refusal("the name is too long")
    values = {column: read(text) for column, read in _READERS.items() if (text := row.given.get(column, ""))}
    return Entry(
        row.line,
        name,
        values,
        _code(row.given.get("division_code", "")) or row.given.get("division") or None,
        _named(row.given.get("superior", "")),
        _named(row.given.get("successor", "")),
    )


W = TypeVar("W", bound=StrEnum)


def _word(words: type[W], chinese: dict[str, W]) -> Callable[[str], W]:
    def read(text: str) -> W:
        try:
            return chinese.get(text) or words(text.lower())
        except ValueError:
            raise Refusal(f"{text} is none of: {', '.join((*words, *chinese))}") from None

    return read


def _aliases(text: str) -> list[str]:
    if text in _CLEARED:
        return []
    return list(dict.fromkeys(alias for part in re.split(r"[;；、,，|\n]", text) if (alias := plain_name(part))))


def _site(text: str) -> str | None:
    if text in _CLEARED:
        return None
    host = site_of(text)
    if host is None or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise Refusal(f"{text} is no web address")
    return text


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise Refusal(f"exempt is {text}, not yes or no")
    return _YES_NO[text.lower()]


def _date(text: str) -> dt.date | None:
    if text in _CLEARED:
        return None
    match = re.fullmatch(r"(\d{4})(?:[-./年](\d{1,2}))(?:[-./月](\d{1,2})日?)", text)
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{text} is no date (2024-01-31)") from None


def _code(text: str) -> str | None:
    if text and not (text.isascii() and text.isdigit() and 2 <= len(text) <= 12):
        raise Refusal(f"{text} is no division code")
    return text or None


def _named(text: str) -> str | None:
    """A reference to another organ: None where the field is empty, an empty name where it clears."""
    return ("" if text in _CLEARED else plain_name(text)) if text else None


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "kind": _word(OrganKind, _KINDS),
    "level": _word(OrganLevel, _LEVELS),
    "aliases": _aliases,
    "official_site": _site,
    "exempt": _yes_no,
    "founded_on": _date,
    "abolished_on": _date,
}
