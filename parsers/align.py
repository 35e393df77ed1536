"""Labels of the source aligned with the labels of the form, as sequences: what a label means follows from the order.

Place in the flow: tokens → **align** → ``decode``. Never counts from the top; a label that the source lost leaves its
slot empty, a label that the form does not have leaves its token unmatched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from itertools import islice
from operator import neg
from typing import NamedTuple

import msgspec

from parsers.form import Edition, TableName
from parsers.labels import CUT_OUTCOMES, SEQUENCES, Slot, exact
from parsers.misspelt import FORGIVING, SHORTEST, meant_by
from parsers.tokens import EMPTY, Token

# A label broken at line ends comes in at most this many pieces.
MAX_PIECES = 4


class Quality(IntEnum):
    """How surely a text is a label; the numbers weigh in the alignment."""

    PART = 30
    FUZZY = 60
    EXACT = 100


class Match(NamedTuple):
    """Tokens ``start`` to ``stop`` (exclusive) are the label of a slot."""

    start: int
    stop: int
    slot: Slot
    position: int
    edition: Edition | None
    quality: Quality


class _Candidate(msgspec.Struct, frozen=True, gc=False):
    stop: int
    position: int
    edition: Edition | None
    quality: Quality
    weight: int


def align(tokens: Sequence[Token], table: TableName, start: int, stop: int) -> list[Match]:
    """The best alignment of the labels in ``tokens[start:stop]`` with a table's slots, in order."""
    candidates = _candidates(tokens, table, start, stop)
    positions = sorted(candidates)
    slots = len(SEQUENCES[table])
    after = _next_positions(positions, candidates)
    # score[p][s]: the best total for positions[p:] and slots[s:]; choice: the candidate that begins it, if any.
    score = [[0] * (slots + 1)] * (len(positions) + 1)
    choice: list[list[_Candidate | None]] = [[None] * (slots + 1) for _ in positions]
    for p in range(len(positions) - 1, -1, -1):
        own = _by_slot(candidates[positions[p]])
        before, begun = score[p + 1], choice[p]
        best = before.copy()
        # With fewer slots to fill no total grows: what a position adds for one slot, it adds for those before it, back
        # to where the later positions alone make as much.
        for s in sorted(own, reverse=True):
            taken = False
            for candidate in own[s]:
                total = candidate.weight + score[after[positions[p], candidate.stop]][s + 1]
                if total >= best[s]:
                    best[s], begun[s], taken = total, candidate, True
            low = bisect_right(before, -best[s], hi=s, key=neg) if taken else s
            best[low:s] = [best[s]] * (s - low)
            begun[low:s] = [begun[s]] * (s - low)
        score[p] = best
    return _walk(positions, after, choice, table)


def _by_slot(candidates: Sequence[_Candidate]) -> dict[int, list[_Candidate]]:
    found: dict[int, list[_Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.position, []).append(candidate)
    return found


def _walk(
    positions: list[int],
    after: dict[tuple[int, int], int],
    choice: list[list[_Candidate | None]],
    table: TableName,
) -> list[Match]:
    matches, p, s = [], 0, 0
    while p < len(positions):
        candidate = choice[p][s]
        if candidate is None:
            p += 1
            continue
        slot = SEQUENCES[table][candidate.position]
        matches.append(
            Match(positions[p], candidate.stop, slot, candidate.position, candidate.edition, candidate.quality)
        )
        p, s = after[positions[p], candidate.stop], candidate.position + 1
    return matches


def _next_positions(positions: list[int], candidates: dict[int, list[_Candidate]]) -> dict[tuple[int, int], int]:
    """For each candidate's (start, stop), the index of the first position at or after its end."""
    after: dict[tuple[int, int], int] = {}
    for p, position in enumerate(positions):
        for candidate in candidates[position]:
            q = p + 1
            while q < len(positions) and positions[q] < candidate.stop:
                q += 1
            after[position, candidate.stop] = q
    return after


def may_hold(tokens: Sequence[Token], table: TableName, start: int, stop: int, labels: int) -> bool:
    """Whether ``tokens[start:stop]`` may hold so many exact labels of a table: each begins with a token of its own."""
    beginnings = _beginnings(table)
    found = (1 for i in range(start, stop) if tokens[i].squashed in beginnings and tokens[i].labelish)
    return sum(islice(found, labels)) == labels


@cache
def _beginnings(table: TableName) -> frozenset[str]:
    return frozenset(wording[:stop] for wording in exact(table) for stop in range(1, len(wording) + 1))


def _candidates(tokens: Sequence[Token], table: TableName, start: int, stop: int) -> dict[int, list[_Candidate]]:
    found: dict[int, list[_Candidate]] = {}
    beginnings, forgives = _beginnings(table), table in FORGIVING
    for labels in _stretches(tokens, start, stop):
        for place, first in enumerate(labels):
            text = ""
            for pieces, last in enumerate(labels[place : place + MAX_PIECES], start=1):
                text += tokens[last].squashed
                if pieces > 1 and not (forgives or text in beginnings):
                    break
                for index, edition, quality in meanings(text, table, single=pieces == 1):
                    # Longer labels weigh a little more, so that joined pieces win over one of the pieces.
                    weight = int(quality) + min(len(text), 40) - pieces
                    found.setdefault(first, []).append(_Candidate(last + 1, index, edition, quality, weight))
    return found


def _stretches(tokens: Sequence[Token], start: int, stop: int) -> Iterator[list[int]]:
    """The indices of the tokens that may be labels, those together between which at most empty cells stand."""
    labels: list[int] = []
    for i in range(start, stop):
        if tokens[i].labelish:
            labels.append(i)
        elif tokens[i].what is not EMPTY:
            yield labels
            labels = []
    yield labels


@lru_cache(maxsize=16_384)
def meanings(text: str, table: TableName, *, single: bool) -> tuple[tuple[int, Edition | None, Quality], ...]:
    """The slots a squashed text may fill. Parts and typos count only for a text that stands alone."""
    known = exact(table)
    if text in known:
        return tuple((index, edition, Quality.EXACT) for index, edition in known[text])
    if not single:
        return (
            tuple((index, edition, Quality.FUZZY) for index, edition in meant_by(text, table)) if len(text) > 8 else ()
        )
    if parts := _cut_short(text, table):
        return tuple((index, edition, Quality.PART) for index, edition in parts)
    return tuple((index, edition, Quality.FUZZY) for index, edition in meant_by(text, table))


def _cut_short(text: str, table: TableName) -> tuple[tuple[int, Edition | None], ...]:
    """The slots whose wordings begin with the text: a label cut short. In T4 they hold it."""
    if table is TableName.PROCEEDINGS:
        wordings = [wording for wording in exact(table) if text in wording] if text in CUT_OUTCOMES else []
    else:
        wordings = [wording for wording in _by_beginning(table).get(text[:SHORTEST], ()) if wording.startswith(text)]
    found: dict[int, set[Edition | None]] = {}
    for wording in wordings:
        for index, edition in exact(table)[wording]:
            found.setdefault(index, set()).add(edition)
    return tuple((index, editions.pop() if len(editions) == 1 else None) for index, editions in found.items())


@cache
def _by_beginning(table: TableName) -> dict[str, list[str]]:
    """The wordings of a table by the shortest part that a label may be cut to."""
    found: dict[str, list[str]] = {}
    for wording in exact(table):
        if len(wording) >= SHORTEST:
            found.setdefault(wording[:SHORTEST], []).append(wording)
    return found
