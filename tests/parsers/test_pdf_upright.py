"""Heads of PDFs written upright in several columns, from the right to the left."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import Page, both, pdf, rows, table, text

XS, YS = (60.0, 140.0, 180.0, 220.0, 260.0), (100.0, 140.0, 170.0)
NUMBERS = ["新收", "3", "12", "0"]


def upright(*columns: str, x: float, y: float) -> Page:
    """Columns of characters, the first one the rightmost, each character drawn for itself."""

    def draw(canvas: Canvas) -> None:
        for number, column in enumerate(columns):
            for place, character in enumerate(column):
                canvas.drawString(x - 15 * number, 842 - y - 12 * place, character)

    return draw


def heads() -> list[Page]:
    return [
        upright("自然", "人", x=163, y=116),
        upright("商业", "企业", x=203, y=116),
        upright("总计", x=235, y=116),
    ]


def test_columns_are_read_down_and_from_the_right_in_ruled_tables() -> None:
    found = rows(read_pdf(pdf(both(table(XS, YS, ["项目"], NUMBERS), *heads()))))
    assert [cell for cell, _ in found[0]] == ["项目", "自然人", "商业企业", "总计"]
    assert found[1] == [(cell, True) for cell in NUMBERS]


def test_columns_are_read_down_and_from_the_right_without_rules() -> None:
    lines = [(64.0, y, label) for y, label in ((160.0, "新收"), (190.0, "结转"))]
    lines += [(x, y, "7") for y in (160.0, 190.0) for x in (155.0, 195.0, 238.0)]
    found = rows(read_pdf(pdf(both(*heads(), text(*lines)))))
    assert [cell for line in found[:-2] for cell, _ in line] == ["自然人", "商业企业", "总计"]
    assert found[-2:] == [[(label, True), ("7", True), ("7", True), ("7", True)] for label in ("新收", "结转")]


def test_one_column_stays_where_it_is_and_so_does_the_next_one_right_of_it() -> None:
    pages = [upright("自然人", x=150, y=112), upright("企业", x=190, y=116), upright("总计", x=230, y=116)]
    found = rows(read_pdf(pdf(both(table(XS, YS, ["项目"], NUMBERS), *pages))))
    assert [cell for cell, _ in found[0]] == ["项目", "自然人", "企业", "总计"]
