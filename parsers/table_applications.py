"""T3: applications received and handled, 25 rows (2021) or 23 rows (2019) by seven applicants.

Place in the flow: one of the three table readers that ``decode`` calls. Source of the form: 30号 and 60号.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from parsers.document import ROWS
from parsers.form import APPLICANTS, FORMS, Edition, Row, TableName
from parsers.grid_gaps import has_inner_gap
from parsers.heads import has_strange_heads, heads_between, heads_in_order, name_other_columns, stand_elsewhere
from parsers.labels import Role, exact
from parsers.lost_cells import settle
from parsers.moved_numbers import labels_have_moved, rows_with_moved_numbers
from parsers.nameless_zeros import zeros_of_groups
from parsers.numbers_above import numbers_stand_above
from parsers.placing import is_hole, withhold
from parsers.regions import Region
from parsers.report import Cell, Doubt, EditionMark, ExtraRow, Number, Status
from parsers.rows import Rows, read_rows
from parsers.sums import CLOSING, Identity, column_identities, derive, disposition_identities, holds, row_identities
from parsers.table_reading import Reading
from parsers.tokens import Token, What
from parsers.walk import Walk, walk

_TABLE = TableName.APPLICATIONS
_COLUMNS = tuple(column.key for column in APPLICANTS)
# The printed head is two-storeyed, so a list of lines has 总计 before 商业企业; flattened heads have it last.
_ORDERS = (_COLUMNS, ("natural_person", "total", *_COLUMNS[1:-1]))
# In its first storey 总计 stands beside 申请人情况; only there may it come before all other heads.
_TOTAL_ABOVE = ("total", *_COLUMNS[:-1])
_OTHER_ROWS = ("applications.other.correction_overdue", "applications.other.fee_overdue", "applications.other.other")
# So many rows prove that a column is left empty.
_PROVEN_ROWS = 2
# So many rows with numbers prove that leaving their totals empty is the source's habit.
_ROWS_OF_A_HABIT = 5
# With fewer numbers in a row than that, sums prove little.
_LEAST_NUMBERS = 4
# So many single characters side by side are heads printed upright.
_LEAST_UPRIGHT = 3
# So many rows that add up to their first number are no chance, whatever the heads say.
_ROWS_TURNED = 2
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
    found = _borne_out(read, rows)
    if lacking and not missing:
        found = _doubt_numbers_without_head(found, read, len(_COLUMNS) - len(lacking))
    if read.clean:
        found = settle(found, rows, _numbers_of_short_rows(read, found))
    cells = {key: found.get(key, Cell(Status.ABSENT)) for row in FORMS[edition].table(_TABLE) for key in row.keys}
    withheld = Doubt.DISORDER if _are_in_disorder(tokens, region, read, cells) else None
    if withheld:
        cells = {key: cell if cell.status is Status.ABSENT else withhold(cell, withheld) for key, cell in cells.items()}
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


def _borne_out(read: Rows, rows: Sequence[Row]) -> dict[str, Cell]:
    """The cells of the rows, those withheld whose places the sums do not bear out."""
    found, unproven = read.cells(), read.unproven
    found, missed = _confirmed(found, unproven, rows) if unproven else (found, frozenset())
    _doubt_edges(found, rows)
    found |= {key: withhold(found[key], Doubt.LOST_CELLS) for key in missed}
    moved = rows if labels_have_moved(found, rows) else rows_with_moved_numbers(found, rows)
    return found | {key: withhold(found[key], Doubt.LOST_CELLS) for row in moved for key in row.keys}


def _are_in_disorder(tokens: Sequence[Token], region: Region, read: Rows, cells: dict[str, Cell]) -> bool:
    """Whether the columns may not be the form's: heads in another order or strange ones, or numbers that say so."""
    first_row = next((match.start for match in region.matches if match.slot.role is Role.ROW), region.start)
    heads, places = tokens[region.start : first_row], read.columns_of_numbers(len(_COLUMNS))
    orders = (*_ORDERS, _TOTAL_ABOVE) if _total_is_above(read.done) else _ORDERS
    usual = heads_in_order(tokens, _TABLE, region.start, first_row, _ORDERS)
    return (
        _heads_are_unread(tokens, region, first_row)
        or has_strange_heads(tokens, _TABLE, region.matches, region.start, first_row)
        or not (usual or heads_in_order(tokens, _TABLE, region.start, first_row, orders))
        or not _totals_end_their_rows(heads)
        or stand_elsewhere(heads, _COLUMNS, places)
        or name_other_columns(tokens, region.start, first_row, _COLUMNS, places)
        or numbers_stand_above(heads, rows_are_short=read.lossy)
        or _total_comes_first(cells, least=_ROWS_TURNED if usual else 1)
        or _totals_moved_left(cells)
    )


def _heads_are_unread(tokens: Sequence[Token], region: Region, first_row: int) -> bool:
    """Whether lines of single characters stand above a table no head of which could be read: its heads upright."""
    above = (token.text.split() for token in tokens[region.low : first_row] if token.what is What.TEXT)
    upright = any(len(words) >= _LEAST_UPRIGHT and max(map(len, words)) == 1 for words in above)
    return upright and not heads_between(tokens, _TABLE, region.low, first_row)


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


