"""Two hundred sites of all kinds at once, some of them slow, broken or hostile: everything is found, and once."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from models import Document, RunState, SiteRun
from tests.workers.sites import pages
from tests.workers.sites.cms import KINDS, ORGANS, YEARS
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host, Page

SITES = 200
START = "/nb/"
# Sites that yield two reports each; the same organ on several hosts is what mirrors are.
FOUND = YEARS[:2]


def refuses(host: Host) -> None:
    host.put(START, status=403, tagged=False)


def hangs(host: Host) -> None:
    host.put(START, wait=60.0)


def drips(host: Host) -> None:
    host.put(START, b"x" * 1000, drip=0.2)


def maze(host: Host) -> None:
    """Each list leads to two more, without end."""

    def another(path: str) -> Page:
        if path == "/robots.txt":
            return Page("no", 404)
        return Page(pages.static_list([Entry(f"{path}{year - 2000}/", f"{year}年") for year in FOUND]))

    host.otherwise = another


def forbids(host: Host) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")


def breaks(host: Host) -> None:
    host.put(START, b"\x00\xff" * 5000, cut=100)


def escapes(host: Host) -> None:
    host.put(START, status=302, headers={"Location": "http://10.0.0.1/nb/"}, tagged=False)


def circles(host: Host) -> None:
    host.put(START, status=302, headers={"Location": START}, tagged=False)


def bomb(host: Host) -> None:
    host.put(START, gzip.compress(bytes(30_000_000)), headers={"Content-Encoding": "gzip"})


def rubbish(host: Host) -> None:
    host.put(START, b"<html>" + b"<div>" * 50_000)


Sort = Callable[[Host], None]
BAD: tuple[Sort, ...] = (*(refuses, hangs, drips, maze, forbids, breaks, escapes, circles, bomb, rubbish),)
# How often a page of such a site may be asked for: what may be a passing fault is tried three times; a circle of
# redirects is followed five times.
TRIES: dict[Sort | None, int] = {hangs: 3, drips: 3, breaks: 3, circles: 6}
QUIET: set[Sort] = {maze, rubbish}


class Sites:
    """The hosts of the farm by the names of their sites."""

    def __init__(self, watch: Watch, farm: Farm) -> None:
        self.hosts: dict[str, Host] = {}
        self.starts: dict[str, str] = {}
        self.bad: dict[str, Sort] = {}
        for number in range(SITES):
            name, host = f"{number:03}", farm.host()
            self.hosts[name] = host
            if number % 10 == 7:
                self.bad[name] = BAD[number // 10 % len(BAD)]
                self.bad[name](host)
                self.starts[name] = START
            else:
                self.starts[name] = self._good(host, number)
            watch.add(name, host.url + self.starts[name], depth=2)

    def _good(self, host: Host, number: int) -> str:
        start = KINDS[number % len(KINDS)](host, ORGANS[number // 50], FOUND)
        if number % 9 == 0:
            host.pages[start].wait = 0.1
        if number % 11 == 0:
            # Sites move, and leave a word where they were.
            host.put("/old/index.html", status=301, headers={"Location": start}, tagged=False)
            return "/old/index.html"
        return start

    @property
    def good(self) -> list[str]:
        return [name for name in self.hosts if name not in self.bad]

    def name_of(self, url: str) -> str:
        return next(name for name, host in self.hosts.items() if urlsplit(host.url).netloc == urlsplit(url).netloc)


def test_everything_is_found_and_nothing_is_fetched_twice_without_reason(farm_watch: Watch, sites: Farm) -> None:
    made = Sites(farm_watch, sites)
    runs = dict(zip(sorted(made.hosts), farm_watch.crawl(), strict=True))
    for name in made.good:
        assert (runs[name].found, runs[name].errors) == (len(FOUND), 0), (name, runs[name].problems)
    for name, sort in made.bad.items():
        assert runs[name].new == 0, (name, sort)
        assert runs[name].state is RunState.FINISHED
        assert bool(runs[name].errors) is (sort not in QUIET), (name, sort)
    for url, number in sites.counts().items():
        assert number <= TRIES.get(made.bad.get(made.name_of(url)), 1), url
    # Nothing was asked of any other host, and nothing but robots.txt of those that forbid it.
    assert {asked.host for asked in sites.asked} <= {urlsplit(host.url).netloc for host in made.hosts.values()}
    assert set(Counter(one.host for one in sites.asked if one.path == "/robots.txt").values()) == {1}
    for name in (name for name, sort in made.bad.items() if sort is forbids):
        assert {asked.path for asked in sites.requests(made.hosts[name])} == {"/robots.txt"}
    # The same report on many hosts is one document; as pages and with its tables beside it, it is two.
    assert sum(run.new for run in farm_watch.all(SiteRun)) == len(farm_watch.all(Document))
    _what_changes_is_seen(farm_watch, sites, made)


def _what_changes_is_seen(watch: Watch, sites: Farm, made: Sites) -> None:
    """A day later: on some sites a report has changed, on some there is a new one, the others are as they were."""
    names = [name for name in made.good if int(name) % len(KINDS) == 0][:12]
    changed, grown = names[:3], names[3:6]
    for name in changed:
        path = f"/nb/t{FOUND[0]}0129_2139911.html"
        made.hosts[name].put(path, pages.report(ORGANS[int(name) // 50], FOUND[0], 90 + int(name)))
    for name in grown:
        KINDS[0](made.hosts[name], ORGANS[int(name) // 50], YEARS[:3])
    watch.clock.advance(days=1)
    asked = len(sites.asked)
    runs = dict(zip(names, watch.crawl(*names), strict=True))
    assert [(run.found, run.errors) for run in runs.values()] == [(3 if name in grown else 2, 0) for name in names]
    assert [name for name, run in runs.items() if run.changed] == changed
    # Some show the same new report.
    assert sum(run.new for run in runs.values()) == len({ORGANS[int(name) // 50] for name in grown})
    later = [one for one in sites.asked[asked:] if one.path != "/robots.txt"]
    assert set(Counter((one.host, one.path) for one in later).values()) == {1}
    # All but what changed, what is new, and what says where a page is now, costs no transfer.
    assert sum(one.status == 200 for one in later) == len(changed) + 2 * len(grown)
