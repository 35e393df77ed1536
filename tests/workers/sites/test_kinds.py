"""The list pages of the usual content management systems work without selectors: everything found, nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import StoredReport
from tests.workers.sites import pages
from tests.workers.sites.conftest import Watch
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Farm, Host, Page

YEARS = (2023, 2022, 2021, 2020)
ORGANS = ("云溪县民政局", "云溪县教育局", "云溪县财政局", "云溪县统计局")


def put_reports(host: Host, organ: str, path: str = "/art/{year}.html") -> list[Entry]:
    """A report a year; the lines of their list."""
    entries = []
    for year in YEARS:
        href = path.format(year=year)
        host.put(href, pages.report(organ, year, year))
        entries.append(Entry(href, pages.title_of(organ, year), f"{year + 1}-01-12"))
    return entries


def static(host: Host) -> str:
    host.put("/nb/index.html", pages.static_list(put_reports(host, ORGANS[0], "/nb/t{year}0129_2139911.html")))
    return "/nb/index.html"


def paged_by_script(host: Host) -> str:
    entries = put_reports(host, ORGANS[0], "/nb/t{year}0129_2139911.html")
    script = '<script>createPageHTML(2, 0, "index", "html");</script>'
    host.put("/nb/", pages.static_list(entries[:2], script))
    host.put("/nb/index_1.html", pages.static_list(entries[2:], script))
    return "/nb/"


def jpage(host: Host) -> str:
    entries = put_reports(host, ORGANS[0], "/art/{year}/1/12/art_1_2.html")
    more = [Entry(f"/tz/{number}.html", "关于放假的通知") for number in range(4)]
    host.put("/col/col77/index.html", pages.jpage(entries[:2], 8, 77))

    def answer(path: str) -> Page:
        if "startrecord=1&endrecord=6" in path:
            return Page(pages.jpage_answer([*entries[:2], *more]), kind="text/xml")
        if "startrecord=7&endrecord=8" in path:
            return Page(pages.jpage_answer(entries[2:]), kind="text/xml")
        return Page("not found", 404)

    host.otherwise = answer
    return "/col/col77/index.html"


def year_folders(host: Host) -> str:
    entries = put_reports(host, ORGANS[0])
    host.put("/nb/", pages.static_list([Entry(f"{year}/", f"{year}年") for year in YEARS]))
    for year, entry in zip(YEARS, entries, strict=True):
        host.put(f"/nb/{year}/", pages.static_list([entry]))
    return "/nb/"


def json_endpoint(host: Host) -> str:
    entries = put_reports(host, ORGANS[0])
    url = "/common/search/c1?_isAgg=true&_isJson=true&_pageSize=2&page="
    host.put("/nb/", pages.frame(f"<ul id=l></ul><script>$.get('{url}1', show);</script>"))
    host.put(f"{url}1", pages.json_list(entries[:2], 2), kind="application/json")
    host.put(f"{url}2", pages.json_list(entries[2:], 2), kind="application/json")
    return "/nb/"


def platform(host: Host) -> str:
    host.put("/zwgk/public/column/5", pages.platform_table(put_reports(host, ORGANS[0])))
    return "/zwgk/public/column/5"


def attachments(host: Host) -> str:
    entries = put_reports(host, ORGANS[0], "/files/{year}.html")
    host.put("/nb/", pages.static_list([Entry(one.href, one.title) for one in entries]))
    return "/nb/"


def organs_of_a_portal(host: Host) -> str:
    host.put("/nb/", pages.static_list([Entry(f"/nb/{number}/", organ) for number, organ in enumerate(ORGANS)]))
    for number, organ in enumerate(ORGANS):
        entry = Entry("2023.html", pages.title_of(organ, 2023))
        host.put(f"/nb/{number}/2023.html", pages.report(organ, 2023, number))
        host.put(f"/nb/{number}/", pages.static_list([entry]))
    return "/nb/"


def from_the_front_page(host: Host) -> str:
    host.put("/", pages.frame('<ul><li><a href="/nb/">政府信息公开年报</a></li></ul>', "云溪县民政局"))
    host.put("/nb/", pages.static_list(put_reports(host, ORGANS[0])))
    return "/"


def gbk(host: Host) -> str:
    host.put("/nb/", pages.static_list(put_reports(host, ORGANS[0])).encode("gbk", "replace"), kind="text/html")
    return "/nb/"


KINDS: list[Callable[[Host], str]] = [
    static,
    paged_by_script,
    jpage,
    year_folders,
    json_endpoint,
    platform,
    attachments,
    organs_of_a_portal,
    from_the_front_page,
    gbk,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_reports_are_found_and_each_page_is_fetched_once(
    lone_watch: Watch, sites: Farm, host: Host, kind: Callable[[Host], str]
) -> None:
    lone_watch.add("site", host.url + kind(host))
    (run,) = lone_watch.crawl()
    assert (run.found, run.new, run.errors) == (4, 4, 0), run.problems
    assert len(lone_watch.all(StoredReport, StoredReport.is_current)) == 4
    assert set(sites.counts().values()) == {1}
    assert lone_watch.notices() == []
