"""Where each of the three tables stands in the token stream: one best skeleton a table, its copies and its bounds.

Place in the flow: tokens + headings → **regions** → ``decode``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from parsers.align import Match, Quality, align, may_hold
from parsers.document import ROWS
from parsers.form import TableName
from parsers.headings import Heading
from parsers.labels import SEQUENCES, Role, column_wordings, exact
from parsers.normalise import as_label
from parsers.report import ReadError
from parsers.tokens import EMPTY, Token

# A second skeleton counts as a copy of the table when it has half of the labels (STR-TABLE-MISSING's threshold).
_HALF = 0.5
# Copies and fragments of one table in a file; a report has one, printed by converters in three ways at most.
MAX_COPIES = 50
# The label that begins the rows of a table, and occurs once in it.
_ANCHORS = {
    TableName.DISCLOSURE: frozenset({as_label("规章")}),
    TableName.APPLICATIONS: frozenset({as_label("一、本年新收政府信息公开申请数量")}),
    TableName.PROCEEDINGS: frozenset({as_label("未经复议直接起诉")}),
}
SECTION_OF = {TableName.DISCLOSURE: 2, TableName.APPLICATIONS: 3, TableName.PROCEEDINGS: 4}
# Labels of which that many must be found before lines are taken for a table at all.
_LEAST = {TableName.DISCLOSURE: 4, TableName.APPLICATIONS: 6, TableName.PROCEEDINGS: 5}
_LEAST_EXACT = 3
# So many of them differ: 总计, which T3 has as well, repeats with its heads on every page.
_LEAST_DIFFERENT = 2


_A_CAPTION = 12
_YEAR = re.compile(r"20\d\d(?=\s*年)")
_TITLE = re.compile(r"(20\d\d)\s*年.{0,30}报告")
# A line that says whose the numbers below it are: 附：2022年数据, 上年度.
_WHOSE = re.compile(
    "(?:附[件表录]?[一二三四1-4]?)?(?:(20\\d\\d)年度?|上一?年度?|去年|往年)(?:同期)?的?(?:数据|情况|统计表?|报表|表)?"
)
_FORM = re.compile("空表|空白|样表|表样|样式|格式|模[板版]|范[本表]")
_block_of = attrgetter("block")


class Region(NamedTuple):
    """One skeleton of a table: its labels, and the tokens from its first label to ``stop`` (exclusive)."""

    table: TableName
    matches: tuple[Match, ...]
    start: int
    stop: int
    # Behind the headings of sections five or six: an annex, perhaps another organ's.
    late: bool = False
    # Where what stands before its first label begins: behind a heading, or behind another copy.
    low: int = 0


def find_regions(tokens: Sequence[Token], headings: Sequence[Heading], table: TableName) -> list[Region]:
    """All skeletons of a table, the fullest first, fragments included: they may say otherwise.

    Where the sections hold the table, what stands behind them is none of the report's; a table that stands only there
    is marked ``late``, unless under the one heading of its section (a workbook has its text before its tables).

    :raises ReadError: ``several-reports`` for more copies than ``MAX_COPIES``.
    """
    regions = []
    closing = next((heading.block for heading in headings if heading.number >= 5), None)
    own = [heading.block for heading in headings if heading.number == SECTION_OF[table]]
    places = sorted(heading.block for heading in headings)
    for start, stop in _segments(tokens, headings):
        block = tokens[start].block
        late = closing is not None and block > closing and own != [_last_before(places, block)]
        reach = start
        for low, high in _split_at_anchors(tokens, table, start, stop):
            matches = align(tokens, table, low, high) if may_hold(tokens, table, low, high, _LEAST_EXACT) else []
            sure = [tokens[match.start].squashed for match in matches if match.quality is Quality.EXACT]
            enough = len(sure) >= _LEAST_EXACT and len(set(sure)) >= _LEAST_DIFFERENT
            if len(matches) >= _LEAST[table] and enough:
                first = _first_label(tokens, table, low, matches[0].start)
                regions.append(Region(table, tuple(matches), first, high, late, reach))
                reach = high
    regions = [region for region in regions if not region.late] or regions
    if len(regions) > MAX_COPIES:
        raise ReadError(
            "several-reports", f"The file shows the same table more than {MAX_COPIES} times: it is no single report."
        )
    return _forms_last(tokens, sorted(regions, key=lambda region: (-len(region.matches), region.start)))


def _forms_last(tokens: Sequence[Token], regions: list[Region]) -> list[Region]:
    """The skeletons with those called forms to be filled in behind the others, where one of these is as good."""
    others = [region for region in regions if not is_captioned_form(tokens, region)]
    if not any(is_copy(region, regions[0]) for region in others):
        return regions
    return [*others, *(region for region in regions if region not in others)]


def _last_before(places: Sequence[int], block: int) -> int | None:
    at = bisect_left(places, block)
    return places[at - 1] if at else None


def count_copies(regions: Sequence[Region]) -> int:
    """How often a table stands in the source; fragments below half of the fullest do not count."""
    return sum(is_copy(region, regions[0]) for region in regions)


def is_copy(region: Region, fullest: Region) -> bool:
    """Whether a skeleton is no fragment: it has half of the labels of the fullest."""
    return len(region.matches) >= _HALF * len(fullest.matches)


def year_above(tokens: Sequence[Token], region: Region) -> str:
    """The year that a caption right above a table names, if any; a title or the head of a page is no caption."""
    found = _YEAR.search(_caption(tokens, region))
    return found[0] if found else ""


def is_of_another_year(tokens: Sequence[Token], region: Region) -> bool:
    """Whether a line above a table or among its heads says that what follows is of another year than the report."""
    first = tokens[region.start].block
    # The one row of T4 stands below all of its heads; of other tables a block may be another year's.
    last = region.matches[-1].start if region.table is TableName.PROCEEDINGS else region.start
    above = next((i for i in range(region.start - 1, -1, -1) if tokens[i].block != first), region.start)
    lines = (token for token in tokens[above:last] if token.kind not in ROWS and len(token.squashed) <= _A_CAPTION)
    said = [found for token in lines if (found := _WHOSE.fullmatch(as_label(token.text)))]
    title = next((found[1] for token in tokens if said and (found := _TITLE.search(token.text))), None)
    return any(found[1] is None or (title is not None and found[1] != title) for found in said)


def is_captioned_form(tokens: Sequence[Token], region: Region) -> bool:
    """Whether a caption right above a table calls it a form to be filled in."""
    return _FORM.search(_caption(tokens, region)) is not None


def _caption(tokens: Sequence[Token], region: Region) -> str:
    """The short line right above a table; empty where there is none."""
    first = tokens[region.start].block
    above = (tokens[i] for i in range(region.start - 1, -1, -1) if tokens[i].what is not EMPTY)
    line = next((token for token in above if token.block != first), None)
    return "" if line is None or line.kind in ROWS or len(line.squashed) > _A_CAPTION else line.text


def _first_label(tokens: Sequence[Token], table: TableName, low: int, start: int) -> int:
    """Where the labels of a skeleton begin, those included that the alignment could not place before its first."""
    while start > low and _may_be_head(tokens[start - 1], table):
        start -= 1
    return start


def _may_be_head(token: Token, table: TableName) -> bool:
    if token.what is EMPTY or token.squashed in exact(table):
        return True
    return "。" not in token.text and any(column in token.squashed for column in column_wordings(table))


def _segments(tokens: Sequence[Token], headings: Sequence[Heading]) -> list[tuple[int, int]]:
    """Token ranges between headings: no table crosses one."""
    cuts = [i for heading in headings for i in _tokens_of(tokens, heading.block)]
    edges = [-1, *cuts, len(tokens)]
    return [(low + 1, high) for low, high in pairwise(edges) if high > low + 1]


def _tokens_of(tokens: Sequence[Token], block: int) -> range:
    """The indices of a block's tokens, which stand in the order of the blocks."""
    low = bisect_left(tokens, block, key=_block_of)
    return range(low, bisect_right(tokens, block, lo=low, key=_block_of))


