"""T4 in text laid out as on a page: its heads broken over lines, its fifteen numbers on one.

Place in the flow: lines of ``text`` → **rows of a grid**, by the line they stand in. Line by line, the pieces of the
heads must go on the heads of the form from left to right, and make all of them whole in the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from parsers.document import GRID, Block, BlockCell
from parsers.form import CHANNELS, OUTCOMES
from parsers.normalise import squash
from parsers.readers.text_places import Line, lines_between
from parsers.report import Where

_BEGINS = re.compile(r"[#*=\s]*四\s*、\s*(?:因|政府信息公开|行政复议).*")
_ENDS = re.compile(r"[#*=\s]*五\s*、.*")
_OUTCOMES = tuple(column.label for column in OUTCOMES)
_WIDTH = len(CHANNELS) * len(_OUTCOMES)
_LEAVES = _OUTCOMES * len(CHANNELS)
_GROUPS = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
# The heads of T4 take at least so many lines; what is longer than a piece of an outcome is a group's.
_LEAST_LINES, _MOST_LINES, _A_PIECE = 3, 14, 2


def proceedings_on_page(lines: Sequence[str], table: int) -> dict[int, Block | None]:
    """T4, where its heads are the form's in pieces: number of the line (from 1) → GRID block, None for other lines."""
    found = lines_between(lines, _BEGINS, _ENDS)
    own = [i for i, line in enumerate(found) if line.values and not line.labels]
    head = _head_above(found, own[0]) if len(own) == 1 else ()
    at = own[0] if head else 0
    if not head or len(found[at].values) != _WIDTH or any(line.values for line in found[at + 1 :]):
        return {}
    blocks: dict[int, Block | None] = dict.fromkeys(range(head[0].number, found[at].number))
    for line, row in zip(head, _head_rows(), strict=False):
        cells = (BlockCell(text, Where(line=line.number), *place) for text, place in row)
        blocks[line.number] = Block(GRID, tuple(cells), table)
    where = Where(line=found[at].number)
    numbers = (BlockCell(word.text, where, column) for column, word in enumerate(found[at].values))
    blocks[found[at].number] = Block(GRID, tuple(numbers), table)
    return blocks


def _head_above(lines: Sequence[Line], at: int) -> Sequence[Line]:
    """The lines right above one that make all heads of T4; none where none do. Narrative may stand above them."""
    starts = range(at - _LEAST_LINES, max(at - _MOST_LINES, 0) - 1, -1)
    heads = (lines[start:at] for start in starts if not any(line.values for line in lines[start:at]))
    return next((head for head in heads if make_heads(head, _LEAVES, _GROUPS, lambda _: False)), ())


def make_heads(
    lines: Sequence[Line], leaves: Sequence[str], groups: Sequence[str], aside: Callable[[str], bool]
) -> bool:
    """Whether the pieces on some lines make all of some heads, each line from left to right, and nothing else.

    :param leaves: the heads of the columns, in order.
    :param groups: the heads above several of them, in order; one may lack.
    :param aside: whether a text may stand beside the heads.
    """
    left, above = list(leaves), list(groups)
    for line in lines:
        at = up = 0
        for text in filter(None, (squash(word.text) for word in line.labels)):
            leaf = next((i for i in range(at, len(left)) if left[i].startswith(text)), None)
            group = next((i for i in range(up, len(above)) if above[i].startswith(text)), None)
            if group is not None and (leaf is None or len(text) > _A_PIECE):
                above[group] = above[group].removeprefix(text)
                up = group + 1
            elif leaf is not None:
                left[leaf] = left[leaf].removeprefix(text)
                at = leaf + 1
            elif not aside(text):
                return False
    return not any(left) and all(rest in {"", whole} for rest, whole in zip(above, groups, strict=True))


def _head_rows() -> list[list[tuple[str, tuple[int, int, int]]]]:
    """The heads as the form prints them: text; column, columns and rows covered."""
    size = len(_OUTCOMES)
    return [
        [(_GROUPS[0], (0, size, 1)), (_GROUPS[1], (size, 2 * size, 1))],
        [
            *((text, (i, 1, 2)) for i, text in enumerate(_OUTCOMES)),
            (_GROUPS[2], (size, size, 1)),
            (_GROUPS[3], (2 * size, size, 1)),
        ],
        [(text, (i, 1, 1)) for i, text in enumerate(_LEAVES) if i >= size],
    ]
