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
from parsers.report import AMBIGUOUS, BLANK, Cell, Doubt, Number, Where
from parsers.sums import Identity, column_identities, holds, row_identities

_WRAPPED = re.compile(r"\d[\d,，]*(?:\n[\d,，]*\d)+")
# With more outcomes than that a sum has too little to say.
_MOST_DIFFERENCES = 20_000
_NOTE = "lines of one cell joined: the sums of the form confirm this reading and no other"

Readings = dict[str, list[Cell]]


def join_wrapped(cells: dict[str, Cell], edition: Edition, *, recognised: bool = False) -> dict[str, Cell]:
    """The cells with wrapped numbers read where a sum confirms them and no sum speaks against them.

    :param recognised: whether the numbers come from a picture. A sum may then be used up for joining only lines each
        of which was read with certainty; recognition may have lost or misread the others.
    """
    doubt = None if recognised else Doubt.UNREADABLE
    wrapped = {key: cell for key, cell in cells.items() if cell.doubt is doubt and _WRAPPED.fullmatch(cell.raw)}
    if recognised:
        cells = cells | {key: _withheld(cell) for key, cell in wrapped.items()}
    readings = {key: list(_readings(cell, key)) for key, cell in wrapped.items()}
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


def _withheld(cell: Cell) -> Cell:
    """A cell of certain lines that are no number until they are joined."""
    said = ("these lines of one cell may be one number or several",)
    return msgspec.structs.replace(cell, status=AMBIGUOUS, readings=said, doubt=Doubt.UNREADABLE)


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
    return 0 if cell.status is BLANK else cell.value
