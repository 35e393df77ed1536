"""Tables in PDFs without rules: which head stands over which column, which label beside which row, over pages."""

from __future__ import annotations

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import pdf, rows, text

Lines = list[tuple[float, float, str]]
Rows = list[list[tuple[str, bool]]]
HEADS: Lines = [(60, 100, "项目"), (200, 100, "本年制发"), (280, 100, "本年废止"), (360, 100, "现行有效")]


def read(*pages: Lines) -> Rows:
    return rows(read_pdf(pdf(*(text(*lines) for lines in pages))))


def row(y: float, label: str, *numbers: str, x: float = 200.0) -> Lines:
    return [(60, y, label), *((x + 80 * i, y, number) for i, number in enumerate(numbers))]


def sure(*texts: str) -> list[tuple[str, bool]]:
    return [(one, True) for one in texts]


def test_a_head_as_far_above_its_rows_as_these_are_apart_is_theirs() -> None:
    found = read([*HEADS, *row(150, "甲", "1", "2", "3"), *row(200, "乙", "4", "5", "6")])
    assert found == [
        sure("项目", "本年制发", "本年废止", "现行有效"),
        sure("甲", "1", "2", "3"),
        sure("乙", "4", "5", "6"),
    ]


def test_what_stands_alone_above_all_heads_is_no_column() -> None:
    found = read([(258, 80, "第一项"), *HEADS, *row(130, "甲", "1", "2", "3"), *row(160, "乙", "4", "5", "6")])
    assert found[-2:] == [sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]


def test_numbers_at_the_edge_of_their_column_are_under_the_head_in_its_middle() -> None:
    """The head of the labels stands right of them; each number is nearer to its left neighbour's head."""
    heads: Lines = [(110, 100, "项目"), (240, 100, "本年"), (320, 100, "上年"), (400, 100, "总计")]
    found = read([*heads, *row(130, "甲", "1", "2", "3"), *row(160, "乙", "4", "5", "6")])
    assert found == [sure("项目", "本年", "上年", "总计"), sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]


def test_where_heads_and_numbers_pair_off_in_two_ways_none_is_sure() -> None:
    heads: Lines = [(200, 100, "本年"), (280, 100, "上年")]
    found = read([*heads, *row(130, "甲", "1", x=245.0), *row(160, "乙", "4", x=245.0)])
    assert not any(is_sure for line in found[-2:] for _, is_sure in line[1:])


def test_numbers_may_stand_beside_the_last_line_of_their_label() -> None:
    body: Lines = [
        (60, 130, "（一）予以公开的"),
        (60, 147, "全部申请"),
        (60, 164, "（二）部分公开的"),
        (60, 181, "申请"),
    ]
    numbers: Lines = [(200 + 80 * i, y, str(i)) for y in (147, 181) for i in range(3)]
    found = read([*HEADS, *body, *numbers, *row(198, "（三）其他", "7", "8", "9")])
    assert found[1:] == [
        sure("（一）予以公开的全部申请", "0", "1", "2"),
        sure("（二）部分公开的申请", "0", "1", "2"),
        sure("（三）其他", "7", "8", "9"),
    ]


def test_a_head_that_stands_again_on_the_next_page_is_left_out() -> None:
    heads: Lines = [*HEADS, (440, 100, "总计")]
    above = [*heads, *row(130, "甲", "1", "2", "3", "6"), *row(160, "乙", "4", "5", "6", "15")]
    below = [*heads, *row(130, "丙", "7", "8", "9", "24"), *row(160, "丁", "0", "0", "0", "0")]
    found = read(above, below)
    assert [line[0] for line in found] == sure("项目", "甲", "乙", "丙", "丁")
    assert found[-2] == sure("丙", "7", "8", "9", "24")


