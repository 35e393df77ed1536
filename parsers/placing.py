"""The numbers of one row, and their places in it: certain, or withheld.

Place in the flow: ``runs`` → **placing** → ``rows``. Never guesses: where a source lost a cell, the readings that fit
are listed and the value withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from parsers.form import Column, Row
from parsers.normalise import fold
from parsers.numbers import number_cell
from parsers.report import AMBIGUOUS, BLANK, INVALID, Cell, Doubt, Where
from parsers.row_frames import NOWHERE, Frame, is_complete
from parsers.runs import Run
from parsers.sums import LEAST_OF_A_SUM
from parsers.tokens import EMPTY, GLUED, NUMBER, UNSURE, Token

_SAID = {
    Doubt.LOST_CELLS: "fewer numbers than columns",
    Doubt.EMPTY_OR_LOST: "this row is empty, or its numbers are lost",
    Doubt.TOO_MANY: "more numbers than columns",
    Doubt.RUN_TOGETHER: "digits of several cells run together",
    Doubt.UNEXPLAINED: "numbers of this table stand where no label explains them",
    Doubt.CUT_OFF: "the text breaks off behind this label",
    Doubt.DISORDER: "the column heads stand in an order that is not the form's",
    Doubt.REPEATS_DROPPED: "the source keeps only the first of equal lines: repeated numbers are gone",
    Doubt.TWO_READINGS: "more than one reading fits",
    Doubt.UNREADABLE: "what stands here could not be read with certainty",
    Doubt.CONTRADICTED: "the sums of the form contradict what was recognised here",
    Doubt.DIGITS_LOST: "digits are gone from the source, as where a font lacks them",
    Doubt.ELSEWHERE: "the table stands behind the last sections, where annexes and other organs' tables stand",
}

# Digits run together that a longer number may begin.
_LONGER = re.compile(r"[1-9]\d")


class Placed(NamedTuple):
    """The cells of one row, whether all its numbers were used, and whether they stand in columns that others show.

    What the gaps of such a row prove, only the other rows can tell.
    """

    cells: tuple[Cell, ...]
    clean: bool = True
    by_column: bool = False


def place(run: Run, row: Row, frame: Frame) -> Placed:
    """Assign a run to the columns of a row.

    Certain: as many cells as columns, where the other rows have theirs. A positional row with gaps is placed by its
    columns where these are known; all else is withheld.
    """
    width = len(row.columns)
    filled = run.filled
    if not filled:
        return Placed(tuple(Cell(BLANK, None, "", run.label.where) for _ in row.columns))
    if len(filled) == 1 and filled[0].what is GLUED and not (run.positional and len(run.items) >= width > 1):
        return _glued(filled[0], run, row)
    if frame.cell_by_cell and any(item.what is UNSURE for item in filled):
        return Placed(withheld(run, row, Doubt.UNREADABLE))
    if is_complete(run, width):
        # As many numbers as columns, but one to the right of all other rows: an empty cell, and a number astray.
        behind = run.label.column + 1 + frame.leads.get(len(row.labels), 0)
        start = behind if frame.cell_by_cell else frame.start_of(run, row)
        moved = run.positional and start not in {None, run.offsets[0]}
        return Placed(withheld(run, row, Doubt.LOST_CELLS) if moved else cells_of(filled, row.columns))
    if len(filled) > width:
        return Placed(withheld(run, row, Doubt.TOO_MANY), clean=False)
    return _between_gaps(run, row, frame)


def is_glued(token: Token) -> bool:
    """Whether a cell holds digits only that are no number (00, 0012): cells run together, or glyphs drawn twice."""
    return token.what is GLUED and fold(token.text).strip().isdigit()


def cells_of(tokens: Sequence[Token], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """A token a column as cells; what the reader was not sure of is withheld, its reading kept in ``raw``."""
    return tuple(_cell(token, column) for token, column in zip(tokens, columns, strict=True))


def _cell(token: Token, column: Column) -> Cell:
    if token.sure:
        return number_cell(token.text, column.kind, column.key, token.where)
    said = (_SAID[Doubt.UNREADABLE],)
    return Cell(AMBIGUOUS, None, token.text.strip(), token.where, said, Doubt.UNREADABLE)


def _empty_at(where: Where, like: Token) -> Token:
    return msgspec.structs.replace(like, what=EMPTY, text="", squashed="", where=where, sure=True)


def _between_gaps(run: Run, row: Row, frame: Frame) -> Placed:
    """A row with fewer numbers than columns: by its columns where they show; else withheld, but for zeros."""
    if run.positional and (cells := _by_column(run, row, frame)):
        return Placed(cells, by_column=True)
    if run.positional and len(row.columns) >= LEAST_OF_A_SUM and {item.text.strip() for item in run.filled} == {"0"}:
        return _zeros(run, row)
    return Placed(withheld(run, row, Doubt.LOST_CELLS))


def _zeros(run: Run, row: Row) -> Placed:
    """A row of zeros that lacks one: whichever cell was lost, the others hold zero.

    The hole is at its end, as rows that list their cells in order and pad behind them have it.
    """
    expected = run.label.column + 1 if run.label.block == run.filled[0].block else 0
    if run.offsets != (expected, expected + len(row.columns) - 2) or len(run.filled) != len(row.columns) - 1:
        return Placed(withheld(run, row, Doubt.LOST_CELLS))
    last = run.filled[-1]
    return Placed(with_holes(cells_of([*run.filled, _empty_at(last.where, last)], row.columns)))


def with_holes(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells with their blanks withheld: a text may lose a cell and gain a gap elsewhere."""
    readings = ("this cell is empty", "some other cell of the row is lost")
    return tuple(
        Cell(AMBIGUOUS, None, "", cell.where, readings, Doubt.LOST_CELLS) if is_hole(cell) else cell for cell in cells
    )


