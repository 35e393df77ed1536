"""T3: applications received and handled, 25 rows (2021) or 23 rows (2019) by seven applicants.

Place in the flow: one of the three table readers that ``decode`` calls. Source of the form: 30号 and 60号.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from parsers.applications_gaps import borne_out
from parsers.applications_order import COLUMNS, are_in_disorder
from parsers.form import FORMS, Edition, Row, TableName
from parsers.grid_gaps import has_inner_gap
from parsers.heads import heads_between
from parsers.labels import Role
from parsers.lost_cells import settle
from parsers.nameless_zeros import zeros_of_groups
from parsers.placing import withhold
from parsers.regions import Region
from parsers.report import ABSENT, Cell, Doubt, EditionMark, ExtraRow
from parsers.rows import Rows, read_rows
from parsers.table_reading import Reading
from parsers.tokens import EMPTY, Token
from parsers.walk import Walk, walk

_TABLE = TableName.APPLICATIONS
_OTHER_ROWS = ("applications.other.correction_overdue", "applications.other.fee_overdue", "applications.other.other")
# With fewer numbers in a row than that, sums prove little.
_LEAST_NUMBERS = 4
# So many of the heads show that the others are not there.
_LEAST_HEADS = 4
_ALL_OTHER = {"applications.other.all": "other"}


def applications_editions(tokens: Sequence[Token], region: Region) -> frozenset[Edition]:
    """The edition that T3 shows itself; none where it shows none."""
    if any(match.slot.key in _OTHER_ROWS for match in region.matches):
        return frozenset({Edition.E2021})
    own = _own_edition(walk(tokens, region))
    return frozenset({own} if own else ())


def read_applications(tokens: Sequence[Token], region: Region, default: Edition) -> Reading:
    """Read T3 in one region.

    :param default: the edition where the table itself does not show one.
    """
    done = walk(tokens, region)
    own = _own_edition(done)
    edition = own or default
    rows = FORMS[edition].table(_TABLE)
    lacking = _lacking_heads(done)
    missing = _missing_columns(done, rows, lacking)
    if missing:
        rows = tuple(
            msgspec.structs.replace(row, columns=tuple(c for c in row.columns if c.key not in missing)) for row in rows
        )
    read = read_rows(done, rows, _ALL_OTHER if edition is Edition.E2019 else None)
    found = borne_out(read, rows)
    if lacking and not missing:
        found = _doubt_numbers_without_head(found, read, len(COLUMNS) - len(lacking))
    if read.clean:
        found = settle(found, rows, _numbers_of_short_rows(read, found))
    cells = {key: found.get(key, Cell(ABSENT)) for row in FORMS[edition].table(_TABLE) for key in row.keys}
    withheld = Doubt.DISORDER if are_in_disorder(tokens, region, read, cells) else None
    if withheld:
        cells = {key: cell if cell.status is ABSENT else withhold(cell, withheld) for key, cell in cells.items()}
    groups = _group_rows(done, edition)
    cells |= zeros_of_groups(groups, cells)
    return Reading(
        cells=cells,
        editions=frozenset({own} if own else ()),
        labels_expected=_labels_expected(edition),
        stop=done.stop,
        marks=_marks(done, own),
        extra_rows=(*done.extra_rows, *groups),
        missing_columns=missing,
        withheld=withheld,
        clean=read.clean and not read.lossy,
    )


def _numbers_of_short_rows(read: Rows, cells: dict[str, Cell]) -> dict[str, tuple[Token, ...]]:
    """The numbers of the rows that have fewer than columns, by the row's key."""
    hits = {row: hit for row in read.rows if (hit := read.found[row.key])}
    return {
        row.key: hit[1].filled
        for row, hit in hits.items()
        if _LEAST_NUMBERS <= len(hit[1].filled) < len(row.columns)
        and all(cells[key].doubt is Doubt.LOST_CELLS and cells[key].raw for key in row.keys)
    }


def _labels_expected(edition: Edition) -> int:
    # Heads (10 once 总计 is counted once), groups and rows.
    return 10 + len(FORMS[edition].table(_TABLE)) + (5 if edition is Edition.E2021 else 4)


def _own_edition(done: Walk) -> Edition | None:
    """（六）其他处理 tells the editions apart: three rows of its own (2021), or the numbers itself (2019)."""
    if any(done.run_of(key) for key in _OTHER_ROWS):
        return Edition.E2021
    group = done.run_of("other")
    if group is None:
        return None
    pairs = zip(done.region.matches, done.runs, strict=True)
    numbers = any(run.filled for match, run in pairs if match.slot.role is Role.ROW)
    return Edition.E2019 if group[1].filled or not numbers else None


def _marks(done: Walk, own: Edition | None) -> tuple[EditionMark, ...]:
    if own is not Edition.E2019:
        return ()
    hit = done.run_of("other")
    if hit is None:
        return ()
    token = done.tokens[hit[0].start]
    return (EditionMark(own, token.text, token.where, "未分设三个子项"),)


def _group_rows(done: Walk, edition: Edition) -> list[ExtraRow]:
    """Groups that carry numbers of their own (subtotals), which the form does not have."""
    found = []
    for match, run in zip(done.region.matches, done.runs, strict=True):
        if match.slot.role is not Role.GROUP or not run.filled:
            continue
        if match.slot.key == "other" and edition is Edition.E2019:
            continue
        token = done.tokens[match.start]
        found.append(ExtraRow(_TABLE, token.text, tuple(item.text for item in run.filled), token.where))
    return found


def _lacking_heads(done: Walk) -> tuple[str, ...]:
    """The columns whose heads the table lacks, where it has most of them."""
    first_row = next((match.start for match in done.region.matches if match.slot.role is Role.ROW), done.region.start)
    heads = {m.slot.key for m in done.region.matches if m.slot.role is Role.COLUMN and m.start < first_row}
    heads |= set(heads_between(done.tokens, _TABLE, done.region.start, first_row))
    return tuple(key for key in COLUMNS if key not in heads) if len(heads) >= _LEAST_HEADS else ()


def _missing_columns(done: Walk, rows: Sequence[Row], lacking: tuple[str, ...]) -> tuple[str, ...]:
    """The columns without a head that no row has a number for; empty when rows have seven numbers.

    Nor are any missing where a row shows an empty cell between its numbers: the column is there, and a head was lost.
    """
    keys = {row.key for row in rows}
    pairs = zip(done.region.matches, done.runs, strict=True)
    runs = [run for match, run in pairs if match.slot.key in keys and run.filled]
    if any(has_inner_gap([item.what is not EMPTY for item in run.items]) for run in runs):
        return ()
    return lacking if {len(run.filled) for run in runs} == {len(COLUMNS) - len(lacking)} else ()


def _doubt_numbers_without_head(cells: dict[str, Cell], read: Rows, heads: int) -> dict[str, Cell]:
    """Withhold the rows with more numbers than heads where most have as many: none of theirs has a sure column."""
    counts = {row.key: len(hit[1].filled) for row in read.rows if (hit := read.found[row.key])}
    if 2 * sum(count == heads for count in counts.values()) <= len(counts):
        return cells
    more = {key for row in read.rows if counts.get(row.key, 0) > heads for key in row.keys}
    return {key: withhold(cell, Doubt.TOO_MANY) if key in more else cell for key, cell in cells.items()}
