"""Two hundred sites of all kinds at once, some of them slow, broken or hostile: everything is found, and once."""

from __future__ import annotations

import random
from collections import Counter

from models import Document, SiteRun
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host, Page
from tests.workers.sites.test_kinds import KINDS

SITES = 200
# One site in so many is of one of the bad sorts.
BAD = {7: "refuses", 17: "hangs", 27: "maze", 37: "forbids", 47: "breaks", 57: "escapes"}


def put_bad(host: Host, sort: str) -> None:
    """A site that yields nothing."""
    url = "/nb/"
    if sort == "refuses":
        host.put(url, status=403, tagged=False)
    elif sort == "hangs":
        host.put(url, wait=60.0)
    elif sort == "maze":
        host.otherwise = lambda path: (
            Page("no", 404)
            if "robots" in path
            else Page(pages.static_list([Entry(f"{path}{number}/", f"20{number}年") for number in (21, 22)]))
        )
    elif sort == "forbids":
        host.put("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    elif sort == "breaks":
        host.put(url, b"\x00\xff" * 5000, cut=100)
    else:
        host.put(url, status=302, headers={"Location": "http://10.0.0.1/nb/"}, tagged=False)


def test_everything_is_found_and_nothing_is_fetched_twice_without_reason(farm_watch: Watch, sites: Farm) -> None:
    rng = random.Random(1)  # noqa: S311 - reproducible test data
    bad: dict[str, str] = {}
    for number in range(SITES):
        host = sites.host()
        name = f"{number:03}"
        if number % 60 in BAD:
            bad[name] = BAD[number % 60]
            put_bad(host, bad[name])
            farm_watch.add(name, f"{host.url}/nb/", depth=2)
        else:
            start = KINDS[number % len(KINDS)](host)
            if number % 9 == 0:
                host.pages[start].wait = rng.uniform(0.01, 0.2)
            farm_watch.add(name, host.url + start, depth=2)
    runs = farm_watch.crawl()
    for run, name in zip(runs, sorted(f"{number:03}" for number in range(SITES)), strict=True):
        assert run.finished_at is not None
        if name in bad:
            assert run.new == 0, (name, bad[name])
            assert run.errors or bad[name] == "maze", (name, bad[name])
        else:
            assert (run.found, run.errors) == (4, 0), (name, run.problems)
    allowed = {"hangs": 3, "breaks": 3}
    tries = Counter({"": 1} | allowed)
    for url, number in sites.counts().items():
        host_name = url.split("/")[2]
        sort = next((bad.get(f"{n:03}", "") for n, one in enumerate(sites.hosts.values()) if host_name in one.url), "")
        assert number <= (tries[sort] or 1), (url, sort)
    assert not [asked for asked in sites.asked if not asked.host.startswith("127.77.")]
    forbidding = [one for n, one in enumerate(sites.hosts.values()) if bad.get(f"{n:03}") == "forbids"]
    assert all({asked.path for asked in sites.requests(host)} == {"/robots.txt"} for host in forbidding)
    # The same reports on many hosts are one document each.
    assert len(farm_watch.all(Document)) < 30
    assert sum(run.new for run in farm_watch.all(SiteRun)) >= len(farm_watch.all(Document))