def _split_at_anchors(tokens: Sequence[Token], table: TableName, start: int, stop: int) -> list[tuple[int, int]]:
    """Cut a range before each further copy of a table, its captions and heads included."""
    found = [i for i in range(start, stop) if tokens[i].squashed in _ANCHORS[table]]
    # A merged label may be written into each cell of its row that it covered.
    anchors = [i for n, i in enumerate(found) if n == 0 or not _in_one_row(tokens[found[n - 1]], tokens[i])]
    heads = _heads(table)
    cuts = []
    for previous, anchor in pairwise(anchors):
        cut = anchor
        while cut - 1 > previous and (tokens[cut - 1].what is EMPTY or tokens[cut - 1].squashed in heads):
            cut -= 1
        cuts.append(cut)
    edges = [start, *cuts, stop]
    return list(pairwise(edges))


@cache
def _heads(table: TableName) -> frozenset[str]:
    """The wordings that may stand above the rows of a table."""
    return frozenset(wording for slot in SEQUENCES[table] if slot.role is not Role.ROW for wording in slot.variants)


def _in_one_row(one: Token, other: Token) -> bool:
    return one.block == other.block and one.kind in ROWS and one.squashed == other.squashed


def repeats_were_dropped(tokens: Sequence[Token], regions: Sequence[Region]) -> bool:
    """Whether the page kept only the first of equal lines, so that repeated numbers are gone.

    T2 and T4 print some heads several times; a skeleton in which no line comes twice has lost lines.
    """
    for region in regions:
        if region.table is TableName.APPLICATIONS:
            continue
        last = region.matches[-1].stop
        texts = [token.squashed or token.text for token in tokens[region.start : last] if token.what is not EMPTY]
        loose = all(token.kind not in ROWS for token in tokens[region.start : last])
        rows = [match for match in region.matches if match.slot.role in {Role.ROW, Role.GROUP}]
        if loose and len(rows) >= 3 and len(texts) == len(set(texts)):
            return True
    return False
