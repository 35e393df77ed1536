"""What rows without numbers show: cells that are empty, or that there were others.

Place in the flow: asked by ``rows`` before it calls a row blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.align import Match
from parsers.document import ROW
from parsers.form import Row
from parsers.row_finding import cells_of_heads
from parsers.row_frames import is_complete
from parsers.runs import Run
from parsers.walk import Walk


@dataclass
class EmptyRows:
    """The rows of a table as far as they are empty."""

    done: Walk
    rows: Sequence[Row]
    found: Mapping[str, tuple[Match, Run] | None]

    def shows_only_empty_cells(self, run: Run, row: Row) -> bool:
        """Whether all cells of a row between separators show, empty."""
        return run.label.kind is ROW and not run.filled and not self.is_short(run, row)

    def is_short(self, run: Run, row: Row) -> bool:
        """Whether an empty row shows fewer cells than it has columns, or than all rows that are complete or like it.

        Then it lost cells, perhaps its numbers.
        """
        hit = self.found[row.key]
        # Of a row that is printed cell by cell, the pipes of a merged cell may be left, the number of which is lost.
        heads = cells_of_heads(self.done, hit[0]) if hit and run.loose else 0
        if run.width - run.label.column < max(heads, len(row.columns)):
            return True
        others = [(hit[1], other.columns) for other in self.rows if (hit := self.found[other.key])]
        # The rows of a table are as wide as all, or as their own columns.
        own = any(one.width - len(columns) > run.width - len(row.columns) for one, columns in others if one.filled)
        complete = [one.width for one, columns in others if own and is_complete(one, len(columns))]
        alike = [one.width for one, columns in others if one.filled and columns == row.columns]
        return any(found and run.width < min(found) for found in (complete, alike))
