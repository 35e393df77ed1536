"""T2: what was disclosed on the organ's own initiative, four blocks (2021) or five (2019), each with its own columns.

Place in the flow: one of the three table readers that ``decode`` calls. Each block shows its edition by its column
heads, so a report may mix both. Source of the form: 30号 and 60号.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.align import Match
from parsers.form import FORMS, Edition, Row, TableName
from parsers.grid_rows import is_grid
from parsers.heads import has_strange_heads, heads_in_order
from parsers.labels import SEQUENCES, Role, column_wordings, exact
from parsers.normalise import as_label
from parsers.numbers_above import numbers_stand_beside_heads
from parsers.placing import withhold
from parsers.regions import Region
from parsers.report import ABSENT, Cell, Doubt
from parsers.rows import read_rows
from parsers.table_reading import Reading, doubt_blanks, marks_of
from parsers.tokens import TEXT, Token
from parsers.walk import Walk, walk

_TABLE = TableName.DISCLOSURE
_BLOCKS = {
    block: f"第二十条第（{numeral}）项" for block, numeral in {1: "一", 5: "五", 6: "六", 8: "八", 9: "九"}.items()
}

# Pieces of heads that are heads of their own where a column is divided.
_YEARS = frozenset(map(as_label, ("本年", "上年", "今年", "去年", "本年度", "上年度")))

_LABELS_HEAD = as_label("信息内容")


def disclosure_editions(_tokens: Sequence[Token], region: Region) -> frozenset[Edition]:
    """The editions that the blocks of T2 show themselves; a block with marks of both shows none."""
    shown = (_block_editions(region, block) for block in _BLOCKS)
    return frozenset().union(*(own for own in shown if len(own) == 1))


def read_disclosure(tokens: Sequence[Token], region: Region, default: Edition) -> Reading:
    """Read T2 in one region.

    :param default: the edition for blocks without a mark.
    """
    done = walk(tokens, region)
    cells: dict[str, Cell] = {}
    proven = disclosure_editions(tokens, region)
    withheld: list[Doubt] = []
    shown = {block: _block_editions(region, block) for block in _BLOCKS}
    # The other tables may be of the other edition: the blocks beside one tell more of it.
    fallback = next(iter(proven)) if len(proven) == 1 else default
    chosen = {block: next(iter(own)) if len(own) == 1 else fallback for block, own in shown.items()}
    rows = [row for block in chosen if _wanted(done, block, chosen) for row in _rows(chosen[block], block)]
    read = read_rows(done, rows)
    found = read.cells()
    shifted = numbers_stand_beside_heads(done)
    ordered = {block: _in_order(done, block, _width(edition, block)) for block, edition in chosen.items()}
    for block, edition in chosen.items():
        # Both editions have three numbers in block 1, of other things: without its heads it is not known which. For the
        # other blocks those beside them tell, where they agree.
        either = len(shown[block]) > 1 or (not shown[block] and (block == 1 or len(proven) > 1))
        # Where heads stand in another order, those that a block lost perhaps did, too.
        moved = not ordered[block] or (not shown[block] and not all(ordered.values()))
        why = Doubt.TWO_READINGS if either else Doubt.DISORDER if moved or shifted else None
        own = {key: found[key] for row in _rows(edition, block) for key in row.keys if key in found}
        if not _has_heads(region, block):
            # Where a column was lost with its head, what stood in it is no blank.
            own = doubt_blanks(own, Doubt.EMPTY_OR_LOST)
        for key, cell in own.items():
            cells[key] = withhold(cell, why) if why and cell.status is not ABSENT else cell
        withheld += [why] if why else []
    return Reading(
        cells=cells,
        editions=proven,
        labels_expected=32 if proven == {Edition.E2019} else 20,
        stop=done.stop,
        marks=marks_of(tokens, [match for match in region.matches if match.edition is Edition.E2019]),
        extra_rows=tuple(done.extra_rows),
        withheld=withheld[0] if withheld else None,
        clean=read.clean and not read.lossy,
    )


def _rows(edition: Edition, block: int) -> tuple[Row, ...]:
    return tuple(row for row in FORMS[edition].table(_TABLE) if row.item == _BLOCKS[block])


def _has_heads(region: Region, block: int) -> bool:
    """Whether a column of a block has its head."""
    return any(match.slot.block == block and match.slot.role is Role.COLUMN for match in region.matches)


def _width(edition: Edition, block: int) -> int:
    """The number columns of a block; 0 where the edition has no such block."""
    return max((len(row.columns) for row in _rows(edition, block)), default=0)


def _wanted(done: Walk, block: int, chosen: dict[int, Edition]) -> bool:
    """Block 9 is part of the 2019 form only: asked for where it stands, or where all other blocks are of 2019."""
    if block != 9 or chosen[block] is not Edition.E2019:
        return True
    stands = any(match.slot.block == 9 and match.slot.role is Role.ROW for match in done.region.matches)
    behind = max((run.stop for run in done.runs), default=0)
    # Its row may stand there misspelt.
    stands = stands or any(orphan >= behind for orphan in done.orphans)
    return stands or all(one is Edition.E2019 for one in chosen.values())


def _block_editions(region: Region, block: int) -> set[Edition]:
    """The editions that a block's own labels prove."""
    return {match.edition for match in region.matches if match.slot.block == block and match.edition is not None}


