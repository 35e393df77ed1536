"""What styles make of an element: hidden, struck out, raised, a block; from its ``style`` and the page's own sheets.

Place in the flow: asked by ``html_shown`` for each element. The cascade is not computed: a rule for a class alone
counts where no other rule of the page contradicts; what a rule with any other selector does makes its elements doubtful
(``html_selected``). Sheets outside the page are not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from parsers.readers.html_colours import is_hardly_seen
from parsers.readers.html_css import MAX_STYLE, Rule, declarations
from parsers.readers.html_doubts import is_apart, is_displaced, is_illegible, is_nudged, is_raised, is_tiny, is_unseen
from parsers.readers.html_selectors import plain_class
from parsers.readers.html_tags import ROWS_AND_CELLS


class Look(StrEnum):
    """What matters here of a style; of several the first counts."""

    HIDDEN = "hidden"
    # Takes its place, shows nothing.
    UNSEEN = "unseen"
    STRUCK = "struck"
    RAISED = "raised"
    # Not seen, whatever in it the text stands in.
    ILLEGIBLE = "illegible"
    # Its own text is not seen; text in it may have a size of its own.
    TINY = "tiny"
    # Hidden by one rule and shown by another, or perhaps not seen where it stands.
    DOUBTFUL = "doubtful"
    # Moved a little to the left: as written, if nothing else stands there.
    NUDGED = "nudged"
    BLOCK = "block"
    # Of words, not of blocks: with a gap before or behind them.
    APART = "apart"


_BLOCKS = ("block", "flex", "grid", "list-item", "table")
_CLASS = re.compile(r"\.([\w-]+)")
# What else may show what a rule has hidden.
_SHOWING = frozenset(
    {"display", "visibility", "opacity", "color", "font-size", "height", "max-height", "position", "left", "clip"}
)
_SIZES = frozenset({"font-size", "font"})
# So much of an element without size is looked through for text that has none either.
_MOST_LOOKED_THROUGH = 1_000


_ORDER = {look: number for number, look in enumerate(Look)}
_CHECKS: tuple[tuple[Look, Callable[[Mapping[str, str]], bool]], ...] = (
    (Look.HIDDEN, lambda said: said.get("display") == "none"),
    (Look.UNSEEN, is_unseen),
    (Look.STRUCK, lambda said: any("line-through" in said.get(f"text-decoration{end}", "") for end in ("", "-line"))),
    (Look.RAISED, is_raised),
    (Look.ILLEGIBLE, is_illegible),
    (Look.TINY, is_tiny),
    (Look.DOUBTFUL, is_displaced),
    (Look.NUDGED, is_nudged),
    (Look.BLOCK, lambda said: said.get("display", "").startswith(_BLOCKS)),
    (Look.APART, is_apart),
)


@lru_cache(maxsize=2_048)
def look_of(style: str, *, coloured: bool = False, in_grid: bool = False) -> Look | None:
    """What the declarations of a style make of an element, as far as it matters here.

    :param coloured: judge its colours as well, as if on paper.
    :param in_grid: it is the style of a row or a cell, which have no margins.
    """
    said = declarations(style)
    look = next((look for look, is_so in _CHECKS if is_so(said)), None)
    if in_grid and look in {Look.DOUBTFUL, Look.NUDGED}:
        without = {name: value for name, value in said.items() if not name.startswith("margin")}
        look = next((look for look, is_so in _CHECKS if is_so(without)), None)
    if coloured and (look is None or _ORDER[look] > _ORDER[Look.ILLEGIBLE]) and is_hardly_seen(said):
        return Look.ILLEGIBLE
    return look


class _Of(NamedTuple):
    """What a rule makes of a class: its look, what it declares, and the how manieth rule of the page it is."""

    look: Look | None
    declared: frozenset[str]
    order: int

    @property
    def takes(self) -> bool:
        """Whether it does not just show the element."""
        return self.look not in _SHOWN


# Looks that matter only where other text stands beside.
BESIDE = frozenset({Look.NUDGED, Look.APART})
_WORDS = frozenset({None, Look.APART})
_SHOWN = frozenset({None, Look.BLOCK, Look.APART})


class Styles:
    """The styles of one page.

    :param rules: those of its sheets.
    :param doubtful: what rules for more than a class make of elements.
    """

    def __init__(self, rules: Sequence[Rule], doubtful: dict[etree._Element, Look]) -> None:
        self._classes = _classes(rules)
        self._doubtful = doubtful
        # Whether it takes more than an element's attributes to tell its look.
        self.by_element = bool(doubtful)

    def look(self, element: etree._Element) -> Look | None:
        """What an element is shown as, where that is not as usual: ``TINY`` where ``sized`` has yet to look into it."""
        style = element.get("style")
        own = look_of(style[:MAX_STYLE], in_grid=element.tag in ROWS_AND_CELLS) if style else None
        if self._doubtful and own in _SHOWN:
            own = self._doubtful.get(element, own)
        if own in _WORDS and element.get("hidden") is not None and "display" not in declarations(style or ""):
            own = Look.HIDDEN
        if own in _WORDS and self._classes:
            return self._by_class(element, style) or own
        return own

    def _by_class(self, element: etree._Element, style: str | None) -> Look | None:
        names = element.get("class")
        if not names:
            return None
        keys = (key for name in names.split() for key in (name, f"{element.tag}.{name}"))
        found = [self._classes[key] for key in keys if key in self._classes]
        taking = min((one for one in found if one.takes), key=lambda one: _ORDER[one.look or Look.BLOCK], default=None)
        if taking is None:
            return next((one.look for one in found if one.look), None)
        shown = any(one.order > taking.order for one in found if not one.takes) or "display" in declarations(
            style or ""
        )
        return None if taking.look is Look.HIDDEN and shown else taking.look


def sized(element: etree._Element) -> Look | None:
    """What an element without size is: one that may only close the gaps between others, or one with text of its own.

    What declares a size within it is left to itself.
    """
    if not len(element):
        return Look.UNSEEN
    walk = etree.iterwalk(element, events=("start",))
    for number, (_, inner) in enumerate(walk, start=1):
        if inner is not element and not _SIZES.isdisjoint(declarations(inner.get("style") or "")):
            walk.skip_subtree()
            continue
        texts = (inner.text, *(child.tail for child in inner))
        if number == _MOST_LOOKED_THROUGH or any(text and not text.isspace() for text in texts):
            return Look.ILLEGIBLE
    return None


def _classes(rules: Sequence[Rule]) -> dict[str, _Of]:
    """What rules for a class alone make of it; it is doubtful where other rules declare the same of it otherwise."""
    found: dict[str, _Of] = {}
    shown: list[tuple[str, frozenset[str]]] = []
    for order, rule in enumerate(rules):
        # Asked as by ``html_selected``, so that it is found once.
        own = _Of(look_of(rule.declarations, coloured=False), frozenset(declarations(rule.declarations)), order)
        for selector in rule.selectors:
            name = plain_class(selector) if rule.always else None
            if name is not None and (own.look is not None or "display" in own.declared):
                found[name] = _later(found.get(name), own)
            elif not own.takes:
                shown += [(one, own.declared) for one in _CLASS.findall(selector)]
    for name, declared in shown:
        for key in (key for key in found if key.rpartition(".")[2] == name):
            if found[key].takes and found[key].declared & declared & _SHOWING:
                found[key] = found[key]._replace(look=Look.DOUBTFUL)
    return found


def _later(before: _Of | None, own: _Of) -> _Of:
    """What two rules for the same class make of it."""
    if before is None or own.takes or not before.takes:
        return own
    return before._replace(look=Look.DOUBTFUL) if before.declared & own.declared & _SHOWING else before
