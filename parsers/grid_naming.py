"""Cells of a grid, each named by its own heads: those above it and those beside it, in whatever layout they stand.

Place in the flow: ``grid_area`` → **grid_naming** → ``table_by_heads``. Rows of the form may be columns of the grid,
both may stand on one side, columns may come in another order, and between them may stand numbers that are none of the
form's (last year's, shares, rows counted through), as long as a head says so. One number without a name, or two of one
name, and nothing is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from parsers.form import FORMS, Edition, TableName
from parsers.grid_area import Area, AreaCell
from parsers.head_meanings import Meaning, meaning_of, meaning_of_caption
from parsers.tokens import EMPTY, MARK, TEXT, What

_ALL_OTHER = "applications.other.all"
_SUMS = frozenset({_ALL_OTHER, "applications.result_total"})
_ROWS_OF_OTHER = frozenset(
    row.key for row in FORMS[Edition.E2021].table(TableName.APPLICATIONS) if row.key.startswith("applications.other.")
)


class Kind(StrEnum):
    """What a cell is that has no key of the form."""

    OTHER = "other"
    # Under or beside several heads: perhaps several cells run together, or a row that has moved.
    PARTED = "parted"
    REMARK = "remark"
    UNKNOWN = "unknown"


class Side(NamedTuple):
    """What the heads of one side name: rows of the form, its columns, both or neither."""

    rows: bool
    columns: bool


class Orientation(NamedTuple):
    """What stands beside the numbers, and whether behind them instead of before; the rest stands above."""

    beside: Side
    behind: bool = False

    @property
    def above(self) -> Side:
        """What stands above the numbers."""
        return Side(not self.beside.rows, not self.beside.columns)


ORIENTATIONS = tuple(
    Orientation(Side(rows, columns), behind)
    for behind in (False, True)
    for rows, columns in ((True, False), (False, True), (True, True), (False, False))
)


class Sum(NamedTuple):
    """By its heads, the sum of a group's rows in a column of T3."""

    group: str
    column: str

    def holds(self, key: str) -> bool:
        """Whether a cell of the form is one of those that it is the sum of."""
        row, _, column = key.rpartition(".")
        return column == self.column and row not in _SUMS and _belongs(row, self.group)


class Names(NamedTuple):
    """The cells of the form by key, with the area of each, and the kinds of the other cells that hold no text.

    ``sums`` are those of the others that must be sums of groups: a row that lost its label would pass for one.
    """

    orientation: Orientation
    cells: dict[str, tuple[Area, AreaCell]]
    others: dict[int, Kind]
    meanings: frozenset[Meaning]
    sums: tuple[tuple[Sum, AreaCell], ...] = ()


@dataclass
class _Said:
    """What the heads of one side say together, the nearest first."""

    table: TableName
    side: Side
    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    groups: list[str] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)
    past: bool = False
    present: bool = False
    # Heads that name a row or a column (总计, 其他), where both stand on this side.
    either: list[Meaning] = field(default_factory=list)

    def hear(self, own: Meaning) -> None:
        """Add what one head says."""
        if self.side.rows and self.side.columns and own.rows and own.columns:
            self.either.append(own)
        elif self.side.rows and own.rows:
            self.kinds |= {Kind.UNKNOWN} if self.rows and self.rows != own.rows else set()
            self.rows = self.rows or own.rows
        elif self.side.columns and own.columns:
            self.kinds |= {Kind.UNKNOWN} if self.columns and self.columns != own.columns else set()
            self.columns = self.columns or own.columns
        elif own.group:
            self.groups.append(own.group)
        elif "total" in own.columns and self.table is TableName.PROCEEDINGS:
            self.kinds.add(Kind.OTHER)
        elif not (own.neutral or own.year):
            self.kinds.add(Kind.UNKNOWN)

    def settle(self) -> None:
        """Let the heads that name a row or a column name what the others leave; two of them name both."""
        found = [one._replace(columns=frozenset()) for one in self.either] if self.columns else []
        if self.rows and not self.columns:
            found = [one._replace(rows=frozenset()) for one in self.either]
        elif not self.columns and len(self.either) == 2:
            column, row = self.either
            found = [column._replace(rows=frozenset()), row._replace(columns=frozenset())]
        self.kinds |= {Kind.UNKNOWN} if len(found) < len(self.either) else set()
        self.either = []
        for one in found:
            self.hear(one)


@dataclass
class _Years:
    """Which cells stand beside last year's numbers, and which are not said to be of a year."""

    compared: set[str | None] = field(default_factory=set)
    undated: set[str | Kind | Sum] = field(default_factory=set)

    def hear(self, said: tuple[_Said, _Said], name: str | Kind | Sum) -> None:
        """Add what the heads of one cell say."""
        if any(one.past for one in said):
            self.compared.add(_base(said))
        elif not any(one.present for one in said):
            self.undated.add(name)

    @property
    def clash(self) -> bool:
        """Whether beside last year's number of a cell, this year's is not said to be that."""
        return not self.compared.isdisjoint(self.undated)


