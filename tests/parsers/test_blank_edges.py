"""Rows of T2 that leave cells at their edges empty: what a page shows to be blank, and what may have been lost."""

from __future__ import annotations

import pytest

import parsers
from parsers.report import Report, Status
from tests.parsers.test_pdf_reader import both, pdf, table, text

HEADS = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


# Empty cells between numbers, as a source has them that writes nothing for zero.
GAPS = [
    ("一、本年新收政府信息公开申请数量", "3", "", "3"),
    ("1.属于国家秘密", "1", "", "1"),
    ("2.重复申请", "2", "", "2"),
]


def read_rows(*lines: tuple[str, ...], first: tuple[str, ...] = ("第二十条第（一）项", "", "", "")) -> Report:
    """T2 as a ruled table of a PDF with these rows of rules, and some rows of T3 below it."""
    rows = [first, HEADS, *lines]
    upper = [110 + 20 * i for i in range(len(rows) + 1)]
    lower = [300 + 20 * i for i in range(len(GAPS) + 1)]
    titles = [(60, 60, "清河县民政局2022年政府信息公开工作年度报告"), (60, 90, "二、主动公开政府信息情况")]
    words = text(*titles, (60, 280, "三、收到和处理政府信息公开申请情况"))
    xs = [60, 260, 340, 440, 540]
    drawn = both(words, table(xs, upper, *rows, size=9), table(xs, lower, *GAPS, size=9))
    return parsers.read(pdf(drawn))


@pytest.mark.parametrize("cells", [("", "", "5"), ("", "2", "5")])
def test_a_row_that_begins_with_empty_cells_is_blank_there_where_others_write_nothing_so(
    cells: tuple[str, ...],
) -> None:
    report = read_rows(("规章", "", "", ""), ("行政规范性文件", *cells))
    keys = [f"disclosure.normative_documents.{column}" for column in ("issued", "repealed", "in_force")]
    assert [report.value(key) for key in keys] == [int(cell) if cell else None for cell in cells]
    assert report.status(keys[0]) is Status.BLANK


def test_a_row_that_ends_with_an_empty_cell_may_have_lost_one_before_it() -> None:
    report = read_rows(("规章", "", "", ""), ("行政规范性文件", "2", "5", ""))
    assert report.status("disclosure.normative_documents.in_force") is Status.AMBIGUOUS
    assert report.value("disclosure.normative_documents.issued") is None


def test_a_label_of_which_each_character_has_a_cell_is_not_absent() -> None:
    report = read_rows(("行政规范性文件", "0", "2", "5"), first=("规", "章", "单位：件", ""))
    assert report.status("disclosure.regulations.issued") is not Status.ABSENT
