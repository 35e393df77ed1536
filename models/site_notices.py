"""Notices on sites and their pages: opened once, seen again, resolved when it is over.

Place in the flow: written by ``workers.sites`` in its transactions; told to ops by the actor ``alarm``, shown by
``nianbao sites notices``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from models.sites import FINDINGS, NoticeKind, Site, SiteNotice, SitePage


def open_notice(
    session: Session, site_id: int, kind: NoticeKind, message: str, now: dt.datetime, page_id: int | None = None
) -> bool:
    """Note something; what is open already is seen again.

    :returns: whether it is new.
    """
    standing = session.scalars(
        select(SiteNotice).where(
            SiteNotice.site_id == site_id,
            SiteNotice.kind == kind,
            SiteNotice.page_id.is_not_distinct_from(page_id),
            SiteNotice.resolved_at.is_(None),
        )
    ).first()
    if standing is not None:
        standing.last_seen_at, standing.message = now, message
        return False
    session.add(
        SiteNotice(site_id=site_id, page_id=page_id, kind=kind, message=message, opened_at=now, last_seen_at=now)
    )
    session.flush()
    return True


def resolve(
    session: Session, site_id: int, kinds: Collection[NoticeKind], now: dt.datetime, page_id: int | None = None
) -> bool:
    """It is over: of the page, or, without one, what is said of the site as a whole.

    :returns: whether anything was open.
    """
    ended = session.scalars(
        update(SiteNotice)
        .where(
            SiteNotice.site_id == site_id,
            SiteNotice.kind.in_(kinds),
            SiteNotice.page_id.is_not_distinct_from(page_id),
            SiteNotice.resolved_at.is_(None),
        )
        .values(resolved_at=now)
        .returning(SiteNotice.id)
    )
    return bool(ended.all())


def own_pages(session: Session, document_id: int) -> list[tuple[str, dt.datetime | None]]:
    """The pages that a document was made of, those of foreign hosts left out, and since when each is gone."""
    gone, foreign = aliased(SiteNotice), aliased(SiteNotice)
    is_foreign = exists().where(
        foreign.page_id == SitePage.id, foreign.kind == NoticeKind.FOREIGN_HOST, foreign.resolved_at.is_(None)
    )
    is_gone = and_(gone.page_id == SitePage.id, gone.kind == NoticeKind.GONE, gone.resolved_at.is_(None))
    query = select(SitePage.url, gone.opened_at).outerjoin(gone, is_gone).order_by(SitePage.id)
    found = session.execute(query.where(SitePage.document_id == document_id, ~is_foreign))
    return [(url, since) for url, since in found]


def counts(session: Session, now: dt.datetime) -> dict[str, int]:
    """How many sites are ``crawled``, how many of them are ``due``, and how many ``notices`` on them stand for ops."""
    sites = select(func.count()).select_from(Site).where(Site.enabled)
    notices = select(func.count()).select_from(SiteNotice)
    queries = {
        "crawled": sites,
        "due": sites.where(Site.due_at <= now),
        "notices": notices.where(SiteNotice.kind.not_in(FINDINGS), SiteNotice.resolved_at.is_(None)),
    }
    return {name: session.scalar(query) or 0 for name, query in queries.items()}


def untold(session: Session) -> list[SiteNotice]:
    """What is open, is for ops and has not been told them; oldest first."""
    wanted = SiteNotice.resolved_at.is_(None), SiteNotice.told_at.is_(None), SiteNotice.kind.not_in(FINDINGS)
    return list(session.scalars(select(SiteNotice).where(*wanted).order_by(SiteNotice.opened_at, SiteNotice.id)))


def mark_told(session: Session, notices: Iterable[SiteNotice], now: dt.datetime) -> None:
    """Ops have been told of these."""
    ids = [notice.id for notice in notices]
    session.execute(update(SiteNotice).where(SiteNotice.id.in_(ids)).values(told_at=now))
