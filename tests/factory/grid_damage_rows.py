"""Damage to rows: torn in two, doubled, lost, moved, and their labels cut, lost or wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.factory.grid import Grid, GridCell, GridRow
from tests.factory.grid_damage import Change, Damage, at_row, has_values, label, numbers


def _insert_below(grid: Grid, r: int, cells: GridRow) -> None:
    for y, row in enumerate(grid.rows[: r + 1]):
        for cell in row:
            if y + cell.height > r + 1:
                cell.height += 1
    grid.rows.insert(r + 1, cells)


def _emptied(cell: GridCell) -> GridCell:
    return replace(cell, text="", key=None, height=1)


def torn(
    first: Callable[[int, int, str], str], second: Callable[[int, int, str], str], labels: tuple[float, float]
) -> Change:
    """A row as two rows of full width.

    :param first: what of a number stands in the upper row: (its index, how many there are, its text) → text.
    :param second: the same of the lower row.
    :param labels: which part of the label each row has: from the start to the first, from the second to the end.
    """

    def change(_: random.Random, grid: Grid, r: int) -> None:
        row = grid.rows[r]
        own = label(row)
        places = numbers(row)
        upper, lower = [], []
        for i, cell in enumerate(row):
            if cell.key:
                at = places.index(i)
                upper.append(replace(cell, text=first(at, len(places), cell.text)))
                lower.append(replace(cell, text=second(at, len(places), cell.text)))
            elif cell is own:
                ends = [round(len(cell.text) * share) for share in labels]
                upper.append(replace(cell, text=cell.text[: ends[0]]))
                lower.append(replace(cell, text=cell.text[ends[1] :]))
            else:
                upper.append(cell)
                if cell.height == 1:
                    lower.append(_emptied(cell))
        grid.rows[r] = upper
        _insert_below(grid, r, lower)

    return change


def _all(_: int, __: int, text: str) -> str:
    return text


def _none(_: int, __: int, ___: str) -> str:
    return ""


def _left(i: int, count: int, text: str) -> str:
    return text if i < count // 2 else ""


def _right(i: int, count: int, text: str) -> str:
    return text if i >= count // 2 else ""


def row_doubled(_: random.Random, grid: Grid, r: int) -> None:
    copied = [replace(cell, height=1) for cell in grid.rows[r] if cell.height == 1]
    _insert_below(grid, r, copied)


def row_lost(_: random.Random, grid: Grid, r: int) -> None:
    """The row goes; what began in it and reaches down begins in the next."""
    tall = [replace(cell, height=cell.height - 1) for cell in grid.rows[r] if cell.height > 1]
    for y, row in enumerate(grid.rows[:r]):
        for cell in row:
            if y + cell.height > r:
                cell.height -= 1
    if tall and r + 1 < len(grid.rows):
        grid.rows[r + 1][0:0] = tall
    del grid.rows[r]


def rows_swapped(rng: random.Random, grid: Grid, r: int) -> None:
    """A row and the next of its table exchange their labels and numbers."""
    below = r + 1
    if below >= len(grid.rows) or len(numbers(grid.rows[r])) != len(numbers(grid.rows[below])):
        return
    upper, lower = grid.rows[r], grid.rows[below]
    first, second = label(upper), label(lower)
    if first is None or second is None or first.span != second.span or (first.height, second.height) != (1, 1):
        return
    first.text, second.text = second.text, first.text
    for i, j in zip(numbers(upper), numbers(lower), strict=True):
        upper[i].text, lower[j].text = lower[j].text, upper[i].text
        upper[i].key, lower[j].key = lower[j].key, upper[i].key


def first_in_row(_: random.Random, grid: Grid, r: int) -> None:
    """The numbers before the label."""
    row = grid.rows[r]
    own = label(row)
    if own is not None and own.height == 1:
        row.remove(own)
        row.append(own)


def page_row(text: str, *, wide: bool) -> Change:
    """A row of the page's own between two rows."""

    def change(_: random.Random, grid: Grid, r: int) -> None:
        inner = len(grid.rows[r])
        _insert_below(
            grid,
            r,
            [GridCell(text, grid.width)] if wide else [GridCell(text), *(GridCell("") for _ in range(inner - 1))],
        )

    return change


# --- labels


def label_change(change: Callable[[random.Random, str], str]) -> Change:
    def apply(rng: random.Random, grid: Grid, r: int) -> None:
        own = label(grid.rows[r])
        if own is not None:
            own.text = change(rng, own.text)

    return apply


def _cut_end(rng: random.Random, text: str) -> str:
    return text[: rng.randrange(1, max(2, len(text)))]


def _cut_start(rng: random.Random, text: str) -> str:
    return text[rng.randrange(1, max(2, len(text))) :]


def _typo(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text))
    return f"{text[:at]}错{text[at + 1 :]}"


def has_label(row: GridRow) -> bool:
    own = label(row)
    return own is not None and len(own.text) > 1


ROW_DAMAGES: dict[str, Damage] = {
    "torn: label above, numbers below": at_row(torn(_none, _all, (1, 1)), only=has_label),
    "torn: numbers above, label below": at_row(torn(_all, _none, (0, 0)), only=has_label),
    "torn: label in two, numbers above": at_row(torn(_all, _none, (0.5, 0.5)), only=has_label),
    "torn: label in two, numbers below": at_row(torn(_none, _all, (0.5, 0.5)), only=has_label),
    "torn: left half above": at_row(torn(_left, _right, (1, 1)), only=has_values(2)),
    "torn: left half below": at_row(torn(_right, _left, (1, 1)), only=has_values(2)),
    "torn: all in two": at_row(torn(_left, _right, (0.4, 0.4)), only=has_values(2)),
    "row doubled": at_row(row_doubled),
    "row lost": at_row(row_lost),
    "rows swapped": at_row(rows_swapped),
    "numbers before label": at_row(first_in_row),
    "page number row": at_row(page_row("- 3 -", wide=True)),
    "bare page number row": at_row(page_row("3", wide=True)),
    "bare page number in a first cell": at_row(page_row("3", wide=False)),
    "page header row": at_row(page_row("云溪县民政局政府信息公开工作年度报告", wide=True)),
    "empty row": at_row(page_row("", wide=False)),
    "label cut at the end": at_row(label_change(_cut_end), only=has_label),
    "label cut at the start": at_row(label_change(_cut_start), only=has_label),
    "label lost": at_row(label_change(lambda _, __: ""), only=has_label),
    "label doubled": at_row(label_change(lambda _, text: text * 2), only=has_label),
    "label misspelt": at_row(label_change(_typo), only=has_label),
    "label of another row": at_row(label_change(lambda _, __: "行政许可"), only=has_label),
}
