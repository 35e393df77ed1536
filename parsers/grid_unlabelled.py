"""Numbers on a grid that no row of the form owns, where one lacks its label: the labels may have moved.

Place in the flow: asked by ``table_by_heads`` of what ``grid_naming`` named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.form import Row
from parsers.grid_area import Area
from parsers.grid_naming import Kind, Names
from parsers.separated import A_ROW
from parsers.tokens import EMPTY


def may_lack_a_label(areas: Sequence[Area], names: Names, rows: Sequence[Row]) -> bool:
    """Whether cells that no row of the form owns are filled as one would be, and none is missing where they stand.

    Beside the name of a group they may be its sums, beside nothing marks for nothing. But where labels have moved down,
    the first numbers have none, and the last label is missing.
    """
    order = {row.key: place for place, row in enumerate(rows)}
    beside = names.orientation.beside.rows
    named: dict[tuple[int, int], int] = {}
    for key, (area, cell) in names.cells.items():
        if (place := order.get(key.rpartition(".")[0])) is not None:
            named[id(area), cell.row if beside else cell.column] = place
    if len(set(named.values())) == len(rows):
        return False
    sums = {id(cell) for _, cell in names.sums}
    unnamed = Counter(
        (id(area), cell.row if beside else cell.column)
        for area in areas
        for cell in area.cells
        if (id(cell) in sums or names.others.get(id(cell)) is Kind.UNKNOWN) and cell.token.what is not EMPTY
    )
    for (area_id, line), count in unnamed.items():
        before = [place for (own, other), place in named.items() if own == area_id and other < line]
        behind = [place for (own, other), place in named.items() if own == area_id and other > line]
        if count >= A_ROW and min(behind, default=len(rows)) - max(before, default=-1) < 2:
            return True
    return False
