"""Texts with the labels of the form thousands of times: the time to read them grows with their length only."""

from __future__ import annotations

import time

import pytest

import parsers

TITLE = "清河县民政局2022年政府信息公开工作年度报告"
FEW, TIMES = 1500, 8


def seconds(lines: str, count: int) -> float:
    text = f"{TITLE}\n二、主动公开政府信息情况\n{lines * count}".encode()
    start = time.process_time()
    parsers.read(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "lines", ["第二十条第（一）项\n信息内容\n本年制发件数\n", "规章\t0\t0\t0\n", "规章\n0\n0\n0\n"]
)
def test_time_grows_with_length(lines: str) -> None:
    few, many = min(seconds(lines, FEW) for _ in range(3)), seconds(lines, FEW * TIMES)
    assert many < 3 * TIMES * few


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "long", ["|" * 60_000 + "x", "| " * 30_000 + "x", ("规章" * 5_000 + "。") * 6 + "|x", " " * 60_000 + "x|"]
)
def test_long_lines_among_cells_take_no_time(long: str) -> None:
    """Where each cell has a line and a pipe that closes it, all lines are looked at for what their pipes close."""
    cells = "规章 |\n0 |\n0 |\n0 |\n" * 20
    assert parsers.read(f"{TITLE}\n二、主动公开政府信息情况\n{cells}{long}\n0 |\n".encode()).title == TITLE
