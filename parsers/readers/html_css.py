"""The language of style sheets, as far as a reader of pages needs it: declarations, rules, selectors, lengths.

Place in the flow: used by ``html_styles`` and what judges for it. It knows what is written, not what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

MAX_STYLE = 2_000
_MAX_SHEET = 500_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
# A semicolon or a brace within quotation marks or an address ends nothing.
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)", re.IGNORECASE)
_ENDING = re.compile(r"[;{}]")
_DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*(.*)", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$")
_BRACE = re.compile("([{}])")
_COMMA = re.compile(r",(?![^()\[\]]*[)\]])")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|cm|mm|in|%|vw|vh|pc)?(?=\s|$)")
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 14.0, "rem": 14.0, "ex": 7.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "pc": 16.0}
# Of a box or of the window; of text there is about so much.
_PIXELS |= {"%": 3.0, "vw": 10.0, "vh": 10.0}

# Sheets and rules for other readers than the one at a screen of usual width.
_OTHER_MEDIA = re.compile(
    r"\s*(?:only\s+)?(?:print|speech|aural|braille|embossed|handheld|projection|tty|tv)\b", re.IGNORECASE
)
_NARROW = re.compile(r"max-(?:device-)?width\s*:\s*([\d.]+)(px|em|rem)", re.IGNORECASE)
_NARROWEST_SCREEN = 1_200.0
_ANY_MEDIA = frozenset({"", "all", "screen"})
_CONDITIONS = ("@media", "@supports", "@layer", "@container", "@scope", "@document", "@-moz-document")


class Rule(NamedTuple):
    """A rule of a sheet: its selectors, what it declares, and whether it holds whatever the page is shown on."""

    selectors: tuple[str, ...]
    declarations: str
    always: bool


@lru_cache(maxsize=2_048)
def declarations(style: str) -> Mapping[str, str]:
    """The values by property, both in lower case; of several the one that counts."""
    style = _QUOTED.sub(lambda match: _ENDING.sub(" ", match[0]), _COMMENT.sub("", style[:MAX_STYLE]))
    if "\\" in style:
        style = _ESCAPE.sub(lambda match: _char(int(match[1], 16)), style)
    said: dict[str, str] = {}
    important: set[str] = set()
    for piece in style.split(";"):
        if (match := _DECLARATION.match(piece)) is None:
            continue
        name, value = match[1].lower(), match[2].strip().lower()
        plain = _IMPORTANT.sub("", value)
        if plain != value:
            important.add(name)
        elif name in important:
            continue
        said[name] = plain
    return said


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def pixels(value: str) -> float | None:
    """A length in pixels, about; None where it is none."""
    match = _LENGTH.match(value)
    return float(match[1]) * _PIXELS[match[2] or "px"] if match else None


def rules_of(root: etree._Element) -> list[Rule]:
    """The rules of a page's own sheets, but those for phones, printers and the like."""
    found: list[Rule] = []
    size = 0
    for sheet in root.iter("style"):
        text = "".join(map(str, sheet.itertext()))[: _MAX_SHEET - size]
        size += len(text)
        media = (sheet.get("media") or "").strip().lower()
        if not _is_for_others(media):
            found += _rules(_COMMENT.sub("", _MARKUP.sub("", text)), always=media in _ANY_MEDIA)
    return found


def _is_for_others(media: str) -> bool:
    """Whether a condition on the medium excludes a screen of usual width."""
    narrow = _NARROW.search(media)
    if narrow is not None and (pixels(narrow[1] + narrow[2]) or 0) < _NARROWEST_SCREEN:
        return True
    return all(map(_OTHER_MEDIA.match, media.split(",")))


class _Opened(NamedTuple):
    """A block under way: its selectors (none of an at-rule), and what the conditions around it make of its rules."""

    selectors: tuple[str, ...] = ()
    always: bool = True
    excluded: bool = False


def _rules(sheet: str, *, always: bool) -> Iterator[Rule]:
    sheet = _QUOTED.sub(lambda match: _ENDING.sub(" ", match[0]), sheet)
    opened = [_Opened(always=always)]
    text = ""
    for part in _BRACE.split(sheet):
        if part == "{":
            opened.append(_open(text.rpartition(";")[2].strip()[:MAX_STYLE], opened[-1]))
        elif part == "}" and len(opened) > 1:
            done = opened.pop()
            if done.selectors and not done.excluded:
                yield Rule(done.selectors, text[:MAX_STYLE], done.always)
        text = "" if part in {"{", "}"} else part


def _open(before: str, outer: _Opened) -> _Opened:
    if before.startswith("@"):
        return _Opened((), always=False, excluded=outer.excluded or _excludes(before))
    own = tuple(selector for part in _COMMA.split(before) if (selector := part.strip()))
    if outer.selectors:
        around = f":is({','.join(outer.selectors)})"
        nested = (one.replace("&", around) if "&" in one else f"{around} {one}" for one in own)
        own = tuple(one for one in nested if len(one) <= MAX_STYLE)
    return _Opened(own, outer.always, outer.excluded)


def _excludes(condition: str) -> bool:
    if not condition.startswith(_CONDITIONS):
        return True
    return condition.startswith("@media") and _is_for_others(condition.removeprefix("@media"))
