"""Sides of tables that only a cell from the page before to the next one stands at."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")

from parsers.readers.scan_grid import find_grids  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra

TOP, ROW, ROWS, LEFT, COLUMN, COLUMNS = 300, 60, 12, 600, 160, 6
FOOT, RIGHT = TOP + ROW * ROWS, LEFT + COLUMN * COLUMNS


def _page(side: int, *, top: int = TOP, foot: int = FOOT) -> Page:
    """A table, and an upright line so far to its left."""
    grey = np.full((1400, 1800), 255, np.uint8)
    for row in range(ROWS + 1):
        grey[TOP + ROW * row : TOP + ROW * row + 3, LEFT : RIGHT + 3] = 0
    for column in range(COLUMNS + 1):
        grey[TOP : FOOT + 3, LEFT + COLUMN * column : LEFT + COLUMN * column + 3] = 0
    grey[top : foot + 3, LEFT - side : LEFT - side + 3] = 0
    nowhere = np.zeros(grey.shape, bool)
    return Page(grey, grey, nowhere, nowhere, 36.0)


def _slots(page: Page) -> Any:
    (grid,) = find_grids(page)
    return grid.slots


def test_a_side_that_no_rule_joins_closes_a_cell_over_all_rows() -> None:
    slots = _slots(_page(140))
    assert len(slots) == ROWS * COLUMNS + 1
    assert [(slot.column, slot.height, slot.sure) for slot in slots if slot.height > 1] == [(0, ROWS, True)]


@pytest.mark.parametrize(
    "page",
    [_page(300), _page(140, top=TOP - 120), _page(140, foot=FOOT - 300)],
    ids=["far", "from above", "not to the foot"],
)
def test_other_lines_beside_a_table_are_none_of_it(page: Page) -> None:
    assert len(_slots(page)) == ROWS * COLUMNS
