"""T3 printed a cell a line, each row's numbers above its label: no number is read as the next row's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.form import APPLICANTS, FORMS, Edition, TableName
from parsers.report import Status

T3 = FORMS[Edition.E2021].table(TableName.APPLICATIONS)
HEADS = ["申请人情况", "法人或其他组织", *(column.label for column in APPLICANTS)]
# Each row adds up, and no two are alike.
NUMBERS = {row.key: [place, 2, 0, 1, 0, 3, place + 6] for place, row in enumerate(T3)}

Order = Callable[[str, list[str]], Sequence[str]]
ORDERS: dict[str, Order] = {
    "all above": lambda label, numbers: [*numbers, label],
    "all above in one line": lambda label, numbers: [" ".join(numbers), label],
    "all but the total above": lambda label, numbers: [*numbers[:-1], label, numbers[-1]],
    "all above but the first, which stands behind the label": lambda label, numbers: [
        *numbers[1:],
        f"{label} {numbers[0]}",
    ],
    "one above": lambda label, numbers: [numbers[0], label, *numbers[1:]],
}


def wrong(lines: Sequence[str]) -> list[str]:
    """The cells of T3 that claim something that is not so."""
    text = "\n".join(
        (
            "清河县民政局2022年政府信息公开工作年度报告",
            "三、收到和处理政府信息公开申请情况",
            *lines,
            "五、存在的主要问题及改进情况",
            "无。",
        )
    )
    cells = parsers.read(text.encode()).cells
    truth = {key: number for row in T3 for key, number in zip(row.keys, NUMBERS[row.key], strict=True)}
    return [
        key
        for key, number in truth.items()
        if cells[key].value not in {None, number} or cells[key].status in {Status.BLANK, Status.ABSENT}
    ]


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_numbers_above_their_labels_are_not_those_of_the_row_before(order: Order) -> None:
    lines = [line for row in T3 for line in order(row.label, list(map(str, NUMBERS[row.key])))]
    assert not wrong([*HEADS, *lines])


@pytest.mark.parametrize("above", [["1", "2", "3", "4", "5", "6", "7"], ["7"], []], ids=["columns", "page", "nothing"])
def test_what_is_no_row_above_the_first_casts_no_doubt(above: list[str]) -> None:
    """Numbers of columns, or of a page."""
    lines = [line for row in T3 for line in (row.label, *map(str, NUMBERS[row.key]))]
    text = "\n".join(("清河县民政局2022年政府信息公开工作年度报告", *HEADS, *above, *lines))
    report = parsers.read(text.encode())
    assert [report.value(key) for row in T3 for key in row.keys] == [n for row in T3 for n in NUMBERS[row.key]]


T2 = FORMS[Edition.E2021].table(TableName.DISCLOSURE)
T2_NUMBERS = {row.key: [str(10 * place + i) for i, _ in enumerate(row.keys)] for place, row in enumerate(T2, 1)}


def lines_of_t2() -> list[tuple[str, list[str], str]]:
    """Caption, heads and rows: label, numbers, and the key of a row."""
    lines: list[tuple[str, list[str], str]] = []
    for row in T2:
        if not any(row.item == label for label, _, _ in lines):
            lines += [(row.item or "", [], ""), ("信息内容" + "".join(f" | {c.label}" for c in row.columns), [], "")]
        lines.append((row.label, T2_NUMBERS[row.key], row.key))
    return lines


@pytest.mark.parametrize("by", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("separator", [" | ", " ", "\n"])
def test_a_column_of_numbers_that_moved_as_a_whole(by: int, separator: str) -> None:
    lines = lines_of_t2()
    shifted = [lines[i - by][1] if 0 <= i - by < len(lines) else [] for i in range(len(lines))]
    table = [separator.join((label, *numbers)) for (label, _, _), numbers in zip(lines, shifted, strict=True)]
    text = "\n".join(("清河县民政局2022年政府信息公开工作年度报告", "二、主动公开政府信息情况", *table, "三、收到"))
    report = parsers.read(text.encode())
    found = {key: report.value(key) for row in T2 for key in row.keys}
    truth = {key: int(n) for row in T2 for key, n in zip(row.keys, T2_NUMBERS[row.key], strict=True)}
    assert found == (truth if by == 0 else dict.fromkeys(truth))
    assert not {Status.BLANK, Status.ABSENT} & {report.status(key) for key in found}
