"""What a report stands in when it is put to the rules: its organ, the year before, neighbours, copies, subordinates.

Place in the flow: asked by the actors ``check_…``; each family is given what it looks at, and no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, undefer

from models import OutcomeKind, RuleOutcome, Sighting, Source, StoredReport, comparison, site_notices
from models import similarity as index
from models.beijing import BEIJING
from models.history import predecessor
from models.organs import facts_of
from parsers.report import Report
from rules.context import Context, Copy, Family, Neighbour, Subordinates, WebPage
from rules.coverage import AGGREGATE_KEYS
from rules.organ import OrganKind
from rules.profile import Profile
from rules.similarity import NEAR_COPY, bands, estimate, may_be_near, signature

_WHOLE: Final = (undefer(StoredReport.body),)
# Of those that may be near, so many are compared: the nearest, of equals those that came first.
_MOST_NEIGHBOURS: Final = 20


def load_context(session: Session, profile: Profile, report_id: int, families: Collection[Family]) -> Context:
    """What the rules of these families may look at."""
    stored = session.get_one(StoredReport, report_id, options=_WHOLE)
    before = predecessor(session, stored.organ_id, stored.year)
    plain = Context(
        report=_body(stored),
        profile=profile,
        organ=facts_of(stored.organ) if stored.organ is not None else None,
        first_seen_on=_first_seen_on(session, stored),
        predecessor=None if before.report_id is None else _read(session, before.report_id),
        reorganised=before.reorganised,
    )
    further: dict[str, Any] = {}
    for family in families:
        for name, look in _FURTHER.get(family, {}).items():
            further[name] = look(session, stored, plain)
    return msgspec.structs.replace(plain, **further)


def add_to_index(session: Session, report_id: int) -> None:
    """Put a report's signature into the index of similar texts; one without a year or with too little text is not."""
    stored = session.get_one(StoredReport, report_id, options=_WHOLE)
    if stored.year is None or index.is_indexed(session, report_id):
        return
    if (values := signature(_body(stored))) is not None:
        index.add(session, report_id, stored.year, values, bands(values))


def near(session: Session, profile: Profile, report_id: int) -> list[int]:
    """The current reports that may be near to one, or to another version of it: both sides are to be checked.

    Beside the first version of a report, those that are known as copies need not be: that there is one more of them
    changes nothing. Else a text that forty towns share would be compared a thousand times.
    """
    stored = session.get_one(StoredReport, report_id)
    versions = [report_id]
    if stored.organ_id is not None and stored.year is not None:
        same = select(StoredReport.id).where(StoredReport.organ_id == stored.organ_id, StoredReport.year == stored.year)
        versions = list(session.scalars(same))
    share = float(_settings(profile, stored).near_copy_share)
    found: set[int] = set()
    for version in versions:
        own = index.signature_of(session, version)
        theirs = index.near(session, [version]) if own is not None else {}
        found |= {key for key, values in theirs.items() if own is not None and may_be_near(own, values, share)}
    return sorted(found.difference(versions, _known_copies(session, found) if len(versions) == 1 else ()))


def _known_copies(session: Session, report_ids: Collection[int]) -> Collection[int]:
    known = select(RuleOutcome.report_id).where(
        RuleOutcome.report_id.in_(report_ids),
        RuleOutcome.rule == NEAR_COPY,
        RuleOutcome.outcome == OutcomeKind.FINDING,
    )
    return session.scalars(known).all()


def _neighbours(session: Session, stored: StoredReport, context: Context) -> tuple[Neighbour, ...] | None:
    own = index.signature_of(session, stored.id)
    if own is None:
        return ()
    share = float(context.settings.near_copy_share)
    near = [
        (key, theirs) for key, theirs in index.near(session, [stored.id]).items() if may_be_near(own, theirs, share)
    ]
    nearest = sorted(near, key=lambda one: (-estimate(own, one[1]), one[0]))[:_MOST_NEIGHBOURS]
    keys = [key for key, _ in nearest]
    others = session.scalars(select(StoredReport).where(StoredReport.id.in_(keys)).options(*_WHOLE)).all()
    return tuple(Neighbour(other.called or "", _body(other)) for other in others if _by_another(stored, other))


