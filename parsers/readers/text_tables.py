"""Tables in text whose rows all have their cells: separated by commas or semicolons, or as data frames are printed.

Place in the flow: lines of ``text`` → **rows of grids**, by the line they stand in. Every row of such a table has as
many fields as the others, and an empty field is an empty cell; a row that has not ends the table, left to others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from parsers.document import GRID, Block, BlockCell
from parsers.numbers import Content, content
from parsers.readers.text_blocks import blocks_of_rows, cells_of_lines, numbers_columns
from parsers.readers.text_dataframes import frames_of
from parsers.readers.text_drawn import drawn_tables
from parsers.readers.text_page import applications_on_page
from parsers.readers.text_page_heads import proceedings_on_page
from parsers.report import Where

_SEPARATORS, _PLAIN_SEPARATORS = ",;", "|\t"
_LEAST_FIELDS, _LEAST_ROWS, _LEAST_NUMBERS, _MOST_TEXTS = 3, 3, 2, 3
_MOST_LINES = 8
# Running text has commas as well; it ends its sentences.
_SENTENCE = re.compile("[。！？]")
# A paragraph or a heading in a file of such fields, empty ones before and behind it.
_ALONE = re.compile(
    r'(?P<before>[,;]*)(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<text>[^",;](?:[^"]*[^",;])?))'
    r'(?P<behind>(?:([,;])(?:"")?(?:\5(?:"")?)+)?)'
)
_MARKDOWN_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
# What data frames print where a cell is empty, and over columns without a name.
_EMPTY = re.compile(r"nan|NaN|None|<NA>|Unnamed: \d+(?:_level_\d+)?")

# Numbers or marks for nothing with but spaces between them.
_SIDE_BY_SIDE = re.compile(r"[\d/—–-]\s+[\d/—–-]")


class _Row(NamedTuple):
    """``lines``: so many lines of the text, from ``line`` on; in quotes a field goes on over the line's end.

    ``sure``: whether each field is of the column it stands in.
    """

    line: int
    lines: int
    separator: str
    fields: tuple[str, ...]
    sure: bool = True


def tables_of(lines: Sequence[str]) -> dict[int, Block | None]:
    """The rows of all such tables: number of the line (from 1) → GRID block; None where a row goes on."""
    found = drawn_tables(lines, 1)
    if found:
        lines = ["" if number in found else line for number, line in enumerate(lines, start=1)]
    first = 1 + max((block.table or 0 for block in found.values() if block), default=0)
    for table, rows in enumerate(_runs(lines), start=first):
        for row in _without_index(rows):
            cells = tuple(
                BlockCell(
                    "" if _EMPTY.fullmatch(text) else text,
                    Where(line=row.line, column=column + 1),
                    column,
                    sure=row.sure,
                )
                for column, text in enumerate(row.fields)
            )
            found.update(dict.fromkeys(range(row.line, row.line + row.lines)))
            found[row.line] = Block(GRID, cells, table)
    if not found and any(map(_SIDE_BY_SIDE.search, lines)):
        found = applications_on_page(lines, 1) | proceedings_on_page(lines, 2)
    return found


def ruled_out(lines: Sequence[str], tables: Container[int]) -> set[int]:
    """The lines beside the rows that only draw a table, or number its columns."""
    return {
        number
        for number, line in enumerate(lines, start=1)
        if number not in tables
        and (number - 1 in tables or number + 1 in tables or number + 2 in tables)
        and (
            _MARKDOWN_RULE.fullmatch(line.strip())
            or any((fields := _fields(line, one)) and numbers_columns(fields) for one in _SEPARATORS)
            or ("|" in line and numbers_columns(cells_of_lines([line], "|")[0]))
        )
    }


def without_fields(line: str) -> str:
    """A line beside tables of separated fields, one field of which holds all its text: that text."""
    alone = _ALONE.fullmatch(line.strip())
    if alone is None or not (alone["quoted"] or alone["behind"] or (alone["before"] and not line.isascii())):
        return line
    return alone["quoted"].replace('""', '"') if alone["quoted"] else alone["text"]


def _runs(lines: Sequence[str]) -> Iterator[list[_Row]]:
    """Rows next to one another, of one separator and one number of fields, that are a table of numbers."""
    for separator in _SEPARATORS:
        if sum(separator in line for line in lines) < _LEAST_ROWS:
            continue
        rows = []
        for number, count, line in _wholes(lines):
            fields = _fields(line, separator)
            rows.append(_Row(number, count, separator, fields if len(fields) >= _LEAST_FIELDS else ()))
        for width, group in groupby(rows, key=lambda row: len(row.fields)):
            run = list(group)
            if width and len(run) >= _LEAST_ROWS and any(map(_counts, run)):
                yield run
    for frame in frames_of(lines):
        yield [_Row(row.line, row.lines, " ", row.cells, row.whole) for row in frame]
    for separator in _PLAIN_SEPARATORS:
        if sum(separator in line for line in lines) >= _LEAST_ROWS:
            for block in blocks_of_rows(lines, separator):
                yield [_Row(number, 1, separator, cells) for number, cells in block]


def _wholes(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The lines, those joined in which a quoted field goes on: number of the first, how many, and the text."""
    at = 0
    while at < len(lines):
        count = 1
        if lines[at].count('"') % 2:
            joined = next((n for n in range(2, _MOST_LINES + 1) if "".join(lines[at : at + n]).count('"') % 2 == 0), 1)
            count = min(joined, len(lines) - at)
        yield at + 1, count, "\n".join(lines[at : at + count])
        at += count


def _fields(line: str, separator: str) -> tuple[str, ...]:
    if separator not in line or _SENTENCE.search(line):
        return ()
    try:
        [fields] = csv.reader(line.splitlines(keepends=True), delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        return ()
    return tuple(text.strip() for text in fields)


def _counts(row: _Row) -> bool:
    """Whether a row is one of numbers, with its label before them."""
    numbers = sum(content(text) is Content.NUMBER for text in row.fields)
    texts = sum(content(text) is Content.TEXT and not _EMPTY.fullmatch(text) for text in row.fields)
    return numbers >= _LEAST_NUMBERS and texts <= _MOST_TEXTS


def _is_indexed(rows: Sequence[_Row]) -> bool:
    """Whether the columns are numbered in the first row, and the rows in the first column, as data frames do."""
    return numbers_columns(rows[0].fields) and all(row.fields[0] == str(i) for i, row in enumerate(rows[1:]))


def _without_index(rows: list[_Row]) -> list[_Row]:
    if not _is_indexed(rows):
        return rows
    return [row._replace(fields=row.fields[1:]) for row in rows[1:]]
