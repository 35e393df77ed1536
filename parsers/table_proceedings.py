"""T4: administrative review and litigation, 15 numbers in one row: three channels by five outcomes.

Place in the flow: one of the three table readers that ``decode`` calls. The heads come first, all numbers after them;
sources cut the narrow heads (结果 | 维持), so the order of the numbers decides. Source of the form: 30号 and 60号.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.align import Quality
from parsers.document import LOOSE_CELL, ROWS
from parsers.form import CHANNELS, FORMS, OUTCOMES, Column, Edition, Row, TableName
from parsers.grid_heads import cells_by_heads, stands_beside_heads
from parsers.grid_rows import is_grid
from parsers.heads import has_strange_heads
from parsers.labels import CUT_OUTCOMES, SEQUENCES, Role, exact
from parsers.outcomes import outcomes_in_order
from parsers.placing import cells_of, is_glued, place, withhold
from parsers.proceedings_columns import without_spacers
from parsers.proceedings_gaps import adds_up_by_its_numbers, judge_gaps
from parsers.proceedings_lines import row_on_lines
from parsers.regions import Region
from parsers.report import AMBIGUOUS, BLANK, INVALID, OK, Cell, Doubt
from parsers.row_frames import Frame
from parsers.runs import Run
from parsers.table_reading import Reading, doubt_blanks
from parsers.tokens import EMPTY, MAX_LABEL, TEXT, Token

_TABLE = TableName.PROCEEDINGS
_ROWS = FORMS[Edition.E2021].table(_TABLE)
_CHANNEL_ORDER = ("review", "litigation", "litigation_direct", "litigation_after_review")
_OUTCOME_ORDER = tuple(column.key for column in OUTCOMES)
# The whole table as one row, as it is printed.
_WHOLE = Row(
    "proceedings",
    ("行政复议、行政诉讼",),
    tuple(Column(f"{channel}.{outcome.key}", outcome.label) for channel, _ in CHANNELS for outcome in OUTCOMES),
)


def read_proceedings(tokens: Sequence[Token], region: Region, _default: Edition) -> Reading:
    """Read T4 in one region. Both editions have the same table."""
    runs, stop = _runs(tokens, region)
    last = tokens[region.matches[-1].stop - 1]
    on_lines = row_on_lines(tokens, _heads_stop(tokens, region), region.stop)
    cells = (
        _by_channel(tokens, runs, region)
        or _on_lines(on_lines)
        or _as_one_row(without_spacers(tokens, region, runs), last)
    )
    named = cells_by_heads(tokens[region.start : max(stop, _grid_stop(tokens, region))])
    if named and not any(cell.status in {OK, INVALID} for cell in cells.values()):
        cells = {key: cell for row in _ROWS for key, cell in _fill(row, [named[key] for key in row.keys]).items()}
    if any(token.kind in ROWS for _, run in runs for token in run):
        cells = judge_gaps(cells)
    certain = _heads_are_the_forms(tokens, region) and not _is_beside_heads(tokens, region, cells)
    if not certain or not (_reads_heads(region, tokens) or _sums_hold(cells)):
        cells = {key: withhold(cell, Doubt.DISORDER) for key, cell in cells.items()}
    filled = [token for _, run in runs for token in run if token.what is not EMPTY]
    if _has_one_apart(filled) and not _sums_hold(cells):
        cells = {key: withhold(cell, Doubt.UNEXPLAINED) for key, cell in cells.items()}
    if not filled and not on_lines and not _empty_row_shows(tokens, region, last):
        cells = doubt_blanks(cells, Doubt.EMPTY_OR_LOST)
    return Reading(
        cells,
        frozenset(),
        labels_expected=19,
        stop=stop,
        clean=len(filled) <= len(_WHOLE.columns),
        loose=any(token.kind not in ROWS for _, run in runs for token in run),
        adds_up=_sums_hold(cells),
    )


def _runs(tokens: Sequence[Token], region: Region) -> tuple[list[tuple[int, list[Token]]], int]:
    """Runs of cells between labels, each with the index of the token it starts at; and where the table ends."""
    labels = {i for match in region.matches for i in range(match.start, match.stop)}
    runs: list[tuple[int, list[Token]]] = []
    stop = region.matches[-1].stop
    open_run = False
    for i in range(region.matches[0].start, region.stop):
        token = tokens[i]
        if token.what is TEXT:
            behind = i > region.matches[-1].stop and len(token.squashed) > 6
            if i not in labels and (behind or len(token.text) > MAX_LABEL or _begins_another(token, runs)):
                break
            open_run = False
        elif token.what is not EMPTY or token.kind in ROWS or (open_run and token.kind is LOOSE_CELL):
            if not open_run:
                runs.append((i, []))
                open_run = True
            runs[-1][1].append(token)
            stop = i + 1 if token.what is not EMPTY else stop
    filled = [one for one in runs if any(token.what is not EMPTY for token in one[1])]
    # Beside an empty row, numbers behind another label are another row's.
    return [one for one in runs if one in filled or _holds_empty_row(one[1])] if filled else [], stop


def _begins_another(token: Token, runs: Sequence[tuple[int, Sequence[Token]]]) -> bool:
    """Whether a text that is no head of T4 stands in a table of its own behind a whole row of numbers."""
    filled = [item for _, run in runs for item in run if item.what is not EMPTY]
    apart = len(filled) == len(_WHOLE.columns) and token.kind in ROWS and token.table != filled[-1].table
    return apart and token.squashed not in exact(_TABLE)


def _are_rows(items: Sequence[Token]) -> bool:
    """Whether numbers stand in several rows between separators one of which has as many cells as the table columns."""
    filled = {item.block for item in items if item.what is not EMPTY and item.kind in ROWS}
    cells = Counter(item.block for item in items)
    return len(filled) > 1 and any(cells[block] >= len(_WHOLE.columns) for block in filled)


def _holds_empty_row(run: Sequence[Token]) -> bool:
    """Whether as many empty cells stand in one row as the table has columns, and nothing else."""
    rows = Counter(token.block for token in run)
    return len(_WHOLE.columns) in rows.values() and all(token.what is EMPTY for token in run)


def _grid_stop(tokens: Sequence[Token], region: Region) -> int:
    """Where the grid of the region's last label ends."""
    start = region.matches[-1].stop
    table = tokens[start - 1].table
    return next((i for i in range(start, region.stop) if tokens[i].table != table), region.stop) if table else start


