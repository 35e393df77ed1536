"""Tables that stand behind the last sections: whether they are the report's own, printed as its annex.

Place in the flow: asked by ``doubting``. Offices write 详见附表 into sections two to four, and programs that take a
document apart print its paragraphs first and all of its tables after them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from parsers.document import ROWS
from parsers.form import TableName
from parsers.regions import Region, count_copies, is_captioned_form
from parsers.tokens import EMPTY, TEXT, Token

# The year that tables are of; a day is one on which a report was signed.
_YEAR = re.compile(r"20\d\d(?=年)(?!年\d{1,2}月\d{1,2}日)")
# Whose tables these are, where they are others'.
_OF_OTHERS = re.compile("各|下属|所属|直属|下级|汇总|上年|上一年|去年|往年|历年")
_ORGAN = re.compile("[\u4e00-\u9fff]{2,}?(?:局|委员会|办公室|办事处|政府|管委会|镇|乡|厅|中心)")
_A_LINE = 60


def are_its_own(tokens: Sequence[Token], regions: Mapping[TableName, Sequence[Region]]) -> bool:
    """Whether the tables behind the last sections are the report's.

    All three stand there, none stands in its section or twice, they follow each other as in the form, and no line above
    one names another organ or year, or calls it a form to be filled in.
    """
    if not all(found and found[0].late and count_copies(found) == 1 for found in map(regions.get, TableName)):
        return False
    first = [regions[name][0] for name in TableName]
    if any(one.start >= other.start for one, other in pairwise(first)):
        return False
    above = [token.squashed for token in tokens[first[0].low : first[0].start] if _is_line(token)]
    lines = [*above, *(line for region in first for line in _line_above(tokens, region))]
    before = "".join(token.squashed for token in tokens[: first[0].low])
    return not (
        any(is_captioned_form(tokens, region) for region in first)
        or any(_OF_OTHERS.search(line) for line in lines)
        or any(organ not in before for line in lines for organ in _ORGAN.findall(line))
        or not {year for line in lines for year in _YEAR.findall(line)} <= set(_YEAR.findall(before)[:1])
    )


def _line_above(tokens: Sequence[Token], region: Region) -> list[str]:
    """The line right above a table, where there is one."""
    block = tokens[region.start].block
    above = (tokens[i] for i in range(region.start - 1, -1, -1) if tokens[i].what is not EMPTY)
    line = next((token for token in above if token.block != block), None)
    return [line.squashed] if line is not None and _is_line(line) else []


def _is_line(token: Token) -> bool:
    """Whether a token is a line that may name a table, no sentence of the last section."""
    return token.what is TEXT and token.kind not in ROWS and len(token.text) <= _A_LINE and "。" not in token.text
