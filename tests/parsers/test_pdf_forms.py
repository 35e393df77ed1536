"""Pages drawn as forms: scaled, moved, several on a sheet, as printers and programs that impose pages make them."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from tests.factory.pdf_strip import FONT
from tests.parsers.test_pdf_reader import SENTENCE, Page, both, pdf, rows, table, text, texts


def as_form(page: Page, *, scale: float = 1.0, right: float = 0.0, up: float = 0.0) -> Page:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("page", 0, 0, 595, 842)
        # A form begins without a font.
        canvas.setFont(FONT, 12)
        page(canvas)
        canvas.endForm()
        canvas.translate(right, up)
        canvas.scale(scale, scale)
        canvas.doForm("page")

    return draw


def said(x: float, y: float, written: str, meant: str) -> Page:
    """A text that says in words of its own what it means, as browsers say of glyphs that may mean two characters."""

    def draw(canvas: Canvas) -> None:
        canvas._code.append(f"/Span <</ActualText <FEFF{meant.encode('utf-16-be').hex()}>>> BDC")
        canvas.drawString(x, 842 - y, written)
        canvas._code.append("EMC")

    return draw


@pytest.mark.parametrize("placed", [{"right": 20.0, "up": 20.0}, {"scale": 0.7}, {"scale": 0.9, "up": 60.0}])
def test_what_a_text_says_it_means_stands_where_the_text_does(placed: dict[str, float]) -> None:
    """PDFium places it as if its text stood in no form."""
    cells = table([60, 160, 220], [100, 130, 160], ["", ""], ["政强制", "0"])
    told = both(said(64, 114.4, "⾏", "行"), text((76, 114.4, "政处罚")), said(164, 114.4, "3", "3"))
    page = both(cells, told, text((60, 200, SENTENCE)))
    document = read_pdf(pdf(as_form(page, **placed)))
    assert [[cell for cell, _ in row] for row in rows(document)] == [["行政处罚", "3"], ["政强制", "0"]]
    assert texts(document) == [SENTENCE]
