"""Tables without rules between their columns: rows and columns told from where the numbers stand.

Place in the flow: ``pdf_segments``, ``pdf_labels`` and ``pdf_heads`` → **pdf_columns** → ``pdf``. Numbers under each
other are a column, numbers side by side a row. What does not fit is marked as not sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parsers.readers.pdf_cells import Cell, Sheet
from parsers.readers.pdf_groups import place_groups
from parsers.readers.pdf_heads import Column, column_of, find_head, pair, place_heads
from parsers.readers.pdf_labels import Labelled, Row, crowded, disturbs, find_labels, holds_a_number, torn, wrapped
from parsers.readers.pdf_pieces import Block, Piece, cut, on_strip
from parsers.readers.pdf_repeats import repeated_heads
from parsers.readers.pdf_segments import Lines, Segment, find_segments, is_row, label_edge
from parsers.readers.pdf_text import PageLine

# A report has some 500 lines; in longer texts, tables without rules are left to be read as text.
_MOST_LINES = 5_000
_FEW_ROWS = 3


class _Columns(NamedTuple):
    """The columns of labels of groups, those of numbers, and whether each number's place is sure."""

    groups: list[Column]
    values: list[Column]
    sure: bool = False
    # How wide the widest line of each column's head is; 0 where its head is not known.
    heads: Sequence[float] = ()

    @property
    def labels(self) -> int:
        """How many grid columns the labels take."""
        return len(self.groups) + 1


def find_tables(lines: Sequence[PageLine], barriers: Sequence[tuple[int, float]] = ()) -> list[PageLine | Sheet]:
    """Running lines with the tables among them recognised.

    :param barriers: page and height of rules that run across; no cell reaches over one.
    """
    if len(lines) > _MOST_LINES:
        return list(lines)
    pieces = cut(lines)
    if again := repeated_heads(pieces):
        lines = [line for i, line in enumerate(lines) if i not in again]
        pieces = cut(lines)
    out: list[PageLine | Sheet] = []
    done, last = 0, -1
    for segment in find_segments(pieces):
        out.extend(lines[done : segment.head.start])
        sheet, begins_within = _sheet(segment, pieces, barriers)
        if begins_within and last >= 0:
            out[last] = _with_doubtful_end(out[last])
        last = len(out)
        out.append(sheet)
        done = segment.body.stop
    out.extend(lines[done:])
    return out


def _with_doubtful_end(item: PageLine | Sheet) -> PageLine | Sheet:
    """A table of which the last row may go on in the first of the next one."""
    if isinstance(item, PageLine):
        return item
    cells = (cell._replace(sure=cell.sure and cell.row < item.rows - 1) for cell in item.cells)
    return item._replace(cells=tuple(cells))


def _sheet(segment: Segment, pieces: Lines, barriers: Sequence[tuple[int, float]]) -> tuple[Sheet, bool]:
    """The table of a segment, and whether its first row has no label, so that it may be a part of a row before it."""
    body = [piece for i in segment.body for piece in pieces[i]]
    lines = [pieces[i] for i in segment.body if is_row(pieces[i])]
    edge = label_edge(lines)
    labels = [piece for piece in body if piece.x <= edge]
    values = [tuple(piece for piece in line if piece.x > edge or piece.is_value) for line in lines]
    limit = float("inf")
    # Few rows do not show by themselves whether a line goes on a label or is a row of blanks.
    if segment.head and len(lines) <= _FEW_ROWS:
        limit = pieces[segment.body.start][0].y - pieces[segment.head.stop - 1][0].y
    found = find_labels(values, labels, _walls(barriers, body), limit)
    columns = _Columns(_stretches(found.groups), _stretches([piece for row in values for piece in row]))
    columns = columns._replace(heads=[0.0] * len(columns.values))
    cells: list[Cell] = []
    if segment.head:
        columns, cells = _under_heads([piece for i in segment.head for piece in pieces[i]], found, labels, columns)
    columns = columns._replace(sure=columns.sure and _are_apart(values, columns.values))
    at = max((cell.row for cell in cells), default=-1) + 1
    loose = [p for i in (*segment.head, *segment.body) if not is_row(pieces[i]) for p in pieces[i] if p.is_value]
    doubtful = crowded(found.rows, loose) | torn(found.rows, columns.values)
    doubtful |= wrapped(found.rows, columns.values, columns.heads)
    cells += _body(found, columns, at, doubtful, all_labelled=bool(labels))
    first, last = pieces[min(*segment.head, *segment.body)][0], pieces[segment.body.stop - 1][0]
    box = (min(piece.x0 for piece in body), first.box[1], max(piece.x1 for piece in body), last.box[3])
    sheet = Sheet(first.page, (), max(cell.row for cell in cells) + 1, tuple(cells), box)
    return sheet, bool(labels) and found.rows[0].label is None


