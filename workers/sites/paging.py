"""The other pages of a list, which most sites reach by script: what the scripts would ask for, without running them.

Place in the flow: ``visits`` gives it a list page; the addresses that come back are lists of the same depth. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from workers.sites.links import Link, Selectors, normal_url, parse_html

# A list of reports has some dozens of pages at most; a script that claims more is broken or hostile.
MAX_PAGES = 60
_WORDS = re.compile(r"下一?页|后一?页|尾页|末页|最后一页|[›»>]{1,2}|[0-9]{1,3}|第[0-9]{1,3}页")
_TRS = re.compile(
    r"""createPageHTML\(\s*['"]?(\d{1,4})['"]?\s*,\s*['"]?\d{1,4}['"]?\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]"""
)
# The same function of another make: the first argument is an element, pages count from 1.
_NAMED = re.compile(
    r"""createPageHTML\(\s*['"][\w-]+['"]\s*,\s*['"]?(\d{1,4})['"]?\s*,\s*['"]?\d{1,4}['"]?\s*,"""
    r"""\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]"""
)
_COUNT = re.compile(r"\bcountPage\s*=\s*['\"]?(\d{1,4})")
_PROXY = re.compile(r"""['"]?([\w./-]*dataproxy\.jsp)['"]?""")
_TOTAL = re.compile(r"totalRecord['\"]?\s*[:=]\s*['\"]?(\d{1,6})")
_PER_PAGE = re.compile(r"perPage['\"]?\s*[:=]\s*['\"]?(\d{1,4})", re.IGNORECASE)
_JPAGE_KEYS = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=['\"]([^'\"]+)['\"]", re.DOTALL | re.IGNORECASE)
# Jpage loads so many pages at a time.
_GROUP = 3
_JSON_URL = re.compile(
    r"""['"]([^'"\s<>]{1,400}?(?:\.json(?:\?[^'"\s<>]*)?|[?&]_?isJson=true[^'"\s<>]*|[?&]format=json[^'"\s<>]*))['"]""",
    re.IGNORECASE,
)
_PAGE_KEYS = frozenset({"page", "pageno", "pagenum", "pageindex", "currentpage", "curpage", "p"})
_JSON_COUNT = re.compile(r'"(?:pageCount|totalPages?|pages|pageTotal)"\s*:\s*"?(\d{1,4})')
_SCRIPTS = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def other_pages(text: str, url: str, links: tuple[Link, ...], selectors: Selectors | None = None) -> list[str]:
    """The addresses of further pages of a list, and of the data a script would fetch for it; on the same host only.

    :param links: of the page, as ``read_listing`` gives them.
    """
    if selectors is not None and selectors.next:
        found: Iterator[str] = _selected(text, selectors.next)
    else:
        found = _found(text, url, links)
    host = urlsplit(url).netloc
    pages = dict.fromkeys(normal_url(urljoin(url, address)) for address in found)
    return [page for page in pages if urlsplit(page).netloc == host and page != normal_url(url)][:MAX_PAGES]


def _found(text: str, url: str, links: tuple[Link, ...]) -> Iterator[str]:
    yield from _by_words(url, links)
    yield from _by_count(text, url)
    yield from _by_jpage(text)
    yield from _by_json(text, url)


def _selected(text: str, selector: str) -> Iterator[str]:
    root = parse_html(text)
    for anchor in root.cssselect(selector) if root is not None else ():
        if anchor.get("href"):
            yield anchor.get("href") or ""


def _by_words(url: str, links: tuple[Link, ...]) -> Iterator[str]:
    """Links that are called "next", or a number, and lead to a neighbour of this page."""
    path = urlsplit(url).path
    folder = path.rpartition("/")[0]
    for link in links:
        parts = urlsplit(link.url)
        beside = parts.path.rpartition("/")[0] == folder
        if _WORDS.fullmatch("".join(link.title.split())) and (beside or parts.path == path):
            yield link.url


def _by_count(text: str, url: str) -> Iterator[str]:
    """``createPageHTML(5, 0, "index", "html")``: index_1.html … index_4.html, made by the script from the count."""
    if match := _NAMED.search(text):
        count, name, ending = int(match[1]), match[2], match[3]
        yield from (f"{name}_{page}.{ending}" for page in range(2, min(count, MAX_PAGES) + 1))
    elif match := _TRS.search(text):
        count, name, ending = int(match[1]), match[2], match[3]
        yield from (f"{name}_{page}.{ending}" for page in range(1, min(count, MAX_PAGES)))
    elif match := _COUNT.search(text):
        ending = urlsplit(url).path.rpartition(".")[2] if "." in urlsplit(url).path.rpartition("/")[2] else "html"
        yield from (f"index_{page}.{ending}" for page in range(1, min(int(match[1]), MAX_PAGES)))


def _by_jpage(text: str) -> Iterator[str]:
    """What Jpage's script would ask its dataproxy for: the records after those that stand in the page."""
    if group := _NEXT_GROUP.search(text):
        yield group[1].replace("&amp;", "&")
    proxy, total = _PROXY.search(text), _TOTAL.search(text)
    given = {key: value for key in _JPAGE_KEYS if (value := _argument(text, key)) is not None}
    if proxy is None or total is None or "columnid" not in given or "unitid" not in given:
        return
    per_page = int(match[1]) if (match := _PER_PAGE.search(text)) else 15
    step, records = max(per_page, 1) * _GROUP, int(total[1])
    for first in range(1, min(records, step * MAX_PAGES) + 1, step):
        window = {"startrecord": first, "endrecord": min(first + step - 1, records), "perpage": per_page}
        yield f"{proxy[1]}?{urlencode({**window, **given})}"


def _argument(text: str, key: str) -> str | None:
    match = re.search(rf"""['"]?\b{key}['"]?\s*:\s*['"]?([^'",}}\s]*)['"]?""", text)
    return match[1] if match else None


def _by_json(text: str, url: str) -> Iterator[str]:
    """Addresses of JSON that a page's script names; of an answer in JSON the pages after it."""
    head = text.lstrip("\ufeff \t\r\n")[:1]
    if head and head in "{[":
        yield from _next_json(text, url)
        return
    scripts = "\n".join(_SCRIPTS.findall(text))
    attributes = " ".join(re.findall(r"""data-\w+=(?:"[^"]{1,400}"|'[^']{1,400}')""", text))
    for address in _JSON_URL.findall(f"{scripts}\n{attributes}"):
        if "{" not in address and "+" not in address:
            yield address.replace("&amp;", "&")


def _next_json(text: str, url: str) -> Iterator[str]:
    count = _JSON_COUNT.search(text)
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    at = next((i for i, (key, value) in enumerate(query) if key.lower() in _PAGE_KEYS and value.isdecimal()), None)
    if count is None or at is None:
        return
    for page in range(int(query[at][1]) + 1, min(int(count[1]), MAX_PAGES) + 1):
        changed = [*query[:at], (query[at][0], str(page)), *query[at + 1 :]]
        yield parts._replace(query=urlencode(changed)).geturl()
