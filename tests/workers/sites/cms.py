"""Sites as the usual content management systems make them, filled with reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.workers.sites import pages
from tests.workers.sites.pages import Entry
from tests.workers.sites.server import Host, Page

ORGANS = ("云溪县民政局", "云溪县教育局", "云溪县财政局", "云溪县统计局")
YEARS = (2023, 2022, 2021, 2020)


def put_reports(host: Host, organ: str, years: Sequence[int], path: str = "/art/{year}.html") -> list[Entry]:
    """A report a year; the lines of their list."""
    entries = []
    for year in years:
        href = path.format(year=year)
        host.put(href, pages.report(organ, year, year))
        entries.append(Entry(href, pages.title_of(organ, year), f"{year + 1}-01-12"))
    return entries


def static(host: Host, organ: str, years: Sequence[int]) -> str:
    host.put("/nb/index.html", pages.static_list(put_reports(host, organ, years, "/nb/t{year}0129_2139911.html")))
    return "/nb/index.html"


def paged_by_script(host: Host, organ: str, years: Sequence[int]) -> str:
    entries = put_reports(host, organ, years, "/nb/t{year}0129_2139911.html")
    half = len(entries) // 2
    script = '<script>createPageHTML(2, 0, "index", "html");</script>'
    host.put("/nb/", pages.static_list(entries[:half], script))
    host.put("/nb/index_1.html", pages.static_list(entries[half:], script))
    return "/nb/"


def jpage(host: Host, organ: str, years: Sequence[int]) -> str:
    """The first six records come with the proxy's first answer, the others with its second."""
    entries = put_reports(host, organ, years, "/art/{year}/1/12/art_1_2.html")
    half = len(entries) // 2
    first = [*entries[:half], *(Entry(f"/tz/{number}.html", "关于放假的通知") for number in range(6 - half))]
    total = len(first) + len(entries) - half
    host.put("/col/col77/index.html", pages.jpage(entries[:half], total, 77))

    def answer(path: str) -> Page:
        if "startrecord=1&endrecord=6" in path:
            return Page(pages.jpage_answer(first), kind="text/xml")
        if f"startrecord=7&endrecord={total}" in path:
            return Page(pages.jpage_answer(entries[half:]), kind="text/xml")
        return Page("not found", 404)

    host.otherwise = answer
    return "/col/col77/index.html"


def year_folders(host: Host, organ: str, years: Sequence[int]) -> str:
    entries = put_reports(host, organ, years)
    host.put("/nb/", pages.static_list([Entry(f"{year}/", f"{year}年") for year in years]))
    for year, entry in zip(years, entries, strict=True):
        host.put(f"/nb/{year}/", pages.static_list([entry]))
    return "/nb/"


def json_endpoint(host: Host, organ: str, years: Sequence[int]) -> str:
    entries = put_reports(host, organ, years)
    half = len(entries) // 2
    url = "/common/search/c1?_isAgg=true&_isJson=true&_pageSize=2&page="
    host.put("/nb/", pages.frame(f"<ul id=l></ul><script>$.get('{url}1', show);</script>"))
    host.put(f"{url}1", pages.json_list(entries[:half], 2), kind="application/json")
    host.put(f"{url}2", pages.json_list(entries[half:], 2), kind="application/json")
    return "/nb/"


def platform(host: Host, organ: str, years: Sequence[int]) -> str:
    host.put("/zwgk/public/column/5", pages.platform_table(put_reports(host, organ, years)))
    return "/zwgk/public/column/5"


def attachments(host: Host, organ: str, years: Sequence[int]) -> str:
    """Each report is a page without tables; they are in a file that it links to."""
    for year in years:
        link = f'<a href="files/{year}.htm">附件：{year}年度报告表格.htm</a>'
        host.put(f"/nb/{year}.html", pages.without_tables(organ, year, year, link))
        host.put(f"/nb/files/{year}.htm", pages.only_tables(organ, year, year), kind="application/octet-stream")
    host.put("/nb/", pages.static_list([Entry(f"{year}.html", pages.title_of(organ, year)) for year in years]))
    return "/nb/"


def organs_of_a_portal(host: Host, organ: str, years: Sequence[int]) -> str:
    """Not years of one organ, but as many organs, each with a column of its own."""
    organs = (organ, *(one for one in ORGANS if one != organ))[: len(years)]
    host.put("/nb/", pages.static_list([Entry(f"/nb/{number}/", name) for number, name in enumerate(organs)]))
    for number, name in enumerate(organs):
        entry = Entry("2023.html", pages.title_of(name, 2023))
        host.put(f"/nb/{number}/2023.html", pages.report(name, 2023, 2023))
        host.put(f"/nb/{number}/", pages.static_list([entry]))
    return "/nb/"


def from_the_front_page(host: Host, organ: str, years: Sequence[int]) -> str:
    host.put("/", pages.frame('<ul><li><a href="/nb/">政府信息公开年报</a></li></ul>', organ))
    host.put("/nb/", pages.static_list(put_reports(host, organ, years)))
    return "/"


def gbk(host: Host, organ: str, years: Sequence[int]) -> str:
    entries = put_reports(host, organ, years)
    host.put("/nb/", pages.static_list(entries).encode("gbk", "replace"), kind="text/html")
    return "/nb/"


Kind = Callable[[Host, str, Sequence[int]], str]
# Each puts reports on a host and returns the path of the page to start from.
KINDS: tuple[Kind, ...] = (
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
)
