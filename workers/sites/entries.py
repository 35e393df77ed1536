"""A site as people write it: a line of TOML, a line of CSV, or what a look at its page proposes.

Place in the flow: ``nianbao sites add``, ``import`` and ``list`` → **here** → the table ``sites``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Schedule, Site
from parsers.prepared import prepare
from workers.sites.address import AddressPolicy, ForbiddenAddressError
from workers.sites.links import Selectors

COLUMNS = ("name", "start", "organ", "division_code", "schedule", "depth", "enabled")
_Text = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is set for a site; all but its start pages may be left out."""

    start: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    organ: _Text | None = None
    division_code: Annotated[str, msgspec.Meta(pattern="^[0-9]{2,12}$")] | None = None
    schedule: Schedule = Schedule.SEASONAL
    depth: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    selectors: Selectors | None = None
    enabled: bool = True


class NamedEntry(msgspec.Struct, frozen=True):
    """A site's name and what is set for it."""

    name: str
    entry: Entry


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sites: dict[_Text, Entry]


prepare(_File)


def from_toml(data: bytes, policy: AddressPolicy) -> list[NamedEntry]:
    """The sites of a TOML file: a table ``sites`` with a line each.

    :raises ValueError: saying which one is wrong.
    """
    try:
        found = msgspec.toml.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    entries = [NamedEntry(name, entry) for name, entry in found.sites.items()]
    for one in entries:
        _check(one, policy)
    return entries


def from_fields(given: Mapping[str, str], policy: AddressPolicy, seen: set[str]) -> NamedEntry:
    """The site of a line of CSV; several start pages stand between semicolons.

    :param seen: the names in the lines before; this one's is added.
    :raises ValueError: saying what is wrong with it.
    """
    values: dict[str, Any] = {key: value for key, value in given.items() if value and key != "name"}
    if not given.get("name"):
        raise ValueError("the name is missing")
    if given["name"] in seen:
        raise ValueError(f"{given['name']} stands in a line above already")
    seen.add(given["name"])
    values["start"] = [part for part in values.get("start", "").replace(";", " ").split() if part]
    if "schedule" in values:
        values["schedule"] = values["schedule"].lower()
    try:
        entry = msgspec.convert(values, Entry, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    one = NamedEntry(given["name"], entry)
    _check(one, policy)
    return one


def to_toml(one: NamedEntry) -> str:
    """A site as a line of TOML. Strings of JSON are strings of TOML."""
    parts = []
    for key, value in msgspec.to_builtins(one.entry).items():
        if value is not None:
            parts.append(f"{key} = {_toml(value)}")
    return f"{_toml(one.name)} = {{ {', '.join(parts)} }}"


def of_row(site: Site) -> NamedEntry:
    """A stored site."""
    selectors = msgspec.convert(site.selectors, Selectors) if site.selectors else None
    entry = Entry(
        tuple(site.start_pages), site.organ, site.division_code, site.schedule, site.depth, selectors, site.enabled
    )
    return NamedEntry(site.name, entry)


def store(session: Session, entries: Iterable[NamedEntry], now: dt.datetime) -> int:
    """Enter sites, or bring those that are there up to date; how many are new."""
    known = {site.name: site for site in session.scalars(select(Site))}
    new = 0
    for one in entries:
        site = known.get(one.name)
        if site is None:
            site = known[one.name] = Site(name=one.name, added_at=now, due_at=now)
            session.add(site)
            new += 1
        entry = one.entry
        if site.start_pages != list(entry.start):
            # What it shows now is to be seen soon.
            site.start_pages, site.due_at = list(entry.start), now
        site.organ, site.division_code, site.depth = entry.organ, entry.division_code, entry.depth
        site.schedule, site.enabled = entry.schedule, entry.enabled
        site.selectors = {
            key: value for key, value in msgspec.to_builtins(entry.selectors or Selectors()).items() if value
        }
    session.flush()
    return new


def _check(one: NamedEntry, policy: AddressPolicy) -> None:
    for url in one.entry.start:
        try:
            policy.check(url)
        except ForbiddenAddressError as error:
            raise ValueError(f"{one.name}: {url}: {error}") from error


def _toml(value: Any) -> str:  # noqa: ANN401 - what a site's entry holds
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_toml(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inside} }}"
    return msgspec.json.encode(value).decode()
