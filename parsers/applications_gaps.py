"""The gaps in the rows of T3: which of them the sums of the form bear out where they stand.

Place in the flow: used by ``table_applications`` on the rows that ``rows`` could not prove by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import APPLICANTS, Row
from parsers.moved_numbers import rows_with_moved_numbers, stand_by_other_labels
from parsers.placing import is_hole, withhold
from parsers.report import BLANK, Cell, Doubt, Number
from parsers.rows import Rows
from parsers.sums import CLOSING, Identity, column_identities, derive, disposition_identities, holds, row_identities

# So many rows prove that a column is left empty.
_PROVEN_ROWS = 2
# So many rows with numbers prove that leaving their totals empty is the source's habit.
_ROWS_OF_A_HABIT = 5


def borne_out(read: Rows, rows: Sequence[Row]) -> dict[str, Cell]:
    """The cells of the rows, those withheld whose places the sums do not bear out."""
    found, unproven = read.cells(), read.gaps.unproven
    found, missed = _confirmed(found, unproven, rows) if unproven else (found, frozenset())
    _doubt_edges(found, rows)
    found |= {key: withhold(found[key], Doubt.LOST_CELLS) for key in missed}
    moved = rows if stand_by_other_labels(found, rows) else rows_with_moved_numbers(found, rows)
    return found | {key: withhold(found[key], Doubt.LOST_CELLS) for row in moved for key in row.keys}


def _confirmed(
    cells: dict[str, Cell], unproven: Sequence[Row], rows: Sequence[Row]
) -> tuple[dict[str, Cell], frozenset[str]]:
    """Withhold rows with gaps unless the sums bear their places out.

    Each gap stands for what the sums leave for it; the row's own sum and those of the columns in which it has numbers,
    or must have had one, must then hold. Where all totals are gaps, they prove nothing: any row adds up to what it
    leaves, also one that lost a cell further left. The totals of 一 and 二 alone prove what they bear out.

    :return: all cells, and of the gaps that stay those for which the sums leave a number: what was there is missed.
    """
    gaps = {key for row in unproven for key in row.keys if cells[key].value is None and not cells[key].raw}
    values = {key: None if key in gaps else _as_number(cell) for key, cell in cells.items()}
    by_row, by_column = row_identities(rows), column_identities(rows)
    known = derive([i for i in (*by_row, *by_column) if _only_gaps_missing(i, cells, gaps)], values)
    no_total = _totals_prove_nothing(cells, by_column[-1], known)
    doubtful = []
    for row in unproven:
        concerned = [i for i in by_row if i.right[0] in row.keys]
        concerned += [i for i in by_column if any(known[key] for key in row.keys if key in i.keys)]
        added_up = not (no_total and row.keys[-1] in gaps) and all(holds(i, known) for i in concerned)
        if not added_up or any(known[key] is None for key in row.keys):
            doubtful.append(row)
    stand = _stand_as_they_are(cells, doubtful, rows)
    cells = cells | {key: withhold(cells[key], Doubt.LOST_CELLS) for row in doubtful for key in row.keys} | stand
    proven = [row for row in unproven if cells[row.keys[0]].doubt is None]
    missed = (key for row in unproven if row not in doubtful for key in row.keys if key in gaps and known[key])
    left_out = frozenset(key for key in missed if _is_filled_elsewhere(key, cells))
    return _with_columns_blank(cells, rows, proven, doubtful), left_out


def _is_filled_elsewhere(key: str, cells: dict[str, Cell]) -> bool:
    """Whether other rows have numbers in the column of a cell: the source does not leave that column empty."""
    column = key.rsplit(".", 1)[-1]
    return any(cell.value for other, cell in cells.items() if other.rsplit(".", 1)[-1] == column)


def _totals_prove_nothing(cells: dict[str, Cell], closing: Identity, known: Mapping[str, Number | None]) -> bool:
    """Whether the totals from （一） on are gaps, and 一 + 二 = （七）总计 + 四 does not bear them out.

    :param closing: that identity of the totals; it says something where 一 or 二 has its total.
    """
    later = [key for key in cells if key.endswith(".total") and key not in closing.left and key != closing.right[1]]
    if any(cells[key].value is not None for key in later):
        return False
    return all(cells[key].value is None for key in closing.left) or not holds(closing, known)


def _doubt_edges(cells: dict[str, Cell], rows: Sequence[Row]) -> None:
    """Withhold, in place, rows with an empty edge where the sums refuse as many of them as they bear out, or more.

    A table moved by one column looks like that: its rows of zeros do not show it, and a few may add up by chance.
    """
    for index in (0, -1):
        ends = [(row, [cells[key] for key in row.keys]) for row in rows]
        refused = [row for row, own in ends if own[index].doubt is Doubt.LOST_CELLS and not own[index].raw]
        empty = [(row, own) for row, own in ends if is_hole(own[index]) and not all(map(is_hole, own))]
        borne_out = [row for row, own in empty if any(cell.value for cell in own)]
        if refused and len(refused) >= len(borne_out):
            # Of many such rows also the zeros: where some cells are empty, a zero that has moved is another cell's.
            moved = refused if len(refused) >= _ROWS_OF_A_HABIT else []
            for key in (key for row in (*(row for row, _ in empty), *moved) for key in row.keys):
                cells[key] = withhold(cells[key], Doubt.LOST_CELLS)


def _stand_as_they_are(cells: dict[str, Cell], doubtful: Sequence[Row], rows: Sequence[Row]) -> dict[str, Cell]:
    """The cells of the doubtful dispositions that are proven where they stand, empty ones being nothing.

    Every applicant's column must add up to （七）总计, which like the other closing rows is beyond doubt: numbers that
    had moved would be missing in one column and too many in another. A total is empty, not lost, only where the source
    leaves all totals of dispositions empty and gives those of the closing rows.
    """
    standing = {key: _as_number(cell) for key, cell in cells.items()}
    by_applicant = disposition_identities(rows)[:-1]
    if any(row.key in CLOSING for row in doubtful) or not all(holds(i, standing) for i in by_applicant):
        return {}
    found = {key: cells[key] for row in doubtful for key in row.keys[:-1]}
    filled = [row for row in rows if row.key not in CLOSING and any(standing[key] for key in row.keys[:-1])]
    habit = len(filled) >= _ROWS_OF_A_HABIT and all(is_hole(cells[row.keys[-1]]) for row in filled)
    if habit and all(cells[row.keys[-1]].value is not None for row in rows if row.key in CLOSING):
        found |= {key: cells[key] for row in doubtful for key in row.keys[-1:]}
    return found


def _with_columns_blank(
    cells: dict[str, Cell], rows: Sequence[Row], proven: Sequence[Row], doubtful: Sequence[Row]
) -> dict[str, Cell]:
    """The cells with a column blank in the rows of zeros too, where rows with numbers prove that it is left empty.

    They prove nothing where the sums refuse as many rows in which it is empty: a table moved by a column looks so, too.
    """
    for index in range(len(APPLICANTS)):
        own = [row.keys[index] for row in rows if len(row.keys) == len(APPLICANTS)]
        sure = [row for row in proven if is_hole(cells[row.keys[index]])]
        refused = sum(not cells[row.keys[index]].raw for row in doubtful if len(row.keys) == len(APPLICANTS))
        borne_out = len(sure) >= _PROVEN_ROWS and len(sure) > refused
        if borne_out and not any(cells[key].value is not None for key in own):
            holes = {key: cell for key in own if (cell := cells[key]).doubt is Doubt.LOST_CELLS and not cell.raw}
            cells |= {key: Cell(BLANK, None, "", cell.where) for key, cell in holes.items()}
    return cells


def _as_number(cell: Cell) -> int | None:
    return 0 if cell.status is BLANK else None if cell.value is None else int(cell.value)


def _only_gaps_missing(identity: Identity, cells: dict[str, Cell], gaps: set[str]) -> bool:
    """Whether all else an identity needs was read: a cell that is withheld must not use up what proves a gap."""
    return all(key in gaps or _as_number(cells[key]) is not None for key in identity.keys)
