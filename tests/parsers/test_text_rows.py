"""Rows of a text between pipes: a lost label, a doubled row, a number astray."""

from __future__ import annotations

from collections.abc import Sequence

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = [column.label for column in APPLICANTS]
ZEROS = ["0"] * len(HEADS)


def read_rows(rows: Sequence[Sequence[str]], section: str = "三、收到和处理政府信息公开申请情况") -> Report:
    table = "\n".join(f"{' | '.join(row)} |" for row in rows)
    text = f"清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n公开3条。\n{section}\n{table}\n"
    return parsers.read(text.encode())


def t3(**numbers: Sequence[str]) -> list[list[str]]:
    """T3 with flat heads; rows of zeros but for those named by the last part of their key."""
    return [["项目", *HEADS], *([row.label, *numbers.get(row.key.split(".")[-1], ZEROS)] for row in T3)]


def statuses(report: Report, row: str) -> set[Status]:
    return {report.status(f"applications.{row}.{column.key}") for column in APPLICANTS}


def test_rows_at_the_end_the_labels_of_which_were_cut_are_not_absent() -> None:
    rows = t3()
    rows[-2][0], rows[-1][0] = "（七", "四、结"
    report = read_rows(rows)
    assert statuses(report, "result_total") == statuses(report, "carried_out") == {Status.AMBIGUOUS}
    assert statuses(report, "other.other") == {Status.OK}


def test_numbers_right_behind_the_heads_may_be_the_first_rows() -> None:
    """Printed cell by cell, the label of the first row lost."""
    cells = [cell for row in t3(new_received=["4", "0", "0", "0", "0", "0", "4"]) for cell in row]
    cells.remove(T3[0].label)
    report = read_rows([[cell] for cell in cells])
    assert statuses(report, "new_received") == {Status.AMBIGUOUS}


def test_a_first_row_that_stands_twice_with_other_numbers_is_withheld() -> None:
    """Its label is written into each of the three cells that it covers."""
    rows = [[row[0]] * 3 + row[1:] for row in t3()]
    rows.insert(1, [T3[0].label] * 3 + ["98", "0", "0", "0", "0", "0", "98"])
    report = read_rows(rows)
    assert report.status("applications.new_received.natural_person") is Status.AMBIGUOUS
    assert report.value("applications.granted.natural_person") == 0


def test_swapped_heads_show_where_merged_cells_are_written_out() -> None:
    heads = [HEADS[0], HEADS[2], HEADS[1], *HEADS[3:]]
    rows = [["项目"] * 3 + heads, *([row[0]] * 3 + row[1:] for row in t3()[1:])]
    assert statuses(read_rows(rows), "granted") == {Status.AMBIGUOUS}


def test_two_numbers_behind_an_empty_cell_are_not_the_first_two_columns() -> None:
    rows = [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "0", "0", "0"],
        ["规范性文件", "1", "2", "3"],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", ""],
        ["行政事业性收费", "", "7", "1"],
        ["第二十条第（九）项", "", "", ""],
        ["信息内容", "采购项目数量", "采购总金额", ""],
        ["政府集中采购", "8", "9", ""],
    ]
    report = read_rows(rows, "二、主动公开政府信息情况")
    assert report.status("disclosure.fees.items_last_year") is not Status.OK
    assert report.value("disclosure.normative_documents.disclosed") == 2


def test_an_ordinal_on_a_line_of_its_own_is_its_labels() -> None:
    cells = [cell for row in t3(granted=["4", "0", "0", "1", "0", "0", "5"]) for cell in row]
    lines = [part for cell in cells for part in ([cell[:2], cell[2:]] if cell[1:2] == "." else [cell])]
    report = read_rows([[line] for line in lines])
    assert statuses(report, "refused.prohibited_by_law") == statuses(report, "not_processed.petition") == {Status.OK}
    assert report.value("applications.granted.total") == 5


def test_names_that_converters_give_to_columns_are_no_heads_of_others() -> None:
    names = ["Column1", "列2", *(f"Unnamed: {i}" for i in range(2, 8))]
    assert statuses(read_rows([names, *t3()]), "granted") == {Status.OK}
    assert statuses(read_rows([["项目", HEADS[0], "小计", *HEADS[2:]], *t3()[1:]]), "granted") == {Status.AMBIGUOUS}


def test_a_frame_of_narrow_columns_is_drawn_with_short_strokes() -> None:
    rows = [row for cells in t3() for row in ([["├", *["──"] * len(HEADS), "┤"]], [cells])]
    drawn = ["│".join(["", *cells, ""]) if cells[0] != "├" else "├──" + "┼──" * len(HEADS) + "┤" for [cells] in rows]
    assert statuses(read_rows([[line] for line in drawn]), "granted") == {Status.OK}


def test_digits_run_together_are_read_where_they_can_be_divided_in_one_way() -> None:
    """A digit a column where the sum holds, or zeros before the last; else a longer number may stand there."""
    rows = [HEADS, *([f"{row.label}{'0' * 7}"] for row in T3)]
    rows[3], rows[4] = [f"{T3[2].label}1002003"], [f"{T3[3].label}1002004"]
    report = read_rows([["项目", *HEADS], *rows[1:]])
    assert [report.value(f"applications.granted.{column.key}") for column in APPLICANTS] == [1, 0, 0, 2, 0, 0, 3]
    assert statuses(report, "partially_granted") == {Status.AMBIGUOUS}
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    report = read_rows(
        [
            ["第二十条第（一）项"],
            heads,
            ["规章0015"],
            ["行政规范性文件105"],
            ["第二十条第（五）项"],
            ["信息内容", "本年处理决定数量"],
            ["行政许可12"],
        ],
        "二、主动公开政府信息情况",
    )
    assert [report.value(f"disclosure.regulations.{key}") for key in ("issued", "repealed", "in_force")] == [0, 0, 15]
    assert report.status("disclosure.normative_documents.issued") is Status.AMBIGUOUS
