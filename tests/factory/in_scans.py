"""Reports as scanned files: drawn in many looks, worn as office scanners wear pages, in the containers they write."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from tests.factory.page import OFFICIAL, Part
from tests.factory.page import Look as Shape
from tests.factory.rendering import Layout
from tests.factory.scan import draw
from tests.factory.scan_damage import as_tiff, make_wear, wear
from tests.factory.scan_look import CHINESE, fonts, make_look

Pages = list[Image.Image]
RESOLUTIONS = (150, 200, 300)


def as_pdf(pages: Pages, dpi: int) -> bytes:
    """A PDF of images only."""
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return buffer.getvalue()


def scanned(dpi: int, *, worn: bool, pdf: bool = False) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a report: drawn and perhaps worn, as TIFF or PDF."""

    def write(rng: random.Random, parts: list[Part]) -> bytes:
        seed = rng.randrange(2**32)
        pages = draw(parts, make_look(seed), dpi)
        if worn:
            pages = [wear(page, make_wear(seed), seed) for page in pages]
        return as_pdf(pages, dpi) if pdf else as_tiff(pages)

    return write


def layouts() -> tuple[Layout, ...]:
    """Those that this machine has the faces for."""
    if not fonts(CHINESE):
        return ()
    plain = [(f"drawn, {dpi} dpi", scanned(dpi, worn=False), OFFICIAL) for dpi in RESOLUTIONS]
    worn = [(f"worn, {dpi} dpi", scanned(dpi, worn=True), OFFICIAL) for dpi in RESOLUTIONS]
    other: list[tuple[str, Callable[[random.Random, list[Part]], bytes], Shape | None]] = [
        ("worn, as PDF", scanned(200, worn=True, pdf=True), OFFICIAL),
        ("worn, any look", scanned(200, worn=True), None),
    ]
    return tuple(Layout(name, write, shape, exact=False) for name, write, shape in (*plain, *worn, *other))
