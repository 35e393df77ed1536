"""The order of T3's columns: whether heads or numbers say that they may not be the form's.

Place in the flow: used by ``table_applications`` before it calls any cell of the table read.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import ROWS
from parsers.form import APPLICANTS, TableName
from parsers.heads import (
    has_strange_heads,
    heads_between,
    heads_in_order,
    is_subsequence,
    name_other_columns,
    stand_elsewhere,
)
from parsers.labels import Role, exact
from parsers.numbers_above import numbers_stand_above
from parsers.regions import Region
from parsers.report import Cell
from parsers.rows import Rows
from parsers.tokens import TEXT, Token
from parsers.walk import Walk

_TABLE = TableName.APPLICATIONS
# The keys of its columns.
COLUMNS = tuple(column.key for column in APPLICANTS)
# The printed head is two-storeyed, so a list of lines has 总计 before 商业企业; flattened heads have it last.
_ORDERS = (COLUMNS, ("natural_person", "total", *COLUMNS[1:-1]))
# In its first storey 总计 stands beside 申请人情况; only there may it come before all other heads.
_TOTAL_ABOVE = ("total", *COLUMNS[:-1])
# So many single characters side by side are heads printed upright.
_LEAST_UPRIGHT = 3
# So many rows that add up to their first number are no chance, whatever the heads say.
_ROWS_TURNED = 2
# So many rows the last number of which is their sum show that it is their total.
_ROWS_WITH_TOTAL = 5


def are_in_disorder(tokens: Sequence[Token], region: Region, read: Rows, cells: dict[str, Cell]) -> bool:
    """Whether the columns may not be the form's: heads in another order or strange ones, or numbers that say so."""
    first_row = next((match.start for match in region.matches if match.slot.role is Role.ROW), region.start)
    heads, places = tokens[region.start : first_row], read.columns_of_numbers(len(COLUMNS))
    orders = (*_ORDERS, _TOTAL_ABOVE) if _total_is_above(read.done) else _ORDERS
    usual = heads_in_order(tokens, _TABLE, region.start, first_row, _ORDERS) or _last_line_has_all(heads)
    return (
        _heads_are_unread(tokens, region, first_row)
        or has_strange_heads(tokens, _TABLE, region.matches, region.start, first_row)
        or not (usual or heads_in_order(tokens, _TABLE, region.start, first_row, orders))
        or not _totals_end_their_rows(heads)
        or stand_elsewhere(heads, COLUMNS, places)
        or name_other_columns(tokens, region.start, first_row, COLUMNS, places)
        or numbers_stand_above(heads, rows_are_short=read.lossy)
        or _total_comes_first(cells, least=_ROWS_TURNED if usual else 1)
        or _totals_moved_left(cells)
    )


def _last_line_has_all(heads: Sequence[Token]) -> bool:
    """Whether the row of heads right above the numbers has all of them in order, and each above it some of these.

    Programs write what is merged over several rows in each of them: 自然人 and 总计 stand there twice.
    """
    lines: dict[int, list[Token]] = {}
    for token in heads:
        lines.setdefault(token.block, []).append(token)
    seen = [heads_between(line, _TABLE, 0, len(line)) for line in lines.values() if line[0].kind in ROWS]
    seen = [line for line in seen if line]
    return bool(seen) and tuple(seen[-1]) == COLUMNS and all(is_subsequence(line, COLUMNS) for line in seen)


def _heads_are_unread(tokens: Sequence[Token], region: Region, first_row: int) -> bool:
    """Whether lines of single characters stand above a table no head of which could be read: its heads upright."""
    above = (token.text.split() for token in tokens[region.low : first_row] if token.what is TEXT)
    upright = any(len(words) >= _LEAST_UPRIGHT and max(map(len, words)) == 1 for words in above)
    return upright and not heads_between(tokens, _TABLE, region.low, first_row)


def _total_is_above(done: Walk) -> bool:
    """Whether the text after 申请人情况 is 总计: the upper storey of the printed head, read row by row."""
    applicants = next((match for match in done.region.matches if match.slot.key == "applicants"), None)
    if applicants is None:
        return False
    texts = (token.squashed for token in done.tokens[applicants.stop :] if token.what is TEXT)
    return next(texts, "") == APPLICANTS[-1].label


def _totals_end_their_rows(heads: Sequence[Token]) -> bool:
    """Whether no head stands behind 总计 in its row: only one that is a storey higher may come before the others."""
    totals = {token.block for token in heads if token.kind in ROWS and token.squashed == APPLICANTS[-1].label}
    last = {token.block: token.squashed for token in heads if token.block in totals and token.squashed in exact(_TABLE)}
    return all(text == APPLICANTS[-1].label for text in last.values())


def _total_comes_first(cells: dict[str, Cell], least: int) -> bool:
    """Whether the numbers themselves say that the total stands in the first column: then no column is certain.

    :param least: how many rows must say so: one is enough where its head stands before all others, too.
    """
    straight = turned = 0
    values = [cell.value for cell in cells.values()]
    for start in range(0, len(values), len(COLUMNS)):
        row = [value for value in values[start : start + len(COLUMNS)] if value is not None]
        if len(row) == len(COLUMNS) and sum(value != 0 for value in row) >= 2:
            # Both sums hold for a lone applicant, in the first column or the last; that proves nothing.
            straight += sum(row[:-1]) == row[-1] != row[0]
            turned += sum(row[1:]) == row[0] != row[-1]
    return turned > straight and straight == 0 and turned >= least


def _totals_moved_left(cells: dict[str, Cell]) -> bool:
    """Whether no row has a total, and the last number of most rows is the sum of those before it, or more in all.

    A column was taken out below its head then, and the numbers behind it closed the gap.
    """
    all_cells = list(cells.values())
    rows = [all_cells[start : start + len(COLUMNS)] for start in range(0, len(all_cells), len(COLUMNS))]
    if any(row[-1].value is not None for row in rows):
        return False
    numbers = [[cell.value for cell in row if cell.value is not None] for row in rows]
    ends = [(sum(row[:-1]), row[-1]) for row in numbers if any(row)]
    exact = sum(before == last for before, last in ends)
    more = sum(0 < before <= last for before, last in ends)
    return (
        exact * 2 > len(ends)
        or exact >= _ROWS_WITH_TOTAL
        or (more >= _ROWS_TURNED and all(before <= last for before, last in ends))
    )