def test_numbers_where_the_rows_before_have_labels_are_of_another_table() -> None:
    long = "（一）本年新收政府信息公开申请"
    table = [*HEADS[1:], *row(130, long, "1", "2", "3", x=300), *row(160, long, "4", "5", "6", x=300)]
    table = [(x + 100 if y == 100 else x, y, word) for x, y, word in table]
    other = [*row(200, "甲", "7", x=120), *row(230, "乙", "8", x=120)]
    found = read([*table, *other])
    assert found[1:3] == [sure(long, "1", "2", "3"), sure(long, "4", "5", "6")]


def test_a_number_may_go_on_behind_the_end_of_a_page() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年"), (240, 100, "上年")]
    above: Lines = [*heads, (60, 700, "（一）甲"), (200, 700, "0"), (240, 700, "1701")]
    below: Lines = [(60, 100, "申请"), (240, 100, "0"), (60, 130, "（二）乙"), (200, 130, "1"), (240, 130, "2")]
    found = read(above, below)
    assert [is_sure for _, is_sure in found[1]] == [False] * 3


def test_cells_that_almost_touch_are_parted_by_a_gap_wider_than_those_of_the_line() -> None:
    xs = [200.0, 251.5, 303.0]
    heads: Lines = [(x, 100, word) for x, word in zip(xs, ("商业企业", "科研机构", "公益组织"), strict=True)]
    body = [(x, y, str(n)) for y in (130, 160) for n, x in enumerate(xs)]
    found = read([*heads, (60, 130, "甲"), (60, 160, "乙"), *body])
    assert [word for word, _ in found[0]] == ["商业企业", "科研机构", "公益组织"]
    assert found[1:] == [sure("甲", "0", "1", "2"), sure("乙", "0", "1", "2")]


def test_a_head_in_the_middle_of_two_columns_is_none_of_a_third() -> None:
    """What stands further out, and lower, can be under no other head."""
    upper: Lines = [(170, 100, "复议"), (310, 100, "诉讼")]
    heads: Lines = [(140 + 80 * i, 117, head) for i, head in enumerate(("维持", "纠正", "撤回", "其他"))]
    numbers: Lines = [(140 + 80 * i, 134, str(i)) for i in range(4)]
    assert read([*upper, *heads, *numbers])[-1] == sure("0", "1", "2", "3")


def test_a_head_may_stand_over_the_first_column_alone() -> None:
    """Drawn in no order that tells anything, as sheets draw what is broken over lines last."""
    heads: Lines = [(210 + 80 * i, 106, head) for i, head in enumerate(("结果纠正", "其他结果", "总计"))]
    numbers: Lines = [(150 + 80 * i, 140, str(i)) for i in range(4)]
    broken: Lines = [(138, 98, "结果维"), (150, 113, "持")]
    assert read([*heads, *numbers, *broken])[-2:] == [
        sure("结果维持", "结果纠正", "其他结果", "总计"),
        sure("0", "1", "2", "3"),
    ]


def test_texts_drawn_each_for_itself_may_stand_close() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年制发"), (250.5, 100, "本年废止"), (301, 100, "总计")]
    first: Lines = [(60, 130, "甲"), (200, 130, "1234567"), (249.2, 130, "1234567"), (301, 130, "7")]
    second: Lines = [(60, 160, "乙"), (200, 160, "1"), (249.2, 160, "2"), (301, 160, "3")]
    assert read([*heads, *first, *second]) == [
        sure("项目", "本年制发", "本年废止", "总计"),
        sure("甲", "1234567", "1234567", "7"),
        sure("乙", "1", "2", "3"),
    ]


def test_a_word_for_nothing_stands_for_a_number() -> None:
    assert read([*HEADS, *row(130, "甲", "无", "无", "无"), *row(160, "乙", "4", "无", "／")])[1:] == [
        sure("甲", "无", "无", "无"),
        sure("乙", "4", "无", "／"),
    ]


