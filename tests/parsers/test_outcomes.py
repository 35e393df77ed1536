"""T4's heads in another order than the form's: no number of theirs is read, however the source cuts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.form import OUTCOMES
from parsers.report import Report, Status

LABELS = [column.label for column in OUTCOMES]
TITLE = "清河县民政局2022年政府信息公开工作年度报告"
CHANNELS = ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"]
NUMBERS = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 10, 11, 12, 42]
ORDERS = {
    "total first in one": ([4, 0, 1, 2, 3], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
    "total first in all": ([4, 0, 1, 2, 3],) * 3,
    "total last and first": ([0, 1, 2, 3, 4], [4, 0, 1, 2, 3], [0, 1, 2, 3, 4]),
    "swapped in the last": ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [1, 0, 2, 3, 4]),
    "swapped in all": ([1, 0, 2, 3, 4],) * 3,
    "shifted in all": ([1, 2, 3, 4, 0],) * 3,
}


def cut_in_two(heads: Sequence[str]) -> list[list[str]]:
    return [[head[:2] for head in heads], [head[2:] for head in heads]]


WRITTEN: dict[str, Callable[[list[str]], list[list[str]]]] = {
    "a row": lambda heads: [heads],
    "two rows of halves": cut_in_two,
    "a half a line": lambda heads: [[half] for head in heads for half in (head[:2], head[2:]) if half],
}


def read_heads(order: Sequence[Sequence[int]], written: str) -> Report:
    heads = [LABELS[place] for channel in order for place in channel]
    rows = [CHANNELS[:2], CHANNELS[2:], *WRITTEN[written](heads), list(map(str, NUMBERS))]
    table = "\n".join(f"{' | '.join(row)} |" for row in rows)
    return parsers.read(
        f"清河县民政局2022年政府信息公开工作年度报告\n一、总体情况\n四、行政复议、行政诉讼情况\n{table}\n".encode()
    )


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_outcomes_in_another_order_are_withheld(order: Sequence[Sequence[int]], written: str) -> None:
    report = read_heads(order, written)
    assert {cell.status for key, cell in report.cells.items() if key.startswith("proceedings")} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("written", WRITTEN)
def test_outcomes_in_the_forms_order_are_read(written: str) -> None:
    report = read_heads(([0, 1, 2, 3, 4],) * 3, written)
    assert [cell.value for key, cell in report.cells.items() if key.startswith("proceedings")] == NUMBERS


def test_heads_below_each_other_are_no_merged_cell_where_rows_differ_in_width() -> None:
    """Merged cells were dropped: 总计 of the second channel and 结果维持 of the third changed places."""
    second = [*LABELS[:4], LABELS[0], LABELS[4], *LABELS[1:]]
    rows = [CHANNELS[:2], [*LABELS, *CHANNELS[2:]], second, list(map(str, NUMBERS))]
    table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    page = f"<h1>清河县民政局2022年政府信息公开工作年度报告</h1><p>四、行政复议、行政诉讼情况</p><table>{table}</table>"
    report = parsers.read(page.encode())
    assert {cell.status for key, cell in report.cells.items() if key.startswith("proceedings")} == {Status.AMBIGUOUS}


def read_two_tables(channels: Sequence[str], order: Sequence[int], between: str) -> Report:
    """Litigation below review as a table of its own."""
    heads = [LABELS[place] for place in order]
    rows = [
        *(CHANNELS[:1], LABELS, list(map(str, NUMBERS[:5]))),
        *(CHANNELS[1:2], channels, [*LABELS, *heads], list(map(str, NUMBERS[5:]))),
    ]
    lines = between.join(between.join(row) + between.strip("\n") + "\n" for row in rows)
    return parsers.read(f"{TITLE}\n四、政府信息公开行政复议、行政诉讼情况\n{lines}\n".encode())


@pytest.mark.parametrize("between", [" | ", "\n", "\n\n", "\t"])
def test_litigation_may_stand_below_review(between: str) -> None:
    report = read_two_tables(CHANNELS[2:], range(5), between)
    values = [cell.value for key, cell in report.cells.items() if key.startswith("proceedings")]
    assert values == NUMBERS


@pytest.mark.parametrize("between", [" | ", "\n", "\t"])
@pytest.mark.parametrize(("channels", "order"), [(CHANNELS[:1:-1], range(5)), (CHANNELS[2:], [1, 0, 2, 3, 4])])
def test_but_not_in_another_order(channels: Sequence[str], order: Sequence[int], between: str) -> None:
    report = read_two_tables(channels, order, between)
    assert all(cell.value is None for key, cell in report.cells.items() if key.startswith("proceedings.litigation"))
