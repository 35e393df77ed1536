"""The end of a run over a site: its row, when the site is due again, and what ops should know.

Place in the flow: ``spider`` tells it what went wrong in the run; no run ends silently.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from models import NoticeKind, RunState, Site, SiteRun, site_notices, site_runs
from models.beijing import BEIJING
from models.site_runs import Job
from workers.actors.work import raise_alarm
from workers.runtime import Runtime
from workers.sites.failures import NOTICES, WORDS, Failure
from workers.sites.owners import host_of
from workers.sites.writing import Writing
from workers.telemetry import get_logger

if TYPE_CHECKING:
    from scrapy.http import Response

log = get_logger(__name__)

_CERTIFICATE_DAYS: Final = 14
# From April on, what was to be published by the end of March is missing.
_MISSING_FROM_MONTH: Final = 4
_OF_FAILURES: Final = frozenset(WORDS)


class Endings:
    """Ends the runs of one crawl."""

    def __init__(self, runtime: Runtime, writing: Writing) -> None:
        self._runtime = runtime
        self._writing = writing
        self._failures: dict[int, Counter[str]] = defaultdict(Counter)
        self._examples: dict[tuple[int, str], str] = {}
        self._ends: dict[tuple[int, str], dt.datetime] = {}
        self._began: dict[int, float] = {}

    def note_failure(self, job: Job, failure: Failure) -> None:
        """A page could not be had."""
        self._began.setdefault(job.run_id, time.monotonic())
        self._failures[job.run_id][failure.code] += 1
        words = job.url if failure.status is None else f"{job.url}（{failure.status}）"
        self._examples.setdefault((job.run_id, failure.code), words)

    def note_part(self, job: Job, failure: Failure) -> None:
        """An attachment could not be had: an error of the run, too."""
        self.note_failure(job, failure)
        with self._writing.transaction() as session:
            site_runs.add_problem(session, job.run_id, failure.code)

    def note_certificate(self, job: Job, response: Response) -> None:
        """When the certificate of a host ends; nothing of a host without one."""
        self._began.setdefault(job.run_id, time.monotonic())
        certificate = getattr(response.certificate, "original", None)
        until = certificate.get_notAfter() if certificate is not None else None
        if until:
            ends = dt.datetime.strptime(until.decode("ascii"), "%Y%m%d%H%M%SZ").replace(tzinfo=dt.UTC)
            self._ends[job.run_id, host_of(response.url)] = ends

    def end(self, run_id: int, *, limited: bool) -> None:
        """End a run: its row, the site's next day, the notices."""
        now = self._runtime.now()
        with self._writing.transaction() as session:
            state = RunState.LIMITED if limited else RunState.FINISHED
            run = site_runs.finish(session, run_id, state, now)
            run.seconds += time.monotonic() - self._began.pop(run_id, time.monotonic())
            site = session.get_one(Site, run.site_id)
            site.due_at = site_runs.next_due(site.schedule, now, now.astimezone(BEIJING).month, state)
            self._of_failures(session, site, run, now)
            self._of_certificates(session, site, run, now)
            self._of_finds(session, site, run, now)
        log.info("site_done", site=site.name, run_id=run.id, state=state, pages=run.pages, found=run.found, new=run.new)

    def tell(self) -> None:
        """Have ops told of what is new: once, at the end of the crawl, whatever the number of sites."""
        with self._writing.transaction() as session:
            if site_notices.untold(session):
                raise_alarm(self._runtime, session, None)

    def _of_failures(self, session: Session, site: Site, run: SiteRun, now: dt.datetime) -> None:
        """One notice a kind of failure, whatever the number of pages; what did not occur is over."""
        counted: Counter[NoticeKind] = Counter()
        examples: dict[NoticeKind, str] = {}
        for code, number in self._failures.pop(run.id, Counter()).items():
            kind = NOTICES.get(code)
            example = self._examples.pop((run.id, code), "")
            if kind is not None:
                counted[kind] += number
                examples.setdefault(kind, example)
        site_notices.resolve(session, site.id, _OF_FAILURES - counted.keys(), now)
        for kind, number in counted.items():
            words = f"{site.name}：{WORDS[kind]}（{number}个页面），如{examples[kind]}"
            site_notices.open_notice(session, site.id, kind, words, now)

    def _of_certificates(self, session: Session, site: Site, run: SiteRun, now: dt.datetime) -> None:
        soon = now + dt.timedelta(days=_CERTIFICATE_DAYS)
        mine = {host: ends for (run_id, host), ends in self._ends.items() if run_id == run.id}
        self._ends = {key: ends for key, ends in self._ends.items() if key[0] != run.id}
        if not mine:
            # No page was had, and so no certificate was seen.
            return
        ending = {host: ends for host, ends in mine.items() if ends <= soon}
        if not ending:
            site_notices.resolve(session, site.id, {NoticeKind.CERTIFICATE_ENDS}, now)
            return
        words = "、".join(f"{host}于{ends.astimezone(BEIJING):%Y-%m-%d}" for host, ends in sorted(ending.items()))
        kind = NoticeKind.CERTIFICATE_ENDS
        site_notices.open_notice(session, site.id, kind, f"{site.name}：安全证书即将到期：{words}", now)

    def _of_finds(self, session: Session, site: Site, run: SiteRun, now: dt.datetime) -> None:
        """A site that shows nothing, or lacks the year that it should show by now."""
        before = site_runs.most_found_before(session, run)
        today = now.astimezone(BEIJING)
        years = site_runs.years(session, site.id)
        words = None
        if run.found == 0:
            words = f"原有{before}份年报，现一份也未发现" if before else "未发现任何年报，请检查起始页或选择器"
        elif today.month >= _MISSING_FROM_MONTH and today.year - 2 in years and today.year - 1 not in years:
            words = f"有{today.year - 2}年度报告，至今未发现{today.year - 1}年度报告"
        if words is None:
            site_notices.resolve(session, site.id, {NoticeKind.NOTHING_FOUND}, now)
        else:
            site_notices.open_notice(session, site.id, NoticeKind.NOTHING_FOUND, f"{site.name}：{words}", now)
