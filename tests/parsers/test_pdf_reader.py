"""Single traits of PDFs: glyphs, cells, page breaks, running text, pictures. Drawn by hand, a few lines each."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.document import BlockKind, Document, EnclosureKind
from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_images import page_bitmaps
from parsers.report import ReadError
from tests.factory.pdf_strip import FONT

Page = Callable[[Canvas], None]
SENTENCE = "本年度我局按照条例规定，做好政府信息公开各项工作，公开渠道保持畅通，没有责任追究。"


def pdf(*pages: Page) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in pages:
        canvas.setFont(FONT, 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def text(*lines: tuple[float, float, str]) -> Page:
    def draw(canvas: Canvas) -> None:
        for x, y, line in lines:
            canvas.drawString(x, 842 - y, line)

    return draw


def table(
    xs: Sequence[float], ys: Sequence[float], *rows: Sequence[str], closed: bool = True, size: float = 12
) -> Page:
    """A ruled table; the lines of a cell are parted by newlines."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for x in xs:
            canvas.line(x, 842 - ys[0], x, 842 - ys[-1])
        for y in ys if closed else ys[:-1]:
            canvas.line(xs[0], 842 - y, xs[-1], 842 - y)
        for row, top in zip(rows, ys, strict=False):
            for cell, x in zip(row, xs, strict=False):
                for number, line in enumerate(cell.split("\n")):
                    canvas.drawString(x + 4, 842 - top - size * (1.2 + 1.25 * number), line)

    return draw


def both(*pages: Page) -> Page:
    def draw(canvas: Canvas) -> None:
        for page in pages:
            page(canvas)

    return draw


def rows(document: Document) -> list[list[tuple[str, bool]]]:
    return [[(c.text, c.sure) for c in b.cells] for b in document.blocks if b.kind is BlockKind.GRID]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is BlockKind.TEXT]


def picture(gray: int = 200) -> ImageReader:
    return ImageReader(Image.new("L", (300, 424), gray))


def test_a_wrapped_label_is_one_and_a_wrapped_number_is_not_sure() -> None:
    page = table([60, 120, 180], [100, 160], ["行政规范\n性文件", "12345\n67"])
    assert rows(read_pdf(pdf(page))) == [[("行政规范性文件", True), ("12345\n67", False)]]


def test_numbers_that_touch_a_wall_are_sure_where_each_was_drawn_for_itself() -> None:
    ruled = table([60, 120, 180, 240], [100, 130], ["规章", "", ""])
    apart = rows(read_pdf(pdf(both(ruled, text((139.5, 120, "123456"), (180.5, 120, "7890"))))))
    assert apart == [[("规章", True), ("123456", True), ("7890", True)]]
    glyphs = [(139.5 + 6.67 * i, 120.0, digit) for i, digit in enumerate("1234567890")]
    assert [sure for _, sure in rows(read_pdf(pdf(both(ruled, text(*glyphs)))))[0]] == [True, False, False]


def test_a_number_that_runs_through_a_wall_is_not_sure() -> None:
    page = both(table([60, 120, 180, 240], [100, 130], ["规章", "", ""]), text((150, 120, "1234567890")))
    assert [sure for _, sure in rows(read_pdf(pdf(page)))[0]] == [True, False, False]


def test_a_decimal_point_stays_in_its_number() -> None:
    assert rows(read_pdf(pdf(table([60, 120, 180], [100, 130], ["收费", "43.788"]))))[0][1] == ("43.788", True)


def test_glyphs_drawn_twice_count_once() -> None:
    page = table([60, 120, 180], [100, 130], ["规章", "11"])
    moved = both(page, lambda canvas: canvas.translate(0.3, 0), page)
    assert rows(read_pdf(pdf(moved))) == [[("规章", True), ("11", True)]]


def test_a_cell_with_a_picture_in_it_is_not_surely_empty() -> None:
    page = both(
        table([60, 120, 180], [100, 130], ["规章", ""]),
        lambda canvas: canvas.drawImage(picture(), 140, 842 - 125, 12, 12),
    )
    assert rows(read_pdf(pdf(page))) == [[("规章", True), ("", False)]]


def test_invisible_and_slanted_glyphs_are_left_out() -> None:
    def ghosts(canvas: Canvas) -> None:
        canvas.saveState()
        hidden = canvas.beginText(64, 842 - 118)
        hidden.setTextRenderMode(3)
        hidden.textLine("99")
        canvas.drawText(hidden)
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(100, 700)
        canvas.rotate(40)
        canvas.drawString(0, 0, "内部资料内部资料")
        canvas.restoreState()

    page = both(ghosts, text((60, 300, SENTENCE)), table([60, 120, 180], [100, 130], ["规章", "7"]))
    document = read_pdf(pdf(page))
    assert rows(document) == [[("规章", True), ("7", True)]]
    assert texts(document) == [SENTENCE]


