"""Crawls in the tests' own process: one reactor in a thread for the session, since a reactor starts only once."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from models import Site, SiteNotice, SitePage, SiteRun, site_runs
from models.session import make_engine, read_only
from parsers import Hints
from parsers.bundle import open_file
from tests.workers.motor import Clock
from tests.workers.sites.server import Farm, Host, farm
from tests.workers.sync_broker import SyncBroker
from workers import actors, sandbox, settings
from workers.broker import middleware
from workers.runtime import Runtime
from workers.sandbox import Limits, Reading
from workers.sites.crawl import Gates, scrapy_settings, spider_arguments
from workers.sites.resolver import CheckedResolver
from workers.sites.spider import SitesSpider


class Reactor:
    """Twisted's reactor in a thread of its own."""

    def __init__(self) -> None:
        ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=[ready], name="reactor", daemon=True)
        self._thread.start()
        assert ready.wait(30)

    def _run(self, ready: threading.Event) -> None:
        from twisted.internet import asyncioreactor  # noqa: PLC0415 - in the thread that it is to run in

        asyncio.set_event_loop(self.loop)
        asyncioreactor.install(self.loop)  # type: ignore[no-untyped-call] # Twisted's
        from twisted.internet import reactor  # noqa: PLC0415 - only now it is there

        running: Any = reactor
        self.reactor = running
        self.loop.call_soon(ready.set)
        running.run(installSignalHandlers=False)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.reactor.stop)
        self._thread.join(30)
        self.loop.close()

    def crawl(self, prepared: dict[str, Any], arguments: dict[str, Any], seconds: float = 120) -> None:
        """Run the spider to its end."""

        async def run() -> None:
            from scrapy.crawler import AsyncCrawlerRunner  # noqa: PLC0415 - needs the reactor

            runner = AsyncCrawlerRunner(prepared)
            crawler = runner.create_crawler(SitesSpider)
            CheckedResolver.from_crawler(crawler, self.reactor).install_on_reactor()
            await runner.crawl(crawler, **arguments)
            if (trouble := getattr(crawler.spider, "trouble", None)) is not None:
                raise trouble

        asyncio.run_coroutine_threadsafe(run(), self.loop).result(seconds)


@pytest.fixture(scope="session")
def reactor() -> Iterator[Reactor]:
    made = Reactor()
    yield made
    made.stop()


class Watch:
    """A database, a clock, and short ways to crawl and to look at what came of it."""

    def __init__(self, runtime: Runtime, clock: Clock, reactor: Reactor) -> None:
        self.runtime = runtime
        self.clock = clock
        self._reactor = reactor

    def add(self, name: str, *start_pages: str, **values: Any) -> None:
        with self.runtime.transaction() as session:
            session.add(
                Site(name=name, start_pages=list(start_pages), added_at=self.clock(), due_at=self.clock(), **values)
            )

    def crawl(self, *names: str) -> list[SiteRun]:
        """Crawl what is due, or the sites named; the runs, by site in the order of their names."""
        with read_only(self.runtime.engine) as session:
            sites = site_runs.due(session, self.clock(), names)
        gates = Gates(self.runtime.settings)
        self._reactor.crawl(scrapy_settings(self.runtime.settings, gates), spider_arguments(self.runtime, gates, sites))
        last = {run.site_id: run for run in self.all(SiteRun)}
        return [last[site.id] for site in sorted(sites, key=lambda site: site.name)]

    def all(self, table: type[Any], *where: Any) -> Sequence[Any]:
        with read_only(self.runtime.engine) as session:
            return session.scalars(session_select(table, *where)).all()

    def page(self, url: str) -> SitePage:
        (page,) = self.all(SitePage, SitePage.url == url)
        assert isinstance(page, SitePage)
        return page

    def notices(self) -> list[str]:
        return sorted(one.kind.value for one in self.all(SiteNotice, SiteNotice.resolved_at.is_(None)))


