"""Worksheets to blocks: which rows are running text, which are tables, and what merged cells cover.

Place in the flow: ``sheet_xlsx`` and ``sheet_xls`` give the cells that a sheet shows; **here** they become TEXT and
GRID blocks. Hidden rows and columns are gone before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

import msgspec

from parsers.document import GRID, Block, BlockCell, BlockKind
from parsers.report import ReadError, Where

# The form's widest table has 15 columns, all its tables have 80 rows.
MAX_COLUMNS = 200
MAX_CELLS = 50_000
_HEADING = re.compile("[一二三四五六七八九十]+[、.．]")
_NAME_OF_SHEET = re.compile(r"[一二三四五六七八九十]+[、.．].+|[\u4e00-\u9fff（）()、]{4,}")
# Longer texts over a whole row are paragraphs, also inside a frame.
_LONG = 60
# No longer than the heads of a table that cover all its columns (行政复议, 未经复议直接起诉).
_SHORT = 8


class SheetCell(msgspec.Struct):
    """A cell as it shows. ``framed`` says that it has a border (None: the source does not tell)."""

    text: str = ""
    sure: bool = True
    framed: bool | None = None


class Area(NamedTuple):
    """A merged range; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(msgspec.Struct):
    """The visible cells of one worksheet by row and column, numbered without those hidden, and its merged ranges.

    ``hides`` says that hidden ones, or those that merged ranges cover, hold something.
    """

    name: str
    rows: dict[int, dict[int, SheetCell]]
    merged: list[Area]
    hides: bool = False


class _Line(msgspec.Struct):
    """One row that is not empty: cells that begin in it by column with their extent, and what it turned out to be."""

    number: int
    cells: dict[int, tuple[SheetCell, Area]]
    covered: set[int]
    is_table: bool = False

    @property
    def filled(self) -> list[tuple[SheetCell, Area]]:
        """Cells that show something, known or not."""
        return [pair for pair in self.cells.values() if pair[0].text or not pair[0].sure]

    @property
    def columns(self) -> list[int]:
        """The outermost columns in use."""
        edges = [edge for _, area in self.cells.values() for edge in (area.left, area.right)]
        return [*edges, *self.covered]


def blocks_of(sheets: Sequence[Sheet]) -> tuple[Block, ...]:
    """All sheets in their order.

    :raises ReadError: ``too-many-columns`` or ``too-many-cells``.
    """
    blocks: list[Block] = []
    tables = texts = 0
    left = MAX_CELLS
    for sheet in sheets:
        own: list[Block] = []
        for region in _regions(sheet):
            _tell_tables(region)
            for run in _runs(region):
                if not run[0].is_table:
                    lines = [text for line in run for cell, _ in line.filled for text in cell.text.split("\n")]
                    for text in filter(None, map(str.strip, lines)):
                        texts += 1
                        own.append(_text(text, texts, sure=all(cell.sure for line in run for cell, _ in line.filled)))
                    continue
                tables += 1
                rows = list(_grid(run, tables))
                left -= sum(len(row.cells) for row in rows)
                own.extend(rows)
                if left < 0:
                    raise ReadError("too-many-cells", f"The sheets have more than {MAX_CELLS:,} cells.")
        blocks.extend(_named(sheet.name.strip(), own, texts))
    return tuple(blocks)


def _named(name: str, blocks: list[Block], line: int) -> list[Block]:
    """The blocks of a sheet with its name as their heading, where it may be one and no line above the table is one.

    A title, and what else is said above a table, stays in front of it: it is not of that section alone. Short lines are
    the first heads of the table.
    """
    if not blocks or not _NAME_OF_SHEET.fullmatch(name):
        return blocks
    alone = takewhile(lambda block: sum(bool(cell.text) for cell in block.cells) < 2, blocks)
    if any(name in block.text or _HEADING.match(block.text) for block in alone):
        return blocks
    above = list(takewhile(lambda block: block.kind is BlockKind.TEXT, blocks))
    said = max((i for i, block in enumerate(above, start=1) if len(block.text) > _SHORT), default=0)
    at = said if len(above) < len(blocks) else 0
    return [*blocks[:at], _text(name, line, sure=True), *blocks[at:]]


def _text(text: str, line: int, *, sure: bool) -> Block:
    return Block(BlockKind.TEXT, (BlockCell(text, Where(line=line), sure=sure),))


