"""Rows of T3 a number of which has moved into the next empty cell: its own column misses it, the other has it too many.

Place in the flow: asked by ``table_applications``. Such a row adds up as well as before; its columns tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import Row
from parsers.placing import is_hole
from parsers.report import Cell, Number, Status
from parsers.sums import Identity, column_identities


def rows_with_moved_numbers(cells: Mapping[str, Cell], rows: Sequence[Row]) -> list[Row]:
    """The rows with an empty cell in a column that lacks just what another of their columns has too much.

    A sum that the source has wrong is off in one column; only a number that moved is off in two, by itself.
    """
    values = {key: _value(cell) for key, cell in cells.items()}
    width = len(rows[0].columns) - 1
    every = column_identities(rows)
    # Of each column, its dispositions and 一 + 二 = （七）总计 + 四.
    kinds = [every[kind : 2 * width : 2] for kind in (0, 1)]
    excess = [[_excess(identity, values) for identity in kind] for kind in kinds]
    return [row for row in rows if any(_has_moved(row, cells, *one) for one in zip(kinds, excess, strict=True))]


def _has_moved(
    row: Row, cells: Mapping[str, Cell], identities: Sequence[Identity], excess: Sequence[Number | None]
) -> bool:
    own = row.keys[: len(identities)]
    sign = 1 if own[0] in identities[0].left else -1 if own[0] in identities[0].right else 0
    holes = [i for i, key in enumerate(own) if is_hole(cells[key])]
    numbers = [(i, value) for i, key in enumerate(own) if (value := cells[key].value)]
    return bool(sign) and any(
        excess[i] == sign * value and any(excess[hole] == -sign * value for hole in holes) for i, value in numbers
    )


def _value(cell: Cell) -> Number | None:
    return 0 if cell.status is Status.BLANK else cell.value


def _excess(identity: Identity, values: Mapping[str, Number | None]) -> Number | None:
    """By how much the left side of an identity is more than the right; None where a value is not known."""
    left, right = ([values.get(key) for key in side] for side in (identity.left, identity.right))
    if None in left or None in right:
        return None
    return sum(value or 0 for value in left) - sum(value or 0 for value in right)
