"""Labels merged over several rows, in tables without rules: where each group of rows begins.

Place in the flow: used by ``pdf_columns``. Where rows and groups are numbered, the numerals tell. Else groups follow
each other without a gap, each label centred on its rows or beginning with the first: the division that fits best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from parsers.readers.pdf_pieces import Block, overlaps

_NUMERAL = re.compile(r"\s*(?P<open>[（(]?)\s*(?P<digits>\d{1,2}|[一二三四五六七八九十])\s*[）)、.．]")
_CHINESE = "一二三四五六七八九十"
Rows = Sequence[tuple[float, Block | None]]


def place_groups(groups: Sequence[Block], rows: Rows) -> list[int]:
    """For each group its first row.

    :param rows: the middle of each row's numbers, and its label.
    """
    first: dict[int, int] = {}
    columns: list[list[int]] = []
    for index in sorted(range(len(groups)), key=lambda i: groups[i].y):
        column = next((c for c in columns if overlaps(groups[c[-1]], groups[index])), None)
        if column is None:
            columns.append([index])
        else:
            column.append(index)
    for column in columns:
        for members, run in _runs([groups[i] for i in column], rows):
            starts = _divide([groups[column[m]] for m in members], run, rows)
            first.update({column[m]: start for m, start in zip(members, starts, strict=True)})
    first.update(numbered(groups, rows))
    return [first.get(i, _nearest(group, rows)) for i, group in enumerate(groups)]


def numbered(groups: Sequence[Block], rows: Rows) -> dict[int, int]:
    """The first row of groups by numerals: behind the row numbered one less, or where numbers within begin anew."""
    marks = [numeral(label.text) if label is not None else None for _, label in rows]
    found: dict[int, int] = {}
    placed: dict[tuple[str, int], int] = {}
    for index in sorted(range(len(groups)), key=lambda i: groups[i].y):
        own = numeral(groups[index].text)
        if own is None:
            continue
        style, number = own
        before = (style, number - 1)
        if before in marks:
            first = len(marks) - marks[::-1].index(before)
        elif before in placed:
            first = next((i for i in range(placed[before] + 1, len(rows)) if _begins_anew(marks[i], style)), len(rows))
        else:
            continue
        if first < len(rows):
            found[index] = placed[own] = first
    return found


def _begins_anew(mark: tuple[str, int] | None, style: str) -> bool:
    return mark is not None and mark[0] != style and mark[1] == 1


def numeral(text: str) -> tuple[str, int] | None:
    """The style and the number of a numeral before a text: 三、 （三） 3."""
    match = _NUMERAL.match(text)
    if match is None:
        return None
    digits = match["digits"]
    number = int(digits) if digits.isdecimal() else _CHINESE.find(digits) + 1
    style = ("(" if match["open"] else "") + ("1" if digits.isdecimal() else "一")
    return (style, number) if number > 0 else None


def _nearest(group: Block, rows: Rows) -> int:
    return min(range(len(rows)), key=lambda i: abs(rows[i][0] - group.y), default=0)


def _runs(groups: Sequence[Block], rows: Rows) -> list[tuple[list[int], range]]:
    """Rows in unbroken order whose labels stand right of the groups, and the groups among them."""
    edge = max(group.x1 for group in groups)
    inside = [label is None or label.x0 >= edge - 1 for _, label in rows]
    runs: list[tuple[list[int], range]] = []
    start = None
    for i, is_inside in enumerate([*inside, False]):
        if is_inside and start is None:
            start = i
        elif not is_inside and start is not None:
            run = range(start, i)
            low, high = _edge(rows, start), _edge(rows, i)
            members = [m for m, group in enumerate(groups) if low < group.y < high]
            if members and len(members) <= len(run):
                runs.append((members, run))
            start = None
    return runs


def _edge(rows: Rows, i: int) -> float:
    """The boundary above row ``i``: between the labels on both sides."""
    if i == 0:
        return rows[0][0] - (_half(rows) if len(rows) > 1 else 20.0)
    if i == len(rows):
        return rows[-1][0] + (_half(rows) if len(rows) > 1 else 20.0)
    above, below = rows[i - 1][1], rows[i][1]
    if above is None or below is None:
        return (rows[i - 1][0] + rows[i][0]) / 2
    return (above.pieces[-1].y + below.pieces[0].y) / 2


def _half(rows: Rows) -> float:
    return min(b[0] - a[0] for a, b in pairwise(rows)) / 2


def _divide(groups: Sequence[Block], run: range, rows: Rows) -> list[int]:
    """The first row of each group, by the best division of a run."""
    edges = [_edge(rows, i) for i in range(run.start, run.stop + 1)]
    tops = [rows[i][1].top if rows[i][1] is not None else rows[i][0] for i in run]  # type: ignore[union-attr] # it is not None

    def cost(group: Block, start: int, stop: int) -> float:
        return min(abs(group.y - (edges[start] + edges[stop]) / 2), abs(group.top - tops[start]))

    @cache
    def best(index: int, start: int) -> tuple[float, tuple[int, ...]]:
        if index == len(groups) - 1:
            return cost(groups[index], start, len(run)), (start,)
        options = []
        for stop in range(start + 1, len(run) - (len(groups) - index - 1) + 1):
            rest, starts = best(index + 1, stop)
            options.append((cost(groups[index], start, stop) + rest, (start, *starts)))
        return min(options)

    return [run.start + start for start in best(0, 0)[1]]
