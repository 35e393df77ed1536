"""The rows of a table without rules as cells: under their heads, in their columns.

Place in the flow: ``pdf_heads`` and ``pdf_labels`` → **pdf_table** → ``pdf_columns`` and ``pdf_flow``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parsers.readers.pdf_cells import Cell
from parsers.readers.pdf_heads import TOUCHING, Column, Head, column_of, pair
from parsers.readers.pdf_labels import Row, holds_a_number
from parsers.readers.pdf_pieces import Block, Piece
from parsers.readers.pdf_storeys import place_heads

# The share of rows that must have a number in every column for their count to tell of columns.
_MOST = 0.7
_HALF = 0.5


class Columns(NamedTuple):
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


def under_heads(
    head: Head, rows: Sequence[Row], groups: Sequence[Block], labels: Sequence[Piece | Block], columns: Columns
) -> tuple[Columns, list[Cell]]:
    """The columns, those without numbers included, and the cells of their heads.

    Where heads and numbers do not pair off, a blank leaves no trace, so none of the numbers has a sure place.

    :param labels: what stands left of the numbers; it counts where no row has a label.
    """
    names = names_of(rows, groups) or labels
    taken = (min(name.x0 for name in names), max(name.x1 for name in names)) if names else None
    head, matched = pair(head, columns.values, taken)
    if matched is not None:
        widths = [max(piece.x1 - piece.x0 for piece in leaf.pieces) for leaf in head.leaves]
        columns = columns._replace(values=list(matched.values), sure=True, heads=widths)
    cells: list[Cell] = []
    for one in place_heads(head, matched.whole if matched else columns.values):
        start, span = (0, columns.labels) if one.column < 0 else (columns.labels + one.column, one.span)
        cells.append(cell_of(one.storey, start, span, one.block, sure=True))
    return columns, cells


def names_of(rows: Sequence[Row], groups: Sequence[Block]) -> list[Block]:
    """The labels of rows and of groups; a label that runs in with a number reaches further than labels do."""
    return [*(row.label for row in rows if row.label is not None and not holds_a_number(row)), *groups]


def stretches_of(pieces: Sequence[Piece | Block]) -> list[Column]:
    """The stretches in which pieces stand under each other, from left to right."""
    columns: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1][1] - TOUCHING:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return columns


def columns_of(values: Sequence[tuple[Piece, ...]]) -> list[Column]:
    """The columns of the numbers of rows, from left to right.

    Wide numbers set to one side stand over and under the narrow ones of the next column, and some touch. Where most
    rows have as many, the first of each are one column, the second another; its place is that of the narrowest.
    """
    columns = stretches_of([piece for row in values for piece in row])
    count = max(map(len, values))
    full = [row for row in values if len(row) == count]
    if len(columns) >= count or len(full) < _MOST * len(values):
        return columns
    narrowest = [min(column, key=lambda piece: piece.x1 - piece.x0) for column in zip(*full, strict=True)]
    found = [(piece.x0, piece.x1) for piece in narrowest]
    return columns if astray(full, found) else found


def astray(values: Sequence[tuple[Piece, ...]], columns: Sequence[Column]) -> set[int]:
    """The rows of which some number does not stand in one column, or two stand in the same."""
    found: set[int] = set()
    for number, row in enumerate(values):
        own = [[i for i, (x0, x1) in enumerate(columns) if _shared(piece, x0, x1)] for piece in row]
        if any(len(one) != 1 for one in own) or len({one[0] for one in own}) < len(row):
            found.add(number)
    return found


def _shared(piece: Piece, x0: float, x1: float) -> bool:
    """Whether a number and a column stand under each other by half of the narrower."""
    return min(piece.x1, x1) - max(piece.x0, x0) >= _HALF * min(piece.x1 - piece.x0, x1 - x0)


def are_apart(values: Sequence[tuple[Piece, ...]], columns: Sequence[Column]) -> bool:
    """Whether no two numbers of a row stand in one column."""
    return all(len({column_of(piece, columns) for piece in row}) == len(row) for row in values)


def cell_of(row: int, column: int, span: int, block: Block | Piece, *, sure: bool) -> Cell:
    """The cell of a text at a place of the grid."""
    page = block.page if isinstance(block, Piece) else block.pieces[0].page
    return Cell(row, column, 1, span, block.text, sure and block.sure, page, block.box)


def row_cells(row: Row, at: int, columns: Columns, groups: Sequence[Block], *, sure: bool) -> list[Cell]:
    """The cells of a row: the groups that begin with it, its label, its numbers and blanks."""
    cells: list[Cell] = []
    for group in groups:
        column = next((i for i, (x0, x1) in enumerate(columns.groups) if group.x0 <= x1 and group.x1 >= x0), 0)
        cells.append(cell_of(at, column, 1, group, sure=True))
    if row.label is not None:
        column = sum(x1 <= row.label.x0 + 1 for _, x1 in columns.groups)
        column = max([column, *(cell.column + 1 for cell in cells)])
        cells.append(cell_of(at, column, max(columns.labels - column, 1), row.label, sure=sure))
    there = {column_of(piece, columns.values): piece for piece in row.values}
    if not row.values and row.label is not None:
        page, top, bottom = row.label.pieces[0].page, row.label.box[1], row.label.box[3]
    else:
        page, top, bottom = row.values[0].page, row.values[0].box[1], row.values[0].box[3]
    for index, (x0, x1) in enumerate(columns.values):
        if index in there:
            cells.append(cell_of(at, columns.labels + index, 1, there[index], sure=sure))
        else:
            box = (x0, top, x1, bottom)
            cells.append(Cell(at, columns.labels + index, 1, 1, "", sure, page, box))
    return cells


def stray_cells(block: Block, at: int, columns: Columns) -> list[Cell]:
    """A label without numbers: perhaps a row of blanks, perhaps a part of another label."""
    page, top, bottom = block.pieces[0].page, block.box[1], block.box[3]
    blanks = [
        Cell(at, columns.labels + i, 1, 1, "", sure=False, page=page, box=(x0, top, x1, bottom))
        for i, (x0, x1) in enumerate(columns.values)
    ]
    return [cell_of(at, 0, columns.labels, block, sure=False), *blanks]
