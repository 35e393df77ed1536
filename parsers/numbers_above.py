"""Numbers above the first row of a table printed line by line: then each row's may stand above its label, not below.

Place in the flow: asked by ``table_applications``. Some converters print a line of cells by their lower edges, so that
a label of several lines comes behind its numbers. Each label then stands right before the numbers of the next row, all
of which add up.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import BlockKind
from parsers.separated import count_numbers
from parsers.tokens import Token, What

# A single number between the heads and the first row may be a page's.
_LEAST = 2


def numbers_stand_above(heads: Sequence[Token], *, rows_are_short: bool) -> bool:
    """Whether numbers stand between the heads of a table and its first row, or within the heads.

    Numbers of columns (1, 2, 3 …) are none, nor is what stands on a grid, whose rows show what belongs together.

    :param heads: the tokens from the first head to the first row's label.
    :param rows_are_short: whether some row lacks numbers: then even one that stands above them is a row's.
    """
    found = [token for token in heads if token.kind is not BlockKind.GRID and count_numbers(token)]
    count = sum(map(count_numbers, found))
    if not count or _are_numbers_of_columns(found):
        return False
    return count >= _LEAST or rows_are_short


def _are_numbers_of_columns(found: Sequence[Token]) -> bool:
    """Whether numbers count through from one on, each once."""
    texts = [token.text.strip() for token in found if token.what is What.NUMBER]
    return len(texts) == len(found) and texts in (
        [str(number) for number in range(first, first + len(texts))] for first in (0, 1)
    )
