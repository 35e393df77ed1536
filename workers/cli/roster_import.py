"""A roster taken into the database: line by line, each either taken or refused with a reason.

Place in the flow: ``roster_rows`` → **here**, in the transaction of ``nianbao roster import``. A line may refer to
organs of later lines, so lines are taken as soon as those they need are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organ, OrganState, roster
from models.roster import Change
from rules.gazetteer import Division, gazetteer, name_within, names_one_organ
from rules.organ import OrganKind, OrganLevel, organ_facts
from workers.cli.roster_file import Row
from workers.cli.roster_rows import Entry, Refusal, entry


class Refused(msgspec.Struct, frozen=True):
    """A line that was not taken, and why."""

    line: int
    name: str
    why: str


class Taken(msgspec.Struct):
    """What an import did.

    :param merged: proposed organs that are aliases of others now.
    :param touched: organs that are new or differ.
    :param moved: keys of reports that were a merged organ's.
    """

    added: list[str] = []
    changed: list[Change] = []
    unchanged: int = 0
    merged: list[str] = []
    refused: list[Refused] = []
    touched: list[Organ] = []
    moved: list[int] = []


def take(session: Session, rows: Sequence[Row]) -> Taken:
    """Take every line that can be taken."""
    waiting, refused = _entries(rows)
    done = _Import(session, waiting, refused)
    while waiting:
        names = {one.name for one in waiting}
        ready = [one for one in waiting if not (one.superior in names or one.successor in names)]
        if not ready:
            for one in waiting:
                done.refuse(one.line, one.name, Refusal("it is above itself, by way of other lines"))
            break
        for one in ready:
            done.take(one)
        settled = {one.line for one in ready}
        waiting = [one for one in waiting if one.line not in settled]
    session.flush()
    done.taken.refused.sort(key=lambda refused: refused.line)
    return done.taken


def _entries(rows: Sequence[Row]) -> tuple[list[Entry], list[Refused]]:
    """What the lines say, each organ once."""
    found: dict[tuple[str | None, ...], Entry] = {}
    refused = []
    for row in rows:
        try:
            one = entry(row)
            same = (one.name,) if names_one_organ(one.name) else (one.name, one.division, one.superior)
            if same in found:
                raise Refusal(f"{one.name} stands in line {found[same].line} already")  # noqa: TRY301 - one way out
            found[same] = one
        except Refusal as refusal:
            refused.append(Refused(row.line, row.given.get("name", ""), str(refusal)))
    return list(found.values()), refused


class _Import:
    """The roster as it is and becomes."""

    def __init__(self, session: Session, entries: Sequence[Entry], refused: list[Refused]) -> None:
        self._session = session
        self.taken = Taken(refused=refused)
        self._names = {one.name for one in entries}
        self._organs = {organ.name: organ for organ in session.scalars(select(Organ))}
        self._placed = {
            placed: organ for organ in self._organs.values() if (placed := gazetteer().placed(organ.name)) is not None
        }
        # Of organs whose own line is in the file, that line may say what they are called from now on.
        said = {one.name: one.values["aliases"] for one in entries if "aliases" in one.values}
        self._alias_of = {
            alias: organ
            for organ in self._organs.values()
            if organ.state is OrganState.CONFIRMED
            for alias in organ.aliases
            if alias in said.get(organ.name, organ.aliases)
        }
        # Names as the file has them → the organ, where the roster has it under its full name; the line it stood in.
        self._meant: dict[str, list[Organ]] = {}
        self._lines: dict[str, int] = {}

    def refuse(self, line: int, name: str, refusal: Refusal) -> None:
        self.taken.refused.append(Refused(line, name, str(refusal)))

    def take(self, one: Entry) -> None:
        """Take a line, or refuse it as a whole."""
        try:
            self._take(one)
        except Refusal as refusal:
            self.refuse(one.line, one.name, refusal)

    def _take(self, one: Entry) -> None:
        superior = self._referred(one.superior, "its superior")
        successor = self._referred(one.successor, "its successor")
        division = _division(one, superior)
        name = _full_name(one.name, division)
        if name in self._lines:
            raise Refusal(f"{name} stands in line {self._lines[name]} already")
        aliases = self._aliases(one, name, self._namesake(name))
        self._lines[name] = one.line
        organ = self._organs.get(name)
        values = self._values(one, organ, name, division) | ({} if aliases is None else {"aliases": aliases})
        for key, given, referred in (("superior", one.superior, superior), ("successor", one.successor, successor)):
            if given is not None:
                values[f"{key}_id"] = referred.id if referred is not None else None
        self._write(name, organ, values)
        self._meant.setdefault(one.name, []).append(self._organs[name])

    def _write(self, name: str, organ: Organ | None, values: dict[str, Any]) -> None:
        merging = [
            other
            for alias in values.get("aliases", ())
            if (other := self._organs.get(alias)) is not None and other is not organ
        ]
        if organ is None:
            organ = self._organs[name] = Organ(name=name, **{"aliases": [], **values})
            self._session.add(organ)
            self._session.flush()
            if (placed := gazetteer().placed(name)) is not None:
                self._placed[placed] = organ
            self.taken.added.append(name)
            self.taken.touched.append(organ)
        elif change := roster.update_organ(organ, values):
            self.taken.changed.append(self._with_names(change))
            self.taken.touched.append(organ)
        else:
            self.taken.unchanged += 1
        for other in merging:
            self.taken.merged.append(other.name)
            self.taken.moved += [report.id for report in roster.merge(self._session, other, organ)]
            del self._organs[other.name]

    def _with_names(self, change: Change) -> Change:
        """The change as a person reads it: with names of organs instead of their keys."""
        names = {organ.id: organ.name for organ in self._organs.values()}
        fields = {
            key.removesuffix("_id"): (names.get(before), names.get(after)) if key.endswith("_id") else (before, after)
            for key, (before, after) in change.fields.items()
        }
        return Change(change.name, fields)

    def _referred(self, name: str | None, what: str) -> Organ | None:
        """The organ that a line refers to.

        :raises Refusal: when it is in neither the file nor the roster, or there are several.
        """
        if not name:
            return None
        if organ := self._organs.get(name):
            return organ
        meant = self._meant.get(name) or [organ for organ in self._organs.values() if name in organ.aliases]
        if len(meant) != 1:
            said = "is the name of several organs" if meant else "is neither in the file nor in the roster"
            raise Refusal(f"{what} {name} {said}")
        return meant[0]

    def _aliases(self, one: Entry, name: str, proposed: Organ | None) -> list[str] | None:
        """The aliases the organ shall have: those given, and the name in the file where the full name is another.

        :param proposed: the same organ as a report named it: that name becomes an alias, too.

        :raises Refusal: when one is the name of a confirmed organ.
        """
        organ = self._organs.get(name)
        given: list[str] | None = one.values.get("aliases")
        kept = (organ.aliases if organ is not None else []) if given is None else given
        further = (one.name,) if proposed is None else (one.name, proposed.name)
        aliases = [alias for alias in dict.fromkeys((*kept, *further)) if alias != name]
        for alias in aliases:
            other = self._organs.get(alias)
            confirmed = other is not None and other is not organ and other.state is OrganState.CONFIRMED
            if confirmed or (alias in self._names and alias != one.name):
                raise Refusal(f"its alias {alias} is another organ of the roster")
        return aliases if given is not None or aliases != kept else None

    def _namesake(self, name: str) -> Organ | None:
        """The organ that has the name, with more or fewer divisions before it: an organ has one line.

        :raises Refusal: when that organ is confirmed under the other name, or the name is another organ's alias.
        """
        if name in self._organs:
            return None
        if holder := self._alias_of.get(name):
            raise Refusal(f"{name} is an alias of {holder.name}: take it from there first, or leave this line out")
        placed = gazetteer().placed(name)
        other = self._placed.get(placed) if placed is not None else None
        if other is not None and other.state is OrganState.CONFIRMED:
            raise Refusal(f"{name} is {other.name}: write that name, and this one as its alias")
        return other

    def _values(self, one: Entry, organ: Organ | None, name: str, division: Division | None) -> dict[str, Any]:
        """What the line says and, where neither it nor the roster does, what the name tells."""
        named = organ_facts(name)
        values: dict[str, Any] = {"state": OrganState.CONFIRMED}
        if organ is None or organ.kind is OrganKind.UNKNOWN:
            values["kind"] = named.kind
        if organ is None or organ.level is OrganLevel.UNKNOWN:
            values["level"] = division.level if division and named.level is OrganLevel.UNKNOWN else named.level
        if division is not None:
            values |= {"division_code": division.code, "division": gazetteer().full_name(division)}
        elif one.division is not None:
            values["division_code"] = one.division
        return values | {key: value for key, value in one.values.items() if key != "aliases"}


def _division(one: Entry, superior: Organ | None) -> Division | None:
    """The division a line gives, else the one that its name and its superior place it in.

    A code that the gazetteer does not know, of a zone or of former years, is none, and kept as it is.

    :raises Refusal: when the name of the division fits several or none.
    """
    within = superior.division_code if superior is not None else None
    if one.division is None:
        return gazetteer().locate(one.name, within)
    given = gazetteer().find(one.division, within)
    if given is None and not one.division.isdigit():
        raise Refusal(f"{one.division} is no division, or the name of several: write its code, or those it lies in")
    # Of 城关镇人民政府 people write the county: the township is the one in it.
    own = gazetteer().locate(one.name, given.code) if given is not None else None
    return own if own is not None and given in gazetteer().path(own) else given


def _full_name(name: str, division: Division | None) -> str:
    """The name with as many divisions before it as tell it from its namesakes: 城关镇人民政府 → 嵩县城关镇人民政府.

    :raises Refusal: when it has namesakes and nobody says which of them it is.
    """
    if names_one_organ(name):
        return name
    if division is None:
        places = gazetteer().places(name)
        many = f"fits {len(places)} divisions" if places else "does not say where it is"
        raise Refusal(f"the name {many}: write its division code, its division or its superior")
    return name_within(name, division)
