"""Sheets photographed on a desk: their sides are found and laid flat, and nothing else is taken for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.parsers import scan_pages as pages

cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers.scan_paper import flat, sheet  # noqa: E402 - needs the extra

SAID = [["0", "12", "7"], ["305", "0", "46"], ["1", "0", "98"], ["0", "0", "3"]] * 3


def on_desk(page: Any, *, rise: float = 0.08, shade: float = 0.0, turn: float = 0.0) -> tuple[Any, Any]:
    """A page on a desk whose upper side rises by so much of its width, a shadow over its left; and its corners."""
    height, width = page.shape
    border = round(0.15 * width)
    full = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = full + border
    moved[0, 1] += rise * width / 2
    moved[1, 1] -= rise * width / 2
    moved[2, 0] += turn * height
    moved[3, 0] += turn * height
    size = (width + 2 * border, height + 2 * border)
    bend = cv2.getPerspectiveTransform(full, moved)
    photo = cv2.warpPerspective(page, bend, size, flags=cv2.INTER_AREA, borderValue=70).astype(np.float32)
    photo *= 1 - shade * np.linspace(1, 0, size[0])[None, :]
    return cv2.cvtColor(photo.astype(np.uint8), cv2.COLOR_GRAY2BGR), moved


def blank(ink: int = 0) -> Any:
    page = np.full((1400, 1000), 240, np.uint8)
    for top in range(200, 1200, 40):
        page[top : top + 4, 150:850] = ink
    return page


@pytest.mark.parametrize("shade", [0.0, 0.4])
def test_the_sides_of_a_sheet_are_found(shade: float) -> None:
    photo, corners = on_desk(blank(), shade=shade)
    found = sheet(photo)
    assert found is not None
    assert np.abs(found - corners).max() < 5


def test_a_sheet_is_laid_flat() -> None:
    photo, corners = on_desk(blank())
    page, bend = flat(photo, corners)
    assert ((page[:, :, 0] < 120).mean(axis=1) > 0.5).sum() >= 50
    assert cv2.perspectiveTransform(corners[None], bend)[0].min() > -10


@pytest.mark.parametrize(
    "photo",
    [
        cv2.cvtColor(blank(), cv2.COLOR_GRAY2BGR),
        on_desk(blank(), rise=0.0)[0],
        on_desk(blank())[0][:, 200:],
        on_desk(blank(), rise=0.7)[0],
    ],
    ids=["scan", "square", "cut off", "too far aslant"],
)
def test_other_images_are_left_as_they_are(photo: Any) -> None:
    assert sheet(photo) is None


def test_numbers_on_a_page_held_aslant_are_read() -> None:
    """Its rules rise by more than a tenth at the top, and not at all at the foot."""
    pages.require("wqy")
    photo, _ = on_desk(pages.table_page(SAID, 200), rise=0.12)
    assert pages.cells_of(photo) == [[(text, True) for text in row] for row in SAID]
