"""Image files to pixels, one page at a time.

Place in the flow: bytes → **pixels** → ``scan_straight``. Sizes are checked by ``scan_header`` before anything is
decoded; what is decoded is BGR, transparent parts white.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_header import Header
from parsers.report import ReadError

Pixels = NDArray[Any]
_ALPHA = 4
# OpenCV's number for it.
_NO_MEMORY = -4


def decode_pages(data: bytes, header: Header) -> Iterator[Pixels]:
    """Decode the pages one after the other.

    :raises ReadError: ``damaged-image``.
    """
    source = np.frombuffer(data, np.uint8)
    for number in range(len(header.sizes)):
        # Not kept in a name: it would last until the next page is decoded.
        yield _square(_page(source, header.kind, number), header.higher[number] if header.higher else 1.0)


def _square(page: Pixels, higher: float) -> Pixels:
    """A page whose pixels are so many times as high as wide, with square ones."""
    if higher == 1:
        return page
    height, width = page.shape[:2]
    return np.asarray(cv2.resize(page, (width, round(height * higher)), interpolation=cv2.INTER_CUBIC))


def _page(source: Pixels, kind: str, number: int) -> Pixels:
    try:
        page = _decode(source, kind, number)
    except cv2.error as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise ReadError("damaged-image", f"Page {number + 1} of the image cannot be decoded.") from error
    if page is None or page.size == 0:
        raise ReadError("damaged-image", f"Page {number + 1} of the image cannot be decoded.")
    return page


def _decode(source: Pixels, kind: str, number: int) -> Pixels | None:
    if kind == "tiff":
        _, pages = cv2.imdecodemulti(source, cv2.IMREAD_COLOR, range=(number, number + 1))
        return pages[0] if pages else None
    if kind == "png":
        return _on_white(cv2.imdecode(source, cv2.IMREAD_UNCHANGED))
    # The flag turns photographs upright as their camera noted.
    return cv2.imdecode(source, cv2.IMREAD_COLOR)


def _on_white(page: Pixels | None) -> Pixels | None:
    """A PNG on white paper; decoded without its transparency, black letters would stand on black."""
    if page is None:
        return None
    if page.dtype == np.uint16:
        page = (page >> 8).astype(np.uint8)
    if page.ndim == 3 and page.shape[2] == _ALPHA:
        cover = page[:, :, 3:].astype(np.uint16)
        return ((page[:, :, :3] * cover + 255 * (255 - cover)) // 255).astype(np.uint8)
    return page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)


def pixels_of(buffer: bytes, columns: int, rows: int, stride: int) -> Pixels:
    """The BGR pixels in a buffer of three bytes a pixel (red, green, blue), ``stride`` bytes a row.

    :raises ReadError: ``damaged-image`` when the buffer is too small.
    """
    if stride < 3 * columns or len(buffer) < stride * rows:
        raise ReadError("damaged-image", "The image of a page has fewer pixels than it says.")
    lines = np.frombuffer(buffer, np.uint8, stride * rows).reshape(rows, stride)
    return cv2.cvtColor(lines[:, : 3 * columns].reshape(rows, columns, 3), cv2.COLOR_RGB2BGR)