def is_hole(cell: Cell) -> bool:
    """Whether a cell is blank without a mark that says so."""
    return cell.status is BLANK and not cell.raw


def _by_column(run: Run, row: Row, frame: Frame) -> tuple[Cell, ...]:
    """The cells by the columns in which they stand; empty where these are not known, or the row has not all of them."""
    first, last = run.offsets
    start = frame.start_of(run, row)
    if start is None:
        whole = last - first + 1 == len(row.columns) and first == frame.first.get(run.label.column, first)
        start = first if whole and not frame.cell_by_cell else NOWHERE
    stop = start + len(row.columns)
    by_column = {item.column: item for item in run.items}
    # Of merged cells only the first column is one of the row's.
    if not 0 <= start <= first or last >= stop or any(column not in by_column for column in range(start, stop)):
        return ()
    return cells_of([by_column[column] for column in range(start, stop)], row.columns)


def sums_differ(cells: Sequence[Cell]) -> bool:
    """Whether a row with a total, all of it read, does not add up to it."""
    values = [0 if cell.status is BLANK else cell.value for cell in cells]
    if len(values) < LEAST_OF_A_SUM or any(value is None for value in values):
        return False
    return sum(value for value in values[:-1] if value is not None) != values[-1]


def adds_up_as_it_stands(cells: Sequence[Cell]) -> bool:
    """Whether the last cell is the sum of the others, the empty ones being nothing."""
    values = [0 if cell.status is BLANK else cell.value for cell in cells]
    return None not in values and sum(value or 0 for value in values[:-1]) == values[-1]


def _glued(item: Token, run: Run, row: Row) -> Placed:
    """Digits run together: certain where they can be divided in one way only, else withheld."""
    if len(row.columns) == 1:
        return Placed(cells_of([item], row.columns))
    parts = _divided(fold(item.text).strip(), len(row.columns))
    if parts:
        return Placed(cells_of([msgspec.structs.replace(item, text=part) for part in parts], row.columns))
    return Placed(withheld(run, row, Doubt.RUN_TOGETHER))


def _divided(text: str, width: int) -> Sequence[str]:
    """The one way in which digits make the numbers of a row; none where there are more.

    No number begins with a zero, so zeros are one a column, and before the last column they leave all others to it. A
    digit a column is certain where there are sums, and all hold: any other may belong to a longer number, beside a cell
    that was lost.
    """
    if not text.isdecimal() or len(text) < width:
        return ()
    zeros, last = text[: width - 1], text[width - 1 :]
    if width >= LEAST_OF_A_SUM:
        size = LEAST_OF_A_SUM if width % LEAST_OF_A_SUM == 0 else width
        sums = (list(map(int, text[start : start + size])) for start in range(0, len(text), size))
        return text if len(text) == width and all(sum(part[:-1]) == part[-1] for part in sums) else ()
    return (*zeros, last) if set(zeros) == {"0"} and (last == "0" or last[0] != "0") else ()


def may_hide_an_empty_cell(run: Run, width: int, others: Iterable[tuple[Run, int]]) -> bool:
    """Whether digits run together, one a column, may be fewer numbers: where others of their kind have too few.

    Such rows show that empty cells leave nothing behind; then two digits may be one number. No number begins with zero.

    :param others: the runs of all rows, with how many columns each has.
    """
    if width == 1 or not _LONGER.search(_digits(run)):
        return False
    return any(0 < len(digits) < columns for other, columns in others if (digits := _digits(other)))


def _digits(run: Run) -> str:
    """The digits of a row that are run together; nothing where it has other cells."""
    alone = len(run.items) == 1 and not run.positional and run.items[0].what in {GLUED, NUMBER}
    text = fold(run.items[0].text).strip() if alone else ""
    return text if text.isdecimal() else ""


def withheld(run: Run, row: Row, why: Doubt) -> tuple[Cell, ...]:
    """The cells of a row with all its numbers in each, as it is not known which is whose."""
    raw = " ".join(item.text.strip() for item in run.filled)
    first = run.filled[0] if run.filled else run.label
    cell = Cell(AMBIGUOUS, None, raw, first.where, (f"{_SAID[why]}: {raw}" if raw else _SAID[why],), why)
    return (cell,) * len(row.columns)


def withhold(cell: Cell, why: Doubt, said: str | None = None) -> Cell:
    """A cell whose value may not be taken as read, and why; what was read stays in ``raw``.

    :param said: the reason in words, where more is known than the doubt itself says.
    """
    if cell.status in {AMBIGUOUS, INVALID}:
        return cell
    readings = (*cell.readings, said or _SAID[why])
    return msgspec.structs.replace(cell, status=AMBIGUOUS, value=None, readings=readings, doubt=why)
