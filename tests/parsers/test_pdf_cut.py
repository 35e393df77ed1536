"""Tables in PDFs whose rules leave gaps, and rows in which a page break cuts numbers or labels."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import Page, both, pdf, rows, table, text

NARROW = [60, 200, 240, 280]


def broken(above: Page, below: Page) -> list[list[tuple[str, bool]]]:
    return rows(read_pdf(pdf(above, below)))


def test_boxes_drawn_apart_are_cells_of_one_table() -> None:
    """Browsers give each cell a box of its own; the boxes of one row leave a bit of its height open."""

    def boxes(canvas: Canvas) -> None:
        for row in range(3):
            for column in range(3):
                canvas.rect(60 + 60 * column, 842 - 116 - 16.5 * row, 57.5, 14)
        canvas.rect(40, 842 - 150, 17.5, 52.5)

    lines = [(64.0 + 60 * x, 113.0 + 16.5 * y, str(10 * y + x)) for y in range(3) for x in range(3)]
    found = rows(read_pdf(pdf(both(boxes, text((42.0, 125.0, "甲"), *lines)))))
    assert found == [
        [("甲", True), ("0", True), ("1", True), ("2", True)],
        [("10", True), ("11", True), ("12", True)],
        [("20", True), ("21", True), ("22", True)],
    ]


def test_a_number_cut_by_a_page_break_is_joined_and_the_rest_of_its_row_stays_sure() -> None:
    above = table(
        NARROW, [660, 690, 720, 750], ["（一）甲", "1", "0"], ["（二）乙", "2", "0"], ["（三）丙", "7", "1,19"]
    )
    for rest in (["", "", "3"], ["", "", "33\n3"]):
        below = table(NARROW, [60, 110, 140], rest, ["（四）丁", "6", "7"])
        assert broken(above, below)[2:] == [
            [("（三）丙", True), ("7", True), ("1,19\n" + rest[2], False)],
            [("（四）丁", True), ("6", True), ("7", True)],
        ]


def test_a_number_cut_in_a_row_without_label_is_joined_where_it_had_no_room() -> None:
    narrow, wide = [60, 100, 140, 180], [60, 140, 220, 300]
    heads = ["维持", "纠正", "总计"]
    for xs, joined in ((narrow, True), (wide, False)):
        above = table(xs, [660, 690, 720], heads, ["0", "1,19", "1,19"])
        found = broken(above, table(xs, [60, 90], ["", "3", "3"]))
        assert (found[1:] == [[("0", True), ("1,19\n3", False), ("1,19\n3", False)]]) is joined


def test_a_label_cut_with_a_number_is_joined() -> None:
    above = table(
        NARROW,
        [630, 660, 690, 720, 750],
        ["1.甲", "1", "0"],
        ["2.乙", "2", "0"],
        ["3.丙", "2", "0"],
        ["4.要求行政机关确认", "7", "1,19"],
    )
    below = table(NARROW, [60, 90, 120], ["或重新出具", "", "3"], ["5.丁", "6", "7"])
    assert broken(above, below)[3] == [("4.要求行政机关确认或重新出具", True), ("7", True), ("1,19\n3", False)]


def test_numbers_of_a_row_without_label_are_not_joined_to_numbers_that_have_room() -> None:
    wide = [60, 200, 260, 320]
    above = table(wide, [660, 690, 720], ["（一）甲", "1", "0"], ["（三）丙", "7", "1"])
    below = table(wide, [60, 90, 120], ["", "", "3"], ["（四）丁", "6", "7"])
    assert ("1", True) in broken(above, below)[1]


def test_a_strip_beside_merged_cells_below_a_head_printed_again_is_no_row() -> None:
    """Merged cells begin right below the head, the next row a bit lower."""
    head = ["项目", "分项", "本年"]
    xs = [60, 140, 220, 300]

    def merged(canvas: Canvas) -> None:
        for x in xs:
            canvas.line(x, 842 - 60, x, 842 - (93 if x == 220 else 150))
        for y, left in ((60, 60), (90, 60), (93, 140), (120, 140), (150, 60)):
            canvas.line(left, 842 - y, 300, 842 - y)
        canvas.line(220, 842 - 99, 220, 842 - 150)
        canvas.line(140, 842 - 99, 300, 842 - 99)
        canvas.line(220, 842 - 90, 220, 842 - 60)

    below = both(merged, text(*((x + 4, 78, word) for x, word in zip(xs, head, strict=False))))
    cells = text((144, 114, "2.乙"), (224, 114, "6"), (144, 140, "3.丙"), (224, 140, "7"))
    above = table(xs, [600, 630, 660], head, ["一、甲", "1.甲", "1"])
    assert [row[-2:] for row in broken(above, both(below, cells))][1:] == [
        [("1.甲", True), ("1", True)],
        [("2.乙", True), ("6", True)],
        [("3.丙", True), ("7", True)],
    ]


def test_a_line_that_had_no_room_for_two_characters_is_full() -> None:
    """No line begins with a comma, so the character before it moves on with it."""
    above = table(
        [60, 200, 260],
        [660, 690, 720, 750],
        ["（一）甲", "1"],
        ["（三）丙", ""],
        ["（二）部分公开（区", "7"],
    )
    below = table([60, 200, 260], [60, 90, 120], ["分，处理的", ""], ["（四）丁", "6"])
    assert broken(above, below)[2] == [("（二）部分公开（区分，处理的", True), ("7", True)]


def test_a_page_number_below_a_cell_that_a_break_left_open_is_no_part_of_it() -> None:
    """A number alone may be the rest of one; the words of the cell that run on below it are still its."""

    def page(below: str) -> Page:
        def draw(canvas: Canvas) -> None:
            for x in (60, 160, 260):
                canvas.line(x, 842 - 740, x, 842 - 800)
            for x, y in ((60, 740), (160, 770), (160, 800)):
                canvas.line(x, 842 - y, 260, 842 - y)
            text((70, 790, "三、本年度办理"), (70, 806, below), (170, 760, "5"), (170, 790, "7"))(canvas)

        return draw

    found = [rows(read_pdf(pdf(page(one))))[0][0][0] for one in ("结果", "- 2 -")]
    assert found == ["三、本年度办理结果", "三、本年度办理"]
