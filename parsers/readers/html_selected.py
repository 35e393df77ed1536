"""What rules for more than a class make of the elements in and around tables.

Place in the flow: called by ``html`` once a page; rules and tree → looks by element for ``html_styles``. Which rule
wins is not worked out: elements that one of them hides or moves are doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from parsers.readers.html_css import MAX_STYLE, Rule, declarations
from parsers.readers.html_doubts import shows_text
from parsers.readers.html_styles import Look, look_of, plain_class
from parsers.readers.html_tags import GROUPS

_TRANSLATOR = HTMLTranslator()
_COMBINATOR = re.compile(r"[\s>+~]+")
_GENERATED = re.compile(r"::?(before|after)\b")
_PART_OF_TEXT = re.compile(r"::?(?:first-letter|first-line)\b")
_PSEUDO_ELEMENT = re.compile(r"::")
_PSEUDO = re.compile(r":.*")
_OF_PEOPLE = re.compile(r":(?:hover|focus|active|visited|target|checked|focus-\w+)\b")
_NAME = re.compile(r"(?<![\w\[=\"'-])[A-Za-z_][\w-]*(?![^\[]*\])")
# Rules of a page that hide or move something in tables; a page has a handful.
_MOST_SELECTORS = 200
_ROWS = frozenset({"tr", *GROUPS})
_CELLS = frozenset({"td", "th"})
_COLUMNS = frozenset({"col", "colgroup"})
_INLINE = frozenset({"span", "b", "i", "em", "strong", "u", "font", "a", "label", "small", "big", "ins", "code"})
_NOTHING_SHOWN = frozenset({Look.HIDDEN, Look.UNSEEN, Look.ILLEGIBLE})


def doubtful_elements(root: etree._Element, rules: Sequence[Rule]) -> dict[etree._Element, Look]:
    """The elements in and around tables of which rules hide something, move it, or put something before it."""
    wanted = [(selector, look) for rule in rules for selector, look in _doubts_of(rule)]
    if not wanted:
        return {}
    there = _names_at_tables(root)
    wanted = [(selector, look) for selector, look in wanted if _ends_in(selector, there)]
    if len(wanted) > _MOST_SELECTORS:
        return {root: Look.ILLEGIBLE}
    found: dict[etree._Element, Look] = {}
    for selector, look in wanted:
        for element in _selected(root, selector):
            if (hit := _hit(element, look)) is not None and found.get(hit[0]) is not Look.ILLEGIBLE:
                found[hit[0]] = hit[1]
    return found


def _doubts_of(rule: Rule) -> Iterator[tuple[str, Look]]:
    """The selectors of a rule that make an element doubtful, and the look that the rule gives it."""
    look = look_of(rule.declarations)
    content = declarations(rule.declarations).get("content", "")
    for selector in rule.selectors:
        if _OF_PEOPLE.search(selector):
            continue
        if _GENERATED.search(selector):
            if shows_text(content) and look not in _NOTHING_SHOWN:
                yield _GENERATED.sub("", selector) or "*", Look.DOUBTFUL
        elif _PART_OF_TEXT.search(selector):
            if look is not None:
                yield _PART_OF_TEXT.sub("", selector) or "*", Look.DOUBTFUL
        elif look is not None and not _PSEUDO_ELEMENT.search(selector) and not _is_for_class(rule, selector):
            yield selector, look


def _is_for_class(rule: Rule, selector: str) -> bool:
    return rule.always and plain_class(selector) is not None


def _hit(element: etree._Element, look: Look) -> tuple[etree._Element, Look] | None:
    """The element that a rule's look makes doubtful, and how; None where it does no harm."""
    if element.tag in _COLUMNS:
        return element, look
    if look is Look.BLOCK and element.tag not in _INLINE:
        return None
    if element.tag in _CELLS:
        # Without the cell, those behind it move.
        row = element.getparent() if look is Look.HIDDEN else element
        return None if row is None else (row, Look.DOUBTFUL)
    if element.tag in _ROWS or next(element.iterancestors(*_CELLS), None) is not None:
        return element, Look.DOUBTFUL
    if look is Look.ILLEGIBLE or look is Look.TINY:
        return (element, look) if next(element.iter("table"), None) is not None else None
    return None


def _names_at_tables(root: etree._Element) -> set[str]:
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


def _ends_in(selector: str, there: Container[str]) -> bool:
    if "\\" in selector or "(" in selector:
        return True
    last = _COMBINATOR.split(selector)[-1]
    return all(name in there for name in _NAME.findall(_PSEUDO.sub("", last)))


def _selected(root: etree._Element, selector: str) -> Sequence[etree._Element]:
    """The elements of a selector; none where it is no selector."""
    try:
        found = root.xpath(_to_xpath(selector[:MAX_STYLE]))
    except (SelectorError, etree.XPathError, RecursionError):
        return ()
    return [element for element in found if etree.iselement(element)] if isinstance(found, list) else ()


@lru_cache(maxsize=1_024)
def _to_xpath(selector: str) -> str:
    return _TRANSLATOR.css_to_xpath(selector)
