"""Damage that conversion, editing and careless copying do to tables, applied to the grid before any medium renders it.

None turns a number into another one that stands alone in its place and contradicts nothing: no reader can know such.
Where a cell moves, a sum of the form must break with it; what has no sum (T2) is damaged only where a row or a table
shows it. Reports that are damaged have all their sums right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parsers.form import TableName
from tests.factory.grid import Grid, GridCell, GridRow

Grids = list[Grid]
Damage = Callable[[random.Random, Grids], None]
Change = Callable[[random.Random, Grid, int], None]
SUMMED = (TableName.APPLICATIONS, TableName.PROCEEDINGS)


def number_rows(grids: Grids, tables: Sequence[TableName] = tuple(TableName)) -> Iterator[tuple[Grid, int]]:
    """The rows that print cells of these tables."""
    for grid in grids:
        for r, row in enumerate(grid.rows):
            keys = [cell.key for cell in row if cell.key]
            if keys and keys[0].split(".")[0] in tables:
                yield grid, r


def at_row(
    change: Change,
    *,
    tables: Sequence[TableName] = tuple(TableName),
    only: Callable[[GridRow], bool] = bool,
) -> Damage:
    """Change one random row of numbers."""

    def damage(rng: random.Random, grids: Grids) -> None:
        found = [(grid, r) for grid, r in number_rows(grids, tables) if only(grid.rows[r])]
        if found:
            change(rng, *rng.choice(found))

    return damage


def numbers(row: GridRow) -> list[int]:
    """Where a row has its numbers."""
    return [i for i, cell in enumerate(row) if cell.key]


def label(row: GridRow) -> GridCell | None:
    """The innermost label of a row."""
    return next((cell for cell in reversed(row) if cell.key is None and cell.text), None)


def value(cell: GridCell) -> int:
    return int(cell.text) if cell.text.lstrip("-").isdecimal() else 0


def _values(row: GridRow) -> dict[str, int]:
    return {cell.key: value(cell) for cell in row if cell.key}


def _tells(row: GridRow) -> bool:
    """Whether neighbours differ, so that moving cells breaks a sum."""
    return len({cell.text for cell in row if cell.key}) > 1


def _move(row: GridRow, texts: list[str]) -> None:
    for i, text in zip(numbers(row), texts, strict=True):
        row[i].text = text


# --- cells lost, added, moved


def cell_deleted(rng: random.Random, grid: Grid, r: int) -> None:
    """The row is shorter by a cell."""
    del grid.rows[r][rng.choice(numbers(grid.rows[r]))]


def two_cells_deleted(rng: random.Random, grid: Grid, r: int) -> None:
    for i in sorted(rng.sample(numbers(grid.rows[r]), 2), reverse=True):
        del grid.rows[r][i]


def cell_deleted_and_padded(rng: random.Random, grid: Grid, r: int) -> None:
    """A number is lost, those behind it move up, and the row ends in an empty cell."""
    _shift(grid.rows[r], rng.choice(numbers(grid.rows[r])[:-1]), len(grid.rows[r]), left=True)


def _shift(row: GridRow, start: int, stop: int, *, left: bool) -> None:
    """Move texts by one cell between two places where a number changes by it; else leave them."""
    places = [i for i in numbers(row) if start <= i < stop]
    texts = [row[i].text for i in places]
    moved = [*texts[1:], ""] if left else ["", *texts[:-1]]
    if all(new in {"", old} for new, old in zip(moved, texts, strict=True)):
        return
    for i, text in zip(places, moved, strict=True):
        row[i].text = text


def shifted_left(_: random.Random, grid: Grid, r: int) -> None:
    _shift(grid.rows[r], 0, len(grid.rows[r]), left=True)


def shifted_right(_: random.Random, grid: Grid, r: int) -> None:
    _shift(grid.rows[r], 0, len(grid.rows[r]), left=False)


def cell_added(rng: random.Random, grid: Grid, r: int) -> None:
    """An empty cell between the numbers; the row is longer."""
    grid.rows[r].insert(rng.choice(numbers(grid.rows[r])), GridCell(""))


def number_added(rng: random.Random, grid: Grid, r: int) -> None:
    """A number too many."""
    grid.rows[r].insert(rng.choice(numbers(grid.rows[r])), GridCell(str(rng.randint(0, 9))))


def number_in_two_cells(rng: random.Random, grid: Grid, r: int) -> None:
    """12 as 1 and 2; the row is longer."""
    row = grid.rows[r]
    i = rng.choice([i for i in numbers(row) if len(row[i].text) > 1])
    row[i : i + 1] = [replace(row[i], text=row[i].text[:1], span=1), GridCell(row[i].text[1:])]


# --- numbers run together or apart


def _glue(row: GridRow, places: list[int], *, drop: bool) -> None:
    """Put the numbers of some neighbours into the first; only where the sum of the row then breaks."""
    glued = "".join(row[i].text for i in places)
    values = [value(row[i]) for i in numbers(row)]
    if not drop and not any(values) and not glued.strip("0"):
        glued = " ".join(row[i].text for i in places)
    row[places[0]].text = glued
    for i in reversed(places[1:]):
        if drop:
            del row[i]
        else:
            row[i].text = ""


def glued_shorter(rng: random.Random, grid: Grid, r: int) -> None:
    """Two or three numbers in one cell, the row shorter."""
    places = numbers(grid.rows[r])
    at = rng.randrange(len(places) - 1)
    _glue(grid.rows[r], places[at : at + rng.choice((2, 3))], drop=True)


def glued_with_blanks(_: random.Random, grid: Grid, r: int) -> None:
    """The whole row in its first cell, the others empty: one long string of digits."""
    _glue(grid.rows[r], numbers(grid.rows[r]), drop=False)


def spaced_in_one_cell(rng: random.Random, grid: Grid, r: int) -> None:
    """Several numbers in one cell, spaces or lines between."""
    row = grid.rows[r]
    places = numbers(row)
    row[places[0]].text = rng.choice((" ", "\n", "　")).join(row[i].text for i in places)
    for i in places[1:]:
        row[i].text = ""


def digits_spaced(rng: random.Random, grid: Grid, r: int) -> None:
    for cell in grid.rows[r]:
        if cell.key and len(cell.text) > 1:
            cell.text = rng.choice((" ", "\n", "\xa0")).join(cell.text)


def glyphs_doubled(rng: random.Random, grids: Grids) -> None:
    """Fake bold: every character of a table, or of a row, twice."""
    grid, r = rng.choice(list(number_rows(grids)))
    for row in grid.rows if rng.random() < 0.5 else [grid.rows[r]]:
        for cell in row:
            cell.text = "".join(char * 2 for char in cell.text)


def has_values(count: int) -> Callable[[GridRow], bool]:
    return lambda row: len(numbers(row)) >= count


def _two_digits(row: GridRow) -> bool:
    return any(cell.key and len(cell.text) > 1 and cell.text.isdecimal() for cell in row)


def _telling(row: GridRow) -> bool:
    return _tells(row) and len(numbers(row)) >= 5


def _glueable(row: GridRow) -> bool:
    return len(numbers(row)) >= 5 and all(cell.text for cell in row if cell.key)


CELL_DAMAGES: dict[str, Damage] = {
    "cell deleted": at_row(cell_deleted, only=has_values(2)),
    "two cells deleted": at_row(two_cells_deleted, only=has_values(3)),
    "cell deleted and padded": at_row(cell_deleted_and_padded, tables=SUMMED, only=_telling),
    "row shifted left": at_row(shifted_left, tables=SUMMED, only=_telling),
    "row shifted right": at_row(shifted_right, tables=SUMMED, only=_telling),
    "empty cell added": at_row(cell_added),
    "number added": at_row(number_added),
    "number in two cells": at_row(number_in_two_cells, only=_two_digits),
    "glued, row shorter": at_row(glued_shorter, only=_glueable),
    "row in its first cell, glued": at_row(glued_with_blanks, only=_glueable),
    "row in its first cell, spaced": at_row(spaced_in_one_cell, only=has_values(2)),
    "digits spaced": at_row(digits_spaced, only=_two_digits),
    "glyphs doubled": glyphs_doubled,
}
