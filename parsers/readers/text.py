"""Plain text in every serialisation tables are copied in: bytes → Document.

Place in the flow: picked by ``parsers.read`` for ``text/plain``. Lines with pipes or tabs become rows or loose cells,
all others lines of text; what a line means is for ``tokens`` and ``decode`` to find out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from parsers.document import LOOSE_CELL, ROW, Block, BlockCell, BlockKind, Document
from parsers.encoding import decode_text
from parsers.media_types import TEXT
from parsers.normalise import display_width
from parsers.numbers import Content, content
from parsers.readers.text_cells import empty_cells, page_numbers, shows_empty_cells, without_merged, without_padding
from parsers.readers.text_notations import without_notation, without_tags
from parsers.readers.text_repeated import with_rows
from parsers.readers.text_separators import with_pipes
from parsers.readers.text_tables import ruled_out, tables_of, without_fields
from parsers.report import ReadError, Where

# A report has some 30,000 characters in 1,000 lines; a line of a page flattened into one holds all of them.
MAX_LINES = 50_000
MAX_CHARACTERS = 5_000_000
# Tables drawn with box characters are rows between pipes.
_DRAWN_LINE = re.compile("[\u2502-\u254b\u2550-\u2573]")
_UPRIGHT, _LEVEL = "│┃║╎╏┆┇┊┋╽╿╵╷╹╻", "─━═╌╍┄┅┈┉╴╶╸╺╼╾"
_DRAWN = str.maketrans(
    {chr(code): "+" for code in range(0x2500, 0x2580)} | dict.fromkeys(_UPRIGHT, "|") | dict.fromkeys(_LEVEL, "-")
)
MAX_CELLS_A_LINE = 2_000
_RULE_LINE = re.compile(r"[|\s:=+-]+")
# A rule, or one that says how columns are aligned; a few dashes alone are marks for nothing.
_RULE = re.compile(r"[-=]{3}|:-|-:|\+[-=]")
# What data frames print for an empty cell.
_NOT_A_NUMBER = frozenset({"nan", "NaN"})
# Letters of the west that neither Chinese nor its pinyin has: a converter read a part of the text, or missed it.
_GARBLED = re.compile("[ÂÃÄÅÆÇÊËÎÏÐÑÔÕÖØÛÝÞßâãäåæçêëîïðñôõöøûýþÿ‹›]")
# A label, a tab, and its numbers with spaces between.
_SPACED_NUMBERS = re.compile(r"[^\t]*[^\d\s][^\t]*\t\s*[+-]?\d[\d.,]*(?:[ \u3000\xa0]+[+-]?\d[\d.,]*)+\s*")
_BLANKS = " \t\u3000\xa0\f\v|"
_EMPTY_ROW = 14
_ROW_PIPES = 3
# Of rows that close with a pipe so many may have been cut.
_MOST_CUT = 0.1


def read_text(data: bytes) -> Document:
    """Read a text file.

    :raises ReadError: ``empty-file``, ``damaged-utf8``, ``undecodable-text``, ``too-large`` or ``too-many-lines``.
    """
    text = decode_text(data)
    if len(text) > MAX_CHARACTERS:
        raise ReadError("too-large", f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read.")
    lines = without_tags(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise ReadError("too-many-lines", f"The text has {len(lines)} lines; a report has fewer than {MAX_LINES}.")
    lines = [line.translate(_DRAWN) if _DRAWN_LINE.search(line) else line.replace("｜", "|") for line in lines]
    lines = list(with_rows(list(without_notation(lines))))
    tables = tables_of(lines)
    if rows := with_pipes(lines, tables):
        lines = [rows.get(number, line) for number, line in enumerate(lines, start=1)]
        tables = {}
    if tables:
        lines = [line if number in tables else without_fields(line) for number, line in enumerate(lines, start=1)]
    lines = list(without_padding(without_merged(lines)))
    frame = frame_of(lines)
    drawing = ruled_out(lines, tables) if tables else ()
    pages, shown = page_numbers(lines), shows_empty_cells(lines)
    blocks: list[Block] = []
    for number, line in enumerate(lines, start=1):
        if number in drawing or number in pages or not line.strip():
            continue
        found = tables[number] if number in tables else line_block(line, number, frame)
        blocks += [found] if found is not None else []
        if shown and "|" in line and blocks:
            blocks += empty_cells(line, number, blocks[-1])
    return Document(TEXT, tuple(blocks), hides=_GARBLED.search(text) is not None)


class Frame(NamedTuple):
    """Whether rows open and close with a pipe that makes no cell."""

    opens: bool
    closes: bool


def frame_of(lines: Sequence[str]) -> Frame:
    """Whether most rows open with a pipe, and nearly all close with one; the others then lost theirs.

    Else a pipe at the start of a line closes an empty first cell, one at its end opens an empty last cell.
    """
    rows = [line.strip() for line in lines if line.count("|") >= _ROW_PIPES and line.strip(_BLANKS)]
    opening, open_ended = sum(row.startswith("|") for row in rows), sum(not row.endswith("|") for row in rows)
    return Frame(opening > len(rows) / 2, open_ended <= len(rows) * _MOST_CUT)


def line_block(line: str, number: int, frame: Frame) -> Block | None:
    """One line as a block; None for empty lines, short lines of bare pipes and the rules of drawn tables."""
    if _RULE_LINE.fullmatch(line) and _RULE.search(line):
        return None
    if not line.strip(_BLANKS):
        # A row in which every cell is empty is evidence; a few pipes are the padding of another row.
        bare = "|" if "|" in line else "\t"
        if line.count(bare) < _EMPTY_ROW:
            return None
        # Nor do the pipes that open and close it make cells.
        count = line.count(bare) + 1 - (bare == "|") * (frame.opens + frame.closes)
        cells = (BlockCell("", Where(line=number, column=column)) for column in range(1, count + 1))
        return Block(ROW, tuple(cells))
    line = line.replace("｜", "|")
    separator = "|" if "|" in line else "\t" if "\t" in line else None
    if separator == "\t" and line.count("\t") == 1 and ("\t" not in line.strip() or _SPACED_NUMBERS.fullmatch(line)):
        separator, line = None, line.replace("\t", " ")
    if separator is None:
        text = _clean(line)
        indent = display_width(line[: line.index(text)]) if text else 0
        return Block(BlockKind.TEXT, (BlockCell(text, Where(line=number), indent),))
    texts = [_clean(text) for text in line.split(separator)[:MAX_CELLS_A_LINE]]
    if separator == "|":
        # The pipes that frame a row open and close it; they make no cells.
        opens, closes = frame.opens and line.lstrip().startswith("|"), frame.closes and line.rstrip().endswith("|")
        texts = texts[1 if opens else 0 : -1 if closes else None]
        if loose := _loose_cell(texts):
            return Block(LOOSE_CELL, (BlockCell(loose, Where(line=number)),))
    texts = ["" if text in _NOT_A_NUMBER else text for text in texts]
    cells = (BlockCell(text, Where(line=number, column=column)) for column, text in enumerate(texts, start=1))
    return Block(ROW, tuple(cells))


def _loose_cell(texts: list[str]) -> str | None:
    """The text of a line with a single cell, as tables printed cell by cell have it; None for a row.

    A label with empty cells behind it is a row that holds nothing; a number with pipes behind it is the last
    cell of a row printed cell by cell.
    """
    filled = [text for text in texts if text]
    if len(filled) != 1 or texts.index(filled[0]) > 1:
        return None
    is_row = len(texts) - texts.index(filled[0]) > 1 and content(filled[0]) is Content.TEXT
    return None if is_row else filled[0]


def _clean(text: str) -> str:
    return text.strip(" \u3000\xa0\f\v\t\ufeff")
