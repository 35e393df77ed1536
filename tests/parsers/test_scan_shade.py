"""Cells filled with a shade stand on white when they are read, and nothing in them is lost by that."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers.scan_grid import Slot  # noqa: E402 - needs the extra
from parsers.readers.scan_ink import Amount, look  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra
from parsers.readers.scan_shade import without_shades  # noqa: E402 - needs the extra

_SLOT = Slot(0, 0, 1, 1, (4, 4, 156, 66))


def _read(cell: Any) -> tuple[Page, Amount]:
    """A cell without its shade, and whether it is inked."""
    nowhere = np.zeros(cell.shape, bool)
    page = without_shades(Page(cell, cell, nowhere, nowhere, 36.0), [_SLOT])
    return page, look(page, _SLOT.box).amount


def _shaded(shade: int, *, to: int | None = None, grain: float = 0.0) -> Any:
    """A cell in a shade that may change from left to right."""
    cell = np.full((70, 160), 255.0)
    cell[2:68, 2:158] = np.linspace(shade, shade if to is None else to, 156)[None, :]
    cell += np.random.default_rng(1).normal(0, grain, cell.shape)
    return np.clip(cell, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("grain", [0.0, 9.0])
@pytest.mark.parametrize(("shade", "to"), [(191, None), (150, None), (230, 160)])
def test_a_shaded_cell_without_ink_is_empty(shade: int, to: int | None, grain: float) -> None:
    page, amount = _read(_shaded(shade, to=to, grain=grain))
    assert amount is Amount.NONE
    assert float(np.median(page.grey[8:60, 8:150])) > 245


@pytest.mark.parametrize("ink", [0, 90, 140])
@pytest.mark.parametrize("shade", [160, 217])
def test_ink_in_a_shaded_cell_stays(shade: int, ink: int) -> None:
    """Also where it is pale: it is darker than its shade."""
    cell = _shaded(shade)
    cv2.ellipse(cell, (80, 35), (9, 13), 0, 0, 360, min(ink, shade - 50), 3, cv2.LINE_AA)
    _, amount = _read(cell)
    assert amount is not Amount.NONE


def test_what_may_hide_a_number_stays_dark() -> None:
    _, amount = _read(_shaded(60))
    assert amount is not Amount.NONE


def test_a_page_without_shades_is_not_copied() -> None:
    cell = _shaded(250, grain=3.0)
    cell[20:50, 70:76] = 0
    page, _ = _read(cell)
    assert page.grey is cell
