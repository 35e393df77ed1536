"""Scans that nobody tuned on: other faces and rules; what faxes, copiers, cameras and clerks' stamps do to a page."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.factory.in_scans import RESOLUTIONS
from tests.factory.page import Part
from tests.factory.rendering import Layout
from tests.factory.scan import draw
from tests.factory.scan_damage import as_jpeg, as_tiff
from tests.factory.scan_look import FACES, HELD_OUT_CHINESE, HELD_OUT_DIGITS, Look, fonts, make_look

Pixels = NDArray[Any]
Wear = Callable[[Image.Image, np.random.Generator], Image.Image]


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _colour(page: Image.Image) -> Pixels:
    return np.asarray(page.convert("RGB")).astype(np.float32)


def fax(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Black or white, nothing between."""
    grey = np.asarray(page.convert("L")).astype(np.float32) + rng.normal(0, 18, page.size[::-1])
    return _image(np.where(grey < 150, 0, 255)).convert("1")


def copied(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A copy of a copy: fat or thin strokes, grains, a dark edge where the lid stood open."""
    soft = page.convert("L").filter(ImageFilter.GaussianBlur(float(rng.uniform(0.6, 1.0))))
    grey: Pixels = 255 / (1 + np.exp((float(rng.uniform(120, 175)) - np.asarray(soft, np.float32)) / 14))
    grains = rng.random(grey.shape) < 0.0004
    grey[cv2.dilate(grains.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 60
    edge = int(rng.integers(0, grey.shape[1] // 40 + 1))
    grey[:, :edge] = 25
    return _image(grey)


def streaked(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Lines along the feed where dirt lies on the glass."""
    grey = np.asarray(page.convert("L")).astype(np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x = int(rng.integers(grey.shape[1]))
        grey[:, x] = 0.5 * grey[:, x] + 0.5 * float(rng.choice((60, 255)))
    return _image(grey + rng.normal(0, 3, grey.shape))


def shown_through(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Thin paper: the back of the sheet shows."""
    grey = np.asarray(page.convert("L")).astype(np.float32)
    back: Pixels = np.roll(grey[:, ::-1], int(rng.integers(20, 200)), axis=0)
    back = cv2.GaussianBlur(back, (0, 0), 1.5)
    return _image(grey - (255 - back) * float(rng.uniform(0.08, 0.2)))


def squeezed(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A JPEG made as small as it would go."""
    return as_jpeg(page, int(rng.integers(25, 41)))


def aslant(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Laid on the glass crookedly, perhaps on its head."""
    turn = float(rng.uniform(2.5, 5.0)) * float(rng.choice((-1, 1))) + float(rng.choice((0, 90, 180, 270)))
    return page.convert("L").rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def photographed(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """By a telephone, on a desk, in the light of one lamp and the shadow of a hand."""
    paper = _colour(page)
    height, width = paper.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners * 0.88 + 0.06 * np.array([width, height], np.float32)
    moved += (rng.uniform(-0.025, 0.025, (4, 2)) * np.array([width, height])).astype(np.float32)
    desk = (95.0, 80.0, 60.0)
    bent = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    photo = cv2.warpPerspective(paper, bent, (width, height), flags=cv2.INTER_AREA, borderValue=desk)
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    lamp = 0.95 - 0.35 * ((x - rng.uniform(0, 0.7)) ** 2 + (y - rng.uniform(0, 1)) ** 2)
    shadow = 1 - 0.3 / (1 + np.exp((x + 0.5 * y - rng.uniform(0.5, 0.9)) / 0.02))
    photo = photo * (lamp * shadow)[:, :, None] * np.array([1.0, 0.97, 0.9])
    photo = cv2.GaussianBlur(photo.astype(np.float32), (0, 0), 0.6) + rng.normal(0, 4, photo.shape)
    return as_jpeg(_image(photo), 80)


def stamped(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A blue receipt and a red round seal with letters on the table."""
    paper = _colour(page)
    height, width = paper.shape[:2]
    path, index = FACES[fonts(HELD_OUT_CHINESE)[0]]
    face = ImageFont.truetype(str(path), width // 32, index=index)
    for colour, text, is_round in (
        ((60, 70, 190), "收文专用 2024年1月", False),
        ((205, 40, 45), "政务公开专用章", True),
    ):
        stamp = Image.new("L", (width // 4, width // 4), 0)
        pen, side = ImageDraw.Draw(stamp), width // 4
        if is_round:
            pen.ellipse((4, 4, side - 4, side - 4), outline=255, width=max(2, width // 250))
        else:
            pen.rectangle((4, side // 3, side - 4, side * 2 // 3), outline=255, width=max(2, width // 300))
        pen.text((side // 2, side // 2), text, font=face, fill=255, anchor="mm")
        mask = np.zeros((height, width), np.float32)
        x, y = int(rng.integers(0, width - side)), int(rng.integers(0, height - side))
        mask[y : y + side, x : x + side] = np.asarray(stamp.rotate(float(rng.uniform(-20, 20)))) / 255 * 0.8
        paper = paper * (1 - mask[:, :, None]) + np.minimum(paper, np.array(colour)) * mask[:, :, None]
    return _image(paper + rng.normal(0, 2, paper.shape))


def clean(page: Image.Image, _: np.random.Generator) -> Image.Image:
    """As drawn."""
    return page


def _look(seed: int, *, pale: bool = False, dashed: bool = False) -> Look:
    look = make_look(seed, HELD_OUT_CHINESE, HELD_OUT_DIGITS)
    if pale:
        return replace(look, rule=0.3, frame=0.3, rule_ink=165)
    return replace(look, dash=(3.0, 1.5)) if dashed else look


def _scanned(worn: Wear, **other: bool) -> Callable[[random.Random, list[Part]], bytes]:
    def write(rng: random.Random, parts: list[Part]) -> bytes:
        seed = rng.randrange(2**32)
        pages = draw(parts, _look(seed, **other), rng.choice(RESOLUTIONS))
        numbers = np.random.default_rng(seed)
        return as_tiff([worn(page, numbers) for page in pages])

    return write


def layouts() -> tuple[Layout, ...]:
    """Those that this machine has the faces for."""
    if not fonts(HELD_OUT_CHINESE):
        return ()
    ways = {
        "other faces": _scanned(clean),
        "pale hairlines": _scanned(clean, pale=True),
        "dashed rules": _scanned(clean, dashed=True),
        "fax": _scanned(fax),
        "copy of a copy": _scanned(copied),
        "streaks": _scanned(streaked),
        "showing through": _scanned(shown_through),
        "squeezed JPEG": _scanned(squeezed),
        "aslant or turned": _scanned(aslant),
        "photographed": _scanned(photographed),
        "stamped": _scanned(stamped),
    }
    return tuple(Layout(name, write, exact=False) for name, write in ways.items())
