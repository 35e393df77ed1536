"""A PDF is read as it is seen: what is pale, covered, struck through, overprinted, cut off or noted is no number."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import reportlab
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from parsers.report import ReadError
from tests.factory.pdf_odd import without_appearance
from tests.parsers.test_pdf_reader import SENTENCE, Page, both, pdf, rows, table, text

RULES = table([60, 120, 180, 240], [100, 130], ["规章", "", "0"])
AT = (124, 842 - 118)
CLEAR, BLANK, WITHHELD = ("7", True), ("", True), False


def cell(*draw: Callable[[Canvas], None]) -> tuple[str, bool]:
    """What is read of the middle cell of a row."""
    return rows(read_pdf(pdf(both(text((60, 300, SENTENCE)), RULES, *draw))))[0][1]


def number(digits: str, dx: float = 0, dy: float = 0, gray: float = 0, size: float = 12) -> Page:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", size)
        canvas.setFillGray(gray)
        canvas.drawString(AT[0] + dx, AT[1] + dy, digits)
        canvas.restoreState()

    return draw


def box(gray: float, *, alpha: float = 1) -> Page:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(gray, alpha)
        canvas.rect(AT[0] - 2, AT[1] - 3, 40, 16, stroke=0, fill=1)
        canvas.restoreState()

    return draw


def strike(canvas: Canvas) -> None:
    canvas.line(AT[0] - 1, AT[1] + 4, AT[0] + 9, AT[1] + 4)


def test_digits_in_the_colour_of_the_paper_are_not_there() -> None:
    assert cell(number("8", -7, gray=1), number("7")) == CLEAR
    assert cell(box(0.2), number("7", gray=1)) == CLEAR
    assert cell(box(0.2), number("7", gray=1), number("8", 6.8, gray=0.2)) == CLEAR


def test_a_cell_with_unseen_digits_is_no_sure_blank() -> None:
    assert cell() == BLANK
    assert cell(number("7", gray=1)) == ("", False)
    assert cell(number("7"), box(1)) == ("", False)


def test_a_dash_with_unseen_digits_is_no_sure_mark_for_nothing() -> None:
    assert cell(number("-")) == ("-", True)
    assert cell(number("-"), number("7", 6, gray=1))[1] is WITHHELD


def read_sizeless(*cells: str) -> list[tuple[str, bool]]:
    """A row of three cells in a font the file of which is gone: PDFium does not know how large its glyphs are."""
    vera = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    pdfmetrics.registerFont(TTFont("Sizeless", str(vera), asciiReadable=0))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Sizeless", 12)
        for x, digits in zip((64, 124, 184), cells, strict=True):
            canvas.drawString(x, AT[1], digits)

    grid = table([60, 120, 180, 240], [100, 130], ["", "", ""])
    data = pdf(both(text((60, 300, SENTENCE)), grid, draw)).replace(b"/FontFile2", b"/FontFileX")
    return rows(read_pdf(data))[0]


def test_a_lone_digit_in_a_font_without_its_file_is_no_blank() -> None:
    """PDFium draws it, and leaves it out of the text."""
    assert read_sizeless("23", "7", "8498") == [("23", True), ("", False), ("8498", True)]


def test_a_lone_glyph_that_its_font_lacks_is_no_blank() -> None:
    """Two side by side are characters that say nothing; one is left out of the text."""
    sure = [sure for _, sure in read_sizeless("\u2167\u2168", "\u2167", "\u2168\u2167")]
    assert sure == [False, False, False]


def test_a_number_of_which_a_part_is_cut_off_is_not_sure() -> None:
    """As sheets print what is too long for its cell."""

    def clipped(digits: str, width: float) -> Page:
        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(AT[0] - 1, AT[1] - 3, width, 16)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.setFont("Helvetica", 12)
            canvas.drawString(*AT, digits)
            canvas.restoreState()

        return draw

    assert cell(clipped("7", 20)) == CLEAR
    assert cell(clipped("198", 14))[1] is WITHHELD
    # Browsers draw no digit that is wholly beyond the window; the last one drawn reaches over its side.
    assert cell(clipped("19", 13))[1] is WITHHELD
    assert cell(clipped("19", 15)) == ("19", True)
    assert cell(clipped("7", 9), clipped(" 99", 9))[1] is WITHHELD


def test_pale_digits_are_not_sure() -> None:
    assert cell(number("7", gray=0.9))[1] is WITHHELD
    assert cell(number("7", gray=0.5)) == CLEAR


def test_what_is_covered_is_not_read_and_what_stands_over_or_beside_it_is_not_trusted() -> None:
    assert cell(number("2"), box(1), number("27"))[1] is WITHHELD
    assert cell(number("24"), box(1), number("27"))[1] is WITHHELD
    assert cell(number("9"), box(1), number("7", 12))[1] is WITHHELD
    assert cell(number("7"), box(0.9, alpha=0.4)) == CLEAR


@pytest.mark.parametrize("gray", [0.0, 1.0])
@pytest.mark.parametrize("covered", [0, 1, 2])
@pytest.mark.parametrize("size", [7.0, 12.0])
def test_a_number_of_which_a_digit_is_covered_is_not_sure_without_rules_either(
    size: float, covered: int, gray: float
) -> None:
    """No cell reaches beyond its text there: what is left of 456 must not read as 45."""
    wide = size * 0.556

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(*AT, "456")
        canvas.setFillGray(gray)
        canvas.rect(AT[0] + covered * wide, AT[1] - 1, wide, size, stroke=0, fill=1)

    document = read_pdf(pdf(both(text((60, 300, SENTENCE), (60, 118, "规章")), draw)))
    cells = [one for block in document.blocks for one in block.cells if any(map(str.isdigit, one.text))]
    assert not any(one.sure and one.text.strip().removeprefix("规章").strip().isdecimal() for one in cells)


def test_numbers_over_each_other_are_not_sure() -> None:
    assert cell(number("32"), number("3"))[1] is WITHHELD
    assert cell(number("7"), number("7", 0.3)) == CLEAR
    assert cell(number("77"), number("7", 3.5))[1] is WITHHELD


def spread(*texts: tuple[float, str], dy: float = 0) -> Page:
    """One text object over several cells, as programs leave it that distil a PDF anew: gaps are moves within it."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        moves, x = "", texts[0][0]
        for at, digits in texts:
            moves += f"{(x - at) * 1000 / 12:.0f} ({digits}) "
            x = at + canvas.stringWidth(digits)
        drawn = canvas.beginText(texts[0][0], AT[1] + dy)
        drawn._code.append(f"[{moves}] TJ")
        canvas.drawText(drawn)

    return draw


