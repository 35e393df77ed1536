"""The heads of one table's columns: which stand there, in which order, and what stands among them that is none.

Place in the flow: used by ``table_disclosure``, ``table_applications`` and ``table_proceedings``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from parsers.align import Match
from parsers.form import TableName
from parsers.grid_rows import is_grid
from parsers.labels import SEQUENCES, Role, column_wordings, exact, head_wordings, row_wordings
from parsers.tokens import EMPTY, NUMBER, TEXT, Token


def heads_in_order(
    tokens: Sequence[Token], table: TableName, start: int, stop: int, orders: Sequence[Sequence[str]]
) -> bool:
    """Whether the column heads between two tokens come in one of the accepted orders (some may be missing)."""
    seen = heads_between(tokens, table, start, stop)
    return any(is_subsequence(seen, order) for order in orders)


def heads_between(tokens: Sequence[Token], table: TableName, start: int, stop: int) -> list[str]:
    """The column heads that stand between two tokens, in reading order."""
    seen: list[str] = []
    for token in tokens[start:stop]:
        if token.what is not TEXT:
            continue
        keys = {
            SEQUENCES[table][index].key
            for index, _ in exact(table).get(token.squashed, ())
            if SEQUENCES[table][index].role is Role.COLUMN
        }
        if len(keys) == 1:
            seen.append(keys.pop())
    return seen


def stand_elsewhere(heads: Sequence[Token], order: Sequence[str], places: Sequence[int]) -> bool:
    """Whether heads of T3 stand on a grid above other columns than theirs, and no head that was lost explains it.

    Where one was lost, those behind it may have moved up by a column; where others behind these stand above their own
    columns, the table has another order. Told by the row with most heads: merged cells that were dropped move others.

    :param order: the keys of the columns in printed order.
    :param places: the grid columns in which the numbers stand.
    """
    rows: dict[int, dict[int, str]] = {}
    for token in (token for token in heads if is_grid(token) and token.column in places):
        for key in heads_between([token], TableName.APPLICATIONS, 0, 1):
            rows.setdefault(token.block, {})[token.column] = key
    row = max(rows.values(), key=len, default={})
    steps = [places.index(column) - order.index(row[column]) for column in sorted(row)]
    return any(steps) and steps != sorted(steps, reverse=True)


def name_other_columns(
    tokens: Sequence[Token], start: int, stop: int, order: Sequence[str], places: Sequence[int]
) -> bool:
    """Whether a text of T3's heads stands on a grid alone above a column and names another: 企业, 上年 for 自然人.

    Before the first head that is known, only its own row has heads.

    :param start: where the first known head stands; ``stop``: where the first row begins.
    :param order: the keys of the columns in printed order.
    :param places: the grid columns in which the numbers stand.
    """
    table = TableName.APPLICATIONS
    words = {slot.key: slot.variants for slot in SEQUENCES[table] if slot.role is Role.COLUMN}
    own = {place: words[key] for place, key in zip(places, order, strict=False)}
    low = start
    while low > 0 and tokens[low - 1].block == tokens[start].block:
        low -= 1
    for i in range(low, stop):
        token = tokens[i]
        if not is_grid(token) or token.what is not TEXT or token.span > 1 or token.column not in own:
            continue
        if token.squashed in exact(table) or _BESIDE_HEADS.fullmatch(token.squashed):
            continue
        is_piece = any(token.squashed in word for word in head_wordings(table))
        if (is_piece or i < start) and not any(token.squashed in word for word in own[token.column]):
            return True
    return False


# What stands among heads without being one: units, the words of a table's number, and names that converters give.
_BESIDE_HEADS = re.compile(
    r"单位.{0,4}|(?:填报|填表|编制|报送|制表)?单位[\u4e00-\u9fff]{2,40}[局委会府室处厅镇乡院](?:20\d\d年度?)?|件|万元|备注|说明|续?表\d?|附?表[一二三四]?|(?:列|字段|column|col|unnamed|header|field)\d*",
    re.IGNORECASE,
)
# What names the labels, and stands beside or above them.
_NAMES_LABELS = re.compile("(?:申请|收到|受理)?(?:和|及)?(?:办理|处理)(?:结果|情况)|项目|类别|分类|事项|栏目|指标")


def has_strange_heads(
    tokens: Sequence[Token], table: TableName, matches: Iterable[Match], start: int, stop: int
) -> bool:
    """Whether a text among the heads is neither one of the form's nor a piece of one: then no column is certain.

    A head like 上年处理决定数量, 小计 or 本年收费金额（单位：元） says that a column means something else.
    """
    taken = {i for match in matches for i in range(match.start, match.stop)}
    for i in range(start, stop):
        token = tokens[i]
        if i in taken or token.what is not TEXT or not token.squashed:
            continue
        if _BESIDE_HEADS.fullmatch(token.squashed) or _NAMES_LABELS.fullmatch(token.squashed):
            continue
        if token.squashed in row_wordings() and _begins_row_of_numbers(tokens, i):
            # The last row above them, printed twice.
            continue
        known = any(token.squashed in wording for wording in head_wordings(table))
        # A longer line counts when heads stand in it, run together with something else.
        if not known and (token.labelish or any(column in token.squashed for column in column_wordings(table))):
            return True
    return False


def _begins_row_of_numbers(tokens: Sequence[Token], i: int) -> bool:
    """Whether a text is the first of a row on a grid, and only numbers follow in it."""
    token = tokens[i]
    if not is_grid(token) or (i and tokens[i - 1].block == token.block and tokens[i - 1].what is not EMPTY):
        return False
    behind = takewhile(lambda one: one.block == token.block, islice(tokens, i + 1, None))
    kinds = {one.what for one in behind} - {EMPTY}
    return kinds == {NUMBER}


def is_subsequence(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the texts stand among others in the same order."""
    rest = iter(long)
    return all(any(key == other for other in rest) for key in short)
