"""Colours of text and of what is behind it, and whether the one is seen on the other.

Place in the flow: asked by ``html_paint`` for what a style paints, and by ``html_doubts``. Paper is white, and text
black, where nothing is said.
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
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")
# Variables name each other; deeper than that they go round in circles.
_MOST_VARIABLES = 8


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


WHITE, BLACK = Colour(255, 255, 255), Colour(0, 0, 0)
_TRANSPARENT = Colour(0, 0, 0, 0)
_NAMED = {"transparent": _TRANSPARENT, "window": WHITE, "canvas": WHITE, "windowtext": BLACK, "canvastext": BLACK}


class Paint(NamedTuple):
    """What an element paints: text and ground (None where nothing is said of it), and whether that is a picture."""

    ink: Colour | None = None
    ground: Colour | None = None
    pictured: bool = False

    def over(self, other: Paint) -> Paint:
        """The paint where one is laid over another."""
        if self is NO_PAINT or other is NO_PAINT:
            return self if other is NO_PAINT else other
        says_ground = self.pictured or self.ground is not None
        return Paint(self.ink or other.ink, *(self[1:] if says_ground else other[1:]))


NO_PAINT = Paint()


class Painted(NamedTuple):
    """The colours at a place of the page; ``ground`` is None where it is a picture."""

    ink: Colour = BLACK
    ground: Colour | None = WHITE


PAPER = Painted()


@lru_cache(maxsize=512)
def painted(before: Painted, paint: Paint) -> Painted:
    """The colours within an element that paints, of those around it."""
    ink = paint.ink or before.ink
    if paint.pictured or before.ground is None:
        opaque = paint.ground is not None and paint.ground.alpha == 1 and not paint.pictured
        return Painted(ink, paint.ground if opaque else None)
    return Painted(ink, before.ground if paint.ground is None else paint.ground.on(before.ground))


@lru_cache(maxsize=512)
def shows_text(painted: Painted) -> bool:
    """Whether text can be told from its ground."""
    if painted.ground is None:
        return painted.ink.alpha > 0
    ink = painted.ink.on(painted.ground)
    return any(abs(own - other) >= _LEAST_CONTRAST for own, other in zip(ink[:3], painted.ground[:3], strict=True))


def paint(said: Mapping[str, str], variables: Mapping[str, str] | None = None) -> Paint:
    """What the declarations of a style paint.

    :param variables: the values of the page's own ``--names``.
    """
    ink = said.get("-webkit-text-fill-color") or said.get("color") or ""
    grounds = [said[name] for name in ("background-color", "background", "background-image") if name in said]
    if not ink and not grounds:
        return NO_PAINT
    if "var(" in f"{ink} {grounds}":
        known = {**(variables or {}), **said}
        ink, *grounds = (_resolved(value, known) for value in (ink, *grounds))
    found = Paint(_ink(ink), _ground(grounds), any(map(_PAINTED.search, grounds)))
    return NO_PAINT if found == NO_PAINT else found


def _ink(text: str) -> Colour | None:
    if text == "initial":
        return BLACK
    # A colour that is written in a way not known here may be any.
    return colour(text) or (_TRANSPARENT if "(" in text and "var(" not in text else None)


def _ground(texts: list[str]) -> Colour | None:
    """The ground, transparent where a style says that there is none."""
    found = (colour(token) for text in texts for token in _TOKEN.findall(text))
    return next((one for one in found if one is not None and one.alpha), _TRANSPARENT if texts else None)


def _resolved(text: str, variables: Mapping[str, str]) -> str:
    for _ in range(_MOST_VARIABLES):
        if "var(" not in text:
            break
        text = _VARIABLE.sub(lambda match: variables.get(match[1], (match[2] or "").strip()), text)
    return text.strip()


def is_hardly_seen(said: Mapping[str, str]) -> bool:
    """Whether the colours that a style declares leave nothing to see of text on paper."""
    return not shows_text(painted(PAPER, paint(said)))


@lru_cache(maxsize=512)
def colour(text: str) -> Colour | None:
    """A colour as a sheet writes it; None where it is none (``inherit``, ``var(--x)``)."""
    if text in _NAMED:
        return _NAMED[text]
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
