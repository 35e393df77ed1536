"""What the sites of the tests show: reports, and the lists of the usual content management systems."""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tests.factory.content import make_content
from tests.factory.grid import Grid
from tests.factory.html_frames import article
from tests.factory.in_html import Dialect, write_page
from tests.factory.page import OFFICIAL, Part, Text, compose, print_grids

_DIALECT = Dialect("article", frame=article)


class Entry(NamedTuple):
    """A line of a list: where it leads, what it says, and its date."""

    href: str
    title: str
    date: str = "2024-01-12"


def parts_of(organ: str, year: int, seed: int) -> list[Part]:
    """A report whose sums add up, in order."""
    content = replace(make_content(seed), organ=organ, year=year)
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    return compose(content, print_grids(content, OFFICIAL, rng))


@functools.cache
def report(organ: str, year: int, seed: int, visits: int = 0) -> str:
    """A report as a page.

    :param visits: changes what counts the page's visitors, and nothing else.
    """
    rng = random.Random(visits)  # noqa: S311 - reproducible test data
    return write_page(rng, parts_of(organ, year, seed), _DIALECT).replace("<!--charset-->", '<meta charset="utf-8">')


@functools.cache
def without_tables(organ: str, year: int, seed: int, more: str) -> str:
    """A report whose tables are elsewhere: ``more`` stands where they would."""
    parts: list[Part] = [part for part in parts_of(organ, year, seed) if not isinstance(part, Grid)]
    page = write_page(random.Random(0), parts, _DIALECT)  # noqa: S311 - reproducible test data
    return page.replace("<!--charset-->", '<meta charset="utf-8">').replace("三、收到", f"{more}</p><p>三、收到", 1)


@functools.cache
def only_tables(organ: str, year: int, seed: int) -> bytes:
    """The tables of a report, as a file of their own."""
    parts: list[Part] = [Text(f"{organ}{year}年度表格", 1)]
    parts += [part for part in parts_of(organ, year, seed) if isinstance(part, Grid)]
    return write_page(random.Random(0), parts, Dialect("plain")).replace("<!--charset-->", "").encode()  # noqa: S311


def title_of(organ: str, year: int) -> str:
    return f"{organ}{year}年政府信息公开工作年度报告"


def frame(inside: str, title: str = "政府信息公开年报") -> str:
    """A column's page, with what stands around a list."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/hd/">互动交流</a></div>'
        f'<div class="position">当前位置：<a href="/">首页</a> &gt; {title}</div>{inside}'
        '<div class="foot"><a href="/about.html">关于我们</a> <a href="mailto:a@example.cn">联系</a></div>'
        "</body></html>"
    )


def items(entries: Sequence[Entry]) -> str:
    """A list of links with a date beside each."""
    lines = (f'<li><a href="{one.href}" target="_blank">{one.title}</a><span>{one.date}</span></li>' for one in entries)
    return f"<ul class='list'>{''.join(lines)}</ul>"


def static_list(entries: Sequence[Entry], more: str = "") -> str:
    """A list as TRS writes it."""
    return frame(items(entries) + more)


def jpage(entries: Sequence[Entry], total: int, column: int) -> str:
    """A list of Jpage: the first records stand in a script, the proxy has the others."""
    records = "".join(f"<record><![CDATA[{items([one])}]]></record>" for one in entries)
    return frame(
        f'<div id="{column}9"><script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'
        f"</div><script>$('#{column}9').jpage({{totalRecord:{total},perPage:2,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        f"openCookies:false,ajaxParam:{{'col':1,'webid':3,'path':'/','columnid':{column},'sourceContentType':1,"
        f"'unitid':'{column}9','webname':'某市','permissiontype':0}}}});</script>"
    )


def jpage_answer(entries: Sequence[Entry]) -> str:
    """What the proxy of Jpage answers."""
    records = "".join(f"<record><![CDATA[{items([one])}]]></record>" for one in entries)
    return f"<datastore><totalrecord>9</totalrecord><recordset>{records}</recordset></datastore>"


def json_list(entries: Sequence[Entry], pages: int = 1) -> str:
    """What a JSON endpoint answers."""
    results = [{"title": one.title, "url": one.href, "publishedTimeStr": f"{one.date} 09:30:00"} for one in entries]
    return json.dumps({"data": {"results": results, "rows": len(results)}, "pageCount": pages}, ensure_ascii=False)


def platform_table(entries: Sequence[Entry]) -> str:
    """A list of the disclosure platform: a table, whose links are opened by script."""
    rows = "".join(
        f"<tr><td>{number}</td><td>00614/2024-{number:05}</td>"
        f'<td><a href="javascript:void(0)" onclick="window.open(\'{one.href}\')">{one.title}</a></td>'
        f"<td>{one.date}</td></tr>"
        for number, one in enumerate(entries, start=1)
    )
    return frame(f"<table><tr><th>序号</th><th>索引号</th><th>名称</th><th>发文日期</th></tr>{rows}</table>")
