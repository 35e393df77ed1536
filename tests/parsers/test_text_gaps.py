"""Rows of a text between pipes or tabs with empty cells: what their columns prove, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
Rows = list[list[str]]


def t2(**rows: Sequence[str]) -> Rows:
    """T2 with its numbers, else empty cells."""
    one, three = [""], ["", "", ""]
    return [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", *rows.get("regulations", three)],
        ["行政规范性文件", *rows.get("normative_documents", three)],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", *rows.get("licences", one)],
        ["第二十条第（六）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", *rows.get("penalties", one)],
        ["行政强制", *rows.get("coercive_measures", one)],
        ["第二十条第（八）项"],
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", *rows.get("fees", one)],
    ]


def t3(**numbers: Sequence[str]) -> Rows:
    """T3 with its heads in one line; zeros but for the rows named by the last part of their key."""
    zeros = ["0"] * len(APPLICANTS)
    heads = ["项目", *(column.label for column in APPLICANTS)]
    return [heads, *([row.label, *numbers.get(row.key.split(".")[-1], zeros)] for row in T3)]


def read(section: str, rows: Rows, *, closed: bool = True, width: int = 0, separator: str = " | ") -> Report:
    """Read rows between separators, padded behind their last cell up to a width."""
    end = separator.rstrip(" ") if closed else ""
    table = "\n".join(separator.join(row) + end + "|" * (width - len(row)) for row in rows)
    head = f"清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n公开3条。\n{section}\n"
    text = f"{head}{table}\n五、存在的主要问题及改进情况\n无。\n"
    return parsers.read(text.encode())


def said(report: Report, prefix: str) -> list[object]:
    """What is said of the cells below a prefix: their numbers, or their statuses."""
    cells = [cell for key, cell in report.cells.items() if key.startswith(prefix)]
    return [cell.status.value if cell.value is None else cell.value for cell in cells]


DISCLOSURE, APPLICATIONS = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
WITHHELD = Status.AMBIGUOUS.value
BLANK = Status.BLANK.value


@pytest.mark.parametrize("width", [0, 4])
def test_a_row_with_one_number_among_empty_rows_is_read_by_its_columns(width: int) -> None:
    report = read(DISCLOSURE, t2(normative_documents=["2", "", ""]), width=width)
    assert said(report, "disclosure.normative_documents") == [2, BLANK, BLANK]
    assert said(report, "disclosure.regulations") == [BLANK] * 3


def test_a_row_that_lost_a_number_and_was_filled_up_is_withheld() -> None:
    report = read(DISCLOSURE, t2(normative_documents=["1", "25", ""]))
    assert said(report, "disclosure.normative_documents") == [WITHHELD] * 3


def test_a_number_below_a_head_that_is_none_of_the_forms_is_not_its_rows() -> None:
    """备注 beside the head of each block, and the cell of the form empty."""
    rows = t2(
        regulations=["", "0", "0", "4"],
        licences=["", "3"],
        penalties=["4", ""],
        coercive_measures=["2", ""],
        normative_documents=["5", "1", "25", ""],
    )
    report = read(DISCLOSURE, [[*row, "备注"] if row[0] == "信息内容" else row for row in rows])
    assert said(report, "disclosure.regulations") == [WITHHELD] * 3
    assert said(report, "disclosure.licences") == [WITHHELD]
    assert said(report, "disclosure.penalties") == [4]
    assert said(report, "disclosure.normative_documents") == [5, 1, 25]


GAPPED = {
    "new_received": ["4", "", "", "1", "", "", "5"],
    "granted": ["3", "", "", "1", "", "", "4"],
    "result_total": ["4", "", "", "1", "", "", "5"],
    "partially_granted": ["1", "", "", "", "", "", "1"],
}


@pytest.mark.parametrize("separator", [" | ", "\t"])
def test_gaps_that_many_rows_have_are_blanks(separator: str) -> None:
    report = read(APPLICATIONS, t3(**GAPPED), separator=separator)
    assert said(report, "applications.granted") == [3, BLANK, BLANK, 1, BLANK, BLANK, 4]


def test_a_single_gap_leaves_its_own_cell_open() -> None:
    report = read(APPLICATIONS, t3(new_received=["4", "", "0", "1", "0", "0", "5"]))
    assert said(report, "applications.new_received") == [WITHHELD] * 7
    rows = t3(new_received=["4", "", "0", "1", "0", "0", "5"], result_total=["4", "0", "0", "1", "0", "0", "5"])
    rows[3] = [T3[2].label, "4", "0", "0", "1", "0", "0", "5"]
    report = read(APPLICATIONS, rows)
    assert said(report, "applications.new_received") == [4, WITHHELD, 0, 1, 0, 0, 5]


def test_a_total_that_was_dropped_from_a_padded_row_is_not_blank() -> None:
    rows = t3(granted=["4", "0", "0", "1", "0", "0"], new_received=["4", "0", "0", "1", "0", "0", "5"])
    rows[-2][1:] = ["4", "0", "0", "1", "0", "0", "5"]
    table = [row + [""] * 2 for row in rows]
    assert said(read(APPLICATIONS, table), "applications.granted.total") == [WITHHELD]


def test_two_short_rows_of_zeros_are_not_filled_from_the_left() -> None:
    """Where cells get lost, a row of six zeros lacks any of them; its five others may be blanks."""
    rows = t3(granted=["0"] * 6, partially_granted=["0"] * 6)
    assert said(read(APPLICATIONS, rows), "applications.granted") == [WITHHELD] * 7
    assert said(read(APPLICATIONS, t3(granted=["0"] * 6)), "applications.granted") == [0] * 6 + [WITHHELD]


def test_gaps_of_proceedings_are_blanks_where_their_sums_hold() -> None:
    heads = [["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [c.label for c in OUTCOMES] * len(CHANNELS)]
    numbers = ["1", "", "", "", "1", "", "", "2", "", "2", "", "", "", "", ""]
    report = read("四、政府信息公开行政复议、行政诉讼情况", [*heads, numbers])
    assert said(report, "proceedings.review") == [1, BLANK, BLANK, BLANK, 1]
    assert said(report, "proceedings.litigation_direct") == [BLANK, BLANK, 2, BLANK, 2]


@pytest.mark.parametrize("zeros", ["", "0"])
def test_a_pipe_closes_a_row_only_where_all_rows_close(zeros: str) -> None:
    """Where none does, one behind an empty last cell divides it from the cell before."""
    empty = {row.key.split(".")[-1]: [""] * 7 for row in T3} if not zeros else {}
    report = read(APPLICATIONS, t3(**(empty | GAPPED)), closed=False)
    assert said(report, "applications.granted") == [3, BLANK, BLANK, 1, BLANK, BLANK, 4]
    assert said(report, "applications.carried_out") == ([0] * 7 if zeros else [BLANK] * 7)


def test_marks_among_zeros_stand_for_no_cell_where_one_was_lost() -> None:
    heads = [["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [c.label for c in OUTCOMES] * len(CHANNELS)]
    report = read(
        "四、政府信息公开行政复议、行政诉讼情况", [*heads, ["0", "/", "0", "0", "0"] * 2 + ["0", "/", "0", "", "0"]]
    )
    assert said(report, "proceedings") == [WITHHELD] * 15
    report = read(APPLICATIONS, t3(granted=["0", "/", "", "0", "/", "0", "0"]))
    assert report.value("applications.granted.social_welfare_organisation") is None


def test_a_row_of_proceedings_that_lost_cells_is_not_empty() -> None:
    """Between pipes that open and close it: fourteen of these are thirteen cells."""
    heads = [["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [c.label for c in OUTCOMES] * len(CHANNELS)]
    framed = [["", *row] for row in heads]
    report = read("四、政府信息公开行政复议、行政诉讼情况", [*framed, ["", *[""] * 13]])
    assert said(report, "proceedings") == [WITHHELD] * 15
    report = read("四、政府信息公开行政复议、行政诉讼情况", [*framed, ["", *[""] * 15]])
    assert said(report, "proceedings") == [BLANK] * 15


def test_an_empty_row_of_one_column_among_full_ones_may_have_been_cut() -> None:
    full = t2(regulations="000", normative_documents="518", licences="7", penalties="4", coercive_measures="2")
    assert said(read(DISCLOSURE, full), "disclosure.fees") == [WITHHELD]
    assert said(read(DISCLOSURE, t2(regulations="000")), "disclosure.fees") == [BLANK]
