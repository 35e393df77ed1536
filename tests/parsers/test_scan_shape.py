"""The shapes of digits in a number that was read: how far apart they stand."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers.scan_ink import look  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra
from parsers.readers.scan_shape import agrees  # noqa: E402 - needs the extra

_UNIT, _HEIGHT = 36, 28


def _agree(text: str, pitch: int, width: int) -> bool:
    """Whether upright strokes so wide, so far apart, may be a number."""
    cell = np.full((60, 240), 255, np.uint8)
    for i in range(len(text)):
        cell[16 : 16 + _HEIGHT, 20 + i * pitch : 20 + i * pitch + width] = 0
    nowhere = np.zeros(cell.shape, bool)
    inked = look(Page(cell, cell, nowhere, nowhere, float(_UNIT)), (0, 0, 240, 60))
    return agrees(text, inked, inked.lines[0], float(_UNIT))


def test_ones_of_digits_that_take_one_width_are_one_number() -> None:
    """In a face whose one is a bare stroke, the paper between two is wider than between other digits."""
    assert _agree("111", 23, 8)


@pytest.mark.parametrize(("text", "pitch", "width"), [("11", 36, 8), ("80", 32, 18)])
def test_digits_far_apart_may_be_of_two_cells(text: str, pitch: int, width: int) -> None:
    assert not _agree(text, pitch, width)