def session_select(table: type[Any], *where: Any) -> Any:
    from sqlalchemy import select  # noqa: PLC0415 - a name that the tests use otherwise

    return select(table).where(*where).order_by(table.id)


@functools.lru_cache(maxsize=100)
def _opened(data: bytes, name: str, hints: Hints) -> Reading:
    opened = open_file(data, name, hints)
    return Reading(opened.report, opened.found, hints=opened.hints)


def _read_here(data: bytes, name: str, hints: Hints | None, _: Limits | None = None) -> Reading:
    # Many sites of the tests show the same pages; a page's address is for messages only.
    return _opened(data, name if hints else "", hints or Hints())


@pytest.fixture
def watch(
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    now: dt.datetime,
    reactor: Reactor,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Watch]:
    """Sites to crawl on a fresh database; each test runs on both kinds."""
    yield from _watch(engine, database_url, tmp_path, now, reactor, monkeypatch)


@pytest.fixture
def lone_watch(
    sqlite_url: str, tmp_path: Path, now: dt.datetime, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """Sites to crawl on SQLite alone: for what has nothing to do with the kind of database."""
    engine = make_engine(sqlite_url)
    yield from _watch(engine, sqlite_url, tmp_path, now, reactor, monkeypatch)
    engine.dispose()


def _watch(
    engine: Engine,
    database_url: str,
    folder: Path,
    now: dt.datetime,
    reactor: Reactor,
    monkeypatch: pytest.MonkeyPatch,
    *,
    works: bool = True,
    **chosen: Any,
) -> Iterator[Watch]:
    # A child process for each file takes half a second; that it works is tested where it is made.
    monkeypatch.setattr(sandbox, "read", _read_here)
    limits = {"sites_delay_seconds": 0.01, "sites_timeout_seconds": 5, "sites_page_bytes": 1_000_000}
    loaded = settings.load(
        home=folder / "home",
        database_url=database_url,
        sites_contact="ops@example.cn",
        sites_networks="127.77.0.0/16",
        **(limits | chosen),
    )
    loaded.make_folders()
    clock, broker = Clock(now), SyncBroker(middleware())
    broker.hold = not works
    runtime = Runtime(loaded, broker=broker, engine=engine, clock=clock)
    actors.declare(runtime, broker)
    yield Watch(runtime, clock, reactor)
    assert broker.errors == []


@pytest.fixture
def sites() -> Iterator[Farm]:
    """A server of web sites."""
    with farm() as made:
        yield made


@pytest.fixture
def host(sites: Farm) -> Host:
    return sites.host()


@pytest.fixture
def impatient_watch(
    sqlite_url: str, tmp_path: Path, now: dt.datetime, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """One that waits half a second for a page."""
    engine = make_engine(sqlite_url)
    yield from _watch(engine, sqlite_url, tmp_path, now, reactor, monkeypatch, sites_timeout_seconds=0.5)
    engine.dispose()


@pytest.fixture
def short_watch(
    sqlite_url: str, tmp_path: Path, now: dt.datetime, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """One that asks for ten pages in a run at most."""
    engine = make_engine(sqlite_url)
    yield from _watch(engine, sqlite_url, tmp_path, now, reactor, monkeypatch, sites_run_pages=10)
    engine.dispose()


@pytest.fixture
def bare_watch(
    sqlite_url: str, tmp_path: Path, now: dt.datetime, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """One behind which nobody works: what is taken in stays a task."""
    engine = make_engine(sqlite_url)
    yield from _watch(engine, sqlite_url, tmp_path, now, reactor, monkeypatch, works=False)
    engine.dispose()


@pytest.fixture
def farm_watch(
    sqlite_url: str, tmp_path: Path, now: dt.datetime, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """One that asks many hosts at a time, and behind which nobody works."""
    engine = make_engine(sqlite_url)
    chosen = {"sites_delay_seconds": 0.0, "sites_timeout_seconds": 5, "sites_requests": 64}
    yield from _watch(engine, sqlite_url, tmp_path, now, reactor, monkeypatch, works=False, **chosen)
    engine.dispose()
