"""The reader of sheets: tables side by side, and the counts of rows and columns that programs write around them."""

from __future__ import annotations

import openpyxl

from parsers.readers.sheet import read_sheet
from tests.parsers.sheet_files import rows, saved

Line = tuple[str | int | None, ...]
LEFT: list[Line] = [("内容", "制发", "废止"), ("规章", 1, 2), ("文件", 3, 4), ("许可", 5, "/")]
RIGHT: list[Line] = [("情形", "自然人", "总计"), ("新收", 6, 7), ("结转", 8, 9), ("公开", "无", 0), ("其他", 2, 1)]


def sheet(*placed: tuple[int, int, list[Line]]) -> list[list[str] | str]:
    """What is read of a sheet with these lines, each block at its row and column."""
    book = openpyxl.Workbook()
    for top, left, lines in placed:
        for row, line in enumerate(lines, start=top):
            for column, value in enumerate(line, start=left):
                book.worksheets[0].cell(row, column).value = value
    return rows(read_sheet(saved(book)))


def shown(lines: list[Line]) -> list[list[str] | str]:
    return [[str(value) for value in line] for line in lines]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    title: list[Line] = [("云溪县民政局2023年度报告",)]
    found = sheet((1, 1, title), (2, 1, LEFT), (2, 5, RIGHT), (9, 1, [("后记",)]))
    assert found == ["云溪县民政局2023年度报告", *shown(LEFT), *shown(RIGHT), "后记"]


def test_each_table_keeps_its_heading() -> None:
    found = sheet((1, 1, [("二、主动公开",)]), (2, 1, LEFT), (1, 6, [("三、收到申请",)]), (2, 6, RIGHT))
    assert found == ["二、主动公开", *shown(LEFT), "三、收到申请", *shown(RIGHT)]


def test_an_empty_column_within_a_table_parts_nothing() -> None:
    labels: list[Line] = [line[:1] for line in RIGHT]
    numbers: list[Line] = [line[1:] for line in RIGHT]
    assert sheet((1, 1, labels), (1, 3, numbers)) == [
        [str(label), "", *map(str, line)] for (label,), line in zip(labels, numbers, strict=True)
    ]


def test_a_remark_beside_a_table_parts_nothing() -> None:
    remark: list[Line] = [("注", "说明"), ("一", "按年"), ("二", "按件"), ("三", "不计")]
    assert sheet((1, 1, LEFT), (1, 5, remark))[1] == ["规章", "1", "2", "", "一", "按年"]


def counted(lines: list[Line], start: int = 0) -> list[Line]:
    """The lines as pandas writes a frame of them, its rows and columns counted."""
    head: Line = (None, *range(max(map(len, lines))))
    return [head, *((start + at, *line) for at, line in enumerate(lines))]


def test_counts_of_rows_and_columns_are_left_out() -> None:
    assert sheet((1, 1, counted(LEFT))) == shown(LEFT)
    assert sheet((1, 1, counted(LEFT * 2, 1))) == shown(LEFT * 2)
    assert sheet((1, 1, [tuple(range(3)), *LEFT])) == shown(LEFT)


def test_names_of_nameless_columns_are_left_out() -> None:
    assert sheet((1, 1, [("报告", "Unnamed: 1", "Unnamed: 2"), *LEFT])) == ["报告", *shown(LEFT)]


def test_numbers_that_count_nothing_stay() -> None:
    lines: list[Line] = [("0", "规章", 1), ("1", "文件", 3), ("2", "许可", 5)]
    assert sheet((1, 1, lines)) == shown(lines)
    gaps: list[Line] = [(at + (at > 5), "规章", 1) for at in range(10)]
    assert sheet((1, 1, gaps)) == shown(gaps)