@pytest.mark.parametrize("dy", [0, 3])
def test_a_text_that_stands_in_a_gap_of_another_is_read(dy: float) -> None:
    assert cell(spread((84, "1"), (204, "2")), number("7", dy=dy)) == CLEAR
    assert cell(number("7"), spread((204, "2"), (84, "1"), dy=dy)) == CLEAR
    assert cell(spread((84, "1"), (124, "1"), (204, "2")), number("7", dy=dy))[1] is WITHHELD
    assert cell(spread((84, "1"), (124, "7"), (204, "2")), number("17"))[1] is WITHHELD


def test_what_is_left_out_as_a_copy_of_something_unseen_is_missed() -> None:
    assert cell(number("1", gray=1), number("17"))[1] is WITHHELD
    assert cell(number("1", gray=1), spread((84, "1"), (124, "17")))[1] is WITHHELD


def test_what_is_struck_through_is_not_sure() -> None:
    assert cell(number("7"), strike)[1] is WITHHELD
    under = lambda canvas: canvas.line(AT[0], AT[1] - 2, AT[0] + 9, AT[1] - 2)  # noqa: E731 - one use, one line
    assert cell(number("7"), under) == CLEAR


def test_a_raised_or_smaller_digit_is_a_note() -> None:
    assert cell(number("12"), number("1", 13.4, 4, size=7))[1] is WITHHELD


def field(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value="7", x=AT[0], y=AT[1], width=30, height=14, fontSize=10, borderWidth=0)


def test_a_form_field_is_read_where_it_shows_its_looks() -> None:
    page = both(text((60, 300, SENTENCE)), RULES, field)
    assert rows(read_pdf(pdf(page)))[0][1] == CLEAR
    assert rows(read_pdf(without_appearance(pdf(page))))[0][1] == ("", False)


def test_a_page_cropped_through_its_table_is_refused() -> None:
    def crop(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, 150, 842))

    numbers = [number(str(n), 60, -30 * n) for n in range(5)]
    with pytest.raises(ReadError) as caught:
        read_pdf(pdf(both(crop, RULES, *numbers)))
    assert caught.value.code == "cropped-pdf"


def test_text_on_the_picture_of_a_page_is_left_to_recognition() -> None:
    image = Image.new("L", (300, 424), 250)
    ImageDraw.Draw(image).line((20, 20, 280, 400), 0, 3)
    scan = lambda canvas: canvas.drawImage(ImageReader(image), 0, 0, 595, 842)  # noqa: E731 - one use, one line
    with pytest.raises(ReadError) as caught:
        read_pdf(pdf(both(scan, *(text((60, 300.0 + 20 * n, SENTENCE)) for n in range(3)))))
    assert caught.value.code == "image-only-pdf"


def test_a_lone_box_with_text_beside_it_is_no_table() -> None:
    """Thick borders whose pieces do not meet leave single boxes of a table."""
    xs = [(60, "规章"), (200, "12"), (300, "0"), (400, "6")]
    lines = [(float(x), 130.0 + 30 * n, word) for n in range(3) for x, word in xs]
    piece = table([190, 230], [115, 140], [""])
    far = table([190, 230], [400, 430, 460], ["1"], ["2"])
    found = rows(read_pdf(pdf(both(text(*lines), piece, far))))
    assert [word for word, _ in found[0]] == ["规章", "12", "0", "6"]


