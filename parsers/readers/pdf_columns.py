"""Tables without rules between their columns: rows and columns told from where the numbers stand.

Place in the flow: ``pdf_segments``, ``pdf_labels`` and ``pdf_heads`` → **pdf_columns** → ``pdf``. Numbers under each
other are a column, numbers side by side a row. What does not fit is marked as not sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.readers.pdf_blank_rows import with_blank_rows
from parsers.readers.pdf_cells import Cell, Sheet
from parsers.readers.pdf_drawn import Rule
from parsers.readers.pdf_flow import tables_in_order
from parsers.readers.pdf_groups import place_groups
from parsers.readers.pdf_heads import find_head
from parsers.readers.pdf_labels import Labelled, crowded, disturbs, find_labels, holds_a_number, torn, wrapped
from parsers.readers.pdf_pieces import Piece, cut, on_strip
from parsers.readers.pdf_repeats import repeated_heads
from parsers.readers.pdf_segments import Lines, Segment, find_segments, is_row, label_edge, usual_distance
from parsers.readers.pdf_table import Columns, are_apart, names_of, row_cells, stray_cells, stretches_of, under_heads
from parsers.readers.pdf_text import PageLine

# A report has some 500 lines; in longer texts, tables without rules are left to be read as text.
_MOST_LINES = 5_000
_FEW_ROWS = 3


def find_tables(lines: Sequence[PageLine], rules: Sequence[tuple[int, Rule]] = ()) -> list[PageLine | Sheet]:
    """Running lines with the tables among them recognised.

    :param rules: page and place of rules that run across; no cell reaches over one.
    """
    if len(lines) > _MOST_LINES:
        return list(lines)
    out: list[PageLine | Sheet] = []
    done = 0
    flowings = tables_in_order(lines, rules)
    # What is left has few rows, perhaps one: how far rows stand apart, those of all tables tell.
    pieces = cut(lines)
    usual = usual_distance(pieces)
    for flowing in flowings:
        stop = flowing.lines.start
        out.extend(_by_place(lines[done:stop], pieces[done:stop], rules, usual))
        if flowing.begins_within:
            _doubt_end(out)
        out.append(flowing.sheet)
        done = flowing.lines.stop
    out.extend(_by_place(lines[done:], pieces[done:], rules, usual))
    return out


def _by_place(
    lines: Sequence[PageLine], pieces: Lines, rules: Sequence[tuple[int, Rule]], usual: float
) -> list[PageLine | Sheet]:
    if again := repeated_heads(pieces):
        lines = [line for i, line in enumerate(lines) if i not in again]
        pieces = [line for i, line in enumerate(pieces) if i not in again]
    out: list[PageLine | Sheet] = []
    done = 0
    for segment in find_segments(pieces, usual):
        out.extend(lines[done : segment.head.start])
        sheet, begins_within = _sheet(segment, pieces, rules)
        if begins_within:
            _doubt_end(out)
        out.append(sheet)
        done = segment.body.stop
    out.extend(lines[done:])
    return out


def _doubt_end(items: list[PageLine | Sheet]) -> None:
    """Doubt the last row of the last table: it may go on in the first of the next one."""
    for i in range(len(items) - 1, -1, -1):
        item = items[i]
        if isinstance(item, Sheet):
            cells = (cell._replace(sure=cell.sure and cell.row < item.rows - 1) for cell in item.cells)
            items[i] = item._replace(cells=tuple(cells))
            return


def _sheet(segment: Segment, pieces: Lines, rules: Sequence[tuple[int, Rule]]) -> tuple[Sheet, bool]:
    """The table of a segment, and whether its first row has no label, so that it may be a part of a row before it."""
    body = [piece for i in segment.body for piece in pieces[i]]
    lines = [pieces[i] for i in segment.body if is_row(pieces[i])]
    edge = label_edge(lines)
    labels = [piece for piece in body if piece.x <= edge]
    values = [tuple(piece for piece in line if piece.x > edge or piece.is_value) for line in lines]
    limit = float("inf")
    # Few rows do not show by themselves whether a line goes on a label or is a row of blanks.
    if segment.head and len(lines) <= _FEW_ROWS:
        limit = pieces[segment.body.start][0].y - pieces[segment.head.stop - 1][0].y
    found = with_blank_rows(find_labels(values, labels, _walls(rules, body), limit))
    columns = Columns(stretches_of(found.groups), stretches_of([piece for row in values for piece in row]))
    columns = columns._replace(heads=[0.0] * len(columns.values))
    cells: list[Cell] = []
    if segment.head:
        end = max((name.x1 for name in names_of(found.rows, found.groups) or labels), default=float("-inf"))
        head = find_head([p for i in segment.head for p in pieces[i]], found.pitch, end, columns.values)
        # Where no row has a label, even what is not quite over the first column is a head.
        columns, cells = under_heads(head, found.rows, found.groups, labels, columns)
    columns = columns._replace(sure=columns.sure and are_apart(values, columns.values))
    at = max((cell.row for cell in cells), default=-1) + 1
    loose = [p for i in (*segment.head, *segment.body) if not is_row(pieces[i]) for p in pieces[i] if p.is_value]
    doubtful = crowded(found.rows, loose) | torn(found.rows, columns.values)
    doubtful |= wrapped(found.rows, columns.values, columns.heads)
    cells += _body(found, columns, at, doubtful, all_labelled=bool(labels))
    first, last = pieces[min(*segment.head, *segment.body)][0], pieces[segment.body.stop - 1][0]
    box = (min(piece.x0 for piece in body), first.box[1], max(piece.x1 for piece in body), last.box[3])
    sheet = Sheet(first.page, (), max(cell.row for cell in cells) + 1, tuple(cells), box)
    return sheet, bool(labels) and found.rows[0].label is None


def _body(found: Labelled, columns: Columns, at: int, doubtful: set[int], *, all_labelled: bool) -> list[Cell]:
    """The cells of all rows from row ``at`` on, stray labels as rows of their own between them."""
    first_rows = place_groups(found.groups, [(row.y, row.label) for row in found.rows])
    order: list[tuple[float, int, int]] = [(row.y, 0, i) for i, row in enumerate(found.rows)]
    order += [(block.y, 1, i) for i, block in enumerate(found.stray)]
    cells: list[Cell] = []
    for number, (_, is_stray, index) in enumerate(sorted(order), start=at):
        if is_stray:
            cells += stray_cells(found.stray[index], number, columns)
            continue
        row = found.rows[index]
        sure = columns.sure and index not in doubtful and (row.label is not None or not all_labelled)
        sure = sure and not holds_a_number(row) and not any(disturbs(block, row) for block in found.stray)
        groups = [group for group, start in zip(found.groups, first_rows, strict=True) if start == index]
        cells += row_cells(row, number, columns, groups, sure=sure)
    return cells


def _walls(rules: Sequence[tuple[int, Rule]], body: Sequence[Piece]) -> list[float]:
    """Rules on the strip of all pages."""
    pages = {piece.page for piece in body}
    return [on_strip(page, rule.at) for page, rule in rules if page in pages]
