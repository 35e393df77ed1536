"""What the pages of the usual content management systems link to, read without a network."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.sites import pages
from tests.workers.sites.pages import Entry
from workers.sites.links import Link, Selectors, normal_url, read_listing
from workers.sites.paging import MAX_PAGES, other_pages
from workers.sites.titles import Promise, date_in, promise

URL = "http://www.example.gov.cn/zwgk/nb/index.html"
ENTRIES = [
    Entry("t20240112_2139911.html", "云溪县民政局2023年政府信息公开工作年度报告"),
    Entry("/art/2023/1/9/art_1_2.html", "云溪县民政局2022年政府信息公开工作年度报告", "2023-01-09"),
    Entry("t20240301_1.html", "关于做好2023年政府信息公开工作年度报告编制的通知"),
    Entry("/zwgk/tz/t20240302_1.html", "关于春节放假的通知"),
]
REPORTS = [
    Link("http://www.example.gov.cn/zwgk/nb/t20240112_2139911.html", ENTRIES[0].title, dt.date(2024, 1, 12)),
    Link("http://www.example.gov.cn/art/2023/1/9/art_1_2.html", ENTRIES[1].title, dt.date(2023, 1, 9)),
]


@pytest.mark.parametrize(
    "page",
    [
        pages.static_list(ENTRIES),
        pages.jpage(ENTRIES, 4, 123),
        pages.jpage_answer(ENTRIES),
        pages.json_list(ENTRIES),
        f"callback({pages.json_list(ENTRIES)});",
        pages.platform_table(ENTRIES),
    ],
    ids=["static", "jpage", "jpage answer", "json", "jsonp", "platform"],
)
def test_the_reports_of_a_list_are_found_with_their_dates(page: str) -> None:
    assert read_listing(page, URL).promising(Promise.REPORT) == REPORTS


@pytest.mark.parametrize(
    ("title", "in_column", "promised"),
    [
        ("云溪县民政局2023年政府信息公开工作年度报告", False, Promise.REPORT),
        ("2023年度信息公开工作年度报告", False, Promise.REPORT),
        ("云溪县统计局2023年政府信息公开工作年度报告", False, Promise.REPORT),
        ("云溪县 2023 年政务公开工作年度报告（图解）", False, Promise.REPORT),
        ("云溪县2019年政府信息公开年报", False, Promise.REPORT),
        ("云溪县民政局2023年度", True, Promise.REPORT),
        ("2022年度报告", True, Promise.REPORT),
        ("云溪县民政局2023年度", False, Promise.NOTHING),
        ("政府信息公开年报", False, Promise.LIST),
        ("信息公开年度报告", False, Promise.LIST),
        ("2023年", True, Promise.LIST),
        ("2023", True, Promise.LIST),
        ("云溪县民政局", True, Promise.LIST),
        ("2023年", False, Promise.NOTHING),
        ("关于报送2023年政府信息公开工作年度报告的通知", True, Promise.NOTHING),
        ("《2023年政府信息公开工作年度报告》解读", True, Promise.NOTHING),
        ("政府信息公开指南", True, Promise.NOTHING),
        ("政府信息公开制度", False, Promise.NOTHING),
        ("首页", True, Promise.NOTHING),
        ("", True, Promise.NOTHING),
    ],
)
def test_what_a_link_promises(title: str, in_column: bool, promised: Promise) -> None:  # noqa: FBT001 - a parameter
    assert promise(title, in_column=in_column) is promised


def pages_of(text: str, url: str = URL, selectors: Selectors | None = None) -> list[str]:
    return [
        page.removeprefix("http://www.example.gov.cn")
        for page in other_pages(text, url, read_listing(text, url).links, selectors)
    ]


@pytest.mark.parametrize(
    ("script", "others"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["/zwgk/nb/index_1.html", "/zwgk/nb/index_2.html"]),
        ("createPageHTML('page', 3, 1,'list','shtml',52)", ["/zwgk/nb/list_2.shtml", "/zwgk/nb/list_3.shtml"]),
        ("var countPage = 2//共多少页", ["/zwgk/nb/index_1.html"]),
        ('createPageHTML(1, 0, "index", "html");', []),
        (
            "$.get('/common/search/a1?_isAgg=true&_isJson=true&_pageSize=20&page=1')",
            ["/common/search/a1?_isAgg=true&_isJson=true&_pageSize=20&page=1"],
        ),
        ("var u = '../api/list.json';", ["/zwgk/api/list.json"]),
        ("var u = 'http://elsewhere.example.com/list.json';", []),
    ],
)
def test_pages_that_scripts_would_reach(script: str, others: list[str]) -> None:
    assert pages_of(pages.frame(f"<ul></ul><script>{script}</script>")) == others


def test_pages_that_links_reach() -> None:
    inside = '<a href="index_1.html">下一页</a><a href="?page=3">3</a><a href="/other/index_2.html">2</a>'
    assert pages_of(pages.frame(inside)) == ["/zwgk/nb/index_1.html", "/zwgk/nb/index.html?page=3"]


def test_the_records_that_jpage_would_load() -> None:
    first, *more = pages_of(pages.jpage(ENTRIES, 14, 123), "http://www.example.gov.cn/col/col123/index.html")
    assert first == (
        "/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=6&perpage=2&col=1&webid=3&path=%2F&columnid=123"
        "&sourceContentType=1&unitid=1239&webname=%E6%9F%90%E5%B8%82&permissiontype=0"
    )
    assert ["startrecord=7&endrecord=12" in more[0], "startrecord=13&endrecord=14" in more[1], len(more)] == [1, 1, 2]


def test_a_list_in_json_goes_on() -> None:
    url = "http://www.example.gov.cn/api?size=2&pageNo=1"
    assert pages_of(pages.json_list(ENTRIES, 3), url) == ["/api?size=2&pageNo=2", "/api?size=2&pageNo=3"]


def test_a_script_that_claims_a_million_pages_is_not_believed() -> None:
    assert len(pages_of(pages.frame('<script>createPageHTML(9999, 0, "index", "html");</script>'))) == MAX_PAGES - 1


def test_selectors_read_what_the_usual_rules_do_not() -> None:
    page = pages.frame(
        "<div class=e><b>云溪县民政局2023年年报</b><i>2024/1/12</i><a href=x.html>查看</a></div>"
        "<a class=n href=p2.html>+</a>"
    )
    selectors = Selectors(item=".e", title="b", date="i", next=".n")
    assert read_listing(page, URL).promising(Promise.REPORT) == []
    (link,) = read_listing(page, URL, selectors).promising(Promise.REPORT)
    assert (link.title, link.listed_on) == ("云溪县民政局2023年年报", dt.date(2024, 1, 12))
    assert pages_of(page, selectors=selectors) == ["/zwgk/nb/p2.html"]


def test_a_text_that_was_cut_is_completed_by_its_title() -> None:
    page = pages.frame(f'<li><a href="a.html" title="{ENTRIES[0].title}">云溪县民政局2023年政府信…</a></li>')
    assert [link.title for link in read_listing(page, URL).promising(Promise.REPORT)] == [ENTRIES[0].title]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-01-12", dt.date(2024, 1, 12)),
        ("[2024/1/5]", dt.date(2024, 1, 5)),
        ("发布时间：2024年01月12日", dt.date(2024, 1, 12)),
        ("2024-13-40", None),
        ("120240112", None),
        ("1999-01-01", None),
        ("", None),
    ],
)
def test_dates(text: str, date: dt.date | None) -> None:
    assert date_in(text) == date


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://WWW.Example.gov.cn", "http://www.example.gov.cn/"),
        ("http://a.cn/B/c.jsp;jsessionid=AB12?x=1#top", "http://a.cn/B/c.jsp?x=1"),
        ("http://a.cn/a b.pdf", "http://a.cn/a%20b.pdf"),
    ],
)
def test_one_page_has_one_address(url: str, normal: str) -> None:
    assert normal_url(url) == normal


@given(st.text(max_size=200) | st.text(alphabet="<>a/li\"'= {}[]:,", max_size=200))
def test_whatever_a_page_is_it_is_read(text: str) -> None:
    listing = read_listing(text, URL)
    assert all(link.url.startswith(("http://", "https://")) for link in listing.links)
    other_pages(text, URL, listing.links)


def test_a_page_nested_without_end_and_a_list_without_end_are_read() -> None:
    assert read_listing("<div>" * 100_000 + "<a href=x>y</a>", URL) is not None
    assert read_listing("[" * 100_000, URL).links == ()
    assert len(read_listing("<a href=x>y</a>" * 20_000, URL).links) == 5_000
