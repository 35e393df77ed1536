"""Numbers of a grid that are as many as the form's columns and yet stand under other heads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
ORGANISATIONS = tuple(column.label for column in APPLICANTS[1:-1])
PROCUREMENT = "disclosure.procurement"


def read_table(rows: Sequence[Sequence[str]], section: str) -> Report:
    """A page with one table, every cell of it written out, in its section."""
    lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    page = (
        f"<h1>清河县民政局2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{section}</p><table>{lines}</table>"
    )
    return parsers.read(page.encode())


def read_disclosure_2019(fees: Sequence[str], procurement: Sequence[str]) -> Report:
    """The second and third column of the last two blocks are one merged cell, its text repeated."""
    items = ("上一年项目数量", "本年增/减", "处理决定数量")
    rows = [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "0", "0", "0"],
        ["规范性文件", "1", "2", "3"],
        ["第二十条第（五）项"] * 4,
        ["信息内容", *items],
        ["行政许可", "7", "1", "8"],
        ["其他对外管理服务事项", "0", "0", "0"],
        ["第二十条第（六）项"] * 4,
        ["信息内容", *items],
        ["行政处罚", "4", "-1", "5"],
        ["行政强制", "0", "0", "0"],
        ["第二十条第（八）项"] * 4,
        ["信息内容", "上一年项目数量", "本年增/减", "本年增/减"],
        ["行政事业性收费", *fees],
        ["第二十条第（九）项"] * 4,
        ["信息内容", "采购项目数量", "采购总金额", "采购总金额"],
        ["政府集中采购", *procurement],
    ]
    return read_table(rows, "二、主动公开政府信息情况")


def test_a_repeated_merged_cell_fills_no_empty_cell_beside_it() -> None:
    report = read_disclosure_2019(["", "-3", "-3"], ["", "964923", "964923"])
    for key in ("disclosure.fees.items_last_year", f"{PROCUREMENT}.items", f"{PROCUREMENT}.amount_yuan"):
        assert report.status(key) is not Status.OK, key


def test_each_block_of_t2_may_be_merged_in_its_own_way() -> None:
    """As a ministry's editor wrote it: one grid of five columns, of which each line of heads and numbers merges two."""

    def line(*cells: tuple[str, int]) -> str:
        return f"<tr>{''.join(f'<td colspan={span}>{text}</td>' for text, span in cells)}</tr>"

    items = (("信息内容", 1), ("上一年项目数量", 1), ("本年增/减", 2), ("处理决定数量", 1))
    lines = [
        line(("第二十条第（一）项", 5)),
        line(("信息内容", 1), ("本年新<br>制作数量", 1), ("本年新<br>公开数量", 2), ("对外公开总数量", 1)),
        line(("规章", 1), ("13", 1), ("11", 2), ("524", 1)),
        line(("规范性文件", 1), ("60", 1), ("61", 2), ("368", 1)),
        line(("第二十条第（五）项", 5)),
        line(*items),
        line(("行政许可", 1), ("21", 2), ("-2", 1), ("300", 1)),
        line(("其他对外管理服务事项", 1), ("4", 2), ("1", 1), ("17", 1)),
        line(("第二十条第（六）项", 5)),
        line(*items),
        line(("行政处罚", 1), ("31", 2), ("5", 1), ("400", 1)),
        line(("行政强制", 1), ("6", 2), ("0", 1), ("7", 1)),
        line(("第二十条第（八）项", 5)),
        line(("信息内容", 1), ("上一年项目数量", 2), ("本年增/减", 2)),
        line(("行政事业性收费", 1), ("8", 2), ("9", 2)),
        line(("第二十条第（九）项", 5)),
        line(("信息内容", 1), ("采购项目数量", 2), ("采购总金额", 2)),
        line(("政府集中采购", 1), ("6", 2), ("251000元", 2)),
    ]
    heading = "<h1>清河县民政局2019年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
    report = parsers.read(f"{heading}<table>{''.join(lines)}</table>".encode())
    own = FORMS[Edition.E2019].table(TableName.DISCLOSURE)
    shown = [[str(report.value(key)) for key in row.keys] for row in own]
    assert shown == [
        *(["13", "11", "524"], ["60", "61", "368"], ["21", "-2", "300"], ["4", "1", "17"]),
        *(["31", "5", "400"], ["6", "0", "7"], ["8", "9"], ["6", "251000"]),
    ]


