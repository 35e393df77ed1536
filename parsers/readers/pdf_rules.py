"""Ruling lines put together: pieces in one line joined, and lines that touch gathered into tables.

Place in the flow: ``pdf_objects`` → **pdf_rules** → ``pdf_grid``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsers.readers.pdf_drawn import Rule

# Rules this near are one: doubled borders.
TIGHT = 3.0
# Nor does any text fit between rules this near: the inner and outer pieces of a doubled border.
_THIN = 4.5
# Pieces of one rule may stand so far apart; short ones (dashes, dots) somewhat further.
_GAP, _DASH, _DASH_GAP = 1.5, 12.0, 2.5
# What stays shorter is a dot of a rule that runs the other way.
_LEAST = 4.0
# A row between two parts of a table is at most so much higher than the lowest.
_ONE_ROW = 2.5
# An upright as long as this share of a table's height belongs to it.
_BESIDE = 0.85

Group = tuple[list[Rule], list[Rule]]


def merge(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in one line and hardly apart become one; doubled ones as well."""
    out: list[Rule] = []
    for band in _bands(sorted(rules)):
        at = sum(rule.at for rule in band) / len(band)
        pieces: list[tuple[float, float, bool]] = []
        for _, start, stop, dots in sorted(band, key=lambda rule: rule.start):
            length = dots or stop - start
            dash = length <= _DASH
            if pieces:
                before, end, dashed = pieces[-1]
                gap = _DASH_GAP * max(min(length, end - before), 1.0) if dash and dashed else _GAP
                if start - end <= max(min(gap, _DASH), _GAP):
                    pieces[-1] = (before, max(end, stop), dash and dashed)
                    continue
            pieces.append((start, stop, dash))
        out.extend(Rule(at, start, stop) for start, stop, _ in pieces if stop - start >= _LEAST)
    return out


def _bands(rules: Sequence[Rule]) -> Iterable[list[Rule]]:
    band: list[Rule] = []
    for rule in rules:
        if band and rule.at - band[0].at > TIGHT:
            yield band
            band = []
        band.append(rule)
    if band:
        yield band


def cluster(values: Iterable[float]) -> list[float]:
    """Values from small to large; those hardly apart count once."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _THIN:
            out.append(value)
    return out


def gather(across: Sequence[Rule], down: Sequence[Rule]) -> list[Group]:
    """The rules of each table: those across, and those down."""
    return _stacked(_connected(across, down), across)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[Group]:
    """Rules that touch each other, directly or through others, make one table."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, level in enumerate(across):
        for j, upright in enumerate(down, start=len(across)):
            if (
                level.start - TIGHT <= upright.at <= level.stop + TIGHT
                and upright.start - TIGHT <= level.at <= upright.stop + TIGHT
            ):
                parent[root(j)] = root(i)
    groups: dict[int, Group] = {}
    for i, rule in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down, start=len(across)):
        groups.setdefault(root(j), ([], []))[1].append(rule)
    whole = [group for group in groups.values() if group[0] and group[1]]
    for rule in (upright for level, uprights in groups.values() if not level for upright in uprights):
        _beside(rule, whole)
    return whole


def _beside(rule: Rule, groups: Sequence[Group]) -> None:
    """Give an upright that no rule touches to the table beside it: a merged cell fills the page between them."""
    for level, uprights in groups:
        top = min(*(other.at for other in level), *(other.start for other in uprights), rule.start)
        bottom = max(*(other.at for other in level), *(other.stop for other in uprights), rule.stop)
        if rule.stop - rule.start >= _BESIDE * (bottom - top):
            uprights.append(rule)
            return


def _stacked(groups: list[Group], across: Sequence[Rule]) -> list[Group]:
    """Groups over each other become one where a row as wide as the table keeps them apart.

    Without rules at its left and right, no upright runs through such a row.
    """
    groups = sorted(groups, key=lambda group: min(rule.at for rule in group[0]))
    taken = {rule for group in groups for rule in group[0]}
    lone: list[Group] = [([rule], []) for rule in across if rule not in taken]
    out: list[Group] = []
    for level, upright in sorted([*groups, *lone], key=lambda group: min(rule.at for rule in group[0])):
        if out and _belongs_under(out[-1], (level, upright)):
            out[-1] = (out[-1][0] + level, out[-1][1] + upright)
        else:
            out.append((level, upright))
    return [group for group in out if group[0] and group[1]]


def _belongs_under(above: Group, below: Group) -> bool:
    left, right = (min(r.start for r in above[0]), max(r.stop for r in above[0]))
    if abs(min(r.start for r in below[0]) - left) > TIGHT or abs(max(r.stop for r in below[0]) - right) > TIGHT:
        return False
    uprights = [rule.at for rule in (*above[1], *below[1])]
    if not uprights or min(uprights) - left <= TIGHT or right - max(uprights) <= TIGHT:
        return False
    rows = cluster(rule.at for rule in (*above[0], *below[0]))
    gap = min(r.at for r in below[0]) - max(r.at for r in above[0])
    heights = [b - a for a, b in pairwise(rows) if abs(b - a - gap) > 0.1] or [gap]
    if above[1] and below[1]:
        upper, lower = cluster(r.at for r in above[1]), cluster(r.at for r in below[1])
        small, large = sorted((upper, lower), key=len)
        if not all(any(abs(x - y) <= TIGHT for y in large) for x in small):
            return False
    return 0 < gap <= _ONE_ROW * min(heights)
