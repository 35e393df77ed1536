"""The links of a page, whatever made it: lists in HTML, Jpage's records in scripts, answers in JSON or XML.

Place in the flow: ``visits`` gives it the text of a page; what comes back are reports to fetch and lists to follow.
Pure: no network, and scripts are read, never run.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from parsers.prepared import prepare
from workers.sites.titles import Promise, date_in, names_a_column, promise

# A page with more is no list that a person could read.
MAX_LINKS = 5_000
_OPENS = re.compile(r"""(?:window\.open|location(?:\.href)?\s*=|openUrl|goto\w*)\s*\(?\s*['"]([^'"\s]+)['"]""")
_CUT = re.compile(r"(?:\.{2,}|…)\s*$")
_ITEMS = frozenset({"li", "tr", "dd", "dt", "p", "div", "td", "span"})
_ITEM_DEPTH = 4
_ITEM_LENGTH = 400
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_TITLE_KEYS = ("title", "doctitle", "subject", "name", "infotitle", "bt", "mc", "showtitle", "topic")
_URL_KEYS = ("url", "docpuburl", "puburl", "link", "href", "linkurl", "infourl", "urls", "visiturl", "htmlurl")
_JSONP = re.compile(r"^\s*[\w.$]+\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.DOTALL)
_JSON_DEPTH = 12


class Link(msgspec.Struct, frozen=True):
    """A link as found: where it leads, its text, and the date beside it."""

    url: str
    title: str = ""
    listed_on: dt.date | None = None


class Selectors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """CSS selectors for a list that the usual rules do not read.

    ``item`` is one entry of the list; ``title``, ``link`` and ``date`` are looked for in it; ``next`` leads to further
    pages.
    """

    item: str | None = None
    title: str | None = None
    link: str | None = None
    date: str | None = None
    next: str | None = None


prepare(Selectors)


class Listing(msgspec.Struct, frozen=True):
    """What a page links to.

    :param title: the page's own.
    :param in_column: whether it is a list of annual reports by what it calls itself.
    """

    title: str
    in_column: bool
    links: tuple[Link, ...]

    def promising(self, what: Promise) -> list[Link]:
        """The links that promise this, each address once."""
        found: dict[str, Link] = {}
        for link in self.links:
            if promise(link.title, in_column=self.in_column) is what:
                found.setdefault(link.url, link)
        return list(found.values())


def read_listing(text: str, url: str, selectors: Selectors | None = None) -> Listing:
    """The links of a page of any of the known kinds.

    :param text: the page, decoded.
    :param url: its address, against which links are resolved.
    """
    answer = _json(text)
    if answer is not None:
        return Listing("", in_column=True, links=tuple(_absolute(_in_json(answer), url)))
    if "<datastore" in text[:2_000].lower() and "<html" not in text[:2_000].lower():
        return Listing("", in_column=True, links=tuple(_absolute(_in_records(text), url)))
    root = parse_html(text)
    if root is None:
        return Listing("", in_column=False, links=())
    title = page_title(root)
    base = urljoin(url, next((tag.get("href") or "" for tag in root.iter("base")), ""))
    if selectors is not None and (selectors.item or selectors.link):
        found = _selected(root, selectors)
        return Listing(title, in_column=True, links=tuple(_absolute(found, base)))
    everything = [*_in_html(root), *_in_records(text)]
    return Listing(title, in_column=_is_column(root, title), links=tuple(_absolute(everything, base)))


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page; None where there is none."""
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    try:
        return document_fromstring(plain, parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def page_title(root: HtmlElement) -> str:
    """What a page calls itself."""
    for path in ("//meta[@name='ArticleTitle']/@content", "//title/text()"):
        found = [str(one).strip() for one in _strings(root, path)]
        if found and found[0]:
            return found[0]
    return ""


def _is_column(root: HtmlElement, title: str) -> bool:
    names = [title, *_strings(root, "//meta[@name='ColumnName' or @name='ColumnKeywords']/@content")]
    places = "//*[contains(@class,'crumb') or contains(@class,'position') or contains(@class,'location')]"
    # Without elements that hold the page as a whole.
    names += [text for text in _strings(root, f"{places}|//h1|//h2|//h3") if len(text) <= _ITEM_LENGTH]
    return any(names_a_column(name) for name in names)


def _strings(root: HtmlElement, path: str) -> list[str]:
    found = root.xpath(path)
    assert isinstance(found, list)  # noqa: S101 - these paths select nodes
    return [one.text_content() if isinstance(one, HtmlElement) else str(one) for one in found]


def _in_html(root: HtmlElement) -> Iterator[Link]:
    for count, anchor in enumerate(root.iter("a", "area")):
        if count >= MAX_LINKS:
            return
        address = _address(anchor)
        if address:
            yield Link(address, _text(anchor), _date_beside(anchor))


def _address(anchor: HtmlElement) -> str:
    href = (anchor.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return href
    opened = _OPENS.search(f"{href} {anchor.get('onclick') or ''}")
    return opened[1] if opened else ""


def _text(anchor: HtmlElement) -> str:
    shown = " ".join(anchor.text_content().split())
    told = " ".join((anchor.get("title") or "").split())
    if told and (not shown or _CUT.search(shown) or (len(told) > len(shown) and shown in told)):
        return told
    return shown


def _date_beside(anchor: HtmlElement) -> dt.date | None:
    """The date in the entry that the link is of: the nearest element around it that has no other link."""
    around: HtmlElement | None = anchor
    for _ in range(_ITEM_DEPTH):
        around = around.getparent() if around is not None else None
        if around is None or around.tag not in _ITEMS:
            break
        others = sum(1 for one in around.iter("a") if one is not anchor and (one.text_content() or "").strip())
        text = around.text_content()
        if len(text) > _ITEM_LENGTH or (others and around.tag != "tr"):
            break
        found = date_in(text.replace(anchor.text_content(), " ", 1))
        if found is not None:
            return found
    return None


def _in_records(text: str) -> Iterator[Link]:
    """Jpage's records: pieces of HTML in CDATA, in a script of the page or in an answer of its dataproxy."""
    for record in _RECORD.findall(text)[:MAX_LINKS]:
        root = parse_html(record)
        if root is not None:
            yield from _in_html(root)


def _selected(root: HtmlElement, selectors: Selectors) -> Iterator[Link]:
    items = root.cssselect(selectors.item) if selectors.item else [root]
    for item in items[:MAX_LINKS]:
        for anchor in item.cssselect(selectors.link or "a"):
            address = _address(anchor)
            if not address:
                continue
            shown = item.cssselect(selectors.title) if selectors.title else []
            dates = item.cssselect(selectors.date) if selectors.date else []
            title = shown[0].text_content().strip() if shown else _text(anchor)
            yield Link(address, title, date_in(dates[0].text_content()) if dates else _date_beside(anchor))


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON of an answer, JSONP too; None for what is no JSON."""
    head = text.lstrip("\ufeff \t\r\n")[:1]
    packed = _JSONP.match(text) if head not in "{[" else None
    if head not in "{[" and packed is None:
        return None
    try:
        return msgspec.json.decode(packed[1] if packed else text.lstrip("\ufeff"))
    except (msgspec.DecodeError, RecursionError):
        return None


def _in_json(value: object, depth: int = 0) -> Iterator[Link]:
    if depth > _JSON_DEPTH:
        return
    if isinstance(value, Mapping):
        link = _entry({str(key).lower(): item for key, item in value.items()})
        if link is not None:
            yield link
        for item in value.values():
            yield from _in_json(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item, depth + 1)


def _entry(entry: Mapping[str, Any]) -> Link | None:
    title = next((entry[key] for key in _TITLE_KEYS if isinstance(entry.get(key), str) and entry[key].strip()), None)
    url = next((entry[key] for key in _URL_KEYS if isinstance(entry.get(key), str) and entry[key].strip()), None)
    if title is None or url is None:
        return None
    dates = (date_in(item) for key, item in entry.items() if isinstance(item, str) and ("date" in key or "time" in key))
    plain = html.unescape(re.sub(r"<[^<>]*>", "", title)).strip()
    return Link(html.unescape(url.strip()), plain, next((found for found in dates if found), None))


def _absolute(links: Iterable[Link], base: str) -> Iterator[Link]:
    for link in links:
        try:
            url = urljoin(base, link.url)
        except ValueError:
            continue
        if url.startswith(("http://", "https://")):
            yield msgspec.structs.replace(link, url=normal_url(url))


def normal_url(url: str) -> str:
    """The address without its fragment and a session's id, so that one page has one address."""
    without = re.sub(r";jsessionid=[^?#]*", "", url.partition("#")[0], flags=re.IGNORECASE)
    scheme, _, rest = without.strip().partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash or '/'}{path}".replace(" ", "%20")