def name_cells(areas: Sequence[Area], table: TableName, orientation: Orientation) -> Names | None:
    """Name all cells of some grids; None where a number has no name, or two cells have one."""
    texts = (token.squashed for area in areas for cell in area.cells if cell.is_text for token in cell.tokens)
    known = frozenset(meaning_of(text, table) for text in texts)
    year = max((meaning.year for meaning in known), default=0)
    cells: dict[str, tuple[Area, AreaCell]] = {}
    others: dict[int, Kind] = {}
    sums: list[tuple[Sum, AreaCell]] = []
    years = _Years()
    for area in areas:
        for cell in (cell for cell in area.cells if not cell.is_text):
            said = _heads_of(area, cell, table, orientation, year)
            name, what = _name(said, table), cell.token.what
            years.hear(said, name)
            if isinstance(name, Sum):
                sums.append((name, cell))
                others[id(cell)] = Kind.OTHER
            elif isinstance(name, Kind):
                if what not in {EMPTY, MARK} and not _is_others(name, what):
                    return None
                others[id(cell)] = name
            elif name in cells:
                return None
            else:
                cells[name] = area, cell
    if years.clash:
        return None
    for one, cell in _sums_of_other(cells):
        sums.append((one, cell))
        others[id(cell)] = Kind.OTHER
    return Names(orientation, cells, others, known, tuple(sums))


def _sums_of_other(cells: dict[str, tuple[Area, AreaCell]]) -> list[tuple[Sum, AreaCell]]:
    """What stands beside （六）其他处理 where its three rows stand, too, taken out of the named cells."""
    if not any(key.rpartition(".")[0] in _ROWS_OF_OTHER for key in cells):
        return []
    keys = [key for key in cells if key.startswith(f"{_ALL_OTHER}.")]
    return [(Sum("other", key.rpartition(".")[2]), cells.pop(key)[1]) for key in keys]


def _heads_of(area: Area, cell: AreaCell, table: TableName, orientation: Orientation, year: int) -> tuple[_Said, _Said]:
    """What the heads beside and above a cell say."""
    beside = area.behind(cell) if orientation.behind else area.before(cell)
    above = _said(area.above(cell), table, orientation.above, year, area.width)
    if orientation.above.rows and not above.rows:
        above.hear(meaning_of_caption(area.caption, table))
    return _said(beside, table, orientation.beside, year, None), above


def is_known(cell: AreaCell, table: TableName) -> bool:
    """Whether a text says anything that a label or a head of the table may say."""
    return any(meaning_of(token.squashed, table).known for token in cell.tokens)


def is_label(cell: AreaCell, table: TableName) -> bool:
    """Whether a text names a row, a group of rows or a column of the table."""
    return any(
        own.rows or own.columns or own.group for own in (meaning_of(token.squashed, table) for token in cell.tokens)
    )


def _said(chain: Sequence[Sequence[AreaCell]], table: TableName, side: Side, year: int, full: int | None) -> _Said:
    """What a chain of heads says.

    :param year: the year of the report where several stand in the table.
    :param full: how wide a title is that stands over all columns; what it says does not matter.
    """
    said = _Said(table, side)
    for depth, storey in enumerate(chain):
        for cell in storey:
            is_title = cell.span == full and depth > 0
            # Of several labels in one cell, the last stands nearest: 三、本年度办理结果（六）其他处理.
            for own in (meaning_of(token.squashed, table) for token in reversed(cell.tokens)):
                past = own.past or 0 < own.year < year
                said.past |= past
                said.present |= own.present or 0 < own.year == year
                if len(storey) > 1 and not own.neutral:
                    said.kinds.add(Kind.PARTED)
                elif own.remark:
                    said.kinds.add(Kind.REMARK)
                elif own.other or past:
                    said.kinds.add(Kind.OTHER)
                elif own.known or not is_title:
                    said.hear(own)
    said.settle()
    return said


def _base(said: tuple[_Said, _Said]) -> str | None:
    """The key of the cell that a number of another year belongs to."""
    rows, columns = said[0].rows | said[1].rows, said[0].columns | said[1].columns
    return f"{next(iter(rows))}.{next(iter(columns))}" if len(rows) == len(columns) == 1 else None


def _is_others(name: Kind, what: What) -> bool:
    """Whether a cell that holds something is by its heads none of the form's; a number is no remark."""
    return name is Kind.OTHER or (name is Kind.REMARK and what is TEXT)


def _name(said: tuple[_Said, _Said], table: TableName) -> str | Kind | Sum:
    """The key that both sides name together."""
    kinds = said[0].kinds | said[1].kinds
    rows, columns = said[0].rows | said[1].rows, said[0].columns | said[1].columns
    groups = [*said[0].groups, *said[1].groups]
    if kinds:
        return next(kind for kind in (Kind.PARTED, Kind.OTHER, Kind.REMARK, Kind.UNKNOWN) if kind in kinds)
    if len(columns) == 1 and not rows:
        return _of_group(groups, next(iter(columns)), table)
    if len(columns) != 1 or len(rows) != 1 or not all(_belongs(next(iter(rows)), group) for group in groups):
        return Kind.UNKNOWN
    return f"{next(iter(rows))}.{next(iter(columns))}"


def _of_group(groups: Sequence[str], column: str, table: TableName) -> str | Kind | Sum:
    """What a number beside the name of a group is: the sum of its rows, or in the form of 2019 the row 其他处理."""
    if table is TableName.APPLICATIONS and groups[:1] == ["other"]:
        return f"{_ALL_OTHER}.{column}"
    if table is TableName.APPLICATIONS and groups:
        return Sum(groups[0], column)
    whole = table is TableName.PROCEEDINGS and column == "total"
    return Kind.OTHER if groups or whole else Kind.UNKNOWN


def _belongs(row: str, group: str) -> bool:
    """Whether a row stands in a group of the form."""
    name = row.partition(".")[2]
    if group == "result":
        return name not in {"new_received", "carried_in", "carried_out"}
    return name.startswith(group)
