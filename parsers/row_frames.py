"""Where the numbers of a text's rows stand, learned from its complete rows.

Place in the flow: ``runs`` → **row_frames** → ``placing``. Rows of a grid have ``grid_rows`` for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from parsers.form import Row
from parsers.numbers import parse_number
from parsers.runs import Run
from parsers.sums import LEAST_OF_A_SUM
from parsers.tokens import GLUED, NUMBER, TEXT

# No column: where the numbers of rows begin is not known.
NOWHERE = -1
# Of the rows of a table.
_NEARLY_ALL = 0.8
# So many rows that end in the same way show where they begin.
_ROWS_ALIKE = 5
# So many labels stand before a number at most.
_DEEPEST = 3


class Frame(NamedTuple):
    """Where the numbers of a table stand: row width, label column → first number column, by its complete rows.

    ``beside``: the cells that follow a label in its row, where in all complete rows the numbers stand right behind it;
    None stands for as many as its columns. Such rows show where those of other shapes have theirs. ``heads``: by the
    heads of the columns, key of the row → first number column. ``first``: label column → the first column in which any
    row has a number. ``leads``: what ``merged_columns`` found.
    """

    starts: dict[tuple[int, int], int]
    beside: frozenset[int | None] = frozenset()
    heads: Mapping[str, int] = MappingProxyType({})
    cell_by_cell: bool = False
    first: Mapping[int, int] = MappingProxyType({})
    leads: Mapping[int, int] = MappingProxyType({})

    def start_of(self, run: Run, row: Row) -> int | None:
        """The column in which a row's first number stands; None where nothing tells."""
        known = self.heads.get(row.key, self.starts.get(_shape(run)))
        if known is None and run.label.block == run.items[-1].block:
            last = run.items[-1].column
            exact = None in self.beside and last - run.label.column == len(row.columns)
            known = run.label.column + 1 if exact or last in self.beside else None
        return known


def is_complete(run: Run, width: int) -> bool:
    """Whether a run has exactly one filled cell a column, side by side."""
    if len(run.filled) != width or (not run.positional and any(item.what is GLUED for item in run.filled)):
        return False
    first, last = run.offsets
    return not run.positional or last - first + 1 == width


def merged_columns(runs: Iterable[tuple[Run, Row]]) -> dict[int, int]:
    """How many empty cells stand between a label and its numbers, by the depth of the label.

    A label covers the columns of those that it has none of: two of three, one of three, none; or one of two, where the
    outermost label has a line of its own. Nothing where complete rows of one depth differ, or that is not so of all.
    """
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for run, row in runs:
        if run.loose and is_complete(run, len(row.columns)):
            found[len(row.labels)][run.offsets[0] - run.label.column - 1] += 1
    leads = {depth: next(iter(lead)) for depth, lead in found.items() if len(lead) == 1 and lead.total() > 1}
    covered = ({depth: min(_DEEPEST - depth, columns) for depth in leads} for columns in range(_DEEPEST - 1, 0, -1))
    return leads if len(leads) == len(found) > 1 and leads in covered else {}


def frame_of(
    runs: Sequence[tuple[Run, int]], heads: Mapping[str, int], leads: Mapping[int, int], *, cell_by_cell: bool
) -> Frame:
    """Where most complete rows have their numbers, by (row width, label column); ``NOWHERE`` where all may have moved.

    They may have where more of them add up without their last cell, behind an empty first one, than as they stand.

    :param heads: where the heads of the columns begin, by the keys of the rows below them.
    :param leads: what ``merged_columns`` found.
    :param cell_by_cell: whether the cells of all rows follow their labels one by one.
    """
    starts: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    moved: Counter[tuple[int, int]] = Counter()
    for run, width in runs:
        if run.positional and is_complete(run, width):
            starts[_shape(run)][run.offsets[0]] += 1
            moved[_shape(run)] += _begins_empty(run)
    usual = {shape: found.most_common(1)[0] for shape, found in starts.items()}
    known = {shape: start for shape, (start, count) in usual.items() if count * 2 > starts[shape].total()}
    known |= {shape: NOWHERE for shape, count in moved.items() if count > 0}
    known = known or _by_their_ends(runs)
    telling = [one for one in runs if one[0].positional and one[0].items and (cell_by_cell or is_complete(*one))]
    beside = _cell_by_cell(telling) if cell_by_cell else _beside(telling)
    first: dict[int, int] = {}
    for run in (run for run, _ in runs if run.positional and run.filled):
        first[run.label.column] = min(run.offsets[0], first.get(run.label.column, run.offsets[0]))
    return Frame(known, beside, heads, cell_by_cell, first, leads)


def _cell_by_cell(rows: Sequence[tuple[Run, int]]) -> frozenset[int | None]:
    """The last column of nearly all rows, and None where nearly all end with their own."""
    last = Counter(run.items[-1].column for run, _ in rows)
    exact = sum(run.items[-1].column - run.label.column == width for run, width in rows)
    most = [column for column, count in last.items() if count >= _NEARLY_ALL * len(rows)]
    return frozenset(most) | frozenset({None} if rows and exact >= _NEARLY_ALL * len(rows) else ())


def _beside(complete: Sequence[tuple[Run, int]]) -> frozenset[int | None]:
    """The last column of all complete rows, and None where they end with their numbers; nothing where these differ."""
    if any(run.offsets[0] != run.label.column + 1 for run, _ in complete):
        return frozenset()
    last = {run.items[-1].column for run, _ in complete}
    exact = bool(complete) and all(run.items[-1].column - run.label.column == width for run, width in complete)
    return frozenset(last if len(last) == 1 else ()) | (frozenset({None}) if exact else frozenset())


def _by_their_ends(runs: Sequence[tuple[Run, int]]) -> dict[tuple[int, int], int]:
    """Where the numbers of rows begin none of which is complete: their totals stand in the last columns.

    Known where all rows end with a number, and as many cells as columns stand behind each label; or, where all end in
    one column, behind those labels that stand farthest to the right.
    """
    rows = [(run.items[-1].column, run, width) for run, width in runs if run.positional and run.items]
    spare = [last - run.label.column - width for last, run, width in rows]
    alike = not any(spare) or len({last for last, _, _ in rows}) == 1
    filled = all(run.items[-1].what is NUMBER for _, run, _ in rows)
    if len(rows) < _ROWS_ALIKE or min(spare) != 0 or not (alike and filled):
        return {}
    return {_shape(run): last - width + 1 for last, run, width in rows}


def _begins_empty(run: Run) -> int:
    """Whether the first column of a complete row with an empty cell before its numbers is empty: 1, or -1 if it is not.

    Its last number but one is then its total, and what stands behind that a remark, or another column. 0 where its sums
    do not tell.
    """
    first = run.offsets[0]
    if len(run.filled) < LEAST_OF_A_SUM or all(item.column >= first for item in run.items):
        return 0
    *cells, last = (parse_number(item.text) for item in run.filled)
    numbers = [cell.value for cell in cells if cell is not None]
    if last is None:
        return int(run.filled[-1].what is TEXT)
    if len(numbers) < len(cells) or not any(numbers):
        return 0
    return (sum(numbers[:-1]) == numbers[-1]) - (sum(numbers) == last.value)


def _shape(run: Run) -> tuple[int, int]:
    return run.items[-1].column, run.label.column
