"""How exactly a page is laid straight."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
straight = pytest.importorskip("parsers.readers.scan_straight")


@pytest.mark.parametrize("lean", [0.0, 0.33, -1.2])
def test_a_page_is_laid_straight_to_a_hundredth_of_a_degree(lean: float) -> None:
    page = np.full((1600, 1200), 255, np.uint8)
    for at in range(200, 1400, 60):
        page[at : at + 2, 150:1050] = 0
    for at in range(150, 1100, 150):
        page[200:1340, at : at + 2] = 0
    turn = cv2.getRotationMatrix2D((600, 800), lean, 1)
    leaning = cv2.warpAffine(page, turn, (1200, 1600), flags=cv2.INTER_CUBIC, borderValue=255)
    back = np.degrees(np.arcsin(straight._skew(leaning)[0, 1]))
    assert back == pytest.approx(-lean, abs=0.025)
