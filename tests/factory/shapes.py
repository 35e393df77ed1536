"""The shapes in which organs print the three tables: other merges, tables split or joined, other heads, extra rows.

A shape takes the official grids and may change them; what the report says stays the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from parsers.form import CHANNELS, OUTCOMES, TableName
from tests.factory.grid import Grid, GridCell, GridRow, is_number_row
from tests.factory.tables import ORGANISATIONS

Grids = list[Grid]
Shape = Callable[[random.Random, Grids], Grids]


def official(_: random.Random, grids: Grids) -> Grids:
    return grids


def _filled(grid: Grid, *, repeat: bool) -> Grid:
    """No merged cells: each position a cell, the covered ones empty or repeating the label."""
    rows: list[GridRow] = []
    seen: set[int] = set()
    for row in grid.covered():
        cells: GridRow = []
        for cell in row:
            first = cell is not None and id(cell) not in seen
            seen.add(id(cell))
            if cell is not None and (first or (repeat and cell.key is None)):
                cells.append(GridCell(cell.text, key=cell.key))
            else:
                cells.append(GridCell(""))
        rows.append(cells)
    return Grid(grid.name, rows)


def blank_for_merged(_: random.Random, grids: Grids) -> Grids:
    """Empty cells where the official table merges."""
    return [_filled(grid, repeat=False) for grid in grids]


def repeated_labels(_: random.Random, grids: Grids) -> Grids:
    """Each label again in every cell that its merged cell covered."""
    return [_filled(grid, repeat=True) for grid in grids]


def ragged(_: random.Random, grids: Grids) -> Grids:
    """No merges and nothing in their place: rows are as long as what they say."""
    return [Grid(grid.name, [[replace(c, span=1, height=1) for c in row] for row in grid.rows]) for grid in grids]


def padded(rng: random.Random, grids: Grids) -> Grids:
    """Ragged, and filled up with empty cells at the right end."""
    short = ragged(rng, grids)
    for grid, whole in zip(short, grids, strict=True):
        for row in grid.rows:
            row.extend(GridCell("") for _ in range(whole.width - len(row)))
    return short


def stretched(_: random.Random, grids: Grids) -> Grids:
    """Columns of the drawing program that nobody sees: each column is two, merged everywhere."""
    return [Grid(grid.name, [[replace(c, span=c.span * 2) for c in row] for row in grid.rows]) for grid in grids]


def items_apart(_: random.Random, grids: Grids) -> Grids:
    """T2 as a table for each item of article 20."""
    t2, *rest = grids
    parts: Grids = []
    for row in t2.rows:
        if len(row) == 1:
            parts.append(Grid(t2.name))
        parts[-1].rows.append(row)
    return [*parts, *rest]


def _channel_cells(t4: Grid) -> list[GridRow]:
    numbers = [row for row in t4.rows if is_number_row(row)][-1]
    return [numbers[at : at + 5] for at in (0, 5, 10)]


def upright(_: random.Random, grids: Grids) -> Grids:
    """T4 with a row for each channel."""
    heads = [GridCell("", 2), *(GridCell(column.label) for column in OUTCOMES)]
    review, direct, after = _channel_cells(grids[-1])
    rows = [
        heads,
        [GridCell("行政复议", 2), *review],
        [GridCell("行政诉讼", 1, 2), GridCell("未经复议直接起诉"), *direct],
        [GridCell("复议后起诉"), *after],
    ]
    return [*grids[:-1], Grid(TableName.PROCEEDINGS, rows)]


def outcomes_down(_: random.Random, grids: Grids) -> Grids:
    """T4 with a row for each outcome and a column for each channel."""
    channels = _channel_cells(grids[-1])
    rows = [
        [GridCell("", 1, 2), GridCell("行政复议", 1, 2), GridCell("行政诉讼", 2)],
        [GridCell("未经复议直接起诉"), GridCell("复议后起诉")],
        *([GridCell(column.label), *(cells[i] for cells in channels)] for i, column in enumerate(OUTCOMES)),
    ]
    return [*grids[:-1], Grid(TableName.PROCEEDINGS, rows)]


def channels_apart(_: random.Random, grids: Grids) -> Grids:
    """T4 as three tables one below the other."""
    parts = [
        Grid(
            TableName.PROCEEDINGS,
            [[GridCell(" ".join(labels), 5)], [GridCell(column.label) for column in OUTCOMES], cells],
        )
        for (_, labels), cells in zip(CHANNELS, _channel_cells(grids[-1]), strict=True)
    ]
    return [*grids[:-1], *parts]


def flat_head(_: random.Random, grids: Grids) -> Grids:
    """T3 with one row of heads."""
    t3 = _t3(grids)
    t3.rows[0:3] = [[GridCell("", 3), *(GridCell(x) for x in ("自然人", *ORGANISATIONS, "总计"))]]
    return grids


def two_heads(_: random.Random, grids: Grids) -> Grids:
    """T3 with two rows of heads, without the note and the applicants' head."""
    t3 = _t3(grids)
    t3.rows[0:3] = [
        [GridCell("", 3, 2), GridCell("自然人", 1, 2), GridCell("法人或其他组织", 5), GridCell("总计", 1, 2)],
        [GridCell(label) for label in ORGANISATIONS],
    ]
    return grids


def groups_on_rows(_: random.Random, grids: Grids) -> Grids:
    """T3 with each group's name on a row of its own, and one column of labels."""
    t3 = _t3(grids)
    rows: list[GridRow] = []
    for row in t3.rows:
        labels = [cell for cell in row if cell.key is None]
        numbers = [cell for cell in row if cell.key is not None]
        if not numbers:
            rows.append([replace(cell, span=1 if cell.span == 3 else cell.span) for cell in row])
            continue
        rows.extend([replace(label, span=1, height=1), *(GridCell("") for _ in numbers)] for label in labels[:-1])
        rows.append([replace(labels[-1], span=1), *numbers])
    t3.rows = rows
    return grids


