"""The cells of one row of a grid, each in its column: certain, or withheld.

Place in the flow: ``grid_rows`` says which cells belong to which columns, ``grid_beside`` what speaks against it →
**grid_placing** → ``rows``. A row is placed where its cells are as many as the form's columns, or where they stand in
the columns of the complete rows. What the gaps of such a row prove, ``row_gaps`` knows from the other rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.form import Row
from parsers.grid_beside import Besides
from parsers.grid_rows import Columns, GridRow
from parsers.numbers import parse_number
from parsers.placing import Placed, cells_of, is_glued, withheld
from parsers.report import Doubt
from parsers.runs import Run
from parsers.sums import LEAST_OF_A_SUM
from parsers.tokens import EMPTY, MARK, TEXT, Token


def place_on_grid(run: Run, row: Row, cells: GridRow, columns: Columns, besides: Besides) -> Placed:
    """Assign the cells of a grid row to the columns of the form.

    :param cells: those of the run.
    """
    chosen = _choose(cells, columns)
    if not chosen and _has_moved_as_a_whole(cells, columns):
        return Placed(cells_of(cells.complete, row.columns))
    if chosen:
        why = _doubt(cells, chosen, besides)
        # Numbers that the row has besides are explained by no label.
        return (
            Placed(withheld(run, row, why), why is not Doubt.UNEXPLAINED)
            if why
            else Placed(cells_of(chosen, row.columns))
        )
    if len(run.filled) > len(row.columns):
        return Placed(withheld(run, row, Doubt.TOO_MANY), clean=False)
    return Placed(withheld(run, row, Doubt.LOST_CELLS if run.filled else Doubt.EMPTY_OR_LOST))


def _has_moved_as_a_whole(row: GridRow, columns: Columns) -> bool:
    """Whether a row stands beside its heads because a merged cell before it says a wrong number of rows or columns.

    It has a number a column and no other cell, and adds up. Where a strange column stands beside the heads, its number
    may be one of them.
    """
    values = [parsed.value for cell in row.complete if (parsed := parse_number(cell.text)) is not None]
    whole = len(values) == row.width >= LEAST_OF_A_SUM and row.complete == row.cells
    return whole and columns.parts.shape(row) not in columns.beside and sum(values[:-1]) == values[-1]


def _doubt(row: GridRow, chosen: Sequence[Token], besides: Besides) -> Doubt | None:
    """Why the cells chosen may not be those of the row."""
    if any(is_glued(token) for token in chosen):
        return Doubt.RUN_TOGETHER
    if besides.doubt(row, chosen):
        return Doubt.LOST_CELLS
    return Doubt.UNEXPLAINED if _passes_over(row.filled, chosen) else None


def _passes_over(filled: Sequence[Token], chosen: Sequence[Token]) -> bool:
    """Whether a number stands before all that were chosen, or beside none: then the heads say where none of them is."""
    first = min((token.column for token in chosen if token.what is not EMPTY), default=None)
    others = [token for token in filled if token.what is not TEXT and token not in chosen]
    return any(first is None or token.column < first for token in others)


def _choose(row: GridRow, columns: Columns) -> tuple[Token, ...]:
    """One cell a column of the form, empty ones included; none where the row does not show which."""
    width, shape = row.width, columns.parts.shape(row)
    known = columns.of(row, shape)
    lost = width == 1 and not row.filled and columns.lacks_a_cell(row)
    if lost or (shape in columns.beside and _ends_in_remark(row, known)):
        return ()
    cells = row.complete
    if cells and shape not in columns.disputed and known in {None, tuple(cell.column for cell in cells)}:
        return cells
    if len(row.filled) > width:
        return ()
    if known:
        by_column = {cell.column: cell for cell in row.cells}
        stray = any(cell.column not in known for cell in row.filled)
        lost = stray or not set(known) <= set(by_column)
        return () if lost else tuple(by_column[column] for column in known)
    if width == 1 and row.cells:
        return row.filled or row.cells[:1]
    return row.cells if len(row.cells) == width and not columns.begins_among_labels(row) else ()


def _ends_in_remark(row: GridRow, known: Sequence[int] | None) -> bool:
    """Whether a mark or text ends the numbers of a row beside which a remark may stand: one that moved up, perhaps."""
    last = row.filled[-1] if row.filled else None
    return last is not None and known is not None and last.what in {MARK, TEXT} and last.column == known[-1]
