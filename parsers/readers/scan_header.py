"""What an image file says of itself before it is decoded: kind, number of pages and their size.

Place in the flow: bytes → **header** → ``scan_image``. A few bytes may stand for gigabytes of pixels; here that
is found without unpacking one.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from parsers.report import ReadError

MAX_PAGES = 40
# A4 at 600 dpi has 35 million.
MAX_PIXELS = 40_000_000
_LEAST_SIDE = 16
_MAX_TAGS = 4_096
_WIDTH_TAG, _HEIGHT_TAG, _SUBFILE_TAG = 256, 257, 254
_RESOLUTION_TAGS = (282, 283)
_TIFF_SHORT, _TIFF_LONG, _TIFF_RATIONAL = 3, 4, 5
# A fax has half as many rows to the inch as columns; other resolutions are often wrong.
_FAX = (1.5, 2.5)


class Header(NamedTuple):
    """Width and height of each page, in file order; in ``higher`` how many times as high as wide its pixels are."""

    kind: str
    sizes: tuple[tuple[int, int], ...]
    higher: tuple[float, ...] = ()


def image_header(data: bytes) -> Header:
    """Measure an image file.

    :raises ReadError: ``damaged-image``, ``too-large-image`` or ``too-many-pages``.
    """
    try:
        header = _measure(data)
    except (struct.error, IndexError) as error:
        raise ReadError("damaged-image", "The image ends within its header.") from error
    if len(header.sizes) > MAX_PAGES:
        raise ReadError("too-many-pages", f"The image has more than {MAX_PAGES} pages.")
    for (width, height), higher in zip(header.sizes, header.higher or [1.0] * len(header.sizes), strict=True):
        check_size(width, round(height * higher))
    return header


def check_size(width: int, height: int) -> None:
    """Refuse a page that nothing can be read on, or that takes too much memory.

    :raises ReadError: ``damaged-image`` or ``too-large-image``.
    """
    if min(width, height) < _LEAST_SIDE:
        raise ReadError("damaged-image", f"A page of {width} x {height} pixels is no scan.")
    if width * height > MAX_PIXELS:
        raise ReadError("too-large-image", f"{width} x {height} pixels; at most {MAX_PIXELS:,} are read a page.")


def _measure(data: bytes) -> Header:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole("png", struct.unpack(">II", data[16:24]), complete=_has_whole_chunks(data))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return _tiff(data)
    if data.startswith(b"GIF8"):
        return _whole("gif", struct.unpack("<HH", data[6:10]), complete=b";" in data[-64:])
    if data.startswith(b"BM"):
        width, height = struct.unpack("<ii", data[18:26])
        return _whole("bmp", (width, abs(height)), complete=len(data) >= struct.unpack("<I", data[2:6])[0])
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _whole("webp", _webp(data), complete=len(data) >= struct.unpack("<I", data[4:8])[0])
    raise ReadError("damaged-image", "The file is no image that can be read.")


def _whole(kind: str, size: tuple[int, ...], *, complete: bool) -> Header:
    if not complete:
        raise ReadError("damaged-image", "The image is cut off; get an undamaged copy.")
    return Header(kind, ((size[0], size[1]),))


def _has_whole_chunks(data: bytes) -> bool:
    """Whether a PNG's chunks lie within the file, to the last: the decoder makes room for what a chunk says it has."""
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at <= len(data)
    return False


def _jpeg(data: bytes) -> Header:
    """The frame's size. A cut-off JPEG is grey where it ends, and grey reads as blank: it needs its end mark."""
    at = 2
    size: tuple[int, int] | None = None
    while True:
        if data[at] != 0xFF:
            raise ReadError("damaged-image", "The JPEG is damaged within its header.")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            size = width, height
        at += 2 + length
    if size is None:
        raise ReadError("damaged-image", "The JPEG has no frame.")
    return _whole("jpeg", size, complete=data.find(b"\xff\xd9", at) > 0)


def _webp(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _tiff(data: bytes) -> Header:
    """The size of each directory's page; directories may point at one another in a circle."""
    order = "<" if data.startswith(b"II") else ">"
    sizes: list[tuple[int, int]] = []
    higher: list[float] = []
    seen: set[int] = set()
    at = struct.unpack(order + "I", data[4:8])[0]
    while at:
        if at in seen:
            raise ReadError("damaged-image", "The pages of the TIFF point at one another in a circle.")
        seen.add(at)
        if len(seen) > MAX_PAGES:
            raise ReadError("too-many-pages", f"The TIFF has more than {MAX_PAGES} pages.")
        count = struct.unpack(order + "H", data[at : at + 2])[0]
        if count > _MAX_TAGS:
            raise ReadError("damaged-image", "The TIFF's directory is damaged.")
        tags: dict[int, int] = {}
        resolutions: dict[int, float] = {}
        for i in range(count):
            entry = data[at + 2 + 12 * i : at + 14 + 12 * i]
            tag, kind = struct.unpack(order + "HH", entry[:4])
            if tag in _RESOLUTION_TAGS and kind == _TIFF_RATIONAL:
                resolutions[tag] = _rational(data, struct.unpack(order + "I", entry[8:12])[0], order)
            if kind in {_TIFF_SHORT, _TIFF_LONG}:
                said = struct.unpack(order + ("H" if kind == _TIFF_SHORT else "I"), entry[8 : 10 + 2 * (kind == 4)])[0]
                # Which of two the decoder believes is its own affair.
                tags[tag] = max(said, tags.get(tag, 0))
        if not tags.get(_WIDTH_TAG) or not tags.get(_HEIGHT_TAG):
            raise ReadError("damaged-image", "A page of the TIFF has no size.")
        sizes.append((tags[_WIDTH_TAG], tags[_HEIGHT_TAG]))
        across, down = (resolutions.get(tag, 0.0) for tag in _RESOLUTION_TAGS)
        higher.append(across / down if _FAX[0] * down < across < _FAX[1] * down else 1.0)
        end = at + 2 + 12 * count
        at = struct.unpack(order + "I", data[end : end + 4])[0]
    if not sizes:
        raise ReadError("damaged-image", "The TIFF has no page.")
    return Header("tiff", tuple(sizes), tuple(higher))


def _rational(data: bytes, at: int, order: str) -> float:
    """A number of a TIFF written as two; 0 where there is none."""
    part = data[at : at + 8]
    above, below = struct.unpack(order + "II", part) if len(part) == 8 else (0, 1)
    return above / below if below else 0.0
