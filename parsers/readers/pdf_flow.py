"""Tables without rules, read in the order in which their cells were drawn.

Place in the flow: ``pdf_order`` → **pdf_flow** → ``pdf_columns``, which reads from their places alone what this leaves.
The order says which lines are one text and which texts one row; the places must bear it out: the numbers of a row on
one line, its label beside them, each number under one head.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_blank_rows import blank_rows
from parsers.readers.pdf_cells import Cell, Sheet
from parsers.readers.pdf_drawn import Rule
from parsers.readers.pdf_entries import edge_of, entries_of, follow_each_other, misaligned
from parsers.readers.pdf_groups import numbered, place_groups
from parsers.readers.pdf_heads import Head, head_of
from parsers.readers.pdf_labels import Row, groups_and_stray, holds_a_number, is_enumerated, torn, wrapped
from parsers.readers.pdf_order import TextRow, are_cell_by_cell, is_number, rows_in_order
from parsers.readers.pdf_pieces import Block, overlaps
from parsers.readers.pdf_rooms import have_no_room, rooms_of, whole_numbers, with_whole
from parsers.readers.pdf_table import (
    Columns,
    astray,
    columns_of,
    names_of,
    row_cells,
    stray_cells,
    stretches_of,
    under_heads,
)
from parsers.readers.pdf_text import PageLine

# How far apart rows of heads stand at most: in line heights, and in distances of rows.
_FAR_APART, _FURTHER = 3.6, 1.6
# The share of its rows that must have a sure place for a table to be read this way.
_MOST = 0.7
# How far heads that stand again on another page may be off across (points).
_SAME_PLACE = 1.0


class Flowing(NamedTuple):
    """A table: its lines, its cells, and whether its first row has no label, so that it may go on one before it."""

    lines: range
    sheet: Sheet
    begins_within: bool


class _Filled(NamedTuple):
    """A row, the groups that begin with it, and which of the rows of numbers it is; None for one of blanks."""

    row: Row
    groups: tuple[Block, ...]
    number: int | None = None


class _Table(NamedTuple):
    head: Sequence[TextRow]
    # Rows of numbers, and texts between them.
    body: Sequence[TextRow]
    # Heads that stand again on later pages.
    again: Sequence[TextRow]


def tables_in_order(lines: Sequence[PageLine], rules: Sequence[tuple[int, Rule]]) -> list[Flowing]:
    """The tables among running lines that can be read in the order in which they were drawn.

    :param rules: page and place of rules that run across.
    """
    rows = rows_in_order(lines, rules)
    by_cells = are_cell_by_cell(rows)
    found: list[Flowing] = []
    done = at = 0
    while at < len(rows):
        if not rows[at].is_of_numbers:
            at += 1
            continue
        table, stop = _table(rows, done, at)
        read = _read(table, rows, by_cells=by_cells) if table is not None else None
        if read is not None:
            found.append(read)
        done = at = stop
    return found


def _table(rows: Sequence[TextRow], done: int, first: int) -> tuple[_Table | None, int]:
    """The table that begins with a row of numbers, and where it ends; None where something disturbs it."""
    begins = first
    while begins > done and len(rows[begins - 1].texts) == 1 and _is_beside(rows[begins - 1].texts[0], [rows[first]]):
        begins -= 1
    if begins == done or len(rows[begins - 1].texts) == 1:
        begins = first
    start = _head_start(rows, done, begins, first)
    head = [*rows[start:begins]]
    body, pending, again = [*rows[begins : first + 1]], list[TextRow](), list[TextRow]()
    stop, at = first + 1, first + 1
    while at < len(rows):
        row = rows[at]
        repeated = _repeated(rows, at, head)
        if repeated:
            again += rows[at : at + repeated]
            at += repeated
            continue
        if row.is_of_numbers:
            if _has_numbers_among_labels(row, body):
                break
            body += [*pending, row]
            pending, stop = [], at + 1
        elif not _are_labels(rows, at, body):
            if is_number(row.texts[0]):
                return None, at + 1
            break
        else:
            pending.append(row)
        at += 1
    kept = {line for row in (*head, *body) for line in row.lines}
    again = [row for row in again if min(row.lines) < max(kept)]
    return _Table(head, body, again), stop


def _head_start(rows: Sequence[TextRow], done: int, begins: int, first: int) -> int:
    """The first row of the heads above a row of numbers."""
    start, edge = begins, min(text.x0 for text in rows[first].texts if is_number(text))
    distances = [
        b.texts[-1].y - a.texts[-1].y
        for a, b in pairwise(rows[first : first + 3])
        if a.is_of_numbers and a.page == b.page
    ]
    for at in range(begins - 1, done - 1, -1):
        row, below = rows[at], rows[start]
        size = row.texts[0].pieces[0].size
        gap = min(text.top for text in below.texts) - max(text.pieces[-1].y for text in row.texts)
        if row.page == below.page and gap > max(_FAR_APART * size, _FURTHER * max(distances, default=0.0)):
            break
        if row.is_of_numbers or (len(row.texts) == 1 and not (row.texts[0].x0 > edge - size and start < begins)):
            break
        start = at
    return start


def _is_beside(text: Block, body: Sequence[TextRow]) -> bool:
    """Whether a text stands where the labels of a table do."""
    return not is_number(text) and text.x1 <= edge_of(body)


def _has_numbers_among_labels(row: TextRow, body: Sequence[TextRow]) -> bool:
    edge = edge_of(body)
    ends = [text.x1 for one in body for text in one.texts if text.x1 <= edge]
    return bool(ends) and any(is_number(text) and text.x1 <= max(ends) for text in row.texts)


def _are_labels(rows: Sequence[TextRow], at: int, body: Sequence[TextRow]) -> bool:
    """Whether a row is a label, alone or with its groups; at the edge of a page, what a page break cuts of them."""
    row = rows[at]
    if len(row.texts) == 1:
        return _is_beside(row.texts[0], body)
    if is_enumerated(row.texts[-1].pieces[0]) and all(_is_beside(text, body) for text in row.texts):
        return True
    if body[-1].page == row.page and all(near.page == row.page for near in rows[at : at + 2]):
        return False
    labels = [text for one in body for text in one.texts if _is_beside(text, body)]
    return all(_is_beside(text, body) and any(overlaps(text, label) for label in labels) for text in row.texts)


def _repeated(rows: Sequence[TextRow], at: int, head: Sequence[TextRow]) -> int:
    """How many rows at the top of a page are heads of the table again, as far as they are not cut off."""
    if not head or at == 0 or rows[at].page == rows[at - 1].page:
        return 0
    known = [text for row in head for text in row.texts]
    stop = at
    while (
        stop < len(rows)
        and rows[stop].page == rows[at].page
        and all(_stands_in(text, known) for text in rows[stop].texts)
    ):
        stop += 1
    return stop - at if sum(len(row.texts) for row in rows[at:stop]) > 1 else 0


def _stands_in(text: Block, known: Sequence[Block]) -> bool:
    """Whether a text, or one that ends with it, is among others, in the same place across."""
    return any(
        one.text.endswith(text.text) and abs(one.pieces[-1].x0 - text.pieces[-1].x0) <= _SAME_PLACE for one in known
    )


def _read(table: _Table, rows: Sequence[TextRow], *, by_cells: bool) -> Flowing | None:
    """The cells of a table; None where the places do not bear out what the order says."""
    lines = {line for row in (*table.head, *table.body, *table.again) for line in row.lines}
    inside = range(min(lines), max(lines) + 1)
    own = {id(row) for row in (*table.head, *table.body, *table.again)}
    alone = not any(id(row) not in own and not row.lines.isdisjoint(lines) for row in rows)
    entries, strays = entries_of(table.body)
    numbers = [entry.row for entry in entries]
    if not alone or len(lines) < len(inside) or not table.head or not follow_each_other(numbers):
        return None
    filled = [_Filled(entry.row, entry.groups, i) for i, entry in enumerate(entries)]
    filled, rest = _with_blank_rows(filled, strays, table)
    groups = [group for one in filled for group in one.groups]
    values = [row.values for row in numbers]
    columns = Columns(stretches_of(groups), columns_of(values))
    labels = [text for row in table.body for text in row.texts if not is_number(text)]
    end = max((name.x1 for name in names_of(numbers, groups) or labels), default=float("-inf"))
    columns, cells = under_heads(_head(table.head, end), numbers, groups, labels, columns)
    texts = [text for row in table.body for text in row.texts if is_number(text)]
    if not columns.sure or not have_no_room(texts, columns):
        return None
    doubtful = torn(numbers, columns.values) | misaligned(entries) | astray(values, columns.values)
    if not by_cells:
        doubtful |= wrapped(numbers, columns.values, columns.heads)
    doubtful |= {i for i, row in enumerate(numbers) if holds_a_number(row) or (row.label is None and labels)}
    if len(doubtful) > (1 - _MOST) * len(numbers) or (strays and not by_cells):
        return None
    at = max((cell.row for cell in cells), default=-1) + 1
    whole = whole_numbers(entries, rooms_of(texts, columns), columns)
    filled = [one._replace(row=with_whole(one.row, whole)) for one in filled]
    cells += _body(filled, rest, columns, at, doubtful)
    sheet = Sheet(table.body[0].page, (), max(cell.row for cell in cells) + 1, tuple(cells), _box(table))
    return Flowing(inside, sheet, bool(labels) and numbers[0].label is None)


def _with_blank_rows(
    filled: Sequence[_Filled], strays: Sequence[Block], table: _Table
) -> tuple[list[_Filled], list[Block]]:
    """All rows from top to bottom, each with the groups that begin with it; and the labels that are none's."""
    drawn_with = {id(row.texts[-1]): row.texts[:-1] for row in table.body if not row.is_of_numbers}
    numbers = [one.row for one in filled]
    blank = [_Filled(row, tuple(drawn_with.get(id(row.label), ()))) for row in blank_rows(numbers, strays)]
    taken = {id(text) for one in blank for text in (one.row.label, *one.groups)}
    rows = _with_groups_before_breaks(sorted([*filled, *blank], key=lambda one: one.row.y))
    # Some programs draw a text in the middle of several rows with another row than the first.
    rest = [text for text in strays if id(text) not in taken]
    groups = [group for group in groups_and_stray(numbers, rest)[0] if is_enumerated(group.pieces[0])]
    rest = [text for text in rest if text not in groups]
    first = place_groups(groups, [(one.row.y, one.row.label) for one in rows]) if groups else []
    for group, at in zip(groups, first, strict=True):
        rows[at] = rows[at]._replace(groups=(*rows[at].groups, group))
    return rows, rest


