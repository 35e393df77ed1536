"""Numbers of T3 that have moved: into the next empty cell, over the place of a lost one, or all to other labels.

Place in the flow: asked by ``table_applications`` and ``table_by_heads``. What columns add up to tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsers.form import Row
from parsers.placing import is_hole
from parsers.report import BLANK, Cell, Number
from parsers.sums import Identity, column_identities

# The sums of an applicant and of all: fewer columns say little.
_LEAST_MOVED = 2
# A sum, and by how much its left side is more than its right.
_Excess = tuple[Identity, Number]


def rows_with_moved_numbers(cells: Mapping[str, Cell], rows: Sequence[Row]) -> list[Row]:
    """The rows with an empty cell in a column that lacks just what another of their columns has too much.

    A sum that the source has wrong is off in one column; only a number that moved is off in two, by itself. And those
    that add up, as do several columns that did not, when a cell is put between theirs for one at their edge.
    """
    gaps = [row for row in rows if _is_filled_in_part([cells[key] for key in row.keys])]
    values = {key: _value(cell) for key, cell in cells.items()}
    every = column_identities(rows)
    off = [_excess(identity, values) for identity in every]
    known = [(identity, by) for identity, by in zip(every, off, strict=True) if by is not None]
    broken = sum(by != 0 for _, by in known)
    slid = [row for row in rows if _has_slid(row, values, known)] if broken >= _LEAST_MOVED else []
    if not gaps:
        return slid
    width = len(rows[0].columns) - 1
    # Of each column, its dispositions and 一 + 二 = （七）总计 + 四.
    kinds = [every[kind : 2 * width : 2] for kind in (0, 1)]
    excess = [off[kind : 2 * width : 2] for kind in (0, 1)]
    return slid + [row for row in gaps if any(_has_moved(row, cells, *one) for one in zip(kinds, excess, strict=True))]


def stand_by_other_labels(cells: Mapping[str, Cell], rows: Sequence[Row]) -> bool:
    """Whether the numbers stand beside the labels of the rows above or below their own, all or from some row on."""
    return _labels_have_moved(cells, rows) or _numbers_stand_a_row_off(cells, rows)


def _labels_have_moved(cells: Mapping[str, Cell], rows: Sequence[Row]) -> bool:
    """Whether the last disposition is the sum of all others in each column, and （七）总计 is the sum of none.

    Each label stands beside the numbers of the row below its own then: a row without a label, blank perhaps, is above.
    Where （七）总计 has none, 一 + 二 - 四 tells what it is: the last disposition is all of it, and there are others.
    """
    values = {key: _value(cell) for key, cell in cells.items()}
    moved = 0
    every = column_identities(rows)
    for identity, closing in zip(every[::2], every[1::2], strict=True):
        *others, last = (values.get(key) for key in identity.left)
        total, known = values.get(identity.right[0]), sum(value or 0 for value in others)
        if last is not None and total is None:
            off = _excess(closing, {**values, identity.right[0]: 0})
            moved += known > 0 and off == last
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


def _numbers_stand_a_row_off(cells: Mapping[str, Cell], rows: Sequence[Row]) -> bool:
    """Whether the sums hold in every column for the row below or above each, and the row at the other end is empty.

    四 is empty, and 一 + 二 is the last disposition and （七）总计 together; or 一 is, and 四 is the sum of all
    dispositions but the first, and （七）总计.
    """
    if not all(key in cells for row in rows for key in row.keys):
        return False
    first, last = (frozenset(rows[end].keys) for end in (0, -1))
    empty = next((row for row in (last, first) if all(_holds_nothing(cells[key]) for key in row)), None)
    values = {key: _value(cell) for key, cell in cells.items()}
    every = column_identities(rows)
    if empty is None or any(values.get(key) is None for one in every for key in one.keys if key not in empty):
        return False
    told = {key: value or 0 for key, value in values.items()}
    off = []
    for dispositions, closing in zip(every[::2], every[1::2], strict=True):
        total, out = (told[key] for key in closing.right)
        received, parts = sum(told[key] for key in closing.left), [told[key] for key in dispositions.left]
        if empty is last:
            off.append((received, parts[-1] + total, total))
        else:
            off.append((out, sum(parts[1:]) + total, sum(parts)))
    moved = sum(is_so > 0 and is_so == moved and is_so != as_printed for is_so, moved, as_printed in off)
    return moved >= _LEAST_MOVED and all(is_so == moved for is_so, moved, _ in off)


def _has_slid(row: Row, values: Mapping[str, Number | None], known: Sequence[_Excess]) -> bool:
    """Whether a row lost a cell and was filled up with nothing at its edge: put back, it mends what was broken.

    :param known: the sums of the columns, and by how much each is off.
    """
    own = [value for key in row.keys if (value := values[key]) is not None]
    if len(own) < len(row.keys) or (own[0] and own[-1]) or not any(own):
        return False
    columns = [[one for one in known if key in one[0].keys] for key in row.keys]
    if sum(any(by for _, by in column) for column in columns) < _LEAST_MOVED:
        return False
    return any(_mends(row, own, put_back, columns) for put_back in _put_back(own))


def _put_back(own: Sequence[Number]) -> Iterator[list[Number]]:
    """The row as it may have been: one of its cells for the empty one at an edge; the row's sum tells which number."""
    for at in range(len(own)):
        for others in ([*own[1:]] if own[0] == 0 else [], [*own[:-1]] if own[-1] == 0 else []):
            if others:
                parts = sum(others) if at == len(others) else others[-1] - sum(others[:-1])
                yield [*others[:at], parts, *others[at:]]


def _mends(row: Row, own: Sequence[Number], put_back: Sequence[Number], columns: Sequence[Sequence[_Excess]]) -> bool:
    """Whether other numbers in a row would mend several columns, and break none."""
    mended = 0
    for key, before, after, known in zip(row.keys, own, put_back, columns, strict=True):
        if before == after:
            continue
        if after < 0 or any(by + (after - before) * (1 if key in one.left else -1) for one, by in known):
            return False
        mended += any(by for _, by in known)
    return mended >= _LEAST_MOVED


def _holds_nothing(cell: Cell) -> bool:
    """Whether a cell is empty, or may be."""
    return cell.value is None and not cell.raw


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
