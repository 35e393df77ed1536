"""Cells of T4 on a grid, each named by its own heads: those above it and those to its left.

Place in the flow: used by ``table_proceedings``. Serves the printed form, the upright one (a row a channel), the one
with a row an outcome, and channels as tables of their own; the order of the heads is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from parsers.form import CHANNELS, OUTCOMES, TableName
from parsers.grid_rows import is_grid
from parsers.labels import SEQUENCES, Role, exact
from parsers.report import Cell
from parsers.tokens import EMPTY, TEXT, Token

_TABLE = TableName.PROCEEDINGS
_CHANNELS = frozenset(key for key, _ in CHANNELS)
_OUTCOMES = frozenset(column.key for column in OUTCOMES)


class _Head(NamedTuple):
    key: str
    token: Token

    def covers(self, cell: Token) -> bool:
        """Whether it stands above the cell."""
        return self.token.block < cell.block and self.token.column <= cell.column < self.token.column + self.token.span

    def leads(self, cell: Token) -> bool:
        """Whether it stands to the left of the cell, in its row."""
        return self.token.block == cell.block and self.token.column < cell.column


def cells_by_heads(tokens: Sequence[Token]) -> dict[str, Token]:
    """The cells of T4 by key: each of the 15 exactly once, and no number left over; else none.

    :param tokens: the tokens of the table's grid rows, in reading order.
    """
    grid = [token for token in tokens if is_grid(token)]
    heads = [_Head(key, token) for token in grid if (key := _key_of(token))]
    found: dict[str, list[Token]] = {}
    lowest: dict[tuple[int | None, int], Token] = {}
    for cell in grid:
        if cell.what is not EMPTY:
            lowest[cell.table, cell.column] = cell
        if cell.what is TEXT:
            continue
        key = _name(cell, heads, lowest)
        if key is not None:
            found.setdefault(key, []).append(cell)
        elif cell.what is not EMPTY:
            return {}
    if _are_moved(grid, heads, found):
        return {}
    keys = {f"proceedings.{channel}.{column.key}" for channel, _ in CHANNELS for column in OUTCOMES}
    chosen = {key: _only(cells) for key, cells in found.items()}
    whole = chosen.keys() == keys and None not in chosen.values()
    return {key: cell for key, cell in chosen.items() if cell is not None} if whole else {}


def stands_beside_heads(heads: Sequence[Token], row: Sequence[Token], cells: Mapping[str, Cell]) -> bool:
    """Whether a row of T4 has cells that no head covers, or is shorter than the lines of heads and has empty cells.

    A cell that was lost moves those behind it, and one that was added, or that belongs to no column, makes the row
    whole again. Only heads that keep their merged cells tell: without these they cover far fewer columns.

    :param heads: the tokens of the lines of heads.
    :param row: those of the row of numbers.
    """
    texts = [token for token in heads if is_grid(token) and token.what is TEXT]
    columns = [cell.where.column - 1 for cell in cells.values() if cell.where is not None and cell.where.column]
    if not columns or not any(head.span > 1 for head in texts):
        return False
    begin, stop = min(head.column for head in texts), max(map(_end, texts))
    # Cells that reach down from the heads push the whole row to the right.
    pushed = min(columns) > begin
    short = max(map(_end, row), default=0) < max(map(_end, heads)) and not all(cell.raw for cell in cells.values())
    return min(columns) < begin or (not pushed and (max(columns) >= stop or short))


def _end(token: Token) -> int:
    return token.column + token.span


def _are_moved(grid: Iterable[Token], heads: Sequence[_Head], found: dict[str, list[Token]]) -> bool:
    """Whether a row with empty cells has more of them than heads: one too many may stand before its numbers."""
    last = max((head.token.column + head.token.span for head in heads), default=0)
    beyond = {cell.block for cell in grid if cell.what is EMPTY and cell.column >= last}
    return any(cell.what is EMPTY and cell.block in beyond for cells in found.values() for cell in cells)


def _only(cells: Sequence[Token]) -> Token | None:
    """The one cell that is filled, or the lowest of empty ones; None where several are filled."""
    filled = [cell for cell in cells if cell.what is not EMPTY]
    return filled[0] if len(filled) == 1 else cells[-1] if not filled else None


def _key_of(token: Token) -> str | None:
    """The channel or the outcome that a text names."""
    keys = {
        SEQUENCES[_TABLE][index].key
        for index, _ in exact(_TABLE).get(token.squashed, ())
        if SEQUENCES[_TABLE][index].role in {Role.COLUMN, Role.GROUP}
    }
    key = keys.pop() if token.what is TEXT and len(keys) == 1 else None
    return key if key in _CHANNELS | _OUTCOMES else None


def _name(cell: Token, heads: Sequence[_Head], lowest: Mapping[tuple[int | None, int], Token]) -> str | None:
    same = [head for head in heads if head.token.table == cell.table]
    channel, outcome = _nearest(cell, same, _CHANNELS), _nearest(cell, same, _OUTCOMES)
    channel = channel or _carried_down(cell, lowest)
    return f"proceedings.{channel}.{outcome}" if channel and outcome else None


def _nearest(cell: Token, heads: Iterable[_Head], keys: frozenset[str]) -> str | None:
    """The head in the cell's own row, else the lowest above it."""
    mine = [head for head in heads if head.key in keys]
    beside = [head for head in mine if head.leads(cell)]
    above = [head for head in mine if head.covers(cell)]
    return beside[-1].key if beside else above[-1].key if above else None


def _carried_down(cell: Token, lowest: Mapping[tuple[int | None, int], Token]) -> str | None:
    """The channel to the left of a cell that reaches down to its row: nothing stands below it in its column so far.

    :param lowest: what stands lowest in each column of each table, down to the cell.
    """
    left = (lowest.get((cell.table, column)) for column in range(cell.column - 1, -1, -1))
    return next((key for token in left if token is not None and (key := _key_of(token)) in _CHANNELS), None)
