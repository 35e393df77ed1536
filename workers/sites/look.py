"""A look at a site: what a crawl would find and fetch, without fetching a single report and without noting anything.

Place in the flow: ``nianbao sites test`` and ``nianbao sites add``; its requests pass the same gates as a crawl's.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from scrapy import Request, Spider

from workers.settings import Settings
from workers.sites import reading
from workers.sites.crawl import Gates, run_spider, scrapy_settings
from workers.sites.entries import Entry, NamedEntry
from workers.sites.failures import explain
from workers.sites.guard import RUN
from workers.sites.links import Link, Listing, normal_url, parse_html, read_listing
from workers.sites.owners import host_of
from workers.sites.paging import other_pages
from workers.sites.titles import Promise

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

# Enough to see how a list goes on.
MAX_LISTS = 40
_RUN = 0


class SeenList(msgspec.Struct, frozen=True):
    """A list that was looked at, and how many reports it shows."""

    url: str
    title: str
    depth: int
    reports: int


class Look(msgspec.Struct):
    """What was seen.

    :param reports: what a crawl would fetch.
    :param left: lists that were not looked at, for there were too many.
    :param columns: where the first page says that annual reports are.
    :param text: of the first page.
    """

    lists: list[SeenList] = []
    reports: dict[str, Link] = {}
    problems: dict[str, str] = {}
    left: int = 0
    columns: list[Link] = []
    text: str = ""


class LookSpider(Spider):
    """Looks at lists, breadth first."""

    name = "look"

    def __init__(self, entry: Entry, depth: int, look: Look, refused: set[str]) -> None:
        super().__init__()
        self._entry = entry
        self._depth = depth
        self._look = look
        self._refused = refused
        self._asked: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """The start pages."""
        for request in self._requests(self._entry.start, 0):
            yield request

    def _requests(self, urls: Iterable[str], depth: int) -> list[Request]:
        made = []
        for url in map(normal_url, urls):
            if url in self._asked:
                continue
            if len(self._asked) >= MAX_LISTS:
                self._look.left += 1
                continue
            self._asked.add(url)
            made.append(
                Request(
                    url,
                    callback=self.seen,
                    errback=self.missed,
                    meta={RUN: _RUN},
                    cb_kwargs={"depth": depth},
                    priority=-depth,
                    dont_filter=True,
                )
            )
        return made

    async def seen(self, response: Response, depth: int) -> AsyncIterator[Any]:
        """A list: its reports are noted, its lists followed."""
        listing, text, pages = await asyncio.to_thread(self._read, response)
        reports = listing.promising(Promise.REPORT)
        self._look.lists.append(SeenList(response.url, listing.title, depth, len(reports)))
        for link in reports:
            self._look.reports.setdefault(link.url, link)
        lists = [link for link in listing.promising(Promise.LIST) if host_of(link.url) == host_of(response.url)]
        if depth == 0:
            self._look.columns += lists
            self._look.text = self._look.text or text
            if not reports and reading.has_the_headings(text):
                self._look.reports.setdefault(response.url, Link(response.url, listing.title))
        for request in self._requests(pages, depth):
            yield request
        if depth < self._depth:
            for request in self._requests([link.url for link in lists], depth + 1):
                yield request

    def _read(self, response: Response) -> tuple[Listing, str, list[str]]:
        text = reading.text_of(response.body) or ""
        listing = read_listing(text, response.url, self._entry.selectors)
        return listing, text, other_pages(text, response.url, listing.links, self._entry.selectors)

    async def missed(self, failure: TwistedFailure) -> None:
        """A list that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy puts it there
        told = explain(failure.value or OSError(), request.url, self._refused)
        self._look.problems[request.url] = told.code if told.status is None else f"{told.code} ({told.status})"


def look(settings: Settings, entry: Entry, depth: int | None = None) -> Look:
    """Look at a site's lists.

    :param depth: how many links from a start page; None as a crawl would.
    :raises SettingsError: when nobody is named whom a site's owner could ask.
    """
    gates = Gates(settings)
    deepest = depth if depth is not None else entry.depth if entry.depth is not None else settings.sites_depth
    found = Look()
    run_spider(
        scrapy_settings(settings, gates), LookSpider, entry=entry, depth=deepest, look=found, refused=gates.refused
    )
    return found


def propose(url: str, seen: Look) -> NamedEntry:
    """Settings for a site of which one page was looked at.

    The start pages are the page itself where it shows reports, else the columns of annual reports that it links to.
    """
    start: tuple[str, ...] = (normal_url(url),)
    if not seen.reports and seen.columns:
        start = tuple(dict.fromkeys(link.url for link in seen.columns))
    organ = _organ(seen)
    title = next((one.title for one in seen.lists if one.depth == 0), "")
    return NamedEntry(organ or title or urlsplit(url).netloc, Entry(start, organ))


def _organ(seen: Look) -> str | None:
    """The organ that a page names as its own or, where it does not, that all its reports are called after."""
    from parsers.organ_names import is_organ_name  # noqa: PLC0415 - with the next: only here
    from parsers.report import Where  # noqa: PLC0415 - same
    from parsers.titles import parse_title  # noqa: PLC0415 - same

    root = parse_html(seen.text) if seen.text else None
    said = root.xpath("//meta[@name='SiteName']/@content") if root is not None else []
    for name in map(str, said if isinstance(said, list) else []):
        plain = name.strip()
        for ending in ("门户网站", "政府网站", "网站", "网"):
            plain = plain.removesuffix(ending)
        if is_organ_name(plain):
            return plain
    titles = Counter(parse_title(link.title, Where()).organ for link in seen.reports.values())
    named = [name for name in titles if name is not None]
    return named[0] if len(named) == 1 and is_organ_name(named[0]) else None
