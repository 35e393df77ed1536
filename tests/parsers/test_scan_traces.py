"""Walls of a scan of which only traces are left: a cell that may be two says nothing for sure."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from tests.parsers.scan_pages import cells_of, require, table_page  # noqa: E402 - needs the extra

SAID = [["10", "22", "3"], ["45", "", "6"], ["7", "89", "1"], ["", "11", "4"]]


def worn(page: Any, row: int, seed: int, ink: int) -> Any:
    """A page whose table's wall after its first column is only dots of two sizes, unevenly apart, in one row."""
    rng = np.random.default_rng(seed)
    dark = page < 128
    rows = np.flatnonzero(dark.mean(axis=1) > 0.5)
    edges = [group[0] for group in np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1)]
    columns = np.flatnonzero(dark[rows[0] : rows[-1]].mean(axis=0) > 0.9)
    wall = np.split(columns, np.flatnonzero(np.diff(columns) > 3) + 1)[1]
    top, foot = edges[row] + 4, edges[row + 1] - 1
    page[top:foot, wall[0] - 3 : wall[-1] + 4] = 255
    y = top
    while y < foot:
        length = int(rng.integers(2, 6))
        page[y : min(y + length, foot), wall[0] : wall[0] + 2] = ink
        y += length + int(rng.integers(3, 9))
    return page


@pytest.mark.parametrize("ink", [20, 150])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("row", [1, 3])
def test_a_number_beside_traces_of_a_wall_is_not_sure(row: int, seed: int, ink: int) -> None:
    require("wqy")
    found = cells_of(worn(table_page(SAID, align="center"), row, seed, ink))
    wide = [cell for cell in found[row] if cell[0]]
    assert len(found[row]) == 3 or not wide[0][1]