def _heads_are_the_forms(tokens: Sequence[Token], region: Region) -> bool:
    """Whether channels and outcomes stand in the form's order, cut or whole, and nothing else among them."""
    last = _heads_stop(tokens, region)
    if has_strange_heads(tokens, _TABLE, region.matches, region.start, last):
        return False
    heads = [token for token in tokens[region.start : last] if token.what is TEXT]
    named = {match.start: match.slot.key for match in region.matches if match.quality is Quality.EXACT}
    keys = [named.get(i) or _key_of(tokens[i]) for i in range(region.start, last)]
    channels = [key for key in keys if key in _CHANNEL_ORDER]
    return channels == sorted(channels, key=_CHANNEL_ORDER.index) and outcomes_in_order(heads)


def _heads_stop(tokens: Sequence[Token], region: Region) -> int:
    """Where the heads end, those included that the alignment could not place behind its last."""
    stop = region.matches[-1].stop
    for i in range(stop, region.stop):
        if tokens[i].squashed in exact(_TABLE) or tokens[i].squashed in CUT_OUTCOMES:
            stop = i + 1
        elif tokens[i].what is not EMPTY:
            break
    return stop


def _key_of(token: Token) -> str:
    slots = exact(_TABLE).get(token.squashed, ())
    return SEQUENCES[_TABLE][slots[0][0]].key if slots else ""


def _reads_heads(region: Region, tokens: Sequence[Token]) -> bool:
    """Whether the source's heads can be read: at least one row of outcomes, and on a grid a total somewhere."""
    exactly = {m.slot.key for m in region.matches if m.quality is Quality.EXACT and m.slot.role is Role.COLUMN}
    on_grid = all(is_grid(tokens[match.start]) for match in region.matches)
    return len(exactly) >= 2 and not (on_grid and OUTCOMES[-1].key not in exactly and len(exactly) == len(OUTCOMES) - 1)


