"""What styles make of an element: hidden, struck out, raised, a block; from its ``style`` and the page's own sheets.

Place in the flow: asked by ``html_walk`` for each element. The cascade is not computed: a class counts where no other
rule of the page contradicts; sheets outside the page are not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from lxml import etree


class Look(StrEnum):
    """What matters here of a style."""

    HIDDEN = "hidden"
    # Takes its place, shows nothing.
    UNSEEN = "unseen"
    STRUCK = "struck"
    RAISED = "raised"
    BLOCK = "block"
    # Hidden by one rule and shown by another.
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
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:", re.IGNORECASE)
# Text without size; elements around others use it to close the gaps between these.
_NO_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)", re.IGNORECASE)
_MAX_SHEET = 500_000
_MAX_STYLE = 2_000


@lru_cache(maxsize=2_048)
def look_of(style: str) -> Look | None:
    """What the declarations of a style make of an element, as far as it matters here."""
    return next((look for look, pattern in _LOOKS if pattern.search(style)), None)


class Styles:
    """The styles of one page."""

    def __init__(self, root: etree._Element) -> None:
        sheets = " ".join(map(str, (text for sheet in root.iter("style") for text in sheet.itertext())))
        self._classes = _classes(sheets[:_MAX_SHEET])

    def look(self, element: etree._Element) -> Look | None:
        """What an element is shown as, where that is not as usual."""
        style = element.get("style")
        own = look_of(style[:_MAX_STYLE]) if style else None
        if own is None and style and not len(element) and _NO_SIZE.search(style[:_MAX_STYLE]):
            return Look.UNSEEN
        if own is not None or not self._classes:
            return own
        names = element.get("class")
        found = next((self._classes[name] for name in names.split() if name in self._classes), None) if names else None
        return None if found is Look.HIDDEN and style and _DISPLAY.search(style) else found


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of a sheet; rules for phones and printers say nothing of the page as shown."""
    opened: list[str] = []
    text = ""
    for part in _BRACE.split(sheet):
        if part == "{":
            opened.append(text.rpartition(";")[2].strip())
        elif part == "}" and opened:
            before = opened.pop()
            if not opened and not before.startswith("@"):
                yield before[:_MAX_STYLE], text[:_MAX_STYLE]
        text = "" if part in {"{", "}"} else part


def _classes(sheet: str) -> dict[str, Look]:
    """The classes that hide, strike or raise: by a rule for the class alone, and against no other rule."""
    looks: dict[str, Look] = {}
    shown: set[str] = set()
    for selectors, declarations in _rules(_COMMENT.sub("", sheet)):
        look = look_of(declarations)
        for selector in selectors.split(","):
            names = _CLASS.findall(selector)
            alone = _CLASS.sub("", selector).strip().isalnum() or selector.strip().startswith(".")
            if look in {Look.HIDDEN, Look.STRUCK, Look.RAISED} and len(names) == 1 and alone:
                looks[names[0]] = look
            elif _DISPLAY.search(declarations) and look is not Look.HIDDEN:
                shown.update(names)
    return {name: Look.DOUBTFUL if look is Look.HIDDEN and name in shown else look for name, look in looks.items()}
