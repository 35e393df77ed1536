"""Pages with one table of numbers for the tests of scans, and what their readings claim."""

from __future__ import annotations

import dataclasses
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from parsers.document import Block, BlockKind
from parsers.readers.scan import read_scan
from tests.factory.in_scans import Faces, layouts
from tests.factory.pdf import Printed
from tests.factory.scan import Renderer
from tests.factory.scan_damage import as_bytes
from tests.factory.scan_look import fonts, make_look

# One face, whatever else a machine has: with others the same seed draws other pages.
FACE = Faces(("wqy",), ())
LAYOUTS = {layout.name: layout for layout in layouts(FACE)}
NO_FONT = "the font WenQuanYi Zen Hei is not installed"

# Words tell which side of a page is up; numbers alone are not believed.
WORDS = "本年度收到政府信息公开申请情况统计如下，各项数据均经核对，现予公布。依法办理申请，接受社会监督。"


def require(face: str) -> None:
    """Skip the test where the machine lacks a face."""
    if not fonts((face,)):
        pytest.skip(f"the face {face} is not installed")


def renderer(dpi: int = 200, **look: Any) -> Renderer:
    """A page to be drawn on; ``look`` are fields of a Look."""
    return Renderer(dataclasses.replace(make_look(2, *FACE), **look), dpi)


def printed(said: list[list[str]]) -> list[Printed]:
    """Cells of one row and column each."""
    return [Printed(r, c, 1, 1, text, text.isdigit()) for r, row in enumerate(said) for c, text in enumerate(row)]


def read_page(image: Image.Image) -> tuple[Block, ...]:
    """What is read on a page."""
    return read_scan(as_bytes(image)).blocks


def table_page(said: list[list[str]], dpi: int = 200, *, words: str = WORDS, **look: Any) -> Any:
    """A page with a table of these numbers under a paragraph, as pixels of grey; ``look`` are fields of a Look."""
    plain = {"digits": None, "landscape": False, "size": 10.5, "ink": 20, **look}
    sheet = renderer(dpi, **plain)
    sheet.paragraph(words, 12.0)
    cells = [Printed(r, c, 1, 1, text, number=True) for r, row in enumerate(said) for c, text in enumerate(row)]
    sheet.table(cells, [1.0] * len(said[0]))
    return np.asarray(sheet.pages()[0]).copy()


def thinned(page: Any) -> Any:
    """As a scanner set too light shows it: of level strokes little is left."""
    return cv2.dilate(cv2.GaussianBlur(page, (0, 0), 0.7), np.ones((2, 1), np.uint8))


def cells_of(pixels: Any) -> list[list[tuple[str, bool]]]:
    """The cells of the tables read on a page: their texts, and whether they are sure."""
    rows = [block for block in read_scan(as_bytes(Image.fromarray(pixels))).blocks if block.kind is BlockKind.GRID]
    return [[(cell.text, cell.sure) for cell in row.cells] for row in rows]


def claimed(found: list[list[tuple[str, bool]]], said: list[list[str]]) -> list[tuple[str, str]]:
    """What was read for sure, and what stands there."""
    return [
        (text, truth)
        for row, truths in zip(found, said, strict=True)
        for (text, sure), truth in zip(row, truths, strict=True)
        if sure
    ]
