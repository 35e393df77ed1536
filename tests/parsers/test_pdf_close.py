"""Tables in PDFs without rules whose rows stand as close as the lines of one text."""

from __future__ import annotations

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import pdf, rows, text

Lines = list[tuple[float, float, str]]
HEADS: Lines = [(60, 100, "项目"), (200, 100, "本年"), (300, 100, "上年")]


def read(*lines: tuple[float, float, str]) -> list[list[tuple[str, bool]]]:
    return rows(read_pdf(pdf(text(*lines))))


def test_a_numeral_begins_a_label_however_near_the_one_above_it_is() -> None:
    labels = ["1.属于国家秘密", "2.其他法律行政", "法规禁止公开", "3.危及三安全", "一稳定", "4.其他"]
    lines = [(60.0, 130.0 + 17 * n, label) for n, label in enumerate(labels)]
    numbers = [(x, 130.0 + 17 * n, str(n)) for n in (0, 1, 3, 5) for x in (200.0, 300.0)]
    assert read(*HEADS, *lines, *numbers)[1:] == [
        [("1.属于国家秘密", True), ("0", True), ("0", True)],
        [("2.其他法律行政法规禁止公开", True), ("1", True), ("1", True)],
        [("3.危及三安全一稳定", True), ("3", True), ("3", True)],
        [("4.其他", True), ("5", True), ("5", True)],
    ]


def test_a_head_wider_than_a_column_goes_on_in_no_line_below() -> None:
    xs = [200.0, 232.0, 264.0]
    upper: Lines = [(200, 100, "法人或其他组织")]
    heads: Lines = [*((x, 117, word) for x, word in zip(xs, ("商业", "社会", "其他"), strict=True)), (60, 117, "项目")]
    wrapped: Lines = [(200, 134, "企业"), (232, 134, "组织")]
    body: Lines = [(60, y, word) for y, word in ((170, "甲"), (200, "乙"), (230, "丙"), (260, "丁"))]
    numbers: Lines = [(x, y, "7") for x in xs for y in (170, 200, 230, 260)]
    found = read(*upper, *heads, *wrapped, *body, *numbers)
    assert [word for word, _ in found[-5]] == ["项目", "商业企业", "社会组织", "其他"] or found == []
    assert found[-1] == [("丁", True), ("7", True), ("7", True), ("7", True)]


def test_a_head_that_begins_left_of_its_numbers_is_no_label() -> None:
    lines: Lines = [(60, 100, "信息内容"), (200, 100, "本年处理决定数量"), (60, 117, "行政许可"), (330, 117, "42")]
    assert read(*lines) == [
        [("信息内容", True), ("本年处理决定数量", True)],
        [("行政许可", True), ("42", True)],
    ]


def test_a_number_may_go_on_far_below_where_its_column_has_no_room() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年"), (240, 100, "上年")]
    above: Lines = [(60, 130, "（一）甲"), (200, 130, "0"), (240, 130, "17010")]
    below: Lines = [(60, 160, "本年"), (240, 160, "6")]
    others: Lines = [(60, 200, "（二）乙"), (200, 200, "1"), (240, 200, "2")]
    found = read(*heads, *above, *below, *others)
    assert [[sure for _, sure in row[1:]] for row in found[1:]] == [[False, False], [False, False], [True, True]]


def test_a_number_with_room_beside_it_ends_however_near_the_next_one_is() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年制发"), (280, 100, "现行有效")]
    body: Lines = [(60, 117 + 13 * n, word) for n, word in enumerate("甲乙丙")]
    numbers: Lines = [(x, 117 + 13 * n, str(n)) for n in range(3) for x in (200, 280)]
    assert all(sure for row in read(*heads, *body, *numbers) for _, sure in row)


def test_a_part_of_a_row_may_stand_on_the_next_page() -> None:
    heads: Lines = [(60, 100, "项目"), (200, 100, "本年"), (260, 100, "上年"), (320, 100, "总计")]
    rest: Lines = [(60, 160, "丙"), (200, 160, "5"), (260, 160, "6"), (320, 160, "7")]
    above = text(*heads, *rest, (60, 200, "乙"), (200, 200, "3"))
    below = text(*heads, (260, 130, "4"), (320, 130, "4"), *rest)
    found = rows(read_pdf(pdf(above, below)))
    assert [[sure for _, sure in row] for row in found if row[0][0] == "乙"] == [[False] * 4]
    assert [[sure for _, sure in row] for row in found if row[0][0] == "丙"] == [[True] * 4, [True] * 4]
