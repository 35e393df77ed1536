"""Empty cells in the rows of one table: which of them are blanks, and which may be cells that were lost.

Place in the flow: asked by ``rows``. Where the form has sums, ``applications_gaps`` settles what stays unproven here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.align import Match
from parsers.empty_rows import EmptyRows
from parsers.form import Row
from parsers.grid_gaps import Gaps, blanks_are_usual, gaps_of, in_company, pattern_of
from parsers.grid_rows import is_grid
from parsers.placing import Placed, adds_up_as_it_stands, is_hole, with_holes, withhold
from parsers.report import BLANK, Cell, Doubt
from parsers.runs import Run
from parsers.sums import LEAST_OF_A_SUM
from parsers.walk import Walk

# So many empty rows show that empty cells are how a text writes nothing.
EMPTY_ROWS = 2
# So many rows with numbers at both edges, and the right sum, hold the columns in place.
_FIRM_ROWS = 2


@dataclass
class RowGaps:
    """The same rows as those of ``Rows``; ``clean``: every number of the region is explained by a label."""

    done: Walk
    rows: Sequence[Row]
    found: Mapping[str, tuple[Match, Run] | None]
    placed: Mapping[str, Placed]
    empty: EmptyRows
    clean: bool

    @property
    def unproven(self) -> list[Row]:
        """The rows with gaps, the places of which only other rows can prove."""
        return [row for row in self.rows if row.key in self.placed and self._is_unproven(row)]

    def _is_unproven(self, row: Row) -> bool:
        cells = self.placed[row.key].cells
        gaps = gaps_of(cells) if self.has_columns(row) else None
        if gaps is None or _all_zero(cells) or gaps.holes == self._pattern:
            return False
        return not ((self.company or (gaps.inner and self.on_grid(row))) and adds_up_as_it_stands(cells))

    @cached_property
    def company(self) -> bool:
        """Whether empty cells are how this source writes nothing."""
        empty = [
            hit[1]
            for row in self.rows
            if (hit := self.found[row.key]) and self.empty.shows_only_empty_cells(hit[1], row)
        ]
        return (
            blanks_are_usual(self.done.tokens)
            or len(empty) >= EMPTY_ROWS
            or self._shows_totals_only
            or in_company(gaps_of(self.placed[row.key].cells) for row in self.rows if self.has_columns(row))
        )

    @cached_property
    def _pattern(self) -> tuple[int, ...]:
        """The columns that the source leaves empty in every row; none where it does not."""
        rows = [row for row in self.rows if self.has_columns(row) and len(row.columns) >= LEAST_OF_A_SUM]
        return pattern_of([self.placed[row.key].cells for row in rows])

    @cached_property
    def _pattern_of_zeros(self) -> tuple[int, ...]:
        """The cells that rows of zeros leave empty, an edge included, where rows with numbers hold the columns.

        These all add up, and some have a number at both edges: no column was lost, nor have all of them moved.
        """
        rows = [self.placed[row.key].cells for row in self.rows if self.has_columns(row)]
        zeros = [cells for cells in rows if _all_zero(cells) and gaps_of(cells)]
        numbers = [cells for cells in rows if len(cells) >= LEAST_OF_A_SUM and not _all_zero(cells)]
        firm = sum(not (is_hole(cells[0]) or is_hole(cells[-1])) for cells in numbers) >= _FIRM_ROWS
        return pattern_of(zeros, edges=True) if firm and all(map(adds_up_as_it_stands, numbers)) else ()

    @property
    def _shows_totals_only(self) -> bool:
        """Whether nearly every row shows its total and no other cell."""
        width = max((len(row.columns) for row in self.rows), default=0)
        return width >= LEAST_OF_A_SUM and self._pattern == tuple(range(width - 1))

    def has_columns(self, row: Row) -> bool:
        """Whether a row's cells stand in columns, so that an empty one shows."""
        return row.key in self.placed and (self.on_grid(row) or self.placed[row.key].by_column)

    def on_grid(self, row: Row) -> bool:
        """Whether a row stands in a table that the medium itself divides into cells."""
        hit = self.found[row.key]
        return hit is not None and is_grid(hit[1].label)

    def judged(self, row: Row, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells of a grid row with its empty ones as blanks where the table proves them, else withheld.

        A row of zeros whose total is zero stays one wherever a cell was lost, but an empty edge proves nothing. In any
        other, numbers may have moved: where the form has sums, they decide (``unproven``).
        """
        gaps = gaps_of(cells)
        if gaps is None:
            return cells
        has_total = row.columns[-1].key == "total"
        alone = self.company and not self.on_grid(row) and len(cells) - len(gaps.holes) == 1
        usual = gaps.holes in {self._pattern, self._pattern_of_zeros}
        proven = (gaps.inner or usual or alone or self._begins_empty(row, gaps)) and self.clean
        # A mark for nothing may have moved as well as a number, and stands for another cell then.
        zeros = all(cell.value == 0 or is_hole(cell) for cell in cells)
        if zeros and (proven or has_total):
            return cells if proven and self._shows_blanks(row) else with_holes(cells)
        moved = _all_zero(cells) and not (proven and self._shows_blanks(row))
        if self.clean and (proven or has_total) and not moved:
            return cells if self._shows_blanks(row) else with_holes(cells)
        return tuple(withhold(cell, Doubt.LOST_CELLS) for cell in cells)

    def _begins_empty(self, row: Row, gaps: Gaps) -> bool:
        """Whether a row on a page leaves its first cells empty, as other rows do: 0, 0, 5 written as 5 alone.

        Its last number stands under the last head, and numbers that had moved right would stand beyond it. Where the
        form has sums, these decide.
        """
        hit = self.found[row.key]
        is_seen = hit is not None and hit[1].label.where.box is not None
        return is_seen and self.company and row.columns[-1].key != "total" and gaps.width - 1 not in gaps.holes

    def _shows_blanks(self, row: Row) -> bool:
        """Whether an empty cell of a row is one: a text may lose a cell and gain a gap elsewhere."""
        return self.on_grid(row) or self.company


def _all_zero(cells: Sequence[Cell]) -> bool:
    """Whether all that is filled is zero or a mark for nothing."""
    return all(cell.value == 0 or cell.status is BLANK for cell in cells)
