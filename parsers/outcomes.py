"""The order of T4's heads: five outcomes three times, whole or cut at their line breaks.

Place in the flow: used by ``table_proceedings``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from parsers.document import ROWS
from parsers.form import CHANNELS, OUTCOMES
from parsers.labels import CUT_OUTCOMES
from parsers.normalise import as_label
from parsers.tokens import Token

_PRINTED = tuple(as_label(column.label) for column in OUTCOMES) * len(CHANNELS)
# A row of more pieces stands above all three channels.
_TWO_CHANNELS = 2 * len(OUTCOMES)


def outcomes_in_order(heads: Sequence[Token]) -> bool:
    """Whether the outcomes among the heads stand as the form prints them, or their pieces below each other in rows.

    What the source lost may be missing; pieces like 结果, which several heads have, stand for the first that may be.

    :param heads: the texts of the table's head, in reading order.
    """
    pieces = [token for token in heads if token.squashed in CUT_OUTCOMES or token.squashed in _PRINTED]
    if _ascend((token.squashed for token in pieces), whole=False):
        return True
    if not all(token.kind in ROWS for token in pieces):
        return False
    columns: dict[int, str] = {}
    for token in pieces:
        columns[token.column] = columns.get(token.column, "") + token.squashed
    below = [columns[place] for place in sorted(columns)]
    if all(head in _PRINTED for head in below):
        return _ascend(below, whole=True)
    rows = [[token.squashed for token in row] for _, row in groupby(pieces, lambda token: token.block)]
    # The lowest row has them all where programs write what is merged over several rows in each of them.
    complete = tuple(rows[-1]) == _PRINTED
    return all((complete or len(row) > _TWO_CHANNELS) and _ascend(row, whole=True) for row in rows)


def _ascend(pieces: Iterable[str], *, whole: bool) -> bool:
    """Whether each piece stands in a head behind the one before.

    :param whole: no two pieces are of one head.
    """
    head, at = 0, 0
    for piece in pieces:
        while head < len(_PRINTED) and (found := _PRINTED[head].find(piece, at)) < 0:
            head, at = head + 1, 0
        if head == len(_PRINTED):
            return False
        head, at = (head + 1, 0) if whole else (head, found + len(piece))
    return True