def read_applications(rows: dict[str, Sequence[str]], heads: Sequence[str]) -> Report:
    """T3 with flat heads and zeros, but for some rows."""
    zeros = ["0"] * len(APPLICANTS)
    lines = [[row.labels[-1], *rows.get(row.key, zeros)] for row in T3]
    return read_table([["项目", *heads], *lines], "三、收到和处理政府信息公开申请情况")


def test_a_number_in_a_column_of_its_own_does_not_complete_a_row_that_begins_empty() -> None:
    heads = [column.label for column in APPLICANTS]
    shifted = ["", "0", "3", "1", "0", "0", "4", "5"]
    report = read_applications({"applications.carried_out": shifted}, [*heads, "备注"])
    for column in APPLICANTS:
        assert report.status(f"applications.carried_out.{column.key}") is not Status.OK
    assert report.value("applications.granted.total") == 0


def test_without_heads_the_other_rows_say_where_the_columns_are() -> None:
    shifted = ["", "0", "3", "1", "0", "0", "4", "5"]
    report = read_applications({"applications.carried_out": shifted}, [""] * 7)
    for column in APPLICANTS:
        assert report.status(f"applications.carried_out.{column.key}") is not Status.OK


def test_a_row_without_label_at_the_head_of_its_group_is_not_absent() -> None:
    """Its numbers stand behind the label of the group, as a subtotal would."""
    zeros = ["0"] * len(APPLICANTS)
    lines = []
    for row in T3:
        label = "" if row.key == "applications.not_processed.petition" else row.label
        first = row.key.split(".")[-1] in {"state_secret", "not_held", "petition", "correction_overdue"}
        group = row.labels[1] if len(row.labels) == 3 and first else ""
        lines.append([group, label, *zeros])
    heads = [column.label for column in APPLICANTS]
    report = read_table([["项目", "", *heads], *lines], "三、收到和处理政府信息公开申请情况")
    assert report.status("applications.not_processed.petition.total") is Status.AMBIGUOUS
    assert report.value("applications.not_processed.repeated.total") == 0


def test_a_zero_beside_an_empty_edge_proves_nothing_where_no_total_stands() -> None:
    """0 and -441 moved one to the right look the same."""
    report = read_disclosure_2019(["", "0", ""], ["5", "0", ""])
    assert report.status("disclosure.fees.change") is Status.AMBIGUOUS
    assert report.value(f"{PROCUREMENT}.items") == 5


def test_no_sum_tells_a_row_of_t2_that_moved_from_one_that_begins_empty() -> None:
    """Empty cells are how this source writes nothing; still 5, 44, 8 moved by one looks like this."""
    report = read_disclosure_2019(["0", ""], ["5", "0", ""])
    assert report.status("disclosure.fees.items_last_year") is Status.AMBIGUOUS


def test_a_missing_row_below_a_wider_one_is_absent() -> None:
    """The three numbers of 行政规范性文件 are its own, and none of them is that of 行政许可."""
    rows = [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "0", "0", "7"],
        ["第二十条第（六）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        ["行政处罚", "317", "", ""],
        ["行政强制", "200", "", ""],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "本年收费金额（单位：万元）", "", ""],
        ["行政事业性收费", "3.25", "", ""],
    ]
    report = read_table(rows, "二、主动公开政府信息情况")
    assert report.status("disclosure.licences.decisions") is Status.ABSENT
    assert report.value("disclosure.penalties.decisions") == 317


def test_heads_that_begin_with_the_labels_count_in_a_table_all_but_empty() -> None:
    rows = [
        ["第二十条第（八）项"] * 4,
        ["信息内容", "上一年项目数量", "本年增/减", "本年增/减"],
        ["行政事业性收费", "", "0", "0"],
    ]
    empty = [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "", "", ""],
        ["规范性文件", "", "", ""],
    ]
    report = read_table([*empty, *rows], "二、主动公开政府信息情况")
    assert report.status("disclosure.fees.items_last_year") is not Status.OK


