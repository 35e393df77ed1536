"""Sheets with two pages side by side are read page by page; what crosses their middle is one page."""

from __future__ import annotations

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers.scan_page import Frame, Page  # noqa: E402 - needs the extra
from parsers.readers.scan_spread import pages_on  # noqa: E402 - needs the extra

UNIT, HEIGHT, WIDTH = 36, 800, 1400
MIDDLE, GUTTER = WIDTH // 2, 150


def sheet(width: int = WIDTH) -> Any:
    """A sheet with lines of letters, black squares, on both sides of its middle."""
    grey = np.full((HEIGHT, width), 255, np.uint8)
    for top in range(80, HEIGHT - 80, 60):
        for left in (*range(60, width // 2 - GUTTER, 44), *range(width // 2 + GUTTER, width - 80, 44)):
            grey[top : top + UNIT, left : left + UNIT - 6] = 0
    return grey


def parts(grey: Any, *, upright: bool = True) -> list[tuple[Page, Frame]]:
    """The pages on a sheet of these pixels."""
    nowhere = np.zeros(grey.shape, bool)
    page = Page(grey, grey, nowhere, nowhere, float(UNIT), upright)
    return pages_on(page, Frame(3, grey.shape[1], np.diag([0.5, 0.5, 1.0])))


def test_two_pages_on_a_sheet_are_taken_apart() -> None:
    (left, first), (right, second) = parts(sheet())
    assert left.grey.shape[1] + right.grey.shape[1] == WIDTH
    assert abs(left.grey.shape[1] - MIDDLE) < UNIT
    assert not second.is_on_page_of(first)
    assert (first.number, second.number) == (3, 3)


def test_places_on_the_right_page_are_those_of_the_sheet() -> None:
    (left, _), (_, frame) = parts(sheet())
    begins = left.grey.shape[1] / 2
    assert frame.where((10, 20, 30, 40)).box == (begins + 5, 10.0, begins + 15, 20.0)


def test_dust_between_two_pages_is_no_matter() -> None:
    grey = sheet()
    for top in (30, 200, 333, 700):
        grey[top : top + 3, MIDDLE + top // 50] = 60
    assert len(parts(grey)) == 2


@pytest.mark.parametrize("shade", [0, 200])
def test_a_rule_across_the_middle_makes_it_one_page(shade: int) -> None:
    grey = sheet()
    grey[HEIGHT // 2 + 10, 60 : WIDTH - 60] = shade
    assert len(parts(grey)) == 1


def test_dotted_rules_across_the_middle_make_it_one_page() -> None:
    grey = sheet()
    for top in (70, 130, 190):
        grey[top : top + 3, 60 : WIDTH - 60 : 12] = 0
    assert len(parts(grey)) == 1


def test_a_line_across_the_middle_makes_it_one_page() -> None:
    grey = sheet()
    for left in range(60, WIDTH - 60, 44):
        grey[30 : 30 + UNIT, left : left + UNIT - 6] = 0
    assert len(parts(grey)) == 1


def test_upright_sheets_and_sheets_of_no_known_side_are_one_page() -> None:
    assert len(parts(sheet(HEIGHT))) == 1
    assert len(parts(sheet(), upright=False)) == 1


def test_a_sheet_with_one_page_is_one() -> None:
    grey = sheet()
    grey[:, MIDDLE:] = 255
    assert len(parts(grey)) == 1
