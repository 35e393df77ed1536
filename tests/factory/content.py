"""What a rendered report says: numbers for every cell of an edition, adding up or broken on purpose, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from parsers.form import FORMS, Edition, Kind, Row, TableName

# A number, None for a blank cell (or a mark for nothing), or text that is no number.
Value = int | Decimal | str | None


@dataclass(frozen=True)
class Content:
    """The true cells of a report and its narrative. A key of the edition that ``cells`` lacks is not in the source."""

    edition: Edition
    cells: dict[str, Value]
    organ: str = "云溪县民政局"
    year: int = 2023
    sections: tuple[str, ...] = field(default=())
    # The editions of T2 and T3 where they differ; ``edition`` is then MIXED.
    mixed: tuple[Edition, Edition] | None = None
    # How cells are printed that are not printed as their plain value: "22（其中修订16件）", "/", "1,234".
    printed: dict[str, str] = field(default_factory=dict)

    def rows(self, table: TableName) -> tuple[Row, ...]:
        """The rows that are printed of a table."""
        edition = self.edition if self.mixed is None else self.mixed[table is not TableName.DISCLOSURE]
        return tuple(row for row in FORMS[edition].table(table) if any(key in self.cells for key in row.keys))

    def text(self, key: str) -> str:
        """A cell as printed."""
        value = self.cells[key]
        return self.printed.get(key, "" if value is None else str(value))


_SIZES = ((0, 0), (0, 3), (0, 20), (0, 900), (0, 23_000))
_MIXED = ((Edition.E2019, Edition.E2021), (Edition.E2021, Edition.E2019))


def make_content(seed: int, *, sparse: bool = True, blanks: float = 0.0, mixed: bool = False) -> Content:
    """A random report whose sums add up.

    :param sparse: most cells zero, as in real reports; otherwise most are not.
    :param blanks: share of the cells left empty.
    :param mixed: T2 of one edition, T3 of the other.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    edition = rng.choice((Edition.E2019, Edition.E2021, Edition.E2021))
    low, high = rng.choice(_SIZES)
    cells: dict[str, Value] = {}
    t2, t3 = rng.choice(_MIXED) if mixed else (edition, edition)

    def number() -> int:
        return 0 if sparse and rng.random() < 0.8 else rng.randint(low, high)

    for row in FORMS[t2].table(TableName.DISCLOSURE):
        for key, column in zip(row.keys, row.columns, strict=True):
            if column.kind is Kind.DECIMAL and rng.random() < 0.5:
                cells[key] = Decimal(rng.randint(0, 10**6)) / 10 ** rng.randint(1, 4)
            elif column.kind is Kind.SIGNED:
                cells[key] = rng.choice((0, 0, rng.randint(-40, 40)))
            else:
                cells[key] = number()
    _fill_applications(cells, t3, number)
    for row in FORMS[t3].table(TableName.PROCEEDINGS):
        values = [number() for _ in range(4)]
        cells.update(zip(row.keys, [*values, sum(values)], strict=True))
    for key in cells:
        if rng.random() < blanks:
            cells[key] = None
    return Content(Edition.MIXED if mixed else edition, cells, mixed=(t2, t3) if mixed else None)


def _fill_applications(cells: dict[str, Value], edition: Edition, number: Callable[[], int]) -> None:
    rows = FORMS[edition].table(TableName.APPLICATIONS)
    grid = {row.key: [number() for _ in range(6)] for row in rows}
    dispositions = [row.key for row in rows[2:-2]]
    total, out = "applications.result_total", "applications.carried_out"
    grid[total] = [sum(grid[key][i] for key in dispositions) for i in range(6)]
    for i in range(6):
        whole = grid[total][i] + grid[out][i]
        carried = min(grid["applications.carried_in"][i], whole)
        grid["applications.carried_in"][i] = carried
        grid["applications.new_received"][i] = whole - carried
    for row in rows:
        cells.update(zip(row.keys, [*grid[row.key], sum(grid[row.key])], strict=True))
