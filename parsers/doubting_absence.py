"""Rows, columns and tables that seem to be absent, though something of them may stand elsewhere in the source.

Place in the flow: used by ``doubting``. That a row is absent is a claim, too: it is made only where nothing speaks
against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from parsers.document import ROWS
from parsers.form import APPLICANTS, TableName
from parsers.grid_rows import is_grid
from parsers.labels import SEQUENCES, Role, column_wordings
from parsers.misspelt import is_slip
from parsers.normalise import as_label, fold
from parsers.regions import Region
from parsers.report import ABSENT, AMBIGUOUS, BLANK, INVALID, OK, Cell, Doubt
from parsers.separated import count_numbers, leading_label
from parsers.table_reading import Reading
from parsers.tokens import EMPTY, GLUED, NUMBER, TEXT, Token

# Labels of up to so many characters are words of the narrative, too.
_SHORT = 4
_ORDINALS = frozenset("一二三四五六七八九十123456789")
# Labels of more than so many are said nowhere else: where one stands, its row does.
_LONG = 12
# No label of the form is as long as that.
_A_LABEL = 60
# A row whose cells lost their walls.
_BEGINS_NUMBERS = re.compile(r"(\D{2,}?)\s*[+-]?\d")


def doubt_absence_from_t3(
    tokens: Sequence[Token], reading: Reading, regions: Mapping[TableName, Sequence[Region]]
) -> None:
    """Withhold, in place, the rows and columns of T3 that only seem to be absent.

    :param regions: those of all tables.
    """
    own = regions[TableName.APPLICATIONS]
    _doubt_absence(tokens, reading, own)
    _doubt_top(reading, own)
    _doubt_missing_columns(tokens, reading, regions)


def _doubt_absence(tokens: Sequence[Token], reading: Reading, regions: Sequence[Region]) -> None:
    """Call no row of T3 absent where rows of it stand outside the table: cut off from it, or beside another.

    Nor one whose label runs in with other text, nor any where numbers follow the table (rows whose labels were cut to
    （七）) or where none of its rows could be read.
    """
    if _numbers_follow(tokens, reading, regions) or not _reads_any(reading):
        withhold_absent(reading, Doubt.UNEXPLAINED)
    if all(cell.status is not ABSENT for cell in reading.cells.values()):
        return
    inside = range(regions[0].start, reading.stop) if regions else range(0)
    outside = {token.squashed for i, token in enumerate(tokens) if i not in inside}
    rows = [slot for slot in SEQUENCES[TableName.APPLICATIONS] if slot.role is Role.ROW]
    there = {key.rpartition(".")[0] for key, cell in reading.cells.items() if cell.status is not ABSENT}
    absent = {key.rpartition(".")[0] for key in reading.cells} - there
    around = _text_of(tokens, regions)
    for slot in (slot for slot in rows if slot.key in absent):
        said = any(word in token.squashed for word in slot.variants if len(word) > _LONG for token in tokens)
        if said or any(word in around for word in slot.variants if _tells(word)):
            _withhold_row(reading, slot.key)
    if outside.isdisjoint(word for slot in rows for word in slot.variants if len(word) > _SHORT):
        return
    withhold_absent(reading, Doubt.ELSEWHERE)


def _doubt_top(reading: Reading, regions: Sequence[Region]) -> None:
    """Call no row of T3 absent above its first where its heads are not there either: the top of it was cut off."""
    matches = regions[0].matches if regions else ()
    above = list(takewhile(lambda match: match.slot.role is not Role.ROW, matches))
    if len(above) == len(matches) or any(match.slot.role in {Role.HEAD, Role.COLUMN} for match in above):
        return
    first = matches[len(above)].slot.key
    rows = (slot.key for slot in SEQUENCES[TableName.APPLICATIONS] if slot.role is Role.ROW)
    cut = set(takewhile(lambda row: row != first, rows))
    for key, cell in reading.cells.items():
        if cell.status is ABSENT and key.rpartition(".")[0] in cut:
            reading.cells[key] = Cell(AMBIGUOUS, doubt=Doubt.CUT_OFF)


def _numbers_follow(tokens: Sequence[Token], reading: Reading, regions: Sequence[Region]) -> bool:
    behind = tokens[reading.stop : regions[0].stop] if regions else ()
    return any(count_numbers(token) for token in behind)


def _reads_any(reading: Reading) -> bool:
    return any(cell.status in {OK, BLANK, INVALID} for cell in reading.cells.values())


def withhold_absent(reading: Reading, why: Doubt) -> None:
    """Withhold, in place, all that a reading calls absent."""
    for key, cell in reading.cells.items():
        if cell.status is ABSENT:
            reading.cells[key] = Cell(AMBIGUOUS, doubt=why)


def _tells(word: str) -> bool:
    """Whether a wording means nothing else: a long one, or one with its ordinal (七总计)."""
    return len(word) > _SHORT or word[0] in _ORDINALS


def _text_of(tokens: Sequence[Token], regions: Sequence[Region]) -> str:
    """The texts of a table's regions that no label took, run together, and what stands between their numbers apart."""
    taken = {i for region in regions for match in region.matches for i in range(match.start, match.stop)}
    inside = (i for region in regions for i in range(region.start, region.stop) if i not in taken)
    return "".join(tokens[i].squashed or tokens[i].text for i in inside)


