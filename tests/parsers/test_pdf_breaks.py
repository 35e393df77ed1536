"""Rows of tables without rules that a page break parts from their labels, or from the group that they begin."""

from __future__ import annotations

import pytest

from tests.parsers.test_pdf_order import HEADS, Lines, read, sure


def beside(y: float, label: str, *numbers: str) -> Lines:
    labels: Lines = [(110, y, label)] if label else []
    return [*labels, *((200 + 80 * i, y, number) for i, number in enumerate(numbers))]


BEFORE: Lines = [*HEADS, *beside(130, "1.甲", "1", "2", "3"), *beside(150, "2.乙", "4", "5", "9")]
AFTER: Lines = [*beside(80, "4.丁", "0", "0", "0"), *beside(100, "5.戊", "6", "1", "7")]


def test_a_label_at_the_top_of_a_page_is_that_of_the_numbers_at_the_end_of_the_one_before() -> None:
    found = read([*BEFORE, *beside(170, "", "7", "8", "15")], [*beside(60, "3.丙"), *AFTER])
    assert found[3:5] == [sure("3.丙", "7", "8", "15"), sure("4.丁", "0", "0", "0")]


@pytest.mark.parametrize("label", ["4.丙", "丙"])
def test_no_other_label_is(label: str) -> None:
    found = read([*BEFORE, *beside(170, "", "7", "8", "15")], [*beside(60, label), *AFTER])
    assert not any(is_sure for row in found for text, is_sure in row if text == "15")


def test_a_group_printed_behind_a_page_break_begins_where_numerals_say() -> None:
    first = [(60.0, 130.0, "二、乙"), *((200.0 + 80 * i, 130.0, n) for i, n in enumerate("123"))]
    after: Lines = [(60, 60, "三、丙"), *beside(60, "（二）戊", "4", "5", "9"), *beside(80, "（三）己", "0", "0", "0")]
    found = read([*HEADS, *first, *beside(150, "（一）丁", "6", "1", "7")], after)
    assert found[2:] == [
        sure("三、丙", "（一）丁", "6", "1", "7"),
        sure("（二）戊", "4", "5", "9"),
        sure("（三）己", "0", "0", "0"),
    ]