def _numbers_of_short_rows(read: Rows, cells: dict[str, Cell]) -> dict[str, tuple[Token, ...]]:
    """The numbers of the rows that have fewer than columns, by the row's key."""
    hits = {row: hit for row in read.rows if (hit := read.found[row.key])}
    return {
        row.key: hit[1].filled
        for row, hit in hits.items()
        if _LEAST_NUMBERS <= len(hit[1].filled) < len(row.columns)
        and all(cells[key].doubt is Doubt.LOST_CELLS and cells[key].raw for key in row.keys)
    }


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
            cells |= {key: Cell(Status.BLANK, None, "", cell.where) for key, cell in holes.items()}
    return cells


def _as_number(cell: Cell) -> int | None:
    return 0 if cell.status is Status.BLANK else None if cell.value is None else int(cell.value)


def _only_gaps_missing(identity: Identity, cells: dict[str, Cell], gaps: set[str]) -> bool:
    """Whether all else an identity needs was read: a cell that is withheld must not use up what proves a gap."""
    return all(key in gaps or _as_number(cells[key]) is not None for key in identity.keys)


def _total_is_above(done: Walk) -> bool:
    """Whether the text after 申请人情况 is 总计: the upper storey of the printed head, read row by row."""
    applicants = next((match for match in done.region.matches if match.slot.key == "applicants"), None)
    if applicants is None:
        return False
    texts = (token.squashed for token in done.tokens[applicants.stop :] if token.what is What.TEXT)
    return next(texts, "") == APPLICANTS[-1].label


def _totals_end_their_rows(heads: Sequence[Token]) -> bool:
    """Whether no head stands behind 总计 in its row: only one that is a storey higher may come before the others."""
    totals = {token.block for token in heads if token.kind in ROWS and token.squashed == APPLICANTS[-1].label}
    last = {token.block: token.squashed for token in heads if token.block in totals and token.squashed in exact(_TABLE)}
    return all(text == APPLICANTS[-1].label for text in last.values())


def _total_comes_first(cells: dict[str, Cell], least: int) -> bool:
    """Whether the numbers themselves say that the total stands in the first column: then no column is certain.

    :param least: how many rows must say so: one is enough where its head stands before all others, too.
    """
    straight = turned = 0
    values = [cell.value for cell in cells.values()]
    for start in range(0, len(values), len(_COLUMNS)):
        row = [value for value in values[start : start + len(_COLUMNS)] if value is not None]
        if len(row) == len(_COLUMNS) and sum(value != 0 for value in row) >= 2:
            # Both sums hold for a lone applicant, in the first column or the last; that proves nothing.
            straight += sum(row[:-1]) == row[-1] != row[0]
            turned += sum(row[1:]) == row[0] != row[-1]
    return turned > straight and straight == 0 and turned >= least


def _totals_moved_left(cells: dict[str, Cell]) -> bool:
    """Whether no row has a total, and the last number of most rows is the sum of those before it, or more in all.

    A column was taken out below its head then, and the numbers behind it closed the gap.
    """
    all_cells = list(cells.values())
    rows = [all_cells[start : start + len(_COLUMNS)] for start in range(0, len(all_cells), len(_COLUMNS))]
    if any(row[-1].value is not None for row in rows):
        return False
    numbers = [[cell.value for cell in row if cell.value is not None] for row in rows]
    ends = [(sum(row[:-1]), row[-1]) for row in numbers if any(row)]
    exact = sum(before == last for before, last in ends)
    more = sum(0 < before <= last for before, last in ends)
    return (
        exact * 2 > len(ends)
        or exact >= _ROWS_OF_A_HABIT
        or (more >= _ROWS_TURNED and all(before <= last for before, last in ends))
    )


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
    return tuple(key for key in _COLUMNS if key not in heads) if len(heads) >= _LEAST_HEADS else ()


def _missing_columns(done: Walk, rows: Sequence[Row], lacking: tuple[str, ...]) -> tuple[str, ...]:
    """The columns without a head that no row has a number for; empty when rows have seven numbers.

    Nor are any missing where a row shows an empty cell between its numbers: the column is there, and a head was lost.
    """
    keys = {row.key for row in rows}
    pairs = zip(done.region.matches, done.runs, strict=True)
    runs = [run for match, run in pairs if match.slot.key in keys and run.filled]
    if any(has_inner_gap([item.what is not What.EMPTY for item in run.items]) for run in runs):
        return ()
    return lacking if {len(run.filled) for run in runs} == {len(_COLUMNS) - len(lacking)} else ()


def _doubt_numbers_without_head(cells: dict[str, Cell], read: Rows, heads: int) -> dict[str, Cell]:
    """Withhold the rows with more numbers than heads where most have as many: none of theirs has a sure column."""
    counts = {row.key: len(hit[1].filled) for row in read.rows if (hit := read.found[row.key])}
    if 2 * sum(count == heads for count in counts.values()) <= len(counts):
        return cells
    more = {key for row in read.rows if counts.get(row.key, 0) > heads for key in row.keys}
    return {key: withhold(cell, Doubt.TOO_MANY) if key in more else cell for key, cell in cells.items()}
