"""Tables as data frames print themselves."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import parsers
from parsers.document import Block
from parsers.report import Report, Status
from tests.factory.content import make_content
from tests.factory.verdict import silently_wrong
from tests.parsers.written_tables import lines_with

SEEDS = range(6)


def frame(rows: Sequence[Block]) -> list[str]:
    """The rows of one table, what merged cells cover as NaN, padded as if all characters were as wide."""
    width = max(cell.column + cell.span for row in rows for cell in row.cells)
    matrix = [[str(i) for i in range(width)]]
    for row in rows:
        texts = {cell.column: cell.text for cell in row.cells if cell.text}
        matrix.append([texts.get(i, "NaN") for i in range(width)])
    widths = [max(len(row[i]) for row in matrix) for i in range(width)]
    index = ["", *(str(i) for i in range(len(rows)))]
    return [
        "  ".join([number.rjust(2), *(text.rjust(size) for text, size in zip(row, widths, strict=True))])
        for number, row in zip(index, matrix, strict=True)
    ]


def read(lines: list[str]) -> Report:
    return parsers.read("\n".join(lines).encode())


def test_all_cells_are_read() -> None:
    for seed in SEEDS:
        report = read(lines_with(frame, seed))
        assert silently_wrong(report, make_content(seed)) == []
        assert {cell.status for cell in report.cells.values()} == {Status.OK}


def test_a_row_that_lost_a_cell_is_not_read_in_other_columns() -> None:
    for seed in SEEDS:
        lines = lines_with(frame, seed)
        at = random.Random(seed).choice([i for i, line in enumerate(lines) if re.match(r"\s*\d+  .*  0  ", line)])  # noqa: S311 - data
        lines[at] = re.sub(r"  0(?=  )", "   ", lines[at], count=1)
        assert silently_wrong(read(lines), make_content(seed)) == []
