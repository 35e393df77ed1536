"""Labels with a typo: which wordings of a table a text may have been meant to be.

Place in the flow: ``align`` asks for texts that are no wording and no part of one.
"""

from __future__ import annotations

from functools import cache

from parsers.form import Edition, TableName
from parsers.labels import exact

# Shorter texts are not compared: too much is one typo away from them.
SHORTEST = 3
_LONG = 8
_SHORTEST_WORDING = 4

# The labels of T3 and T4 are long enough, far enough from each other, and held in place by their neighbours, to forgive
# any typo. In T2 one character makes another meaning (上年/本年, 元/万元, 行政处置/行政处罚).
FORGIVING = frozenset({TableName.APPLICATIONS, TableName.PROCEEDINGS})
_SHORTEST_STRICT = 6
# Where one of these is lost or replaced, or comes in instead, a head or row of T2 means something else: the year, the
# unit, the article's item, a change or a sum, the opposite, and what tells one kind of act from another.
_TELLING = frozenset(
    "本上下今去前往历当年月季〇零一二三四五六七八九十百千万亿元角分增减新旧已未不无非免废止立改修有"
    "总累合共计均净余外内对罚许可强制确认奖励裁决征收给付检查采购公开收费项"
)
# Printed twice they say something else, too: 上上年, 二二.
_REPEATED = frozenset("上下前去〇零一二三四五六七八九十百千万亿")


def meant_by(text: str, table: TableName) -> tuple[tuple[int, Edition | None], ...]:
    """The slots whose wording differs from a squashed text by a typo, each with the edition that it proves.

    Empty when two different wordings are equally near.
    """
    strict = table not in FORGIVING
    allowed = 1 if strict or len(text) < _LONG else 2
    if len(text) < SHORTEST:
        return ()
    nearest: dict[int, list[str]] = {}
    characters = frozenset(text)
    for wording, own in _by_length(table, len(text), allowed):
        # Each character that only one of the two has takes an edit: most wordings are out before they are compared.
        if len(characters - own) <= allowed and len(own - characters) <= allowed:
            distance = _distance(text, wording, allowed)
            if distance <= allowed:
                nearest.setdefault(distance, []).append(wording)
    if not nearest:
        return ()
    best = {exact(table)[wording] for wording in nearest[min(nearest)]}
    if strict and not any(_keeps_meaning(text, wording) for wordings in nearest.values() for wording in wordings):
        return ()
    return best.pop() if len(best) == 1 else ()


def is_slip(text: str, wording: str) -> bool:
    """Whether a squashed text is one typo away from a wording that is long enough for that, or is the wording."""
    if len(wording) < _SHORTEST_WORDING or abs(len(text) - len(wording)) > 1:
        return text == wording
    return _distance(text, wording, 1) <= 1


def _keeps_meaning(text: str, wording: str) -> bool:
    """Whether the one edit between a text and a wording is a slip that says nothing else.

    That is a character printed twice, or one lost or replaced that tells nothing.
    """
    low = next((i for i, (one, other) in enumerate(zip(text, wording, strict=False)) if one != other), None)
    low = min(len(text), len(wording)) if low is None else low
    behind = min(len(text), len(wording)) - low
    high = next((i for i in range(behind) if text[-1 - i] != wording[-1 - i]), behind)
    typed, meant = text[low : len(text) - high], wording[low : len(wording) - high]
    if not meant:
        return low > 0 and typed == text[low - 1] and typed not in _REPEATED
    # 本废止件数 can mean no other year, but 本月废止件数 does.
    return len(wording) >= _SHORTEST_STRICT and (meant + typed == "年" or not _TELLING & {*typed, *meant})


@cache
def _by_length(table: TableName, length: int, allowed: int) -> tuple[tuple[str, frozenset[str]], ...]:
    """The wordings of about a length that are long enough to forgive a typo, each with its characters."""
    lengths = range(max(length - allowed, _SHORTEST_WORDING), length + allowed + 1)
    return tuple(wording for one in lengths for wording in _of_length(table).get(one, ()))


@cache
def _of_length(table: TableName) -> dict[int, list[tuple[str, frozenset[str]]]]:
    """The wordings of a table by their lengths, each with its characters."""
    found: dict[int, list[tuple[str, frozenset[str]]]] = {}
    for wording in exact(table):
        found.setdefault(len(wording), []).append((wording, frozenset(wording)))
    return found


def _distance(one: str, other: str, limit: int) -> int:
    """Levenshtein's distance, or anything above ``limit`` once it is exceeded."""
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        current = [i]
        for j, b in enumerate(other, start=1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return previous[-1]
