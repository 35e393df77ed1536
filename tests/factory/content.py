"""What a rendered report says: numbers for every cell of an edition, adding up or broken on purpose, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from parsers.form import FORMS, Edition, Kind, TableName

Value = int | Decimal | None


@dataclass(frozen=True)
class Content:
    """The true cells of a report (None = blank) and its narrative."""

    edition: Edition
    cells: dict[str, Value]
    organ: str = "云溪县民政局"
    year: int = 2023
    sections: tuple[str, ...] = field(default=())


_SIZES = ((0, 0), (0, 3), (0, 20), (0, 900), (0, 23_000))


def make_content(seed: int, *, sparse: bool = True, blanks: float = 0.0) -> Content:
    """A random report whose sums add up.

    :param sparse: most cells zero, as in real reports; otherwise most are not.
    :param blanks: share of the cells left empty.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    edition = rng.choice((Edition.E2019, Edition.E2021, Edition.E2021))
    low, high = rng.choice(_SIZES)
    cells: dict[str, Value] = {}

    def number() -> int:
        return 0 if sparse and rng.random() < 0.8 else rng.randint(low, high)

    for row in FORMS[edition].table(TableName.DISCLOSURE):
        for key, column in zip(row.keys, row.columns, strict=True):
            if column.kind is Kind.DECIMAL and rng.random() < 0.5:
                cells[key] = Decimal(rng.randint(0, 10**6)) / 10 ** rng.randint(1, 4)
            elif column.kind is Kind.SIGNED:
                cells[key] = rng.choice((0, 0, rng.randint(-40, 40)))
            else:
                cells[key] = number()
    _fill_applications(cells, edition, number)
    for row in FORMS[edition].table(TableName.PROCEEDINGS):
        values = [number() for _ in range(4)]
        cells.update(zip(row.keys, [*values, sum(values)], strict=True))
    for key in cells:
        if rng.random() < blanks:
            cells[key] = None
    return Content(edition, cells)


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
