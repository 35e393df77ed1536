"""Pages of one bit a pixel whose dots stand for shades: shades again, while letters and rules stay what they are."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

from parsers.readers.scan_halftone import in_shades  # noqa: E402 - needs the extra


def _page(paper: int, *, fill: int = 255) -> Any:
    """A page of grey in which a shaded bar and strokes stand, dotted."""
    grey = np.full((400, 500), float(paper))
    grey[60:120, 50:450] = fill
    for left in range(60, 440, 30):
        grey[80:100, left : left + 3] = 0
        grey[280:300, left : left + 3] = 0
    grey += np.random.default_rng(5).normal(0, 3, grey.shape)
    dots = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("1")
    return np.repeat(np.asarray(dots.convert("L"))[:, :, None], 3, axis=2)


def test_a_dotted_bar_becomes_a_shade_and_strokes_stay_dark() -> None:
    page = in_shades(_page(255, fill=215))
    assert page[66:76, 60:440].min() > 120
    assert page[85:95, 61].max() < 90
    assert page[285:295, 61].max() < 90


def test_the_dots_of_grey_paper_are_paper() -> None:
    page = in_shades(_page(238, fill=238))
    assert (page[150:260, 20:480] < 200).mean() < 0.001
    assert page[285:295, 61].max() < 90


def _with_dust() -> Any:
    page = _page(255)
    at = np.random.default_rng(7).integers(0, (400, 500), (40, 2))
    page[at[:, 0], at[:, 1]] = 0
    return page


@pytest.mark.parametrize("page", [_page(255), _with_dust()], ids=["clean", "dust"])
def test_a_page_without_shades_stays_what_it_is(page: Any) -> None:
    page[page > 128] = 255
    assert in_shades(page) is page


def test_a_page_in_shades_stays_what_it_is() -> None:
    page = _page(238)
    page[200:210] = 180
    assert in_shades(page) is page
