"""What a table of a page is: a grid of data, or a frame in which the page is laid out.

Place in the flow: called by ``html_walk`` at the end of each table, inner ones first; OpenTable → items of the flow.
It knows nothing of the form: shape and length of the texts decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.normalise import fold
from parsers.readers.html_flow import Flow, Grid, GridRow, Inset, Item, Line, Placed
from parsers.readers.html_grid import At, OpenCell, OpenRow, place

# A cell of data is shorter: the longest label of a report has 45 characters. With a full stop it is a sentence.
_SENTENCE = 40
_LONG = 120
# A cell beside others with text (a column of the page's layout) holds the report or a part of it.
_COLUMN = 200
# So many numbers make a row one of data, whatever else stands in it.
_NUMBERS = 3
# Of a run of rows in which every cell is empty, so many are evidence; the rest is the padding of a sheet.
_EMPTY_ROWS = 3
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?")
_STOP = re.compile("。")
_DATE = re.compile(r"20[0-9]{2}\s*[-年./]\s*[0-9]{1,2}\s*[-月./]\s*[0-9]{1,2}")
# 发布日期： or 发布日期：2024-01-10; no bracket within, as in 金额（单位：万元）.
_KEY = re.compile(r"[^\s:：()（）0-9]{1,8}(?:\s{1,4}[^\s:：()（）0-9]{1,4}){0,4}")
_KEY_WITH_COLON = re.compile(rf"{_KEY.pattern}\s*[:：].*", re.DOTALL)
_MAX_KEY_ROWS = 12


class OpenTable:
    """A table under way: its rows by row group, and what stands in it outside its cells."""

    __slots__ = ("_fostered", "cell", "doubted", "foster", "group", "kinds", "row", "rows")

    def __init__(self) -> None:
        self.rows: list[OpenRow] = []
        self.row: OpenRow | None = None
        self.cell: OpenCell | None = None
        # What no cell holds goes before the table, as in browsers.
        self.foster = Flow()
        self._fostered = 0
        self.kinds = ["tbody"]
        self.group = 0
        self.doubted = False

    def begin_group(self, kind: str) -> None:
        """Begin a row group: ``thead``, ``tbody`` or ``tfoot``."""
        self.end_row()
        self.kinds.append(kind)
        self.group = len(self.kinds) - 1

    def begin_row(self) -> OpenRow:
        """Begin a row."""
        self.end_row()
        self.row = OpenRow(self.group)
        self.rows.append(self.row)
        return self.row

    def begin_cell(self, span: int, height: int) -> OpenCell:
        """Begin a cell; without a row it begins one."""
        row = self.row or self.begin_row()
        self._doubt_last_cell()
        self.cell = OpenCell(Flow(), span, height)
        row.cells.append(self.cell)
        return self.cell

    def end_row(self, unless_empty: OpenRow | None = None) -> None:
        """End the row under way, if any; it is taken out again where it is ``unless_empty`` and holds nothing."""
        self._doubt_last_cell()
        if self.row is not None and self.row is unless_empty and not any(c.flow.items for c in self.row.cells):
            self.rows.pop()
        self.row = None

    def _doubt_last_cell(self) -> None:
        """What stands behind a cell and in none may be what the cell should hold."""
        foster = self.foster
        if foster.parts:
            foster.end_line()
        fostered = len(foster.items)
        if self.cell is not None and fostered > self._fostered:
            self.cell.unread = True
        self._fostered = fostered

    def in_order(self) -> list[OpenRow]:
        """The rows as shown: the first head on top, the first foot at the bottom."""
        head = next((group for group, kind in enumerate(self.kinds) if kind == "thead"), None)
        foot = next((group for group, kind in enumerate(self.kinds) if kind == "tfoot"), None)
        return sorted(self.rows, key=lambda row: (row.group != head) + (row.group == foot))


def resolve(table: OpenTable) -> list[Item]:
    """The items that a complete table adds to the flow around it.

    :raises ReadError: ``too-many-cells``.
    """
    items = table.foster.items
    rows = place(table.in_order())
    cells = [at.cell for row in rows for at in row]
    if not any(cell.flow.items for cell in cells):
        return items
    if any(isinstance(item, Grid) for cell in cells for item in cell.flow.items):
        if not _is_data_around(rows):
            return items + _flow(cells)
        for cell in cells:
            _flatten(cell)
        rows = place(table.in_order())
    if all(len(row) == 1 for row in rows):
        return items + _flow(cells)
    return items + _mixed(rows)


def key_values(grid: Grid) -> list[Line] | None:
    """The lines of a small table of keys and values (发布日期 | 2024-01-10), or None when it is another.

    A key without colon gets one where the cells of the row are pairs.
    """
    texts = [[cell.text for cell in row.cells] for row in grid.rows]
    filled = [text for row in texts for text in row if text]
    numbers = sum(map(_is_number, filled))
    speaks = any(_DATE.search(text) or _KEY_WITH_COLON.fullmatch(text) for text in filled)
    if len(texts) > _MAX_KEY_ROWS or not speaks or 4 * numbers > len(filled):
        return None
    return [Line(text) for row in texts if (text := _key_value_line(row))]


def _key_value_line(texts: Sequence[str]) -> str:
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 == 0 and all(_KEY.fullmatch(key) and not _DATE.search(key) for key, _ in pairs):
        texts = [f"{key}：{value}" for key, value in pairs]
    return " ".join(text.replace("\n", " ") for text in texts if text)


def _is_data_around(rows: Sequence[Sequence[At]]) -> bool:
    """Whether a table that holds another one is of data all the same: several of its own rows are numbers."""
    return sum(_numbers(row) >= _NUMBERS for row in rows) > 1


def _flatten(cell: OpenCell) -> None:
    """Make lines of the tables in a cell; what is a number then cannot be told."""
    flat: list[Item] = []
    for item in cell.flow.items:
        if isinstance(item, Grid):
            cell.unread = True
            flat += [Line(" ".join(c.text for c in row.cells if c.text)) for row in item.rows]
        else:
            flat.append(item)
    cell.flow.items = flat


def _flow(cells: Sequence[OpenCell]) -> list[Item]:
    return [item for cell in cells for item in cell.flow.items]


def _mixed(rows: Sequence[Sequence[At]]) -> list[Item]:
    """Rows of data as grids; rows of running text, and the odd rows between these, as the text they are."""
    items: list[Item] = []
    begun = False
    runs = [_is_running(row) for row in rows]
    numbered = list(enumerate(rows, start=1))
    for running, members in groupby(numbered, key=lambda pair: runs[pair[0] - 1]):
        part = list(members)
        if running:
            items += _flow([at.cell for _, row in part for at in row])
        elif any(runs) and not _is_data([row for _, row in part]):
            items += _rows_of_text([row for _, row in part])
        else:
            items.append(_grid(part, goes_on=begun))
            begun = True
    return items


def _grid(part: Sequence[tuple[int, Sequence[At]]], *, goes_on: bool) -> Grid:
    lines = [item for _, row in part for at in row for item in at.cell.flow.items if isinstance(item, Line)]
    return Grid(
        tuple(_without_padding(part)),
        goes_on=goes_on,
        length=sum(len(line.text) for line in lines),
        linked=sum(line.linked for line in lines),
        has_numbers=any(not line.linked and _is_number(line.text) for line in lines),
    )


def _is_running(row: Sequence[At]) -> bool:
    """Whether a row is running text: long text alone in it, or a column of the page's layout."""
    filled = [at.text for at in row if at.text]
    if len(filled) == 1 and len(filled[0]) >= _SENTENCE:
        return len(filled[0]) >= _LONG or _STOP.search(filled[0]) is not None
    return any(len(text) >= _COLUMN and _STOP.search(text) for text in filled) and _numbers(row) < _NUMBERS


