"""Rows as low as their letters, as word processors make them: what reaches from rule to rule, what touches rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("PIL", reason="Pillow is not installed")

from PIL import Image, ImageDraw, ImageFont  # noqa: E402 - see above

from parsers.readers.scan_cells import read_slots  # noqa: E402 - needs the extra
from parsers.readers.scan_dashes import dashed_rules  # noqa: E402 - needs the extra
from parsers.readers.scan_grid import Slot, find_grids  # noqa: E402 - needs the extra
from parsers.readers.scan_ocr import recogniser  # noqa: E402 - needs the extra
from parsers.readers.scan_page import Page  # noqa: E402 - needs the extra
from tests.factory.scan_look import FACES, fonts  # noqa: E402 - with the others

UNIT, EDGE, ROW, COLUMN = 36, 40, 42, 130


def sheet(rows: int, columns: int) -> Any:
    """White paper for a table of so many rows and columns."""
    return np.full((2 * EDGE + rows * ROW, 2 * EDGE + columns * COLUMN), 255, np.uint8)


def ruled(rows: int, columns: int, merged: int = 0) -> Any:
    """A ruled table whose first rows, so many, are one cell each."""
    grey = sheet(rows, columns)
    right, foot = EDGE + columns * COLUMN, EDGE + rows * ROW
    for row in range(rows + 1):
        cv2.line(grey, (EDGE, EDGE + row * ROW), (right, EDGE + row * ROW), 0, 3)
    for column in range(columns + 1):
        top = EDGE if column in {0, columns} else EDGE + merged * ROW
        cv2.line(grey, (EDGE + column * COLUMN, top), (EDGE + column * COLUMN, foot), 0, 3)
    return grey


def page_of(grey: Any) -> Page:
    """A straight page of these pixels."""
    nowhere = np.zeros(grey.shape, bool)
    return Page(grey, grey, nowhere, nowhere, float(UNIT))


def extents(grey: Any) -> list[tuple[int, int, int, int, bool]]:
    """The cells of the one table: row, column, height and span, and whether they are sure."""
    (grid,) = find_grids(page_of(grey))
    return [(slot.row, slot.column, slot.height, slot.span, slot.sure) for slot in grid.slots]


def plain(rows: int, columns: int, merged: int = 0) -> list[tuple[int, int, int, int, bool]]:
    """The cells of a table as ``ruled`` draws it."""
    heads = [(row, 0, 1, columns, True) for row in range(merged)]
    return [*heads, *((row, column, 1, 1, True) for row in range(merged, rows) for column in range(columns))]


@pytest.mark.parametrize("rise", [0, 4])
def test_a_ten_from_rule_to_rule_is_no_wall(rise: int) -> None:
    grey = ruled(3, 4, merged=1)
    x, y = EDGE + 190, EDGE + ROW // 2
    cv2.line(grey, (x, EDGE), (x, EDGE + ROW), 0, 3)
    # The strokes of a two (二) before it may go on in its own.
    cv2.line(grey, (x - 70, y + rise), (x + 17, y - rise), 0, 3)
    assert extents(grey) == plain(3, 4, merged=1)


def test_a_stroke_over_the_edge_of_two_columns_is_no_wall() -> None:
    grey = ruled(3, 4, merged=1)
    x = EDGE + 2 * COLUMN
    for offset in (-26, -14, 0, 14, 26):
        cv2.line(grey, (x + offset, EDGE + 6), (x + offset, EDGE + ROW - 6), 0, 3)
    cv2.line(grey, (x - 26, EDGE + 20), (x + 26, EDGE + 20), 0, 2)
    assert extents(grey) == plain(3, 4, merged=1)


def test_a_wall_between_two_columns_full_of_letters_is_one() -> None:
    grey = ruled(3, 4)
    x = EDGE + 2 * COLUMN
    for offset in (-33, -22, -11, 11, 22, 33):
        cv2.line(grey, (x + offset, EDGE + 6), (x + offset, EDGE + ROW - 6), 0, 3)
    assert extents(grey) == plain(3, 4)


def test_a_rule_that_letters_touch_on_both_sides_is_one() -> None:
    grey = ruled(4, 5, merged=2)
    for x in range(EDGE + 20, EDGE + 5 * COLUMN - 8, 10):
        cv2.line(grey, (x, EDGE + ROW + 10), (x, EDGE + 2 * ROW - 4), 0, 5)
    assert extents(grey) == plain(4, 5, merged=2)


@pytest.mark.parametrize("waver", [0, 1])
def test_strokes_in_a_row_are_a_dashed_rule_only_on_one_line(waver: int) -> None:
    ink = np.zeros((60, 200), np.uint8)
    for i, (start, length) in enumerate(((20, 1), (34, 24), (66, 2), (82, 23), (113, 1), (128, 1))):
        ink[(28 + waver, 28 - waver)[i % 2] :, start : start + length][:4] = 1
    assert dashed_rules(ink, UNIT).any() == (waver == 0)


def drawn(text: str, *, whole: bool = True) -> Any:
    """What is read in one cell whose letters touch the rules above and below, and in which a wall may stand."""
    grey = sheet(1, 4)
    image = Image.fromarray(grey)
    path, index = FACES["wqy"]
    ImageDraw.Draw(image).text((EDGE + 20, EDGE + 2), text, font=ImageFont.truetype(str(path), 40, index=index), fill=0)
    grey = np.asarray(image).copy()
    rows = np.flatnonzero((grey < 128).any(axis=1))
    box = (EDGE, int(rows[0]) + 1, EDGE + 4 * COLUMN, int(rows[-1]))
    slot = Slot(0, 0, 1, 4, box, sure=False, whole=whole)
    (read,) = read_slots(page_of(grey), (slot,), recogniser())
    return read


@pytest.mark.skipif(not fonts(("wqy",)), reason="the font WenQuanYi Zen Hei is not installed")
def test_words_that_touch_rules_are_sure_and_numbers_are_not() -> None:
    assert (drawn("法人或其他组织").text, drawn("法人或其他组织").sure) == ("法人或其他组织", True)
    assert not drawn("法人或其他组织", whole=False).sure
    assert not drawn("12034").sure
    assert not drawn("行政许可 20").sure
    assert not drawn("行政许可    口").sure


def test_a_thick_frame_is_a_rule() -> None:
    grey = ruled(4, 3, merged=1)
    cv2.rectangle(grey, (EDGE - 7, EDGE - 7), (EDGE + 3 * COLUMN + 7, EDGE + 4 * ROW + 7), 0, 17)
    assert extents(grey) == plain(4, 3, merged=1)
