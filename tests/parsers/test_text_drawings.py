"""Tables in text drawn with lines, or with rows of one width between pipes: their cells stand in columns."""

from __future__ import annotations

import pytest

import parsers
from parsers.document import BlockKind
from parsers.readers.text import read_text
from parsers.report import Report, Status

BLANK = Status.BLANK
HEAD = "清河县民政局2023年政府信息公开工作年度报告\n一、总体情况\n公开3条，办结2件。\n"
END = "\n五、存在的主要问题及改进情况\n无。\n"
MERGED = """
+----------+--------------+
|          | 申请人情况   |
|          +-------+------+
|          | 自然  | 总计 |
|          | 人    |      |
+----+-----+-------+------+
| 一 | 新  | 12    | -    |
|    | 收  |       |      |
|    +-----+-------+------+
|    | 结  |       | 3    |
+----+-----+-------+------+
"""
BOXES = str.maketrans("+-|", "┼─│")


@pytest.mark.parametrize("drawing", [MERGED, MERGED.translate(BOXES), MERGED.replace("-+", ":+").replace("--", "==")])
def test_cells_are_what_rules_close_in(drawing: str) -> None:
    rows = [block for block in read_text(drawing.encode()).blocks if block.kind is BlockKind.GRID]
    assert [[(cell.text, cell.column, cell.span, cell.height) for cell in row.cells] for row in rows] == [
        [("", 0, 2, 2), ("申请人情况", 2, 2, 1)],
        [("自然\n人", 2, 1, 1), ("总计", 3, 1, 1)],
        [("一", 0, 1, 2), ("新\n收", 1, 1, 1), ("12", 2, 1, 1), ("-", 3, 1, 1)],
        [("结", 1, 1, 1), ("", 2, 1, 1), ("3", 3, 1, 1)],
    ]
    assert [row.cells[0].where.line for row in rows] == [3, 5, 8, 11]


def test_a_drawing_with_a_hole_is_no_grid() -> None:
    broken = MERGED.replace("|    +-----+", "|    +-- --+")
    assert all(block.kind is not BlockKind.GRID for block in read_text(broken.encode()).blocks)


def test_lines_between_rules_that_part_no_rows_are_rows() -> None:
    """As frames around a table, and a rule below its heads."""
    drawing = "+----+----+\n| 甲 | 乙 |\n+----+----+\n| 规章 | 1 |\n| 行政许可 | 2 |\n+----+----+\n"
    blocks = read_text(drawing.encode()).blocks
    assert [[cell.text for cell in block.cells] for block in blocks] == [["甲", "乙"], ["规章", "1"], ["行政许可", "2"]]


APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ROWS = [
    ["", "", "", *APPLICANTS],
    ["一、本年新收政府信息公开申请数量", "", "", "5", "", "", "", "", "", "5"],
    ["二、上年结转政府信息公开申请数量", "", "", "", "1", "", "", "", "", "1"],
    ["三、本年度办理结果", "（一）予以公开", "", "5", "", "", "", "", "1", "6"],
    ["", "（三）不予公开", "1.属于国家秘密", "0", "0", "0", "0", "0", "0", "0"],
]


def read(rows: list[list[str]], write: str) -> Report:
    lines = [f"| {' | '.join(row)} |" if write == "pipes" else "\t".join(row) for row in rows]
    return parsers.read((f"{HEAD}三、收到和处理政府信息公开申请情况\n" + "\n".join(lines) + END).encode())


def said(report: Report, row: str) -> list[object]:
    cells = [cell for key, cell in report.cells.items() if key.startswith(f"applications.{row}.")]
    return [cell.status if cell.value is None else cell.value for cell in cells]


@pytest.mark.parametrize("write", ["pipes", "tabs"])
def test_gaps_of_rows_of_one_width_are_told_by_their_columns(write: str) -> None:
    report = read(ROWS, write)
    assert said(report, "new_received") == [5, *[BLANK] * 5, 5]
    assert said(report, "carried_in") == [BLANK, 1, *[BLANK] * 4, 1]
    assert said(report, "granted") == [5, *[BLANK] * 4, 1, 6]


@pytest.mark.parametrize("write", ["pipes", "tabs"])
def test_rows_without_their_merged_cells_are_no_grid(write: str) -> None:
    """Each row filled up behind its last cell: numbers stand where the labels of other rows are."""
    rows = [[text for text in row if text] for row in ROWS]
    rows = [row + [""] * (10 - len(row)) for row in rows]
    document = read_text("\n".join("|".join(row) for row in rows).encode())
    assert all(block.kind is not BlockKind.GRID for block in document.blocks)
    assert {type(value) for value in said(read(rows, write), "new_received")} == {Status}


@pytest.mark.parametrize("write", ["pipes", "tabs"])
def test_rows_below_heads_that_were_pushed_to_the_left_are_no_grid(write: str) -> None:
    """The cells that merged ones cover were dropped in the heads, and kept in the rows."""
    rows = [[*APPLICANTS, "", "", ""], ["", "（表）", *[""] * 8], *ROWS[1:]]
    lines = [f"| {' | '.join(row)} |" if write == "pipes" else "\t".join(row) for row in rows]
    assert all(block.kind is not BlockKind.GRID for block in read_text("\n".join(lines).encode()).blocks)


def test_pipes_that_only_some_rows_open_or_close_with_part_off_empty_cells() -> None:
    """Without a frame, a row that begins with an empty cell begins with a pipe, one that ends with one ends so."""
    rows = [
        ["", "", "", *APPLICANTS],
        ["一、本年新收政府信息公开申请数量", "", "", "5", "", "", "", "", "", ""],
        ["", "（三）不予公开", "1.属于国家秘密", "0", "0", "0", "0", "0", "0", ""],
    ]
    blocks = read_text("\n".join(" | ".join(row) for row in rows).encode()).blocks
    assert [[cell.text for cell in block.cells] for block in blocks] == rows
