"""The empty cells of rows on a grid: which rows have them, and whether the source writes nothing in that way.

Place in the flow: used by ``rows`` and ``table_proceedings`` once cells have their columns (``grid_rows``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsers.document import ROWS
from parsers.report import BLANK, Cell
from parsers.tokens import EMPTY, NUMBER, Token

# Rows with an empty cell between filled ones, from which on empty cells count as the source's way of writing.
_COMPANY = 2
# So many rows, and such a share of them, make a pattern.
_ROWS_OF_A_PATTERN = 5
_MOST = 0.9


class Gaps(NamedTuple):
    """The empty cells of a row that also has filled ones: indices of columns."""

    holes: tuple[int, ...]
    width: int

    @property
    def inner(self) -> bool:
        """Whether the first and the last cell are filled."""
        return bool(self.holes) and 0 not in self.holes and self.width - 1 not in self.holes


def gaps_of(cells: Sequence[Cell]) -> Gaps | None:
    """The gaps of a row of cells; None where it has none or holds nothing at all."""
    holes = tuple(i for i, cell in enumerate(cells) if cell.status is BLANK and not cell.raw)
    return Gaps(holes, len(cells)) if 0 < len(holes) < len(cells) else None


def in_company(gaps: Iterable[Gaps | None]) -> bool:
    """Whether empty cells are how this source writes nothing, so that an empty edge is no deleted cell's trace."""
    found = [one for one in gaps if one is not None]
    return len(found) > _COMPANY and sum(one.inner for one in found) >= _COMPANY


def blanks_are_usual(tokens: Iterable[Token]) -> bool:
    """Whether several rows of a source have an empty cell between numbers."""
    rows: dict[int, list[bool]] = {}
    for token in tokens:
        if token.kind in ROWS and token.what in {NUMBER, EMPTY}:
            rows.setdefault(token.block, []).append(token.what is NUMBER)
    return sum(has_inner_gap(filled) for filled in rows.values()) > _COMPANY


def has_inner_gap(filled: Sequence[bool]) -> bool:
    """Whether a cell that is not filled stands between two that are."""
    numbers = [i for i, one in enumerate(filled) if one]
    return len(numbers) > 1 and numbers[-1] - numbers[0] + 1 > len(numbers)


def pattern_of(rows: Sequence[Sequence[Cell]], *, edges: bool = False) -> tuple[int, ...]:
    """The columns that are empty in nearly every row, as in forms filled in for one column only; else none.

    A single empty edge is no pattern: a column that was lost, and the rows filled up again, looks the same.

    :param edges: that it is one all the same, as no column can be lost.
    """
    found = [gaps.holes if (gaps := gaps_of(cells)) else () for cells in rows]
    if len(found) < _ROWS_OF_A_PATTERN:
        return ()
    holes, count = Counter(found).most_common(1)[0]
    edge = not edges and len(holes) == 1 and holes[0] in {0, len(rows[0]) - 1}
    return holes if holes and not edge and count >= _MOST * len(found) else ()
