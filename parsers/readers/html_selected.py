"""What rules for more than a class make of the elements in and around tables.

Place in the flow: called by ``html`` once a page; rules and tree → looks by element for ``html_styles``. Which rule
wins is not worked out: elements that one of them hides or moves are doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from lxml import etree

from parsers.readers.html_css import Rule, declarations
from parsers.readers.html_doubts import shows_text
from parsers.readers.html_selectors import ends_in, plain_class, select
from parsers.readers.html_styles import BESIDE, Look, look_of
from parsers.readers.html_tags import GROUPS, INLINE, OF_TABLES

_GENERATED = re.compile(r"::?(before|after)\b")
_PART_OF_TEXT = re.compile(r"::?(?:first-letter|first-line)\b")
_PSEUDO_ELEMENT = re.compile(r"::")
_OF_PEOPLE = re.compile(r":(?:hover|focus|active|visited|target|checked|focus-\w+)\b")
# Rules of a page that hide or move something in tables; a page has a handful.
_MOST_SELECTORS = 200
_ROWS = frozenset({"tr", *GROUPS})
_CELLS = frozenset({"td", "th"})
_COLUMNS = frozenset({"col", "colgroup"})
_NOTHING_SHOWN = frozenset({Look.HIDDEN, Look.UNSEEN, Look.ILLEGIBLE})


def doubtful_elements(root: etree._Element, rules: Sequence[Rule], there: Container[str]) -> dict[etree._Element, Look]:
    """The elements in and around tables of which rules hide something, move it, or put something before it.

    :param there: the names of what stands in and around tables.
    """
    wanted = [(selector, look) for rule in rules for selector, look in _doubts_of(rule)]
    if not wanted:
        return {}
    wanted = [(selector, look) for selector, look in wanted if ends_in(selector, there)]
    if len(wanted) > _MOST_SELECTORS:
        return {root: Look.ILLEGIBLE}
    found: dict[etree._Element, Look] = {}
    for selector, look in wanted:
        for element in select(root, selector):
            if (hit := _hit(element, look)) is not None and found.get(hit[0]) is not Look.ILLEGIBLE:
                found[hit[0]] = hit[1]
    return found


def _doubts_of(rule: Rule) -> Iterator[tuple[str, Look]]:
    """The selectors of a rule that make an element doubtful, and the look that the rule gives it."""
    # Rules that always hold are weighed by what they paint (``html_paint``).
    look = look_of(rule.declarations, coloured=not rule.always)
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
    if look in BESIDE:
        return None if element.tag in OF_TABLES else (element, look)
    if element.tag in _COLUMNS:
        return element, look
    if look is Look.BLOCK and element.tag not in INLINE:
        return None
    if element.tag in _CELLS:
        # Without the cell, those behind it move.
        row = element.getparent() if look is Look.HIDDEN else element
        return None if row is None else (row, Look.DOUBTFUL)
    if element.tag in _ROWS or next(element.iterancestors(*_CELLS), None) is not None:
        return element, Look.DOUBTFUL
    hides = look is Look.ILLEGIBLE or look is Look.TINY
    return (element, look) if hides and next(element.iter("table"), None) is not None else None