def test_lines_of_a_head_are_told_by_the_order_of_drawing_where_that_tells() -> None:
    """Sheets draw what is broken over lines last, and a head of two columns stands as close as two lines of one."""
    xs = [60.0 + 40 * i for i in range(6)]
    upper: Lines = [(xs[0], 100, "复议"), (xs[3] - 2, 100, "诉讼甲")]
    heads: Lines = [(x, 114, word) for x, word in zip(xs[1:], ("纠正", "总计", "维持", "纠正", "总计"), strict=True)]
    numbers: Lines = [(x, 130, str(i)) for i, x in enumerate(xs)]
    broken: Lines = [(xs[0], 107, "维"), (xs[0], 119, "持")]
    found = read([*upper, *heads, *numbers, *broken])
    assert found[-2:] == [sure("维持", "纠正", "总计", "维持", "纠正", "总计"), sure("0", "1", "2", "3", "4", "5")]


def test_a_head_merged_over_two_storeys_begins_with_the_upper_one() -> None:
    """It is set in the middle of both, lower than the head beside it."""
    upper: Lines = [(330, 100, "行政诉讼"), (110, 112, "行政复议"), (230, 124, "直接起诉"), (430, 124, "复议后起诉")]
    leaves: Lines = [(60 + 70 * i, 148, name) for i, name in enumerate(["结果维持", "总计"] * 3)]
    found = read([*upper, *leaves, *((70 + 70 * i, 170, str(i)) for i in range(6))])
    assert found[:2] == [sure("行政复议", "行政诉讼"), sure("直接起诉", "复议后起诉")]


def test_a_head_in_the_middle_of_a_wide_column_of_labels_is_theirs() -> None:
    """It stands right of them all, and over no column of blanks."""
    heads: Lines = [(110, 100, "信息内容"), (250, 100, "本年制发"), (330, 100, "本年废止")]
    found = read([*heads, *row(130, "规章", "/", "3", x=260), *row(160, "文件", "/", "/", x=260)])
    assert found == [sure("信息内容", "本年制发", "本年废止"), sure("规章", "/", "3"), sure("文件", "/", "/")]


def test_a_head_further_off_than_the_middle_of_the_labels_column_is_over_blanks() -> None:
    heads: Lines = [(180, 100, "本年制发"), (250, 100, "本年废止"), (330, 100, "现行有效")]
    found = read([*heads, *row(130, "规章", "0", "3", x=260), *row(160, "文件", "0", "0", x=260)])
    assert found[1:] == [sure("规章", "", "0", "3"), sure("文件", "", "0", "0")]


def test_heads_in_the_middle_of_a_high_row_are_far_above_their_numbers() -> None:
    found = read(
        [*HEADS, *row(153, "甲", "1", "2", "3"), *row(174, "乙", "4", "5", "6"), *row(195, "丙", "0", "0", "0")]
    )
    assert found[:2] == [sure("项目", "本年制发", "本年废止", "现行有效"), sure("甲", "1", "2", "3")]


def test_where_the_labels_have_their_head_the_next_one_is_over_numbers() -> None:
    heads: Lines = [(64, 100, "项目"), (180, 100, "上年"), (340, 100, "增减")]
    found = read([*heads, (60, 130, "事业收费"), (150, 130, "3"), (250, 130, "12")])
    assert found[-1] == sure("事业收费", "3", "12")


def test_a_head_at_the_lower_edge_of_two_storeys_begins_with_the_upper_one() -> None:
    """What the upper head is over, its place in their middle tells."""
    leaves: Lines = [(60 + 70 * i, 148, name) for i, name in enumerate(["结果维持", "总计"] * 3)]
    middle: Lines = [(95, 124, "行政复议"), (211, 124, "未经复议直接起诉"), (363, 124, "复议后起诉的")]
    below: Lines = [*middle, *leaves, *((70 + 70 * i, 170, f"{i}") for i in range(6))]
    assert read([(305, 100, "行政诉讼"), *below])[:2] == [
        sure("行政复议", "行政诉讼"),
        sure("未经复议直接起诉", "复议后起诉的"),
    ]
    headed = read([(60, 92, "四、复议和诉讼"), (305, 100, "行政诉讼"), *below])
    assert [cell for line in headed[:2] for cell in line][:3] == sure("四、复议和诉讼", "行政复议", "行政诉讼")


