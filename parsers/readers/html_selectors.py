"""Selectors of style sheets: what they select, and how they weigh.

Place in the flow: used by ``html_styles``, ``html_selected`` and ``html_paint``; cssselect translates to XPath.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_selector
from lxml import etree

from parsers.readers.html_css import MAX_STYLE

# Ids, classes and the like, tags.
Weight = tuple[int, int, int]

_TRANSLATOR = HTMLTranslator()
_COMBINATOR = re.compile(r"[\s>+~]+")
_PSEUDO = re.compile(r":.*")
_NAME = re.compile(r"(?<![\w\[=\"'-])[A-Za-z_][\w-]*(?![^\[]*\])")
_PLAIN = re.compile(r"([A-Za-z][A-Za-z0-9]*)?\.([^\s.#:,>+~*()\[\]\\]+)")


def plain_class(selector: str) -> str | None:
    """The class, perhaps of one tag, that a selector means and nothing else; None for any other selector."""
    match = _PLAIN.fullmatch(selector)
    return None if match is None else f"{match[1].lower()}.{match[2]}" if match[1] else match[2]


def names_at_tables(root: etree._Element) -> set[str]:
    """Tags, classes and ids of what stands in and around tables; most rules of a page are about none of it."""
    names: set[str] = set()
    around: set[etree._Element] = set()
    for table in root.iter("table"):
        if table not in around:
            around.update(table.iterancestors())
            around.update(table.iter(etree.Element))
    for element in around:
        names.add(str(element.tag))
        names.update((element.get("class") or "").split(), (element.get("id") or "").split())
    return names


def ends_in(selector: str, there: Container[str]) -> bool:
    """Whether a selector may select an element with these names; True where that would take a closer look."""
    if "\\" in selector or "(" in selector:
        return True
    last = _COMBINATOR.split(selector)[-1]
    return all(name in there for name in _NAME.findall(_PSEUDO.sub("", last)))


def select(root: etree._Element, selector: str) -> Sequence[etree._Element]:
    """The elements of a selector; none where it is no selector."""
    try:
        found = root.xpath(_to_xpath(selector[:MAX_STYLE]))
    except (SelectorError, etree.XPathError, RecursionError):
        return ()
    return [element for element in found if etree.iselement(element)] if isinstance(found, list) else ()


@lru_cache(maxsize=1_024)
def weight(selector: str) -> Weight:
    """The specificity of a selector; none where it is no selector."""
    try:
        return max(one.specificity() for one in parse_selector(selector[:MAX_STYLE]))
    except (SelectorError, RecursionError):
        return (0, 0, 0)


@lru_cache(maxsize=1_024)
def _to_xpath(selector: str) -> str:
    return _TRANSLATOR.css_to_xpath(selector)
