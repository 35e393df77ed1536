"""Tables as grids of cells, before any medium: what shapes and damage work on and what every renderer writes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from parsers.form import TableName


@dataclass
class GridCell:
    """A printed cell: its text, the columns and rows it covers, and the cell of the form it prints (None: a label)."""

    text: str
    span: int = 1
    height: int = 1
    key: str | None = None


GridRow = list[GridCell]


@dataclass
class Grid:
    """A table: per row the cells that begin in it, left to right."""

    name: TableName
    rows: list[GridRow] = field(default_factory=list)

    def copy(self) -> Grid:
        """A grid whose rows and cells may be changed."""
        return Grid(self.name, [[replace(cell) for cell in row] for row in self.rows])

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((start + cell.span for row in self.placed() for start, cell in row), default=0)

    def placed(self) -> list[list[tuple[int, GridCell]]]:
        """Per row the cells that begin in it with their columns: what reaches down from above pushes cells right."""
        busy: dict[int, int] = {}
        placed: list[list[tuple[int, GridCell]]] = []
        for row in self.rows:
            column, found = 0, []
            begun: dict[int, int] = {}
            for cell in row:
                while busy.get(column, 0) > 0:
                    column += 1
                found.append((column, cell))
                begun.update(dict.fromkeys(range(column, column + cell.span), cell.height))
                column += cell.span
            placed.append(found)
            busy = {c: left - 1 for c, left in busy.items() if left > 1}
            busy.update({c: height - 1 for c, height in begun.items() if height > 1})
        return placed

    def covered(self) -> list[list[GridCell | None]]:
        """Every position of the grid and the cell that covers it (None: no cell does)."""
        width = self.width
        grid: list[list[GridCell | None]] = [[None] * width for _ in self.rows]
        for r, row in enumerate(self.placed()):
            for start, cell in row:
                for y in range(r, min(r + cell.height, len(grid))):
                    grid[y][start : start + cell.span] = [cell] * cell.span
        return grid


def is_number_row(row: GridRow) -> bool:
    """Whether a row prints cells of the form."""
    return any(cell.key for cell in row)


def labels_of(row: GridRow) -> GridRow:
    """The labels of a row."""
    return [cell for cell in row if cell.key is None and cell.text]
