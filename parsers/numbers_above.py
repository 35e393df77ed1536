"""Numbers that stand where the form has none, above or beside its heads: then each row may have those of another.

Place in the flow: asked by ``table_applications`` and ``table_disclosure``. Some converters print a line of cells by
their lower edges, so that a label of several lines comes behind its numbers. Each label then stands right before the
numbers of the next row, all of which add up. And a column of numbers may have moved by a row as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import GRID
from parsers.labels import Role
from parsers.separated import count_numbers
from parsers.tokens import NUMBER, Token
from parsers.walk import Walk

# A single number between the heads and the first row may be a page's.
_LEAST = 2
_HEADS = frozenset({Role.CAPTION, Role.HEAD, Role.COLUMN})


def numbers_stand_above(heads: Sequence[Token], *, rows_are_short: bool) -> bool:
    """Whether numbers stand between the heads of a table and its first row, or within the heads.

    Numbers of columns (1, 2, 3 …) are none, nor is what stands on a grid, whose rows show what belongs together.

    :param heads: the tokens from the first head to the first row's label.
    :param rows_are_short: whether some row lacks numbers: then even one that stands above them is a row's.
    """
    found = [token for token in heads if token.kind is not GRID and count_numbers(token)]
    count = sum(map(count_numbers, found))
    if not count or are_numbers_of_columns(found):
        return False
    return count >= _LEAST or rows_are_short


def numbers_stand_beside_heads(done: Walk) -> bool:
    """Whether captions or heads of T2 have numbers, as rows have; columns may be counted through."""
    pairs = zip(done.region.matches, done.runs, strict=True)
    heads = ([one for one in run.filled if count_numbers(one)] for match, run in pairs if match.slot.role in _HEADS)
    return sum(len(found) for found in heads if not are_numbers_of_columns(found)) >= _LEAST


def are_numbers_of_columns(found: Sequence[Token]) -> bool:
    """Whether numbers count through from one on, each once."""
    texts = [token.text.strip() for token in found if token.what is NUMBER]
    return len(texts) == len(found) and texts in (
        [str(number) for number in range(first, first + len(texts))] for first in (0, 1)
    )