def _withhold_row(reading: Reading, row: str) -> None:
    for key in reading.cells:
        if key.rpartition(".")[0] == row:
            reading.cells[key] = Cell(AMBIGUOUS, doubt=Doubt.RUN_TOGETHER)


def _doubt_missing_columns(
    tokens: Sequence[Token], reading: Reading, regions: Mapping[TableName, Sequence[Region]]
) -> None:
    """Call no column of T3 absent the head of which stands elsewhere: prints carry columns over to other pages."""
    if not reading.missing_columns:
        return
    inside = {i for found in regions.values() for region in found[:1] for i in range(region.start, region.stop)}
    outside = {token.squashed for i, token in enumerate(tokens) if i not in inside and token.kind in ROWS}
    for column in APPLICANTS:
        if column.key in reading.missing_columns and as_label(column.label) in outside:
            for key, cell in reading.cells.items():
                if cell.status is ABSENT and key.endswith(f".{column.key}"):
                    reading.cells[key] = Cell(AMBIGUOUS, doubt=Doubt.ELSEWHERE)


def doubt_flattened(tokens: Sequence[Token], reading: Reading) -> None:
    """Call no row of T2 absent where its heads run in with text: its rows may, too."""
    heads = column_wordings(TableName.DISCLOSURE)
    if any(sum(head in token.squashed for head in heads) > 1 for token in tokens if len(token.text) > _A_LABEL):
        withhold_absent(reading, Doubt.RUN_TOGETHER)


def doubt_rows_elsewhere(name: TableName, tokens: Sequence[Token], reading: Reading, regions: Sequence[Region]) -> None:
    """Call no row absent whose label stands before a number outside the table: under another heading, perhaps.

    Nor one whose label stands in the table, but not in the grid that it was read from.
    """
    absent = {key.rpartition(".")[0] for key, cell in reading.cells.items() if cell.status is ABSENT}
    if not absent:
        return
    there = {key.rpartition(".")[0] for key, cell in reading.cells.items() if cell.status is not ABSENT}
    for row in (absent - there) & {match.slot.key for region in regions[:1] for match in region.matches}:
        _withhold_row(reading, row)
    inside = range(regions[0].start, reading.stop) if regions else range(0)
    labels = {label for i in range(len(tokens)) if i not in inside for label in _labels_of_numbers(tokens, i)}
    for slot in SEQUENCES[name]:
        words = {word for word in slot.variants if name is TableName.DISCLOSURE or _tells(word)}
        if slot.role in {Role.ROW, Role.GROUP} and any(is_slip(label, word) for label in labels for word in words):
            for row in (row for row in absent if row == slot.key or row.startswith(f"applications.{slot.key}.")):
                _withhold_row(reading, row)


def _labels_of_numbers(tokens: Sequence[Token], i: int) -> Iterator[str]:
    """What may be the label of a number behind it: a text before a number in a row or on a line, or how one begins."""
    token = tokens[i]
    if token.what is not TEXT:
        return
    yield leading_label(token)[0]
    if begun := _BEGINS_NUMBERS.match(fold(token.text)):
        yield as_label(begun[1])
    behind = next((tokens[k] for k in range(i + 1, len(tokens)) if tokens[k].what is not EMPTY), None)
    if behind is None or behind.what not in {NUMBER, GLUED}:
        return
    if behind.block == token.block or (token.labelish and not is_grid(behind)):
        yield token.squashed