def test_a_table_moved_by_one_column_is_not_blank_at_its_edge() -> None:
    """Its rows of zeros do not show it, and one that adds up by chance proves nothing: the others do not."""
    rows: dict[str, Sequence[str]] = {row.key: ["", *["0"] * 6] for row in T3}
    rows |= {row.key: ["", "0", "", *["0"] * 4] for row in T3[5:9]}
    rows["applications.new_received"] = ["", "20", "8", "0", "0", "0", "0"]
    rows["applications.result_total"] = ["", "20", "8", "0", "0", "0", "0"]
    rows["applications.other.other"] = ["", "3", "0", "0", "0", "0", "3"]
    report = read_applications(rows, [column.label for column in APPLICANTS])
    for row in ("granted", "other.other", "result_total"):
        assert report.status(f"applications.{row}.natural_person") is Status.AMBIGUOUS, row
    assert report.status("applications.other.other.commercial_enterprise") is Status.AMBIGUOUS


def test_totals_that_all_are_gaps_below_those_of_the_applications_prove_no_row() -> None:
    """From （一） on the table moved left by one column: each row adds up to whatever it leaves for its total."""
    rows: dict[str, Sequence[str]] = {row.key: ["0", "5", "0", "0", "5", "10", ""] for row in T3}
    dispositions = len(T3) - 4
    moved = [str(dispositions * int(number)) for number in ("0", "5", "0", "0", "5", "10")]
    rows |= {"applications.result_total": [*moved, ""], "applications.carried_out": ["0"] * 6 + [""]}
    rows |= {"applications.new_received": ["0", *moved], "applications.carried_in": ["0"] * 7}
    report = read_applications(rows, [column.label for column in APPLICANTS])
    for row in ("granted", "other.other", "result_total"):
        assert {report.status(f"applications.{row}.{column.key}") for column in APPLICANTS} == {Status.AMBIGUOUS}, row


def test_a_row_of_zeros_that_lost_a_cell_is_withheld() -> None:
    """The total may be wrong and the lost cell, whichever it was, no zero."""
    report = read_applications({"applications.granted": ["0"] * 6}, [column.label for column in APPLICANTS])
    assert {report.status(f"applications.granted.{column.key}") for column in APPLICANTS} == {Status.AMBIGUOUS}
    assert report.value("applications.partially_granted.total") == 0


