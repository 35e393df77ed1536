"""Whether text of a colour is seen on its background.

Place in the flow: asked by ``html_doubts`` and ``html_styles``. Paper is white, and text black, where nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from PIL import ImageColor

# Two colours that differ less in each of red, green and blue can hardly be told apart.
_LEAST_CONTRAST = 24
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_SEPARATOR = re.compile(r"[\s,/]+")
_TOKEN = re.compile(r"[\w-]+\([^()]*\)|[^\s()]+")
_PAINTED = re.compile(r"url\(|gradient\(|image\(|image-set\(|element\(")


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and how opaque it is, from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def on(self, ground: Colour) -> Colour:
        """The colour seen where it is painted on another."""
        mixed = (own * self.alpha + other * (1 - self.alpha) for own, other in zip(self[:3], ground[:3], strict=True))
        return Colour(*mixed)


_WHITE, _BLACK = Colour(255, 255, 255), Colour(0, 0, 0)


def is_hardly_seen(said: Mapping[str, str]) -> bool:
    """Whether the colours that a style declares for text and background leave nothing to see of the text."""
    ground = _ground(said)
    if ground is None:
        return False
    ink = colour(said.get("-webkit-text-fill-color", "") or said.get("color", ""))
    if ink is None and ground is _WHITE:
        return False
    ink = (ink or _BLACK).on(ground)
    return all(abs(own - other) < _LEAST_CONTRAST for own, other in zip(ink[:3], ground[:3], strict=True))


def is_pale(text: str) -> bool:
    """Whether a colour is hardly seen on paper."""
    return is_hardly_seen({"color": text.strip().lower()})


def _ground(said: Mapping[str, str]) -> Colour | None:
    """The background that is declared, else paper; None where it is a picture."""
    if any(_PAINTED.search(said.get(name, "")) for name in ("background", "background-image")):
        return None
    for name in ("background-color", "background"):
        for token in _TOKEN.findall(said.get(name, "")):
            if (found := colour(token)) is not None and found.alpha:
                return found.on(_WHITE)
    return _WHITE


@lru_cache(maxsize=512)
def colour(text: str) -> Colour | None:
    """A colour as a sheet writes it; None where it is none (``inherit``, ``var(--x)``)."""
    if text == "transparent":
        return Colour(0, 0, 0, 0)
    alpha = 1.0
    if match := _FUNCTION.fullmatch(text):
        parts = [part for part in _SEPARATOR.split(match[2]) if part]
        if len(parts) == 4:
            alpha = _share(parts.pop())
        text = f"{match[1]}({','.join(parts)})"
    try:
        red, green, blue, *rest = ImageColor.getrgb(text)
    except ValueError:
        return None
    return Colour(red, green, blue, rest[0] / 255 if rest else alpha)


def _share(text: str) -> float:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0
