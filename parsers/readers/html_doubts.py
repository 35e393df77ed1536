"""Declarations that show other text than the page's source has: moved, clipped, made tiny, turned round.

Place in the flow: asked by ``html_styles``. Nobody can tell without drawing the page what is seen of such an element; a
cell that holds one, or stands in one, is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.readers.html_css import pixels

Said = Mapping[str, str]

# Word moves text by a point or two when it sets it lower or higher; what is moved further is another's or no text.
_LEAST_MOVE = 3.0
_LEAST_RAISE = 3.0
# By so much a paragraph reaches into the padding of its cell to the left (Word pads by 5.4 points).
_PADDING = 8.0
# Digits that far apart are two numbers.
_GAP = 6.0
# What is moved as far as that is out of its table, and very likely out of the page.
_FAR = 200.0
_VERY_FAR = 500.0
_LEAST_SIZE = 2.0
_LEAST_SHARE = pixels("15%") or 0.0
_LEAST_WIDTH = 8.0
# Digits set closer than that lie on each other.
_CLOSEST = -4.0
_LEAST_OPACITY = 0.1
_NUMBER = re.compile(r"(\d*\.?\d+)(%?)")
_OPACITY = re.compile(r"opacity\(\s*([\d.]+%?)\s*\)|alpha\(\s*opacity\s*=\s*([\d.]+)")
_SIZE_OF_FONT = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)?)(?:/\S+)?\s")
_SHRUNK = re.compile(r"scale[xy3d]*\(\s*0?(?:\.0*)?\s*[,)]")
_EMPTY = re.compile(r"[\s\"']*(?:none|normal|initial|unset)?[\s\"']*")
_SIDES = ("top", "bottom", "left", "right")
_MARGINS = ("margin", *(f"margin-{side}" for side in _SIDES))


def is_unseen(said: Said) -> bool:
    """Whether an element takes its place and shows nothing."""
    if said.get("visibility", "") in {"hidden", "collapse"} or said.get("content-visibility") == "hidden":
        return True
    if (opacity := _opacity(said)) is not None and opacity < _LEAST_OPACITY:
        return True
    return _SHRUNK.search(f"{said.get('transform', '')} {said.get('scale', '')}") is not None


def is_raised(said: Said) -> bool:
    """Whether text is set higher or lower than that beside it."""
    value = said.get("vertical-align", "")
    return value in {"super", "sub"} or abs(pixels(value) or 0.0) >= _LEAST_RAISE


def is_tiny(said: Said) -> bool:
    """Whether text has no size to be seen; what is in the element may have one of its own."""
    size = said.get("font-size")
    if size is None and (match := _SIZE_OF_FONT.search(said.get("font", ""))):
        size = match[1]
    found = pixels(size) if size else None
    return size is not None and found is not None and found < (_LEAST_SHARE if size.endswith("%") else _LEAST_SIZE)


def is_illegible(said: Said) -> bool:
    """Whether nothing is seen of text, wherever in the element it stands: indented away, moved away, cut off."""
    return abs(pixels(said.get("text-indent", "")) or 0.0) >= _FAR or _is_far_away(said) or _is_clipped(said)


def is_displaced(said: Said) -> bool:
    """Whether text may stand elsewhere than the source has it, in another order, or under something else."""
    return any(check(said) for check in (_is_moved, _is_crowded, _is_turned))


def is_nudged(said: Said) -> bool:
    """Whether text stands a little to the left of where the source has it: seen, if nothing stands there already."""
    return _leftwards(said) >= _LEAST_MOVE


def is_apart(said: Said) -> bool:
    """Whether words are set apart from what stands beside them, as if by a space that the source does not have."""
    return any(_edge(said, kind, side) >= _GAP for kind in ("margin", "padding") for side in ("left", "right"))


def shows_text(content: str) -> bool:
    """Whether the ``content`` of a pseudo-element is text."""
    return _EMPTY.fullmatch(content) is None


def _opacity(said: Said) -> float | None:
    if match := _NUMBER.match(said.get("opacity", "")):
        return float(match[1]) / (100 if match[2] else 1)
    if match := _OPACITY.search(said.get("filter", "")):
        value = match[1] or f"{match[2]}%"
        return float(value.rstrip("%") or 0) / (100 if value.endswith("%") else 1) if value.count(".") < 2 else None
    return None


def _is_far_away(said: Said) -> bool:
    """Whether an element is moved out of the page; half a page to the right, a move to the left only centres it."""
    if any("%" in said.get(side, "") for side in _SIDES):
        return False
    names = (*_MARGINS, *_SIDES) if said.get("position", "static") != "static" else _MARGINS
    return any(length <= -_VERY_FAR for name in names for length in _of(said, name))


def _is_moved(said: Said) -> bool:
    position = said.get("position", "")
    if position in {"absolute", "fixed"} or said.get("float", "none") not in {"none", "inherit", "initial", "unset"}:
        return True
    if said.get("transform", "none") != "none" or "order" in said:
        return True
    if position == "relative" and any(abs(length) >= _LEAST_MOVE for side in _SIDES for length in _of(said, side)):
        return True
    if any(_edge(said, "margin", side) <= -_LEAST_MOVE for side in ("top", "bottom")) or _leftwards(said) > _PADDING:
        return True
    return said.get("z-index", "").startswith("-")


def _leftwards(said: Said) -> float:
    """How far the margins and the indent move a line to the left; Word's hanging indents take back what they give."""
    indent = pixels(said.get("text-indent", "")) or 0.0
    left = _edge(said, "margin", "left") + max(_edge(said, "padding", "left"), 0.0)
    return -min(left, left + indent)


def _edge(said: Said, kind: str, side: str) -> float:
    """The margin or padding on a side."""
    if kind not in said and f"{kind}-{side}" not in said:
        return 0.0
    if (own := pixels(said.get(f"{kind}-{side}", ""))) is not None:
        return own
    lengths = [pixels(part) or 0.0 for part in said.get(kind, "").split()] or [0.0]
    # Of one to four lengths: top, right, bottom, left; what is missing is that of the opposite side, or the first.
    place = {"top": 0, "right": 1, "bottom": 2, "left": 3}[side]
    while place >= len(lengths):
        place = place - 2 if place > 1 else 0
    return lengths[place]


def _is_crowded(said: Said) -> bool:
    return any(length <= _CLOSEST for length in _of(said, "letter-spacing"))


def _is_clipped(said: Said) -> bool:
    if said.get("clip", "auto") != "auto" or said.get("clip-path", "none") != "none":
        return True
    if not any(said.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y")):
        return False
    sizes = ("width", "height", "max-width", "max-height")
    return any(0 <= length < _LEAST_WIDTH for name in sizes for length in _of(said, name) if "%" not in said[name])


def _is_turned(said: Said) -> bool:
    return (
        said.get("direction", "") == "rtl"
        or "override" in said.get("unicode-bidi", "")
        or "reverse" in said.get("flex-direction", said.get("flex-flow", ""))
    )


def _of(said: Said, name: str) -> list[float]:
    return _lengths(said.get(name, ""))


def _lengths(value: str) -> list[float]:
    return [length for part in value.split() if (length := pixels(part)) is not None]
