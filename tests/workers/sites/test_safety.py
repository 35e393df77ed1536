"""Hostile, broken and slow sites are contained: nothing is fetched that must not be, and the crawl goes on."""

from __future__ import annotations

import gzip
import ipaddress
from itertools import pairwise
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from models import Schedule, SitePage, StoredReport
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host, Page
from workers.settings import Settings, SettingsError, load
from workers.sites.address import AddressPolicy
from workers.sites.crawl import user_agent
from workers.sites.guard import RefusedRequestError, RunLimits
from workers.sites.resolver import CheckedResolver

ORGAN = "云溪县民政局"
TITLE = pages.title_of(ORGAN, 2023)


def put(host: Host, *hrefs: str) -> None:
    """A list with one good report, and links that are none."""
    entries = [Entry("/good.html", TITLE), *(Entry(href, pages.title_of(ORGAN, 2022)) for href in hrefs)]
    host.put("/nb/", pages.static_list(entries))
    host.put("/good.html", pages.report(ORGAN, 2023, 1))


def crawl(watch: Watch, host: Host) -> dict[str, Any]:
    """The problems of a crawl that has found the good report all the same."""
    watch.add("site", f"{host.url}/nb/")
    (run,) = watch.crawl()
    assert [report.year for report in watch.all(StoredReport)] == [2023]
    return dict(run.problems)


def test_a_redirect_to_an_address_that_is_not_public_is_not_followed(
    lone_watch: Watch, sites: Farm, host: Host
) -> None:
    # 127.78 is not among the networks that this watch may reach.
    inner = f"http://127.78.0.1:{host.url.rpartition(':')[2]}/secret"
    host.put("/r", status=302, headers={"Location": inner}, tagged=False)
    put(host, "/r", inner, "http://10.0.0.1/x.html", "http://0x7f.1/x.html")
    assert crawl(lone_watch, host) == {"forbidden-address": 4}
    assert all(asked.host.startswith("127.77.") for asked in sites.asked)
    assert "forbidden-address" in lone_watch.notices()


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.77.0.1/x", "data:text/html,x", "gopher://a/"])
def test_a_redirect_to_another_scheme_is_not_followed(lone_watch: Watch, host: Host, location: str) -> None:
    host.put("/r", status=302, headers={"Location": location}, tagged=False)
    put(host, "/r")
    (problem,) = crawl(lone_watch, host)
    assert problem in {"forbidden-address", "bad-status"}


def test_redirects_without_end_end(lone_watch: Watch, sites: Farm, host: Host) -> None:
    host.put("/r", status=302, headers={"Location": "/r"}, tagged=False)
    put(host, "/r")
    assert crawl(lone_watch, host) == {"redirects": 1}
    assert sites.counts()[f"{host.url}/r"] == 6


