"""What each element of a page paints: by its style, its attributes, and the rules of the page's own sheets.

Place in the flow: made by ``html`` once a page, asked by ``html_shown`` for each element. Of several rules the one with
the higher specificity counts, then the later one, as in browsers. Sheets outside the page are not known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from lxml import etree

from parsers.readers.html_colours import NO_PAINT, Colour, Paint, colour, paint
from parsers.readers.html_css import MAX_STYLE, Rule, declarations
from parsers.readers.html_selectors import Weight, ends_in, plain_class, select, weight
from parsers.readers.html_tags import OF_TABLES

# Of what a visitor does, or of parts of the text.
_OF_OTHERS = re.compile(r":(?:hover|focus|active|visited|target|checked|focus-\w+|:[\w-]+|before|after|first-l\w+)")
_HEXADECIMAL = re.compile("[0-9a-f]{6}")
# Attributes that paint, of whatever element.
_PAINTING = frozenset({"bgcolor", "background", "color", "text"})
_WITH_GROUND = frozenset({*OF_TABLES, "body"})


class _Ruled(NamedTuple):
    """What a rule paints, and what tells how it weighs against others."""

    important: bool
    selector: str
    order: int
    paint: Paint

    @property
    def rank(self) -> tuple[bool, Weight, int]:
        """Of two rules for an element the higher one counts. Most rules of a sheet never come to that."""
        return self.important, weight(self.selector), self.order


class Paints:
    """What the elements of one page paint.

    :param rules: those of its sheets.
    :param there: the names (tags, classes, ids) of the elements in and around its tables.
    """

    def __init__(self, root: etree._Element, rules: Sequence[Rule], there: set[str]) -> None:
        self._variables = _variables(rules)
        self._classes: dict[str, list[_Ruled]] = defaultdict(list)
        self._elements: dict[etree._Element, list[_Ruled]] = defaultdict(list)
        for order, rule in enumerate(rules):
            painted = paint(declarations(rule.declarations), self._variables) if rule.always else NO_PAINT
            if painted != NO_PAINT:
                self._enter(root, there, rule, order, painted)
        self._by_style = lru_cache(maxsize=None)(self._resolved) if self._variables else _of_style

    def _enter(self, root: etree._Element, there: set[str], rule: Rule, order: int, painted: Paint) -> None:
        for selector in rule.selectors:
            ruled = _Ruled("!important" in rule.declarations, selector, order, painted)
            if (name := plain_class(selector)) is not None:
                self._classes[name].append(ruled)
                continue
            if ends_in(selector, there) and not _OF_OTHERS.search(selector):
                for element in select(root, selector):
                    self._elements[element].append(ruled)

    @property
    def by_element(self) -> bool:
        """Whether it takes more than an element's attributes to tell what it paints."""
        return bool(self._elements)

    def of(self, element: etree._Element) -> Paint:
        """What an element paints; ``NO_PAINT`` where that is nothing."""
        names = element.keys()
        style = element.get("style") if "style" in names else None
        own = self._by_style(style) if style else NO_PAINT
        if self._elements or (self._classes and "class" in names):
            own = self._with_rules(element, own)
        return own if _PAINTING.isdisjoint(names) else own.over(_of_attributes(element))

    def _with_rules(self, element: etree._Element, own: Paint) -> Paint:
        ruled = sorted(self._ruled(element), key=attrgetter("rank"))
        if not ruled:
            return own
        above = _together(one.paint for one in ruled if one.important)
        return above.over(own).over(_together(one.paint for one in ruled if not one.important))

    def _ruled(self, element: etree._Element) -> Iterable[_Ruled]:
        yield from self._elements.get(element, ())
        for name in (element.get("class") or "").split():
            yield from self._classes.get(name, ())
            yield from self._classes.get(f"{element.tag}.{name}", ())

    def _resolved(self, style: str) -> Paint:
        return paint(declarations(style[:MAX_STYLE]), self._variables)


@lru_cache(maxsize=2_048)
def _of_style(style: str) -> Paint:
    return paint(declarations(style[:MAX_STYLE]))


def _together(paints: Iterable[Paint]) -> Paint:
    done = NO_PAINT
    for one in paints:
        done = one.over(done)
    return done


def _of_attributes(element: etree._Element) -> Paint:
    """What the attributes of old say: ``bgcolor``, ``background``, ``text``, ``color``."""
    tag = element.tag
    if tag == "font":
        return Paint(_colour(element.get("color")))
    if tag not in _WITH_GROUND:
        return NO_PAINT
    ink = _colour(element.get("text")) if tag == "body" else None
    found = Paint(ink, _colour(element.get("bgcolor")), bool(element.get("background")))
    return NO_PAINT if found == NO_PAINT else found


def _colour(written: str | None) -> Colour | None:
    """The colour that an attribute says; its digits need no sign before them."""
    text = (written or "").strip().lower()
    return colour(f"#{text}" if _HEXADECIMAL.fullmatch(text) else text) if text else None


def _variables(rules: Sequence[Rule]) -> Mapping[str, str]:
    return {
        name: value
        for rule in rules
        if rule.always and "--" in rule.declarations
        for name, value in declarations(rule.declarations).items()
        if name.startswith("--")
    }