HEADS = [(60.0, 100.0, "项目"), (200.0, 100.0, "本年"), (300.0, 100.0, "上年")]


def sure_of(*lines: tuple[float, float, str]) -> dict[str, bool]:
    found = rows(read_pdf(pdf(text(*HEADS, *lines))))
    return {word: sure for row in found for word, sure in row if word.isdecimal()}


def test_rows_of_second_lines_put_the_rows_above_them_in_doubt() -> None:
    first = [(60.0, 130.0, "规章"), (200.0, 130.0, "1701"), (300.0, 130.0, "1702")]
    last = [(60.0, 190.0, "规范性文件"), (200.0, 190.0, "5"), (300.0, 190.0, "6")]
    second = [(200.0, 146.0, "3"), (300.0, 146.0, "4")]
    assert sure_of(*first, *last) == {"1701": True, "1702": True, "5": True, "6": True}
    assert sure_of(*first, *second, *last) == {
        "1701": False,
        "1702": False,
        "3": False,
        "4": False,
        "5": True,
        "6": True,
    }


def test_a_number_right_behind_its_label_is_no_blank() -> None:
    close = [(60.0, 130.0, "规章规章规章规章规章规章8"), (300.0, 130.0, "12")]
    other = [(60.0, 160.0, "规范性文件"), (200.0, 160.0, "5"), (300.0, 160.0, "6")]
    assert sure_of(*close, *other)["12"] is False


def test_a_glyph_squashed_to_nothing_has_no_angle() -> None:
    def squashed(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.transform(0, 0, 0, 0, 100, 100)
        canvas.drawString(0, 0, "9")
        canvas.restoreState()
        canvas.saveState()
        canvas.rotate(90)
        canvas.drawString(300, -560, "附件")
        canvas.restoreState()

    assert cell(number("7"), squashed) == CLEAR


def test_too_many_notes_are_refused() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.drawString(60, 700, "7")
    for n in range(2_001):
        canvas.freeTextAnnotation(str(n), DA="/Helvetica 9 Tf 0 g", Rect=(1, 1, 9, 9))
    canvas.save()
    with pytest.raises(ReadError) as caught:
        read_pdf(out.getvalue())
    assert caught.value.code == "too-complex"


def test_digits_on_a_picture_with_writing_are_not_sure() -> None:
    def part(canvas: Canvas, gray: int) -> None:
        image = Image.new("L", (200, 100), gray)
        if gray > 200:
            ImageDraw.Draw(image).line((5, 5, 190, 90), 0, 3)
        canvas.drawImage(ImageReader(image), 50, 842 - 280, 300, 200)

    assert cell(lambda canvas: part(canvas, 250), number("7"))[1] is WITHHELD
    assert cell(lambda canvas: part(canvas, 200), number("7")) == CLEAR


def test_digits_of_a_font_without_meanings_are_not_sure() -> None:
    """A subset numbers its glyphs as they come: the 47th to the 49th have the codes of 0 to 2."""
    pdfmetrics.registerFont(TTFont("subset", "Vera.ttf", asciiReadable=0))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("subset", 12)
        for y, word in ((200, letters), (118, "58")):
            canvas.drawString(AT[0], 842 - y, word)

    said = text(*((60, 300.0 + 20 * n, SENTENCE) for n in range(9)))
    data = pdf(both(said, RULES, draw))
    assert rows(read_pdf(data))[0][1] == ("58", True)
    meaningless = data.replace(b"/ToUnicode", b"/XoUnicode")
    assert rows(read_pdf(meaningless))[0][1][1] is WITHHELD


def test_a_file_most_digits_of_which_have_no_meaning_is_left_to_recognition() -> None:
    """A distiller numbers Chinese characters anew: some read as letters of the west, others as digits."""
    pdfmetrics.registerFont(TTFont("distilled", "Vera.ttf", asciiReadable=0))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("distilled", 12)
        canvas.drawString(60, 60, "".join(map(chr, (0xE6, 0xFF, 0xF2, 0xF3, 0xE7, 0xC3))))
        for n in range(8):
            canvas.drawString(60, 842 - 118 - 14 * n, "0123456789")

    said = text(*((60, 300.0 + 20 * n, SENTENCE) for n in range(20)))
    with pytest.raises(ReadError, match="do not say") as caught:
        read_pdf(pdf(both(said, draw)))
    assert caught.value.code == "unreadable-text"


def test_addresses_give_no_font_away() -> None:
    address = text((60, 400, "网址https://x.example/a?b=1&c=2#d_e;f邮箱a@b.example"), (60, 420, "a*b~c"))
    assert rows(read_pdf(pdf(both(address, text((60, 300, SENTENCE)), RULES, number("7")))))[0][1] == CLEAR
