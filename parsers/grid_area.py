"""A part of one grid as the rectangle it shows: which cell covers which place, and the texts above or beside a cell.

Place in the flow: tokens → **grid_area** → ``grid_heads``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

import msgspec
from msgspec.structs import replace

from parsers.grid_rows import is_grid
from parsers.tokens import EMPTY, NUMBER, TEXT, Token


class AreaCell(msgspec.Struct, frozen=True, eq=False):
    """A cell with its place: rows and columns from 0. Several labels run together in it are several tokens."""

    row: int
    column: int
    height: int
    span: int
    tokens: tuple[Token, ...]
    # Whether it is a label or another text that labels stand above and beside of, not in place of a number.
    is_text: bool = False

    @property
    def token(self) -> Token:
        """Its token, or the first of its labels."""
        return self.tokens[0]


class Area(msgspec.Struct, frozen=True, dict=True):
    """Rows of one grid, each place of which one cell covers."""

    cells: tuple[AreaCell, ...]
    height: int
    width: int
    # The text right above the grid.
    caption: str = ""

    @cached_property
    def _at(self) -> dict[tuple[int, int], AreaCell]:
        return {place: cell for cell in self.cells for place in _places(cell)}

    @property
    def begins_with_numbers(self) -> bool:
        """Whether its first row holds numbers: no heads stand above them."""
        return 0 in self._numbers

    def with_texts_as_data(self, labels: Callable[[AreaCell], bool], known: Callable[[AreaCell], bool]) -> Area:
        """The same, texts that stand in place of numbers (见附件) told from labels.

        They are strange to the form. A label of a row or column stands before them, or none in their row, and numbers
        in it; or numbers right above or below them.

        :param labels: whether a text names a row or a column of the form.
        :param known: whether it says anything that the form, or a head of any table, may say.
        """
        first: dict[int, int] = {}
        for cell in self.cells:
            if cell.is_text and labels(cell):
                first[cell.row] = min(cell.column, first.get(cell.row, cell.column))

        def is_data(cell: AreaCell) -> bool:
            if not cell.is_text or known(cell):
                return False
            if cell.row not in first:
                return cell.row in self._numbers
            if first[cell.row] >= cell.column:
                return False
            around = (self._at.get((row, cell.column)) for row in (cell.row - 1, cell.row + cell.height))
            return cell.row in self._numbers or any(one is not None and one.token.what is NUMBER for one in around)

        return replace(
            self, cells=tuple(replace(cell, is_text=False) if is_data(cell) else cell for cell in self.cells)
        )

    def above(self, cell: AreaCell) -> list[list[AreaCell]]:
        """The texts over a cell, the nearest storey first: the first run of storeys that hold texts, and no numbers."""
        columns = range(cell.column, cell.column + cell.span)
        storeys = (
            [] if row in self._numbers else [(row, column) for column in columns] for row in range(cell.row - 1, -1, -1)
        )
        return self._kept((id(cell), "above"), storeys)

    def before(self, cell: AreaCell) -> list[list[AreaCell]]:
        """The texts to the left of a cell, the nearest first, in the same way."""
        rows = range(cell.row, cell.row + cell.height)
        storeys = ([(row, column) for row in rows] for column in range(cell.column - 1, -1, -1))
        return self._kept((id(cell), "before"), storeys)

    def behind(self, cell: AreaCell) -> list[list[AreaCell]]:
        """The texts to the right of a cell: of a table printed from right to left."""
        rows = range(cell.row, cell.row + cell.height)
        storeys = ([(row, column) for row in rows] for column in range(cell.column + cell.span, self.width))
        return self._kept((id(cell), "behind"), storeys)

    @cached_property
    def _numbers(self) -> frozenset[int]:
        """The rows that hold numbers."""
        return frozenset(cell.row for cell in self.cells if cell.token.what is NUMBER)

    @cached_property
    def _chains(self) -> dict[tuple[int, str], list[list[AreaCell]]]:
        return {}

    def _kept(self, key: tuple[int, str], storeys: Iterable[Sequence[tuple[int, int]]]) -> list[list[AreaCell]]:
        """Each chain is asked for once a reading of the table that is tried."""
        if key not in self._chains:
            self._chains[key] = self._chain(storeys)
        return self._chains[key]

    def _chain(self, storeys: Iterable[Sequence[tuple[int, int]]]) -> list[list[AreaCell]]:
        found: list[list[AreaCell]] = []
        for storey in storeys:
            cells = [cell for place in storey if (cell := self._at.get(place)) is not None]
            if len(cells) > 1:
                cells = list({id(cell): cell for cell in cells}.values())
            if not any(cell.is_text for cell in cells):
                if found:
                    break
                continue
            if not found or cells != found[-1]:
                found.append(cells)
        return found


def _rows_of_text(tokens: Sequence[Token]) -> dict[int, int]:
    return {block: row for row, block in enumerate(dict.fromkeys(token.block for token in tokens), start=1)}


def _places(cell: AreaCell) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.height):
        for column in range(cell.column, cell.column + cell.span):
            yield row, column


def areas_of(tokens: Sequence[Token]) -> list[Area] | None:
    """The grids among some tokens, in reading order; None where the cells of one do not make a rectangle.

    A row that lost a cell, or has one too many, shows so: nothing is told by the places of its cells.
    """
    areas: list[Area] = []
    caption = ""
    for table, found in groupby(tokens, lambda token: token.table if is_grid(token) else None):
        own = list(found)
        if table is None:
            caption = next((token.squashed for token in reversed(own) if token.what is TEXT), "")
            continue
        area = _area(own, caption)
        if area is None:
            return None
        if areas and not caption and area.begins_with_numbers and areas[-1].width == area.width:
            area = _joined(areas.pop(), area)
        areas.append(area)
        caption = ""
    return areas


def _joined(upper: Area, lower: Area) -> Area:
    """Two grids as one, the heads of which the page's end parted from the rows below."""
    moved = (replace(cell, row=cell.row + upper.height) for cell in lower.cells)
    return replace(upper, cells=(*upper.cells, *moved), height=upper.height + lower.height)


def _area(tokens: Sequence[Token], caption: str) -> Area | None:
    # A text has lines in place of rows; its grids have a block a row.
    rows = _rows_of_text(tokens) if tokens[0].where.row is None else {t.block: t.where.row or 0 for t in tokens}
    first = min(rows.values())
    height = max(rows.values()) - first + 1
    left = min(token.column for token in tokens)
    cells = []
    for _, own in groupby(tokens, lambda token: (token.block, token.column)):
        found = tuple(own)
        token, row = found[0], rows[found[0].block] - first
        tall = min(token.height, height - row)
        cells.append(AreaCell(row, token.column - left, tall, token.span, found, token.what is TEXT))
    width = max(cell.column + cell.span for cell in cells)
    while height > 1 and all(cell.token.what is EMPTY for cell in cells if cell.row + cell.height == height):
        # Rows left over at the end.
        cells = [cell for cell in cells if cell.row + cell.height < height]
        height -= 1
    places = [place for cell in cells for place in _places(cell)]
    whole = len(places) == len(set(places)) == height * width
    return Area(tuple(cells), height, width, caption) if whole else None