def test_a_redirect_within_the_site_is_followed(lone_watch: Watch, host: Host) -> None:
    host.put("/r", status=301, headers={"Location": "/moved.html"}, tagged=False)
    host.put("/moved.html", pages.report(ORGAN, 2022, 2))
    put(host, "/r")
    lone_watch.add("site", f"{host.url}/nb/")
    lone_watch.crawl()
    assert {report.source_url for report in lone_watch.all(StoredReport)} == {
        f"{host.url}/good.html",
        f"{host.url}/moved.html",
    }


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"body": b"x" * 1_100_000}, "too-large"),
        ({"body": gzip.compress(bytes(30_000_000)), "headers": {"Content-Encoding": "gzip"}}, "too-large"),
        ({"body": b"x" * 1000, "drip": 0.1}, "timeout"),
        ({"wait": 30.0}, "timeout"),
        ({"body": b"x" * 1000, "cut": 10}, "unreachable"),
        ({"status": 500}, "server-error"),
        ({"status": 403}, "refused"),
        ({"status": 412}, "refused"),
        ({"status": 404}, "not-found"),
    ],
    ids=["huge", "bomb", "drip", "hang", "cut", "500", "403", "412", "404"],
)
def test_a_page_that_is_too_large_too_slow_or_broken(
    impatient_watch: Watch, host: Host, how: dict[str, Any], problem: str
) -> None:
    host.put("/bad.html", **how)
    put(host, "/bad.html")
    assert crawl(impatient_watch, host) == {problem: 1}
    (page,) = impatient_watch.all(SitePage, SitePage.problem == problem)
    assert page.url.endswith("/bad.html")


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 1000, b"<" * 100_000, b"<html>" + b"<div>" * 100_000, b"\xff\xfe\x00", b"[" * 100_000, b"%PDF-1.4"],
    ids=["empty", "zeros", "brackets", "nested", "half utf-16", "json", "half pdf"],
)
def test_a_start_page_of_rubbish_is_no_list(lone_watch: Watch, host: Host, body: bytes) -> None:
    host.put("/nb/", body)
    lone_watch.add("site", f"{host.url}/nb/")
    (run,) = lone_watch.crawl()
    assert (run.found, run.new) == (0, 0)
    assert "nothing-found" in lone_watch.notices()


def test_a_maze_of_links_ends_at_the_limit_and_goes_on_another_day(short_watch: Watch, sites: Farm, host: Host) -> None:
    def another(path: str) -> Page:
        name = path.strip("/")
        if not name.isdecimal():
            return Page("not found", 404)
        return Page(pages.static_list([Entry(f"/{int(name) + 1}/", "2023年"), Entry(f"/x{name}.html", TITLE)]))

    host.otherwise = another
    short_watch.add("site", f"{host.url}/0/", depth=10)
    (run,) = short_watch.crawl()
    assert run.state.value == "limited"
    assert "limit" in short_watch.notices()
    assert sum(sites.counts().values()) == 10


def test_a_site_larger_than_a_run_is_fetched_on_several_days(short_watch: Watch, sites: Farm, host: Host) -> None:
    years = range(2003, 2024)
    host.put("/nb/", pages.static_list([Entry(f"{year}.html", pages.title_of(ORGAN, year)) for year in years]))
    for year in years:
        host.put(f"/nb/{year}.html", pages.frame(f"<p>{year}年的报告尚在整理</p>", pages.title_of(ORGAN, year)))
    short_watch.add("site", f"{host.url}/nb/", schedule=Schedule.WEEKLY)
    states = []
    for _ in range(3):
        (run,) = short_watch.crawl()
        states.append(run.state.value)
        short_watch.clock.advance(days=1)
    assert states == ["limited", "limited", "finished"]
    assert {url: number for url, number in sites.counts().items() if not url.endswith("/nb/")} == {
        f"{host.url}/nb/{year}.html": 1 for year in years
    }
    # All is there: a week from now.
    assert short_watch.crawl() == []


def test_robots_are_obeyed(lone_watch: Watch, sites: Farm, host: Host) -> None:
    host.put("/robots.txt", "User-agent: nianbao\nDisallow: /private/\n", kind="text/plain")
    put(host, "/private/2022.html")
    assert crawl(lone_watch, host) == {"robots": 1}
    assert "robots" in lone_watch.notices()
    assert not [asked for asked in sites.asked if asked.path.startswith("/private/")]
    assert len([asked for asked in sites.asked if asked.path == "/robots.txt"]) == 1


def test_a_crawl_delay_is_kept(lone_watch: Watch, sites: Farm, host: Host) -> None:
    host.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", kind="text/plain")
    put(host)
    crawl(lone_watch, host)
    at = [asked.at for asked in sites.requests(host)][1:]
    assert len(at) == 2
    # The pause is drawn around the delay, half of it at least.
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(at))


