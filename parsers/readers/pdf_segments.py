"""Where tables without rules begin and end among running lines.

Place in the flow: ``pdf_pieces`` → **pdf_segments** → ``pdf_columns``. A table is a run of rows of numbers, and the
heads above them; a head between two rows begins another table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.readers.pdf_pieces import Piece
from parsers.readers.pdf_text import HEADING

# In line heights: how far apart the lines of a head may stand, and how near the lines of one label do.
_FAR_APART, _TIGHT = 3.2, 1.6
# In usual distances of rows: how far apart the lines of a head may stand where rows are high.
_FURTHER = 1.5
# So far from both its neighbours, a label has a row of its own; a label beside two storeys of heads stands nearer.
_ROW_APART = 0.75
# Rounding of heights (points).
_LOWER = 2.0
# The largest table of a report has 30 rows.
_MOST_ROWS = 200

Lines = Sequence[Sequence[Piece]]


class Segment(NamedTuple):
    """The lines of one table: those of its head, then those from its first row of numbers on (indices)."""

    head: range
    body: range


def is_row(line: Sequence[Piece]) -> bool:
    """Whether a line holds numbers that stand apart from other text or from each other."""
    return len(line) > 1 and any(piece.is_value for piece in line) and _is_value_or_label(line)


def _is_value_or_label(line: Sequence[Piece]) -> bool:
    first = next(i for i, piece in enumerate(line) if piece.is_value)
    return all(piece.is_value for piece in line[first:]) or len(line) > 3


def find_segments(pieces: Lines, usual: float) -> list[Segment]:
    """Each run of rows with the lines of its head. A head between two rows begins another table.

    :param usual: how far apart rows usually follow each other.
    """
    rows = [i for i, line in enumerate(pieces) if is_row(line)]
    found: list[Segment] = []
    start = 0
    for position, first in enumerate(rows):
        if found and first < found[-1].body.stop:
            continue
        last = first
        for row in rows[position + 1 : position + _MOST_ROWS]:
            table = pieces[first : last + 1]
            heads = any(_is_head(_beside_labels(pieces, i, table), _boundary(table)) for i in range(last + 1, row))
            if heads or _is_apart(pieces, last, row) or _has_numbers_among_labels(pieces[row], table):
                break
            last = row
        head = _head_start(pieces, start, first, pieces[first : last + 1], _FURTHER * usual)
        stop = _tail_stop(pieces, last, label_edge(pieces[first : last + 1]))
        if last > first or head < first:
            found.append(Segment(range(head, first), range(first, stop)))
            start = stop
    return [_with_wrapped_label(segment, pieces) for segment in found]


def label_edge(lines: Lines) -> float:
    """Where the columns of numbers begin."""
    return min(piece.x0 for line in lines for piece in line if piece.is_value)


def _boundary(lines: Lines) -> float:
    """Where the labels end; what has its middle left of it is no number's head."""
    edge = label_edge(lines)
    return max((piece.x1 for line in lines for piece in line if piece.x1 <= edge), default=edge)


def _beside_labels(pieces: Lines, at: int, table: Lines) -> Sequence[Piece]:
    """A line without what may be a longer label than those so far: it begins over them, and ends before the numbers.

    What begins as headings do stands no further from the line above than rows stand apart.
    """
    line, above = pieces[at], pieces[at - 1]
    if HEADING.match(line[0].text):
        pairs = [(a[0], b[0]) for a, b in pairwise(table) if is_row(a) and is_row(b)]
        height = max((b.y - a.y for a, b in pairs if a.page == b.page), default=0.0)
        if line[0].page != above[0].page or line[0].y - above[0].y > height + _LOWER:
            return line
    edge, end = _boundary(table), label_edge(table)
    return [piece for piece in line if not (piece.x0 < edge and piece.x1 <= end)]


def _has_numbers_among_labels(line: Sequence[Piece], table: Lines) -> bool:
    """Whether a row has numbers where those before have labels, so that it is another table's."""
    edge = _boundary(table)
    return edge < label_edge(table) and any(piece.is_value and piece.x1 <= edge for piece in line)


def _is_head(line: Sequence[Piece], edge: float) -> bool:
    return any(piece.x > edge and not piece.is_value for piece in line)


