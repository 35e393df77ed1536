"""Cells of a table whose rules, drawn on, leave the page."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers import scan_grid  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Box, Page  # noqa: E402 - needs the extra

_GREY = np.full((900, 700), 255, np.uint8)
_NOWHERE = np.zeros(_GREY.shape, bool)


@pytest.mark.parametrize(
    ("box", "within"),
    [
        ((-5, 100, 90, 140), (0, 100, 90, 140)),
        ((100, 880, 190, 930), (100, 880, 190, 900)),
        ((100, 905, 190, 950), (100, 899, 190, 900)),
        ((-40, -50, -10, -20), (0, 0, 1, 1)),
    ],
)
def test_a_cell_beyond_its_page_is_cut_and_says_nothing_for_sure(
    box: Box, within: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pixels counted from the other side of the page are another cell's, or none."""
    _GREY[100:700:100, 50:650] = _GREY[100:601, 50:651:150] = 0
    found = scan_grid.find_grids(page := Page(_GREY, _GREY, _NOWHERE, _NOWHERE, 36.0))
    assert found
    assert all(slot.sure for slot in found[0].slots)
    own = scan_grid.Slot(0, 0, 1, 1, box)
    monkeypatch.setattr(scan_grid._Walls, "slots", lambda *_: [own])
    (slot,) = scan_grid.find_grids(page)[0].slots
    assert (slot.box, slot.sure, slot.whole) == (within, False, False)
