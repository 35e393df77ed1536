"""Tables printed as lists, each number behind its head (自然人：5), as the grids that they are.

Place in the flow: Document → **listed** → ``flattened``. A row that lacks a head, or has one twice, lost lines: its own
numbers are in doubt, and those of the others only where they do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice, pairwise

from msgspec.structs import replace

from parsers.document import GRID, Block, BlockCell, Document
from parsers.form import APPLICANTS, FORMS, OUTCOMES, TableName
from parsers.labels import SEQUENCES, exact
from parsers.listed_records import Record, may_hold_pair, records_of
from parsers.normalise import as_label
from parsers.numbers import parse_number
from parsers.report import Where

# All rows of T3 and T4 have the same columns; so many of these rows are the table.
_COLUMNS = {
    TableName.APPLICATIONS: tuple(as_label(column.label) for column in APPLICANTS),
    TableName.PROCEEDINGS: tuple(as_label(column.label) for column in OUTCOMES),
}
_PAST = re.compile("上年|上一年|去年|前年|往年|历年|累计")
_LEAST = {TableName.DISCLOSURE: 4, TableName.APPLICATIONS: 15, TableName.PROCEEDINGS: 3}


def unlist(document: Document) -> Document:
    """A Document in which a table that is printed as a list is a grid."""
    blocks = document.blocks
    least = min(_LEAST.values())
    if document.recognised or sum(islice((1 for block in blocks if may_hold_pair(block)), least)) < least:
        return document
    records = list(records_of(blocks))
    pieces: list[list[Block]] = [[block] for block in blocks]
    number = max((block.table or 0 for block in blocks), default=0)
    for own, table in _tables(records):
        if _is_in_doubt(blocks, own[0].blocks[0], table):
            continue
        number = _Printer(table, own, pieces, number).print()
    begins = list(accumulate(map(len, pieces), initial=0))
    return replace(
        document,
        blocks=tuple(chain.from_iterable(pieces)),
        enclosures=tuple(replace(one, block=begins[one.block]) for one in document.enclosures),
    )


def _is_in_doubt(blocks: Sequence[Block], start: int, table: TableName) -> bool:
    """Whether the line above a list says that it is another year's, or above T4's other numbers: their sum, perhaps."""
    above = next((blocks[i].text for i in range(start - 1, -1, -1) if blocks[i].text.strip()), "")
    return bool(_PAST.search(above)) or (table is TableName.PROCEEDINGS and any(map(str.isdigit, above)))


def _tables(records: Sequence[Record]) -> Iterator[tuple[list[Record], TableName]]:
    """The records of each table that is a list: with its labels between them, from the first to the last."""
    for table in TableName:
        places = [i for i, record in enumerate(records) if record.table is table]
        own = [records[i] for i in places]
        if table is TableName.DISCLOSURE:
            whole = sum(as_label(record.label) in exact(table) for record in own)
        else:
            whole = sum(record.heads == _COLUMNS[table] for record in own)
        if whole >= _LEAST[table]:
            between = range(places[0], places[-1] + 1)
            yield [records[i] for i in between if records[i].table in {table, None}], table


class _Printer:
    """Puts the rows of grids in place of records.

    :param pieces: what stands in place of each block of the source.
    :param number: that of the last table.
    """

    def __init__(self, table: TableName, records: Sequence[Record], pieces: list[list[Block]], number: int) -> None:
        self._table, self._records, self._pieces, self._number = table, records, pieces, number
        full = {len(form.table(table)) for form in FORMS.values()}
        rows = [record for record in records if record.pairs]
        self._lossy = len(rows) not in full or any(
            record.heads != self._heads_of(record) or not record.in_order for record in rows
        )
        self._followed = _followed(rows) if table is TableName.DISCLOSURE else frozenset()
        self._heads: tuple[str, ...] = ()

    def print(self) -> int:
        """Print all records; the number of the last table."""
        last = -1
        for record in self._records:
            first, *others = record.blocks
            if first != last + 1:
                self._heads = ()
            if record.pairs or (self._heads and as_label(record.label) in exact(self._table)):
                rows = list(self._rows(record))
                self._pieces[first] = rows
                for i in others:
                    self._pieces[i] = []
                last = record.blocks[-1]
        return self._number

    def _heads_of(self, record: Record) -> tuple[str, ...]:
        """The heads that a row should have."""
        return _COLUMNS.get(self._table, record.heads)

    def _rows(self, record: Record) -> Iterator[Block]:
        """The row of a record, below one of heads where these change."""
        where = self._pieces[record.blocks[0]][0].where
        if not record.pairs:
            label = BlockCell(record.label, where, span=len(self._heads) + 1)
            yield Block(GRID, (label,), self._number)
            return
        heads = self._heads_of(record)
        if heads != self._heads:
            self._heads = heads
            self._number += 1
            yield self._row(["信息内容", *heads], [where] * (len(heads) + 1))
        if record.heads == heads and record.in_order:
            wheres = [where, *(self._pieces[pair.block][0].where for pair in record.pairs)]
            whole = _adds_up(record) if self._table in _COLUMNS else record in self._followed
            sure = not self._lossy or whole
            yield self._row([record.label, *(pair.number for pair in record.pairs)], wheres, sure=sure)
        else:
            together = " ".join(pair.number for pair in record.pairs)
            yield self._row([record.label, *[together] * len(heads)], [where] * (len(heads) + 1), sure=False)

    def _row(self, texts: Sequence[str], wheres: Sequence[Where], *, sure: bool = True) -> Block:
        cells = enumerate(zip(texts, wheres, strict=True))
        return Block(
            GRID,
            tuple(BlockCell(text, where, column, sure=sure or column == 0) for column, (text, where) in cells),
            self._number,
        )


def _followed(records: Sequence[Record]) -> frozenset[Record]:
    """The rows of T2 behind which the form's next stands: no lines were lost in between that made two rows one."""
    table = TableName.DISCLOSURE
    slots = [exact(table).get(as_label(record.label), ()) for record in records]
    keys = [SEQUENCES[table][found[0][0]].key if found else "" for found in slots]
    rows = [[row.key for row in form.table(table)] for form in FORMS.values()]
    next_to = {pair for own in rows for pair in pairwise([*own, "end"])}
    return frozenset(record for record, pair in zip(records, pairwise([*keys, "end"]), strict=True) if pair in next_to)


def _adds_up(record: Record) -> bool:
    """Whether the last number of a row is the sum of the others: where lines were lost, two rows may be one."""
    parsed = [parse_number(pair.number) for pair in record.pairs]
    values = [0 if one is None else one.value for one in parsed]
    return sum(values[:-1]) == values[-1]
