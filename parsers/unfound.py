"""Tables that were not found: absent, or there all the same and unreadable.

Place in the flow: asked by ``decode`` for the tables that ``regions`` did not find, before it calls them absent. That a
table is missing is a claim too, and a false alarm if only its labels could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import GRID, ROWS, Document
from parsers.form import FORMS, Edition, TableName
from parsers.headings import Heading
from parsers.labels import exact
from parsers.normalise import squash
from parsers.placing import withhold
from parsers.regions import SECTION_OF, Region
from parsers.report import ABSENT, Doubt
from parsers.run_in import editions_in, stands_in, unreadable
from parsers.separated import A_ROW, count_numbers, holds_row_of
from parsers.table_reading import Reading
from parsers.tokens import GLUED, MARK, NUMBER, TEXT, UNSURE, Token

# Numbers that stand for themselves, or cells that could not be read: so many are what is left of a table.
_LEAST_NUMBERS = 5
# So many rows of a grid without a cell that could be read may be a table of their own.
_LEAST_UNREADABLE_ROWS = 3
# So many labels that stand for themselves are its heads.
_LEAST_LABELS = 3
# Within lines, labels this long are told from other words, where nothing shows a sentence.
_LONG = 4
_SENTENCE = re.compile("[，。；：,;:]")


def read_unfound(
    document: Document,
    tokens: Sequence[Token],
    headings: Sequence[Heading],
    regions: dict[TableName, list[Region]],
    missing: Sequence[TableName],
    default: Edition,
) -> dict[TableName, Reading]:
    """Those of the missing tables that stand in the source all the same, unreadable."""
    text = "".join(squash(block.text) for block in document.blocks)
    garbled = document.recognised and _holds_other_tables(tokens, regions)
    return {
        name: unreadable(name, default, editions_in(text, name))
        for name in missing
        if garbled
        or stands_in(text, name)
        or _stands_unreadable(tokens, headings, name)
        or (name is TableName.PROCEEDINGS and _holds_all_of_t4(tokens, regions))
        or _has_heads_elsewhere(tokens, regions, name)
        or (document.recognised and not _is_bounded(headings, name))
    }


def _is_bounded(headings: Sequence[Heading], name: TableName) -> bool:
    """Whether a table's section begins and ends in the source; a page that came out as nonsense lacks nothing."""
    numbers = [heading.number for heading in headings]
    own = SECTION_OF[name]
    return own in numbers and max(numbers) > own


def withhold_absent_where_unread(
    tokens: Sequence[Token], regions: dict[TableName, list[Region]], readings: dict[TableName, Reading]
) -> None:
    """Call nothing absent from a table of which not all could be read.

    A worn rule joins two columns into one, and the head of neither can be read: that is no proof that a column lacks.
    """
    for name, reading in readings.items():
        if any(_is_unreadable(token) for region in regions[name] for token in tokens[region.start : region.stop]):
            for key, cell in reading.cells.items():
                if cell.status is ABSENT:
                    reading.cells[key] = withhold(cell, Doubt.UNREADABLE)


def _stands_unreadable(tokens: Sequence[Token], headings: Sequence[Heading], name: TableName) -> bool:
    """Whether the section of a table that was not found holds one all the same, unreadable.

    It holds numbers that stand for themselves or as rows within lines (between commas, between semicolons), cells of a
    grid that the reader could not read with certainty, or heads: for themselves, or side by side in a line.
    """
    begins = {heading.block: heading.number for heading in headings}
    section, count = 0, 0
    bare = _bare_rows(tokens)
    labels: set[str] = set()
    for token in tokens:
        section = begins.get(token.block, section)
        if section == SECTION_OF[name]:
            count += max(_is_unreadable(token), count_numbers(token), token.block in bare)
            labels |= {token.squashed} & exact(name).keys()
            if len(token.squashed) >= _LONG and token.block not in begins and not _SENTENCE.search(token.text):
                labels |= {label for label in exact(name) if len(label) >= _LONG and label in token.squashed}
    return count >= _LEAST_NUMBERS or len(labels) >= _LEAST_LABELS


def _holds_all_of_t4(tokens: Sequence[Token], regions: dict[TableName, list[Region]]) -> bool:
    """Whether a row of as many numbers as T4 has stands outside the other tables.

    What is left of it where its heads came out as single characters, and no heading of its section is there.
    """
    inside = {i for found in regions.values() for one in found for i in range(one.start, one.matches[-1].stop)}
    width = sum(len(row.columns) for row in FORMS[Edition.E2021].table(TableName.PROCEEDINGS))
    return holds_row_of(width, (token for i, token in enumerate(tokens) if i not in inside))


def _has_heads_elsewhere(tokens: Sequence[Token], regions: dict[TableName, list[Region]], name: TableName) -> bool:
    """Whether labels of a table that was not found stand in cells outside the others, under whatever heading."""
    inside = {i for found in regions.values() for one in found for i in range(one.start, one.matches[-1].stop)}
    known = {label for label in exact(name) if len(label) >= _LONG}
    cells = (token for i, token in enumerate(tokens) if token.kind is GRID and i not in inside)
    return len({token.squashed for token in cells} & known) >= _LEAST_LABELS


def _is_unreadable(token: Token) -> bool:
    """Whether a token is a cell that could not be read; a line of text, sure or not, is none."""
    return not token.sure and (token.kind is GRID or token.what is UNSURE)


def _bare_rows(tokens: Sequence[Token]) -> set[int]:
    """The blocks of rows without text in which a number stands, or as many cells as a table has: empty ones are cells.

    In a line of text, marks for nothing side by side are a row's.
    """
    rows: dict[int, list[Token]] = {}
    for token in tokens:
        if token.kind in ROWS or token.what is MARK:
            rows.setdefault(token.block, []).append(token)
    return {block for block, row in rows.items() if _is_bare(row)}


def _is_bare(row: Sequence[Token]) -> bool:
    if row[0].kind not in ROWS:
        return len(row) >= A_ROW
    kinds = {token.what for token in row}
    return TEXT not in kinds and (NUMBER in kinds or len(row) >= _LEAST_NUMBERS)


def _holds_other_tables(tokens: Sequence[Token], regions: dict[TableName, list[Region]]) -> bool:
    """Whether numbers stand where no known table is: recognised, it may be one turned on its side, or without rules.

    Rows of which no cell could be read are none of the table that they stand in, either.
    """
    rows: dict[int, list[Token]] = {}
    for token in tokens:
        if token.kind is GRID:
            rows.setdefault(token.block, []).append(token)
    if sum(not any(token.sure for token in row) for row in rows.values()) >= _LEAST_UNREADABLE_ROWS:
        return True
    known = {token.table for found in regions.values() for r in found for token in tokens[r.start : r.stop]}
    others = (t for t in tokens if t.kind is not GRID or t.table not in known)
    return sum(t.what in {NUMBER, GLUED, UNSURE} for t in others) >= _LEAST_NUMBERS
