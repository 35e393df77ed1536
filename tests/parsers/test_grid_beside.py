"""Rows of a grid that columns without heads of their own, or cells that were added, make whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
T4 = FORMS[Edition.E2021].table(TableName.PROCEEDINGS)
COLUMNS = tuple(column.label for column in APPLICANTS)
PENALTIES = "disclosure.penalties.decisions"
MEASURES = "disclosure.coercive_measures.decisions"


def line(*cells: str) -> str:
    """A row; ``text*3`` is a cell over three columns."""
    parts = [cell.partition("*") for cell in cells]
    return f"<tr>{''.join(f'<td colspan={span or 1}>{text}</td>' for text, _, span in parts)}</tr>"


def read_lines(section: str, lines: Sequence[str]) -> Report:
    """A page with one table in its section."""
    page = (
        f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{section}</p>"
        f"<table>{''.join(lines)}</table>"
    )
    return parsers.read(page.encode())


def read_disclosure(penalties: str, measures: str) -> Report:
    """T2 with a fifth column that only its first block has a head for."""
    return read_lines(
        "二、主动公开政府信息情况",
        [
            line("第二十条第（一）项*4", "占比"),
            line("信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "占比"),
            line("规章", "0", "0", "0", "120"),
            line("行政规范性文件", "3", "0", "1", "38"),
            line("第二十条第（五）项*4", ""),
            line("信息内容", "本年处理决定数量*3", ""),
            line("行政许可", "5*3", "2"),
            line("第二十条第（六）项*4", ""),
            line("信息内容", "本年处理决定数量*3", ""),
            line("行政处罚", f"{penalties}*3", "7"),
            line("行政强制", f"{measures}*3", "9"),
            line("第二十条第（八）项*4", ""),
            line("信息内容", "本年收费金额（单位：万元）*3", ""),
            line("行政事业性收费", "1.5*3", "8"),
        ],
    )


def test_a_number_without_head_is_not_that_of_the_empty_cell_before_it() -> None:
    report = read_disclosure("", "4")
    assert report.status(PENALTIES) is not Status.OK
    assert report.value(MEASURES) in {4, None}


def read_applications(rows: Sequence[Sequence[str]], heads: Sequence[str] = COLUMNS) -> Report:
    """T3 with its labels in one column; rows that are not given hold zeros."""
    full = [*rows, *(["0"] * len(rows[0]) for _ in T3[len(rows) :])]
    lines = [line(row.label, *cells) for row, cells in zip(T3, full, strict=True)]
    return read_lines("三、收到和处理政府信息公开申请情况", [line("", *heads), *lines])


def test_a_column_without_head_behind_the_total_completes_no_row() -> None:
    """The row whose first cell is empty has seven numbers side by side, as if it began there."""
    report = read_applications(
        [["1", "0", "2", "0", "0", "0", "3", "8"], ["", "0", "0", "4", "0", "0", "4", "7"]], [*COLUMNS, ""]
    )
    carried = [report.value(key) for key in T3[1].keys]
    assert carried in ([None] * 7, [None, 0, 0, 4, 0, 0, 4])


def test_a_column_without_head_between_others_completes_no_row() -> None:
    """All rows leave 自然人 empty: their seven numbers stand side by side, the first of them under no head."""
    rows = [["", "9", "1", "0", "0", "0", "0", "1"]] * len(T3)
    report = read_applications(rows, [COLUMNS[0], "", *COLUMNS[1:]])
    for row in T3:
        assert report.status(row.keys[0]) is not Status.OK, row.key


def test_a_row_with_a_cell_more_than_the_others_has_no_certain_blanks() -> None:
    rows = [["0", "", "0", "0", "0", "0", "0"]] * 3 + [["0", "", "", "0", "0", "0", "0", ""]]
    report = read_applications(rows)
    for key in T3[3].keys:
        assert report.status(key) is not Status.BLANK, key


def test_rows_that_all_stand_a_column_further_are_read() -> None:
    """A spacer between labels and numbers moves all rows alike."""
    report = read_applications([["", "1", "0", "2", "0", "0", "0", "3"], *([["", *"0000000"]] * (len(T3) - 1))])
    assert [report.value(key) for key in T3[0].keys] == [1, 0, 2, 0, 0, 0, 3]


@pytest.mark.parametrize("text", ["0、1", "0 1", "0/1"])
def test_beside_two_numbers_in_a_cell_no_other_is_blank(text: str) -> None:
    report = read_applications([["2", "2", "2", "2", text, "", "9"]])
    assert report.status(T3[0].keys[5]) is not Status.BLANK


def test_two_rows_with_one_label_are_not_one_merged_cell() -> None:
    """The first stands in place of another row, its label wrong: which numbers are whose is not known."""
    labels = [row.label for row in T3]
    repeated = next(i for i, row in enumerate(T3) if row.key.endswith("not_processed.repeated"))
    labels[repeated - 1] = labels[repeated]
    numbers = [["0"] * 7 for _ in T3]
    numbers[repeated - 1] = ["0", "0", "0", "5", "0", "0", "5"]
    group = "<td rowspan=5>（五）不予处理</td>"
    lines = [
        line(label if 0 <= i - repeated + 1 < 5 else f"{label}*2", *cells)
        for i, (label, cells) in enumerate(zip(labels, numbers, strict=True))
    ]
    lines[repeated - 1] = lines[repeated - 1].replace("<tr>", f"<tr>{group}")
    report = read_lines("三、收到和处理政府信息公开申请情况", [line("*2", *COLUMNS), *lines])
    for key in T3[repeated].keys:
        assert report.value(key) in {0, None}, key
    assert report.value(T3[repeated].keys[3]) is None


def test_a_row_printed_twice_is_read() -> None:
    lines = [line(row.label, *"1000001") for row in T3]
    report = read_lines("三、收到和处理政府信息公开申请情况", [line("", *COLUMNS), lines[0], *lines])
    assert [report.value(key) for key in T3[0].keys] == [1, 0, 0, 0, 0, 0, 1]


def read_proceedings(first: Sequence[str], numbers: Sequence[str]) -> Report:
    """T4 as printed; ``first`` are the heads of its first channel."""
    outcomes = [column.label for column in OUTCOMES]
    tall = "".join(f"<td rowspan=2>{text}</td>" for text in first)
    return read_lines(
        "四、政府信息公开行政复议、行政诉讼情况",
        [
            line(f"行政复议*{len(first)}", "行政诉讼*10"),
            f"<tr>{tall}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>",
            line(*outcomes, *outcomes),
            line(*numbers),
        ],
    )


def test_a_row_of_t4_that_is_longer_than_its_heads_is_withheld() -> None:
    """A head was lost with its column, and a cell was added: fifteen cells below fourteen heads."""
    report = read_proceedings(("结果维持", "其他结果", "尚未审结", "总计"), [*"000/0", *"30003", *"00000"])
    for row in T4:
        assert all(report.status(key) is Status.AMBIGUOUS for key in row.keys), row.key


def test_a_merged_cell_in_a_row_of_t4_is_no_reason_to_fail() -> None:
    """Fourteen cells over fifteen columns."""
    report = read_proceedings(tuple(column.label for column in OUTCOMES), ["1*2", *"0001", *"00000", *"0000"])
    assert report.cells[T4[0].keys[0]].status is not Status.BLANK


def test_a_cell_that_a_spacer_at_the_end_replaces_leaves_no_blank() -> None:
    """Each row ends with a cell of no column; in one that lost a number it stands below 总计."""
    rows = [["1", "0", "0", "0", "0", "0", "1", ""]] * 3 + [["0", "0", "0", "0", "0", "0", ""]]
    report = read_applications([*rows, *([["0"] * 7 + [""]] * (len(T3) - 4))], [*COLUMNS, ""])
    assert report.status(T3[3].keys[-1]) is not Status.BLANK
    assert [report.value(key) for key in T3[0].keys] == [1, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("first", "second"), [("2022年", "2023年"), ("2022年度", "")])
def test_an_empty_table_of_the_year_is_no_form_beside_last_years(first: str, second: str) -> None:
    outcomes = [column.label for column in OUTCOMES]
    heads = line("行政复议*5", "未经复议直接起诉*5", "复议后起诉*5") + line(*outcomes, *outcomes, *outcomes)
    filled, empty = (f"<table>{heads}{line(*cells)}</table>" for cells in ("1" * 15, [""] * 15))
    section = f"<p>四、政府信息公开行政复议、行政诉讼情况</p><p>{first}</p>{filled}<p>{second}</p>{empty}"
    report = parsers.read(f"<h1>清河县民政局2023年政府信息公开工作年度报告</h1>{section}".encode())
    assert {report.value(key) for row in T4 for key in row.keys} == {None}


def test_last_years_table_of_another_edition_is_not_read_for_this_years() -> None:
    """It is the fuller one; the cells that only it has are another year's."""
    old = [
        line("第二十条第（一）项*4"),
        line("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        line("规章", "1", "1", "1"),
        line("规范性文件", "2", "2", "2"),
        *(line("第二十条第（五）项*4"), line("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")),
        *(line("行政许可", "3", "3", "3"), line("其他对外管理服务事项", "4", "4", "4")),
    ]
    new = [
        *(line("第二十条第（一）项*4"), line("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")),
        *(line("规章", "5", "5", "5"), line("行政规范性文件", "6", "6", "6")),
        *(line("第二十条第（五）项*4"), line("信息内容", "本年处理决定数量*3"), line("行政许可", "3*3")),
    ]
    report = read_lines("二、主动公开政府信息情况", [*new, "</table><p>2020年</p><table>", *old])
    assert not {report.value(key) for key in report.cells} & {1, 2, 4}


@pytest.mark.parametrize("head", ["企业", "法人", "申请人", "公民", "上年"])
def test_a_piece_of_another_head_or_a_strange_one_names_no_column(head: str) -> None:
    report = read_applications([["1", "2", "0", "0", "0", "0", "3"]], [head, *COLUMNS[1:]])
    assert {report.value(key) for key in T3[0].keys} == {None}


def test_a_piece_of_its_own_head_does() -> None:
    report = read_applications([["1", "2", "0", "0", "0", "0", "3"]], ["自然", *COLUMNS[1:]])
    assert [report.value(key) for key in T3[0].keys] == [1, 2, 0, 0, 0, 0, 3]


@pytest.mark.parametrize("spacer", ["first", "last"])
def test_a_spacer_beside_t4_stands_for_no_cell_that_was_lost(spacer: str) -> None:
    """All rows have one cell more, which holds nothing; the row of numbers has lost one of its own."""
    outcomes = [column.label for column in OUTCOMES]
    lines = [
        ["行政复议*5", "未经复议直接起诉*5", "复议后起诉*5"],
        [*outcomes, *outcomes, *outcomes],
        ["0"] * 14,
    ]
    rows = [line("", *cells) if spacer == "first" else line(*cells, "") for cells in lines]
    report = read_lines("四、政府信息公开行政复议、行政诉讼情况", rows)
    assert Status.BLANK not in {report.status(key) for row in T4 for key in row.keys}
    assert {report.value(key) for row in T4 for key in row.keys} == {None}


def test_an_amount_among_counts_has_moved() -> None:
    rows = [
        line("第二十条第（五）项*2"),
        *(line("信息内容", "本年处理决定数量"), line("行政许可", "8"), line("第二十条第（六）项*2")),
        *(line("信息内容", "本年处理决定数量"), line("行政处罚", "9"), line("行政强制", "61.5")),
        *(line("第二十条第（八）项*2"), line("信息内容", "本年收费金额（单位：万元）"), line("行政事业性收费", "")),
    ]
    report = read_lines("二、主动公开政府信息情况", rows)
    alone = ("licences.decisions", "penalties.decisions", "coercive_measures.decisions", "fees.amount_10k_yuan")
    assert {report.status(f"disclosure.{key}") for key in alone} == {Status.AMBIGUOUS}


def test_numbers_behind_all_heads_leave_open_which_column_is_theirs() -> None:
    """A column was added among the others; a row that ends empty has seven numbers below the heads all the same."""
    rows = [["1", "0", "2", "0", "0", "9", "0", "3"]] * 6 + [["0", "0", "0", "0", "0", "2", "0", ""]]
    report = read_applications([*rows, *([["0", "0", "0", "0", "0", "7", "0", "0"]] * (len(T3) - 7))])
    assert {report.value(key) for key in T3[6].keys} == {None}


def test_two_labels_in_one_cell_have_no_row_that_is_surely_theirs() -> None:
    """Rules between two labels and two numbers are lost: their cells reach over both rows, and hold both."""
    at = next(i for i, row in enumerate(T3) if row.key == "applications.not_processed.petition")
    lines = [line("", row.label, *["0"] * 7) for row in T3]
    both = f"<td rowspan=2>{T3[at - 1].label}{T3[at].label}</td>"
    lines[at - 1] = line("", "+", "2", "9", "0", "6", "0", "1", "18").replace("<td colspan=1>+</td>", both)
    lines[at] = line("（五）不予处理", "4", "+", "0", "1", "0", "5", "18").replace(
        "<td colspan=1>+</td>", "<td rowspan=2>8<br>0</td>"
    )
    lines[at + 1] = line("", T3[at + 1].label, *["0"] * 6)
    report = read_lines("三、收到和处理政府信息公开申请情况", [line("", "", *COLUMNS), *lines])
    assert {report.status(key) for row in T3[at - 1 : at + 1] for key in row.keys} == {Status.AMBIGUOUS}
