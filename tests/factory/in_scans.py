"""Reports as scanned files: drawn in many looks, worn as office scanners wear pages, in the containers they write."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

from PIL import Image

from tests.factory.page import OFFICIAL, Part
from tests.factory.page import Look as Shape
from tests.factory.rendering import Layout
from tests.factory.scan import draw
from tests.factory.scan_damage import as_tiff, make_wear, wear
from tests.factory.scan_look import CHINESE, DIGITS, fonts, make_look

Pages = list[Image.Image]
RESOLUTIONS = (150, 200, 300)
# Rows as low as their letters, as word processors make them without spacing; and columns too narrow for numbers.
_LOW = {"row_height": 0.0, "padding": 1.0, "leading": 1.15, "size": 10.5, "label_size": 10.5}
_BROKEN = {"broken_numbers": True, "size": 12.0, "padding": 2.0, "label_widths": (1.5, 3.0, 9.0), "landscape": False}


def as_pdf(pages: Pages, dpi: int) -> bytes:
    """A PDF of images only."""
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return buffer.getvalue()


class Faces(NamedTuple):
    """Of which names of faces a look is chosen, for Chinese and for digits."""

    chinese: tuple[str, ...] = tuple(CHINESE)
    digits: tuple[str, ...] = tuple(DIGITS)


ANY = Faces()


def scanned(
    dpi: int, *, worn: bool, pdf: bool = False, look: Mapping[str, Any] = MappingProxyType({}), faces: Faces = ANY
) -> Callable[[random.Random, list[Part]], bytes]:
    """A way to write a report: drawn and perhaps worn, as TIFF or PDF; ``look`` are fields of a Look."""

    def write(rng: random.Random, parts: list[Part]) -> bytes:
        seed = rng.randrange(2**32)
        pages = draw(parts, replace(make_look(seed, *faces), **dict(look)), dpi)
        if worn:
            pages = [wear(page, make_wear(seed), seed) for page in pages]
        return as_pdf(pages, dpi) if pdf else as_tiff(pages)

    return write


def layouts(faces: Faces = ANY) -> tuple[Layout, ...]:
    """Those that this machine has the faces for; which of several it has changes every look."""
    if not fonts(faces.chinese):
        return ()
    plain = [(f"drawn, {dpi} dpi", scanned(dpi, worn=False, faces=faces), OFFICIAL) for dpi in RESOLUTIONS]
    worn = [(f"worn, {dpi} dpi", scanned(dpi, worn=True, faces=faces), OFFICIAL) for dpi in RESOLUTIONS]
    other: list[tuple[str, Callable[[random.Random, list[Part]], bytes], Shape | None]] = [
        ("worn, as PDF", scanned(200, worn=True, pdf=True, faces=faces), OFFICIAL),
        ("worn, any look", scanned(200, worn=True, faces=faces), None),
        ("low rows", scanned(200, worn=False, look=_LOW, faces=faces), OFFICIAL),
        ("broken numbers", scanned(200, worn=False, look=_BROKEN, faces=faces), OFFICIAL),
        ("without rules", scanned(200, worn=False, look={"rule_ink": 255}, faces=faces), OFFICIAL),
    ]
    return tuple(Layout(name, write, shape, exact=False) for name, write, shape in (*plain, *worn, *other))
