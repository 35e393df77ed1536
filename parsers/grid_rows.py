"""Rows of tables that the medium itself divides into cells: in which grid columns the form's numbers stand.

Place in the flow: ``runs`` → **grid_rows** → ``grid_placing``. Learned from the complete rows, and from the heads where
these stand above them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from parsers.document import GRID
from parsers.form import Column
from parsers.normalise import as_label
from parsers.tokens import EMPTY, TEXT, Token

_LABELS_HEAD = as_label("信息内容")

# A table, and how many lines of heads with 信息内容 stand before in it: T2 is one grid with several blocks.
Part = tuple[int | None, int]
# What rows must share to have their numbers in the same columns: part, column of the label, keys of the form's columns.
Shape = tuple[Part, int, tuple[str, ...]]
# One row in so many may have a number astray.
_A_FEW = 5
# What they must share to stand under the same heads.
Place = tuple[Part, tuple[str, ...]]
# That, and the column in which they end.
End = tuple[Part, tuple[str, ...], int]


class GridRow(NamedTuple):
    """The cells after a label in its row, by column, the label, and the columns that the form has for it.

    Asked for again and again, and so found once: the ``keys`` of these; ``filled``, the cells that hold something, with
    ``reach`` cells from the first to the last of them, empty ones included; and ``complete``, the same where they are
    one a column, side by side, else none.
    """

    label: Token
    cells: tuple[Token, ...]
    form: Sequence[Column]
    keys: tuple[str, ...]
    filled: tuple[Token, ...]
    reach: int
    complete: tuple[Token, ...]

    @property
    def width(self) -> int:
        """How many columns the form has for it."""
        return len(self.form)


def grid_row(label: Token, cells: tuple[Token, ...], form: Sequence[Column]) -> GridRow:
    """The row of a label with what follows from its cells and its columns of the form."""
    places = [i for i, cell in enumerate(cells) if cell.what is not EMPTY]
    filled = tuple(cells[i] for i in places)
    reach = places[-1] - places[0] + 1 if places else 0
    whole = len(filled) == reach == len(form)
    keys = tuple(column.key for column in form)
    return GridRow(label, cells, form, keys, filled, reach, filled if whole else ())


class Parts(NamedTuple):
    """Where the parts of the tables begin: blocks of tokens, by table."""

    starts: dict[int | None, list[int]]

    def of(self, token: Token) -> Part:
        """The part in which a token stands."""
        return token.table, bisect_right(self.starts.get(token.table, []), token.block)

    def shape(self, row: GridRow) -> Shape:
        """The shape of a row. Those of different parts may differ: each block of T2 is merged in its own way."""
        return self.of(row.label), row.label.column, row.keys


class Columns(NamedTuple):
    """The grid columns of the numbers: by shape of row, by (table, width) where all shapes agree, and by the heads.

    ``disputed`` are the shapes whose rows contradict each other so that none of them is certain.
    """

    parts: Parts
    by_shape: dict[Shape, tuple[int, ...]]
    by_table: dict[tuple[int | None, int], tuple[int, ...]]
    by_heads: dict[Place, tuple[int, ...]]
    disputed: frozenset[Shape] = frozenset()
    # The last column in which a row has its label, by part and by the column in which the row ends: where merged cells
    # were dropped, rows end where they please, and the labels of some stand above the numbers of others.
    labels: Mapping[tuple[Part, int], int] = MappingProxyType({})
    # Where rows end that do not stand under the heads.
    moved: frozenset[End] = frozenset()
    # The shapes beside whose columns stands another (备注).
    beside: frozenset[Shape] = frozenset()
    # Where the longest rows of one number end, by table.
    reach: Mapping[int | None, int] = MappingProxyType({})

    def lacks_a_cell(self, row: GridRow) -> bool:
        """Whether a row of one number ends before others of its table: its number was lost, not left out, perhaps."""
        return bool(row.cells) and _end(row.cells[-1]) < self.reach.get(row.label.table, 0)

    def begins_among_labels(self, row: GridRow) -> bool:
        """Whether a row's first cell is empty where other rows have their labels: its own label covers it, perhaps."""
        first, last = row.cells[0], row.cells[-1]
        return first.what is EMPTY and first.column <= self.labels[self.parts.of(row.label), last.column]

    def of(self, row: GridRow, shape: Shape) -> tuple[int, ...] | None:
        """The columns in which a row must have its cells, or None where nothing tells."""
        part, _, keys = shape
        own = self.by_shape.get(shape) or self.by_table.get((row.label.table, len(keys)))
        if own or (row.cells and (part, keys, row.cells[-1].column) in self.moved):
            return own
        return self.by_heads.get((part, keys))


