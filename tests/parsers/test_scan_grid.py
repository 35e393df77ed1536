"""Rules on scanned pages: what is one, what only looks like one, and what a table without any may claim."""

from __future__ import annotations

from typing import Any

import pytest

from parsers.document import BlockKind
from parsers.report import Status
from tests.factory.rendering import read, render
from tests.factory.variations import plain_content
from tests.factory.verdict import Verdict, tally

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
pages = pytest.importorskip("tests.parsers.scan_pages", reason="Pillow is not installed")
pytestmark = pytest.mark.skipif(not pages.LAYOUTS, reason=pages.NO_FONT)

LABELS = ("信息内容", "行政许可", "行政处罚", "行政强制", "行政事业性收费")


def test_strokes_of_letters_are_no_walls_and_join_no_tables() -> None:
    pages.require("uming")
    rows = [[label, "0", "12"] for label in LABELS]
    blocks = [block for block in pages.read_page(low_page(rows)) if block.kind is BlockKind.GRID]
    assert [[cell.text for cell in block.cells] for block in blocks] == rows * 2
    assert {block.table for block in blocks} == {1, 2}


def low_page(rows: list[list[str]]) -> Any:
    """A page with a table twice and a heading between, in rows as low as their letters, which touch the rules."""
    look = {"chinese": "uming", "digits": None, "size": 10.5, "label_size": 10.5, "ink": 0, "rule": 1.0}
    low = {"row_height": 0.0, "padding": 0.2, "leading": 1.02, "align": "center", "landscape": False}
    renderer = pages.renderer(**look, **low)
    renderer.paragraph(pages.WORDS, 12.0)
    for heading in ("三、收到和处理政府信息公开申请情况", ""):
        renderer.table(pages.printed(rows), [1.0, 1.0, 1.0])
        renderer.sheet.y -= 12.5
        renderer.paragraph(heading, 12.0)
        renderer.sheet.y -= 6.5
    return renderer.pages()[0]


def test_of_a_table_without_rules_nothing_is_claimed() -> None:
    rendered = render(pages.LAYOUTS["without rules"], plain_content(8), 8)
    report = read(rendered.source)
    assert report is not None
    assert {cell.status for cell in report.cells.values()} == {Status.AMBIGUOUS}


def test_numbers_that_a_narrow_column_broke_are_joined_where_the_sums_confirm_it() -> None:
    content = plain_content(1)
    rendered = render(pages.LAYOUTS["broken numbers"], content, 1)
    counts = tally(read(rendered.source), rendered.truth)
    assert counts[Verdict.WRONG] == 0
    assert counts[Verdict.RIGHT] > 0.95 * len(content.cells)


@pytest.mark.parametrize("dash", [(2.5, 2.5), (1.0, 1.5), (4.0, 3.0)])
def test_rules_of_dashes_and_dots_part_cells(dash: tuple[float, float]) -> None:
    pages.require("wqy")
    said = [["12", "0", "7"], ["3", "45", "0"], ["0", "6", "80"]]
    found = pages.cells_of(pages.table_page(said, 150, dash=dash, rule=0.75, frame=0.75))
    assert found == [[(text, True) for text in row] for row in said]
