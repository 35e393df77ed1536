"""Tables in the markup of document programs, merged cells included."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

import parsers
from parsers.document import Block, BlockCell
from parsers.report import Report, Status
from tests.factory.content import make_content
from tests.factory.verdict import silently_wrong
from tests.parsers.written_tables import lines_with

SEEDS = range(5)
Rows = Sequence[Block]


def adoc(rows: Rows) -> list[str]:
    width = max(cell.column + cell.span for row in rows for cell in row.cells)

    def cell(one: BlockCell) -> str:
        spans = (str(one.span) if one.span > 1 else "") + (f".{one.height}" if one.height > 1 else "")
        return f"{spans}{'+' if spans else ''}|{one.text}"

    lines = [" ".join(map(cell, row.cells)) if i % 2 else "\n".join(map(cell, row.cells)) for i, row in enumerate(rows)]
    return [f'[cols="{width}*",options="header"]', "|===", *"\n".join(lines).split("\n"), "|==="]


def wiki(rows: Rows) -> list[str]:
    def cell(one: BlockCell) -> str:
        spans = (f'colspan="{one.span}" ' if one.span > 1 else "") + (
            f"rowspan={one.height} " if one.height > 1 else ""
        )
        return f"{spans}| {one.text}" if spans else one.text

    lines = [line for row in rows for line in ("|-", f"| {' || '.join(map(cell, row.cells))}")]
    return ['{| class="wikitable"', "|+ 表", *lines, "|}"]


def dense(rows: Rows) -> list[list[BlockCell | None]]:
    """One cell a column, None where a merged one covers it."""
    width = max(cell.column + cell.span for row in rows for cell in row.cells)
    own = [{cell.column: cell for cell in row.cells} for row in rows]
    return [[cells.get(i) for i in range(width)] for cells in own]


def rst(rows: Rows) -> list[str]:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in dense(rows):
        texts = [cell.text if cell else "" for cell in row]
        lines += [f"   {'* -' if i == 0 else '  -'} {text}" for i, text in enumerate(texts)]
    return [*lines, ""]


def tex(rows: Rows) -> list[str]:
    lines = ["\\begin{tabular}{|c|c|}", "\\hline"]
    for row in dense(rows):
        cells, at = [], 0
        while at < len(row):
            one = row[at]
            text = one.text if one else ""
            text = f"\\multirow{{{one.height}}}{{*}}{{{text}}}" if one and one.height > 1 else text
            cells.append(f"\\multicolumn{{{one.span}}}{{|c|}}{{{text}}}" if one and one.span > 1 else text)
            at += one.span if one else 1
        lines.append(" & ".join(cells) + " \\\\ \\hline")
    return [*lines, "\\end{tabular}"]


markups = pytest.mark.parametrize("write", [adoc, wiki, rst, tex])


def read(seed: int, write: Callable[[Rows], list[str]], change: Callable[[list[str]], list[str]] = list) -> Report:
    return parsers.read("\n".join(lines_with(lambda rows: change(write(rows)), seed)).encode())


@markups
def test_all_cells_are_read(write: Callable[[Rows], list[str]]) -> None:
    for seed in SEEDS:
        report = read(seed, write)
        assert silently_wrong(report, make_content(seed)) == []
        assert {cell.status for cell in report.cells.values()} == {Status.OK}


@markups
def test_a_table_without_its_end_or_with_lost_lines_names_no_wrong_number(write: Callable[[Rows], list[str]]) -> None:
    for seed in SEEDS:
        cut = random.Random(seed)  # noqa: S311 - data

        def lost(lines: list[str], cut: random.Random = cut) -> list[str]:
            at = cut.randrange(1, len(lines))
            return lines[:at] + lines[at + 1 :]

        said = silently_wrong(read(seed, write, lost), make_content(seed))
        # A row that was lost is absent.
        assert [one for one in said if one[2] != "absent"] == []
