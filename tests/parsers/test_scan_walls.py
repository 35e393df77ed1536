"""Numbers of scans that stick out of their cells: what lies beyond a wall is part of them, so they are not sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.parsers.scan_pages import FACE, cells_of, require, table_page

SAID = [["2328", "15", "4406"], ["118", "2328", "37"], ["905", "64", "2328"]]
_DARK = 140


def _walls(page: Any) -> list[int]:
    """The middles of the upright rules, from left to right."""
    dark = page < _DARK
    columns = np.flatnonzero(dark.sum(axis=0) > 0.9 * _table_height(dark))
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > 2) + 1)
    return [int(part.mean()) for part in parts]


def _table_height(dark: Any) -> int:
    return int(dark.sum(axis=0).max())


def _pushed(page: Any, row: int, column: int, *, right: bool) -> Any:
    """The page with the number of a cell moved until a wall lies between its last (or first) digit and the others."""
    walls = _walls(page)
    levels = np.flatnonzero((page < _DARK).sum(axis=1) > 0.9 * (walls[-1] - walls[0]))
    edges = [int(part.mean()) for part in np.split(levels, np.flatnonzero(np.diff(levels) > 2) + 1)]
    room = (slice(edges[row] + 4, edges[row + 1] - 3), slice(walls[column] + 4, walls[column + 1] - 3))
    inside = page[room].copy()
    inked = np.flatnonzero((inside < 230).any(axis=0))
    number = inside[:, inked[0] : inked[-1] + 1]
    bare = np.flatnonzero((number >= 230).all(axis=0))
    gap = int(bare[-1] if right else bare[0])
    moved = page.copy()
    moved[room] = 255
    wall = walls[column + 1] if right else walls[column]
    target = moved[room[0], wall - gap : wall - gap + number.shape[1]]
    np.minimum(target, number, out=target)
    return moved


@pytest.mark.parametrize(
    ("row", "column", "right"), [(2, 2, True), (0, 0, False), (1, 1, True), (1, 1, False)], ids=str
)
def test_a_number_with_a_digit_beyond_a_wall_is_not_sure(row: int, column: int, *, right: bool) -> None:
    require(FACE[0][0])
    page = _pushed(table_page(SAID), row, column, right=right)
    cells = cells_of(page)
    assert len(cells) == len(SAID)
    assert not cells[row][column][1]
    assert all(text == SAID[r][c] for r, own in enumerate(cells) for c, (text, sure) in enumerate(own) if sure)
    assert sum(sure for own in cells for _, sure in own) >= len(SAID) ** 2 - 2
