"""Why a page could not be had: a short code, and which notice to ops it is a case of.

Place in the flow: ``spider`` gives it what Scrapy raised; the codes stand in the rows of pages and runs.
"""

from __future__ import annotations

from typing import Final

import msgspec
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError

from models import NoticeKind
from workers.sites.guard import RefusedRequestError
from workers.sites.owners import host_of


class Failure(msgspec.Struct, frozen=True):
    """A page that could not be had: ``code`` for programs, the status where the server gave one."""

    code: str
    status: int | None = None


# What a host says that does not want us, or not now: 412 and 521 are those of firewalls that want a script run.
_REFUSALS: Final = frozenset({401, 403, 405, 406, 412, 418, 429, 451, 521})
_GONE: Final = frozenset({404, 410})
_CODES: Final[dict[type[BaseException], str]] = {
    DownloadCancelledError: "too-large",
    DownloadTimeoutError: "timeout",
    DownloadConnectionRefusedError: "unreachable",
}
NOTICES: Final = {
    "refused": NoticeKind.REFUSED,
    "server-error": NoticeKind.UNREACHABLE,
    "timeout": NoticeKind.UNREACHABLE,
    "unreachable": NoticeKind.UNREACHABLE,
    "no-such-host": NoticeKind.UNREACHABLE,
    "certificate": NoticeKind.CERTIFICATE,
    "forbidden-address": NoticeKind.FORBIDDEN_ADDRESS,
    "robots": NoticeKind.ROBOTS,
    "too-large": NoticeKind.LIMIT,
    "limit": NoticeKind.LIMIT,
}
WORDS: Final = {
    NoticeKind.REFUSED: "网站拒绝访问",
    NoticeKind.UNREACHABLE: "网站无法访问",
    NoticeKind.CERTIFICATE: "网站安全证书无效或已过期",
    NoticeKind.FORBIDDEN_ADDRESS: "网址指向不允许访问的地址",
    NoticeKind.ROBOTS: "网站的robots.txt不允许采集",
    NoticeKind.LIMIT: "达到采集上限，其余页面留待下次",
}


def explain(error: BaseException, url: str, refused: set[str]) -> Failure:
    """What an error of the download means.

    :param refused: the hosts of which no address may be connected to.
    """
    if isinstance(error, HttpError):
        return _by_status(error.response.status)
    if isinstance(error, RefusedRequestError):
        return Failure(error.code)
    if isinstance(error, CannotResolveHostError):
        return Failure("forbidden-address" if host_of(url) in refused else "no-such-host")
    if isinstance(error, IgnoreRequest):
        return Failure(_ignored(str(error)))
    named = next((code for kind, code in _CODES.items() if isinstance(error, kind)), None)
    return Failure(named or ("certificate" if _is_of_certificate(error) else "unreachable"))


def _by_status(status: int) -> Failure:
    if status in _REFUSALS:
        return Failure("refused", status)
    if status in _GONE:
        return Failure("not-found", status)
    return Failure("server-error" if status >= 500 else "bad-status", status)


def _ignored(message: str) -> str:
    if "robots.txt" in message:
        return "robots"
    return "too-large" if "decompression" in message else "redirects"


def _is_of_certificate(error: BaseException) -> bool:
    text = f"{error!r} {getattr(error, 'reasons', '')} {error.__cause__!r}"
    return "certificate" in text.lower() or "VerificationError" in text
