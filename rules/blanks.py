"""Rules about cells in which nothing stands: single ones, a whole table, a column.

Place in the flow: family ``cells``, beside ``cells``. A cell the source lost counts as blank with low confidence; rows
and tables that are not there at all belong to ``structure_tables``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parsers.form import APPLICANTS, SHORT_TABLE_NAMES, Row, TableName, cell_name
from parsers.report import Cell, Doubt, Report, Status
from rules.context import Context, Family
from rules.finding import Confidence, Place, Quote, Severity
from rules.reading import (
    CHINESE_TABLE,
    FIRST_YEAR_OF_2021_FORM,
    enumerate_chinese,
    row_is_found,
    row_name,
    rows_of,
    withheld,
    withheld_text,
)
from rules.registry import Fire, Skip, Verdict, rule

# That zeros are written is custom, asked for by notices of provinces and cities, not by the national form itself.
FILLING_BASIS = "条例第五十条；国办公开办函〔2021〕30号所附表格（没有数据的一般填0）"

# Doubts that say a cell is empty, or was lost on the way.
_MISSING = frozenset({Doubt.LOST_CELLS, Doubt.EMPTY_OR_LOST})


def _numbers_left(cells: Sequence[Cell]) -> str:
    """The numbers of a row that holds fewer than columns, where it is not known which are missing; empty elsewhere.

    Each uncertain cell of such a row has them all in ``raw``; the sums may have told the places of the others.
    """
    lost = [cell for cell in cells if cell.doubt is Doubt.LOST_CELLS]
    raws = {cell.raw for cell in lost}
    rest_is_read = all(cell.status is Status.OK for cell in cells if cell.doubt is not Doubt.LOST_CELLS)
    raw = raws.pop() if len(raws) == 1 and rest_is_read else ""
    return raw if len(lost) == len(cells) or " " in raw else ""


def _blank_keys(report: Report, row: Row) -> list[str]:
    """The cells of a row that hold nothing, or one of which the source lost.

    A row that is withheld for another reason (numbers run together, an order in doubt) is no sign of a blank.
    """
    cells = {key: report.cells[key] for key in row.keys}
    if _numbers_left(list(cells.values())):
        return [key for key, cell in cells.items() if cell.doubt is Doubt.LOST_CELLS]
    return [
        key for key, cell in cells.items() if cell.status is Status.BLANK or (cell.doubt in _MISSING and not cell.raw)
    ]


def told_blank(report: Report) -> frozenset[str]:
    """All cells of which a rule of this module speaks: the tables whose reading is withheld have none."""
    return frozenset(
        key
        for table in TableName
        if _table_or_skip(report, table) is None
        for row in rows_of(report, table)
        for key in _blank_keys(report, row)
    )


def _numbers_in(report: Report, row: Row) -> int:
    """How many numbers stand in a row, as far as that is known."""
    cells = [report.cells[key] for key in row.keys]
    if numbers := _numbers_left(cells):
        return len(numbers.split())
    return sum(cell.status is not Status.BLANK and bool(cell.raw) for cell in cells)


def _all_blank(report: Report, table: TableName) -> bool:
    """The labels stand there, and no cell whose row stands there holds anything."""
    found = [report.cells[key] for row in rows_of(report, table) if row_is_found(report, row) for key in row.keys]
    return bool(found) and all(
        cell.status in {Status.BLANK, Status.ABSENT} or (cell.doubt in _MISSING and not cell.raw) for cell in found
    )


def _table_or_skip(report: Report, table: TableName) -> Skip | None:
    if report.table(table) is None:
        return Skip(f"原文没有{CHINESE_TABLE[table]}")
    return Skip(withheld_text(table)) if withheld(report, table) else None


def short_rows(report: Report) -> int | None:
    """How many numbers (fewer than seven) every row of table three holds, if all hold the same; else None."""
    rows = [row for row in rows_of(report, TableName.APPLICATIONS) if row_is_found(report, row)]
    counts = {_numbers_in(report, row) for row in rows if len(row.keys) == len(APPLICANTS)}
    count = counts.pop() if len(counts) == 1 else 0
    short = all(_blank_keys(report, row) for row in rows)
    return count if short and 0 < count < len(APPLICANTS) else None


def _cell_blank(table: TableName) -> Callable[[Context], Verdict]:
    def assess(context: Context) -> Verdict:
        report = context.report
        if skip := _table_or_skip(report, table):
            return skip
        if table is TableName.APPLICATIONS and short_rows(report) is not None:
            return Skip("各行数字个数一致地少于七列，见T3-COL-MISSING")
        rows = {row: keys for row in rows_of(report, table) if (keys := _blank_keys(report, row))}
        if rows:
            return _blank_finding(report, table, rows)
        read = any(
            report.status(key) in {Status.OK, Status.INVALID} for row in rows_of(report, table) for key in row.keys
        )
        return None if read else Skip(withheld_text(table))

    assess.__doc__ = f"No single cell of {SHORT_TABLE_NAMES[table]} is blank."
    return assess


def _blank_finding(report: Report, table: TableName, rows: dict[Row, list[str]]) -> Fire:
    unsure = any(report.status(key) is not Status.BLANK for keys in rows.values() for key in keys)
    whole = _numbers_left([report.cells[key] for keys in rows.values() for key in keys])
    if table is TableName.PROCEEDINGS and whole:
        said, places = _too_few_in_table_four(report, rows)
    else:
        said = enumerate_chinese([_say_blank(report, row, keys) for row, keys in rows.items()])
        places = tuple(
            Place(tuple(keys), f"{len(row.keys)}个数字", f"{_numbers_in(report, row)}个数字")
            for row, keys in rows.items()
        )
    advice = "可能是漏填，也可能是网页或文件在转换时丢失，请对照原件核实" if unsure else "没有数据的请填0，不要留空"
    early = report.year is not None and report.year < FIRST_YEAR_OF_2021_FORM
    return Fire(
        f"{said}，{advice}。",
        places,
        severity=Severity.INFO if early else None,
        confidence=Confidence.LOW if unsure else Confidence.HIGH,
    )


def _too_few_in_table_four(report: Report, rows: dict[Row, list[str]]) -> tuple[str, tuple[Place, ...]]:
    """Table four is one printed row: too few numbers in it leave all its cells open."""
    keys = tuple(key for row in rows for key in row.keys)
    raw = report.cells[keys[0]].raw
    there = len(raw.split())
    said = f"表四应有{len(keys)}个数字，原文只有{there}个（{raw}）"
    return said, (Place(keys, f"{len(keys)}个数字", f"{there}个数字"),)


def _say_blank(report: Report, row: Row, keys: list[str]) -> str:
    cells = [report.cells[key] for key in keys]
    where = row_name(row)
    if all(cell.status is Status.BLANK for cell in cells):
        return f"{cell_name(keys[0])}空白" if len(keys) == 1 else f"{where}{_some(keys, row)}空白"
    if _numbers_left(cells):
        return f"{where}应有{len(row.keys)}个数字，原文只有{_numbers_in(report, row)}个（{_numbers_left(cells)}）"
    return f"{where}{_some(keys, row)}没有数字"


def _some(keys: list[str], row: Row) -> str:
    whole = len(row.keys)
    if len(keys) == whole:
        return f"{whole}格全部" if whole > 1 else ""
    return f"{whole}格中有{len(keys)}格"


def _cells_all_blank(table: TableName) -> Callable[[Context], Verdict]:
    def assess(context: Context) -> Verdict:
        report = context.report
        if skip := _table_or_skip(report, table):
            return skip
        if not _all_blank(report, table):
            return None
        rows = [row for row in rows_of(report, table) if row_is_found(report, row)]
        keys = tuple(key for row in rows for key in row.keys)
        lost = sum(report.cells[key].status is Status.AMBIGUOUS for key in keys)
        advice = "也可能是网页或文件在转换时丢失，请对照原件核实" if lost else "没有数据的应当填0，请补填后重新公布"
        return Fire(
            f"{CHINESE_TABLE[table]}共{len(rows)}行{len(keys)}格全部空白，没有一个数字；{advice}。",
            (Place(keys, f"{len(keys)}个数字", "0个数字"),),
            # Where most cells may have been lost on the way, one level milder (guard G2).
            severity=Severity.WARNING if lost * 2 > len(keys) else None,
            confidence=Confidence.LOW if lost else Confidence.HIGH,
        )

    assess.__doc__ = f"{SHORT_TABLE_NAMES[table]} holds numbers."
    return assess


for _table, _short in SHORT_TABLE_NAMES.items():
    rule(
        code=f"{_short}-ALL-BLANK",
        severity=Severity.ERROR,
        family=Family.CELLS,
        basis="条例第五十条；国办公开办函〔2021〕30号",
        formula=f"labels of {_short} present, every cell null",
        guards=(
            "a table whose reading is withheld is not assessed",
            "cells the source may have lost: low confidence, mostly such: warning",
        ),
        version=2,
        example=f"{CHINESE_TABLE[_table]}有行名、列名，没有一个数字",
    )(_cells_all_blank(_table))
    rule(
        code=f"{_short}-CELL-BLANK",
        severity=Severity.WARNING,
        family=Family.CELLS,
        basis=FILLING_BASIS,
        formula="row label present, fewer numbers than columns",
        guards=("year <= 2020: info", "cells the source may have lost: low confidence", "G5: ALL-BLANK, COL-MISSING"),
        explained_by=(f"{_short}-ALL-BLANK",),
        companions=("CELL-WITHHELD", *(("X-POSTREVIEW-NO-REVIEW",) if _table is TableName.PROCEEDINGS else ())),
        example=f"{CHINESE_TABLE[_table]}一格留空，其余各格填有数字",
    )(_cell_blank(_table))


@rule(
    code="T3-COL-MISSING",
    severity=Severity.ERROR,
    family=Family.CELLS,
    basis=FILLING_BASIS,
    formula="header lacks one of 7 columns; or every row holds the same k<7 numbers (warning)",
    guards=("only some rows short: T3-CELL-BLANK",),
    companions=("CELL-WITHHELD",),
    example="表三表头没有“法律服务机构”列",
)
def t3_column_missing(context: Context) -> Verdict:
    """Table three has its seven applicant columns."""
    report, table = context.report, TableName.APPLICATIONS
    if skip := _table_or_skip(report, table):
        return skip
    found = report.table(table)
    labels = {column.key: column.label for row in rows_of(report, table) for column in row.columns}
    if found and found.missing_columns:
        names = "、".join(f"“{labels.get(name, name)}”" for name in found.missing_columns)
        return Fire(f"表三表头缺少{names}列，应当按规定格式保留全部7列。", quotes=(Quote("", found.where),))
    if (count := short_rows(report)) is not None:
        return Fire(
            f"表三表头有7列，而各行都只有{count}个数字，请核对是否有整列漏填。",
            severity=Severity.WARNING,
            confidence=Confidence.LOW,
        )
    return None
