"""The runs over sites: what is still to fetch in each, so that one that was killed goes on where it stopped.

Place in the flow: called by ``workers.sites.visits``, in its transactions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from models.sites import PageKind, RunState, Schedule, Site, SitePage, SiteRun
from models.upsert import insert_if_missing

# From January to March reports are published; until the end of March they must be.
_SEASON: Final = frozenset({1, 2, 3})
_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = dt.timedelta(days=7)
# A run that starts a little earlier each day would otherwise miss one.
_SLACK: Final = dt.timedelta(hours=2)
# Below the number of variables that any SQLite takes.
_CHUNK: Final = 500


class Place(msgspec.Struct, frozen=True):
    """A page that a list or the settings name."""

    url: str
    title: str = ""
    listed_on: dt.date | None = None


class Job(msgspec.Struct, frozen=True):
    """A page to fetch in a run."""

    site_id: int
    run_id: int
    page_id: int
    url: str
    kind: PageKind
    depth: int
    title: str
    listed_on: dt.date | None


def due(session: Session, now: dt.datetime, names: Sequence[str] = ()) -> list[Site]:
    """The sites to crawl now: those named, else those whose run was broken off or whose time has come."""
    broken = select(SiteRun.site_id).where(SiteRun.state == RunState.RUNNING)
    wanted = Site.name.in_(names) if names else and_(Site.enabled, or_(Site.due_at <= now, Site.id.in_(broken)))
    return list(session.scalars(select(Site).where(wanted).order_by(Site.due_at, Site.id)))


def next_due(schedule: Schedule, now: dt.datetime, month: int, state: RunState = RunState.FINISHED) -> dt.datetime:
    """When a site is to be looked at again: the next day also where a limit left something to fetch.

    :param month: of today in Beijing, where the season is.
    :param state: of the run that has just ended.
    """
    in_season = schedule is Schedule.SEASONAL and month in _SEASON
    daily = schedule is Schedule.DAILY or in_season or state is RunState.LIMITED
    return now + (_DAY if daily else _WEEK) - _SLACK


def begin(session: Session, site: Site, now: dt.datetime) -> SiteRun:
    """The site's run: the one that was broken off, else a new one with its start pages and what is due again.

    Pages that no run has fetched yet come with it, so that a site larger than a run's limit is crawled in several.
    """
    running = select(SiteRun).where(SiteRun.site_id == site.id, SiteRun.state == RunState.RUNNING)
    if (run := session.scalars(running).first()) is not None:
        return run
    run = SiteRun(site_id=site.id, state=RunState.RUNNING, started_at=now)
    session.add(run)
    session.flush()
    queue(session, run, [Place(url) for url in site.start_pages], PageKind.LIST, 0, now)
    waiting = or_(SitePage.checked_at.is_(None), SitePage.check_at <= now)
    session.execute(
        update(SitePage)
        .where(SitePage.site_id == site.id, SitePage.kind == PageKind.REPORT, waiting)
        .values(queued_run_id=run.id)
    )
    return run


def pending(session: Session, run_id: int) -> list[Job]:
    """What the run has still to fetch; reports before lists, so that what is found is safe soon."""
    left = or_(SitePage.done_run_id.is_(None), SitePage.done_run_id != run_id)
    pages = select(SitePage).where(SitePage.queued_run_id == run_id, left).order_by(SitePage.kind.desc(), SitePage.id)
    return [_job(page, run_id) for page in session.scalars(pages)]


def queue(
    session: Session, run: SiteRun, places: Iterable[Place], kind: PageKind, depth: int, now: dt.datetime
) -> list[Job]:
    """Note pages and have them fetched in this run, each once: all lists, and reports that are new or due again.

    :param kind: of pages that are new; what a page turned out to be before counts more.
    :returns: what is to be fetched that was not before.
    """
    jobs = []
    distinct = list({place.url: place for place in places}.values())
    for start in range(0, len(distinct), _CHUNK):
        chunk = distinct[start : start + _CHUNK]
        known = _known(session, run.site_id, [place.url for place in chunk])
        for place in chunk:
            if place.url not in known:
                _insert(session, run, place, kind, depth, now)
        known = _known(session, run.site_id, [place.url for place in chunk])
        for place in chunk:
            page = known[place.url]
            page.title = place.title or page.title
            page.listed_on = place.listed_on or page.listed_on
            page.depth = min(page.depth, depth)
            page.listed_run_id = run.id
            is_due = page.kind is PageKind.LIST or page.checked_at is None or (page.check_at or now) <= now
            if is_due and page.queued_run_id != run.id:
                page.queued_run_id = run.id
                jobs.append(_job(page, run.id))
    session.flush()
    return jobs


def count(session: Session, run_id: int, **more: float) -> None:
    """Add to a run's counters."""
    added = {name: getattr(SiteRun, name) + value for name, value in more.items() if value}
    if added:
        session.execute(update(SiteRun).where(SiteRun.id == run_id).values(**added))


def add_problem(session: Session, run_id: int, code: str) -> None:
    """Count an error under its code."""
    run = session.get_one(SiteRun, run_id, with_for_update=True, populate_existing=True)
    run.problems = run.problems | {code: run.problems.get(code, 0) + 1}
    run.errors += 1
    session.flush()


def finish(session: Session, run_id: int, state: RunState, now: dt.datetime) -> SiteRun:
    """End a run, with the number of reports that the site showed in it."""
    run = session.get_one(SiteRun, run_id, populate_existing=True)
    shown = SitePage.listed_run_id == run_id, SitePage.kind == PageKind.REPORT
    run.found = session.scalar(select(func.count()).select_from(SitePage).where(*shown)) or 0
    run.state, run.finished_at = state, now
    session.flush()
    return run


def most_found_before(session: Session, run: SiteRun) -> int:
    """The largest number of reports that the site showed in an earlier run."""
    earlier = SiteRun.site_id == run.site_id, SiteRun.id != run.id, SiteRun.finished_at.is_not(None)
    return session.scalar(select(func.max(SiteRun.found)).where(*earlier)) or 0


def years(session: Session, site_id: int) -> set[int]:
    """The years for which the site has had a report."""
    return set(session.scalars(select(SitePage.year).where(SitePage.site_id == site_id, SitePage.year.is_not(None))))


def _known(session: Session, site_id: int, urls: Sequence[str]) -> dict[str, SitePage]:
    pages = session.scalars(select(SitePage).where(SitePage.site_id == site_id, SitePage.url.in_(urls)))
    return {page.url: page for page in pages}


def _insert(session: Session, run: SiteRun, place: Place, kind: PageKind, depth: int, now: dt.datetime) -> None:
    values: dict[str, Any] = {
        "site_id": run.site_id,
        "url": place.url,
        "kind": kind,
        "depth": depth,
        "first_seen_at": now,
        "misses": 0,
        "parts": [],
    }
    insert_if_missing(session, SitePage, values)


def _job(page: SitePage, run_id: int) -> Job:
    return Job(page.site_id, run_id, page.id, page.url, page.kind, page.depth, page.title or "", page.listed_on)
