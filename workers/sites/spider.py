"""The spider: fetches what ``visits`` asks for, site after site, and tells it what came of it.

Place in the flow: run by ``crawl`` in Scrapy; whatever waits for the database, the store or a reader runs in a thread.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.spidermiddlewares.httperror import HttpError
from sqlalchemy.exc import SQLAlchemyError

from models import PageKind, Site
from models.site_runs import Job
from workers.ledger import describe
from workers.sites.endings import Endings
from workers.sites.failures import Failure, explain
from workers.sites.guard import RUN, RunLimits
from workers.sites.reading import Part, Wanted
from workers.sites.resolver import CheckedResolver
from workers.sites.visits import Answer, Visits
from workers.store import StoreError
from workers.telemetry import get_logger

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

log = get_logger(__name__)

# So many sites are in work at a time; the others wait, so that a run's time is its own.
SITES_AT_A_TIME: Final = 32
_FROM_CACHE: Final = "cached"
# Without these nothing can be kept; the crawl is broken off, and goes on when they are back.
_NEEDS_A_PERSON: Final = (StoreError, SQLAlchemyError)


class SitesSpider(Spider):
    """Crawls sites.

    :param sites: those to crawl, in this order.
    :param refused: hosts that the resolver let no address through of.
    """

    name = "sites"

    def __init__(
        self, sites: list[Site], visits: Visits, endings: Endings, limits: RunLimits, refused: set[str]
    ) -> None:
        super().__init__()
        self._sites = sites
        self._visits = visits
        self._endings = endings
        self._limits = limits
        self._refused = refused
        self._places = asyncio.Semaphore(SITES_AT_A_TIME)
        self._open: Counter[int] = Counter()
        self.trouble: Exception | None = None

    async def start(self) -> AsyncIterator[Any]:
        """The pages each site's run begins or goes on with."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one; by now Scrapy has

        # Without it any address could be reached, and nothing would show.
        assert isinstance(reactor.nameResolver, CheckedResolver)  # noqa: S101
        for site in self._sites:
            await self._places.acquire()
            if self.trouble is not None:
                return
            try:
                run_id, jobs = await asyncio.to_thread(self._visits.begin, site)
                log.info("site_begun", site=site.name, run_id=run_id, pages=len(jobs))
                if not jobs:
                    await self._end(run_id)
            except _NEEDS_A_PERSON as error:
                self._broken_off(error)
                return
            for request in self._requests(jobs):
                yield request

    def _requests(self, jobs: Iterable[Job]) -> list[Request]:
        """Each ends in exactly one of ``visit`` and ``miss``, which count them down again."""
        made = []
        for job in jobs:
            self._open[job.run_id] += 1
            made.append(
                Request(
                    job.url,
                    callback=self.visit,
                    errback=self.miss,
                    meta={RUN: job.run_id},
                    cb_kwargs={"job": job},
                    # Reports first: what has been found is safe soon.
                    priority=10 if job.kind is PageKind.REPORT else 0,
                    dont_filter=True,
                )
            )
        return made

    async def visit(self, response: Response, job: Job) -> AsyncIterator[Any]:
        """A page that was had."""
        try:
            for request in self._requests(await self._look_at(response, job)):
                yield request
            await self._count_down(job)
        except _NEEDS_A_PERSON as error:
            raise self._broken_off(error) from error

    async def _look_at(self, response: Response, job: Job) -> tuple[Job, ...]:
        """The pages that follow from one."""
        try:
            return await self._understand(response, job)
        except _NEEDS_A_PERSON:
            raise
        except Exception:
            # One page that brings out a bug must cost no other.
            log.exception("visit_failed", url=job.url)
            await asyncio.to_thread(self._failed, job, Failure("crashed"), job.url)
            return ()

    async def _understand(self, response: Response, job: Job) -> tuple[Job, ...]:
        answer = Answer(response.url, response.body, response.status, _FROM_CACHE in response.flags)
        self._endings.note_certificate(job, response)
        look = self._visits.listed if job.kind is PageKind.LIST else self._visits.opened
        opened = await asyncio.to_thread(look, job, answer)
        if not opened.is_list:
            parts = [part for wanted in opened.wanted if (part := await self._part(job, wanted)) is not None]
            await asyncio.to_thread(self._visits.take, job, answer, opened, parts)
        return opened.jobs

    async def miss(self, failure: TwistedFailure) -> None:
        """A page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        job: Job = request.cb_kwargs["job"]
        told = explain(failure.value or OSError(), request.url, self._refused)
        try:
            await asyncio.to_thread(self._failed, job, told, request.url)
            await self._count_down(job)
        except _NEEDS_A_PERSON as error:
            raise self._broken_off(error) from error

    def _failed(self, job: Job, told: Failure, url: str) -> None:
        log.info("page_missed", url=url, code=told.code, status=told.status)
        self._endings.note_failure(job, told)
        # What was not asked for, for want of pages or time, is left to the next run.
        if told.code != "limit":
            self._visits.failed(job, told.code, told.status)

    async def _part(self, job: Job, wanted: Wanted) -> Part | None:
        """An attachment, through the same gates as any page; None when it cannot be had."""
        assert self.crawler.engine is not None  # noqa: S101 - it is what calls us
        request = Request(wanted.url, meta={RUN: job.run_id}, priority=20)
        try:
            response = await self.crawler.engine.download_async(request)
            error: BaseException | None = None if response.status == 200 else HttpError(response)
        except Exception as raised:  # noqa: BLE001 - whatever it is, the page is taken without it and looked at again
            error = raised
        if error is not None:
            told = explain(error, wanted.url, self._refused)
            await asyncio.to_thread(self._endings.note_part, job, told)
            return None
        await asyncio.to_thread(self._visits.count, job.run_id, pages=1, size=len(response.body))
        return Part(wanted.url, wanted.text, response.body)

    def _broken_off(self, error: Exception) -> CloseSpider:
        """The store or the database is away: nothing more is fetched, and the runs stay open for the next crawl."""
        if self.trouble is None:
            log.error("crawl_broken_off", reason=describe(error))
            self.trouble = error
            # ``start`` may wait for a place that would never become free.
            self._places.release()
        return CloseSpider("trouble")

    def closed(self, reason: str) -> None:
        """The end of the crawl, however it came."""
        log.info("crawl_closed", reason=reason)
        if self.trouble is None and reason not in {"finished", "shutdown"}:
            self.trouble = RuntimeError(f"the crawl ended early: {reason}")
        if not isinstance(self.trouble, _NEEDS_A_PERSON):
            try:
                self._endings.tell()
            except _NEEDS_A_PERSON as error:
                self._broken_off(error)

    async def _count_down(self, job: Job) -> None:
        if self.trouble is not None:
            return
        self._open[job.run_id] -= 1
        if not self._open[job.run_id]:
            await self._end(job.run_id)

    async def _end(self, run_id: int) -> None:
        self._open.pop(run_id, None)
        limited = run_id in self._limits.exceeded
        self._limits.forget(run_id)
        await asyncio.to_thread(self._endings.end, run_id, limited=limited)
        self._places.release()
