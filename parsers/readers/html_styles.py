"""What styles make of an element: hidden, struck out, raised, a block; from its ``style`` and the page's own sheets.

Place in the flow: asked by ``html_walk`` for each element. The cascade is not computed: a class counts where no other
rule of the page contradicts; what a rule with any other selector does to an element makes it doubtful. Sheets outside
the page are not known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from parsers.readers.html_doubts import hides_or_moves, is_pale
from parsers.readers.html_tags import OF_TABLES


class Look(StrEnum):
    """What matters here of a style."""

    HIDDEN = "hidden"
    # Takes its place, shows nothing.
    UNSEEN = "unseen"
    STRUCK = "struck"
    RAISED = "raised"
    BLOCK = "block"
    # Hidden by one rule and shown by another, or perhaps not seen where it stands.
    DOUBTFUL = "doubtful"


_LOOKS = tuple(
    (look, re.compile(pattern, re.IGNORECASE))
    for look, pattern in (
        (Look.HIDDEN, r"(?:^|[;\s])display\s*:\s*none"),
        (
            Look.UNSEEN,
            r"visibility\s*:\s*hidden|(?:^|[;\s])opacity\s*:\s*0?(?:\.0*)?\s*(?:[;!]|$)",
        ),
        (Look.STRUCK, r"text-decoration(?:-line)?\s*:[^;]*line-through"),
        (Look.RAISED, r"vertical-align\s*:\s*(?:super|sub)\b"),
        (Look.BLOCK, r"(?:^|[;\s])display\s*:\s*(?:block|flex|grid|list-item|table)"),
    )
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile("([{}])")
_CLASS = re.compile(r"\.([\w-]+)")
_PLAIN = re.compile(r"[A-Za-z]*[0-9]?\.[\w-]+")
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:", re.IGNORECASE)
# Text without size; elements around others use it to close the gaps between these.
_NO_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)", re.IGNORECASE)
_TAKEN = frozenset({Look.HIDDEN, Look.STRUCK, Look.RAISED})
_TRANSLATOR = HTMLTranslator()
_FOR_OTHERS = re.compile(r"@media\b.*?(?:print|max-|speech)|@(?!media|supports|layer)", re.IGNORECASE | re.DOTALL)
_COMBINATOR = re.compile(r"[\s>+~]+")
_PSEUDO_ELEMENT = re.compile(r"::?(?:before|after|first-letter|first-line|marker)\b")
_PSEUDO = re.compile(r":.*")
_OF_PEOPLE = re.compile(r":(?:hover|focus|active|visited|target|checked|focus-\w+)\b")
_NAME = re.compile(r"(?<![\w\[=\"'-])[A-Za-z_][\w-]*(?![^\[]*\])")
_MAX_SHEET = 500_000
# Rules of a page that hide or move something in cells; a page has a handful.
_MAX_DOUBTS = 60
_MAX_STYLE = 2_000


@lru_cache(maxsize=2_048)
def look_of(style: str) -> Look | None:
    """What the declarations of a style make of an element, as far as it matters here."""
    look = next((look for look, pattern in _LOOKS if pattern.search(style)), None)
    if look in {None, Look.BLOCK} and hides_or_moves(style):
        return Look.DOUBTFUL
    return look


class Styles:
    """The styles of one page."""

    def __init__(self, root: etree._Element) -> None:
        sheets = " ".join(map(str, (text for sheet in root.iter("style") for text in sheet.itertext())))
        rules = list(_rules(_COMMENT.sub("", sheets[:_MAX_SHEET])))
        self._classes = _classes(rules)
        self._doubtful = _doubtful(root, rules)

    def look(self, element: etree._Element) -> Look | None:
        """What an element is shown as, where that is not as usual."""
        style = element.get("style")
        own = look_of(style[:_MAX_STYLE]) if style else None
        if own is None and style and not len(element) and _NO_SIZE.search(style[:_MAX_STYLE]):
            return Look.UNSEEN
        if own is None and element.tag == "font" and is_pale(element.get("color") or ""):
            return Look.DOUBTFUL
        if self._doubtful and own in {None, Look.BLOCK} and element in self._doubtful:
            return Look.DOUBTFUL
        if own is not None or not self._classes:
            return own
        names = element.get("class")
        found = next((self._classes[name] for name in names.split() if name in self._classes), None) if names else None
        return None if found is Look.HIDDEN and style and _DISPLAY.search(style) else found


class _Rule(NamedTuple):
    """A rule of a sheet; ``always``: whatever the page is shown on."""

    selectors: str
    declarations: str
    always: bool


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules of a sheet; those for phones and printers say nothing of the page as shown."""
    opened: list[str] = []
    text = ""
    for part in _BRACE.split(sheet):
        if part == "{":
            opened.append(text.rpartition(";")[2].strip())
        elif part == "}" and opened:
            before = opened.pop()
            if not before.startswith("@") and not any(map(_FOR_OTHERS.match, opened)):
                yield _Rule(before[:_MAX_STYLE], text[:_MAX_STYLE], not opened)
        text = "" if part in {"{", "}"} else part


