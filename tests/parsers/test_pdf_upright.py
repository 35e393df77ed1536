"""Heads and labels of PDFs written upright, also in several columns from the right to the left."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import Page, both, pdf, rows, table, text, texts

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


def test_an_upright_label_of_a_group_is_one_text_in_the_middle_of_its_rows() -> None:
    """Its signs stand beside its middle, as in vertical writing."""
    columns = (205.0, 255.0, 305.0)
    heads = text((200, 70, "自然人"), (250, 70, "企业"), (300, 70, "总计"))
    group = [(60, 100, "二"), (67, 108, "、"), *((60, 124 + 12 * i, sign) for i, sign in enumerate("办理结果"))]
    labels = ["（一）予以公开", "（二）部分公开", "（三）其他处理"]
    lines = [
        [(90.0, 100.0 + 30 * i, label), *((x, 100.0 + 30 * i, "7") for x in columns)] for i, label in enumerate(labels)
    ]
    last = [(60, 190, "四、结转"), *((x, 190, "0") for x in columns)]
    found = rows(read_pdf(pdf(both(heads, text(*group, *(one for line in lines for one in line), *last)))))
    cells = [[cell for cell, is_sure in line if is_sure] for line in found]
    assert cells[1][0] == "二、办理结果"
    assert [line[-4:] for line in cells[1:]] == [
        *([label, "7", "7", "7"] for label in labels),
        ["四、结转", "0", "0", "0"],
    ]


def test_a_line_of_one_character_above_the_next_paragraph_is_not_upright() -> None:
    first, second = "根据有关规定编制本报告，本年度没有收取任何费用", "一、总体情况"
    glyphs = [(60 + 12.0 * i, 100.0, sign) for i, sign in enumerate(first)]
    glyphs += [(60, 118, "的"), *((60 + 12.0 * i, 136.0, sign) for i, sign in enumerate(second))]
    assert "".join(texts(read_pdf(pdf(text(*glyphs))))) == first + "的" + second
