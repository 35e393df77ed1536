"""Damage to whole tables: heads, columns and extents lost or wrong, tables cut, merged and copied."""

from __future__ import annotations

import random
from dataclasses import replace

from parsers.form import APPLICANTS, TableName
from tests.factory.grid import Grid, GridCell, is_number_row
from tests.factory.grid_damage import SUMMED, Damage, Grids, label, number_rows, numbers
from tests.factory.tables import ORGANISATIONS


def _head_cells(grids: Grids) -> list[tuple[Grid, int, int]]:
    return [
        (grid, r, i)
        for grid in grids
        for r, row in enumerate(grid.rows)
        if not is_number_row(row)
        for i, cell in enumerate(row)
        if cell.text
    ]


def head_row_lost(rng: random.Random, grids: Grids) -> None:
    grid, r, _ = rng.choice(_head_cells(grids))
    del grid.rows[r]


def heads_lost(rng: random.Random, grids: Grids) -> None:
    grid = rng.choice(grids)
    grid.rows = [row for row in grid.rows if is_number_row(row)] or grid.rows


def head_cell_lost(rng: random.Random, grids: Grids) -> None:
    """The heads behind it move up."""
    grid, r, i = rng.choice(_head_cells(grids))
    if len(grid.rows[r]) > 1:
        del grid.rows[r][i]


def head_cell_emptied(rng: random.Random, grids: Grids) -> None:
    grid, r, i = rng.choice(_head_cells(grids))
    grid.rows[r][i].text = ""


def heads_swapped(rng: random.Random, grids: Grids) -> None:
    """Two heads exchanged above numbers that stay: the organ's own table may be meant either way."""
    grid, r, i = rng.choice(_head_cells(grids))
    row = grid.rows[r]
    if i + 1 < len(row):
        row[i].text, row[i + 1].text = row[i + 1].text, row[i].text


def column_lost(rng: random.Random, grids: Grids) -> None:
    """The numbers of a column are gone and its head stands."""
    table = rng.choice(SUMMED)
    places = [(grid, r) for grid, r in number_rows(grids, (table,)) if len(numbers(grid.rows[r])) >= 5]
    if places:
        at = rng.randrange(5)
        for grid, r in places:
            del grid.rows[r][numbers(grid.rows[r])[at]]


def column_lost_with_head(rng: random.Random, grids: Grids) -> None:
    """A column of T3 is gone, and the heads above it are narrower."""
    column = rng.choice(APPLICANTS)
    narrower = {"申请人情况", "法人或其他组织" if column.label in ORGANISATIONS else ""}
    for grid in grids:
        heads = [row for row in grid.rows if not is_number_row(row)]
        for row in grid.rows:
            row[:] = [cell for cell in row if not (cell.key or "").endswith(f".{column.key}")]
        if grid.name is TableName.APPLICATIONS:
            for row in heads:
                row[:] = [cell for cell in row if cell.text != column.label]
                for cell in row:
                    cell.span -= cell.text in narrower and cell.span > 1


def last_years_column(rng: random.Random, grids: Grids) -> None:
    """Beside each number of T2 that of last year, under a head of its own."""
    for grid in grids:
        if grid.name is not TableName.DISCLOSURE or rng.random() < 0.1:
            continue
        for row in grid.rows:
            places = numbers(row)
            if len(places) == 1:
                cell = row[places[0]]
                cell.span = max(1, cell.span - 1)
                row.insert(places[0], GridCell(str(rng.randint(0, 60))))
            elif len(row) == 2 and row[0].text == "信息内容":
                row[1].span = max(1, row[1].span - 1)
                row.insert(1, GridCell("上年" + row[1].text.removeprefix("本年")))


def headless_column(rng: random.Random, grids: Grids) -> None:
    """A column of numbers more in T3, and nothing above it."""
    at = rng.randrange(8)
    for grid, r in number_rows(grids, (TableName.APPLICATIONS,)):
        row = grid.rows[r]
        places = [*numbers(row), len(row)]
        row.insert(places[min(at, len(places) - 1)], GridCell(str(rng.randint(0, 9))))


