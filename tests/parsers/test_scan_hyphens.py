"""Hyphens for nothing in a scan: short ones are read as 一 by the recogniser, and still say that a cell is empty."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from tests.parsers.scan_pages import cells_of, claimed, require, table_page

SAID = [["0", "-", "12", "-"], ["-", "7", "-", "3"], ["-", "-", "45", "0"]]


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("size", [9.0, 10.5])
def test_short_hyphens_are_marks_for_nothing(dpi: int, size: float) -> None:
    require("wqy")
    require("times")
    found = cells_of(table_page(SAID, dpi, digits="times", size=size))
    claims = claimed(found, SAID)
    assert all(text == truth or (not text and truth == "-") for text, truth in claims)
    assert len(claims) >= 11
