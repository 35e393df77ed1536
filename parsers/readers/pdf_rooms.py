"""How much room the columns of a table without rules have, and the numbers that are broken for want of it.

Place in the flow: ``pdf_entries`` and ``pdf_table`` → **pdf_rooms** → ``pdf_flow``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.readers.pdf_broken import DigitLine, whole_number
from parsers.readers.pdf_entries import Entry
from parsers.readers.pdf_heads import column_of
from parsers.readers.pdf_labels import Row
from parsers.readers.pdf_pieces import Block, Piece
from parsers.readers.pdf_table import Columns


def rooms_of(numbers: Sequence[Block], columns: Columns) -> list[float]:
    """How wide the widest line of each column is, its head's included."""
    rooms = list(columns.heads)
    for piece in (piece for text in numbers for piece in text.pieces):
        column = column_of(piece, columns.values)
        rooms[column] = max(rooms[column], piece.x1 - piece.x0)
    return rooms


def have_no_room(numbers: Sequence[Block], columns: Columns) -> bool:
    """Whether all numbers of several lines are broken because a line has no room for one digit more.

    Else they are numbers of several rows, drawn column by column.
    """
    rooms = rooms_of(numbers, columns)
    return all(
        (piece.x1 - piece.x0) * (1 + 1 / len(piece.text)) > rooms[column_of(piece, columns.values)]
        for text in numbers
        for piece in text.pieces[:-1]
    )


def whole_numbers(entries: Sequence[Entry], rooms: Sequence[float], columns: Columns) -> dict[Piece, Piece]:
    """The numbers that a narrow column breaks over lines, by what stands for them, as one."""
    whole: dict[Piece, Piece] = {}
    middles = [(x0 + x1) / 2 for x0, x1 in columns.values]
    for entry in entries:
        for piece, text in zip(entry.row.values, entry.numbers, strict=True):
            lines = [DigitLine(one.text, one.x1 - one.x0, one.y, one.size) for one in text.pieces]
            column = column_of(piece, columns.values)
            # A column is no wider than the next one is away.
            near = [abs(middles[i] - middles[column]) for i in (column - 1, column + 1) if 0 <= i < len(middles)]
            if number := whole_number(lines, rooms[column], min(near, default=float("inf"))):
                whole[piece] = piece._replace(text=number, sure=all(one.sure for one in text.pieces))
    return whole


def with_whole(row: Row, whole: Mapping[Piece, Piece]) -> Row:
    """A row with such numbers in their places."""
    return row._replace(values=tuple(whole.get(piece, piece) for piece in row.values)) if whole else row
