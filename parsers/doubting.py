"""What the whole source says against the reading of one table: then its cells are withheld.

Place in the flow: ``decode`` has read each table for itself; **doubting** looks at them together, and at what stands
around them, before the cells are called read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parsers.annexed import are_its_own
from parsers.document import ROWS
from parsers.doubting_absence import doubt_absence_from_t3, doubt_flattened, doubt_rows_elsewhere, withhold_absent
from parsers.form import FORMS, Edition, Kind, TableName
from parsers.labels import SEQUENCES, Role
from parsers.lost_digits import digits_are_lost, without_digits
from parsers.normalise import fold
from parsers.numbers_above import are_numbers_of_columns
from parsers.placing import is_glued, is_hole, withhold
from parsers.regions import Region, repeats_were_dropped
from parsers.report import OK, Doubt
from parsers.separated import A_ROW, count_numbers
from parsers.table_reading import Reading, doubt_blanks
from parsers.tokens import GLUED, NUMBER, Token, shows_empty_cells

_TWO_NUMBERS = re.compile(r"\d\D+\d")
_DECIMALS = re.compile(r"[-+.,]")
# So many numbers with each digit twice, and no other, are no chance.
_LEAST_DOUBLED = 3


def doubt(
    tokens: Sequence[Token], regions: Mapping[TableName, Sequence[Region]], readings: Mapping[TableName, Reading]
) -> None:
    """Withhold, in place, what other tables or the rest of the source make uncertain."""
    _compare(list(readings.values()))
    if not _shows_zeros(tokens, regions):
        for name, reading in readings.items():
            _doubt_blank_lines(tokens, regions[name], reading)
    dropped = repeats_were_dropped(tokens, [found[0] for found in regions.values() if found])
    doubled = _is_printed_twice(tokens, regions)
    gone = digits_are_lost(tokens)
    annexed = are_its_own(tokens, regions)
    for name, reading in readings.items():
        late = bool(regions[name]) and regions[name][0].late and not annexed
        if gone and not dropped:
            reading.withheld = Doubt.DIGITS_LOST
            reading.cells = {key: without_digits(cell) for key, cell in reading.cells.items()}
        elif dropped or late:
            _withhold_all(reading, Doubt.REPEATS_DROPPED if dropped else Doubt.ELSEWHERE)
        _doubt_doubled(tokens, regions[name], reading, printed_twice=doubled)
        _doubt_beside_two(name, reading)
        if name is not TableName.PROCEEDINGS:
            doubt_rows_elsewhere(name, tokens, reading, regions[name])
    _doubt_unlabelled_above(tokens, readings, regions)
    if TableName.DISCLOSURE in readings:
        doubt_flattened(tokens, readings[TableName.DISCLOSURE])
        _doubt_moved_amount(readings[TableName.DISCLOSURE])
    if TableName.APPLICATIONS in readings:
        doubt_absence_from_t3(tokens, readings[TableName.APPLICATIONS], regions)


def _compare(readings: Sequence[Reading]) -> None:
    """Where one table has numbers without a label, or rows without all of theirs, doubt what the others claim.

    The numbers may be those of a table read elsewhere, e.g. all labels first and then all numbers.
    """
    if all(reading.clean for reading in readings):
        return
    for reading in readings:
        reading.cells = doubt_blanks(reading.cells, Doubt.UNEXPLAINED)
        if reading.loose and not reading.adds_up:
            _withhold_all(reading, Doubt.LOST_CELLS)


def _shows_zeros(tokens: Sequence[Token], regions: Mapping[TableName, Sequence[Region]]) -> bool:
    """Whether the tables hold any zero: a copy that drops zeros looks like one of blanks."""
    inside = (tokens[i] for found in regions.values() for region in found[:1] for i in range(region.start, region.stop))
    return any(fold(token.text).strip() == "0" for token in inside)


def _doubt_blank_lines(tokens: Sequence[Token], regions: Sequence[Region], reading: Reading) -> None:
    """Call no row blank whose label stands on a line of its own, where no empty cells show; of T4, whose heads do.

    Nor in T2 where they show, but some row has fewer cells than columns: the others may be of merged cells. Not so of
    the last row, behind which texts lose their padding.
    """
    last = next((m.slot.key for one in regions[:1] for m in reversed(one.matches) if m.slot.role is Role.ROW), "")
    doubts = {cell.doubt for key, cell in reading.cells.items() if key.rpartition(".")[0] != last}
    lacking = not doubts.isdisjoint({Doubt.EMPTY_OR_LOST, Doubt.LOST_CELLS})
    merged = lacking and any(one.table is TableName.DISCLOSURE for one in regions[:1])
    if not merged and any(map(shows_empty_cells, (tokens[one.start : one.stop] for one in regions[:1]))):
        return
    lines = {m.slot.key for region in regions[:1] for m in region.matches if tokens[m.start].kind not in ROWS}
    rows = {slot.key for slot in SEQUENCES[TableName.APPLICATIONS] + SEQUENCES[TableName.DISCLOSURE]}
    for key, cell in reading.cells.items():
        row = key.rpartition(".")[0]
        if is_hole(cell) and (row in lines or (lines and row not in rows)):
            reading.cells[key] = withhold(cell, Doubt.EMPTY_OR_LOST)


def _doubt_unlabelled_above(
    tokens: Sequence[Token], readings: Mapping[TableName, Reading], regions: Mapping[TableName, Sequence[Region]]
) -> None:
    """Call no row of a table absent, and none of any table blank, where unlabelled numbers stand above the table.

    As many as a row has: its label is lost, or they are those of all rows. In T4 its heads are all above its one row:
    they may be another row of it. A row that counts the columns through is none.
    """
    inside = {i for found in regions.values() for one in found for i in range(one.start, one.stop)}
    for name in readings:
        above = [tokens[i] for one in regions[name][:1] for i in range(one.low, one.start) if i not in inside]
        found = [token for token in above if count_numbers(token)]
        in_one_row = len({token.block for token in found}) == 1 and all(token.kind in ROWS for token in found)
        if sum(map(count_numbers, found)) < A_ROW or (in_one_row and are_numbers_of_columns(found)):
            continue
        withhold_absent(readings[name], Doubt.UNEXPLAINED)
        for reading in readings.values():
            reading.cells = doubt_blanks(reading.cells, Doubt.UNEXPLAINED)
        if name is TableName.PROCEEDINGS:
            _withhold_all(readings[name], Doubt.UNEXPLAINED)


def _doubt_moved_amount(reading: Reading) -> None:
    """Withhold the rows of one number of T2 where a count has a fraction and a row has none: they moved, perhaps.

    The amount of the fees stands a row too high then.
    """
    alone = [row for row in FORMS[Edition.E2021].table(TableName.DISCLOSURE) if len(row.keys) == 1]
    cells = {row: reading.cells[row.keys[0]] for row in alone if row.keys[0] in reading.cells}
    counts = (cell.value for row, cell in cells.items() if row.columns[0].kind is Kind.INTEGER)
    broken = any(value is not None and value % 1 for value in counts)
    if broken and any(cell.value is None for cell in cells.values()):
        for row, cell in cells.items():
            reading.cells[row.keys[0]] = withhold(cell, Doubt.LOST_CELLS)


def _doubt_beside_two(name: TableName, reading: Reading) -> None:
    """Call no cell blank in a row another cell of which holds two numbers: one of them may be its own."""

    def row(key: str) -> str:
        return name if name is TableName.PROCEEDINGS else key.rpartition(".")[0]

    full = {row(key) for key, cell in reading.cells.items() if cell.value is None and _TWO_NUMBERS.search(cell.raw)}
    for key, cell in reading.cells.items():
        if is_hole(cell) and row(key) in full:
            reading.cells[key] = withhold(cell, Doubt.RUN_TOGETHER)


def _is_printed_twice(tokens: Sequence[Token], regions: Mapping[TableName, Sequence[Region]]) -> bool:
    """Whether every number of the tables has each of its digits twice, as bold type drawn twice has."""
    inside = (tokens[i] for found in regions.values() for one in found[:1] for i in range(one.start, one.stop))
    numbers = [token for token in inside if token.what in {NUMBER, GLUED}]
    return len(numbers) >= _LEAST_DOUBLED and all(_is_doubled(_DECIMALS.sub("", token.text)) for token in numbers)


def _doubt_doubled(
    tokens: Sequence[Token], regions: Sequence[Region], reading: Reading, *, printed_twice: bool
) -> None:
    """Withhold the numbers that may be others with each glyph twice (bold type), where zeros show that it happened.

    So does a table that has no other numbers. Where no table has, zeros run together are no row of them.
    """
    inside = [tokens[i] for region in regions[:1] for i in range(region.start, region.stop)]
    glued = {token.where for token in inside if is_glued(token) and _is_doubled(token.text)}
    read = [cell for cell in reading.cells.values() if cell.status is OK]
    all_doubled = len(read) >= _LEAST_DOUBLED and all(_is_doubled(str(cell.value)) for cell in read)
    for key, cell in reading.cells.items():
        twice = (all_doubled or glued or printed_twice) and _is_doubled(str(cell.value))
        if cell.status is OK and (twice or (printed_twice and cell.where in glued)):
            reading.cells[key] = withhold(cell, Doubt.RUN_TOGETHER)


def _is_doubled(text: str) -> bool:
    digits = fold(text).strip()
    return len(digits) % 2 == 0 and digits[::2] == digits[1::2] and digits.isdigit()


def _withhold_all(reading: Reading, why: Doubt) -> None:
    reading.withheld = why
    reading.cells = {key: withhold(cell, why) for key, cell in reading.cells.items()}
