"""The crawl's HTTP cache: it saves transfers, never questions, and hides neither errors nor changes.

Place in the flow: Scrapy's cache middleware next to the downloader. What it holds is asked for with ETag and
Last-Modified; losing it costs transfers and nothing else.
"""

from __future__ import annotations

import os
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from parsers.prepared import prepare
from workers.telemetry import get_logger

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

log = get_logger(__name__)

_LEVEL: Final = 6
_UNREADABLE: Final = (OSError, EOFError, zlib.error, msgspec.DecodeError)


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A response as it lies in the cache, its body as it came over the wire."""

    url: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    at: float


prepare(_Kept)


class OneFileStorage:
    """One file a page, replaced as a whole.

    Scrapy's own writes seven in place: killed between them, it keeps the ETag of the new page beside the bytes of the
    old one, and the server's "not changed" would then confirm the old page for ever.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._folder = Path(settings["HTTPCACHE_DIR"])

    def open_spider(self, spider: Spider) -> None:
        """As Scrapy begins."""
        assert spider.crawler.request_fingerprinter is not None  # noqa: S101 - the crawler has made it by now
        self._fingerprinter = spider.crawler.request_fingerprinter
        self._folder.mkdir(parents=True, exist_ok=True)

    def close_spider(self, spider: Spider) -> None:
        """Nothing is open."""

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:  # noqa: ARG002 - Scrapy's signature
        """What is kept of a page; None when that is nothing, or cannot be read."""
        path = self._path(request)
        try:
            kept = msgspec.msgpack.decode(zlib.decompress(path.read_bytes()), type=_Kept)
        except FileNotFoundError:
            return None
        except _UNREADABLE as error:
            log.warning("cached_page_unreadable", url=request.url, reason=str(error))
            return None
        request.meta["cache_timestamp"] = kept.at
        headers = Headers()
        for name, value in kept.headers:
            headers.appendlist(name, value)
        made = responsetypes.from_args(headers=headers, url=kept.url, body=kept.body)
        return made(url=kept.url, status=kept.status, headers=headers, body=kept.body)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:  # noqa: ARG002 - Scrapy's signature
        """Keep a page. A full disk costs the cache, not the page."""
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        kept = _Kept(response.url, response.status, headers, response.body, time.time())
        path = self._path(request)
        try:
            path.parent.mkdir(exist_ok=True)
            _replace(path, zlib.compress(msgspec.msgpack.encode(kept), _LEVEL))
        except OSError as error:
            log.warning("page_not_cached", url=request.url, reason=str(error))

    def _path(self, request: Request) -> Path:
        key = self._fingerprinter.fingerprint(request).hex()
        return self._folder / key[:2] / key


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


class AlwaysAskPolicy(RFC2616Policy):
    """Each page is asked for, with ETag and Last-Modified."""

    def should_cache_response(self, response: Response, request: Request) -> bool:
        """Only what can be asked for with a condition later."""
        if response.status != 200 or not (b"ETag" in response.headers or b"Last-Modified" in response.headers):
            return False
        return super().should_cache_response(response, request)

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        """Never, so that a new report is seen as soon as it is listed, whatever the server says of its age."""
        self._set_conditional_validators(request, cachedresponse)
        return False

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:  # noqa: ARG002 - Scrapy's signature
        """Only when the server says so: a page in the cache must not hide that the server is broken."""
        return response.status == 304


class CacheMiddleware(HttpCacheMiddleware):
    """Scrapy's, but for errors, which what is in the cache does not cover up, and for what a 304 tells of."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> Request | Response:
        """Keep what came. The page of a 304 is the cached one, with the certificate of the server that said so."""
        answered = super().process_response(request, response)
        if answered is response or not isinstance(answered, Response):
            return answered
        return answered.replace(certificate=response.certificate)

    def _freshen_cached_response(self, cachedresponse: Response, response: Response) -> None:
        """Take over what a 304 says anew, but nothing of a body that it does not have (RFC 9111, section 3.2)."""
        for name, values in response.headers.items():
            if not name.lower().startswith(b"content-"):
                cachedresponse.headers.setlist(name, values)

    def process_exception(self, request: Request, exception: Exception, spider: Spider | None = None) -> None:  # noqa: ARG002 - Scrapy's signature; less is returned
        """Leave the error an error."""
        request.meta.pop("cached_response", None)