def _is_data(rows: Sequence[Sequence[At]]) -> bool:
    """Whether rows between running text are a table: several with several cells, or some numbers."""
    return sum(len(row) > 1 for row in rows) >= 3 or sum(map(_numbers, rows)) > 1


def _rows_of_text(rows: Sequence[Sequence[At]]) -> list[Item]:
    items: list[Item] = []
    for row in rows:
        items += [item for at in row for item in at.cell.flow.items if isinstance(item, Inset)]
        text = " ".join(at.text.replace("\n", " ") for at in row if at.text)
        items += [Line(text)] if text else []
    return items


def _without_padding(rows: Sequence[tuple[int, Sequence[At]]]) -> Iterator[GridRow]:
    empty = 0
    for number, row in rows:
        grid_row = _grid_row(number, row)
        empty = 0 if any(cell.text or not cell.sure for cell in grid_row.cells) or grid_row.insets else empty + 1
        if empty <= _EMPTY_ROWS:
            yield grid_row


def _grid_row(number: int, row: Sequence[At]) -> GridRow:
    cells = tuple(Placed(at.text, at.column, at.span, at.height, _is_sure(at)) for at in row)
    return GridRow(number, cells, tuple(i for at in row for i in at.cell.flow.items if isinstance(i, Inset)))


def _is_sure(at: At) -> bool:
    """Whether a cell's text is all that it says: beside a picture no number and no blank is, though words are words."""
    cell = at.cell
    if not at.clear or (cell.emptied and not at.text):
        return False
    return not (cell.unread or cell.flow.has_raised) or any(map(str.isalpha, at.text))


def _numbers(row: Sequence[At]) -> int:
    return sum(_is_number(at.text) for at in row)


def _is_number(text: str) -> bool:
    return len(text) < 20 and _NUMBER.fullmatch(fold(text)) is not None
