"""Downloader middlewares of the crawl: which requests may go out, and how much a run may ask for.

Place in the flow: between Scrapy's engine and its downloader; every request passes here, those of redirects, robots.txt
and attachments too.
"""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.request import getproxies

from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle

from workers.sites.address import AddressPolicy, ForbiddenAddressError
from workers.sites.owners import host_of
from workers.sites.resolver import POLICY

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LIMITS: Final = "NIANBAO_RUN_LIMITS"
RUN: Final = "nianbao_run"


class RefusedRequestError(IgnoreRequest):
    """A request that does not go out.

    :param code: ``forbidden-address`` or ``limit``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class RunLimits:
    """What is left of the pages and seconds of each run; a run's clock begins with its first request."""

    def __init__(self, pages: int, seconds: float) -> None:
        self._pages = pages
        self._seconds = seconds
        self._asked: dict[int, int] = {}
        self._began: dict[int, float] = {}
        self.exceeded: set[int] = set()

    def ask(self, run_id: int) -> None:
        """Count a request.

        :raises RefusedRequestError: when the run has had its share.
        """
        began = self._began.setdefault(run_id, time.monotonic())
        asked = self._asked[run_id] = self._asked.get(run_id, 0) + 1
        if asked > self._pages or time.monotonic() - began > self._seconds:
            self.exceeded.add(run_id)
            raise RefusedRequestError("limit", "the run has had its share of pages or time")

    def forget(self, run_id: int) -> None:
        """The run has ended."""
        for kept in (self._asked, self._began):
            kept.pop(run_id, None)


class GuardMiddleware:
    """Lets out what the address policy and the run's limits allow."""

    def __init__(self, policy: AddressPolicy, limits: RunLimits) -> None:
        self._policy = policy
        self._limits = limits
        # Behind a proxy it is the proxy that resolves names; then they are looked at here.
        self._proxied = set(getproxies()) & {"http", "https"}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings[POLICY], crawler.settings[LIMITS])

    async def process_request(self, request: Request) -> None:
        """Look at a request before it goes out.

        :raises RefusedRequestError: when it must not.
        """
        try:
            self._policy.check(request.url)
        except ForbiddenAddressError as error:
            raise RefusedRequestError("forbidden-address", str(error)) from error
        if self._proxied:
            await self._look_up(request.url)
        if (run_id := request.meta.get(RUN)) is not None:
            self._limits.ask(run_id)

    async def _look_up(self, url: str) -> None:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host_of(url), None, type=socket.SOCK_STREAM)
        except OSError:
            # A proxy may know names that this machine does not; addresses that are not public it must not reach.
            return
        if not all(self._policy.allows(str(address[4][0])) for address in found):
            raise RefusedRequestError("forbidden-address", f"{host_of(url)} is no public address")


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that keeps to the ``Crawl-delay`` of a host's robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}
        from scrapy import signals  # noqa: PLC0415 - only Scrapy's own process has it

        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:  # noqa: ANN401 - a RobotParser
        delay = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"])
        if delay is not None:
            host = host_of(request.url)
            self._floors[host] = min(float(delay), self.maxdelay)
            slot = self.crawler.engine.downloader.slots.get(host) if self.crawler.engine else None
            if slot is not None:
                slot.delay = max(slot.delay, self._floors[host])

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self._floors.get(host_of(response.url), 0.0))
