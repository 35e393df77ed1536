"""Cuts from a report's tables the part a finding is about, with the faulty cells marked.

Place in the flow: called by ``view`` for each alert; drawn by both templates.

What a rule needs to be seen is data (``VIEWS``): for a column sum the rows that are added, for the balance the four
rows it names, and so on. A rule without an entry shows the rows and blocks of the cells it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from parsers.form import FORMS, PARTIAL, RESULT, Column, Edition, Row, TableName
from parsers.report import Cell, Status
from rules.finding import Place
from workers.mail.clean import cut, one_line

# A screen of a telephone holds about as many; the report itself is one click away.
MAX_ROWS = 12
# Table 2 has four items with heads of their own; a finding about all of them needs no more.
MAX_EXCERPTS = 4
# The longest number in a cell of the form ("18.085682 万元") fits; more is text in the wrong place.
MAX_CELL = 16

# A table rarely comes from more than one file of a bundle; a file name longer than this says no more.
MAX_PARTS = 2
MAX_PART = 60

CAPTIONS = {
    TableName.DISCLOSURE: "表二 主动公开政府信息情况",
    TableName.APPLICATIONS: "表三 收到和处理政府信息公开申请情况",
    TableName.PROCEEDINGS: "表四 政府信息公开行政复议、行政诉讼情况",
}
# What stands in the excerpt for a cell that holds no certain number and no text.
NO_NUMBER = {Status.BLANK: "（空）", Status.ABSENT: "（缺）", Status.AMBIGUOUS: "（？）"}
NOTES = {
    "（空）": "该单元格未填",
    "（缺）": "原文中没有该行、该列或该表",
    "（？）": "原文提取后无法确定该单元格的数字",
}
ZEROS_LEFT_OUT = "数字为0的各类办理结果未列"
# The printed remark is for those who fill in the form.
_SHORT_LABELS = {PARTIAL: "（二）部分公开"}
# Two labels of group （六） are whole sentences; their beginnings tell them apart.
MAX_LABEL = 24

_NEW = "applications.new_received"
_CARRIED_IN = "applications.carried_in"
_RESULT_TOTAL = "applications.result_total"
_CARRIED_OUT = "applications.carried_out"
_BALANCE = frozenset({_NEW, _CARRIED_IN, _RESULT_TOTAL, _CARRIED_OUT})


class View(NamedTuple):
    """How a rule's finding is shown.

    ``frame``: rows shown whether or not they are concerned. ``summands``: of the dispositions, all those with a number
    other than 0 and none of those with 0. ``all_columns``: every column, not only those concerned. ``checked``: the
    rows or columns (last part of the key) whose cells get the mark; empty means every cell concerned. ``max_rows``: at
    most so many rows.
    """

    frame: frozenset[str] = frozenset()
    summands: bool = False
    all_columns: bool = True
    checked: frozenset[str] = frozenset()
    max_rows: int = MAX_ROWS


VIEWS = {
    "T3-ROW-SUM": View(checked=frozenset({"total"})),
    "T3-COL-SUM": View(
        frame=frozenset({_RESULT_TOTAL}), summands=True, all_columns=False, checked=frozenset({_RESULT_TOTAL})
    ),
    "T3-BALANCE": View(frame=_BALANCE, all_columns=False),
    "T3-PROCESSED-EXCEEDS": View(
        frame=frozenset({_NEW, _CARRIED_IN}), summands=True, all_columns=False, checked=frozenset({_NEW, _CARRIED_IN})
    ),
    "T4-SUM": View(checked=frozenset({"total"})),
    "T2-EFFECTIVE-LT": View(checked=frozenset({"in_force"})),
    # Nothing but blanks to be seen: the first rows say it.
    "T3-ALL-BLANK": View(max_rows=3),
}
_DEFAULT = View()


class ExcerptCell(msgspec.Struct, frozen=True):
    """One cell as shown; ``marked`` when it is at fault, ``concerned`` when it only takes part in the sum."""

    text: str
    marked: bool = False
    concerned: bool = False


class ExcerptRow(msgspec.Struct, frozen=True):
    """A labelled row; ``cells`` align with the excerpt's columns."""

    label: str
    cells: tuple[ExcerptCell, ...]


class Excerpt(msgspec.Struct, frozen=True):
    """A part of one table: its caption, heads, rows, how many rows were left out, and what its signs mean."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[ExcerptRow, ...]
    rows_left_out: int
    notes: tuple[str, ...]


class Block(NamedTuple):
    """Rows of one table that share their columns: what can be drawn as one table."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def _rows_of(name: TableName) -> list[Row]:
    """The rows of a table in both editions, in printed order; a row that both have alike stands once."""
    rows = list(FORMS[Edition.E2021].table(name))
    at = 0
    for row in FORMS[Edition.E2019].table(name):
        alike = next((i for i, other in enumerate(rows) if (other.key, other.columns) == (row.key, row.columns)), None)
        if alike is None:
            rows.insert(at, row)
            alike = at
        at = alike + 1
    return rows


