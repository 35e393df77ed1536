"""Rows of blanks in PDF tables without rules: a label with a numeral, a row's height from all others, and no number."""

from __future__ import annotations

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import pdf, rows, text

Lines = list[tuple[float, float, str]]
Rows = list[list[tuple[str, bool]]]
HEADS: Lines = [(240, 100, "自然人"), (320, 100, "其他"), (400, 100, "总计")]


def read(*pages: Lines) -> Rows:
    return rows(read_pdf(pdf(*(text(*lines) for lines in pages))))


def row(y: float, label: str, *numbers: str) -> Lines:
    return [(140, y, label), *((245 + 80 * i, y, number) for i, number in enumerate(numbers) if number)]


def sure(*texts: str) -> list[tuple[str, bool]]:
    return [(one, True) for one in texts]


def test_a_numbered_label_without_numbers_has_a_row_of_blanks() -> None:
    body = [*row(130, "1.国家秘密", "3", "4", "7"), *row(155, "2.禁止公开"), *row(180, "3.三安全", "1", "", "1")]
    found = read([*HEADS, *body, *row(205, "4.第三方", "", "2", "2"), *row(230, "5.内部事务", "0", "0", "0")])
    assert found[2] == sure("2.禁止公开", "", "", "")
    assert found[3] == sure("3.三安全", "1", "", "1")


def test_a_group_may_begin_with_a_row_of_blanks() -> None:
    """Its label was drawn before the row's, and is no heading though it has a numeral and two lines."""
    group: Lines = [(60, 155, "（三）不予"), (60, 169, "公开")]
    body = [
        *row(130, "1.国家秘密", "3", "4", "7"),
        *group,
        *row(162, "2.禁止公开"),
        *row(190, "3.三安全", "1", "", "1"),
    ]
    found = read([*HEADS, *body, *row(215, "4.第三方", "", "2", "2"), *row(240, "5.内部事务", "0", "0", "0")])
    assert found[2] == sure("（三）不予公开", "2.禁止公开", "", "", "")


def test_where_a_row_has_no_label_none_is_proven_blank() -> None:
    """The label that is left over may be its."""
    body = [*row(130, "1.国家秘密", "3", "4", "7"), *row(155, "2.禁止公开"), *row(142, "", "1", "", "1")]
    body += [
        *row(205, "4.第三方", "", "2", "2"),
        *row(230, "5.内部事务", "0", "0", "0"),
        *row(255, "6.其他", "1", "", "1"),
    ]
    found = read([*HEADS, *(line for line in body if line[2])])
    assert not any(is_sure for line in found if line[0][0] == "2.禁止公开" for _, is_sure in line)


def test_the_numbers_of_the_last_label_of_a_page_may_stand_on_the_next_one() -> None:
    body = [*row(130, "1.国家秘密", "3", "4", "7"), *row(155, "2.禁止公开", "", "5", "5"), *row(180, "3.三安全")]
    found = read([*HEADS, *body], [*row(60, "4.第三方", "", "2", "2"), *row(85, "5.内部事务", "0", "0", "0")])
    assert [is_sure for line in found if line[0][0] == "3.三安全" for _, is_sure in line][1:] == [False] * 3


def test_a_group_drawn_with_another_row_than_its_first_begins_with_that() -> None:
    """Typesetters draw a text in the middle of several rows with the row it stands beside."""
    rows_of = [row(130 + 30 * i, f"{i + 1}.甲类|信息", "3", "4", "7") for i in range(4)]
    body = [
        (x, y + 14 * n, part) for lines in rows_of for x, y, word in lines for n, part in enumerate(word.split("|"))
    ]
    found = read([*HEADS, *body[:10], (40, 180, "（三）不予公开"), *body[10:]])
    assert found[1][0] == ("（三）不予公开", True)
    assert all(is_sure for line in found[1:] for _, is_sure in line)
