"""Borders of PDFs drawn dot by dot, as browsers draw them: one rule for a run of dots."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_objects import Budget, look
from parsers.readers.pdf_page import open_pdf, pages
from tests.parsers.test_pdf_reader import both, pdf, rows, text

XS, YS = (60.0, 200.0, 300.0, 400.0), (100.0, 130.0, 160.0)
STEP, DOT = 1.5, 0.75


def dots(canvas: Canvas) -> None:
    """Rules of dots at all heights and then at all places across, each a box of its own."""
    for y in YS:
        for i in range(int((XS[-1] - XS[0]) / STEP) + 1):
            canvas.rect(XS[0] + i * STEP, 842 - y, DOT, DOT, stroke=0, fill=1)
    for x in XS:
        for i in range(int((YS[-1] - YS[0]) / STEP) + 1):
            canvas.rect(x, 842 - YS[0] - i * STEP, DOT, DOT, stroke=0, fill=1)


def test_cells_between_dotted_borders() -> None:
    words = text((70, 120, "规章"), (240, 120, "3"), (340, 120, "12"), (70, 150, "规范性文件"), (340, 150, "0"))
    expected = [[("规章", True), ("3", True), ("12", True)], [("规范性文件", True), ("", True), ("0", True)]]
    assert rows(read_pdf(pdf(both(dots, words)))) == expected


def test_a_run_of_dots_is_one_rule() -> None:
    """All but those at its ends, which may be part of rules the other way."""
    with open_pdf(pdf(dots)) as document:
        drawn = next(look(page, Budget()) for page in pages(document))
    lines = len(XS) + len(YS)
    assert len(drawn.across) + len(drawn.down) <= 5 * lines
    longest = sorted(rule.stop - rule.start for rule in drawn.across)[-len(YS) :]
    assert min(longest) > XS[-1] - XS[0] - STEP


def test_a_lone_dot_is_no_run() -> None:
    with open_pdf(pdf(lambda canvas: canvas.rect(100, 700, DOT, DOT, stroke=0, fill=1))) as document:
        drawn = next(look(page, Budget()) for page in pages(document))
    assert [len(drawn.across), len(drawn.down)] == [1, 1]
