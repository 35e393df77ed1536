"""Page numbers of scans, the dashes beside them read as what they are or as characters of strokes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from parsers.readers.scan_ocr import Reading
from parsers.readers.scan_page import Box, Page
from parsers.readers.scan_text import read_paragraphs

UNIT, HEIGHT, WIDTH = 20, 1000, 700


class Says:
    """Reads in the lines of a page, whatever is on them, these texts in turn."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def read_text(self, images: list[Any]) -> list[Reading]:
        assert len(images) == len(self._texts)
        return [Reading(text, 1.0, 1.0, "", 0.0) for text in self._texts]


def page_with_lines_at(*tops: int, until: int = 400) -> Page:
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for top in tops:
        for left in range(300, until, 24):
            grey[top : top + UNIT, left : left + UNIT] = 0
    nowhere = np.zeros_like(grey)
    return Page(grey, grey, nowhere, nowhere, float(UNIT))


def texts(top: int, said: str, *, until: int = 400) -> list[str]:
    found = read_paragraphs(page_with_lines_at(400, top, until=until), [], Says("正文", said))  # type: ignore[arg-type] # a stand-in
    return [line.text for paragraph in found for line in paragraph.lines]


@pytest.mark.parametrize("said", ["2", "- 2 -", "-2三", "一2一", "二 12 ー", "第2页 共3页"])
def test_a_number_between_strokes_at_the_foot_of_a_page_is_its_number(said: str) -> None:
    assert texts(950, said) == ["正文"]
    assert texts(700, said) == ["正文", said]


@pytest.mark.parametrize("said", ["2三、其他", "一三", "2件"])
def test_other_words_at_the_foot_of_a_page_stay(said: str) -> None:
    assert texts(950, said) == ["正文", said]


def test_short_dashes_alone_at_the_foot_of_a_page_are_those_of_its_number() -> None:
    assert texts(950, "—", until=360) == ["正文"]
    assert texts(700, "—", until=360) == ["正文", "—"]
    assert texts(950, "— — —", until=600) == ["正文", "— — —"]


@pytest.mark.parametrize(("said", "stays"), [("/", False), ("·", False), ("二", True), ("5", True)])
@pytest.mark.parametrize("table", [(500, 300, 690, 800), (10, 300, 200, 800)], ids=["to the left", "to the right"])
def test_a_stroke_beside_the_tables_of_a_page_is_no_text(said: str, table: Box, *, stays: bool) -> None:
    """A staple, the edge of a hole."""
    found = read_paragraphs(page_with_lines_at(200, 500), [table], Says("正文", said))  # type: ignore[arg-type] # a stand-in
    assert [line.text for paragraph in found for line in paragraph.lines] == ["正文", said][: 1 + stays]


def test_a_stroke_between_tables_is_a_mark() -> None:
    found = read_paragraphs(page_with_lines_at(200, 500), [(10, 600, 690, 800)], Says("正文", "/"))  # type: ignore[arg-type] # a stand-in
    assert [line.text for paragraph in found for line in paragraph.lines] == ["正文", "/"]


def test_a_stroke_at_the_edge_of_a_page_is_no_text() -> None:
    assert texts(950, "/", until=330) == ["正文"]
    assert texts(700, "/", until=330) == ["正文", "/"]
