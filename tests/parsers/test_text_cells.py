"""Tables in text printed a cell a line, closed by pipes: the empty cells that show, and what is none of theirs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.readers.text_cells import without_padding
from parsers.report import Report, Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["项目", *(column.label for column in APPLICANTS)]
ZEROS = ("0",) * len(APPLICANTS)
EMPTY = ("",) * len(APPLICANTS)
WITHHELD, BLANK = Status.AMBIGUOUS.value, Status.BLANK.value


def t3(others: Sequence[str] = ZEROS, **numbers: Sequence[str]) -> list[list[str]]:
    return [HEADS, *([row.label, *numbers.get(row.key.split(".")[-1], others)] for row in T3)]


def closed(rows: Sequence[Sequence[str]], *, opened: bool = False, pads: int = 0) -> list[str]:
    """Each cell on a line, with the pipe that closes it; before each row one that opens it, behind it its padding."""
    lines: list[str] = []
    for row in rows:
        lines += ["|"] * opened + [f"{cell} |" if cell else "|" for cell in row] + ["|" * pads] * (pads > 0)
    return lines


def read(lines: Sequence[str]) -> Report:
    section = "三、收到和处理政府信息公开申请情况"
    text = ["清河县民政局2022年政府信息公开工作年度报告", "一、总体情况", "公开3条。", section, *lines]
    return parsers.read("\n".join([*text, "五、存在的主要问题及改进情况", "无。"]).encode())


def said(report: Report, row: str) -> list[object]:
    cells = [cell for key, cell in report.cells.items() if key.startswith(f"applications.{row}.")]
    return [cell.status.value if cell.value is None else cell.value for cell in cells]


GAPPED = {
    "new_received": ["4", "", "", "1", "", "", "5"],
    "granted": ["3", "", "", "1", "", "", "4"],
    "result_total": ["4", "", "", "1", "", "", "5"],
    "partially_granted": ["1", "", "", "", "", "", "1"],
}


@pytest.mark.parametrize("others", [ZEROS, EMPTY])
@pytest.mark.parametrize(("opened", "pads"), [(False, 0), (True, 0), (False, 2), (True, 2)])
def test_a_pipe_that_closes_nothing_is_an_empty_cell(others: Sequence[str], pads: int, *, opened: bool) -> None:
    report = read(closed(t3(others, **GAPPED), opened=opened, pads=pads))
    assert said(report, "granted") == [3, BLANK, BLANK, 1, BLANK, BLANK, 4]
    assert said(report, "refused.state_secret") == ([0] * 7 if others == ZEROS else [BLANK] * 7)


def test_a_row_that_lost_a_line_is_withheld() -> None:
    lines = closed(t3(EMPTY, **GAPPED), pads=2)
    at = lines.index(f"{T3[2].label} |")
    del lines[at + 7]
    assert said(read(lines), "granted") == [WITHHELD] * 7


def test_pipes_that_open_each_cell_as_well_show_no_empty_cells() -> None:
    lines = [text for row in t3(EMPTY, **GAPPED) for cell in row for text in ("|", f"{cell} |" if cell else "|")]
    report = read(lines)
    assert said(report, "granted") == [WITHHELD] * 7
    assert not {cell.status for cell in report.cells.values()} & {Status.BLANK}


def test_pipes_on_lines_of_their_own_show_no_empty_cells() -> None:
    """All numbers gone from a table, and the pipes left."""
    lines = [text for row in t3() for cell in row for text in (cell, "|")]
    numbers = [line for line in lines if line == "0"]
    report = read([*numbers, *(line for line in lines if line != "0")])
    assert not {cell.status for cell in report.cells.values()} & {Status.OK, Status.BLANK}


@pytest.mark.parametrize("others", [ZEROS, EMPTY])
def test_a_number_that_no_pipe_closes_is_a_pages(others: Sequence[str]) -> None:
    lines = closed(t3(others, **GAPPED, petition=ZEROS, repeated=ZEROS, publication=ZEROS))
    at = lines.index(f"{T3[3].label} |")
    report = read([*lines[:at], "3", *lines[at:]])
    assert said(report, "granted") == [3, BLANK, BLANK, 1, BLANK, BLANK, 4]


def test_a_number_whose_pipe_stands_in_the_next_line_is_no_pages() -> None:
    lines = closed(t3())
    at = lines.index(f"{T3[2].label} |") + 1
    assert BLANK not in said(read([*lines[:at], "0", "|", *lines[at + 1 :]]), "granted")


def test_a_pages_number_among_the_cells_of_a_row_leaves_it_open() -> None:
    lines = closed(t3(EMPTY, **GAPPED))
    at = lines.index(f"{T3[2].label} |")
    for gap in range(1, 8):
        report = read([*lines[: at + gap], "3", *lines[at + gap :]])
        assert set(said(report, "granted")) <= {WITHHELD, 3, BLANK, 1, 4}
        assert said(report, "granted")[1:3] != [3, 3]
        assert report.value("applications.granted.natural_person") in {3, None}


def test_pipes_behind_a_label_are_its_merged_cells_where_each_cell_has_a_line() -> None:
    """They make no empty cells: its numbers stand below; none of a row without numbers is blank."""
    rows = [[f"{row.label} |||", *(f"{number} |" for number in "1200003")] for row in T3]
    rows[1] = rows[1][:1]
    heads = [f"{column.label} |" for column in APPLICANTS]
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "申请人情况 |||||||",
        *heads,
        *(cell for row in rows for cell in row),
    ]
    report = parsers.read("\n".join(["清河县民政局2022年政府信息公开工作年度报告", *lines]).encode())
    assert [report.value(key) for key in T3[0].keys] == [1, 2, 0, 0, 0, 0, 3]
    assert {report.status(key) for key in T3[1].keys} == {Status.AMBIGUOUS}


MERGED = """第二十条第（一）项 |
|||
信息内容 |
本年制发件数 |
本年废止件数 |
现行有效件数 |
规章 |
1 |
0 |
3 |
行政规范性文件 |
|
|
|
第二十条第（五）项 |
|||
信息内容 |
本年处理决定数量 |
||
行政许可 |
|||
第二十条第（六）项 |
|||
信息内容 |
本年处理决定数量 |
||
行政处罚 |
|
||
行政强制 |
|||"""
PERMITS, PENALTIES = "disclosure.licences.decisions", "disclosure.penalties.decisions"


def test_pipes_of_a_merged_cell_are_no_empty_cell() -> None:
    """The line with the number is lost, that with the pipes of the columns it covered is left."""
    assert {read(MERGED.split("\n")).status(key) for key in (PERMITS, PENALTIES)} == {Status.BLANK}
    report = read(MERGED.replace("行政许可 |\n|||", "行政许可 |\n||").split("\n"))
    assert (report.status(PERMITS), report.status(PENALTIES)) == (Status.AMBIGUOUS, Status.BLANK)


CHANNEL = ["结果维持 |", "结果纠正 |", "其他结果 |", "尚未审结 |", "总计 |"]
T4_HEADS = [
    "行政复议 |",
    "行政诉讼 |",
    "|" * 13,
    *CHANNEL,
    "未经复议直接起诉 |",
    "复议后起诉 |",
    "|" * 8,
    *CHANNEL,
    *CHANNEL,
]
EMPTY_CHANNEL = [""] * 5


def proceedings(row: Sequence[str], padding: Sequence[str] = ("|" * 5,)) -> list[object]:
    lines = [
        "四、政府信息公开行政复议、行政诉讼情况",
        *T4_HEADS,
        *padding,
        *(f"{cell} |" if cell else "|" for cell in row),
    ]
    text = [
        "清河县民政局2022年政府信息公开工作年度报告",
        "一、总体情况",
        "公开3条。",
        *lines,
        "五、存在的主要问题",
        "无。",
    ]
    cells = parsers.read("\n".join(text).encode()).cells
    return [
        cell.status.value if cell.value is None else cell.value for key, cell in cells.items() if key.startswith("proc")
    ]


@pytest.mark.parametrize("padding", [["|" * 5], []])
@pytest.mark.parametrize(
    "row",
    [
        [*EMPTY_CHANNEL, "1", "", "", "", "1", *EMPTY_CHANNEL],
        ["", "2", "", "1", "3", *EMPTY_CHANNEL, "", "", "4", "", "4"],
        [*"00000", "", "1", "", "", "1", *EMPTY_CHANNEL],
        EMPTY_CHANNEL * 3,
    ],
)
def test_a_row_of_proceedings_that_shows_each_cell_is_read_with_its_gaps(row: list[str], padding: list[str]) -> None:
    assert proceedings(row, padding) == [int(cell) if cell else BLANK for cell in row]


@pytest.mark.parametrize(
    "row",
    [
        # A line lost, one doubled, a number beside its cell, one that is no sum.
        [*EMPTY_CHANNEL, "1", "", "", "", "1", *EMPTY_CHANNEL[:4]],
        [*EMPTY_CHANNEL, "1", "1", "", "", "", "1", *EMPTY_CHANNEL],
        [*EMPTY_CHANNEL, "", "1", "", "", "", "1", *EMPTY_CHANNEL[1:]],
        [*EMPTY_CHANNEL, "1", "", "", "", "2", *EMPTY_CHANNEL],
        EMPTY_CHANNEL * 2 + EMPTY_CHANNEL[:4],
    ],
)
def test_a_row_of_proceedings_that_does_not_add_up_as_it_shows_is_withheld(row: list[str]) -> None:
    assert set(proceedings(row)) == {WITHHELD}


def test_the_last_row_of_disclosure_without_its_padding_leaves_the_others_blank() -> None:
    """Behind the last cell of a table, texts lose what pads it: that row alone may have lost its number."""
    lines = MERGED.replace("1 |\n0 |\n3 |", "|\n|\n|").replace("行政处罚 |\n|", "行政处罚 |\n3 |").split("\n")
    section = ["二、主动公开政府信息情况", *lines]
    section += [
        "第二十条第（八）项 |",
        "|||",
        "信息内容 |",
        "本年收费金额（单位：万元） |",
        "||",
        "行政事业性收费 |",
        "|",
    ]
    report = read(section)
    said = {key: report.status(key).value for key in report.cells if key.startswith("disclosure.")}
    assert said.pop("disclosure.fees.amount_10k_yuan") == WITHHELD
    assert said.pop(PENALTIES) == "ok"
    assert set(said.values()) == {BLANK}


def disclosure(first: str, *others: str) -> list[object]:
    """What is read of the documents of T2 where its rows are filled up at their end."""
    lines = [
        "| 第二十条第（一）项 | |||",
        "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
        "| 规章 | 0 | 0 | 0 |",
        f"| 行政规范性文件 | {first}",
        *("| 第二十条第（五）项 | |||", "| 信息内容 | 本年处理决定数量 | ||", "| 行政许可 | 7 | ||", *others),
        *(
            "| 第二十条第（六）项 | |||",
            "| 信息内容 | 本年处理决定数量 | ||",
            "| 行政处罚 | 7 | ||",
            "| 行政强制 | 0 | ||",
        ),
    ]
    text = [
        "清河县民政局2022年政府信息公开工作年度报告",
        "一、总体情况",
        "公开3条。",
        "二、主动公开政府信息情况",
        *lines,
    ]
    cells = parsers.read("\n".join([*text, "三、收到和处理政府信息公开申请情况"]).encode()).cells
    found = [cells[f"disclosure.normative_documents.{column}"] for column in ("issued", "repealed", "in_force")]
    return [cell.status.value if cell.value is None else int(cell.value) for cell in found]


@pytest.mark.parametrize("row", ["8 | ||", "3 | 29869 | |"])
def test_numbers_of_a_row_filled_up_at_its_end_may_have_moved(row: str) -> None:
    assert disclosure(row) == [WITHHELD] * 3


def test_a_full_row_among_rows_filled_up_is_read() -> None:
    assert disclosure("3 | 4 | 5 |") == [3, 4, 5]


def test_where_an_empty_cell_stands_among_others_none_was_left_out() -> None:
    assert disclosure("3 | | 5 |")[::2] == [3, 5]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", [" | a", "x|", " x | y ||", "|"])
def test_long_rows_take_time_that_grows_with_their_length(unit: str) -> None:
    long = unit * 20_000
    lines = [f"{long}z", f"{long} ||", *["甲 | 乙 | 3 | ||"] * 3]
    assert len(without_padding(lines)) == len(lines)
