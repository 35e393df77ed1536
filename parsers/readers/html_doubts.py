"""Styles that may show other text than the page's source has: moved, clipped, coloured away, turned round.

Place in the flow: asked by ``html_styles``. Nobody can tell without drawing the page what is seen of such an element; a
cell that holds one is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]*)")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|cm|mm|in|%)?")
# Word moves text by a point or two when it sets it lower or higher; what is moved further is another's or no text.
_LEAST_MOVE = {"px": 3.0, "pt": 3.0, "em": 0.25, "rem": 0.25, "ex": 0.5, "cm": 0.1, "mm": 1.0, "in": 0.04, "%": 10.0}
_PALEST = 0xE8
_HEX = re.compile(r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+(0?\.?\d+%?))?\s*\)")
_PALE = frozenset({"white", "transparent", "snow", "ivory", "whitesmoke"})
_ZERO = re.compile(r"0*(?:\.0*)?[01]?(?:px|pt|em)?")


@lru_cache(maxsize=2_048)
def hides_or_moves(style: str) -> bool:
    """Whether the declarations of a style may take text away from where the source has it."""
    said = {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(style)}
    return any(check(said) for check in (_is_moved, _is_clipped, _is_pale, _is_turned))


def is_pale(colour: str) -> bool:
    """Whether a colour is hardly seen on paper."""
    colour = colour.strip().lower()
    if colour.split(" ")[0].removesuffix("!important") in _PALE:
        return True
    if match := _HEX.match(colour):
        short, long = match.groups()[:3], match.groups()[3:]
        parts = [int(part * 2, 16) for part in short] if short[0] else [int(part, 16) for part in long]
        return min(parts) >= _PALEST
    if match := _RGB.match(colour):
        return min(int(part) for part in match.groups()[:3]) >= _PALEST or match[4] in {"0", "0.0", "0%", ".0"}
    return False


def _is_moved(said: Mapping[str, str]) -> bool:
    position = said.get("position", "").split(" ")[0]
    if position in {"absolute", "fixed"} or said.get("float", "").startswith("right"):
        return True
    if "transform" in said and not said["transform"].startswith("none"):
        return True
    if position == "relative" and any(_is_far(said.get(name, "")) for name in ("top", "bottom", "left", "right")):
        return True
    return any(said.get(name, "").startswith("-") and _is_far(said[name]) for name in ("text-indent", "margin-left"))


def _is_far(value: str) -> bool:
    """Whether a length moves text by more than a trifle."""
    match = _LENGTH.match(value)
    return match is not None and abs(float(match[1])) >= _LEAST_MOVE.get(match[2] or "px", 3.0)


def _is_clipped(said: Mapping[str, str]) -> bool:
    if "clip" in said or ("clip-path" in said and not said["clip-path"].startswith("none")):
        return True
    hidden = said.get("overflow", "").startswith("hidden")
    return hidden and any(
        _ZERO.fullmatch(said.get(name, "-")) for name in ("width", "height", "max-width", "max-height")
    )


def _is_pale(said: Mapping[str, str]) -> bool:
    on_other = any(name.startswith("background") for name in said)
    return "color" in said and not on_other and is_pale(said["color"])


def _is_turned(said: Mapping[str, str]) -> bool:
    direction = said.get("direction", ""), said.get("unicode-bidi", "")
    return (
        direction[0].startswith("rtl")
        or "override" in direction[1]
        or said.get("flex-direction", "").endswith("reverse")
    )
