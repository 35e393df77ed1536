"""Text set with room between its characters is read like any other: its digits are those of one number."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from tests.factory.pdf_strip import FONT
from tests.parsers.test_pdf_reader import Page, both, pdf, rows, table, texts

LABELS = ["行政规范性文件", "行政许可的数量", "行政处罚的数量", "行政强制的数量"]


def spaced(*lines: tuple[float, float, str], room: float) -> Page:
    def draw(canvas: Canvas) -> None:
        for x, y, line in lines:
            canvas.setFont(FONT, 10)
            canvas.drawString(x, 842 - y, line, charSpace=room)

    return draw


@pytest.mark.parametrize("room", [0.5, 1.5, 2.5])
def test_digits_of_a_spaced_number_are_one_number(room: float) -> None:
    lines = [(60.0, 100.0 + 20 * i, label) for i, label in enumerate(LABELS)]
    numbers = [(260.0, 100.0 + 20 * i, "363") for i in range(4)]
    more = [(340.0, 100.0 + 20 * i, f"{i}") for i in range(4)]
    found = rows(read_pdf(pdf(spaced(*lines, *numbers, *more, room=room))))
    assert [[text for text, _ in row] for row in found] == [[label, "363", f"{i}"] for i, label in enumerate(LABELS)]


def test_a_spaced_number_in_a_cell_is_whole() -> None:
    lines = [(60.0, 300.0 + 20 * i, label) for i, label in enumerate(LABELS)]
    page = both(table([50, 200, 300], [90, 120]), spaced((60, 105, LABELS[0]), (210, 105, "1363"), *lines, room=1.8))
    assert rows(read_pdf(pdf(page))) == [[(LABELS[0], True), ("1363", True)]]


def test_a_line_of_spaced_text_has_no_spaces() -> None:
    lines = [(60.0, 100.0 + 20 * i, f"{label}共计363件") for i, label in enumerate(LABELS)]
    found = "".join(texts(read_pdf(pdf(spaced(*lines, room=2)))))
    assert found == "".join(line for _, _, line in lines)


def test_numbers_side_by_side_stay_apart_where_the_text_is_not_spaced() -> None:
    lines = [(60.0, 100.0 + 20 * i, label) for i, label in enumerate(LABELS)]
    numbers = [(260.0 + 8 * n, 100.0 + 20 * i, "3") for i in range(4) for n in range(3)]
    found = rows(read_pdf(pdf(spaced(*lines, *numbers, room=0))))
    assert [[text for text, _ in row] for row in found] == [[label, "3", "3", "3"] for label in LABELS]
