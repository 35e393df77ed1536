"""What a page has yielded, taken in: a new report, a new version, a copy of what is known, or nothing new.

Place in the flow: ``visits`` → **here** → ``intake``, the same door as the folder's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, NoticeKind, Site, SitePage, Source, documents, organs, site_notices
from models.session import read_only
from models.site_runs import Job
from parsers import PARSER_VERSION, Hints
from parsers.report import Report
from rules.gazetteer import gazetteer, name_within, names_one_organ
from workers.intake import Intake, Taken
from workers.runtime import Runtime
from workers.sandbox import Limits
from workers.sites.owners import Owner, host_of, is_own_host, speaks_for
from workers.sites.reading import Reading, differing_cells, fingerprint, read
from workers.sites.standing import check_standing
from workers.sites.writing import Writing

# Pages with a report of one organ and year that a report is compared with, when none says the same.
_MOST_TWINS: Final = 5
_MESSAGES: Final = {
    NoticeKind.COPY_DIFFERS: "{organ}{year}年度报告在{host}与{other}两处内容不一致，{cells}个数据不同：{url}",
    NoticeKind.FOREIGN_HOST: "{organ}{year}年度报告刊登在非本机关网站{host}：{url}",
}


class Outcome(StrEnum):
    """What became of a page."""

    NEW = "new"
    CHANGED = "changed"
    COPY = "copy"
    SAME = "same"
    ASIDE = "aside"  # a foreign copy that says something else: kept in the store, not read into the tables


class Found(msgspec.Struct, frozen=True):
    """A page's content and what was read of it.

    :param url: where it was in the end, after redirects.
    :param data: what becomes the document: the page, or page and attachments as one archive.
    """

    url: str
    data: bytes
    reading: Reading


class Finds:
    """Takes in what pages yield; one at a time, so that two copies found at once are seen to be copies."""

    def __init__(self, runtime: Runtime, writing: Writing, limits: Limits) -> None:
        self._runtime = runtime
        self._writing = writing
        self._limits = limits
        self._intake = Intake(
            runtime.engine,
            runtime.store,
            Source.SITE,
            runtime.send,
            max_attempts=runtime.settings.max_attempts,
        )

    def take(self, job: Job, found: Found) -> Outcome:
        """Take in what a page has yielded, and note it in the page's row.

        :raises StoreError: when the bytes cannot be stored; the page is fetched again then.
        """
        with self._writing.turn():
            report = found.reading.report
            if report is None:
                return self._take_unread(job, found)
            with read_only(self._runtime.engine) as session:
                page = session.get_one(SitePage, job.page_id)
                site = session.get_one(Site, job.site_id)
                organ = _organ(site, report)
                is_own = _is_own(session, site, found.url, organ)
                twins = _twins(session, page, organ, report)
            if self._says_the_same(page, report):
                return Outcome.SAME
            for twin in twins:
                if self._says_the_same(twin, report):
                    self._note_copy(job, found, twin)
                    self._note_host(job, found, report, is_own=is_own)
                    return Outcome.COPY
            return self._take_report(job, found, page, organ, twins, is_own=is_own)

    def _take_report(
        self, job: Job, found: Found, page: SitePage, organ: str | None, twins: list[SitePage], *, is_own: bool
    ) -> Outcome:
        report = found.reading.report
        assert report is not None  # noqa: S101 - the caller has looked
        others = [twin for twin in twins if host_of(twin.url) != host_of(found.url)]
        aside = bool(others) and not is_own
        taken = None if aside else self._through_the_door(job, found)
        if aside:
            self._runtime.store.put(found.data)
        cells = self._differing(report, others[0]) if others else 0
        with self._writing.transaction() as session:
            row = session.get_one(SitePage, job.page_id)
            row.organ, row.year = organ or row.organ, report.year
            row.fingerprint = fingerprint(report)
            row.changed_at = self._runtime.now()
            if taken is not None:
                row.document_id = taken.document_id
            if others:
                self._notice(session, job, NoticeKind.COPY_DIFFERS, found, report, other=others[0].url, cells=cells)
            else:
                resolved = {NoticeKind.COPY_DIFFERS}
                site_notices.resolve(session, job.site_id, resolved, self._runtime.now(), job.page_id)
        self._note_host(job, found, report, is_own=is_own)
        if taken is not None:
            self._intake.send(taken)
        if aside:
            return Outcome.ASIDE
        return Outcome.NEW if page.document_id is None else Outcome.CHANGED

    def _take_unread(self, job: Job, found: Found) -> Outcome:
        """Several reports in one file, or one that could not be read: the actor ``extract`` says more of it."""
        taken = self._through_the_door(job, found)
        with self._writing.transaction() as session:
            page = session.get_one(SitePage, job.page_id)
            before, page.document_id = page.document_id, taken.document_id
            page.fingerprint = None
            page.changed_at = self._runtime.now()
        self._intake.send(taken)
        if before == taken.document_id:
            return Outcome.SAME
        return Outcome.NEW if before is None else Outcome.CHANGED

    def _through_the_door(self, job: Job, found: Found) -> Taken:
        with read_only(self._runtime.engine) as session:
            site = session.get_one(Site, job.site_id)
        report = found.reading.report
        # A site may show the reports of other organs as well; what a report says of itself needs no hint.
        organ = site.organ if report is not None and report.organ is None else None
        hints = Hints(url=found.url, published_on=job.listed_on, organ=organ, division=site.division_code)
        return self._intake.take(found.data, name=found.url, hints=hints, now=self._runtime.now())

    def _says_the_same(self, page: SitePage, report: Report) -> bool:
        """Whether a page had this report already; one read by other parsers is read again to tell."""
        if page.fingerprint is None or page.document_id is None:
            return False
        if page.fingerprint.partition(":")[0] == str(PARSER_VERSION):
            return page.fingerprint == fingerprint(report)
        before = self._read_again(page)
        return before is not None and fingerprint(before) == fingerprint(report)

    def _read_again(self, page: SitePage) -> Report | None:
        with read_only(self._runtime.engine) as session:
            document = session.get(Document, page.document_id) if page.document_id is not None else None
        if document is None:
            return None
        return read(self._runtime.store.get(document.store_key), page.url, self._limits).report

    def _differing(self, report: Report, other: SitePage) -> int:
        before = self._read_again(other)
        return differing_cells(before, report) if before is not None else 0

    def _note_copy(self, job: Job, found: Found, twin: SitePage) -> None:
        """The same report in another place: another sighting of the document that is there."""
        now = self._runtime.now()
        with self._writing.transaction() as session:
            page = session.get_one(SitePage, job.page_id)
            page.organ, page.year, page.fingerprint = twin.organ, twin.year, twin.fingerprint
            page.changed_at = page.changed_at or now
            page.document_id = twin.document_id
            document = session.get_one(Document, twin.document_id)
            # Its own hints would have the document read again, for nothing that it does not say itself.
            seen = documents.Seen(
                sha256=document.sha256,
                size=document.bytes,
                media_type=document.media_type,
                store_key=document.store_key,
                source=Source.SITE,
                name=found.url,
                url=found.url,
            )
            documents.register(session, seen, now)
            session.flush()
            if any(since for _, since in site_notices.own_pages(session, document.id)):
                check_standing(self._runtime, session, page, job.run_id)
            site_notices.resolve(session, job.site_id, {NoticeKind.COPY_DIFFERS}, now, job.page_id)

    def _note_host(self, job: Job, found: Found, report: Report, *, is_own: bool) -> None:
        with self._writing.transaction() as session:
            if is_own:
                resolved = {NoticeKind.FOREIGN_HOST}
                site_notices.resolve(session, job.site_id, resolved, self._runtime.now(), job.page_id)
            else:
                self._notice(session, job, NoticeKind.FOREIGN_HOST, found, report)

    def _notice(
        self, session: Session, job: Job, kind: NoticeKind, found: Found, report: Report, **more: object
    ) -> None:
        other = host_of(str(more.get("other", "")))
        words = _MESSAGES[kind].format(
            organ=report.organ or "某机关",
            year=report.year or "某",
            host=host_of(found.url),
            url=found.url,
            other=other,
            cells=more.get("cells", 0),
        )
        site_notices.open_notice(session, job.site_id, kind, words, self._runtime.now(), job.page_id)


def _organ(site: Site, report: Report) -> str | None:
    """Whose report it is, with the places that its name leaves out: one that names no organ is the site's.

    None where many organs have the name (城关镇人民政府) and the site does not say where it is: two of those are no
    copies.
    """
    name = report.organ or site.organ
    if name is None or names_one_organ(name):
        return name
    place = gazetteer().find(site.division_code) if site.division_code else None
    return name_within(name, place) if place is not None else None


def _is_own(session: Session, site: Site, url: str, name: str | None) -> bool:
    """Whether the report stands where its organ publishes; that of nobody knows whom is the site's."""
    owner = Owner(frozenset(map(host_of, site.start_pages)), site.organ, site.division_code)
    if name is None:
        return is_own_host(url, owner, None)
    organ = organs.find(session, name)
    place = gazetteer().locate(name)
    official = organ.official_site if organ is not None else None
    if official and is_own_host(url, Owner(frozenset()), official):
        return True
    division = organ.division_code if organ is not None else None
    division = division or (place.code if place is not None else None)
    return speaks_for(owner, name, division) and is_own_host(url, owner, official)


def _twins(session: Session, page: SitePage, name: str | None, report: Report) -> list[SitePage]:
    """Other pages with a report of the same organ and year: one that says the same, if there is one, before others."""
    if name is None or report.year is None:
        return []
    same = select(SitePage).where(
        SitePage.organ == name,
        SitePage.year == report.year,
        SitePage.id != page.id,
        SitePage.document_id.is_not(None),
        SitePage.fingerprint.is_not(None),
    )
    equal_first = (SitePage.fingerprint != fingerprint(report)).asc()
    return list(session.scalars(same.order_by(equal_first, SitePage.id).limit(_MOST_TWINS)))
