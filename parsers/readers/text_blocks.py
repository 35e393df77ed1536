"""Tables in text whose rows stand one below the other between pipes or tabs, all of one width: grids.

Place in the flow: lines of ``text`` → **rows of cells** → ``text_tables``. Where merged cells were dropped and rows
filled up at their ends, as many cells stand in each row, too, but not below each other: such rows are left to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.form import TableName
from parsers.labels import column_wordings, row_wordings, wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content

# A few dashes alone are marks for nothing.
_RULE = re.compile(r"(?=.*(?:[-=]{3}|:-|-:|\+[-=]))[|\s:=+-]+")
_OPENS, _CLOSES = re.compile(r"\|"), re.compile(r"\|\Z")
_LEAST_FIELDS, _LEAST_ROWS = 3, 3
# Tables of fewer columns have no merged cells that rows could lack; the widest that numbers stand in without them.
_MERGED, _MOST_NUMBERS, _FEW_ROWS = 8, 7, 2


def blocks_of_rows(lines: Sequence[str], separator: str) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    """Lines one below the other that make a grid: number (from 1) and cells of each.

    Rules between them are passed over; a line of another width gives up its whole block.
    """
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        if separator in line:
            if not (separator == "|" and _RULE.fullmatch(line)):
                block.append((number, line))
        elif block and not _RULE.fullmatch(line):
            rows = cells_of_lines([text for _, text in block], separator)
            if is_grid(rows):
                yield [(own, cells) for (own, _), cells in zip(block, rows, strict=True)]
            block = []


def cells_of_lines(lines: Sequence[str], separator: str) -> list[tuple[str, ...]]:
    """The cells of some rows. Pipes that open or close each of them make none; else they part off an empty cell."""
    if separator == "|":
        texts = [line.strip() for line in lines]
        opens, closes = (all(map(test, texts)) for test in (_OPENS.match, _CLOSES.search))
        lines = [text[opens : len(text) - closes] for text in texts] if opens or closes else lines
    return [tuple(text.strip() for text in line.split(separator)) for line in lines]


def is_grid(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows make a grid: a wide one whose cells stand below each other, or one with numbered columns."""
    width = len(rows[0])
    if len(rows) < _LEAST_ROWS or width < _LEAST_FIELDS or any(len(row) != width for row in rows):
        return False
    if numbers_columns(rows[0]):
        return True
    return width >= _MERGED and _shows_merged_cells(rows) and _share_columns(rows) and _are_heads_in_place(rows)


def _shows_merged_cells(rows: Sequence[Sequence[str]]) -> bool:
    """Whether what merged cells cover is left empty before other cells, or says again what they say."""
    return any(any(row) and (not row[0] or (row[0] == row[1] and as_label(row[0]) in wordings())) for row in rows)


def _share_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers of all rows stand in as many columns as a table has; else rows were pushed to the left."""
    found = [columns for row in rows if not numbers_columns(row) and (columns := _number_columns(row))]
    return len(found) < _FEW_ROWS or max(map(max, found)) - min(map(min, found)) < _MOST_NUMBERS


def _are_heads_in_place(rows: Sequence[Sequence[str]]) -> bool:
    """Whether no head of T3 stands above labels of rows: else the heads were pushed to the left."""
    labels = [i for row in rows for i, text in enumerate(row) if as_label(text) in row_wordings()]
    heads = column_wordings(TableName.APPLICATIONS)
    return not any(as_label(text) in heads for row in rows for text in row[: max(labels, default=-1) + 1])


def numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row does nothing but number the columns, from 0 on, as data frames do."""
    return row[0] == "" and list(row[1:]) == [str(i) for i in range(len(row) - 1)]


def _number_columns(row: Sequence[str]) -> list[int]:
    """The columns in which a row has numbers, behind its label where it has one."""
    kinds = [content(text) for text in row]
    label = kinds.index(Content.TEXT) if Content.TEXT in kinds else -1
    return [i for i, kind in enumerate(kinds) if i > label and kind in {Content.NUMBER, Content.MARK}]
