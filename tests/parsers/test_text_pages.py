"""Tables in text laid out as on a page: columns by spaces, labels and heads broken over lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import parsers
from parsers.document import BlockKind
from parsers.form import CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.normalise import display_width
from parsers.readers.text import read_text
from parsers.report import Cell, Report, Status

HEAD = "清河县民政局2023年政府信息公开工作年度报告\n一、总体情况\n公开3条，办结2件。\n"
END = "\n五、存在的主要问题及改进情况\n无。\n"
T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = [
    "（本列数据的勾稽关系为：第一项加           申请人情况",
    "第二项之和，等于第三项加第四项       自   法人或其他组织              总",
    "之和）                               然  商业 科研 社会公 法律服  其   计",
    "                                     人  企业 机构 益组织 务机构  他",
]
Numbers = list[list[str]]


def numbers() -> Numbers:
    return [[*(str((i + j) % 4) for j in range(6)), str(sum((i + j) % 4 for j in range(6)))] for i in range(len(T3))]


def filled(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def cut(text: str, size: int = 9) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def page(rows: Numbers) -> list[str]:
    """Each label in pieces, its numbers beside the middle one, now a column further right, now less; groups by them."""
    lines = [*HEADS]
    seen: set[str] = set()
    for number, (row, values) in enumerate(zip(T3, rows, strict=True)):
        group = row.labels[0] if len(row.labels) > 1 and row.labels[0] not in seen else ""
        seen.add(group)
        pieces, groups = cut(row.label), cut(group, 3)
        for i in range(max(len(pieces), len(groups))):
            own = pieces[i] if i < len(pieces) else ""
            beside = filled(groups[i] if i < len(groups) else "", 8) + filled(own, 22)
            middle = i == (len(pieces) - 1) // 2
            shown = "".join(filled(value, 5 + (number + j) % 2) for j, value in enumerate(values)) if middle else ""
            lines.append(f"{beside} {' ' * (number % 3)}{shown}".rstrip())
    return lines


def rows_by_spaces(rows: Numbers, edge: str) -> list[str]:
    """Whole labels, numbers between columns of five, set to the left or the right."""
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    lines = [filled("", 96) + "  ".join(names)]
    for row, values in zip(T3, rows, strict=True):
        cells = "".join(f"{value:5}" if edge == "left" else f"{value:>5}" for value in values)
        lines.append(filled("".join(row.labels[1:] or row.labels), 100) + cells)
    return lines


def read(lines: Sequence[str], section: str = "三、收到和处理政府信息公开申请情况") -> Report:
    return parsers.read((f"{HEAD}{section}\n" + "\n".join(lines) + END).encode())


def said(cell: Cell) -> object:
    return cell.status if cell.value is None else cell.value


def row_of(report: Report, key: str) -> list[object]:
    return [said(cell) for name, cell in report.cells.items() if name.startswith(f"applications.{key}.")]


def test_a_table_with_labels_in_pieces_is_read_where_all_of_it_fits_the_form() -> None:
    rows, report = numbers(), read(page(numbers()))
    for row, values in zip(T3, rows, strict=True):
        assert row_of(report, row.key.partition(".")[2]) == [int(value) for value in values], row.key


def is_grid(lines: Sequence[str]) -> bool:
    text = "\n".join(["三、收到和处理政府信息公开申请情况", *lines, "五、存在的主要问题及改进情况"])
    return any(block.kind is BlockKind.GRID for block in read_text(text.encode()).blocks)


@pytest.mark.parametrize(
    ("text", "other"),
    [("1.属于国家秘密", "1.其中学生"), ("商业 科研", "科研 商业"), ("社会公", ""), ("其   计", "计   其")],
)
def test_a_table_of_which_a_piece_does_not_fit_is_not_read_by_the_form(text: str, other: str) -> None:
    lines = "\n".join(page(numbers())).replace(text, other).split("\n")
    assert not is_grid(lines)
    assert is_grid(page(numbers()))


def test_a_table_with_a_row_less_of_numbers_is_not_read_by_the_form() -> None:
    rows = numbers()
    rows[5] = []
    assert not is_grid(page(rows))
    rows[5] = ["12"]
    assert is_grid(page(rows))


def test_columns_whose_sums_stand_elsewhere_are_not_read_by_the_form() -> None:
    assert not is_grid(page([[*row[:5], row[6], row[5]] for row in numbers()]))


def test_a_row_with_gaps_among_columns_that_move_is_withheld_alone() -> None:
    rows = numbers()
    rows[5][2] = ""
    report = read(page(rows))
    assert set(map(str, row_of(report, T3[5].key.partition(".")[2]))) == {"ambiguous"}
    assert row_of(report, T3[6].key.partition(".")[2]) == [int(value) for value in rows[6]]


@pytest.mark.parametrize("edge", ["left", "right"])
def test_gaps_are_told_by_the_columns_of_full_rows(edge: str) -> None:
    rows = numbers()
    rows[4] = ["12", "", "", "3", "", "", "15"]
    rows[7] = ["1", "", "", "", "", "2", "3"]
    report = read(rows_by_spaces(rows, edge))
    blank = Status.BLANK
    assert row_of(report, T3[4].key.partition(".")[2]) == [12, blank, blank, 3, blank, blank, 15]
    assert row_of(report, T3[7].key.partition(".")[2]) == [1, *[blank] * 4, 2, 3]


def test_numbers_behind_their_labels_stand_in_no_columns() -> None:
    rows = numbers()
    rows[4] = ["12", "3", "15"]
    lines = [" ".join(["".join(row.labels[1:] or row.labels), *values]) for row, values in zip(T3, rows, strict=True)]
    report = read(["自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计", *lines])
    assert set(map(str, row_of(report, T3[4].key.partition(".")[2]))) == {"ambiguous"}


T4 = [
    "      行政复议                                行政诉讼",
    "                             未经复议直接起诉                 复议后起诉",
    "结果   结果   其他   尚未   总   结果   结果   其他   尚未   总   结果   结果   其他   尚未   总",
    "维持   纠正   结果   审结   计   维持   纠正   结果   审结   计   维持   纠正   结果   审结   计",
    "1 2 3 4 10 0 0 0 0 0 5 0 0 1 6",
]


def test_heads_of_proceedings_in_pieces_go_on_from_left_to_right() -> None:
    report = read(T4, "四、政府信息公开行政复议、行政诉讼情况")
    keys = [f"proceedings.{channel}.{column.key}" for channel, _ in CHANNELS for column in OUTCOMES]
    assert [report.value(key) for key in keys] == [int(number) for number in T4[-1].split()]


def test_narrative_above_the_heads_of_proceedings_is_none_of_them() -> None:
    lines = ["2023 年，我局依法公开政府信息，", "未发生行政复议、行政诉讼。", *T4]
    report = read(lines, "四、政府信息公开行政复议、行政诉讼情况")
    keys = [f"proceedings.{channel}.{column.key}" for channel, _ in CHANNELS for column in OUTCOMES]
    assert [report.value(key) for key in keys] == [int(number) for number in T4[-1].split()]


def test_heads_of_proceedings_printed_upright_are_read_below_narrative() -> None:
    """The first channel's outcomes take more lines than the others', its 总计 stands level."""
    heads = [
        "行政复议 行政诉讼",
        "未经复议直接起诉 复议后起诉",
        "结 结 其 尚",
        "结 结 其 尚 结 结 其 尚",
        "果 果 他 未",
    ]
    heads += ["总计 果 果 他 未 总 果 果 他 未 总", "维 纠 结 审", "维 纠 结 审 计 维 纠 结 审 计"]
    heads += ["持 正 果 结", "持 正 果 结 持 正 果 结"]
    report = read(["我局依法公开政府信息。", *heads, T4[-1]], "四、政府信息公开行政复议、行政诉讼情况")
    keys = [f"proceedings.{channel}.{column.key}" for channel, _ in CHANNELS for column in OUTCOMES]
    assert [report.value(key) for key in keys] == [int(number) for number in T4[-1].split()]


def test_heads_of_proceedings_in_another_order_are_withheld() -> None:
    lines = [T4[0], T4[1], T4[2], T4[3].replace("维持   纠正", "纠正   维持"), T4[4]]
    report = read(lines, "四、政府信息公开行政复议、行政诉讼情况")
    assert all(cell.value is None for key, cell in report.cells.items() if key.startswith("proceedings."))


def test_a_slash_between_spaces_is_a_mark_for_nothing() -> None:
    lines = ["第二十条第（一）项", "信息内容   本年制发件数   本年废止件数   现行有效件数"]
    lines += ["规章   1   /   2", "行政规范性文件   /   3   4", "第二十条第（五）项", "信息内容   本年处理决定数量"]
    lines += ["行政许可   /", "第二十条第（六）项", "信息内容   本年处理决定数量", "行政处罚   12", "行政强制   /"]
    report = read(lines, "二、主动公开政府信息情况")
    assert said(report.cells["disclosure.regulations.repealed"]) is Status.BLANK
    assert said(report.cells["disclosure.normative_documents.in_force"]) == 4
    assert said(report.cells["disclosure.penalties.decisions"]) == 12


@pytest.mark.parametrize("line", ["格 - - - - - - -", "|" * 16, "\t".join(["-"] * 15)])
def test_a_section_of_marks_or_empty_cells_is_no_section_without_a_table(line: str) -> None:
    """Of a table whose labels and heads were cut to pieces, nothing else may be left."""
    report = read(["行", "政", *[line] * 3], "四、政府信息公开行政复议、行政诉讼情况")
    assert report.status("proceedings.review.total") is Status.AMBIGUOUS


def test_heads_alone_do_not_show_the_columns() -> None:
    """Where merged cells were dropped, heads stand above other columns than theirs."""
    lines = rows_by_spaces([["0", "", "", "", "", "", ""] for _ in T3], "left")
    before, names = "自然人  商业企业  科研机构  ", "社会公益组织  法律服务机构  其他  总计"
    lines[0] = filled("", 100 - display_width(before)) + before + names
    assert not is_grid(lines)


def test_a_line_of_numbers_alone_that_lacks_some_is_withheld() -> None:
    """As in the order of a page's drawing: each row's numbers begin where the line does."""
    lines = [*HEADS]
    for number, row in enumerate(T3):
        lines += [*cut(row.label), "0 0" if number == 4 else "1 1 0 0 0 0 2"]
    assert is_grid(lines)
    assert set(map(str, row_of(read(lines), T3[4].key.partition(".")[2]))) == {"ambiguous"}