def empty_column(rng: random.Random, grids: Grids) -> None:
    """An empty cell more in every row of numbers, and no head has moved."""
    table = rng.choice(list(TableName))
    at = rng.randrange(4)
    for grid, r in number_rows(grids, (table,)):
        row = grid.rows[r]
        places = numbers(row)
        row.insert(places[min(at, len(places) - 1)], GridCell(""))


def two_tables_merged(rng: random.Random, grids: Grids) -> None:
    """A table goes on in the next without a sign."""
    if len(grids) < 2:
        return
    at = rng.randrange(len(grids) - 1)
    grids[at : at + 2] = [Grid(grids[at].name, [*grids[at].rows, *grids[at + 1].rows])]


def tables_side_by_side(_: random.Random, grids: Grids) -> None:
    """T2 to the left of T3."""
    first, second = grids[0], next((g for g in grids if g.name is TableName.APPLICATIONS), grids[-1])
    if first is second:
        return
    width = first.width
    for r, row in enumerate(second.rows):
        if r < len(first.rows):
            first.rows[r].extend(row)
        else:
            first.rows.append([GridCell("", width), *row])
    grids.remove(second)


def cut_at_the_end(rng: random.Random, grids: Grids) -> None:
    grid = rng.choice(grids)
    del grid.rows[rng.randrange(1, max(2, len(grid.rows))) :]


def cut_at_the_start(rng: random.Random, grids: Grids) -> None:
    grid = rng.choice(grids)
    del grid.rows[: rng.randrange(1, max(2, len(grid.rows)))]


def split_in_a_row(rng: random.Random, grids: Grids) -> None:
    """Two tables, and a row of which the left half is the last of one and the right half the first of the other."""
    grid, r = rng.choice([x for x in number_rows(grids) if len(numbers(x[0].rows[x[1]])) > 1])
    row = grid.rows[r]
    at = numbers(row)[rng.randrange(1, len(numbers(row)))]
    rest = Grid(grid.name, [row[at:], *grid.rows[r + 1 :]])
    grid.rows[r:] = [row[:at]]
    grids.insert(grids.index(grid) + 1, rest)


def extent_wrong(rng: random.Random, grids: Grids) -> None:
    """A merged cell covers a row or a column more or less than it should."""
    cells = [cell for grid in grids for row in grid.rows for cell in row if cell.height > 1 or cell.span > 1]
    if not cells:
        return
    cell = rng.choice(cells)
    if cell.height > 1 and (cell.span == 1 or rng.random() < 0.5):
        cell.height += rng.choice((-1, 1))
    else:
        cell.span += rng.choice((-1, 1))


def extents_lost(rng: random.Random, grids: Grids) -> None:
    """Rows that cells covered from above no longer know it: their own cells begin at the left."""
    grid = rng.choice(grids)
    for row in grid.rows:
        for cell in row:
            cell.height = 1


def spans_lost(rng: random.Random, grids: Grids) -> None:
    grid = rng.choice(grids)
    for row in grid.rows:
        for cell in row:
            cell.span = 1


def blanks_dropped(_: random.Random, grids: Grids) -> None:
    """Empty cells vanish, and the rows grow shorter."""
    for grid in grids:
        grid.rows = [kept for row in grid.rows if (kept := [cell for cell in row if cell.text])]


