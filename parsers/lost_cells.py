"""Rows of T3 that lost cells without a trace: the readings that the sums of the form leave.

Place in the flow: ``table_applications`` → **lost_cells**. Numbers keep their order, so a row of five or six has
few readings. Only where every sum that a reading takes part in can be checked, and one reading alone passes, are its
numbers taken as read, with a note; the lost cell itself stays withheld, for it may have held nothing or a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import msgspec

from parsers.form import APPLICANTS, Row
from parsers.placing import cells_of
from parsers.report import BLANK, Cell, Number, Where
from parsers.sums import Identity, column_identities, derive, holds, row_identities
from parsers.tokens import NUMBER, Token

# With more readings than that the sums have too little to say, and time is better spent elsewhere.
_MOST_READINGS = 450
_NOTE = "placed by the sums of the form: no other reading of this row satisfies them"

Reading = dict[str, Token]


def settle(cells: dict[str, Cell], rows: Sequence[Row], lost: Mapping[str, Sequence[Token]]) -> dict[str, Cell]:
    """The cells with the rows in ``lost`` read where the sums leave one reading, else with the readings listed.

    :param rows: all rows of the table.
    :param lost: row key → the numbers that stand in it, fewer than its columns, in order.
    """
    readings = {row.key: list(_readings(row, lost[row.key])) for row in rows if row.key in lost}
    count = 1
    for found in readings.values():
        count *= len(found)
    if not readings or not 0 < count <= _MOST_READINGS:
        return cells
    identities = [*row_identities(rows), *column_identities(rows)]
    known = {key: _number(cell) for key, cell in cells.items()}
    gone = {key for row in rows if row.key in lost for key in row.keys}
    concerned = [identity for identity in identities if gone & set(identity.keys)]
    if not all(key in gone or known[key] is not None for identity in concerned for key in identity.keys):
        return cells
    fitting = [one for one in _together(readings) if _fits(one, known, gone, concerned)]
    if not fitting:
        return cells
    return cells | {key: _settled(cells[key], [one.get(key) for one in fitting], key, rows) for key in gone}


def _readings(row: Row, numbers: Sequence[Token]) -> Iterator[Reading]:
    if all(token.what is NUMBER and token.sure for token in numbers):
        for places in combinations(row.keys, len(numbers)):
            yield dict(zip(places, numbers, strict=True))


def _together(readings: Mapping[str, list[Reading]]) -> Iterator[Reading]:
    for choice in product(*readings.values()):
        yield {key: token for one in choice for key, token in one.items()}


def _fits(reading: Reading, known: Mapping[str, Number | None], gone: set[str], identities: Sequence[Identity]) -> bool:
    """Whether every sum holds, each lost cell standing for the one number that the sums leave for it."""
    values = {**known, **dict.fromkeys(gone)}
    values |= {key: _number(cells_of([token], APPLICANTS[:1])[0]) for key, token in reading.items()}
    full = derive(identities, values)
    return all(holds(identity, full) for identity in identities)


def _settled(cell: Cell, told: Sequence[Token | None], key: str, rows: Sequence[Row]) -> Cell:
    """The cell as all fitting readings have it; withheld, with what they say, where they differ."""
    texts = {token.text.strip() if token is not None else "" for token in told}
    token = told[0]
    if token is None or len(texts) > 1:
        said = tuple(text or "lost" for text in sorted(texts))
        return msgspec.structs.replace(cell, readings=(*cell.readings[:1], *said))
    column = next(c for row in rows if key in row.keys for c, k in zip(row.columns, row.keys, strict=True) if k == key)
    read = cells_of([token], [column])[0]
    return msgspec.structs.replace(read, where=msgspec.structs.replace(read.where or Where(), note=_NOTE))


def _number(cell: Cell) -> Number | None:
    return 0 if cell.status is BLANK else cell.value
