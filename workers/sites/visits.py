"""The pages of a run: what each is, what follows from it, and what is noted of it.

Place in the flow: ``spider`` fetches, **this** decides; each page is one transaction, so that a crawl that is killed at
any moment goes on with the pages that are not done. Knows nothing of Scrapy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from models import NoticeKind, PageKind, Site, SitePage, SiteRun, site_notices, site_runs
from models.session import read_only
from models.site_runs import Job, Place
from workers.runtime import Runtime
from workers.sandbox import Limits
from workers.sites import reading
from workers.sites.finds import Finds, Found, Outcome
from workers.sites.links import Link, Listing, Selectors, normal_url, read_listing
from workers.sites.paging import other_pages
from workers.sites.reading import Part, Reading, Wanted
from workers.sites.standing import check_standing
from workers.sites.titles import Promise, promise
from workers.sites.writing import Writing
from workers.store import digest

# A report of this season is looked at in each run, an old one and what proved to be none once a month.
_SEASON: Final = dt.timedelta(days=120)
_LATER: Final = dt.timedelta(days=30)
# A page that is not there once may be a server's mood.
_GONE_AFTER: Final = 2
_GONE: Final = frozenset({404, 410})


class Answer(msgspec.Struct, frozen=True):
    """What a server answered.

    :param url: of the page in the end, after redirects.
    :param is_unchanged: whether the server said so (304); ``body`` is then the earlier one.
    """

    url: str
    body: bytes
    status: int = 200
    is_unchanged: bool = False


class Opened(msgspec.Struct, frozen=True):
    """A page that was looked at.

    :param is_list: then ``jobs`` are the pages to fetch that follow from it. Else it is for ``Visits.take``, once its
        parts are fetched.
    :param reading: of the page alone; None when it is, byte for byte, the one that was taken in before.
    :param wanted: attachments and pictures to fetch.
    """

    is_list: bool = False
    jobs: tuple[Job, ...] = ()
    reading: Reading | None = None
    wanted: tuple[Wanted, ...] = ()


class Visits:
    """Decides for all sites of a crawl.

    :param depth: how many links from a start page lists are followed, where a site does not say.
    """

    def __init__(self, runtime: Runtime, writing: Writing, limits: Limits, depth: int) -> None:
        self._runtime = runtime
        self._writing = writing
        self._limits = limits
        self._depth = depth
        self._finds = Finds(runtime, writing, limits)

    def begin(self, site: Site) -> tuple[int, list[Job]]:
        """The site's run and the pages it has still to fetch."""
        with self._writing.transaction() as session:
            run = site_runs.begin(session, session.get_one(Site, site.id), self._runtime.now())
            return run.id, site_runs.pending(session, run.id)

    def listed(self, job: Job, answer: Answer) -> Opened:
        """Look at a list: the reports and lists that it links to. One that reads as a report is taken as one."""
        text = reading.text_of(answer.body) or ""
        listing, places, lists, pages = self._links(job, answer, text)
        if not places and reading.has_the_headings(text):
            # By the settings or by a list it was shown, if not as a report.
            return self.opened(msgspec.structs.replace(job, kind=PageKind.REPORT), answer)
        with self._writing.transaction() as session:
            page = self._done(session, job, answer)
            page.kind, page.title = PageKind.LIST, page.title or listing.title or None
            self._note_shape(session, page, len(places))
            jobs = self._queue(session, job, places, lists, pages)
        return Opened(is_list=True, jobs=tuple(jobs))

    def opened(self, job: Job, answer: Answer) -> Opened:
        """Look at what should be a report: as one, as a list after all, or as the page it was before."""
        if self._is_known(job, answer):
            with read_only(self._runtime.engine) as session:
                parts = session.get_one(SitePage, job.page_id).parts
            return Opened(wanted=tuple(Wanted(part.partition(" ")[2], "") for part in parts))
        text = reading.text_of(answer.body)
        found = reading.read(answer.body, answer.url, self._limits)
        if text is None or not found.is_no_report:
            wanted = reading.wanted_parts(found, text or "", answer.url) if text is not None else []
            return Opened(reading=found, wanted=tuple(wanted))
        _, places, lists, pages = self._links(job, answer, text)
        if [place for place in places if place.url != job.url]:
            return self._proved_a_list(job, answer, places, lists, pages)
        return Opened(reading=found, wanted=tuple(reading.wanted_parts(found, text, answer.url)))

    def take(self, job: Job, answer: Answer, opened: Opened, parts: Sequence[Part]) -> Outcome | None:
        """Take in what a page and its parts yield; None where that is no report."""
        told = [f"{digest(part.data)} {part.url}" for part in parts]
        if opened.reading is None:
            with read_only(self._runtime.engine) as session:
                is_same = session.get_one(SitePage, job.page_id).parts == told
            if is_same:
                return self._end(job, answer, Outcome.SAME, told, is_whole=True)
        data = reading.bundle(answer.body, parts) if parts else answer.body
        # Parts may turn a page that says nothing into a report; without any, it has been read.
        is_read = opened.reading is not None and not parts
        found = opened.reading if is_read else reading.read(data, answer.url, self._limits)
        assert found is not None  # noqa: S101 - one of the two
        if found.is_no_report:
            self._missed(job, answer, "not-a-report", told)
            return None
        outcome = self._finds.take(job, Found(answer.url, data, found))
        return self._end(job, answer, outcome, told, is_whole=len(parts) == len(opened.wanted))

    def failed(self, job: Job, code: str, status: int | None = None) -> None:
        """Note that a page could not be had; one that was a report may have disappeared.

        :param code: a short word for why, e.g. ``timeout``.
        """
        with self._writing.transaction() as session:
            page = session.get_one(SitePage, job.page_id)
            page.done_run_id, page.status, page.problem = job.run_id, status, code
            page.check_at = self._runtime.now()
            site_runs.count(session, job.run_id, pages=1)
            site_runs.add_problem(session, job.run_id, code)
            if status in _GONE:
                self._miss(session, page, job.run_id)

    def count(self, run_id: int, *, pages: int, size: int) -> None:
        """Count attachments of a page."""
        with self._writing.transaction() as session:
            site_runs.count(session, run_id, pages=pages, bytes=size)

    def _links(self, job: Job, answer: Answer, text: str) -> tuple[Listing, list[Place], list[Place], list[Place]]:
        """Of a page: what it links to: reports, lists, and further pages of itself."""
        with read_only(self._runtime.engine) as session:
            given = session.get_one(Site, job.site_id).selectors
        selectors = msgspec.convert(given, Selectors) if given else None
        listing = read_listing(text, answer.url, selectors)
        if selectors is not None and (selectors.item or selectors.link):
            places = [_place(link) for link in listing.links if promise(link.title, in_column=True) is Promise.REPORT]
        else:
            places = list(map(_place, listing.promising(Promise.REPORT)))
        hosts = {_origin(url) for url in (job.url, answer.url)}
        lists = [_place(link) for link in listing.promising(Promise.LIST) if _origin(link.url) in hosts]
        pages = [Place(url) for url in other_pages(text, answer.url, listing.links, selectors)]
        return listing, places, lists, pages

    def _queue(
        self, session: Session, job: Job, places: list[Place], lists: list[Place], pages: list[Place]
    ) -> list[Job]:
        now = self._runtime.now()
        run = session.get_one(SiteRun, job.run_id)
        deepest = session.get_one(Site, job.site_id).depth
        jobs = site_runs.queue(session, run, places, PageKind.REPORT, job.depth + 1, now)
        jobs += site_runs.queue(session, run, pages, PageKind.LIST, job.depth, now)
        if job.depth < (self._depth if deepest is None else deepest):
            jobs += site_runs.queue(session, run, lists, PageKind.LIST, job.depth + 1, now)
        return jobs

    def _proved_a_list(
        self, job: Job, answer: Answer, places: list[Place], lists: list[Place], pages: list[Place]
    ) -> Opened:
        with self._writing.transaction() as session:
            page = self._done(session, job, answer)
            page.kind = PageKind.LIST
            page.links = len(places)
            return Opened(is_list=True, jobs=tuple(self._queue(session, job, places, lists, pages)))

    def _is_known(self, job: Job, answer: Answer) -> bool:
        """Whether a page is, byte for byte, the one that was taken in."""
        with read_only(self._runtime.engine) as session:
            page = session.get_one(SitePage, job.page_id)
        is_same = answer.is_unchanged or page.body_sha256 == digest(answer.body)
        return is_same and page.document_id is not None and page.problem is None

    def _done(self, session: Session, job: Job, answer: Answer) -> SitePage:
        """The page's row, noted as fetched in this run."""
        page = session.get_one(SitePage, job.page_id)
        page.done_run_id, page.status, page.problem = job.run_id, answer.status, None
        page.checked_at = self._runtime.now()
        page.body_sha256 = digest(answer.body)
        size = 0 if answer.is_unchanged else len(answer.body)
        site_runs.count(session, job.run_id, pages=1, bytes=size, unchanged=int(answer.is_unchanged))
        return page

    def _end(self, job: Job, answer: Answer, outcome: Outcome, parts: list[str], *, is_whole: bool) -> Outcome:
        with self._writing.transaction() as session:
            page = self._done(session, job, answer)
            page.kind, page.parts = PageKind.REPORT, parts
            now = self._runtime.now()
            page.misses = 0
            # Looked at anew next time, though its own bytes may be the same.
            page.problem = None if is_whole else "part-missing"
            site_notices.resolve(session, job.site_id, {NoticeKind.NOT_READ}, now, page.id)
            if site_notices.resolve(session, job.site_id, {NoticeKind.GONE}, now, page.id):
                check_standing(self._runtime, session, page, job.run_id)
            page.check_at = now if now - page.first_seen_at < _SEASON else now + _LATER
            counted = {Outcome.NEW: "new", Outcome.CHANGED: "changed"}.get(outcome)
            if counted is not None:
                site_runs.count(session, job.run_id, **{counted: 1})
        return outcome

    def _missed(self, job: Job, answer: Answer, code: str, parts: list[str]) -> None:
        """A page that is no report: one that was has disappeared; one whose title says it is should be looked at."""
        with self._writing.transaction() as session:
            page = self._done(session, job, answer)
            was_report, now = page.document_id is not None, self._runtime.now()
            page.problem, page.parts = code, parts
            page.check_at = now if was_report else now + _LATER
            if was_report:
                self._miss(session, page, job.run_id)
            else:
                words = f"链接“{job.title}”所指页面未能读出年度报告：{job.url}"
                site_notices.open_notice(session, job.site_id, NoticeKind.NOT_READ, words, now, page.id)

    def _miss(self, session: Session, page: SitePage, run_id: int) -> None:
        page.misses += 1
        if page.misses >= _GONE_AFTER and page.document_id is not None:
            words = f"{page.organ or ''}{page.year or ''}年度报告已无法访问，应当恢复公开：{page.url}"
            now = self._runtime.now()
            if site_notices.open_notice(session, page.site_id, NoticeKind.GONE, words, now, page.id):
                check_standing(self._runtime, session, page, run_id)

    def _note_shape(self, session: Session, page: SitePage, links: int) -> None:
        """A list that shows much less than it did has changed its shape, or lost what it showed."""
        now = self._runtime.now()
        if page.links and links * 2 < page.links:
            words = f"列表页原有{page.links}份年报链接，现仅识别出{links}份，可能已改版：{page.url}"
            site_notices.open_notice(session, page.site_id, NoticeKind.SHAPE_CHANGED, words, now, page.id)
            return
        page.links = links
        site_notices.resolve(session, page.site_id, {NoticeKind.SHAPE_CHANGED}, now, page.id)


def _place(link: Link) -> Place:
    return Place(link.url, link.title, link.listed_on)


def _origin(url: str) -> str:
    return normal_url(url).partition("://")[2].partition("/")[0]