def _sums_hold(cells: dict[str, Cell]) -> bool:
    """Whether each channel adds up to its total: what order the columns have, where no head tells."""
    rows = [[cells[key].value for key in row.keys] for row in _ROWS]
    return all(None not in row and sum(v for v in row[:-1] if v is not None) == row[-1] for row in rows)


def _is_beside_heads(tokens: Sequence[Token], region: Region, cells: dict[str, Cell]) -> bool:
    """Whether the row that the cells are from does not stand below the heads."""
    stop = _heads_stop(tokens, region)
    rows = {(cell.where.table, cell.where.row) for cell in cells.values() if cell.where is not None}
    behind = [token for token in tokens[stop : region.stop] if (token.where.table, token.where.row) in rows]
    lines = {token.block for token in tokens[region.start : stop]}
    heads = [token for token in tokens[region.low : stop] if token.block in lines and is_grid(token)]
    return len(rows) == 1 and bool(heads) and stands_beside_heads(heads, behind, cells)


def _empty_row_shows(tokens: Sequence[Token], region: Region, last: Token) -> bool:
    """Whether the source shows the empty row of numbers."""
    behind = [token for token in tokens[region.matches[-1].stop : region.stop] if token.block > last.block]
    first = behind[0].block if behind else last.block
    return sum(token.what is EMPTY and token.block == first for token in behind) >= len(_WHOLE.columns)