def test_a_label_of_two_characters_set_apart_is_one() -> None:
    """规　章 is as wide as other labels then; so may be the head 总　计."""
    heads: Lines = [*HEADS[:3], (360, 100, "总"), (384, 100, "计")]
    body: Lines = [(60, 130, "规"), (84, 130, "章"), *row(130, "", "1", "2", "3")[1:]]
    found = read([*heads, *body, *row(160, "规范性文件", "4", "5", "6")])
    assert found == [
        sure("项目", "本年制发", "本年废止", "总 计"),
        sure("规 章", "1", "2", "3"),
        sure("规范性文件", "4", "5", "6"),
    ]


def test_characters_of_heads_written_upright_are_no_label() -> None:
    heads: Lines = [
        (x, y, char)
        for x, word in ((200, "结果"), (228, "其他"), (256, "总计"))
        for y, char in zip((86, 100), word, strict=True)
    ]
    numbers: Lines = [(x + 3.0, y, str(i)) for y in (130, 160) for i, x in enumerate((200, 228, 256))]
    found = read([*heads, (60, 130, "甲乙丙"), *numbers[:3], (60, 160, "丁戊己"), *numbers[3:]])
    assert [cell for cell, _ in found[-1]] == ["丁戊己", "0", "1", "2"]


def test_the_lines_of_heads_may_stand_far_apart_where_nothing_else_explains_them() -> None:
    """总　计 written upright, beside heads of close lines; the order of drawing tells nothing."""
    close: Lines = [(200, 100, "结果"), (200, 115, "维持"), (280, 100, "其他"), (280, 115, "结果")]
    apart: Lines = [(366, 92, "总"), (366, 123, "计")]
    lines = [*close, *apart, *row(150, "甲", "1", "2", "3"), *row(180, "乙", "4", "5", "6")]
    for order in (lines, sorted(lines, key=lambda line: line[1])):
        found = read(order)
        assert [cell for cell, _ in found[0]] == ["结果维持", "其他结果", "总计"]
        assert found[1:] == [sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]


def test_a_head_drawn_right_before_one_below_it_is_another() -> None:
    """As where a table is drawn column by column; 总　计 stands further apart than the two heads."""
    first: Lines = [(190, 70, "行政复议"), *((200, 102 + 14 * i, sign) for i, sign in enumerate("其他结果"))]
    others: Lines = [
        *((280, 102 + 14 * i, sign) for i, sign in enumerate("结果维持")),
        (370, 108, "总"),
        (370, 136, "计"),
    ]
    found = read([*first, *others, *row(170, "甲", "1", "2", "3"), *row(200, "乙", "4", "5", "6")])
    assert [cell for cell, _ in found[1]] == ["其他结果", "结果维持", "总计"]
    assert found[2:] == [sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]


def test_the_name_of_a_clause_above_the_heads_is_none_of_them() -> None:
    """It is narrower than the columns; where a table is drawn column by column, the order tells nothing."""
    xs, names = (60.0, 190.0, 320.0, 450.0), ("项目", "本年制发件数", "本年废止件数", "现行有效件数")
    lines: Lines = [(306, 84, "第二十条第（五）项"), *((x, 100, name) for x, name in zip(xs, names, strict=True))]
    for y, numbers in ((130, "甲123"), (150, "乙456")):
        lines += [(x + (30 if x > xs[0] else 0), y, number) for x, number in zip(xs, numbers, strict=True)]
    found = read(sorted(lines))
    assert found[-3:] == [sure(*names), sure("甲", "1", "2", "3"), sure("乙", "4", "5", "6")]