def _is_apart(pieces: Lines, last: int, row: int) -> bool:
    """Whether more than a row's height of nothing, or a heading of its own, keeps two rows apart on one page."""
    firsts = [line[0] for line in pieces[last : row + 1]]
    return any(a.page == b.page and b.y - a.y > 3 * _FAR_APART * b.size for a, b in pairwise(firsts))


def usual_distance(pieces: Lines) -> float:
    """How far apart rows without other lines between them follow each other, the closest ones left out."""
    pairs = [(a[0], b[0]) for a, b in pairwise(pieces) if is_row(a) and is_row(b)]
    distances = sorted(b.y - a.y for a, b in pairs if a.page == b.page)
    return distances[3 * len(distances) // 4] if distances else 0.0


def _head_start(pieces: Lines, start: int, first: int, table: Lines, reach: float) -> int:
    """The first line of a head: upwards while lines stand close and look like heads.

    :param reach: how far apart its lines may stand, however small their print.
    """
    edge, end = _boundary(table), label_edge(table)
    head, seen = first, False
    for i in range(first - 1, start - 1, -1):
        line, below = pieces[i], pieces[i + 1]
        is_head = _is_over_first(line, table) or (_is_head(line, edge) and not (len(line) == 1 and line[0].x0 < edge))
        # Heads in a high row, set in the middle of it, stand far above the numbers.
        far = 2 * reach if i == first - 1 and len(line) > 1 and is_head else reach
        if _is_far(line, below, far, is_head=is_head) or (seen and not is_head and HEADING.match(line[0].text)):
            break
        if not is_head and len(line) == 1 and line[0].x1 > end and not line[0].is_value:
            break
        if seen and not is_head and start < i and _stands_alone(pieces, i, reach / _FURTHER):
            break
        seen = seen or is_head
        head = i
    while head < first and seen and not _is_head(pieces[head], edge) and not _is_beside(pieces, head, first, edge):
        head += 1
    return head if seen else first


def _is_over_first(line: Sequence[Piece], table: Lines) -> bool:
    """Whether a line of one part stands over the first column of a table that has no labels."""
    first, second = table[0][:2] if len(table[0]) > 1 else (None, None)
    if len(line) > 1 or first is None or second is None or not first.is_value or line[0].is_value:
        return False
    return _boundary(table) == first.x0 and line[0].x0 <= first.x1 and first.x0 <= line[0].x1 <= second.x0


def _stands_alone(pieces: Lines, at: int, usual: float) -> bool:
    """Whether a line is a row's height apart from both others beside it: the label of a row of blanks."""
    above, own, below = (pieces[i][0].y for i in (at - 1, at, at + 1))
    return min(own - above, below - own) > _ROW_APART * usual


def _is_far(line: Sequence[Piece], below: Sequence[Piece], reach: float, *, is_head: bool) -> bool:
    """Whether a line stands too far above the next; heads may stand at the foot of the page before."""
    if line[0].page != below[0].page:
        return not is_head
    return below[0].y - line[0].y > max(_FAR_APART * line[0].size, reach)


def _is_beside(pieces: Lines, at: int, first: int, edge: float) -> bool:
    """Whether a line of the label column goes on beside the head, as a text merged over several rows does."""
    nearest = next((line for line in pieces[at + 1 : first] if _is_head(line, edge)), None)
    return nearest is not None and nearest[0].y - pieces[at][0].y < _TIGHT * nearest[0].size


def _tail_stop(pieces: Lines, last: int, edge: float) -> int:
    """Behind the last line of the last row's label."""
    stop = last + 1
    while stop < len(pieces):
        line, above = pieces[stop], pieces[stop - 1]
        close = line[0].page == above[0].page and line[0].y - above[0].y <= _TIGHT * line[0].size
        # Digits below the last row may be the rest of a number in it.
        if not close or any(p.x1 > edge and not p.is_value for p in line) or HEADING.match(line[0].text):
            break
        stop += 1
    return stop


def _with_wrapped_label(segment: Segment, pieces: Lines) -> Segment:
    """The lines of the first row's label that stand above its numbers are no head."""
    body = [line for line in pieces[segment.body.start : segment.body.stop] if is_row(line)]
    edge, boundary = label_edge(body), _boundary(body)
    start = segment.body.start
    # A head may stand left of the numbers under it, but not over the labels.
    while start > segment.head.start and all(p.x1 <= edge and p.x <= boundary for p in pieces[start - 1]):
        start -= 1
    return Segment(range(segment.head.start, start), range(start, segment.body.stop))
