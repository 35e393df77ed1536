"""Scans: what was drawn comes back or is withheld, also worn; broken and oversized images get their codes."""

from __future__ import annotations

import dataclasses
import itertools
import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest

import parsers
from parsers.document import BlockKind
from parsers.readers.scan import read_scan
from parsers.readers.scan_header import image_header
from parsers.report import ReadError, Status
from tests.factory.page import OFFICIAL, compose, print_grids
from tests.factory.rendering import read, render
from tests.factory.variations import plain_content
from tests.factory.verdict import Verdict, tally

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
numpy = pytest.importorskip("numpy", reason="the extra ocr is not installed")
Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
ImageDraw = pytest.importorskip("PIL.ImageDraw", reason="Pillow is not installed")
ImageFont = pytest.importorskip("PIL.ImageFont", reason="Pillow is not installed")
in_scans = pytest.importorskip("tests.factory.in_scans", reason="Pillow is not installed")
scan = pytest.importorskip("tests.factory.scan", reason="Pillow is not installed")
scan_damage = pytest.importorskip("tests.factory.scan_damage", reason="Pillow is not installed")
pages = pytest.importorskip("tests.parsers.scan_pages", reason="Pillow is not installed")
needs_font = pytest.mark.skipif(not pages.LAYOUTS, reason=pages.NO_FONT)


BROKEN = (b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0" + bytes(50), b"II*\x00" + bytes(20))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@needs_font
@pytest.mark.parametrize(("name", "seed"), [("worn, 200 dpi", 6), ("worn, as PDF", 5)])
def test_what_was_drawn_comes_back_or_is_withheld(name: str, seed: int) -> None:
    content = plain_content(seed)
    rendered = render(pages.LAYOUTS[name], content, seed)
    counts = tally(read(rendered.source), rendered.truth)
    assert counts[Verdict.WRONG] == 0
    assert counts[Verdict.RIGHT] >= 0.95 * len(content.cells)


@needs_font
def test_of_what_was_drawn_what_the_sums_contradict_is_withheld() -> None:
    content = plain_content(4)
    key = "applications.granted.natural_person"
    content = dataclasses.replace(content, cells={**content.cells, key: 77})
    rendered = render(pages.LAYOUTS["drawn, 150 dpi"], content, 4)
    report = read(rendered.source)
    counts = tally(report, rendered.truth)
    assert counts[Verdict.WRONG] == 0
    assert counts[Verdict.RIGHT] >= 0.9 * len(content.cells)
    assert report is not None
    assert (report.cells[key].status, report.cells[key].raw) == (Status.AMBIGUOUS, "77")


@needs_font
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_a_table_cut_off_by_the_edge_of_the_image_is_read(kind: str) -> None:
    rng = random.Random(1)  # noqa: S311 - reproducible test data
    parts = compose(plain_content(1), print_grids(plain_content(1), OFFICIAL, rng))
    page = in_scans.draw(parts, in_scans.make_look(1, *pages.FACE), 80)[0].crop((60, 80, 400, 330))
    buffer = BytesIO()
    page.save(buffer, kind)
    assert any(block.kind is BlockKind.GRID for block in read_scan(buffer.getvalue()).blocks)


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_image_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(data)
    assert caught.value.code == "damaged-image"


@pytest.mark.parametrize("length", [0x4000_0000, 0x7FFF_FFFF, 5_000])
def test_a_part_of_a_png_that_says_it_is_longer_than_the_file(length: int) -> None:
    data = bytearray(png_of(90, 60))
    data[33:37] = struct.pack(">I", length)
    with pytest.raises(ReadError) as caught:
        image_header(bytes(data))
    assert caught.value.code == "damaged-image"


def test_of_two_sizes_of_a_tiff_the_larger_counts() -> None:
    entries = [(256, 100_000), (257, 100_000), (256, 100), (257, 100)]
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    with pytest.raises(ReadError) as caught:
        image_header(b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + tags + bytes(4))
    assert caught.value.code == "too-large-image"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ReadError) as caught:
        parsers.read(png_of(50_000, 50_000))
    assert caught.value.code == "too-large-image"


@needs_font
def test_a_four_without_its_hairlines_is_no_one_and_a_seven_no_slash() -> None:
    pages.require("uming")
    said = [[str(4 * 10**row + 7 * column) if row else "4741"[column % 4] for column in range(8)] for row in range(5)]
    found = pages.cells_of(pages.thinned(pages.table_page(said, 150, chinese="uming")))
    claims = pages.claimed(found, said)
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) > 0.2 * 40


@needs_font
def test_sevens_are_read_also_alone_and_blurred() -> None:
    said = [["7" if column % 2 else ("7", "17", "71", "1")[row % 4] for column in range(6)] for row in range(8)]
    found = pages.cells_of(cv2.GaussianBlur(pages.table_page(said), (0, 0), 0.7))
    claims = pages.claimed(found, said)
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) > 0.9 * 48


