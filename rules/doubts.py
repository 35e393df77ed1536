"""The rule about cells that hold something the reading could not make certain: never clean, and never a fault either.

Place in the flow: family ``cells``, beside ``blanks``, which speaks of the cells that hold too little.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parsers.form import Row, TableName
from parsers.report import Doubt, Report, Status
from rules.blanks import told_blank
from rules.cells import COUNT_BASIS, has_unit_text
from rules.context import Context, Family
from rules.finding import Confidence, Place, Quote, Severity
from rules.reading import CHINESE_TABLE, cut, enumerate_chinese, row_name, rows_of
from rules.registry import Fire, Verdict, rule
from rules.words import DOUBTS, UNKNOWN_DOUBT

_MOST_QUOTES = 6
_MOST_ROWS_NAMED = 3


class _Group(NamedTuple):
    """The cells of one table that are withheld for one reason."""

    table: TableName
    doubt: Doubt | None
    rows: dict[Row, list[str]]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for keys in self.rows.values() for key in keys)


def _withheld_keys(report: Report) -> set[str]:
    """The uncertain cells of which no other rule of the family speaks."""
    told = told_blank(report)
    return {
        key
        for key, cell in report.cells.items()
        if cell.status is Status.AMBIGUOUS and key not in told and not has_unit_text(key, cell)
    }


def _groups(report: Report) -> Iterator[_Group]:
    wanted = _withheld_keys(report)
    for table in TableName:
        found: dict[Doubt | None, dict[Row, list[str]]] = {}
        for row in rows_of(report, table):
            for key in row.keys:
                if key in wanted:
                    found.setdefault(report.cells[key].doubt, {}).setdefault(row, []).append(key)
        yield from (_Group(table, doubt, rows) for doubt, rows in found.items())


def _say(report: Report, group: _Group) -> str:
    there = {key for row in rows_of(report, group.table) for key in row.keys if report.status(key) is not Status.ABSENT}
    where = (
        f"{CHINESE_TABLE[group.table]}全表"
        if there == set(group.keys)
        else enumerate_chinese([row_name(row) for row in group.rows], limit=_MOST_ROWS_NAMED)
    )
    why = DOUBTS[group.doubt] if group.doubt is not None else UNKNOWN_DOUBT
    return f"{where}{len(group.keys)}格（{why}）"


def _quotes(report: Report, keys: list[str]) -> tuple[Quote, ...]:
    cells = [report.cells[key] for key in keys]
    return tuple(dict.fromkeys(Quote(cut(cell.raw), cell.where) for cell in cells if cell.raw))[:_MOST_QUOTES]


@rule(
    code="CELL-WITHHELD",
    severity=Severity.INFO,
    family=Family.CELLS,
    basis=COUNT_BASIS,
    formula="a cell, or a whole table, holds something and its number is not certain",
    guards=("never more than info: the reading may be at fault", "cells of which a rule on blanks or units speaks"),
    example="表三一行的数字连写为“0000120”，无法分开",
)
def cell_withheld(context: Context) -> Verdict:
    """Every cell that holds something could be read for certain."""
    report = context.report
    groups = list(_groups(report))
    if not groups:
        return None
    said = "；".join(_say(report, group) for group in groups)
    return Fire(
        f"{said}的数字无法确定，未予采用，有关核查未能进行，请对照原件核对。",
        tuple(Place(group.keys) for group in groups),
        _quotes(report, [key for group in groups for key in group.keys]),
        confidence=Confidence.LOW,
    )
