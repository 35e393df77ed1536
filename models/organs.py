"""The roster: organs that must publish an annual report, and those proposed by a report that named them.

Place in the flow: read and extended by the actor ``persist`` (``find_or_propose``); kept by people through ``roster``.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, ForeignKey, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id
from models.upsert import insert_if_missing
from rules.gazetteer import gazetteer
from rules.organ import OrganFacts, OrganKind, OrganLevel, organ_facts


class OrganState(StrEnum):
    """Whether a person has confirmed that the organ belongs to the roster."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


class Organ(Base):
    """One administrative organ."""

    __tablename__ = "organs"
    __table_args__ = ({"comment": "Roster of organs. 行政机关名录。"},)

    id: Mapped[Id] = mapped_column(comment="Key. 主键。")
    name: Mapped[str] = mapped_column(unique=True, comment="Full official name. 机关全称。")
    kind: Mapped[OrganKind] = mapped_column(
        default=OrganKind.UNKNOWN,
        comment="Kind of organ; decides the deadline. 机关类别，决定公布期限。",
    )
    level: Mapped[OrganLevel] = mapped_column(
        default=OrganLevel.UNKNOWN,
        comment="state, province, city, county, township or unknown. 行政层级：国家、省、市、县、乡、未知。",
    )
    division_code: Mapped[str | None] = mapped_column(index=True, comment="Code of the division. 行政区划代码。")
    division: Mapped[str | None] = mapped_column(comment="Name of the division. 行政区划名称。")
    superior_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id", ondelete="SET NULL"), index=True, comment="The supervising organ. 上级机关。"
    )
    aliases: Mapped[list[str]] = mapped_column(default=list, comment="Other names it goes by. 别名、曾用名。")
    official_site: Mapped[str | None] = mapped_column(comment="Its web site. 官方网站。")
    state: Mapped[OrganState] = mapped_column(
        default=OrganState.PROPOSED, comment="proposed or confirmed. 状态：待确认、已确认。"
    )
    exempt: Mapped[bool] = mapped_column(default=False, comment="Owes no report. 无须公布年度报告。")
    founded_on: Mapped[dt.date | None] = mapped_column(comment="Since when it exists, if known. 成立日期（如已知）。")
    abolished_on: Mapped[dt.date | None] = mapped_column(comment="Until when it existed. 撤销日期。")
    successor_id: Mapped[int | None] = mapped_column(
        ForeignKey("organs.id", ondelete="SET NULL"),
        index=True,
        comment="The organ it was renamed or merged into. 更名或并入的机关。",
    )

    def owes(self, year: int, due_on: dt.date) -> bool:
        """Whether it must report on a year: it is not exempt, was there in that year, and still is when it is due."""
        founded = self.founded_on is None or self.founded_on.year <= year
        return founded and not self.exempt and (self.abolished_on is None or self.abolished_on > due_on)


def find(session: Session, name: str) -> Organ | None:
    """The organ of that name or, when exactly one organ has it, of that alias. Spaces in a name mean nothing.

    Nor do the divisions above the one that the name places it in: 湖南省岳阳市民政局 is 岳阳市民政局.
    """
    plain = plain_name(name)
    if organ := session.scalars(select(Organ).where(Organ.name == plain)).one_or_none():
        return organ
    # An alias of several organs (民政局) names none of them; nor does 城关镇人民政府, when one is called so and another
    # is by the end of its full name.
    places = gazetteer().places(plain)
    called = _has_alias(session, plain)
    if len(places) > 1:
        there = Organ.division_code.in_([place.code for place in places])
        called = or_(called, and_(there, Organ.name.endswith(plain, autoescape=True)))
    namesakes = session.scalars(select(Organ).where(called).limit(2)).all()
    if namesakes:
        return namesakes[0] if len(namesakes) == 1 else None
    return _find_placed(session, plain)


def _find_placed(session: Session, name: str) -> Organ | None:
    placed = gazetteer().placed(name)
    if placed is None:
        return None
    there = session.scalars(select(Organ).where(Organ.division_code == placed[0].code).order_by(Organ.id))
    same = [organ for organ in there if gazetteer().placed(organ.name) == placed]
    return same[0] if len(same) == 1 else None


def find_on_site(session: Session, name: str, url: str) -> Organ | None:
    """The organ of that name or alias on whose official site an address is: which of many 城关镇人民政府."""
    plain, host = plain_name(name), site_of(url)
    named = select(Organ).where(or_(Organ.name == plain, _has_alias(session, plain)), Organ.official_site.is_not(None))
    found = [
        organ for organ in session.scalars(named) if host is not None and site_of(organ.official_site or "") == host
    ]
    return found[0] if len(found) == 1 else None


def find_or_propose(
    session: Session, name: str, kind: OrganKind = OrganKind.UNKNOWN, level: OrganLevel = OrganLevel.UNKNOWN
) -> Organ:
    """The organ of that name or alias; when the roster has none, a new one that waits for a person's confirmation.

    :param kind: of the organ, should it be new.
    :param level: of the organ, should it be new.
    :raises ValueError: when the name is empty.
    """
    plain = plain_name(name)
    if not plain:
        raise ValueError("an organ needs a name")
    if organ := find(session, plain):
        return organ
    division = gazetteer().locate(plain)
    proposal = {
        "name": plain,
        "kind": kind,
        "level": level,
        "division_code": division.code if division else None,
        "division": gazetteer().full_name(division) if division else None,
        "state": OrganState.PROPOSED,
    }
    insert_if_missing(session, Organ, proposal)
    return session.scalars(select(Organ).where(Organ.name == plain)).one()


def facts_of(organ: Organ) -> OrganFacts:
    """The roster's word on an organ; what it leaves open, the name tells."""
    named = organ_facts(organ.name)
    kind = named.kind if organ.kind is OrganKind.UNKNOWN else organ.kind
    level = named.level if organ.level is OrganLevel.UNKNOWN else organ.level
    return OrganFacts(organ.name, kind, level, organ.division_code)


def plain_name(name: str) -> str:
    """A name without spaces, as the roster keeps it."""
    return "".join(name.split())


def site_of(address: str) -> str | None:
    """The host of a web address, with or without scheme, without www."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _has_alias(session: Session, name: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return Organ.aliases.op("?", is_comparison=True)(name)
    alias = func.json_each(Organ.aliases).table_valued("value")
    return select(alias.c.value).where(alias.c.value == name).exists()
