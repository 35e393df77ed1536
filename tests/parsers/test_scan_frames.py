"""Tables of a scan in frames of two rules: the inner one, within the cells, is no ink of theirs."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra numpy is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from tests.parsers.scan_pages import cells_of, require, table_page  # noqa: E402 - needs the extra

SAID = [["0", "12", "3"], ["45", "0", "6"], ["7", "890", "1"]]


def framed_twice(page: Any, apart: int, thick: int) -> Any:
    """A page with a second frame drawn within that of its only table."""
    dark = page < 128
    rows = np.flatnonzero(dark.mean(axis=1) > 0.5)
    columns = np.flatnonzero(dark[rows[0] : rows[-1]].mean(axis=0) > 0.9)
    top, foot, left, right = rows[0], rows[-1], columns[0], columns[-1]
    for i in range(apart, apart + thick):
        page[[top + i, foot - i], left:right] = 20
        page[top:foot, [left + i, right - i]] = 20
    return page


@pytest.mark.parametrize(("dpi", "apart", "thick"), [(200, 5, 2), (200, 6, 3), (300, 9, 4)])
def test_the_inner_rule_of_a_double_frame_crosses_no_cell(dpi: int, apart: int, thick: int) -> None:
    require("wqy")
    page = framed_twice(table_page(SAID, dpi), apart, thick)
    assert cells_of(page) == [[(text, True) for text in row] for row in SAID]
