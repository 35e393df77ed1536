"""Numbers that narrow columns break over lines: whole where no line has room for a digit more, else not sure."""

from __future__ import annotations

import pytest

from parsers.readers.pdf import read_pdf
from tests.parsers.test_pdf_reader import both, pdf, rows, table, text

XS = [60, 130, 158]
YS = [100, 135, 170, 205]


def read(*numbers: str) -> list[tuple[str, bool]]:
    """What the second column says, under a head of one character."""
    labels = ("行政许可", "行政处罚", "行政强制")
    return [row[1] for row in rows(read_pdf(pdf(table(XS, YS, *zip(labels, numbers, strict=True)))))]


def test_a_number_broken_in_a_narrow_cell_is_whole() -> None:
    assert read("", "10\n4", "2") == [("", True), ("104", True), ("2", True)]


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (("2", "1\n2", ""), "a line of one digit may be a number"),
        (("123", "10\n4", ""), "a line of the column is wider"),
        (("2", "0\n0", "5"), "two zeros"),
    ],
)
def test_what_may_be_two_numbers_is_not_sure(numbers: tuple[str, ...], why: str) -> None:
    assert read(*numbers)[1] == (numbers[1], False), why


def test_lines_further_apart_than_those_of_a_text_are_not_sure() -> None:
    page = both(table(XS, [100, 160], ["行政许可", ""]), text((134, 115, "10"), (134, 150, "4")))
    assert rows(read_pdf(pdf(page)))[0][1] == ("10\n4", False)


def test_a_number_broken_in_a_table_without_rules_is_whole() -> None:
    heads = [
        (60.0, 100.0, "项目"),
        (200.0, 93.0, "自然"),
        (200.0, 107.0, "人"),
        (230.0, 100.0, "其他"),
        (260.0, 100.0, "总计"),
    ]
    body = [
        (60.0, 135.0, "一、本年新收"),
        (200.0, 135.0, "0"),
        (230.0, 135.0, "7"),
        (260.0, 128.0, "1008"),
        (260.0, 142.0, "9"),
    ]
    more = [
        (x, 170.0 + 30 * i, one)
        for i, label in enumerate(("二、上年结转", "三、办理结果", "四、结转下年"))
        for x, one in ((60.0, label), (200.0, "1"), (230.0, "2"), (260.0, "3"))
    ]
    found = rows(read_pdf(pdf(text(*heads, *body, *more))))
    assert found[1] == [("一、本年新收", True), ("0", True), ("7", True), ("10089", True)]