def test_an_empty_cell_that_a_merged_label_covers_is_no_number() -> None:
    """The column of an applicant is gone with its head; merged labels are written into each cell they cover."""
    first = "三、本年度办理结果"
    rows = [[*[""] * 3, "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "总计"]]
    for row in T3:
        head = [row.labels[0]] * 3 if len(row.labels) == 1 else [first, row.labels[-1], row.labels[-1]]
        numbers = ["17", "0", "12", "13", "", "42"]
        rows.append([*(head if len(row.labels) < 3 else row.labels), *numbers])
    report = read_table(rows, "三、收到和处理政府信息公开申请情况")
    for row in T3:
        # Under their heads the numbers add up; what stands there is all that may be said.
        said = [report.value(key) for key in row.keys if report.status(key) is Status.OK]
        assert said in ([], [17, 0, 12, 13, 42]), row.key
        assert report.status(f"{row.key}.legal_service_organisation") is not Status.OK


@pytest.mark.parametrize(
    "heads",
    [
        ("总计", "自然人", *ORGANISATIONS),
        ("自然人", "总计", *ORGANISATIONS),
        ("自然人", *ORGANISATIONS[:4], "总计", "其他"),
    ],
)
@pytest.mark.parametrize("above", [[], [["", "申请人情况"]]])
def test_a_total_with_other_heads_behind_it_in_its_row_is_not_the_last_column(
    heads: Sequence[str], above: list[list[str]]
) -> None:
    """In one row of heads, and where only 申请人情况 stands above them: the numbers are not in the form's order."""
    labels = [row.label for row in T3]
    numbers = ["0", "2", "1", "0", "0", "0", "3"] if heads[0] != "总计" else ["3", "2", "1", "0", "0", "0", "0"]
    rows = [*above, ["", *heads], *([label, *numbers] for label in labels)]
    report = read_table(rows, "三、收到和处理政府信息公开申请情况")
    assert not [key for key, cell in report.cells.items() if cell.status is Status.OK]


def test_a_total_in_the_upper_storey_of_the_heads_is_the_last_column() -> None:
    rows = [
        ["", "申请人情况"],
        ["", "自然人", "法人或其他组织", "总计"],
        ["", *ORGANISATIONS],
        *([row.label, "1", "0", "0", "0", "0", "0", "1"] for row in T3),
    ]
    report = read_table(rows, "三、收到和处理政府信息公开申请情况")
    assert report.value("applications.new_received.natural_person") == 1
    assert report.value("applications.new_received.total") == 1


@pytest.mark.parametrize(
    ("heads", "numbers"),
    [
        (("本年制发件数", "本年废止件数", "备注", "现行有效件数"), ("", "0", "1", "4")),
        (("本年制发件数", "本年废止件数", "现行有效件数", "备注"), ("", "0", "4", "1")),
        (("备注", "本年制发件数", "本年废止件数", "现行有效件数"), ("1", "0", "4", "")),
    ],
)
def test_a_number_among_the_remarks_is_none_of_the_row(heads: Sequence[str], numbers: Sequence[str]) -> None:
    rows = [["第二十条第（一）项", "", "", "", ""], ["信息内容", *heads], ["行政规范性文件", *numbers]]
    empty = ["" if head == "备注" else number or "0" for head, number in zip(heads, numbers, strict=True)]
    for others in ([], [["规章", *empty]]):
        report = read_table([*rows[:2], *others, *rows[2:]], "二、主动公开政府信息情况")
        for column in ("issued", "repealed", "in_force"):
            assert report.status(f"disclosure.normative_documents.{column}") is Status.AMBIGUOUS
            assert not others or report.value(f"disclosure.regulations.{column}") is not None


def test_a_number_among_the_remarks_is_no_total() -> None:
    heads = ["", *(column.label for column in APPLICANTS), "备注"]
    rows = [heads, *([row.label, "0", "0", "0", "0", "0", "", "0", "3"] for row in T3)]
    report = read_table(rows, "三、收到和处理政府信息公开申请情况")
    assert not [key for key, cell in report.cells.items() if cell.value]


def test_heads_below_a_whole_head_divide_its_column() -> None:
    """本年 | 上年: the only number of a row may be last year's."""
    page = (
        "<h1>清河县民政局2021年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><table>"
        "<tr><td colspan=3>第二十条第（五）项<tr><td rowspan=2>信息内容<td colspan=2>本年处理决定数量"
        "<tr><td>本年<td>上年<tr><td>行政许可<td><td>9</table>"
    )
    report = parsers.read(page.encode())
    assert report.status("disclosure.licences.decisions") is Status.AMBIGUOUS


@pytest.mark.parametrize("extra", [["0", "2036", "0", "0", "0", "7", "2043"], ["", "0", "1", "0", "0", "0", "1"]])
def test_a_row_with_a_number_more_than_its_table_has_heads_is_withheld(extra: Sequence[str]) -> None:
    """Its seven numbers are not those of the form's seven columns, one of which the table lacks."""
    heads = [column.label for column in APPLICANTS if column.key != "research_institution"]
    numbers = {"applications.granted": extra}
    rows = [[row.label, *numbers.get(row.key, ["0"] * 6)] for row in T3]
    report = read_table([["项目", *heads], *rows], "三、收到和处理政府信息公开申请情况")
    granted = {report.status(f"applications.granted.{column.key}") for column in APPLICANTS}
    assert granted <= {Status.AMBIGUOUS, Status.ABSENT}


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("1", "2", "")])
def test_a_row_of_t2_with_a_cell_more_than_it_has_heads_is_withheld(numbers: Sequence[str]) -> None:
    rows = [["第二十条第（一）项"], ["信息内容", "本年制发件数", "现行有效件数"], ["规章", *numbers]]
    report = read_table(rows, "二、主动公开政府信息情况")
    for column in ("issued", "repealed", "in_force"):
        assert report.status(f"disclosure.regulations.{column}") is Status.AMBIGUOUS


