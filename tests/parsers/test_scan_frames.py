"""Tables of a scan in frames of two rules: the inner one, within the cells, is no ink of theirs."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from tests.factory.pdf import Printed  # noqa: E402 - needs the extra
from tests.parsers.scan_pages import WORDS, cells_of, renderer, require, table_page  # noqa: E402 - needs the extra

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


def without_sides(page: Any) -> Any:
    """A page whose only table has lost the rules along its left and right side."""
    dark = page < 128
    rows = np.flatnonzero(dark.mean(axis=1) > 0.5)
    columns = np.flatnonzero(dark[rows[0] : rows[-1]].mean(axis=0) > 0.9)
    for side in (columns[0], columns[-1]):
        beside = page[:, side - 9] if side == columns[0] else page[:, side + 9]
        inside = page[:, side + 9] if side == columns[0] else page[:, side - 9]
        page[:, side - 4 : side + 5] = np.maximum(beside, inside)[:, None]
    return page


def test_a_group_over_most_rows_is_in_a_table_without_side_rules() -> None:
    """Few of the level rules reach the side: beside the group none does."""
    require("wqy")
    sheet = renderer(digits=None, landscape=False, size=10.5, ink=20)
    sheet.paragraph(WORDS, 12.0)
    labels = ["新收数量", *(f"{i}.办理情况" for i in range(1, 17)), "结转办理"]
    cells = [Printed(1, 0, 16, 1, "办理结果", number=False)]
    for r, label in enumerate(labels):
        wide = r in {0, 17}
        cells.append(Printed(r, 0 if wide else 1, 1, 2 if wide else 1, label, number=False))
        cells += [Printed(r, c, 1, 1, str(r * c), number=True) for c in (2, 3)]
    sheet.table(cells, [1.0, 2.0, 1.0, 1.0])
    found = cells_of(without_sides(np.asarray(sheet.pages()[0]).copy()))
    assert [[text for text, _ in row[-2:]] for row in found] == [[str(2 * r), str(3 * r)] for r in range(18)]
    assert found[1][0] == ("办理结果", True)
    assert all(sure for row in found for _, sure in row)


@pytest.mark.parametrize("shade", [0.75, 0.85, 0.9])
def test_shaded_heads_are_no_rules(shade: float) -> None:
    require("wqy")
    said = [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3, ["0", "0", "1", "0", "1"] * 3]
    page = table_page(said, 150, broken_numbers=True, label_size=9.0, size=9.0, rule_ink=100)
    rows = np.flatnonzero((page < 200).mean(axis=1) > 0.5)
    columns = np.flatnonzero((page[rows[0] : rows[-1]] < 200).mean(axis=0) > 0.9)
    below = rows[rows > rows[0] + 9][0]
    # What is darker than the shade stays as dark.
    heads = page[rows[0] : below, columns[0] : columns[-1]]
    np.minimum(heads, int(255 * shade), out=heads)
    assert [[text for text, _ in row] for row in cells_of(page)] == said


def test_a_column_that_only_the_last_rows_have_runs_to_the_page_s_end_without_a_rule() -> None:
    """Its cells go on below the page break, where the rule is that closes them."""
    require("wqy")
    sheet = renderer(digits=None, landscape=False, size=10.5, ink=20)
    sheet.paragraph(WORDS, 12.0)
    cells = [Printed(7, 0, 3, 1, "办理结果", number=False)]
    for r in range(10):
        wide = r < 7
        cells.append(Printed(r, 0 if wide else 1, 1, 2 if wide else 1, f"{r}.情况", number=False))
        cells += [Printed(r, c, 1, 1, str(r * c), number=True) for c in (2, 3)]
    sheet.table(cells, [1.0, 2.0, 1.0, 1.0])
    page = np.asarray(sheet.pages()[0]).copy()
    rows = np.flatnonzero((page < 128).mean(axis=1) > 0.5)
    columns = np.flatnonzero((page[rows[0] : rows[-1]] < 128).mean(axis=0) > 0.9)
    page[rows[-1] - 3 : rows[-1] + 4, columns[0] + 6 : columns[0] + (columns[-1] - columns[0]) * 3 // 5 - 6] = 255
    found = cells_of(page)
    assert found[7][0][0] == "办理结果"
    assert [text for row in found for text, _ in row[-2:]] == [str(c * r) for r in range(10) for c in (2, 3)]
