"""Zeros that look like one another: of each kind one is read, and speaks for the others.

Place in the flow: ink of ``scan_ink`` → **groups of zeros** → ``scan_cells``. Most numbers of a report are zeros, all
printed with one type; read one by one they take half of the time that its tables take.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_ink import Inked
from parsers.readers.scan_page import Page
from parsers.readers.scan_zero import is_zero

Pixels = NDArray[Any]

# Two are compared at this size, and differ by so much in the mean of all pixels (of 255) and in height and width. Of
# 930 zeros on nine pages (fax, photograph, JPEG, bold faces) four fifths were like one of few others; no other digit
# was nearer to any than 34, though none has the shape of a zero to begin with.
_WIDTH, _HEIGHT, _DIFFERS, _LARGER = 16, 24, 16.0, 0.1


class _Ring(NamedTuple):
    """A zero by its shape: which cell's, its image at one size, and its own height and width."""

    cell: int
    image: Pixels
    height: int
    width: int

    def is_like(self, other: _Ring) -> bool:
        return (
            abs(self.height - other.height) <= _LARGER * other.height + 1
            and abs(self.width - other.width) <= _LARGER * other.width + 1
            and float(cv2.absdiff(self.image, other.image).mean()) < _DIFFERS
        )


def zeros_alike(page: Page, found: list[Inked]) -> dict[int, list[int]]:
    """The cells that hold one zero by its shape, each kind under the first of its cells.

    :param found: the ink of each cell.
    """
    kinds: list[_Ring] = []
    alike: dict[int, list[int]] = {}
    for ring in (_ring(page, i, inked) for i, inked in enumerate(found) if is_zero(page, inked)):
        kind = next((kind for kind in kinds if ring.is_like(kind)), None)
        if kind is None:
            kinds.append(ring)
            alike[ring.cell] = []
        else:
            alike[kind.cell].append(ring.cell)
    return alike


def _ring(page: Page, cell: int, inked: Inked) -> _Ring:
    x0, y0, x1, y1 = inked.lines[0].box
    image = cv2.resize(page.grey[y0:y1, x0:x1], (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    return _Ring(cell, np.asarray(image), y1 - y0, x1 - x0)