def _head_rows(grid: Grid) -> int:
    return next((r for r, row in enumerate(grid.rows) if is_number_row(row)), len(grid.rows))


def _cut(grid: Grid, at: int, *, heads: bool, again: bool) -> tuple[Grid, Grid]:
    """A grid in two at a row; cells that reach over the cut are in both, the second time with their text or empty."""
    first, second = Grid(grid.name, grid.rows[:at]), Grid(grid.name, grid.rows[at:])
    reaching = [
        (start, cell, r + cell.height - at)
        for r, row in enumerate(grid.placed()[:at])
        for start, cell in row
        if r + cell.height > at
    ]
    carried = [
        replace(cell, text=cell.text if again else "", height=rest)
        for _, cell, rest in sorted(reaching, key=lambda x: x[0])
    ]
    for _, cell, rest in reaching:
        cell.height -= rest
    second.rows[0] = [*carried, *second.rows[0]]
    if heads:
        copied = grid.copy().rows[: _head_rows(grid)]
        second.rows[0:0] = copied
    return first, second


def _break(rng: random.Random, grids: Grids, *, heads: bool, again: bool) -> Grids:
    t3 = _t3(grids)
    at = rng.randrange(_head_rows(t3) + 1, len(t3.rows))
    first, second = _cut(t3, at, heads=heads, again=again)
    where = grids.index(t3)
    return [*grids[:where], first, second, *grids[where + 1 :]]


def split(rng: random.Random, grids: Grids) -> Grids:
    """T3 in two tables, the second without heads."""
    return _break(rng, grids, heads=False, again=False)


def split_again(rng: random.Random, grids: Grids) -> Grids:
    """T3 in two tables, heads and group names printed again."""
    return _break(rng, grids, heads=True, again=True)


def heads_again(rng: random.Random, grids: Grids) -> Grids:
    """The heads of T3 a second time inside the table, as pages begin with them."""
    split_up = _break(rng, grids, heads=True, again=rng.random() < 0.5)
    at = next(i for i, grid in enumerate(split_up) if grid.name is TableName.APPLICATIONS)
    joined = Grid(TableName.APPLICATIONS, [*split_up[at].rows, *split_up[at + 1].rows])
    return [*split_up[:at], joined, *split_up[at + 2 :]]


def extra_rows(rng: random.Random, grids: Grids) -> Grids:
    """Rows that the form does not have, with numbers of their own."""
    t3 = _t3(grids)
    inner = [r for r, row in enumerate(t3.rows) if is_number_row(row) and len([c for c in row if c.key is None]) == 1]
    for r in sorted(rng.sample(inner, min(len(inner), rng.choice((1, 2)))), reverse=True):
        label = rng.choice(("其中：网上申请", "其中：当面申请", "小计", "其中：信函申请"))
        own = next(cell for cell in t3.rows[r] if cell.key is None)
        for y, row in enumerate(t3.rows[: r + 1]):
            for cell in row:
                if y + cell.height > r + 1:
                    cell.height += 1
        t3.rows.insert(r + 1, [GridCell(label, own.span), *(GridCell(str(rng.randint(0, 9))) for _ in range(7))])
    return grids


def captions_inside(_: random.Random, grids: Grids) -> Grids:
    """A first row with the table's title or its unit."""
    titles = {
        TableName.DISCLOSURE: "主动公开政府信息情况统计表（2023年度）",
        TableName.APPLICATIONS: "收到和处理政府信息公开申请情况　　单位：件",
        TableName.PROCEEDINGS: "政府信息公开行政复议、行政诉讼情况",
    }
    for grid in grids:
        grid.rows.insert(0, [GridCell(titles[grid.name], grid.width)])
    return grids


def remarks_column(_: random.Random, grids: Grids) -> Grids:
    """A last column for remarks, mostly empty."""
    t3 = _t3(grids)
    heads = _head_rows(t3)
    t3.rows[0].append(GridCell("备注", 1, heads))
    for row in t3.rows[heads:]:
        row.append(GridCell(""))
    return grids


def joined(_: random.Random, grids: Grids) -> Grids:
    """All tables in one grid, an empty row between, as on one sheet."""
    width = max(grid.width for grid in grids)
    rows: list[GridRow] = []
    for grid in grids:
        rows.extend(grid.rows)
        rows.append([GridCell("", width)])
    return [Grid(TableName.DISCLOSURE, rows[:-1])]


def _t3(grids: Grids) -> Grid:
    return next(grid for grid in grids if grid.name is TableName.APPLICATIONS)


SHAPES: dict[str, Shape] = {
    "official": official,
    "blank for merged": blank_for_merged,
    "repeated labels": repeated_labels,
    "ragged": ragged,
    "padded": padded,
    "stretched": stretched,
    "items apart": items_apart,
    "upright": upright,
    "outcomes down": outcomes_down,
    "channels apart": channels_apart,
    "flat head": flat_head,
    "two heads": two_heads,
    "groups on rows": groups_on_rows,
    "split": split,
    "split again": split_again,
    "heads again": heads_again,
    "extra rows": extra_rows,
    "captions inside": captions_inside,
    "remarks column": remarks_column,
    "joined": joined,
}
# What a look may have one of each of, in the order in which they are applied; the merges are given up last.
CHOICES = (
    ("items apart",),
    ("upright", "outcomes down", "channels apart"),
    ("flat head", "two heads"),
    ("groups on rows", "extra rows", "remarks column"),
    ("captions inside",),
    ("split", "split again", "heads again"),
    ("blank for merged", "repeated labels", "ragged", "padded", "stretched"),
)
