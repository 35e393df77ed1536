"""Numbers that a narrow column broke over the lines of one cell: joined where the sums of the form leave nothing else.

Place in the flow: ``decode`` → **wrapped**. "12" over "345" may be 12345, one of both, or two numbers. Where a sum that
is known otherwise holds with the joined numbers, and with no other choice among the parts, they are taken as read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from parsers.form import FORMS, Edition, Kind, TableName
from parsers.numbers import number_cell
from parsers.report import Cell, Doubt, Number, Status, Where
from parsers.sums import Identity, column_identities, holds, row_identities

_WRAPPED = re.compile(r"\d[\d,，]*(?:\n[\d,，]*\d)+")
# With more outcomes than that a sum has too little to say.
_MOST_DIFFERENCES = 20_000
_NOTE = "lines of one cell joined: the sums of the form confirm this reading and no other"

Readings = dict[str, list[Cell]]


def join_wrapped(cells: dict[str, Cell], edition: Edition) -> dict[str, Cell]:
    """The cells with wrapped numbers read where a sum confirms them and no sum speaks against them."""
    readings = {key: list(_readings(cell, key)) for key, cell in cells.items() if _is_wrapped(cell)}
    readings = {key: found for key, found in readings.items() if found}
    if not readings:
        return cells
    form = FORMS[edition if edition in FORMS else Edition.E2021]
    applications = form.table(TableName.APPLICATIONS)
    identities = [
        *row_identities((*applications, *form.table(TableName.PROCEEDINGS))),
        *column_identities(applications),
    ]
    values = {key: _as_number(cell) for key, cell in cells.items()}
    while found := _confirmed(identities, values, readings):
        cells = cells | {key: readings.pop(key)[0] for key in found}
        values |= {key: _as_number(cells[key]) for key in found}
    return cells


def _confirmed(identities: Sequence[Identity], values: dict[str, Number | None], readings: Readings) -> set[str]:
    """The keys of wrapped cells that a sum confirms with all their lines joined, and none contradicts."""
    joined = values | {key: found[0].value for key, found in readings.items()}
    confirmed: set[str] = set()
    denied: set[str] = set()
    for identity in identities:
        wrapped = readings.keys() & set(identity.keys)
        verdict = holds(identity, joined) if wrapped else None
        if verdict is False:
            denied |= wrapped
        elif verdict and _is_only(identity, joined, readings):
            confirmed |= wrapped
    return confirmed - denied


def _is_wrapped(cell: Cell) -> bool:
    return (
        cell.status is Status.AMBIGUOUS and cell.doubt is Doubt.UNREADABLE and _WRAPPED.fullmatch(cell.raw) is not None
    )


def _readings(cell: Cell, key: str) -> Iterator[Cell]:
    """The cell with all its lines joined, then with each line alone; nothing where joined they are no number."""
    lines = cell.raw.split("\n")
    where = msgspec.structs.replace(cell.where or Where(), note=_NOTE)
    for text in ("".join(lines), *lines):
        read = number_cell(text, Kind.INTEGER, key, where)
        if read.value is None and text == "".join(lines):
            return
        if read.value is not None:
            yield msgspec.structs.replace(read, raw=cell.raw)


def _is_only(identity: Identity, joined: Mapping[str, Number | None], readings: Readings) -> bool:
    """Whether no other choice of readings satisfies a sum that holds with all lines joined."""
    # How many choices leave which difference between the two sides.
    ways = Counter({0: 1})
    for sign, keys in ((1, identity.left), (-1, identity.right)):
        for key in keys:
            options = [cell.value for cell in readings[key]] if key in readings else [joined[key]]
            after: Counter[int] = Counter()
            for difference, count in ways.items():
                for value in options:
                    after[difference + sign * int(value or 0)] += count
            ways = after
            if len(ways) > _MOST_DIFFERENCES:
                return False
    return ways[0] == 1


def _as_number(cell: Cell) -> Number | None:
    return 0 if cell.status is Status.BLANK else cell.value
