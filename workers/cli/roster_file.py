"""The roster as a CSV file: read and checked line by line, then stored as a whole.

Place in the flow: ``nianbao roster import``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organ, OrganState
from rules.organ import OrganKind, OrganLevel, organ_facts
from workers.cli.errors import CommandError

COLUMNS = ("name", "kind", "level", "division_code", "superior", "aliases", "exempt")
# The first so many wrong lines are named; a file of another kind has thousands.
SHOWN = 20
_YES_NO = {
    "": False,
    "no": False,
    "false": False,
    "0": False,
    "否": False,
    "yes": True,
    "true": True,
    "1": True,
    "是": True,
}


class Entry(msgspec.Struct, frozen=True):
    """One line of the file, checked."""

    name: str
    kind: OrganKind
    level: OrganLevel
    division_code: str | None
    superior: str | None
    aliases: tuple[str, ...]
    exempt: bool


def read_entries(path: Path) -> list[Entry]:
    """All lines of the file.

    :raises CommandError: naming the lines that are wrong.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    heads = [head.strip().lower() for head in reader.fieldnames or ()]
    unknown = [head for head in heads if head not in COLUMNS]
    if "name" not in heads or unknown:
        said = f"unknown columns: {', '.join(unknown)}" if unknown else "the column name is missing"
        raise CommandError(f"{path}: {said}; the header may have: {', '.join(COLUMNS)}")
    reader.fieldnames = heads
    entries: list[Entry] = []
    wrong: list[str] = []
    lines: dict[str, int] = {}
    for row in reader:
        try:
            entry = _entry(row)
            if entry.name in lines:
                raise ValueError(f"{entry.name} stands in line {lines[entry.name]} already")  # noqa: TRY301 - one way out
        except (ValueError, csv.Error) as error:
            wrong.append(f"  line {reader.line_num}: {error}")
            continue
        lines[entry.name] = reader.line_num
        entries.append(entry)
    if wrong:
        more = [f"  and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        raise CommandError("\n".join([f"{path}: nothing was taken, these lines are wrong:", *wrong[:SHOWN], *more]))
    return entries


def store_entries(session: Session, entries: list[Entry]) -> int:
    """Write all entries; superiors may stand anywhere in the file, or in the database.

    :return: how many organs are new.
    :raises CommandError: when a superior is in neither.
    """
    known = {organ.name: organ for organ in session.scalars(select(Organ))}
    new = 0
    for entry in entries:
        organ = known.get(entry.name)
        if organ is None:
            organ = known[entry.name] = Organ(name=entry.name)
            session.add(organ)
            new += 1
        organ.kind, organ.level, organ.division_code = entry.kind, entry.level, entry.division_code
        organ.aliases, organ.exempt, organ.state = list(entry.aliases), entry.exempt, OrganState.CONFIRMED
    session.flush()
    for entry in entries:
        if entry.superior is not None and entry.superior not in known:
            raise CommandError(f"{entry.name}: its superior {entry.superior} is neither in the file nor in the roster")
        known[entry.name].superior_id = known[entry.superior].id if entry.superior is not None else None
    return new


def _text(path: Path) -> str:
    """The file's text: UTF-8, or what a Chinese spreadsheet writes."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"{path}: it is neither UTF-8 nor GB18030 text")


def _entry(row: dict[str | None, str | None]) -> Entry:
    """One line.

    :raises ValueError: saying what is wrong with it.
    """
    if None in row:
        raise ValueError("it has more fields than the header")
    given = {key: (value or "").strip() for key, value in row.items()}
    name = "".join(given["name"].split())
    if not name:
        raise ValueError("the name is missing")
    code = given.get("division_code", "")
    if code and not (code.isascii() and code.isdigit() and len(code) in range(2, 13)):
        raise ValueError(f"{code} is no division code")
    exempt = given.get("exempt", "").lower()
    if exempt not in _YES_NO:
        raise ValueError(f"exempt is {exempt}, not yes or no")
    named = organ_facts(name)
    return Entry(
        name,
        _word(OrganKind, given.get("kind", ""), named.kind),
        _word(OrganLevel, given.get("level", ""), named.level),
        code or None,
        "".join(given.get("superior", "").split()) or None,
        tuple(_aliases(given.get("aliases", ""))),
        _YES_NO[exempt],
    )


W = TypeVar("W", OrganKind, OrganLevel)


def _word(words: type[W], given: str, otherwise: W) -> W:
    try:
        return words(given.lower()) if given else otherwise
    except ValueError:
        raise ValueError(f"{given} is none of: {', '.join(words)}") from None


def _aliases(text: str) -> Iterator[str]:
    for alias in text.replace("；", ";").split(";"):
        if plain := "".join(alias.split()):
            yield plain
