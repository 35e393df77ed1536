"""What scanners, copiers and cameras do to a page image, by degree, from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[Any]


@dataclass(frozen=True)
class Wear:
    """How a page is worn; the defaults are a clean flatbed scan."""

    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    quality: int | None = None
    paper: int = 255
    gradient: float = 0.0
    speckles: int = 0
    breaks: int = 0
    fade: float = 0.0
    seal: bool = False
    warp: float = 0.0
    turn: int = 0


def make_wear(seed: int) -> Wear:
    """A random wear as office scanners cause it."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    return Wear(
        skew=rng.choice((0.0, rng.uniform(-0.6, 0.6), rng.uniform(-2, 2))),
        noise=rng.choice((0.0, 4.0, 10.0)),
        blur=rng.choice((0.0, 0.5, 0.9)),
        quality=rng.choice((None, 90, 75, 55)),
        paper=rng.choice((255, 245, 225)),
        gradient=rng.choice((0.0, 0.0, 40.0)),
        speckles=rng.choice((0, 0, 60, 250)),
        breaks=rng.choice((0, 0, 8)),
        fade=rng.choice((0.0, 0.0, 0.35)),
        seal=rng.random() < 0.15,
    )


def wear(image: Image.Image, how: Wear, seed: int = 0) -> Image.Image:
    """A page as it comes out of the scanner."""
    rng = np.random.default_rng(seed)
    page = np.asarray(image.convert("L")).astype(np.float32)
    page = 255 - (255 - page) * (1 - how.fade)
    paper = _breaks(page, how.breaks, rng) * (how.paper / 255)
    colour: Any = np.repeat(paper[:, :, None], 3, axis=2)
    if how.seal:
        colour = _seal(colour, rng)
    colour = _warp(_skew(colour, how.skew), how.warp, rng)
    if how.blur:
        colour = cv2.GaussianBlur(colour, (0, 0), how.blur)
    height, width = colour.shape[:2]
    if how.gradient:
        shade = np.linspace(0, how.gradient, width)[None, :] * np.linspace(0.3, 1, height)[:, None]
        colour = colour - shade[:, :, None].astype(np.float32)
    for _ in range(how.speckles):
        x, y, size = int(rng.integers(width)), int(rng.integers(height)), int(rng.integers(1, 3))
        colour[y : y + size, x : x + size] = rng.integers(0, 120)
    if how.noise:
        colour = colour + rng.normal(0, how.noise, (height, width, 1)).astype(np.float32)
    out = Image.fromarray(np.clip(colour, 0, 255).astype(np.uint8))
    if not how.seal:
        out = out.convert("L")
    if how.turn:
        out = out.rotate(-how.turn, expand=True)
    return as_jpeg(out, how.quality) if how.quality else out


def _skew(page: Pixels, degrees: float) -> Pixels:
    if not degrees:
        return page
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    paper = float(np.median(page))
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper, paper, paper))


def _warp(page: Pixels, degree: float, rng: np.random.Generator) -> Pixels:
    """A page photographed from aside."""
    if not degree:
        return page
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    centre = np.array([width / 2, height / 2], np.float32)
    moved = centre + (corners - centre) * (1 - rng.uniform(0, degree, (4, 2)).astype(np.float32))
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(90, 90, 90))


def _breaks(page: Pixels, count: int, rng: np.random.Generator) -> Pixels:
    """Short white gaps in strokes and rules, as a worn drum makes them."""
    height, width = page.shape
    for _ in range(count):
        x, thickness = int(rng.integers(width)), int(rng.integers(1, 3))
        page[:, x : x + thickness] = 255 - (255 - page[:, x : x + thickness]) * 0.3
        y = int(rng.integers(height))
        page[y : y + thickness, :] = 255 - (255 - page[y : y + thickness, :]) * 0.3
    return page


def _seal(page: Pixels, rng: np.random.Generator) -> Pixels:
    """A red seal over the middle of the page: a ring, a star's worth of strokes, and the paper between."""
    height, width = page.shape[:2]
    centre = (int(width * rng.uniform(0.35, 0.75)), int(height * rng.uniform(0.3, 0.8)))
    radius = int(width * 0.11)
    mask = np.zeros((height, width), np.float32)
    cv2.circle(mask, centre, radius, 1.0, max(2, width // 250))
    for k in range(5):
        angle = k * 2.513
        end = (int(centre[0] + radius * 0.4 * np.sin(angle)), int(centre[1] - radius * 0.4 * np.cos(angle)))
        cv2.line(mask, centre, end, 1.0, max(2, width // 120))
    red = np.array([215, 45, 40], np.float32)
    return page * (1 - mask[:, :, None]) + np.minimum(page, red) * mask[:, :, None]


def as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    """An image as a JPEG of that quality shows it."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(BytesIO(buffer.getvalue()))


def as_bytes(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """An image file."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def as_tiff(pages: list[Image.Image]) -> bytes:
    """A TIFF with all pages."""
    buffer = BytesIO()
    # Copies forget how an image was stored before.
    pages = [page.copy() for page in pages]
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    return buffer.getvalue()
