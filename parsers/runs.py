"""The cells that follow a label: its own row, or the half of it that a page break left elsewhere.

Place in the flow: ``align`` says which label stands where; **runs** gathers what belongs to it; ``placing`` says which
number is which column's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

import msgspec

from parsers.align import Match, Quality
from parsers.document import LOOSE_CELL, ROW, ROWS, BlockKind
from parsers.grid_rows import is_grid
from parsers.labels import Role
from parsers.tokens import EMPTY, TEXT, UNSURE, Token


class Run(msgspec.Struct, frozen=True, dict=True):
    """The cells after a label: what they hold and where the reading of them ended.

    ``positional``: all stand in one row the separators of which survived, so that empty cells show. ``loose``: each has
    a line of its own, and pipes show the empty ones.
    """

    items: tuple[Token, ...]
    stop: int
    positional: bool
    label: Token
    loose: bool = False

    @cached_property
    def filled(self) -> tuple[Token, ...]:
        """The cells that hold something."""
        return tuple(item for item in self.items if item.what is not EMPTY)

    @property
    def width(self) -> int:
        """How many columns the label's row shows."""
        return max([item.column for item in self.items if item.block == self.label.block], default=self.label.column)

    @property
    def inline(self) -> bool:
        """Whether all that is filled stands in the label's own line."""
        return all(item.block == self.label.block for item in self.filled)

    @property
    def below(self) -> bool:
        """Whether the cells stand on lines of their own below the label's, where lost lines leave no trace."""
        return self.loose or not (self.positional or self.inline)

    @property
    def offsets(self) -> tuple[int, int]:
        """First and last filled column."""
        columns = [item.column for item in self.filled]
        return min(columns), max(columns)


def as_row(run: Run, labels: int) -> Run:
    """The cells after a label as those of one row, where they are printed on lines of their own and empty ones show.

    A number that no pipe closes there, though one closes its label, may be a page's.

    :param labels: how many labels stand before this one in its row.
    """
    if run.label.kind in ROWS or any(item.block == run.label.block for item in run.items):
        return run
    label = msgspec.structs.replace(run.label, kind=ROW, column=labels)
    closed = run.label.kind is LOOSE_CELL
    items = (
        msgspec.structs.replace(item, what=UNSURE, sure=False) if closed and item.kind is BlockKind.TEXT else item
        for item in run.items
    )
    cells = enumerate(items, start=labels + 1)
    row = (msgspec.structs.replace(item, kind=ROW, block=label.block, column=column) for column, item in cells)
    return Run(tuple(row), run.stop, positional=True, label=label, loose=True)


def gather(tokens: Sequence[Token], match: Match, stop: int, taken: frozenset[int]) -> Run:
    """The run of cells after a matched label, up to the next text that is neither a cell nor the label's other half.

    :param taken: indices of tokens that belong to other labels.
    """
    label = tokens[match.stop - 1]
    items: list[Token] = []
    i = match.stop
    in_row, on_grid = label.kind in ROWS, is_grid(label)
    while i < stop:
        token = tokens[i]
        same_row = in_row and token.block == label.block
        # A row that shows cells of its own, be they empty, takes none from the lines below it; a grid row never does.
        own_cells = on_grid or (in_row and items and items[0].block == label.block)
        if i in taken or (not same_row and own_cells):
            break
        if token.what is TEXT and same_row and not items and token.squashed == label.squashed:
            # A merged label, written into each cell that it covered.
            label = token
        elif token.what is TEXT:
            # In a row, text behind the label is a cell's; behind a group's label it may be a row's label, misspelt.
            a_cell = same_row and (bool(items) or match.slot.role is Role.ROW)
            if not _is_other_half(match, token):
                if not a_cell:
                    break
                items.append(token)
        elif token.what is not EMPTY or same_row or token.kind is LOOSE_CELL:
            items.append(token)
        i += 1
    if on_grid:
        items, i = _with_fragment(tokens, match, items, i, taken)
        return Run(tuple(items), i, positional=True, label=label)
    positional = in_row and all(item.block == label.block for item in items)
    return Run(tuple(items), i, positional, label)


def _with_fragment(
    tokens: Sequence[Token], match: Match, items: list[Token], stop: int, taken: frozenset[int]
) -> tuple[list[Token], int]:
    """The cells of a row that a page break cut in two: its label's other half begins the next row of the grid.

    Where both halves of a cell hold something, both stay: which belongs to which is not known.
    """
    if match.quality is not Quality.PART or stop == len(tokens) or not is_grid(tokens[stop]):
        return items, stop
    block = tokens[stop].block
    rest = list(takewhile(lambda i: tokens[i].block == block, range(stop, len(tokens))))
    filled = [i for i in rest if tokens[i].what is not EMPTY]
    if not filled or filled[0] in taken or tokens[filled[0]].what is not TEXT:
        return items, stop
    if not _is_other_half(match, tokens[filled[0]]):
        return items, stop
    cells = {item.column: [item] for item in items}
    for i in rest:
        if i == filled[0] or tokens[i].column <= tokens[filled[0]].column:
            continue
        both = [*cells.get(tokens[i].column, []), tokens[i]]
        cells[tokens[i].column] = [cell for cell in both if cell.what is not EMPTY] or both[:1]
    return [cell for column in sorted(cells) for cell in cells[column]], rest[-1] + 1


def _is_other_half(match: Match, token: Token) -> bool:
    """Whether the text is the rest of a label that was cut, e.g. by a page break."""
    return match.quality is Quality.PART and any(
        wording.endswith(token.squashed) and token.squashed for wording in match.slot.variants
    )
