"""What runs along a wall of a table: few dashes are one where nothing stands beside them."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers.scan_along import is_dashed  # noqa: E402 - needs the extra

_UNIT = 36.0


def _wall(*dashes: tuple[int, int]) -> Any:
    """The ink of a strip with dashes along its middle, each from and to these columns."""
    ink = np.zeros((80, 100), np.uint8)
    for start, end in dashes:
        ink[39:41, start:end] = 1
    return ink


def _is_dashed(ink: Any) -> bool:
    return is_dashed(ink, 10.0, 74.0, 40.0, 40.0, _UNIT)


def test_three_dashes_from_end_to_end_are_a_wall() -> None:
    """As high as a row of one line has them: too few for a pattern."""
    assert _is_dashed(_wall((10, 27), (38, 55), (64, 76)))


@pytest.mark.parametrize(
    "ink",
    [_wall((30, 58)), _wall((10, 50)), _wall((12, 16), (26, 30), (40, 44), (54, 58), (68, 72)), _wall()],
    ids=["in the middle", "to the middle", "specks", "none"],
)
def test_a_stroke_or_specks_are_no_wall(ink: Any) -> None:
    assert not _is_dashed(ink)


@pytest.mark.parametrize("row", [34, 47])
def test_beside_other_strokes_dashes_may_be_of_a_letter(row: int) -> None:
    ink = _wall((10, 27), (38, 55), (64, 76))
    ink[row, 40:50] = 1
    assert not _is_dashed(ink)
