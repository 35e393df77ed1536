"""T4's row of numbers in a text printed a cell a line: whole where each of its cells has a line, empty ones included.

Place in the flow: asked by ``table_proceedings`` where empty cells show between the numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from parsers.document import LOOSE_CELL
from parsers.form import CHANNELS, OUTCOMES
from parsers.tokens import TEXT, Token

_WIDTH = len(CHANNELS) * len(OUTCOMES)


def row_on_lines(tokens: Sequence[Token], start: int, stop: int) -> list[Token]:
    """The cells of the row below the heads; none unless exactly as many lines hold one cell each as T4 has columns.

    Pipes that stand together on a line, the padding of the row of heads above it, are none of its cells.

    :param start: where the heads end.
    """
    below = list(takewhile(lambda token: token.what is not TEXT, tokens[start:stop]))
    if any(token.kind is not LOOSE_CELL for token in below):
        return []
    lines = Counter(token.where.line for token in below)
    row = [token for token in below if lines[token.where.line] == 1]
    padding = below[: len(below) - len(row)]
    return row if len(row) == _WIDTH and not any(token in row for token in padding) else []