def _classes(rules: Iterable[_Rule]) -> dict[str, Look]:
    """The classes that hide, strike or raise: by a rule for the class alone, and against no other rule."""
    looks: dict[str, Look] = {}
    shown: set[str] = set()
    for rule in rules:
        if not rule.always:
            continue
        look = look_of(rule.declarations)
        for selector in rule.selectors.split(","):
            names = _CLASS.findall(selector)
            if look in _TAKEN and _is_plain(selector):
                looks[names[0]] = look
            elif _DISPLAY.search(rule.declarations) and look is not Look.HIDDEN:
                shown.update(names)
    return {name: Look.DOUBTFUL if look is Look.HIDDEN and name in shown else look for name, look in looks.items()}


def _is_plain(selector: str) -> bool:
    """Whether a selector means all elements of one class and no others (of one tag, perhaps)."""
    return _PLAIN.fullmatch(selector.strip()) is not None


def _doubtful(root: etree._Element, rules: Iterable[_Rule]) -> set[etree._Element]:
    """What other rules take away, move, or perhaps do: elements within cells."""
    selectors = [
        selector.strip()
        for rule in rules
        if (look := look_of(rule.declarations)) is not None and look is not Look.BLOCK
        for selector in rule.selectors.split(",")
        if not (rule.always and look in _TAKEN and _is_plain(selector))
    ]
    if not selectors:
        return set()
    there = _names_in_cells(root)
    wanted = [selector for selector in selectors if _ends_in(selector, there)][:_MAX_DOUBTS]
    found = {element for selector in wanted for element in _selected(root, selector)}
    return {element for element in found if element.tag not in OF_TABLES and _is_in_cell(element)}


def _names_in_cells(root: etree._Element) -> set[str]:
    """Tags, classes and ids of what stands in cells; most rules of a page are about none of it."""
    names: set[str] = set()
    for cell in root.iter("td", "th"):
        for element in cell.iterdescendants():
            names.add(str(element.tag))
            names.update((element.get("class") or "").split(), (element.get("id") or "").split())
    return names


def _ends_in(selector: str, there: Container[str]) -> bool:
    last = _COMBINATOR.split(selector)[-1]
    return all(name in there for name in _NAME.findall(_PSEUDO.sub("", last)))


def _is_in_cell(element: etree._Element) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _selected(root: etree._Element, selector: str) -> Sequence[etree._Element]:
    """The elements of a selector; none where a person must do something first (``:hover``), or it is no selector."""
    plain = _PSEUDO_ELEMENT.sub("", selector)
    if _OF_PEOPLE.search(plain):
        return ()
    try:
        found = root.xpath(_to_xpath(plain or "*"))
    except (SelectorError, etree.XPathError, RecursionError):
        return ()
    return [element for element in found if etree.iselement(element)] if isinstance(found, list) else ()


@lru_cache(maxsize=1_024)
def _to_xpath(selector: str) -> str:
    return _TRANSLATOR.css_to_xpath(selector)