XS = [60, 200, 260, 320]


def broken(above: Page, below: Page) -> list[list[tuple[str, bool]]]:
    return rows(read_pdf(pdf(both(text((60, 60, SENTENCE)), above), below)))


def test_a_row_cut_by_a_page_break_is_one_row() -> None:
    above = table(
        XS,
        [600, 630, 660, 690, 720],
        ["1.属于国家秘密", "1", "0"],
        ["2.法律行政法规禁止公开", "2", "0"],
        ["3.危及安全稳定", "3", "0"],
        ["4.要求行政机关确认或重", "", ""],
    )
    below = table(XS, [60, 90, 120], ["新出具", "4", "5"], ["5.其他", "6", "7"])
    assert broken(above, below)[3:] == [
        [("4.要求行政机关确认或重新出具", True), ("4", True), ("5", True)],
        [("5.其他", True), ("6", True), ("7", True)],
    ]


def test_a_break_between_rows_leaves_a_blank_row_blank() -> None:
    above = table(XS, [600, 630, 660, 690], ["1.甲", "1", "0"], ["2.乙", "2", "0"], ["3.丙", "3", "0"])
    below = table(XS, [60, 90, 120], ["4.丁", "", ""], ["5.其他", "6", "7"])
    assert broken(above, below)[3] == [("4.丁", True), ("", True), ("", True)]


def test_halves_that_may_be_two_rows_are_no_sure_blanks() -> None:
    above = table(XS, [600, 630, 660], ["规章", "1", "0"], ["规范性文件", "", ""])
    below = table(XS, [60, 90, 120], ["行政许可", "", ""], ["行政处罚", "6", "7"])
    found = broken(above, below)
    assert found[1] == [("规范性文件", True), ("", True), ("", True)]
    cut = broken(table(XS, [600, 630, 660], ["规章", "", ""], ["规范性文件", "1", "2"]), below)
    assert cut[2] == [("行政许可", True), ("", False), ("", False)]


def test_a_head_printed_again_on_the_next_page_is_left_out() -> None:
    head = ["项目", "本年", "上年"]
    above = table(XS, [600, 630, 660], head, ["1.甲", "1", "0"])
    below = table(XS, [60, 90, 120], head, ["2.乙", "6", "7"])
    assert [row[0][0] for row in broken(above, below)] == ["项目", "1.甲", "2.乙"]


def test_lines_become_paragraphs_and_page_numbers_go() -> None:
    one = text(
        (84, 100, "本年度我局按照条例规定做好政府信息公开各项工作，公开渠道保持畅"),
        (60, 120, "通，没有责任追究的情形。"),
        (84, 140, "一、总体情况"),
        (84, 160, "第二段说的是别的事情，它在下一页上继续，因为这一页已经写满了，一"),
        (280, 810, "- 1 -"),
    )
    two = text((60, 100, "行也放不下。"), (280, 810, "- 2 -"))
    assert texts(read_pdf(pdf(one, two))) == [
        "本年度我局按照条例规定做好政府信息公开各项工作，公开渠道保持畅通，没有责任追究的情形。",
        "一、总体情况",
        "第二段说的是别的事情，它在下一页上继续，因为这一页已经写满了，一行也放不下。",
    ]


def test_pictures_among_text_are_enclosures() -> None:
    page = both(text((60, 60, SENTENCE), (60, 700, SENTENCE)), lambda c: c.drawImage(picture(), 60, 300, 400, 300))
    (enclosure,) = read_pdf(pdf(page)).enclosures
    assert (enclosure.kind, enclosure.address, enclosure.block) == (EnclosureKind.PICTURE, "page 1", 1)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 0, 0, 595, 842)


def test_a_scan_is_not_read_by_its_text_layer() -> None:
    def layer(canvas: Canvas) -> None:
        hidden = canvas.beginText(60, 700)
        hidden.setTextRenderMode(3)
        for _ in range(5):
            hidden.textLine(SENTENCE)
        canvas.drawText(hidden)

    under = both(text(*((60.0, 60.0 + 20 * n, SENTENCE) for n in range(5))), scan)
    for page in (scan, both(scan, layer), under):
        with pytest.raises(ReadError) as caught:
            read_pdf(pdf(page))
        assert caught.value.code == "image-only-pdf"


def test_text_on_a_background_picture_is_read() -> None:
    document = read_pdf(pdf(both(scan, text(*((60.0, 60.0 + 40 * n, SENTENCE) for n in range(3))))))
    assert texts(document) == [SENTENCE * 3]
    assert document.enclosures == ()


