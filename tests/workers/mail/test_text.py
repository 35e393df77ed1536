"""Cleaning, widths, wrapping, character tables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.mail.clean import cut, header_text, one_line
from workers.mail.east_asian import pad, table, width, wrap

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


def test_line_breaks_controls_and_direction_marks_are_removed() -> None:
    assert one_line("甲局\r\nBcc: x@y\x00\x1b[31m\u202e\u2028\ud800乙", 80) == "甲局 Bcc: x@y [31m 乙"


def test_a_header_holds_no_encoded_word() -> None:
    assert "=?" not in header_text("=?utf-8?q?a=0D=0ABcc:_x@y?=", 80)


def test_long_text_ends_with_an_ellipsis() -> None:
    assert cut("一二三四五六七八九十", 6) == "一二三四……"


@given(ANY_TEXT, st.integers(3, 50))
def test_one_line_is_one_printable_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs"}
    line.encode()


def test_chinese_takes_two_columns() -> None:
    assert width("表3“总计”▲") == 2 + 1 + 2 + 4 + 2 + 2
    assert width("e\u0301") == 1
    assert pad("总计", 6, right=True) == "  总计"


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert wrap("请核对所列数字，更正后（重新）发布。", 14) == ["请核对所列数", "字，更正后（重", "新）发布。"]


def test_words_and_numbers_stay_whole() -> None:
    assert wrap("规则 T3-ROW-SUM 共 1234567 件", 12) == ["规则", "T3-ROW-SUM", "共 1234567", "件"]


def test_what_is_longer_than_a_line_is_cut() -> None:
    assert wrap("https://example.gov.cn/a", 10, "  ") == ["https://ex", "  ample.go", "  v.cn/a"]


@given(ANY_TEXT.map(lambda text: one_line(text, 200)), st.integers(8, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, columns: int) -> None:
    lines = wrap(text, columns, "  ")
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_table_lines_up() -> None:
    lines = table([("项目", "自然人", "社会公益组织"), ("（七）总计", "▲11", "0")], 16, 8)
    assert lines == [
        "----------------------------",
        "项目        自然人  社会公益",
        "                        组织",
        "----------------------------",
        "（七）总计    ▲11         0",
        "----------------------------",
    ]


@pytest.mark.parametrize("columns", [8, 12])
def test_the_lines_of_a_table_are_never_wider_than_its_rules(columns: int) -> None:
    lines = table([("项目", "结果维持", "总计"), ("行政诉讼·未经复议直接起诉", "1", "（不明）")], columns, 8)
    assert max(map(width, lines)) == width(lines[0])