def _blocks(name: TableName) -> list[Block]:
    rows = _rows_of(name)
    heads = dict.fromkeys((row.item, row.columns) for row in rows)
    return [
        Block(
            f"{CAPTIONS[name]}（{item}）" if item else CAPTIONS[name],
            columns,
            tuple(row for row in rows if (row.item, row.columns) == (item, columns)),
        )
        for item, columns in heads
    ]


_BLOCKS = tuple(block for name in TableName for block in _blocks(name))


def excerpts(
    rule: str, places: Iterable[Place], cells: Mapping[str, Cell], max_rows: int = MAX_ROWS
) -> tuple[Excerpt, ...]:
    """The excerpts that show a finding, in the order of the form; none when it concerns no cells.

    :param rule: the rule's code; decides what is shown around the cells concerned.
    :param places: the finding's places; keys that no edition of the form has are passed over.
    :param cells: the report's cells by key; what is missing is shown as missing.
    :param max_rows: at most so many rows each, those at fault first.
    """
    view = VIEWS.get(rule, _DEFAULT)
    view = view._replace(max_rows=min(view.max_rows, max_rows))
    concerned = frozenset(key for place in places for key in place.cells)
    found = (_excerpt(block, view, concerned, cells) for block in _BLOCKS)
    return tuple(excerpt for excerpt in found if excerpt is not None)[:MAX_EXCERPTS]


def _excerpt(block: Block, view: View, concerned: frozenset[str], cells: Mapping[str, Cell]) -> Excerpt | None:
    """The part of one block that shows the cells concerned, or None when it has none of them."""
    touched = [row for row in block.rows if not concerned.isdisjoint(row.keys)]
    if not touched:
        return None
    columns = [
        column
        for column in block.columns
        if view.all_columns or any(f"{row.key}.{column.key}" in concerned for row in touched)
    ]
    shown = [
        row
        for row in block.rows
        if _belongs(row, view, [cells.get(f"{row.key}.{column.key}") for column in columns], touched=row in touched)
    ]
    kept = _keep(shown, view, concerned)
    rows = tuple(
        ExcerptRow(_label(row), tuple(_cell(f"{row.key}.{column.key}", view, concerned, cells) for column in columns))
        for row in kept
    )
    parts = {part for row in kept for key in row.keys if (part := _part(cells.get(key)))}
    texts = {cell.text for row in rows for cell in row.cells}
    notes = [f"{sign}{note}" for sign, note in NOTES.items() if sign in texts]
    if view.summands:
        notes.append(ZEROS_LEFT_OUT)
    notes += [f"数字取自“{part}”" for part in sorted(parts)[:MAX_PARTS]]
    return Excerpt(block.caption, tuple(column.label for column in columns), rows, len(shown) - len(kept), tuple(notes))


def _belongs(row: Row, view: View, cells: list[Cell | None], *, touched: bool) -> bool:
    """Whether a row is shown: ``cells`` are its cells in the columns shown, ``touched`` says that one is concerned."""
    if row.key in view.frame:
        return True
    if view.summands and row.key.startswith("applications.") and row.key not in _BALANCE:
        known = [cell for cell in cells if cell is not None]
        return any(cell.value or (touched and cell.status is not Status.OK) for cell in known)
    return touched


def _keep(rows: list[Row], view: View, concerned: frozenset[str]) -> list[Row]:
    """At most ``max_rows`` rows in their order; those with a mark, then those concerned, before the others."""

    def need(row: Row) -> tuple[bool, bool]:
        marked = any(_is_marked(key, view, concerned) for key in row.keys)
        return not marked, concerned.isdisjoint(row.keys)

    chosen = sorted(rows, key=need)[: view.max_rows]
    return [row for row in rows if row in chosen]


def _is_marked(key: str, view: View, concerned: frozenset[str]) -> bool:
    row, _, column = key.rpartition(".")
    return key in concerned and (not view.checked or row in view.checked or column in view.checked)


def _cell(key: str, view: View, concerned: frozenset[str], cells: Mapping[str, Cell]) -> ExcerptCell:
    cell = cells.get(key, Cell(Status.ABSENT))
    number = "" if cell.value is None else str(cell.value)
    text = one_line(cell.raw, MAX_CELL) or number or NO_NUMBER.get(cell.status, "")
    if cell.status is Status.AMBIGUOUS:
        text = NO_NUMBER[Status.AMBIGUOUS]
    marked = _is_marked(key, view, concerned)
    return ExcerptCell(text, marked=marked, concerned=key in concerned and not marked)


def _part(cell: Cell | None) -> str:
    """The file of an archive or a mail that a cell stands in; "" when the report is no such bundle."""
    where = cell.where if cell is not None else None
    return one_line(where.part or "", MAX_PART) if where is not None else ""


def _label(row: Row) -> str:
    """The row's printed labels from the outermost group inwards, without the one that 22 of 25 rows share."""
    labels = row.labels[1:] if row.labels[0] == RESULT else row.labels
    label = "·".join(cut(_SHORT_LABELS.get(label, label), MAX_LABEL) for label in labels)
    # The balance speaks of "第三项": its number stays in sight.
    return f"三、{label}" if row.key == _RESULT_TOTAL else label