def test_a_page_that_is_a_picture_comes_at_its_own_resolution() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        scan(canvas)

    first, second = page_bitmaps(pdf(scan, turned))
    assert (first.columns, first.rows, first.width) == (595, 842, 595)
    assert len(first.pixels) == first.stride * first.rows
    assert first.pixels[:3] == bytes((200, 200, 200))
    assert (second.page, second.width, second.height) == (2, 595, 842)
    (drawn,) = page_bitmaps(pdf(text((60, 60, SENTENCE))))
    assert drawn.columns == round(595 / 72 * 200)


def test_the_rest_of_a_number_is_no_page_number() -> None:
    """A lone digit at the foot of a page: too near to other lines, or no count of the pages."""
    lines = [(60.0, 700 + 20.0 * n, f"项目{n} 1 2") for n in range(4)]
    near = read_pdf(pdf(text((60, 200, SENTENCE), *lines, (300, 775, "3"))))
    far = read_pdf(pdf(text((60, 200, SENTENCE), (300, 800, "3")), text((60, 200, SENTENCE), (300, 800, "8"))))
    assert "3" in texts(near)[-1]
    assert [line for line in texts(far) if line in {"3", "8"}] == ["3", "8"]
    counted = read_pdf(pdf(*[text((60, 200, SENTENCE), (300, 800, str(number))) for number in (5, 6)]))
    assert "".join(texts(counted)) == SENTENCE * 2


def test_page_numbers_that_stand_close_to_the_text_are_told_by_the_pages_that_have_them_there() -> None:
    words = [SENTENCE[number:] for number in (1, 2, 3)]
    for shape in ("{}", "-{}-", "第{}页"):
        marks = [shape.format(number) for number in (1, 2, 3, 4)]
        pages = [text((60, 790, words[i]), (290, 806, marks[i])) for i in range(3)]
        assert "".join(texts(read_pdf(pdf(*pages)))) == "".join(words)
        # A number elsewhere, or one that does not count, is no page number there.
        kept = read_pdf(pdf(*pages[:2], text((60, 790, words[2]), (320, 806, marks[2]))))
        assert marks[2] in "".join(texts(kept))
        kept = read_pdf(pdf(*pages[:2], text((60, 790, words[2]), (290, 806, marks[3]))))
        assert marks[3] in "".join(texts(kept))
        assert "".join(texts(read_pdf(pdf(*pages[:2])))) == "".join(words[:2])


@pytest.mark.parametrize("y", [690, 806])
def test_page_numbers_of_large_margins_are_told_by_where_they_end_as_well(y: float) -> None:
    """Set to the right, 10 begins left of 9."""
    words = [SENTENCE[number:] for number in range(1, 12)]
    pages = [text((60, 300, one), (500 - (6.7 if i > 9 else 0), y, str(i))) for i, one in enumerate(words, start=1)]
    assert "".join(texts(read_pdf(pdf(*pages)))) == "".join(words)


def test_words_in_one_place_of_all_pages_are_a_header_however_close_the_text() -> None:
    words = [SENTENCE[number:] for number in (1, 2, 3)]
    pages = [text((200, 110, "年度报告"), (60, 126, word)) for word in words]
    assert "".join(texts(read_pdf(pdf(*pages)))) == "".join(words)
    # What two pages begin with may be heads of a table, and numbers are no words.
    assert "年度报告" in "".join(texts(read_pdf(pdf(*pages[:2]))))
    numbers = [text((200, 110, "12 0 7"), (60, 126, word)) for word in words]
    assert "".join(texts(read_pdf(pdf(*numbers)))).count("12") == 3


def test_a_number_on_a_line_of_its_own_begins_no_heading() -> None:
    lines = [(60.0, 60.0, SENTENCE), (60.0, 80.0, "行政许可"), (522.0, 100.0, "4980283"), (60.0, 120.0, "其他事项")]
    assert texts(read_pdf(pdf(text(*lines))))[-2:] == ["4980283", "其他事项"]


def test_a_number_wrapped_in_a_table_without_rules_is_not_sure() -> None:
    heads = [(60.0, 100.0, "项目"), (200.0, 100.0, "本年"), (300.0, 100.0, "上年")]
    body = [(60.0, 130.0, "规章"), (200.0, 130.0, "12345"), (300.0, 130.0, "7"), (200.0, 145.0, "6")]
    document = read_pdf(pdf(text(*heads, *body)))
    assert [sure for row in rows(document) for text, sure in row if text in {"12345", "7"}] == [False, False]
    whole = read_pdf(pdf(text(*heads, *body[:3])))
    assert rows(whole)[-1] == [("规章", True), ("12345", True), ("7", True)]


def test_radicals_are_the_characters_that_they_look_like() -> None:
    """As browsers say of some fonts; numerals among them begin headings and labels."""
    assert texts(read_pdf(pdf(text((60, 100, "⼀、总⼯"), (60, 200, SENTENCE)))))[0] == "一、总工"
