"""The rows of one table, and what may be claimed of each: its numbers, its blanks, or neither.

Place in the flow: ``walk`` → **rows** → ``table_disclosure`` / ``table_applications``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.align import Match
from parsers.document import ROWS
from parsers.empty_rows import EmptyRows
from parsers.form import Row
from parsers.grid_beside import besides_of
from parsers.grid_placing import place_on_grid
from parsers.grid_rows import columns_of, grid_row, is_grid
from parsers.normalise import fold
from parsers.placing import (
    Placed,
    adds_up_as_it_stands,
    is_hole,
    may_hide_an_empty_cell,
    place,
    sums_differ,
    withhold,
)
from parsers.report import ABSENT, AMBIGUOUS, BLANK, Cell, Doubt
from parsers.row_finding import find_row, first_head
from parsers.row_frames import frame_of, merged_columns
from parsers.row_gaps import EMPTY_ROWS, RowGaps
from parsers.runs import Run
from parsers.separated import leading_label
from parsers.sums import LEAST_OF_A_SUM
from parsers.unexplained import Unexplained
from parsers.walk import Walk, next_text

_ENDS_IN_A_DIGIT = re.compile(r"\d\s*\Z")


@dataclass
class Rows:
    """The rows of a table with their labels and runs found, and what may be claimed of each."""

    done: Walk
    rows: list[Row]
    found: dict[str, tuple[Match, Run] | None]
    placed: dict[str, Placed]

    @cached_property
    def unexplained(self) -> Unexplained:
        """What stands in the table and is none of these rows."""
        return Unexplained(self.done, self.rows, self.found)

    @cached_property
    def empty(self) -> EmptyRows:
        """What rows without numbers show."""
        return EmptyRows(self.done, self.rows, self.found)

    @cached_property
    def gaps(self) -> RowGaps:
        """What their empty cells prove."""
        return RowGaps(self.done, self.rows, self.found, self.placed, self.empty, self.clean)

    @cached_property
    def clean(self) -> bool:
        """Whether every number of the region is explained by a label."""
        return not self.done.strays and all(one.clean for one in self.placed.values())

    def columns_of_numbers(self, width: int) -> tuple[int, ...]:
        """The grid columns in which most rows have a number a column of the form; none where no row has."""
        hits = (hit[1] for hit in self.found.values() if hit and is_grid(hit[1].label))
        found = Counter(tuple(item.column for item in run.filled) for run in hits if len(run.filled) == width)
        return found.most_common(1)[0][0] if found else ()

    @cached_property
    def lossy(self) -> bool:
        """Whether some row has lost cells without a trace."""
        return any(_lost_cells(hit[1], row) for row in self.rows if (hit := self.found[row.key]))

    def cells(self) -> dict[str, Cell]:
        """The cells of all rows; rows without a label are absent, or withheld where something is unexplained."""
        cells: dict[str, Cell] = {}
        for position, row in enumerate(self.rows):
            cells.update(zip(row.keys, self._row_cells(position, row), strict=True))
        return cells

    def _row_cells(self, position: int, row: Row) -> tuple[Cell, ...]:
        placed, unexplained = self.placed.get(row.key), self.unexplained
        if placed is None:
            # A row of numbers that no label explains may be the missing one, out of its order and misspelt.
            astray = any(count >= len(row.columns) for count in unexplained.unowned.values())
            if unexplained.names(row):
                return (Cell(AMBIGUOUS, doubt=Doubt.RUN_TOGETHER),) * len(row.columns)
            lost = astray or unexplained.holds_row(position)
            cell = Cell(AMBIGUOUS, doubt=Doubt.UNEXPLAINED) if lost else Cell(ABSENT)
            return (cell,) * len(row.columns)
        if unexplained.shares_its_numbers(row):
            return tuple(withhold(cell, Doubt.RUN_TOGETHER) for cell in placed.cells)
        if unexplained.has_moved(row) or (self.gaps.on_grid(row) and unexplained.tears(row, placed.cells)):
            return tuple(withhold(cell, Doubt.UNEXPLAINED) for cell in placed.cells)
        empty = _is_empty(placed.cells)
        why = self._doubt_of_empty(position) if empty else self._doubt_of_numbers(position, placed)
        if why:
            return tuple(withhold(cell, why) for cell in placed.cells)
        cells = self.gaps.judged(row, placed.cells) if self.gaps.has_columns(row) else placed.cells
        return self._without_number_in_label(row, cells)

    def _without_number_in_label(self, row: Row, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells of a row, an empty first one withheld if the label ends in a digit: none of the form does."""
        hit = self.found[row.key]
        inside = hit is not None and is_hole(cells[0]) and _ENDS_IN_A_DIGIT.search(fold(hit[1].label.text))
        return (withhold(cells[0], Doubt.RUN_TOGETHER), *cells[1:]) if inside else cells

    def _doubt_of_empty(self, position: int) -> Doubt | None:
        """Why a label without numbers does not prove that its cells are empty; None when it does.

        Blank is a claim too: nothing of the table may be unexplained, no other row may have lost cells, and the next
        label must follow (a text cut off behind a label loses its numbers).
        """
        if not self.clean or self.unexplained.begins_beside:
            return Doubt.UNEXPLAINED
        if self.lossy:
            return Doubt.EMPTY_OR_LOST
        if self._next_is_missing(position) or self._ends_with(position):
            return Doubt.CUT_OFF
        row = self.rows[position]
        hit = self.found[row.key]
        if self._stands_again(hit):
            return Doubt.TWO_READINGS
        if hit is not None and (leading_label(hit[1].label)[1] or self.unexplained.holds_numbers_behind(*hit)):
            return Doubt.RUN_TOGETHER
        if hit is not None and hit[1].label.kind in ROWS:
            # Of a row of one column that was cut its label is left, and what divided it from its number.
            alone = len(row.columns) == 1 and not self.gaps.company
            lost = not is_grid(hit[1].label) and (alone or self.empty.is_short(hit[1], row))
        else:
            lost = any(other and other[1].filled for other in self.found.values())
        return Doubt.EMPTY_OR_LOST if lost else None

    def _doubt_of_numbers(self, position: int, placed: Placed) -> Doubt | None:
        """Why a full row may be made of others' numbers."""
        hit = self.found[self.rows[position].key]
        if hit is None:
            return None
        if doubt := self._doubt_around(*hit):
            return doubt
        if self._is_one_of_short_rows(hit[1], placed) or self._may_hold_a_page_number(hit[1], placed):
            return Doubt.LOST_CELLS
        if may_hide_an_empty_cell(hit[1], len(placed.cells), self._runs):
            return Doubt.RUN_TOGETHER
        missing = self._next_is_missing(position)
        # Lines lost from its last number to the label of a row below leave that row's numbers to it.
        torn = missing and hit[1].below and any(self.found[row.key] for row in self.rows[position + 2 :])
        if torn or len(placed.cells) < LEAST_OF_A_SUM:
            return Doubt.CUT_OFF if torn else None
        # A number that strayed in beside a lost cell makes the row full again; its sum tells, where such things happen.
        counted = hit[1].loose or not hit[1].positional
        happens = counted and (self.lossy or not self.clean or missing or self._is_longer_than_most(hit[1]))
        return Doubt.LOST_CELLS if happens and sums_differ(placed.cells) else None

    @cached_property
    def _runs(self) -> list[tuple[Run, int]]:
        """The runs of all rows that have a label, with how many columns each row has."""
        return [(hit[1], len(row.columns)) for row in self.rows if (hit := self.found[row.key])]

    def _is_longer_than_most(self, run: Run) -> bool:
        """Whether a row that is printed cell by cell has more cells than most whose labels stand where its own does."""
        if not run.loose:
            return False
        lengths = Counter(len(one.items) for one, _ in self._runs if one.label.column == run.label.column)
        return len(run.items) > lengths.most_common(1)[0][0]

    def _is_one_of_short_rows(self, run: Run, placed: Placed) -> bool:
        """Whether a row with fewer numbers than columns, its gap unknown, is not the only one."""
        gap = any(cell.doubt is Doubt.LOST_CELLS for cell in placed.cells)
        return gap and not placed.by_column and not is_grid(run.label) and self._short_rows > 1

    @cached_property
    def _short_rows(self) -> int:
        """How many rows have numbers, but fewer than columns."""
        return sum(0 < len(run.filled) < width for run, width in self._runs)

    def _may_hold_a_page_number(self, run: Run, placed: Placed) -> bool:
        """Whether a row without a sum has its numbers on lines of their own where other rows lack some.

        A page's number between the lines fills such a row up, or numbers moved from row to row with their lines.
        """
        if not run.below or len(placed.cells) >= LEAST_OF_A_SUM:
            return False
        empty = sum(hit is not None and not hit[1].filled for hit in self.found.values())
        moved = empty > 0 and self.unexplained.holds_numbers_of_none
        return moved or (not run.loose and (self.lossy or empty >= EMPTY_ROWS))

    def _doubt_around(self, match: Match, run: Run) -> Doubt | None:
        """Whether the label stands again with other numbers, more numbers follow, or these stand apart from it."""
        if self._stands_again((match, run)):
            return Doubt.TWO_READINGS
        more = False
        if self.done.orphans:
            behind = next_text(self.done.tokens, run.stop, len(self.done.tokens))
            more = any(run.stop <= i < behind for i in self.done.orphans)
        apart = not run.positional and not run.inline and (self._inline or self._may_be_broken(match, run))
        apart = apart or (not run.positional and not run.inline and self._is_all(match, run))
        apart = apart and not self._goes_on_below(match, run)
        return Doubt.UNEXPLAINED if more or apart else None

    def _stands_again(self, hit: tuple[Match, Run] | None) -> bool:
        """Whether the label of a row stands a second time, with other numbers or with none."""
        if hit is None or not self.done.repeated:
            return False
        texts = tuple(item.text for item in hit[1].filled)
        return any(label in hit[0].slot.variants and other != texts for label, other in self.done.repeated)

    def _may_be_broken(self, match: Match, run: Run) -> bool:
        """Whether a row begins in the line of its label and goes on below: a number may be broken at the line's end.

        In a row with a total its sum tells.
        """
        begins = any(item.block == run.label.block for item in run.filled)
        placed = self.placed.get(match.slot.key)
        return begins and (placed is None or len(placed.cells) < LEAST_OF_A_SUM)

    def _goes_on_below(self, match: Match, run: Run) -> bool:
        """Whether a row begins in the line of its label and the line was wrapped: what it has in both adds up."""
        placed = self.placed.get(match.slot.key)
        lines = [item.block for item in run.filled]
        wrapped = set(lines) == {run.label.block, run.label.block + 1}
        return (
            wrapped
            and placed is not None
            and len(placed.cells) >= LEAST_OF_A_SUM
            and adds_up_as_it_stands(placed.cells)
        )

    def _is_all(self, match: Match, run: Run) -> bool:
        """Whether no row but the last has numbers: those of all rows may stand below all labels."""
        last, *others = (hit for row in reversed(self.rows) if (hit := self.found[row.key]))
        return last == (match, run) and bool(others) and not any(other.filled for _, other in others)

    @cached_property
    def _inline(self) -> bool:
        """Whether the rows of this table have their numbers on the line of their label."""
        runs = [hit[1] for hit in self.found.values() if hit and hit[1].filled]
        return sum(run.inline for run in runs) > len(runs) / 2

    def _next_is_missing(self, position: int) -> bool:
        return any(self.found[row.key] is None for row in self.rows[position + 1 : position + 2])

    def _ends_with(self, position: int) -> bool:
        """Whether the whole source ends behind this row's label."""
        hit = self.found[self.rows[position].key]
        return hit is not None and hit[1].stop >= len(self.done.tokens)


