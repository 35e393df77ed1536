"""The columns of T4 on a grid: which of them are empty throughout, and hold no cell of its row.

Place in the flow: asked by ``table_proceedings`` before it counts the cells of the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.grid_rows import is_grid
from parsers.regions import Region
from parsers.tokens import EMPTY, Token


def without_spacers(
    tokens: Sequence[Token], region: Region, runs: list[tuple[int, list[Token]]]
) -> list[tuple[int, list[Token]]]:
    """The runs without the cells of empty columns before and between those of the heads, where these are spaced out.

    An empty cell behind all heads is no spacer: one of the row may be astray.
    """
    used: dict[int | None, set[int]] = {}
    for token in tokens[region.start : region.stop]:
        if token.what is not EMPTY and is_grid(token):
            used.setdefault(token.table, set()).update(range(token.column, token.column + token.span))
    spaced = any(len(columns) < max(columns) - min(columns) + 1 for columns in used.values())

    def is_spacer(item: Token) -> bool:
        own = used.get(item.table, ()) if is_grid(item) else {item.column}
        return item.column not in own and (spaced or item.column < min(own, default=0))

    kept = [[item for item in run if not is_spacer(item)] for _, run in runs]
    return [(start, run) for (start, _), run in zip(runs, kept, strict=True) if run]
