"""What rows without numbers show: cells that are empty, or that there were others.

Place in the flow: asked by ``rows`` before it calls a row blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.align import Match
from parsers.document import BlockKind
from parsers.form import Row
from parsers.labels import Role
from parsers.placing import is_complete
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
        return run.label.kind is BlockKind.ROW and not run.filled and not self.is_short(run, row)

    def is_short(self, run: Run, row: Row) -> bool:
        """Whether an empty row shows fewer cells than it has columns, or than all rows that are complete or like it.

        Then it lost cells, perhaps its numbers.
        """
        if run.width - run.label.column < len(row.columns) or self._ends_before_its_heads(run, row):
            return True
        others = [(hit[1], other.columns) for other in self.rows if (hit := self.found[other.key])]
        # The rows of a table are as wide as all, or as their own columns.
        own = any(one.width - len(columns) > run.width - len(row.columns) for one, columns in others if one.filled)
        complete = [one.width for one, columns in others if own and is_complete(one, len(columns))]
        alike = [one.width for one, columns in others if one.filled and columns == row.columns]
        return any(found and run.width < min(found) for found in (complete, alike))

    def _ends_before_its_heads(self, run: Run, row: Row) -> bool:
        """Whether a row that is printed cell by cell shows fewer cells than the heads of its block (信息内容 …)."""
        hit = self.found[row.key]
        matches = self.done.region.matches
        at = next((i for i, match in enumerate(matches) if hit and match.start == hit[0].start), 0)
        heads = next((i for i in range(at - 1, -1, -1) if matches[i].slot.role is Role.HEAD), None)
        if not run.loose or heads is None or matches[heads].slot.block != matches[at].slot.block:
            return False
        behind = next(match.start for match in matches[heads:] if match.slot.role is Role.ROW)
        return run.width - run.label.column < behind - matches[heads].stop
