"""Whether a table is read by its own heads or by the form's order: by its heads where they tell more, and nothing else.

Place in the flow: asked by ``decode`` for each table that the form's order leaves doubtful → ``table_by_heads``.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.form import Edition, TableName
from parsers.headings import Heading
from parsers.proceedings_gaps import judge_gaps
from parsers.regions import SECTION_OF, Region, is_of_another_year
from parsers.report import AMBIGUOUS, BLANK, Cell, Doubt, Status
from parsers.table_by_heads import read_by_heads
from parsers.table_reading import Reading
from parsers.tokens import Token

_SAID = frozenset({Status.OK, Status.BLANK})


def by_own_heads(
    tokens: Sequence[Token],
    headings: Sequence[Heading],
    name: TableName,
    regions: Sequence[Region],
    reading: Reading | None,
    default: Edition,
) -> Reading | None:
    """The reading of a table by its own heads, where it tells more than the form's order and does not contradict it."""
    doubtful = reading is None or any(cell.status is AMBIGUOUS for cell in reading.cells.values())
    if not doubtful or any(region.late or is_of_another_year(tokens, region) for region in regions):
        return None
    low, stop = _bounds(tokens, headings, name, regions)
    own = read_by_heads(tokens[low:stop], name, default, reading.labels_expected if reading else 0)
    if own is None:
        return None
    own.stop = stop
    if name is TableName.PROCEEDINGS:
        own.cells = _judged(own.cells)
    if reading is None:
        return own
    said = {key: cell for key, cell in reading.cells.items() if cell.status in _SAID}
    more = sum(cell.status in _SAID for cell in own.cells.values()) > len(said)
    agree = all(own.cells.get(key, cell).value == cell.value for key, cell in said.items())
    return own if more and agree else None


def _judged(cells: dict[str, Cell]) -> dict[str, Cell]:
    """The cells of T4, those withheld that may have moved up or down to an empty one."""
    empty = {key: cell for key, cell in cells.items() if cell.doubt is Doubt.EMPTY_OR_LOST}
    return judge_gaps(cells | {key: Cell(BLANK, where=cell.where) for key, cell in empty.items()}) | empty


def _bounds(
    tokens: Sequence[Token], headings: Sequence[Heading], name: TableName, regions: Sequence[Region]
) -> tuple[int, int]:
    """The tokens among which a table stands: those of its regions, or of its section where none was found."""
    if regions:
        return min(region.low for region in regions), max(region.stop for region in regions)
    own = next((heading.block for heading in headings if heading.number == SECTION_OF[name]), None)
    after = (heading.block for heading in headings if own is not None and heading.block > own)
    end = next(after, None)
    inside = [i for i, t in enumerate(tokens) if own is not None and own < t.block and (end is None or t.block < end)]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
