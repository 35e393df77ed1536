"""Hidden rows and columns of a worksheet taken out: what a sheet does not show is not published.

Rows between those of a table are mostly filtered out, and one click brings them back: that they are missing is said in
their place, so that nobody takes them for left out.

Place in the flow: the readers of XLSX and XLS pass each sheet through here before ``sheet_blocks`` sees it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from parsers.readers.sheet_blocks import Area, Sheet, SheetCell

_MOST_COLUMNS = 16_384
# What stands in the place of hidden rows of a table; no label of a form.
HIDDEN = "（隐藏的行）"


def without_hidden(sheet: Sheet, rows: set[int], column_ranges: Iterable[tuple[int, int]]) -> Sheet:
    """A sheet as it shows: hidden rows and columns gone, the rest counted on, merged ranges as far as they show.

    :param column_ranges: first and last of the hidden columns.
    """
    columns = {c for first, last in column_ranges for c in range(max(first, 0), min(last, _MOST_COLUMNS) + 1)}
    if not rows and not columns:
        return sheet
    hides = any(
        cell.text and (number in rows or column in columns)
        for number, row in sheet.rows.items()
        for column, cell in row.items()
    )
    sheet, rows = _with_places(sheet, rows)
    row_at, column_at = _Shift(rows), _Shift(columns)
    shown_rows: dict[int, dict[int, SheetCell]] = {}
    merged: list[Area] = []
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged:
        first_row, first_column = row_at.next_shown(area.top), column_at.next_shown(area.left)
        if first_row > area.bottom or first_column > area.right:
            continue
        merged.append(Area(row_at(first_row), column_at(first_column), row_at(area.bottom), column_at(area.right)))
        moved[area.top, area.left] = first_row, first_column
    for number, cells in sheet.rows.items():
        for column, cell in cells.items():
            at_row, at_column = moved.get((number, column), (number, column))
            if at_row not in rows and at_column not in columns:
                shown_rows.setdefault(row_at(at_row), {})[column_at(at_column)] = cell
    return Sheet(sheet.name, shown_rows, merged, hides)


def _with_places(sheet: Sheet, hidden: set[int]) -> tuple[Sheet, set[int]]:
    """The sheet with one row in the place of hidden ones within a table, and the rows that stay hidden."""
    tables = {number for number, row in sheet.rows.items() if sum(bool(cell.text) for cell in row.values()) > 1}
    rows, left = dict(sheet.rows), set(hidden)
    for number in sorted(hidden & tables):
        above, below = number - 1, number + 1
        while above in hidden:
            above -= 1
        while below in hidden:
            below += 1
        if not {above, below} <= tables or not left.issuperset(range(above + 1, below)):
            continue
        left.discard(number)
        tall = {area.left for area in sheet.merged if area.top == number < area.bottom}
        first = min(column for column, cell in sheet.rows[number].items() if cell.text and column not in tall)
        rows[number] = {column: cell for column, cell in sheet.rows[number].items() if column in tall}
        rows[number][first] = SheetCell(HIDDEN, sure=False)
    merged = [area for area in sheet.merged if area.top not in hidden - left or area.bottom > area.top]
    return Sheet(sheet.name, rows, merged), left


class _Shift:
    """Numbers without those hidden: of a hidden one the last shown before it."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden = hidden
        self._sorted = sorted(hidden)

    def __call__(self, number: int) -> int:
        return number - bisect_right(self._sorted, number)

    def next_shown(self, number: int) -> int:
        while number in self._hidden:
            number += 1
        return number
