"""One row of a table among the labels and their runs: its cells as a row, and where the heads above it begin.

Place in the flow: ``walk`` → **row_finding** → ``rows``.
"""

from __future__ import annotations

from parsers.align import Match
from parsers.document import LOOSE_CELL, ROW
from parsers.labels import Role
from parsers.row_frames import is_complete
from parsers.runs import Run, as_row
from parsers.tokens import UNSURE
from parsers.walk import Walk


def find_row(done: Walk, key: str, width: int) -> tuple[Match, Run] | None:
    """The label of a row and its cells; those printed cell by cell as a row, unless only without places complete."""
    hit = done.run_of(key)
    if hit is None or not done.shows_empty_cells:
        return hit
    match, run = hit
    groups = sum(one.slot.role is Role.GROUP and one.stop == match.start for one in done.region.matches)
    row = as_row(run, groups)
    sure = all(item.what is not UNSURE for item in row.items)
    return match, run if sure and len(run.filled) == width and not is_complete(row, width) else row


def first_head(done: Walk, match: Match, run: Run) -> int | None:
    """The column of the first head above a row of T2, where its line of heads and the row begin in the same column."""
    if not match.slot.block:
        return None
    own = [one for one in done.region.matches if one.slot.block == match.slot.block]
    label = next((done.tokens[one.start] for one in own if one.slot.role is Role.HEAD), None)
    head = next((done.tokens[one.start] for one in own if one.slot.role is Role.COLUMN), None)
    if label is None or head is None or label.block != head.block or label.kind is not ROW:
        return None
    return head.column if label.column == run.label.column else None


def cells_of_heads(done: Walk, match: Match) -> int:
    """How many cells follow 信息内容 above a row of T2 that is printed cell by cell; 0 where that is not known.

    Pipes of the columns that a merged cell covers count: the row below has them, too.
    """
    if not match.slot.block or not done.shows_empty_cells:
        return 0
    matches = done.region.matches
    head = next((one for one in matches if one.slot.block == match.slot.block and one.slot.role is Role.HEAD), None)
    if head is None or done.tokens[head.start].kind is not LOOSE_CELL:
        return 0
    row = min((one.start for one in matches if one.slot.role is Role.ROW and one.start > head.start), default=0)
    return max(row - head.stop, 0)
