"""Faxes have half as many rows of pixels to the inch as columns; their header says so."""

from __future__ import annotations

import struct

import pytest
from PIL import Image

from parsers.readers.scan_header import image_header
from parsers.report import ReadError
from tests.factory.scan_damage import as_bytes
from tests.parsers import scan_pages as pages

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.document import BlockKind
from parsers.readers.scan import read_scan

SAID = [["0", "12", "7"], ["305", "0", "46"], ["1", "0", "98"]]


def test_a_fax_is_read_with_square_pixels() -> None:
    pages.require("wqy")
    page = Image.fromarray(pages.table_page(SAID, 200, size=14.0))
    fax = page.resize((page.width, page.height // 2), Image.Resampling.BOX)
    rows = [block for block in read_scan(as_bytes(fax, "TIFF", dpi=(204, 98))).blocks if block.kind is BlockKind.GRID]
    assert [[(cell.text, cell.sure) for cell in row.cells] for row in rows] == [
        [(text, True) for text in row] for row in SAID
    ]
    # Its places are those of the page, twice as high.
    foot = rows[-1].cells[0].where.box
    assert foot is not None
    assert foot[3] < 842


@pytest.mark.parametrize(
    ("dpi", "higher"),
    [((204, 98), 204 / 98), ((200, 100), 2.0), ((200, 200), 1.0), ((204, 196), 1.0), ((1, 300), 1.0), ((300, 1), 1.0)],
)
def test_only_resolutions_of_faxes_are_believed(dpi: tuple[int, int], higher: float) -> None:
    header = image_header(as_bytes(Image.new("L", (100, 60), 255), "TIFF", dpi=dpi))
    assert header.higher == pytest.approx((higher,), rel=0.01)


def test_a_resolution_beyond_the_end_of_the_file_is_none() -> None:
    entries = struct.pack("<HHII", 256, 4, 1, 100) + struct.pack("<HHII", 257, 4, 1, 60)
    entries += struct.pack("<HHII", 282, 5, 1, 10_000) + struct.pack("<HHII", 283, 5, 1, 8)
    data = b"II*\0" + struct.pack("<IH", 8, 4) + entries + bytes(4)
    assert image_header(data).higher == (1.0,)


def test_a_fax_too_large_with_square_pixels_is_refused() -> None:
    with pytest.raises(ReadError, match="pixels"):
        image_header(as_bytes(Image.new("1", (6000, 4500), 1), "TIFF", dpi=(200, 100)))