def _regions(sheet: Sheet) -> Iterator[list[_Line]]:
    """Rows without an empty one between them."""
    origins, covered = _spread(sheet)
    region: list[_Line] = []
    for number in sorted(sheet.rows.keys() | covered.keys()):
        hidden = covered.get(number, set())
        cells = {
            column: (cell, origins.get((number, column), Area(number, column, number, column)))
            for column, cell in sorted(sheet.rows.get(number, {}).items())
            if column not in hidden and (cell.text or cell.framed or not cell.sure or (number, column) in origins)
        }
        line = _Line(number, cells, hidden)
        if not line.filled and not hidden and not any(cell.framed for cell, _ in cells.values()):
            continue
        if region and number > region[-1].number + 1:
            yield region
            region = []
        region.append(line)
    if region:
        yield region


def _spread(sheet: Sheet) -> tuple[dict[tuple[int, int], Area], dict[int, set[int]]]:
    """The merged ranges by their first cells, and the columns that they cover besides in each row.

    A covered cell does not show; where it holds a text, which of both is meant is not known. Another text than that of
    the first cell is hidden.
    """
    last_row = max(sheet.rows, default=0)
    last_column = max((max(row, default=0) for row in sheet.rows.values()), default=0)
    origins: dict[tuple[int, int], Area] = {}
    covered: dict[int, set[int]] = {}
    left = MAX_CELLS
    for wide in sheet.merged:
        area = Area(wide.top, wide.left, min(wide.bottom, last_row), min(wide.right, last_column))
        left -= max(area.bottom - area.top + 1, 0) * max(area.right - area.left + 1, 0)
        if left < 0:
            raise ReadError("too-many-cells", f"Merged ranges cover more than {MAX_CELLS:,} cells.")
        first = sheet.rows.get(area.top, {}).get(area.left)
        if first is None or not (first.text or first.framed or not first.sure):
            # An empty merged range without a frame is nothing that shows.
            continue
        origins[area.top, area.left] = area
        for row in range(area.top, area.bottom + 1):
            columns = set(range(area.left, area.right + 1)) - ({area.left} if row == area.top else set())
            covered.setdefault(row, set()).update(columns)
            inside = sheet.rows.get(row, {})
            texts = {inside[column].text for column in columns if column in inside} - {""}
            if texts:
                first.sure = False
            sheet.hides |= not texts <= {first.text}
    return origins, {row: columns for row, columns in covered.items() if columns}


def _tell_tables(region: list[_Line]) -> None:
    """Mark the rows of tables: those with several cells, and those with one that stand between or in a frame."""
    edges = [column for line in region for column in line.columns]
    first, last = min(edges), max(edges)
    has_frames = any(cell.framed for line in region for cell, _ in line.cells.values())
    for index, line in enumerate(region):
        filled = line.filled
        after_table = index > 0 and region[index - 1].is_table
        if len(filled) > 1:
            line.is_table = True
        elif not filled:
            line.is_table = after_table
        else:
            cell, area = filled[0]
            is_wide = area.right - area.left >= last - first
            is_heading = _HEADING.match(cell.text) is not None
            is_paragraph = is_wide and (is_heading or len(cell.text) > _LONG or not after_table)
            if has_frames:
                line.is_table = bool(cell.framed) and not is_paragraph
            else:
                line.is_table = after_table and not is_heading and not is_paragraph and len(cell.text) <= _LONG
    # Framed rows with one cell before the first with several are a head, or a text in a frame; the frame tells nothing.
    if not any(len(line.filled) > 1 for line in region):
        for line in region:
            line.is_table = False


def _runs(region: list[_Line]) -> Iterator[list[_Line]]:
    """Consecutive rows of one kind; a row that a cell reaches into from above stays with it."""
    run: list[_Line] = []
    for line in region:
        if run and line.is_table != run[-1].is_table:
            yield run
            run = []
        run.append(line)
    yield run


def _grid(lines: list[_Line], table: int) -> Iterator[Block]:
    """The rows of one table."""
    edges = [column for line in lines for column in line.columns]
    first, last = min(edges), max(edges)
    if last - first >= MAX_COLUMNS:
        raise ReadError("too-many-columns", f"A table has more than {MAX_COLUMNS} columns.")
    numbers = {line.number for line in lines}
    for row, line in enumerate(lines, start=1):
        cells = []
        for column in range(first, last + 1):
            if column in line.covered:
                continue
            found = line.cells.get(column)
            cell, area = found or (SheetCell(), Area(line.number, column, line.number, column))
            height = sum(number in numbers for number in range(area.top, area.bottom + 1))
            where = Where(table=table, row=row, column=column - first + 1)
            cells.append(BlockCell(cell.text, where, column - first, area.right - area.left + 1, height, cell.sure))
        if cells:
            yield Block(GRID, tuple(cells), table)
