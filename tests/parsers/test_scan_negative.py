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


def _heads(block: tuple[int, int, int], ink: tuple[int, int, int], *, gap: int = 1) -> Any:
    """A page with two heads, light strokes on a coloured block that a rule parts, above dark strokes on white."""
    page = np.full((600, 1000, 3), 255, np.uint8)
    page[100:150, 100:900] = block
    page[100:150, 500 : 500 + gap] = (230, 223, 220)
    for left in (250, 650):
        page[118:134, left : left + 120 : 6] = ink
        page[218:234, left : left + 120 : 6] = 0
    return page


@pytest.mark.parametrize("block", [(181, 117, 47), (0, 0, 192), (93, 157, 58), (40, 40, 40)])
def test_light_ink_on_a_dark_block_becomes_dark_on_white(block: tuple[int, int, int]) -> None:
    """Heads of a web page, white on blue, red, green or black; a rule between two of them is a dark one then."""
    page = positive(_heads(block, (255, 255, 255)))
    assert page[118:134, 250].max() < 30
    assert page[106:112, 120:480].min() > 240
    assert page[102:148, 500].max() < 130
    assert page[218:234, 250].max() < 30


@pytest.mark.parametrize(("block", "ink"), [((120, 120, 120), (0, 0, 0)), ((40, 40, 40), (40, 40, 40))])
def test_a_dark_block_without_light_ink_stays(block: tuple[int, int, int], ink: tuple[int, int, int]) -> None:
    """A grey head with black ink, a bar."""
    page = _heads(block, ink, gap=0)
    assert positive(page) is page
