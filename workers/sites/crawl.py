"""A crawl as a process: Scrapy set up for it, with everything that keeps it polite and safe.

Place in the flow: ``nianbao scrape``, started by hand or by the scheduler → **here** → ``spider``. Twisted's reactor
runs once in a process, so a crawl is one.
"""

from __future__ import annotations

import logging
from importlib import metadata
from typing import Any, Final

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from models import Site
from workers.actors.extract import limits as sandbox_limits
from workers.runtime import Runtime
from workers.settings import PREFIX, Settings, SettingsError
from workers.sites.address import AddressPolicy
from workers.sites.endings import Endings
from workers.sites.guard import LIMITS, RunLimits
from workers.sites.lease import CrawlLease
from workers.sites.resolver import POLICY, REFUSED
from workers.sites.spider import SitesSpider
from workers.sites.visits import Visits
from workers.sites.writing import Writing

_HERE: Final = "workers.sites"
_ROBOTS_NAME: Final = "nianbao"
_MAX_DELAY: Final = 60.0
_MAX_REDIRECTS: Final = 5
_RETRIES: Final = 2


class Gates:
    """What a crawl's requests must pass."""

    def __init__(self, settings: Settings) -> None:
        self.policy = AddressPolicy(settings.sites_allowed)
        self.limits = RunLimits(settings.sites_run_pages, settings.sites_run_seconds)
        self.refused: set[str] = set()


def crawl(runtime: Runtime, sites: list[Site]) -> None:
    """Crawl sites, and return when all their runs have ended, or when a signal has broken the crawl off.

    :raises SettingsError: when nobody is named whom a site's owner could ask.
    :raises CrawlRunningError: when another crawl is under way.
    """
    settings = runtime.settings
    gates = Gates(settings)
    prepared = scrapy_settings(settings, gates)
    with CrawlLease(runtime):
        run_spider(prepared, SitesSpider, **spider_arguments(runtime, gates, sites))


def spider_arguments(runtime: Runtime, gates: Gates, sites: list[Site]) -> dict[str, Any]:
    """What the spider is made of."""
    writing = Writing(runtime)
    return {
        "sites": sites,
        "visits": Visits(runtime, writing, sandbox_limits(runtime.settings), runtime.settings.sites_depth),
        "endings": Endings(runtime, writing),
        "limits": gates.limits,
        "refused": gates.refused,
    }


def run_spider(settings: dict[str, Any], spider: type[Spider], **arguments: Any) -> None:  # noqa: ANN401 - the spider's own
    """Run one spider to its end. SIGTERM and SIGINT let it finish what it has asked for, a second one does not."""
    # What becomes of each page, we say ourselves; of Scrapy only what is a bug. It sets its level when it is made.
    logger = logging.getLogger("scrapy")
    logger.propagate = False
    process = AsyncCrawlerProcess(settings)
    logger.setLevel(logging.CRITICAL)
    logger.propagate = True
    logging.getLogger("scrapy.core").setLevel(logging.ERROR)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, **arguments)
    process.start()
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    if (trouble := getattr(crawler.spider, "trouble", None)) is not None:
        raise trouble


def user_agent(settings: Settings) -> str:
    """Who asks, and how to reach them.

    :raises SettingsError: when the settings do not say how.
    """
    if settings.sites_contact is None:
        raise SettingsError(
            f"{PREFIX}SITES_CONTACT: say how the owners of the sites can reach you (a mail address or web page)"
        )
    version = metadata.version("nianbao")
    purpose = "reads annual reports on government information disclosure"
    return f"nianbao/{version} ({purpose}; contact: {settings.sites_contact})"


def scrapy_settings(settings: Settings, gates: Gates) -> dict[str, Any]:
    """Scrapy's settings for a crawl under these gates."""
    delay = settings.sites_delay_seconds
    return {
        "BOT_NAME": _ROBOTS_NAME,
        "USER_AGENT": user_agent(settings),
        POLICY: gates.policy,
        REFUSED: gates.refused,
        LIMITS: gates.limits,
        # Polite: one request at a time and host, no faster than the host answers, nothing that robots.txt forbids.
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": _ROBOTS_NAME,
        "CONCURRENT_REQUESTS": settings.sites_requests,
        # As many tasks are made for each response; what ours yield are a few requests.
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(delay, _MAX_DELAY),
        "RETRY_TIMES": _RETRIES,
        # Safe: http(s) to checked addresses, in bounds, without cookies; certificates must be valid.
        "TWISTED_DNS_RESOLVER": f"{_HERE}.resolver.CheckedResolver",
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TIMEOUT": settings.sites_timeout_seconds,
        "DOWNLOAD_MAXSIZE": settings.sites_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": _MAX_REDIRECTS,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "same-origin",
        "DOWNLOADER_MIDDLEWARES": {
            f"{_HERE}.guard.GuardMiddleware": 90,
            f"{_HERE}.robots.RobotsMiddleware": 100,
            f"{_HERE}.cache.CacheMiddleware": 900,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        },
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_DIR": str(settings.home / "crawl-cache"),
        "HTTPCACHE_STORAGE": f"{_HERE}.cache.OneFileStorage",
        "HTTPCACHE_POLICY": f"{_HERE}.cache.AlwaysAskPolicy",
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            f"{_HERE}.guard.PoliteThrottle": 0,
        },
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
    }
