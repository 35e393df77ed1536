"""What the styles of a Word document decide about text: hidden, raised, struck out, numbered.

Place in the flow: a table that ``word_text`` and ``word_numbering`` look up; direct formatting wins over the character
style, that over the paragraph style.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off"})
_HIDDEN, _RAISED, _COLOUR, _SIZE = f"{W}vanish", f"{W}vertAlign", f"{W}color", f"{W}sz"
_NUMBERING = f"{W}numPr"
_LOOKS = frozenset({_HIDDEN, _RAISED, _COLOUR, _SIZE, f"{W}strike", f"{W}dstrike"})
# From this on, of 255, all of red, green and blue are so light that text can hardly be told from paper.
_PALE = 0xE0
# Half points; nobody reads smaller text.
_LEAST_SIZE = 5
# Styles that are based on each other in a circle end here.
_MOST_ANCESTORS = 30


class Look(NamedTuple):
    """How text shows; None where this level does not say."""

    hidden: bool | None = None
    raised: bool | None = None
    struck: bool | None = None
    # In the colour of paper, or too small to be seen: there are two properties, each says so for itself.
    pale: bool | None = None
    tiny: bool | None = None

    def over(self, other: Look) -> Look:
        """What is said here, else what the other says."""
        if self is PLAIN:
            return other
        return Look(*(own if own is not None else base for own, base in zip(self, other, strict=True)))


PLAIN = Look()


class NumberLink(NamedTuple):
    """The list a paragraph belongs to (``w:numPr``); either may be left to the style or the list."""

    number: str | None
    level: int | None


class _Style(NamedTuple):
    parent: str | None
    look: Look
    link: NumberLink | None


class Styles:
    """The styles of a document, by id; without a styles part there are none."""

    def __init__(self, root: etree._Element | None) -> None:
        # Word writes hundreds, of which a document uses a few.
        self._elements: dict[str, etree._Element] = {}
        self._styles: dict[str, _Style] = {}
        self.default: str | None = None
        for element in root.iterchildren(f"{W}style") if root is not None else ():
            name = element.get(f"{W}styleId", "")
            self._elements[name] = element
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default", "0")):
                self.default = name
        self._looks: dict[str | None, Look] = {None: PLAIN}
        self._links: dict[str | None, NumberLink | None] = {None: None}

    def look(self, name: str | None) -> Look:
        """How a style makes text look, its ancestors included."""
        if name not in self._looks:
            found = PLAIN
            for style in self._chain(name):
                found = found.over(style.look)
            self._looks[name] = found
        return self._looks[name]

    def link(self, name: str | None) -> NumberLink | None:
        """The list a paragraph style belongs to, by itself or by an ancestor."""
        if name not in self._links:
            self._links[name] = next((style.link for style in self._chain(name) if style.link is not None), None)
        return self._links[name]

    def _chain(self, name: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while name in self._elements and len(chain) < _MOST_ANCESTORS:
            if name not in self._styles:
                self._styles[name] = _style(self._elements[name])
            chain.append(self._styles[name])
            name = chain[-1].parent
        return chain


def _style(element: etree._Element) -> _Style:
    parent = element.find(f"{W}basedOn")
    properties = element.find(f"{W}pPr")
    return _Style(
        None if parent is None else parent.get(VAL),
        look(element.find(f"{W}rPr")),
        None if properties is None else number_link(properties),
    )


def child_of(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child with a tag: ``find`` goes by way of a path, and takes several times as long."""
    return next((child for child in element if child.tag == tag), None)


def look(properties: etree._Element | None) -> Look:
    """How run properties (``w:rPr``) themselves make text look."""
    if properties is None:
        return PLAIN
    hidden = raised = struck = pale = tiny = None
    for child in properties:
        tag = child.tag
        if tag not in _LOOKS:
            continue
        if tag == _HIDDEN:
            hidden = is_on(child.get(VAL))
        elif tag == _RAISED:
            raised = child.get(VAL) in {"superscript", "subscript"}
        elif tag == _COLOUR:
            pale = _is_pale(child.get(VAL, ""))
        elif tag == _SIZE:
            tiny = integer(child.get(VAL), _LEAST_SIZE) < _LEAST_SIZE
        else:
            struck = struck or is_on(child.get(VAL))
    found = Look(hidden, raised, struck, pale, tiny)
    return PLAIN if found == PLAIN else found


def _is_pale(colour: str) -> bool:
    """Whether a colour (six hexadecimal digits, or ``auto``) is that of paper."""
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) >= _PALE
    except ValueError:
        return False


def number_link(properties: etree._Element) -> NumberLink | None:
    """The list that paragraph properties (``w:pPr``) themselves name."""
    found = child_of(properties, _NUMBERING)
    if found is None:
        return None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    return NumberLink(
        None if number is None else number.get(VAL), None if level is None else integer(level.get(VAL), 0)
    )


def is_on(value: str | None) -> bool:
    """Whether an on/off property with this value is on; without a value it is."""
    return value not in _OFF


def integer(value: str | None, otherwise: int) -> int:
    """A decimal attribute; ``otherwise`` where it is missing or none."""
    return int(value) if value and len(value) < 10 and value.isascii() and value.isdecimal() else otherwise