def _is_empty(cells: Sequence[Cell]) -> bool:
    return all(cell.status is BLANK and not cell.raw for cell in cells)


def _lost_cells(run: Run, row: Row) -> bool:
    return not run.positional and 0 < len(run.filled) < len(row.columns)


def read_rows(done: Walk, rows: Iterable[Row], slot_keys: dict[str, str] | None = None) -> Rows:
    """Place the runs of the rows.

    :param slot_keys: the slot that labels a row, where it is not the row's own key.
    """
    rows = list(rows)
    found = {row.key: find_row(done, (slot_keys or {}).get(row.key, row.key), len(row.columns)) for row in rows}
    runs = [(row.key, hit[1], row.columns) for row in rows if (hit := found[row.key])]
    loose = [(key, run, form) for key, run, form in runs if not is_grid(run.label)]
    heads = {key: start for key, _, _ in loose if (hit := found[key]) and (start := first_head(done, *hit)) is not None}
    cell_by_cell = done.shows_empty_cells
    leads = merged_columns((hit[1], row) for row in rows if (hit := found[row.key])) if cell_by_cell else {}
    frame = frame_of([(run, len(form)) for _, run, form in loose], heads, leads, cell_by_cell=cell_by_cell)
    on_grid = {key: grid_row(run.label, run.items, form) for key, run, form in runs if is_grid(run.label)}
    inside = done.tokens[done.region.start : done.stop]
    columns = columns_of(inside, list(on_grid.values()))
    besides = besides_of(inside, list(on_grid.values()), columns)
    placed = {
        row.key: place_on_grid(hit[1], row, on_grid[row.key], columns, besides)
        if row.key in on_grid
        else place(hit[1], row, frame)
        for row in rows
        if (hit := found[row.key])
    }
    return Rows(done, rows, found, placed)