def _end(cell: Token) -> int:
    return cell.column + cell.span


def is_grid(token: Token) -> bool:
    """Whether a token stands in a row that the medium divides into cells."""
    return token.kind is GRID


def _parts(texts: Iterable[Token]) -> tuple[Parts, list[tuple[int | None, int]]]:
    """The parts of the tables, and table and column of each 信息内容, the head of T2's labels."""
    heads = [token for token in texts if token.squashed == _LABELS_HEAD]
    starts: dict[int | None, list[int]] = {}
    for head in heads:
        starts.setdefault(head.table, []).append(head.block)
    return Parts(starts), [(head.table, head.column) for head in heads]


def _head_columns(texts: Iterable[Token], form: Sequence[Column], parts: Parts) -> dict[Part, tuple[int, ...]]:
    """Where the heads of the columns stand, by part; only where all of them do, in the form's order."""
    at: dict[Part, dict[str, int]] = {}
    labels = {as_label(column.label): column.key for column in form}
    for token in texts:
        if token.squashed in labels:
            at.setdefault(parts.of(token), {}).setdefault(labels[token.squashed], token.column)
    found = {part: tuple(heads.get(column.key, -1) for column in form) for part, heads in at.items()}
    return {part: heads for part, heads in found.items() if -1 not in heads and list(heads) == sorted(set(heads))}


def columns_of(tokens: Sequence[Token], rows: Sequence[GridRow]) -> Columns:
    """Learn where numbers stand from the complete rows and, where these stand under their heads, from the heads.

    :param tokens: the tokens of the table, heads included.
    :param rows: its rows.
    """
    texts = [token for token in tokens if token.what is TEXT and is_grid(token)]
    parts, label_heads = _parts(texts)
    heads: dict[Place, tuple[int, ...]] = {}
    for keys, form in {row.keys: row.form for row in rows}.items():
        heads |= {(part, keys): found for part, found in _head_columns(texts, form, parts).items()}
    ends = _ends_of(texts, heads, label_heads, parts)
    shapes = [(row, parts.shape(row)) for row in rows]
    seen: dict[Shape, Counter[tuple[int, ...]]] = defaultdict(Counter)
    beyond: set[Shape] = set()
    for row, shape in shapes:
        if cells := row.complete:
            seen[shape][tuple(cell.column for cell in cells)] += 1
            if shape in ends and cells[-1].column >= ends[shape]:
                beyond.add(shape)
    moved = _beside_heads(heads, shapes)
    out = {shape for row, shape in shapes if row.cells and (shape[0], shape[2], row.cells[-1].column) in moved}
    under = {s: found for s, found in _under_heads(shapes, heads, label_heads).items() if s not in out}
    beside = _beside_others(texts, shapes, heads, parts)
    by_shape = under | beside
    others = seen.keys() - by_shape.keys() - beyond
    by_shape |= {shape: most for shape in others if (most := _most(seen[shape]))}
    tables: dict[tuple[int | None, int], list[tuple[int, ...]]] = {}
    for ((table, _), _, keys), columns in by_shape.items():
        tables.setdefault((table, len(keys)), []).append(columns)
    agreed = {key: found[0] for key, found in tables.items() if len(found) > 1 and len(set(found)) == 1}
    disputed = frozenset(seen.keys() - by_shape.keys())
    labels: dict[tuple[Part, int], int] = {}
    for row in (row for row in rows if row.cells):
        place = parts.of(row.label), row.cells[-1].column
        labels[place] = max(row.label.column, labels.get(place, 0))
    reach: dict[int | None, int] = {}
    for row in (row for row in rows if row.filled and row.width == 1):
        reach[row.label.table] = max(_end(row.cells[-1]), reach.get(row.label.table, 0))
    return Columns(
        parts, by_shape, {} if disputed else agreed, heads, disputed, labels, moved, frozenset(beside), reach
    )


