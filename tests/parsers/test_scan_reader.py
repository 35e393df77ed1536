"""Scans: what was drawn comes back or is withheld, also worn; broken and oversized images get their codes."""

from __future__ import annotations

import struct
import zlib

import pytest

import parsers
from parsers.report import ReadError, Status
from tests.factory.content import make_content

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
scan = pytest.importorskip("tests.factory.scan", reason="Pillow is not installed")
scan_damage = pytest.importorskip("tests.factory.scan_damage", reason="Pillow is not installed")
needs_font = pytest.mark.skipif(not scan.fonts(scan.CHINESE), reason="no Chinese font is installed")


BROKEN = (b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0" + bytes(50), b"II*\x00" + bytes(20))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@needs_font
@pytest.mark.parametrize(("seed", "worn"), [(4, False), (5, True)])
def test_what_was_drawn_comes_back_or_is_withheld(seed: int, worn: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    content = make_content(seed, sparse=True)
    look = scan.make_look(seed, scan.fonts(scan.CHINESE), scan.fonts(scan.DIGITS))
    pages = scan.draw(content, look).pages
    if worn:
        pages = [scan_damage.wear(page, scan_damage.make_wear(seed), seed) for page in pages]
    cells = parsers.read(scan_damage.as_tiff(pages)).cells
    told = {key: cell.value for key, cell in cells.items() if cell.status is Status.OK}
    assert {key: content.cells[key] for key in told} == told
    assert not [key for key, cell in cells.items() if cell.status in {Status.BLANK, Status.ABSENT}]
    assert len(told) >= 0.95 * len(content.cells)


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_image_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(data)
    assert caught.value.code == "damaged-image"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(png_of(50_000, 50_000))
    assert caught.value.code == "too-large-image"