@pytest.mark.parametrize(("status", "problem"), [(500, "server-error"), (404, None), (403, None)])
def test_a_host_whose_robots_cannot_be_had_for_its_fault_is_not_crawled(
    lone_watch: Watch, sites: Farm, host: Host, status: int, problem: str | None
) -> None:
    put(host)
    host.put("/robots.txt", status=status, tagged=False)
    lone_watch.add("site", f"{host.url}/nb/")
    (run,) = lone_watch.crawl()
    assert run.problems == ({problem: 1} if problem else {})
    assert bool(sites.counts()) is (problem is None)
    assert ("unreachable" in lone_watch.notices()) is (problem is not None)


def test_no_cookie_is_kept(lone_watch: Watch, sites: Farm, host: Host) -> None:
    put(host)
    host.pages["/nb/"].headers["Set-Cookie"] = "a=1; Path=/"
    crawl(lone_watch, host)
    assert not [asked for asked in sites.asked if "cookie" in asked.headers]


def test_scripts_are_not_run_and_forms_not_sent(lone_watch: Watch, sites: Farm, host: Host) -> None:
    put(host)
    script = "<script>location.href='/trap';fetch('/trap')</script><form action=/trap><input></form>"
    host.put("/nb/", host.pages["/nb/"].data.decode() + script)
    crawl(lone_watch, host)
    assert not [asked for asked in sites.asked if asked.path == "/trap"]


class _Receiver:
    """Collects what a resolver lets through."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.is_complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802 - Twisted's interface
        """Nothing to do."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's interface
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self.is_complete = True


class _Names:
    """A resolver whose answers are given, one after the other."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, *_: object, **__: object) -> None:  # noqa: N802 - Twisted's interface
        receiver.resolutionBegan(None)
        for host in self._answers.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, 80))
        receiver.resolutionComplete()


def resolved(resolver: CheckedResolver, name: str = "www.example.gov.cn") -> list[str]:
    receiver = _Receiver()
    resolver.resolveHostName(receiver, name)
    assert receiver.is_complete
    return receiver.addresses


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing() -> None:
    refused: set[str] = set()
    names = _Names(["8.8.8.8"], ["127.0.0.1"], ["10.0.0.1", "::1", "8.8.4.4"])
    resolver = CheckedResolver(names, AddressPolicy(), refused)
    assert resolved(resolver) == ["8.8.8.8"]
    assert refused == set()
    assert resolved(resolver) == []
    assert refused == {"www.example.gov.cn"}
    # Of several only the public ones are connected to.
    assert resolved(resolver) == ["8.8.4.4"]


def test_a_proxy_of_the_environment_may_be_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:geheim@proxy.intern:3128")
    resolver = CheckedResolver(_Names(["10.0.0.1"], ["10.0.0.1"]), AddressPolicy(), set())
    assert resolved(resolver, "proxy.intern") == ["10.0.0.1"]
    assert resolved(resolver, "other.intern") == []


def test_a_run_has_its_share_of_pages() -> None:
    limits = RunLimits(pages=2, seconds=60)
    limits.ask(1)
    limits.ask(1)
    limits.ask(2)
    with pytest.raises(RefusedRequestError, match="share"):
        limits.ask(1)
    assert limits.exceeded == {1}


def test_nothing_is_crawled_without_saying_who_asks(lone_watch: Watch) -> None:
    assert "contact: ops@example.cn" in user_agent(lone_watch.runtime.settings)
    with pytest.raises(SettingsError, match="NIANBAO_SITES_CONTACT"):
        user_agent(load(home=lone_watch.runtime.settings.home))


@pytest.mark.parametrize("value", ["10.0.0.0/99", "intern", "10.0.0.1/8"])
def test_networks_that_are_none(value: str) -> None:
    with pytest.raises(SettingsError, match="NIANBAO_SITES_NETWORKS"):
        load(sites_networks=value)


def test_networks() -> None:
    settings: Settings = load(sites_networks="10.0.0.0/8, fd00::/8")
    assert settings.sites_allowed == (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))