def dusted(page: Any, after: int) -> Any:
    """A page with a grain of dust at the foot of each number, behind so many of its digits."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((page < 128).astype(numpy.uint8), connectivity=8)
    digits = sorted(((y // 20, x, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist() if y > 290 and 16 < h < 22))
    for (_, _, right, foot), (_, left, _, _) in itertools.islice(itertools.pairwise(digits), after - 1, None, 5):
        page[foot - 3 : foot + 1, (right + left) // 2 - 1 : (right + left) // 2 + 2] = 30
    return page


@needs_font
def test_the_foot_of_a_two_is_no_dash() -> None:
    pages.require("uming")
    page = pages.table_page([["—", "2", "3", "2"]] * 3, 200, chinese="uming")
    found = pages.cells_of(page)
    assert all(text in "-—" and sure for text, sure in (row[0] for row in found))
    _, _, stats, _ = cv2.connectedComponentsWithStats((page < 128).astype(numpy.uint8), connectivity=8)
    dashes = [(x, y, w, h) for x, y, w, h, _ in stats[1:].tolist() if y > 330 and h < 6 and 20 < w < 40]
    assert len(dashes) == 3
    for x, y, w, h in dashes:
        page[y + 9 : y + 9 + h, x : x + w] = page[y : y + h, x : x + w]
        page[y : y + h, x : x + w] = 255
    assert not any(sure for _, sure in (row[0] for row in pages.cells_of(page)))


@needs_font
def test_dust_between_digits_is_no_point() -> None:
    pages.require("mono")
    said = [["43149", "20318", "66507", "91822"]] * 3
    found = pages.cells_of(dusted(pages.table_page(said, 200, digits="mono", words=pages.WORDS[:20]), 3))
    assert any("." in text for row in found for text, _ in row)
    assert [claim for claim in pages.claimed(found, said) if claim[0] != claim[1]] == []
    said = [["431.49", "2.5", "665.07", "9.18"]] * 3
    found = pages.cells_of(pages.table_page(said, 200, digits="mono"))
    assert len(pages.claimed(found, said)) == 12


@needs_font
@pytest.mark.parametrize("face", ["times-italic", "times", "noto-sans"])
def test_a_one_that_leans_is_no_slash(face: str) -> None:
    pages.require(face)
    said = [str((row * 7 + column) % 2) if column % 3 else "/" for row in range(8) for column in range(6)]
    found = pages.cells_of(pages.table_page([said[at : at + 6] for at in range(0, 48, 6)], digits=face))
    claims = pages.claimed(found, [said[at : at + 6] for at in range(0, 48, 6)])
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) > 0.7 * len(said)


SAID = [[str(row * 6 + column) for column in range(6)] for row in range(8)]


@needs_font
def test_a_streak_along_the_page_is_no_rule_and_hides_no_digit() -> None:
    page = pages.table_page(SAID)
    ink = numpy.flatnonzero((page[300:] < 100).any(axis=0))
    streaks = [int(ink[0]) + (int(ink[-1]) - int(ink[0])) * part // 60 for part in (7, 15, 33)]
    for x in streaks:
        page[:, x : x + 2] = page[:, x : x + 2] // 2 + 30
    found = pages.cells_of(page)
    assert [len(row) for row in found] == [6] * 8
    claims = pages.claimed(found, SAID)
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) >= 0.4 * 48


@needs_font
def test_a_blue_stamp_spoils_no_table_and_fills_no_cell() -> None:
    said = [["" if column == 3 else text for column, text in enumerate(row)] for row in SAID]
    page = numpy.repeat(pages.table_page(said)[:, :, None], 3, axis=2)
    height, width = page.shape[:2]
    stamp = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(stamp)
    ink = numpy.flatnonzero((page[:, :, 0] < 100).any(axis=0))
    left, wide = int(ink[0]), int(ink[-1] - ink[0])
    pen.rectangle((left + wide // 3, 180, left + wide * 4 // 5, 330), outline=255, width=6)
    pen.text((left + wide // 2, 230), "2024", font=ImageFont.load_default(60), fill=255)
    mask = numpy.asarray(stamp.rotate(6, center=(left + wide // 2, 250)))[:, :, None] / 255
    page = (page * (1 - mask) + numpy.minimum(page, [60, 70, 190]) * mask).astype(numpy.uint8)
    found = pages.cells_of(page)
    assert [len(row) for row in found] == [6] * 8
    claims = pages.claimed(found, said)
    assert [claim for claim in claims if claim[0] != claim[1]] == []
    assert len(claims) >= 0.6 * 48
