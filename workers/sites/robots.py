"""robots.txt as RFC 9309 has it: a host whose robots.txt cannot be had for its fault is not crawled (section 2.3.1.4).

Place in the flow: a downloader middleware in the place of Scrapy's, which would crawl it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.robotstxt import RobotParser

from workers.sites.failures import explain
from workers.sites.guard import RefusedRequestError
from workers.sites.resolver import REFUSED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class _Unknown(RobotParser):
    """Stands for a robots.txt that could not be had."""

    def __init__(self, code: str) -> None:
        self.code = code

    @classmethod
    def from_crawler(cls, crawler: Any, robotstxt_body: bytes) -> _Unknown:  # noqa: ANN401 - Scrapy's signature
        """Never called: it is made where the error is."""
        raise NotImplementedError

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:  # noqa: ARG002 - Scrapy's signature
        """Nothing is."""
        return False


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, but for hosts that fail: none of their pages is asked for, and each says why."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let a request pass, or say why it must not.

        :raises RefusedRequestError: with the code of what kept robots.txt from us.
        """
        if isinstance(rp, _Unknown):
            raise RefusedRequestError(rp.code, "robots.txt could not be had")
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._settle(netloc, _Unknown("server-error"))
        else:
            await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        refused = self.crawler.settings[REFUSED]
        code = explain(exc, f"http://{netloc}/", refused).code
        # What our own gates refuse they refuse of the page as well, and say it better.
        self._settle(netloc, None if isinstance(exc, IgnoreRequest) else _Unknown(code))

    def _settle(self, netloc: str, parser: RobotParser | None) -> None:
        waiting: Any = self._parsers[netloc]
        self._parsers[netloc] = parser
        waiting.callback(parser)