def _by_channel(tokens: Sequence[Token], runs: list[tuple[int, list[Token]]], region: Region) -> dict[str, Cell]:
    """The upright form of the table: each channel's five numbers right behind its name; empty when it is not that.

    Where litigation stands below review as a table of its own, the numbers of both its channels stand side by side.
    """
    filled = [(start, [token for token in run if token.what is not EMPTY]) for start, run in runs]
    if len(filled) < 2 or sum(len(run) for _, run in filled) != len(_WHOLE.columns):
        return {}
    named = {match.start: match.slot.key for match in region.matches if match.slot.role is Role.GROUP}
    cells: dict[str, Cell] = {}
    low, size = region.start, len(OUTCOMES)
    for start, run in filled:
        rows = _ROWS[len(cells) // size : (len(cells) + len(run)) // size]
        keys = [named.get(i) or _key_of(tokens[i]) for i in range(low, start)]
        channels = [f"proceedings.{key}" for key in keys if key in _CHANNEL_ORDER]
        outcomes = [_OUTCOME_ORDER.index(key) for key in keys if key in _OUTCOME_ORDER]
        own = [*range(size)] * len(rows) if len(rows) > 1 else sorted(set(outcomes))
        if len(run) % size or channels[-len(rows) :] != [row.key for row in rows] or outcomes != own:
            return {}
        for n, row in enumerate(rows):
            cells.update(_fill(row, run[n * size : (n + 1) * size]))
        low = start
    return cells


def _fill(row: Row, run: Sequence[Token]) -> dict[str, Cell]:
    cells = cells_of(run, row.columns)
    if any(is_glued(token) for token in run):
        cells = tuple(withhold(cell, Doubt.RUN_TOGETHER) for cell in cells)
    return dict(zip(row.keys, cells, strict=True))


def _on_lines(row: Sequence[Token]) -> dict[str, Cell]:
    """A row printed a cell a line, with gaps that its sums bear out; empty when it is not that."""
    if not any(token.what is EMPTY for token in row):
        return {}
    cells = _fill(_WHOLE, row)
    return cells if adds_up_by_its_numbers(cells) else {}


def _as_one_row(runs: list[tuple[int, list[Token]]], label: Token) -> dict[str, Cell]:
    """All numbers after all heads: 15 of them, or a row of 15 cells some of which are empty."""
    keys = _WHOLE.keys
    if not runs:
        return {key: Cell(BLANK, None, "", label.where) for key in keys}
    if len(runs) > 1:
        texts = " ".join(token.text for _, run in runs for token in run if token.what is not EMPTY)
        cell = Cell(AMBIGUOUS, None, texts, runs[0][1][0].where, doubt=Doubt.UNEXPLAINED)
        return dict.fromkeys(keys, cell)
    items = runs[0][1]
    grid = _grid_row(items)
    if len(grid) == len(keys) and (_shows_its_end(items) or _gaps_are_whole_channels(grid)):
        return _fill(_WHOLE, grid)
    if _has_empty_lines(items):
        raw = " ".join(item.text for item in items if item.what is not EMPTY)
        return dict.fromkeys(keys, Cell(AMBIGUOUS, None, raw, items[0].where, doubt=Doubt.LOST_CELLS))
    in_rows = len({item.block for item in items if item.what is not EMPTY and is_grid(item)}) > 1
    if in_rows or _are_rows(items) or (grid and is_grid(grid[0]) and _has_gap(grid)):
        raw = " ".join(item.text for item in items if item.what is not EMPTY)
        return dict.fromkeys(keys, Cell(AMBIGUOUS, None, raw, items[0].where, doubt=Doubt.UNEXPLAINED))
    run = Run(tuple(items), 0, positional=bool(grid), label=label)
    return dict(zip(keys, place(run, _WHOLE, Frame({})).cells, strict=True))


def _has_one_apart(filled: Sequence[Token]) -> bool:
    """Whether a number has a line of its own where others share theirs: a page's, perhaps, and a cell was lost."""
    lines = Counter(token.block for token in filled if not is_grid(token)).values()
    return bool(lines) and min(lines) == 1 < max(lines)


def _has_gap(row: Sequence[Token]) -> bool:
    """Whether an empty cell stands before a filled one: in a row too long or too short nobody knows whose it is."""
    filled = [token.what is not EMPTY for token in row]
    return not all(filled[: len(filled) - filled[::-1].index(True)])


def _has_empty_lines(items: Sequence[Token]) -> bool:
    """Whether empty cells show between numbers printed on lines of their own: a number may stand there twice."""
    filled = [i for i, token in enumerate(items) if token.what is not EMPTY]
    between = items[filled[0] : filled[-1]]
    return any(token.what is EMPTY and token.kind is LOOSE_CELL for token in between)


def _shows_its_end(items: Sequence[Token]) -> bool:
    """Whether the empty cells behind the last number are cells: on a grid, or where they end a row of all columns."""
    return any(map(is_grid, items)) or len(items) == len(_WHOLE.columns)


def _gaps_are_whole_channels(grid: Sequence[Token]) -> bool:
    """Whether each channel's five cells are all filled or all empty: single gaps may be strays, with a zero lost."""
    size = len(OUTCOMES)
    filled = [token.what is not EMPTY for token in grid]
    return all(len(set(filled[start : start + size])) == 1 for start in range(0, len(filled), size))


def _torn_row(filled: Sequence[Token]) -> list[Token]:
    """The numbers of a row that is torn over several rows of the grid, each in its column; none when it is not that."""
    columns = {token.column for token in filled}
    torn = len({token.block for token in filled}) > 1 and all(map(is_grid, filled))
    whole = len(columns) == len(filled) == len(_WHOLE.columns)
    return sorted(filled, key=lambda token: token.column) if torn and whole else []


def _grid_row(items: Sequence[Token]) -> list[Token]:
    """The cells of the one row that holds the numbers; none when they stand in several rows.

    Empty cells before and between numbers show; those behind the last are cells on a grid, and where they make the row
    as long as the table is wide; elsewhere they may be mere padding and prove nothing.
    """
    filled = [i for i, token in enumerate(items) if token.what is not EMPTY]
    if torn := _torn_row([items[i] for i in filled]):
        return torn
    block = items[filled[0]].block
    row = items if _shows_its_end(items) else items[: filled[-1] + 1]
    same = all(token.block == block for token in row if token.what is not EMPTY)
    return [token for token in row if token.block == block and token.kind in ROWS] if same else []
