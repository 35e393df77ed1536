"""The cells of a Word table on their grid.

Place in the flow: ``word`` hands over a table without tables in it; each cell's text is read once, in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from lxml import etree

from parsers.readers.ooxml import MC_ALTERNATE, alternative
from parsers.readers.word_styles import VAL, W, integer, is_on
from parsers.readers.word_text import WRAPPERS
from parsers.report import ReadError

# Word allows 63 columns.
_MOST_COLUMNS = 1_000
# Columns narrower than this (3 pt, in twentieths) come from edges that miss each other by a rounding.
_THIN = 60
_ROW, _CELL, _TABLE = f"{W}tr", f"{W}tc", f"{W}tbl"
_CELL_PROPERTIES, _SPAN, _DOWN, _RIGHT = f"{W}tcPr", f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"
_DELETED = f"{W}cellDel"


class GridCell(msgspec.Struct):
    """One cell with the extent that merging gives it."""

    text: str
    sure: bool
    column: int
    span: int
    height: int = 1
    # It says that it goes on with a cell above, and there is none in its place.
    orphan: bool = False


class _Merge(msgspec.Struct, frozen=True, gc=False):
    """A cell on itself: merged down and to the right (``None``, ``restart`` or ``continue``), and whether deleted."""

    span: int
    down: str | None
    right: str | None
    gone: bool


def items(element: etree._Element, *wanted: str) -> Iterator[etree._Element]:
    """The children with these tags, through content controls and tracked insertions."""
    for child in element:
        tag = child.tag
        if tag in wanted:
            yield child
        elif tag in WRAPPERS:
            yield from items(child, *wanted)
        elif tag == MC_ALTERNATE and (chosen := alternative(child)) is not None:
            yield from items(chosen, *wanted)


def is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges others or a text: a cell holds a table, or no row has two cells."""
    if next(table.iterdescendants(_TABLE), None) is not None:
        return True
    return all(len(list(items(row, _CELL))) < 2 for row in items(table, _ROW))


def grid(table: etree._Element, read: Callable[[etree._Element], tuple[str, bool]]) -> list[list[GridCell]]:
    """The cells that begin in each row that shows.

    :param read: text of a cell and whether it is sure.
    :raises ReadError: ``damaged-file`` for a grid that no program makes.
    """
    rows: list[list[GridCell]] = []
    widths: list[int] = []
    above: dict[int, GridCell] = {}
    for row in shown_rows(table):
        cells, above, width = _row(row, above, read, first=not rows)
        rows.append(cells)
        widths.append(width)
    _drop_orphans(rows, widths)
    _drop_thin_columns(rows, _widths(table))
    return rows


def _drop_orphans(rows: list[list[GridCell]], widths: list[int]) -> None:
    """Take cells that go on with none above out of rows that reach beyond all others by just these.

    Some converters write the lower half of a merged cell one row too low, in front of what stands there.
    """
    most = max((width for row, width in zip(rows, widths, strict=True) if not _orphans(row)), default=0)
    for row, width in zip(rows, widths, strict=True):
        gone = _orphans(row)
        if width > most and width - sum(cell.span for cell in gone) == most:
            row[:] = [cell for cell in row if not cell.orphan]
            for cell in row:
                cell.column -= sum(orphan.span for orphan in gone if orphan.column < cell.column)


def _orphans(row: list[GridCell]) -> list[GridCell]:
    """The empty cells without their upper half; none where another cell of the row reaches down behind them."""
    found = [cell for cell in row if cell.orphan]
    return [] if any(cell.height > 1 and cell.column > found[0].column for cell in row if found) else found


def _widths(table: etree._Element) -> list[int]:
    return [integer(column.get(f"{W}w"), 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]


def _drop_thin_columns(rows: list[list[GridCell]], widths: list[int]) -> None:
    """Take columns too thin to hold a cell out of the grid, unless a cell is in nothing else."""
    thin = {column for column, width in enumerate(widths) if 0 < width < _THIN}
    if not thin:
        return
    kept = [0]
    for column in range(_MOST_COLUMNS + 1):
        kept.append(kept[-1] + (column not in thin))
    ends = [(cell, kept[cell.column], kept[cell.column + cell.span]) for row in rows for cell in row]
    if all(start < end for _, start, end in ends):
        for cell, start, end in ends:
            cell.column, cell.span = start, end - start


def shown_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, without those deleted or hidden."""
    return (row for row in items(table, _ROW) if not _is_gone(row.find(f"{W}trPr")))


def shown_cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, without those deleted."""
    return (cell for cell in items(row, _CELL) if not _merge(cell).gone)


def _is_gone(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    hidden = properties.find(f"{W}hidden")
    return properties.find(f"{W}del") is not None or (hidden is not None and is_on(hidden.get(VAL)))


def _row(
    row: etree._Element, above: dict[int, GridCell], read: Callable[[etree._Element], tuple[str, bool]], *, first: bool
) -> tuple[list[GridCell], dict[int, GridCell], int]:
    """The cells that begin in a row, the cells by column that the next row may continue, and where the row ends."""
    cells: list[GridCell] = []
    reaching: dict[int, GridCell] = {}
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = 0 if before is None else integer(before.get(VAL), 0)
    for merge, text, sure in _merged_to_the_right(row, read):
        if merge.down == "continue" and (origin := above.get(column)) is not None and origin.span == merge.span:
            # What a covered cell holds does not show; if it holds anything, which of both is meant is not known.
            origin.height += 1
            origin.sure = origin.sure and not text
            reaching[column] = origin
        else:
            # Where a table was parted in two, the lower half of a cell is an empty one; elsewhere another may be lost.
            parted = first and not text
            goes_on = merge.down == "continue"
            orphan = goes_on and not text and not first
            cell = GridCell(text, sure and (not goes_on or parted), column, merge.span, orphan=orphan)
            cells.append(cell)
            if merge.down is not None:
                reaching[column] = cell
        column += merge.span
        if column > _MOST_COLUMNS:
            raise ReadError("damaged-file", f"A table has more than {_MOST_COLUMNS} columns.")
    return cells, reaching, column


def _merged_to_the_right(
    row: etree._Element, read: Callable[[etree._Element], tuple[str, bool]]
) -> Iterator[tuple[_Merge, str, bool]]:
    """The cells of a row as they show, each with its text and whether that is sure; some go on in the next ones."""
    wide: tuple[_Merge, str, bool] | None = None
    for element in items(row, _CELL):
        merge = _merge(element)
        if merge.gone:
            continue
        text, sure = read(element)
        if merge.right == "continue" and wide is not None:
            before, shown, known = wide
            wide = (msgspec.structs.replace(before, span=before.span + merge.span), shown, known and not text)
            continue
        if wide is not None:
            yield wide
        wide = (merge, text, sure)
    if wide is not None:
        yield wide


def _merge(cell: etree._Element) -> _Merge:
    span, down, right, gone = 1, None, None, False
    for child in (child for found in cell if found.tag == _CELL_PROPERTIES for child in found):
        tag = child.tag
        if tag == _SPAN:
            span = max(integer(child.get(VAL), 1), 1)
        elif tag == _DOWN:
            down = child.get(VAL, "continue")
        elif tag == _RIGHT:
            right = child.get(VAL, "continue")
        elif tag == _DELETED:
            gone = True
    return _Merge(span, down, right, gone)