def test_a_number_behind_the_last_head_completes_no_row() -> None:
    """Of a row that begins empty and ends with a number that no head covers."""
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    rows = [["第二十条第（一）项"], heads, ["行政规范性文件", "", "126", "890", "8"]]
    report = read_table(rows, "二、主动公开政府信息情况")
    for column in ("issued", "repealed", "in_force"):
        assert report.status(f"disclosure.normative_documents.{column}") is Status.AMBIGUOUS


def test_a_head_between_the_label_of_a_row_and_its_number_names_another_order() -> None:
    """A row a number, its head before it: two numbers of one row are no two of its columns."""
    page = (
        "<h1>清河县民政局2021年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><table>"
        "<tr><td rowspan=3>规章<td>本年制发件数<td>1<td>2<tr><td>本年废止件数<td>3<tr><td>现行有效件数<td>4"
        "<tr><td rowspan=3>行政规范性文件<td>本年制发件数<td>5<tr><td>本年废止件数<td>6<tr><td>现行有效件数<td>7"
        "</table>"
    )
    report = parsers.read(page.encode())
    assert not [key for key, cell in report.cells.items() if cell.status is Status.OK]


def test_heads_beside_which_rows_have_numbers_say_nothing_of_rows_with_gaps() -> None:
    """An empty column among the numbers, for which the heads were set one column to the right of theirs."""
    heads = ["", "", "自然人", *ORGANISATIONS, "总计"]
    numbers = [("1", "2", "3", "4", "5", "", "6", "21"), ("", "2", "0", "4", "5", "", "6", "17")]
    rows = [[row.label, "", *numbers[i % 2]] for i, row in enumerate(T3[:8])]
    report = read_table([[*heads, ""], *([row[0], *row[2:], ""] for row in rows)], "三、收到和处理政府信息公开申请情况")
    assert not [key for key, cell in report.cells.items() if cell.status in {Status.OK, Status.BLANK}]


def test_a_row_of_one_number_that_is_a_cell_short_is_not_blank() -> None:
    """All merged cells are written out as empty ones; of the second row the number was lost, not left out."""
    one = ["信息内容", "本年处理决定数量", "", ""]
    rows = [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "1", "0", "9"],
        *(["第二十条第（五）项", "", "", ""], one, ["行政许可", "7", "", ""]),
        *(["第二十条第（六）项", "", "", ""], one, ["行政处罚", "21", "", ""]),
        ["行政强制", "", ""],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "本年收费金额（单位：万元）", "", ""],
        ["行政事业性收费", "0", "", ""],
    ]
    section, key = "二、主动公开政府信息情况", "disclosure.coercive_measures.decisions"
    assert read_table(rows, section).status(key) is Status.AMBIGUOUS
    rows[10].append("")
    assert read_table(rows, section).status(key) is Status.BLANK


def test_totals_that_moved_are_known_beside_rows_that_never_added_up() -> None:
    """The numbers of one column are gone, those behind it moved up, and its head is still there; 商业企业 is empty."""
    rows: dict[str, Sequence[str]] = {item.key: ["0", "", *"0005", ""] for item in T3[2:14]}
    rows |= {item.key: ["0", "", *"0000", ""] for item in (*T3[:2], *T3[14:])}
    rows |= {item.key: ["1", "", *"2003", ""] for item in T3[2:7]} | {T3[7].key: ["5", "", *"0000", ""]}
    rows |= {f"applications.{key}": ["10", "", "10", "0", "0", "45", ""] for key in ("new_received", "result_total")}
    report = read_applications(rows, [column.label for column in APPLICANTS])
    said = {cell.status for key, cell in report.cells.items() if key.startswith("applications.")}
    assert not said & {Status.OK, Status.BLANK}
