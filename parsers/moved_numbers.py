"""Numbers of T3 that have moved, each row adding up as before: into the next empty cell, or all to other labels.

Place in the flow: asked by ``table_applications`` and ``table_by_heads``. What columns add up to tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import Row
from parsers.placing import is_hole
from parsers.report import BLANK, Cell, Number
from parsers.sums import Identity, column_identities

# The sums of an applicant and of all: fewer columns say little.
_LEAST_MOVED = 2


def rows_with_moved_numbers(cells: Mapping[str, Cell], rows: Sequence[Row]) -> list[Row]:
    """The rows with an empty cell in a column that lacks just what another of their columns has too much.

    A sum that the source has wrong is off in one column; only a number that moved is off in two, by itself.
    """
    gaps = [row for row in rows if _is_filled_in_part([cells[key] for key in row.keys])]
    if not gaps:
        return []
    values = {key: _value(cell) for key, cell in cells.items()}
    width = len(rows[0].columns) - 1
    every = column_identities(rows)
    # Of each column, its dispositions and 一 + 二 = （七）总计 + 四.
    kinds = [every[kind : 2 * width : 2] for kind in (0, 1)]
    excess = [[_excess(identity, values) for identity in kind] for kind in kinds]
    return [row for row in gaps if any(_has_moved(row, cells, *one) for one in zip(kinds, excess, strict=True))]


def labels_have_moved(cells: Mapping[str, Cell], rows: Sequence[Row]) -> bool:
    """Whether the last disposition is the sum of all others in each column, and （七）总计 is the sum of none.

    Each label stands beside the numbers of the row below its own then: a row without a label, blank perhaps, is above.
    """
    values = {key: _value(cell) for key, cell in cells.items()}
    moved = 0
    for identity in column_identities(rows)[::2]:
        *others, last = (values.get(key) for key in identity.left)
        total, known = values.get(identity.right[0]), sum(value or 0 for value in others)
        if last is None or total is None:
            continue
        # A number that is withheld may be missing from the sum.
        lacking = None in others
        if known > last or (known < last and not lacking):
            return False
        if total and (known + last == total or (lacking and known + last < total)):
            return False
        moved += known == last > 0
    return moved >= _LEAST_MOVED


def _is_filled_in_part(cells: Sequence[Cell]) -> bool:
    """Whether some cells hold a number other than zero, and some are empty."""
    return any(map(is_hole, cells)) and any(cell.value for cell in cells)


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
    return 0 if cell.status is BLANK else cell.value


def _excess(identity: Identity, values: Mapping[str, Number | None]) -> Number | None:
    """By how much the left side of an identity is more than the right; None where a value is not known."""
    left, right = ([values.get(key) for key in side] for side in (identity.left, identity.right))
    if None in left or None in right:
        return None
    return sum(value or 0 for value in left) - sum(value or 0 for value in right)