def group_heads_with_numbers(rng: random.Random, grids: Grids) -> None:
    """A row with the name of a group and the sum of its rows above them."""
    heads = [
        (grid, r, cell)
        for grid, r in number_rows(grids, (TableName.APPLICATIONS,))
        for cell in grid.rows[r]
        if cell.key is None
        and cell.text.startswith(("（三", "（四", "（五", "（六"))
        and cell is not label(grid.rows[r])
    ]
    if not heads:
        return
    grid, r, head = rng.choice(heads)
    for y, row in enumerate(grid.rows[:r]):
        for cell in row:
            if y + cell.height > r:
                cell.height += 1
    outer = [cell for cell in grid.rows[r][: grid.rows[r].index(head)] if cell.height > 1]
    for cell in outer:
        cell.height += 1
        grid.rows[r].remove(cell)
    sums = [GridCell(str(rng.randint(0, 20))) for _ in range(7)]
    grid.rows.insert(r, [*outer, GridCell(head.text, 2 if head.height > 1 else 1), *sums])


def label_column_apart(rng: random.Random, grids: Grids) -> None:
    """The labels of a table in one grid and its numbers in the next."""
    where, grid = rng.choice([(i, g) for i, g in enumerate(grids) if any(map(is_number_row, g.rows))])
    rows = [[cell for cell in row if cell.key] for row in grid.rows if is_number_row(row)]
    for row in grid.rows:
        row[:] = [cell for cell in row if not cell.key] or [GridCell("")]
    grids.insert(where + 1, Grid(grid.name, rows))


def labels_one_row_down(_: random.Random, grids: Grids) -> None:
    """The labels of T3 are shifted by a row against the numbers, an empty one above."""
    places = [(grid, r) for grid, r in number_rows(grids, (TableName.APPLICATIONS,)) if label(grid.rows[r])]
    texts = ["", *(cell.text for grid, r in places if (cell := label(grid.rows[r])))]
    for (grid, r), text in zip(places, texts, strict=False):
        own = label(grid.rows[r])
        if own is not None:
            own.text = text


def another_years_table(rng: random.Random, grids: Grids) -> None:
    """T3 twice, the other time with other numbers; all of them where they are joined to one."""
    tables = [grid for grid in grids if grid.name is TableName.APPLICATIONS] or list(grids)
    copies = [grid.copy() for grid in tables]
    for grid in copies:
        for row in grid.rows:
            for cell in row:
                if cell.key:
                    cell.text, cell.key = str(rng.randint(0, 30)), None
    at = grids.index(tables[0]) + (0 if rng.random() < 0.5 else len(tables))
    grids[at:at] = copies


def transposed(rng: random.Random, grids: Grids) -> None:
    """Rows become columns."""
    at = rng.randrange(len(grids))
    grid = grids[at]
    seen: set[int] = set()
    rows = []
    for column in zip(*grid.covered(), strict=True):
        cells = []
        for cell in column:
            if cell is None:
                cells.append(GridCell(""))
            elif id(cell) not in seen:
                seen.add(id(cell))
                cells.append(replace(cell, span=cell.height, height=cell.span))
        rows.append(cells)
    grids[at] = Grid(grid.name, rows)


def columns_reversed(rng: random.Random, grids: Grids) -> None:
    """A table from right to left."""
    for row in rng.choice(grids).rows:
        row.reverse()


TABLE_DAMAGES: dict[str, Damage] = {
    "head row lost": head_row_lost,
    "heads lost": heads_lost,
    "head lost": head_cell_lost,
    "head emptied": head_cell_emptied,
    "heads swapped": heads_swapped,
    "column lost": column_lost,
    "column lost with its head": column_lost_with_head,
    "last year's column": last_years_column,
    "headless column": headless_column,
    "empty column": empty_column,
    "two tables merged": two_tables_merged,
    "tables side by side": tables_side_by_side,
    "cut at the end": cut_at_the_end,
    "cut at the start": cut_at_the_start,
    "split in a row": split_in_a_row,
    "extent wrong": extent_wrong,
    "extents lost": extents_lost,
    "spans lost": spans_lost,
    "blanks dropped": blanks_dropped,
    "group heads with numbers": group_heads_with_numbers,
    "labels and numbers apart": label_column_apart,
    "labels a row down": labels_one_row_down,
    "another year's table": another_years_table,
    "transposed": transposed,
    "columns reversed": columns_reversed,
}
