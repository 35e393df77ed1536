"""Tables in PDFs without rules, read in the order in which their cells were drawn."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_cells import fill
from parsers.readers.pdf_char import Char
from parsers.readers.pdf_grid import Grid, Slot
from tests.factory.pdf_strip import FONT
from tests.parsers.test_pdf_reader import Page, pdf, rows, text

Lines = list[tuple[float, float, str]]
Rows = list[list[tuple[str, bool]]]
HEADS: Lines = [(60, 100, "项目"), (200, 100, "本年"), (280, 100, "上年"), (360, 100, "总计")]


def read(*pages: Lines) -> Rows:
    return rows(read_pdf(pdf(*(text(*lines) for lines in pages))))


def row(y: float, label: str, *numbers: str, pitch: float = 14) -> Lines:
    """A row that begins at a height: all lines of its label, then its numbers beside the first."""
    lines: Lines = [(60, y + pitch * i, part) for i, part in enumerate(label.split("|"))]
    return [*lines, *((200 + 80 * i, y, number) for i, number in enumerate(numbers))]


def sure(*texts: str) -> list[tuple[str, bool]]:
    return [(one, True) for one in texts]


def test_lines_drawn_in_a_row_are_one_label_however_near_the_next_row_stands() -> None:
    body = [*row(130, "属于国家|秘密", "1", "2", "3"), *row(158, "不属于|本机关|掌握", "4", "5", "6")]
    found = read([*HEADS, *body, *row(200, "重复", "7", "8", "9"), *row(214, "其他", "0", "0", "0")])
    assert found[1:] == [
        sure("属于国家秘密", "1", "2", "3"),
        sure("不属于本机关掌握", "4", "5", "6"),
        sure("重复", "7", "8", "9"),
        sure("其他", "0", "0", "0"),
    ]


def test_a_number_broken_over_lines_leaves_the_rest_of_its_row_sure() -> None:
    narrow: Lines = [(60, 100, "项目"), (200, 100, "本"), (230, 100, "上"), (260, 100, "总")]
    broken: Lines = [(60, 130, "甲类信息"), (60, 144, "公开"), (200, 130, "12"), (200, 144, "3")]
    body: Lines = [*broken, (230, 137, "45"), (260, 137, "68"), (60, 172, "乙"), (200, 172, "1"), (230, 172, "2")]
    found = read([*narrow, *body, (260, 172, "3"), (60, 200, "丙"), (200, 200, "7"), (230, 200, "8"), (260, 200, "15")])
    assert found[1] == [("甲类信息公开", True), ("12\n3", False), ("45", True), ("68", True)]
    assert found[2:] == [sure("乙", "1", "2", "3"), sure("丙", "7", "8", "15")]


def test_numbers_drawn_column_by_column_are_not_one_number() -> None:
    labels: Lines = [(60, y, word) for y, word in ((130, "甲"), (144, "乙"), (158, "丙"), (172, "丁"))]
    numbers: Lines = [(200 + 80 * i, y, "7") for i in range(3) for y in (130, 144, 158, 172)]
    assert read([*HEADS, *labels, *numbers])[1:] == [sure(word, "7", "7", "7") for word in "甲乙丙丁"]


def test_a_numeral_on_a_line_of_its_own_is_the_label_s_and_no_number() -> None:
    body: Lines = []
    for y, numeral, first, last in ((130, "1.", "属", "于"), (180, "2.", "重", "复"), (230, "3.", "其", "他")):
        body += [(60, y, numeral), (60, y + 14, first), (60, y + 28, last)]
        body += [(200 + 80 * i, y + 14, number) for i, number in enumerate("789")]
    assert read([*HEADS, *body])[1:] == [sure(label, "7", "8", "9") for label in ("1.属于", "2.重复", "3.其他")]


def test_heads_of_one_storey_may_begin_beside_the_lines_of_others() -> None:
    """PDFium tells of what stands on one line from left to right; drawn was the last head of the upper storey first."""
    upper: Lines = [(60, 100, "项目"), (220, 86, "法人或其他组织"), (360, 100, "总"), (360, 114, "计")]
    lower: Lines = [(200, 100, "商业"), (200, 114, "企业"), (280, 100, "科研"), (280, 114, "机构")]
    found = read([*upper, *lower, *row(150, "甲类|信息", "1", "2", "3"), *row(190, "乙", "4", "5", "9")])
    assert found[-2:] == [sure("甲类信息", "1", "2", "3"), sure("乙", "4", "5", "9")]
    assert {word for line in found for word, _ in line} >= {"商业企业", "科研机构", "总计"}


def test_a_number_that_touches_its_label_is_a_cell_as_it_was_drawn_for_itself() -> None:
    long: Lines = [(63, 158, "其他对外管理服务事项目"), (197, 158, "4"), (280, 158, "5"), (360, 158, "6")]
    found = read([*HEADS, *row(130, "甲", "1", "2", "3"), *long, *row(186, "丙", "7", "8", "9")])
    assert found[1:] == [
        sure("甲", "1", "2", "3"),
        sure("其他对外管理服务事项目", "4", "5", "6"),
        sure("丙", "7", "8", "9"),
    ]


def test_a_text_that_fills_gaps_left_for_it_is_one_with_what_was_drawn_before_it() -> None:
    """Writer draws what a font lacks first: both quotation marks, then the words around them."""
    quoted: Lines = [(72, 158, "“"), (108, 158, "”"), (60, 158, "及"), (84, 158, "安全"), (120, 158, "者")]
    body = [
        *row(130, "甲", "1", "2", "3"),
        *quoted,
        *row(158, "", "4", "5", "6")[1:],
        *row(186, "不|属", "7", "8", "9"),
    ]
    found = read([*HEADS, *body, *row(214, "丙", "0", "0", "0")])
    assert found[2:4] == [sure("及“安全”者", "4", "5", "6"), sure("不属", "7", "8", "9")]


def test_wide_numbers_may_reach_over_the_narrow_ones_of_the_next_column() -> None:
    heads: Lines = [(60, 100, "项目"), (204, 100, "甲"), (229, 100, "乙"), (254, 100, "丙")]
    numbers = [("7", "88888", "9"), ("1", "2", "22222"), ("33333", "4", "5"), ("6", "7", "8")]
    body: Lines = []
    for label, y, own in zip("一二三四", (140, 180, 220, 260), numbers, strict=True):
        body += [(60, y, label), *((210 + 25 * i - 2.8 * len(one), y, one) for i, one in enumerate(own))]
    assert read([*heads, *body])[1:] == [sure(label, *own) for label, own in zip("一二三四", numbers, strict=True)]


def test_a_header_in_large_print_may_stand_near_the_table_below_it() -> None:
    def printed(*lines: Lines) -> Page:
        def draw(canvas: Canvas) -> None:
            canvas.setFont(FONT, 15)
            canvas.drawString(200, 842 - 20, "年度报告")
            canvas.setFont(FONT, 8)
            for line in lines:
                text(*line)(canvas)

        return draw

    first = printed(HEADS, row(130, "甲", "1", "2", "3"), row(150, "乙", "4", "5", "6"))
    again = printed(row(44, "丙", "7", "8", "9"), row(64, "丁", "0", "0", "0"))
    found = rows(read_pdf(pdf(first, again)))
    assert found[1:] == [sure("甲", *"123"), sure("乙", *"456"), sure("丙", *"789"), sure("丁", *"000")]


def test_columns_may_touch_by_rounding() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年"), (223.8, 100, "上年"), (247.6, 100, "总计")]
    stacked: Lines = [*heads[:1], *((x, y, part) for x, _, word in heads[1:] for y, part in ((100, word), (114, word)))]
    labels = {140: "甲", 160: "乙", 180: "丙"}
    lines = [(60, y, labels[y]) if x == 0 else (x, y, "7") for y in labels for x in (0, 209, 233, 257)]
    assert read([*stacked, *lines])[1:] == [sure(word, "7", "7", "7") for word in labels.values()]


def test_heads_again_at_the_top_of_a_page_begin_no_other_table() -> None:
    first = [*HEADS, *row(130, "属于国家|秘密", "1", "2", "3"), *row(158, "重复", "4", "5", "6")]
    found = read(first, [*HEADS, *row(130, "其他", "7", "8", "9"), *row(158, "总数", "0", "0", "0")])
    assert found[1:] == [
        sure("属于国家秘密", "1", "2", "3"),
        sure("重复", "4", "5", "6"),
        sure("其他", "7", "8", "9"),
        sure("总数", "0", "0", "0"),
    ]


def test_a_label_goes_on_over_the_end_of_a_page() -> None:
    heads: Lines = [(x, 690, word) for x, _, word in HEADS]
    first = [*heads, *row(720, "属于国家|秘密", "1", "2", "3"), *row(750, "不属于本机关", "4", "5", "6")]
    found = read(first, [(60, 100, "掌握"), *row(128, "其他", "7", "8", "9")])
    assert found[2] == sure("不属于本机关掌握", "4", "5", "6")
    assert found[3] == sure("其他", "7", "8", "9")


def test_a_label_drawn_before_numbers_that_stand_elsewhere_is_not_theirs() -> None:
    """The order says one thing, the places another."""
    astray: Lines = [(60, 158, "乙"), (200, 186, "4"), (280, 186, "5"), (360, 186, "6")]
    body = [*row(130, "甲类|信息", "1", "2", "3"), *astray]
    rest = [*row(214, "丙", "7", "8", "9"), *row(242, "丁", "7", "8", "9"), *row(270, "戊", "7", "8", "9")]
    found = read([*HEADS, *body, *rest])
    assert not any(is_sure for line in found for text, is_sure in line if text in {"4", "5", "6"})


def test_cells_that_overlap_are_not_sure() -> None:
    """Walls that do not close leave one place to two cells, and the numbers in it to either."""
    slots = (Slot(0, 0, 1, 1), Slot(0, 1, 1, 1), Slot(0, 0, 1, 2, sure=False))
    grid = Grid((0.0, 50.0, 100.0), (0.0, 20.0), slots)
    sheet = fill(grid, [Char("1", 20, 5, 25, 15, 10), Char("2", 70, 5, 75, 15, 10)], 1)
    assert not any(cell.sure for cell in sheet.cells)


def test_a_label_that_runs_in_with_a_number_and_goes_on_below_is_no_measure_of_labels() -> None:
    """The first head stands over the end of that label, and over its numbers."""
    heads: Lines = [(60, 100, "项目"), (170, 100, "本年"), (280, 100, "上年"), (360, 100, "总计")]
    own: Lines = [(60, 186, "保护第三方的合法权4"), (60, 200, "益"), (280, 186, "5"), (360, 186, "9")]
    body = [
        line
        for y, label, *numbers in ((130, "甲", "1", "2", "3"), (158, "乙", "4", "5", "9"), (228, "丁", "7", "8", "15"))
        for line in [(60, y, label), *zip((170, 280, 360), (y, y, y), numbers, strict=True)]
    ]
    found = read([*heads, *body[:8], *own, *body[8:]])
    assert sure("甲", "1", "2", "3") in found
    assert sure("丁", "7", "8", "15") in found
    assert not any(sure for line in found if "保护第三方的合法权4益" in dict(line) for _, sure in line)


def test_labels_behind_a_page_break_whose_numbers_stand_before_it_end_no_table() -> None:
    def beside(y: float, label: str, *numbers: str) -> Lines:
        lines: Lines = [(110, y + 14 * i, part) for i, part in enumerate(label.split("|"))]
        return [*lines, *((200 + 80 * i, y, number) for i, number in enumerate(numbers))]

    before: Lines = [*HEADS, (60, 130, "（三）"), *beside(130, "甲|类", "1", "2", "3")]
    cut: Lines = [(200 + 80 * i, 170, number) for i, number in enumerate("789")]
    after: Lines = [
        (60, 50, "（四）"),
        (60, 72, "无法提供"),
        (110, 36, "1.不掌握"),
        *beside(95, "2.不存在", "7", "8", "15"),
    ]
    found = read([*before, *cut], [*after, *beside(115, "3.其他", "0", "0", "0")])
    assert found[-2:] == [sure("2.不存在", "7", "8", "15"), sure("3.其他", "0", "0", "0")]
    assert ("1.不掌握", False) in [cell for line in found for cell in line]


def test_numbers_that_all_stand_as_much_lower_than_their_labels_are_theirs() -> None:
    """Labels set as paragraphs, numbers as bare lines at the foot of their cells."""

    def sunk(y: float, label: str, *numbers: str) -> Lines:
        lines: Lines = [(60, y + 20 * i, part) for i, part in enumerate(label.split("|"))]
        foot = lines[-1][1] + 9
        return [*lines, *((200 + 80 * i, foot, number) for i, number in enumerate(numbers))]

    body = [*sunk(130, "属于国家|秘密", "1", "2", "3"), *sunk(180, "不属于|本机关|掌握", "4", "5", "9")]
    found = read([*HEADS, *body, *sunk(250, "重复", "7", "8", "15"), *sunk(280, "其他", "0", "0", "0")])
    assert found[1:] == [
        sure("属于国家秘密", "1", "2", "3"),
        sure("不属于本机关掌握", "4", "5", "9"),
        sure("重复", "7", "8", "15"),
        sure("其他", "0", "0", "0"),
    ]
    # Where rows stand closer, the numbers may be those of the row below.
    close = [*sunk(130, "甲", "1", "2", "3"), *sunk(146, "乙", "4", "5", "9"), *sunk(162, "丙", "7", "8", "15")]
    assert not any(sure for line in read([*HEADS, *close])[1:] for _, sure in line)


def test_a_mark_for_nothing_ends_its_text_though_the_next_one_stands_right_below() -> None:
    above: Lines = [(60, 100, "项目"), (200, 100, "决定数量"), *row(118, "许可", "-")]
    caption: Lines = [(170, 136, "第二十条第（六）项"), (60, 154, "项目"), (200, 154, "决定数量")]
    found = read([*above, *caption, *row(172, "处罚", "3"), *row(190, "强制", "-")])
    assert found[1] == sure("许可", "-")


def test_an_upright_group_goes_on_beside_a_row_behind_a_page_break() -> None:
    def beside(y: float, label: str, *numbers: str) -> Lines:
        return [(110, y, label), *((200 + 80 * i, y, number) for i, number in enumerate(numbers))]

    before: Lines = [*HEADS, (60, 130, "三"), (60, 144, "、"), *beside(130, "（一）甲", "1", "2", "3")]
    after: Lines = [
        *((60, 50 + 14 * i, word) for i, word in enumerate("年度结果")),
        *beside(50, "（二）乙", "4", "5", "9"),
    ]
    found = read(before, [*after, *beside(110, "（三）丙", "0", "0", "0")])
    assert found[1:] == [
        sure("三、年度结果", "（一）甲", "1", "2", "3"),
        sure("（二）乙", "4", "5", "9"),
        sure("（三）丙", "0", "0", "0"),
    ]


def test_a_number_right_behind_a_bracket_is_a_cell_as_it_was_drawn_for_itself() -> None:
    close: Lines = [(60, 130, "部分公开（区分）"), (156.5, 130, "2"), (280, 130, "0"), (360, 130, "2")]
    heads: Lines = [(60, 100, "项目"), (156.5, 100, "本年"), (272, 100, "上年"), (352, 100, "总计")]
    more: Lines = [(60, 160, "其他"), (156.5, 160, "3"), (280, 160, "0"), (360, 160, "3")]
    assert read([*heads, *close, *more])[1] == sure("部分公开（区分）", "2", "0", "2")


def upright(x: float, y: float, label: str, *, pitch: float = 12) -> Lines:
    return [(x, y + pitch * i, character) for i, character in enumerate(label)]


def test_labels_wrap_wider_than_the_characters_of_upright_heads_follow() -> None:
    heads: Lines = [
        (60, 112, "项目"),
        *upright(200, 100, "自然人"),
        *upright(280, 100, "社会公益"),
        *upright(360, 106, "总计"),
    ]
    found = read([*heads, *row(160, "甲类信息|之一", "1", "2", "3", pitch=17), *row(200, "乙", "4", "5", "6")])
    assert [cell for cell, _ in found[0]] == ["项目", "自然人", "社会公益", "总计"]
    assert found[1:] == [sure("甲类信息之一", "1", "2", "3"), sure("乙", "4", "5", "6")]


def test_upright_heads_may_be_rounded_to_the_dots_of_a_screen() -> None:
    places = ((100, "社"), (110.5, "会"), (123, "公"), (133.5, "益"))
    heads: Lines = [
        (60, 112, "项目"),
        *upright(200, 105, "自然人"),
        *((280, y, sign) for y, sign in places),
        (360, 112, "总计"),
    ]
    found = read([*heads, *row(160, "甲", "1", "2", "3"), *row(190, "乙", "4", "5", "6")])
    assert [cell for cell, _ in found[0]] == ["项目", "自然人", "社会公益", "总计"]
    assert found[1:] == [sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]