def _under_heads(
    pieces: Sequence[Piece], found: Labelled, labels: Sequence[Piece], columns: _Columns
) -> tuple[_Columns, list[Cell]]:
    """The columns, those without numbers included, and the cells of their heads.

    Where heads and numbers do not pair off, a blank leaves no trace, so none of the numbers has a sure place.
    """
    labelled = [row.label for row in found.rows if row.label is not None and not holds_a_number(row)]
    # Where no row has a label, even what is not quite over the first column is a head.
    names: Sequence[Piece | Block] = [*labelled, *found.groups] or labels
    end = max((name.x1 for name in names), default=float("-inf"))
    taken = (min(name.x0 for name in names), end) if names else None
    head, matched = pair(find_head(pieces, found.pitch, end, columns.values), columns.values, taken)
    if matched is not None:
        widths = [max(piece.x1 - piece.x0 for piece in leaf.pieces) for leaf in head.leaves]
        columns = columns._replace(values=list(matched.values), sure=True, heads=widths)
    cells: list[Cell] = []
    for one in place_heads(head, matched.whole if matched else columns.values):
        start, span = (0, columns.labels) if one.column < 0 else (columns.labels + one.column, one.span)
        cells.append(_cell(one.storey, start, span, one.block, sure=True))
    return columns, cells


def _body(found: Labelled, columns: _Columns, at: int, doubtful: set[int], *, all_labelled: bool) -> list[Cell]:
    """The cells of all rows from row ``at`` on, stray labels as rows of their own between them."""
    first_rows = place_groups(found.groups, [(row.y, row.label) for row in found.rows])
    order: list[tuple[float, int, int]] = [(row.y, 0, i) for i, row in enumerate(found.rows)]
    order += [(block.y, 1, i) for i, block in enumerate(found.stray)]
    cells: list[Cell] = []
    for number, (_, is_stray, index) in enumerate(sorted(order), start=at):
        if is_stray:
            cells += _stray_cells(found.stray[index], number, columns)
            continue
        row = found.rows[index]
        sure = columns.sure and index not in doubtful and (row.label is not None or not all_labelled)
        sure = sure and not holds_a_number(row) and not any(disturbs(block, row) for block in found.stray)
        groups = [group for group, start in zip(found.groups, first_rows, strict=True) if start == index]
        cells += _row_cells(row, number, columns, groups, sure=sure)
    return cells


def _walls(barriers: Sequence[tuple[int, float]], body: Sequence[Piece]) -> list[float]:
    """Barriers on the strip of all pages."""
    pages = {piece.page for piece in body}
    return [on_strip(page, y) for page, y in barriers if page in pages]


def _stretches(pieces: Sequence[Piece | Block]) -> list[Column]:
    """The stretches in which pieces stand under each other, from left to right."""
    columns: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return columns


def _are_apart(values: Sequence[tuple[Piece, ...]], columns: Sequence[Column]) -> bool:
    """Whether no two numbers of a row stand in one column."""
    return all(len({column_of(piece, columns) for piece in row}) == len(row) for row in values)


def _cell(row: int, column: int, span: int, block: Block | Piece, *, sure: bool) -> Cell:
    page = block.page if isinstance(block, Piece) else block.pieces[0].page
    return Cell(row, column, 1, span, block.text, sure and block.sure, page, block.box)


def _row_cells(row: Row, at: int, columns: _Columns, groups: Sequence[Block], *, sure: bool) -> list[Cell]:
    """The cells of a row: the groups that begin with it, its label, its numbers and blanks."""
    cells: list[Cell] = []
    for group in groups:
        column = next((i for i, (x0, x1) in enumerate(columns.groups) if group.x0 <= x1 and group.x1 >= x0), 0)
        cells.append(_cell(at, column, 1, group, sure=True))
    if row.label is not None:
        column = sum(x1 <= row.label.x0 + 1 for _, x1 in columns.groups)
        column = max([column, *(cell.column + 1 for cell in cells)])
        cells.append(_cell(at, column, max(columns.labels - column, 1), row.label, sure=sure))
    there = {column_of(piece, columns.values): piece for piece in row.values}
    top, bottom = row.values[0].box[1], row.values[0].box[3]
    for index, (x0, x1) in enumerate(columns.values):
        if index in there:
            cells.append(_cell(at, columns.labels + index, 1, there[index], sure=sure))
        else:
            box = (x0, top, x1, bottom)
            cells.append(Cell(at, columns.labels + index, 1, 1, "", sure, row.values[0].page, box))
    return cells


def _stray_cells(block: Block, at: int, columns: _Columns) -> list[Cell]:
    """A label without numbers: perhaps a row of blanks, perhaps a part of another label."""
    page, top, bottom = block.pieces[0].page, block.box[1], block.box[3]
    blanks = [
        Cell(at, columns.labels + i, 1, 1, "", sure=False, page=page, box=(x0, top, x1, bottom))
        for i, (x0, x1) in enumerate(columns.values)
    ]
    return [_cell(at, 0, columns.labels, block, sure=False), *blanks]
