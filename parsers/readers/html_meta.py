"""What a page says of itself in its head: ``title`` and the ``meta`` names that Chinese government sites must give.

Place in the flow: used by ``html``; lxml tree → Meta. Templates leave residue in these, so only sane values count.
"""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from parsers.document import Meta

# In the order of trust; names are compared in lower case.
_TITLES = ("articletitle", "og:title", "dc.title")
_DATES = ("pubdate", "publishdate", "article:published_time", "dc.date")
_PUBLISHERS = ("contentsource", "source", "dc.publisher")
_MAX_TITLE = 300
_MAX_PUBLISHER = 60
_MAX_META = 500
_DATE = re.compile(r"\s*(20[0-9]{2})\s*[-年./]\s*([0-9]{1,2})\s*[-月./]\s*([0-9]{1,2})(?![0-9])")
_CHINESE = re.compile("[\u4e00-\u9fff]")
# What a template leaves behind when it has nothing to say.
_RESIDUE = re.compile(r"[{}<>$\ufffd]|\[%|null|undefined", re.IGNORECASE)


def read_meta(root: etree._Element) -> Meta:
    """Title, date and publisher that a page's head gives; None for each it does not."""
    said: dict[str, str] = {}
    title = None
    for number, element in enumerate(root.iter("meta", "title")):
        if number > _MAX_META:
            break
        if element.tag == "title":
            title = title or _sane("".join(map(str, element.itertext())), _MAX_TITLE)
        else:
            name = element.get("name") or element.get("property") or ""
            said.setdefault(name.strip().lower(), element.get("content") or "")
    return Meta(
        title=next((text for name in _TITLES if (text := _sane(said.get(name, ""), _MAX_TITLE))), title),
        published_on=next((date for name in _DATES if (date := _date(said.get(name, "")))), None),
        publisher=next((text for name in _PUBLISHERS if (text := _sane(said.get(name, ""), _MAX_PUBLISHER))), None),
    )


def _sane(text: str, most: int) -> str | None:
    text = " ".join(text.split())
    return text if len(text) <= most and _CHINESE.search(text) and not _RESIDUE.search(text) else None


def _date(text: str) -> str | None:
    match = _DATE.match(text)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else None
    except ValueError:
        return None