def _in_order(done: Walk, block: int, width: int) -> bool:
    """Whether the heads between a block's caption and its first row are the form's, in printed order."""
    matches = [match for match in done.region.matches if match.slot.block == block]
    first_row = next((match.start for match in matches if match.slot.role is Role.ROW), None)
    if not matches or first_row is None:
        return True
    if _heads_stand_in_rows(done, matches):
        return False
    order = [slot.key for slot in SEQUENCES[_TABLE] if slot.block == block and slot.role is Role.COLUMN]
    start = min(match.start for match in matches)
    # Heads that the alignment could not place stand between the last row of the block before and this one's first.
    before = [run.stop for match, run in zip(done.region.matches, done.runs, strict=True) if match.stop <= start]
    low = min(max(before, default=start), start)
    strange = has_strange_heads(done.tokens, _TABLE, done.region.matches, low, first_row)
    heads = done.tokens[low:first_row]
    strange = strange or _has_heads_below(heads, order) or _has_fewer_heads(heads, done, block, width)
    return not strange and heads_in_order(done.tokens, _TABLE, start, first_row, [order])


def _heads_stand_in_rows(done: Walk, matches: Sequence[Match]) -> bool:
    """Whether heads stand on a grid in the rows that they should stand above, each before its number."""
    labels = (done.tokens[match.start] for match in matches if match.slot.role is Role.ROW)
    rows = {token.block for token in labels if is_grid(token)}
    heads = column_wordings(_TABLE)
    inside = done.tokens[matches[0].start : done.region.stop]
    return any(token.block in rows and token.squashed in heads for token in inside)


def _has_heads_below(heads: Sequence[Token], order: Sequence[str]) -> bool:
    """Whether pieces of heads (本年, 上年) stand on a grid with whole ones: these need none, so they are divided."""
    named = {token.squashed: exact(_TABLE)[token.squashed] for token in heads if token.squashed in exact(_TABLE)}
    keys = {SEQUENCES[_TABLE][index].key for slots in named.values() for index, _ in slots}
    pieces = [token for token in heads if is_grid(token) and token.squashed in _YEARS]
    return bool(pieces) and any(key in keys for key in order)


def _has_fewer_heads(heads: Sequence[Token], done: Walk, block: int, width: int) -> bool:
    """Whether a line of heads on a grid lacks some of the form's while a row below it has more cells than heads."""
    labels = [token for token in heads if is_grid(token) and token.squashed == _LABELS_HEAD]
    if not labels:
        return False
    line = [token for token in heads if token.block == labels[-1].block and token.what is TEXT]
    rows = (run for match, run in zip(done.region.matches, done.runs, strict=True) if match.slot.block == block)
    return len(line) - 1 < width and any(len(run.items) >= len(line) for run in rows)