def _by_another(stored: StoredReport, other: StoredReport) -> bool:
    """Whether another organ's for certain: two reports of one name whose organ is not known may be one organ's."""
    if stored.organ_id is not None and other.organ_id is not None:
        return stored.organ_id != other.organ_id
    return None not in {stored.called, other.called} and stored.called != other.called


def _copies(session: Session, stored: StoredReport, _context: Context) -> tuple[Copy, ...]:
    found = []
    for other in comparison.copies(session, stored):
        seen = comparison.first_sighting(session, other.document_id)
        place = _place(other.source_url, seen)
        found.append(Copy(_body(other), place, seen.seen_at.astimezone(BEIJING).date() if seen else None))
    return tuple(found)


def _pages(session: Session, stored: StoredReport, _context: Context) -> tuple[WebPage, ...]:
    found = site_notices.own_pages(session, stored.document_id)
    return tuple(WebPage(url, since.astimezone(BEIJING).date() if since else None) for url, since in found)


def _subordinates(session: Session, stored: StoredReport, context: Context) -> Subordinates | None:
    if stored.organ_id is None or stored.year is None or context.facts.kind is not OrganKind.GOVERNMENT:
        return None
    below = comparison.organs_below(session, stored.organ_id, stored.year)
    values = comparison.values_of(session, [organ.id for organ in below], stored.year, AGGREGATE_KEYS)
    certain = [row for row in values.values() if len(row) == len(AGGREGATE_KEYS)]
    return Subordinates(len(below), len(certain), comparison.total(certain, AGGREGATE_KEYS))


_FURTHER: Final[dict[Family, dict[str, Callable[[Session, StoredReport, Context], object]]]] = {
    Family.SIMILARITY: {"neighbours": _neighbours},
    Family.COVERAGE: {"copies": _copies, "pages": _pages, "subordinates": _subordinates},
}


def _settings(profile: Profile, stored: StoredReport) -> Profile:
    return profile.of(facts_of(stored.organ)) if stored.organ is not None else profile


def _read(session: Session, report_id: int) -> Report:
    return _body(session.get_one(StoredReport, report_id, options=_WHOLE))


def _body(stored: StoredReport) -> Report:
    return msgspec.convert(stored.body, Report)


def _place(url: str | None, seen: Sighting | None) -> str:
    """Where a copy was found, as a person would say it: the host, or the file's name."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        host = None
    return host or (seen.name if seen is not None else "")


def _first_seen_on(session: Session, stored: StoredReport) -> dt.date | None:
    """The day by which the organ's report for the year is known to have been public, in whatever version.

    That is when the site watcher first saw it, or when an earlier version says it was published: what was there in time
    stays in time when it is put right later. A file in a folder says nothing about its publication.
    """
    documents = select(StoredReport.document_id).where(_same_year(stored))
    seen_at = session.scalar(
        select(func.min(Sighting.seen_at)).where(Sighting.document_id.in_(documents), Sighting.source == Source.SITE)
    )
    # A date before the period is over was read wrongly.
    earliest = dt.date((stored.year or stored.ingested_at.year) + 1, 1, 1)
    published_on = session.scalar(
        select(func.min(StoredReport.published_on)).where(
            _same_year(stored), StoredReport.document_id != stored.document_id, StoredReport.published_on >= earliest
        )
    )
    seen_on = None if seen_at is None else seen_at.astimezone(BEIJING).date()
    return min((day for day in (seen_on, published_on) if day is not None), default=None)


def _same_year(stored: StoredReport) -> ColumnElement[bool]:
    """The versions of a report; of one without organ or year, the readings of its document."""
    if stored.organ_id is None or stored.year is None:
        return StoredReport.document_id == stored.document_id
    return and_(StoredReport.organ_id == stored.organ_id, StoredReport.year == stored.year)