def _beside_heads(heads: Mapping[Place, tuple[int, ...]], rows: Iterable[tuple[GridRow, Shape]]) -> frozenset[End]:
    """Where rows end that do not stand under the heads: more than one, and more than a few, have numbers beside these.

    Rows that end in the same column have their numbers in the same columns, wherever their labels stand.
    """
    votes: dict[End, Counter[bool]] = defaultdict(Counter)
    for row, (part, _, keys) in rows:
        if row.filled and (own := heads.get((part, keys))):
            votes[part, keys, row.cells[-1].column][all(cell.column in own for cell in row.filled)] += 1
    return frozenset(end for end, found in votes.items() if found[False] > max(1, found[True] // _A_FEW))


def _ends_of(
    texts: Iterable[Token],
    heads: Mapping[Place, tuple[int, ...]],
    label_heads: Iterable[tuple[int | None, int]],
    parts: Parts,
) -> dict[Shape, int]:
    """Where the last head ends, by the shape of the rows whose labels stand below 信息内容: there both begin alike."""
    spans = {(parts.of(token), token.column): token.span for token in texts}
    return {
        (part, column, keys): columns[-1] + spans.get((part, columns[-1]), 1)
        for (part, keys), columns in heads.items()
        for table, column in label_heads
        if table == part[0]
    }


def _most(found: Counter[tuple[int, ...]]) -> tuple[int, ...] | None:
    """What more than half of the rows say."""
    columns, count = found.most_common(1)[0]
    return columns if count * 2 > found.total() else None


def _under_heads(
    rows: Sequence[tuple[GridRow, Shape]],
    heads: Mapping[Place, tuple[int, ...]],
    label_heads: Iterable[tuple[int | None, int]],
) -> dict[Shape, tuple[int, ...]]:
    """The columns of the heads, for rows most of which have all their numbers right under them.

    Where merged cells were dropped, heads and numbers stand apart; such heads say nothing. The rows of one shape decide
    for themselves; a single one is judged by the whole table.

    :param label_heads: where a line of heads names the labels: heads that begin in their column have a vote, too.
    """
    votes: dict[Shape, Counter[bool]] = defaultdict(Counter)
    of_tables: dict[tuple[int | None, int], Counter[bool]] = defaultdict(Counter)
    for place in label_heads:
        of_tables[place][True] += 1
    own = {shape: columns for _, shape in rows if (columns := heads.get((shape[0], shape[2])))}
    for row, shape in rows:
        if shape in own and row.filled:
            under = {cell.column for cell in row.filled} <= set(own[shape])
            votes[shape][under] += 1
            of_tables[row.label.table, row.label.column][under] += 1
    judges = {shape: found if found.total() > 1 else of_tables[shape[0][0], shape[1]] for shape, found in votes.items()}
    return {shape: own[shape] for shape, found in judges.items() if found[True] > found[False]}


def _beside_others(
    texts: Iterable[Token],
    rows: Iterable[tuple[GridRow, Shape]],
    heads: Mapping[Place, tuple[int, ...]],
    parts: Parts,
) -> dict[Shape, tuple[int, ...]]:
    """The columns of the heads where one that is not the form's (备注) stands beside them: its numbers complete no row.

    Only of heads that stand in one row: of those in storeys, some are above others.
    """
    lines: dict[int, list[Token]] = {}
    for token in texts:
        lines.setdefault(token.block, []).append(token)
    found = {(parts.of(line[0]), frozenset(token.column for token in line)) for line in lines.values()}
    chosen: dict[Shape, tuple[int, ...]] = {}
    for shape in {shape for _, shape in rows}:
        part, label, keys = shape
        own = heads.get((part, keys))
        if own and any(
            part == place and columns.issuperset(own) and any(column > label for column in columns.difference(own))
            for place, columns in found
        ):
            chosen[shape] = own
    return chosen