def _with_groups_before_breaks(rows: list[_Filled]) -> list[_Filled]:
    """The rows, a group that stands behind a page break with the first of its rows, as numerals tell it."""
    drawn = [(at, group) for at, one in enumerate(rows) for group in one.groups]
    first = numbered([group for _, group in drawn], [(one.row.y, one.row.label) for one in rows])
    for number, (at, group) in enumerate(drawn):
        to = first.get(number, at)
        if to < at and _page_of(rows[at].row) != _page_of(rows[at - 1].row):
            rows[at] = rows[at]._replace(groups=tuple(one for one in rows[at].groups if one is not group))
            rows[to] = rows[to]._replace(groups=(*rows[to].groups, group))
    return rows


def _page_of(row: Row) -> int:
    pieces = row.values or (row.label.pieces if row.label is not None else ())
    return pieces[0].page


def _body(
    rows: Sequence[_Filled], strays: Sequence[Block], columns: Columns, at: int, doubtful: Container[int | None]
) -> list[Cell]:
    """The cells of all rows from row ``at`` on, stray labels between them."""
    order = [*((one.row.y, 0, i) for i, one in enumerate(rows)), *((text.y, 1, i) for i, text in enumerate(strays))]
    cells: list[Cell] = []
    for number, (_, is_stray, i) in enumerate(sorted(order), start=at):
        if is_stray:
            cells += stray_cells(strays[i], number, columns)
        else:
            row, groups, own = rows[i]
            cells += row_cells(row, number, columns, groups, sure=own not in doubtful)
    return cells


def _head(rows: Sequence[TextRow], end: float) -> Head:
    return head_of([text for row in rows for text in row.texts], end)


def _box(table: _Table) -> tuple[float, float, float, float]:
    boxes = [text.box for row in (*table.head, *table.body) if row.page == table.body[0].page for text in row.texts]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
