"""What one cell holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.form import Kind
from parsers.numbers import Content, content, number_cell, parse_number
from parsers.report import Status, Where


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("+36", 36),
        ("-2", -2),
        ("\u22122", -2),
        ("\u20112", -2),
        ("18.085682 万元", Decimal("18.085682")),
        ("0.10", Decimal("0.10")),
        ("22（其中修订16件）", 22),
        ("112件", 112),
        ("22，其中修订16件", 22),
        ("22件 其中修订16件、废止2件", 22),
        ("22【含修订】", 22),
        ("零", 0),
        ("〇", 0),
        ("增3", 3),
        ("减少 2件", -2),
    ],
)
def test_numbers(text: str, value: object) -> None:
    parsed = parse_number(text)
    assert parsed is not None
    assert parsed.value == value
    assert str(parsed.value) == str(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 1",
        "000",
        "01",
        "12/3",
        "1,23",
        "约10",
        "一",
        "O",
        "13812345678901",
        "1.2.3",
        "--5",
        "3（2）",
        "3 (1,2)",
        "3()",
        "3[2]",
        "22 其中修订16件 3 5",
        "22其中",
        "零5",
    ],
)
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["22，其中应为23件", "22【实为23】"])
def test_a_note_that_says_another_number_is_meant_leaves_both(text: str) -> None:
    assert number_cell(text, Kind.INTEGER, "issued", Where(line=1)).status is Status.AMBIGUOUS


@pytest.mark.parametrize("text", ["/", "-", "—", "——", "无", "／", "－"])
def test_marks_for_nothing_are_blank_and_not_zero(text: str) -> None:
    assert content(text) is Content.MARK
    cell = number_cell(text, Kind.INTEGER, "total", Where(line=1))
    assert (cell.status, cell.value, cell.raw) == (Status.BLANK, None, text)


def test_decimal_columns_keep_the_digits_of_the_source() -> None:
    cell = number_cell("0.10", Kind.DECIMAL, "amount_10k_yuan", Where(line=1))
    assert str(cell.value) == "0.10"
    assert str(number_cell("0", Kind.DECIMAL, "amount_10k_yuan", Where(line=1)).value) == "0"


@pytest.mark.parametrize(
    ("text", "column"),
    [("251000元", "amount_10k_yuan"), ("25.1万元", "amount_yuan"), ("120000（单位：元）", "amount_10k_yuan")],
)
def test_a_unit_that_contradicts_the_column_withholds_the_amount(text: str, column: str) -> None:
    cell = number_cell(text, Kind.DECIMAL, column, Where(line=1))
    assert (cell.status, cell.value, cell.raw) == (Status.AMBIGUOUS, None, text)
    assert len(cell.readings) == 2


@pytest.mark.parametrize(
    "note", ["（百件）", "（应为13）", "(更正为13)", "（万件）", "（系笔误，实为13）", "（预计）", "（改为13件）"]
)
def test_a_note_that_says_another_number_withholds_it(note: str) -> None:
    cell = number_cell(f"12{note}", Kind.INTEGER, "total", Where(line=1))
    assert (cell.status, cell.value) == (Status.AMBIGUOUS, None)


@pytest.mark.parametrize("note", ["（其中修订3件）", "（万元）", "（含上年结转）", "（含退费0.3万元）"])
def test_a_note_that_only_says_more_leaves_the_number(note: str) -> None:
    assert number_cell(f"12{note}", Kind.DECIMAL, "amount_10k_yuan", Where(line=1)).status is Status.OK


@pytest.mark.parametrize(("kind", "status"), [(Kind.SIGNED, Status.OK), (Kind.INTEGER, Status.INVALID)])
def test_a_sign_in_words_belongs_into_its_own_column(kind: Kind, status: Status) -> None:
    assert number_cell("减4", kind, "change", Where()).status is status
