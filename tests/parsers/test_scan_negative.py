"""Light ink on dark paper: negatives and screens in dark colours are turned, what is only dim is not."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers.scan_negative import positive  # noqa: E402 - needs the extra


def _page(paper: int, ink: int, *, grain: float = 7.0, desk: int | None = None) -> Any:
    """A page of lines of strokes; on a desk, which shows half of the image's width."""
    grey = np.full((600, 400), float(paper))
    for top in range(80, 520, 30):
        grey[top : top + 14, 60:340:6] = ink
    if desk is not None:
        grey[:, :230] = desk
    grey += np.random.default_rng(3).normal(0, grain, grey.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.mark.parametrize(("paper", "ink"), [(5, 240), (30, 220), (60, 250)])
def test_a_negative_is_turned(paper: int, ink: int) -> None:
    page = _page(paper, ink)
    assert np.array_equal(positive(page), 255 - page)


@pytest.mark.parametrize(("paper", "ink", "desk"), [(250, 20, None), (100, 30, None), (70, 20, None), (240, 30, 40)])
def test_dark_ink_stays_dark(paper: int, ink: int, desk: int | None) -> None:
    """On white, on dim paper, on a sheet that lies on a dark desk."""
    page = _page(paper, ink, desk=desk)
    assert positive(page) is page


def test_a_blank_page_stays_what_it_is() -> None:
    page = _page(10, 10)
    assert positive(page) is page
