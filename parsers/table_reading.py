"""What reading one table yields, and the walk over its rows that T2 and T3 share.

Place in the flow: ``regions`` → ``table_disclosure`` / ``table_applications`` / ``table_proceedings`` (all return a
**Reading**) → ``decode``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.align import Match
from parsers.document import BlockKind
from parsers.form import Edition, Row, TableName
from parsers.labels import SEQUENCES, Role, column_wordings, exact, head_wordings
from parsers.normalise import squash
from parsers.regions import Region
from parsers.report import Cell, Doubt, EditionMark, ExtraRow, Status
from parsers.runs import Placed, Run, frame_of, gather, is_complete, place, sums_differ, withhold
from parsers.tokens import Token, What


@dataclass
class Reading:
    """The cells of one table, and what its source shows of the form."""

    cells: dict[str, Cell]
    editions: frozenset[Edition]
    labels_expected: int
    stop: int
    marks: tuple[EditionMark, ...] = ()
    extra_rows: tuple[ExtraRow, ...] = ()
    missing_columns: tuple[str, ...] = ()
    withheld: Doubt | None = None
    # Whether every number of the table's region is explained by a label, and no row lost cells without a trace.
    clean: bool = True
    # T4 only: whether its numbers stand apart from each other, and whether each channel adds up.
    loose: bool = False
    adds_up: bool = True


@dataclass
class Walk:
    """All runs of a region by the index of their match, and the numbers that belong to no label of the form."""

    tokens: Sequence[Token]
    region: Region
    runs: list[Run] = field(default_factory=list)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    # Indices of tokens with numbers that no run explains.
    orphans: list[int] = field(default_factory=list)
    # Labels of the form that stand a second time, with the texts of their numbers.
    repeated: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def stop(self) -> int:
        """Where the last cell of the table ends."""
        return max([run.stop for run in self.runs], default=self.region.stop)

    def run_of(self, key: str) -> tuple[Match, Run] | None:
        """The match of a slot's key and its run."""
        return next(
            ((match, run) for match, run in zip(self.region.matches, self.runs, strict=True) if match.slot.key == key),
            None,
        )


def walk(tokens: Sequence[Token], region: Region) -> Walk:
    """Gather the run of each matched label, and what stands between them unexplained."""
    taken = frozenset(i for match in region.matches for i in range(match.start, match.stop))
    done = Walk(tokens, region)
    stops = [*(match.start for match in region.matches[1:]), region.stop]
    for match, stop in zip(region.matches, stops, strict=True):
        run = gather(tokens, match, stop, taken)
        done.runs.append(run)
        # Behind the last row anything may follow; numbers there matter only right behind it, or if it has none itself.
        last = match is region.matches[-1] and run.filled
        _audit(done, run.stop, _next_text(tokens, run.stop, stop) if last else stop)
    return done


def _next_text(tokens: Sequence[Token], start: int, stop: int) -> int:
    return next((i for i in range(start, stop) if tokens[i].what is What.TEXT), stop)


def _audit(done: Walk, start: int, stop: int) -> None:
    """Report what the runs did not consume between two labels: rows the form does not have, and orphan numbers."""
    label: Token | None = None
    values: list[Token] = []
    known = exact(done.region.table)
    for i in range(start, stop + 1):
        token = done.tokens[i] if i < stop else None
        if token is not None and token.what is What.EMPTY:
            continue
        if token is not None and token.what is not What.TEXT:
            values.append(token)
            done.orphans.append(i)
            continue
        if label is not None and values and label.labelish:
            texts = tuple(value.text for value in values)
            if label.squashed in known:
                done.repeated.append((label.squashed, texts))
            else:
                done.extra_rows.append(ExtraRow(done.region.table, label.text, texts, label.where))
        label, values = token, []


@dataclass
class Rows:
    """The rows of a table with their labels and runs found, and what may be claimed of each."""

    done: Walk
    rows: list[Row]
    found: dict[str, tuple[Match, Run] | None]
    placed: dict[str, Placed]

    @property
    def clean(self) -> bool:
        """Whether every number of the region is explained by a label."""
        return not self.done.orphans and all(one.clean for one in self.placed.values())

    @property
    def unproven(self) -> list[Row]:
        """The rows with gaps, the places of which only other rows can prove."""
        return [row for row in self.rows if row.key in self.placed and not self.placed[row.key].proven]

    @property
    def lossy(self) -> bool:
        """Whether some row has lost cells without a trace."""
        return any(_lost_cells(hit[1], row) for row in self.rows if (hit := self.found[row.key]))

    def cells(self) -> dict[str, Cell]:
        """The cells of all rows; rows without a label are absent, or withheld where something is unexplained."""
        cells: dict[str, Cell] = {}
        for position, row in enumerate(self.rows):
            cells.update(zip(row.keys, self._row_cells(position, row), strict=True))
        return cells

    def _row_cells(self, position: int, row: Row) -> tuple[Cell, ...]:
        placed = self.placed.get(row.key)
        if placed is None:
            lost = self._stands_unmatched(row) or (not self.clean and self._gap_holds_numbers(position))
            cell = Cell(Status.AMBIGUOUS, doubt=Doubt.UNEXPLAINED) if lost else Cell(Status.ABSENT)
            return (cell,) * len(row.columns)
        empty = _is_empty(placed.cells)
        why = self._doubt_of_empty(position) if empty else self._doubt_of_numbers(position, placed)
        return tuple(withhold(cell, why) for cell in placed.cells) if why else placed.cells

    def _doubt_of_empty(self, position: int) -> Doubt | None:
        """Why a label without numbers does not prove that its cells are empty; None when it does.

        Blank is a claim too: nothing of the table may be unexplained, no other row may have lost cells, and the next
        label must follow (a text cut off behind a label loses its numbers).
        """
        if not self.clean:
            return Doubt.UNEXPLAINED
        if self.lossy:
            return Doubt.EMPTY_OR_LOST
        if self._next_is_missing(position) or self._ends_with(position):
            return Doubt.CUT_OFF
        hit = self.found[self.rows[position].key]
        if hit is not None and hit[1].label.kind is BlockKind.ROW:
            return Doubt.EMPTY_OR_LOST if self._is_short(hit[1]) else None
        return Doubt.EMPTY_OR_LOST if any(hit and hit[1].filled for hit in self.found.values()) else None

    def _is_short(self, run: Run) -> bool:
        """Whether an empty row is narrower than all rows that are complete: it lost cells, perhaps its numbers."""
        complete = [
            hit[1].width for row in self.rows if (hit := self.found[row.key]) and is_complete(hit[1], len(row.columns))
        ]
        return bool(complete) and run.width < min(complete)

    def _doubt_of_numbers(self, position: int, placed: Placed) -> Doubt | None:
        """Why a full row may be made of others' numbers."""
        hit = self.found[self.rows[position].key]
        if hit is None:
            return None
        if doubt := self._doubt_around(*hit):
            return doubt
        # A number that strayed in beside a lost cell makes the row full again; its sum tells, where such things happen.
        happens = self.lossy or not self.clean or self._next_is_missing(position)
        return Doubt.LOST_CELLS if happens and not hit[1].positional and sums_differ(placed.cells) else None

    def _doubt_around(self, match: Match, run: Run) -> Doubt | None:
        """Whether the label stands again with other numbers, more numbers follow, or these stand apart from it."""
        texts = tuple(item.text for item in run.filled)
        if any(label in match.slot.variants and other != texts for label, other in self.done.repeated):
            return Doubt.TWO_READINGS
        behind = _next_text(self.done.tokens, run.stop, len(self.done.tokens))
        more = any(run.stop <= i < behind for i in self.done.orphans)
        apart = not run.positional and self._inline and not run.inline
        return Doubt.UNEXPLAINED if more or apart else None

    @property
    def _inline(self) -> bool:
        """Whether the rows of this table have their numbers on the line of their label."""
        runs = [hit[1] for hit in self.found.values() if hit and hit[1].filled]
        return sum(run.inline for run in runs) > len(runs) / 2

    def _next_is_missing(self, position: int) -> bool:
        return any(self.found[row.key] is None for row in self.rows[position + 1 : position + 2])

    def _ends_with(self, position: int) -> bool:
        """Whether the whole source ends behind this row's label."""
        hit = self.found[self.rows[position].key]
        return hit is not None and hit[1].stop >= len(self.done.tokens)

    def _stands_unmatched(self, row: Row) -> bool:
        """Whether a row's label stands somewhere in the table's region, run together with other text."""
        taken = {i for match in self.done.region.matches for i in range(match.start, match.stop)}
        region = range(self.done.region.start, self.done.stop)
        return squash(row.label) in "".join(self.done.tokens[i].squashed for i in region if i not in taken)

    def _gap_holds_numbers(self, position: int) -> bool:
        """Whether unexplained numbers stand where a row without a label would stand, so that it may be among them."""
        keys = [row.key for row in self.rows]
        before = next((hit for key in reversed(keys[:position]) if (hit := self.found[key])), None)
        after = next((hit for key in keys[position + 1 :] if (hit := self.found[key])), None)
        low = before[0].stop if before else self.done.region.start
        high = after[0].start if after else self.done.stop
        too_many = before is not None and len(before[1].filled) > len(self.rows[position].columns)
        return too_many or any(low <= i < high for i in self.done.orphans)


def _is_empty(cells: Sequence[Cell]) -> bool:
    return all(cell.status is Status.BLANK and not cell.raw for cell in cells)


def _lost_cells(run: Run, row: Row) -> bool:
    return not run.positional and 0 < len(run.filled) < len(row.columns)


def read_rows(done: Walk, rows: Iterable[Row], slot_keys: dict[str, str] | None = None) -> Rows:
    """Place the runs of the rows.

    :param slot_keys: the slot that labels a row, where it is not the row's own key.
    """
    rows = list(rows)
    found = {row.key: done.run_of((slot_keys or {}).get(row.key, row.key)) for row in rows}
    frame = frame_of([(hit[1], len(row.columns)) for row in rows if (hit := found[row.key])])
    placed = {row.key: place(hit[1], row, frame) for row in rows if (hit := found[row.key])}
    return Rows(done, rows, found, placed)


def doubt_blanks(cells: dict[str, Cell], why: Doubt) -> dict[str, Cell]:
    """Withhold the blanks that no mark in the source proves."""
    return {key: withhold(cell, why) if _is_empty([cell]) else cell for key, cell in cells.items()}


def marks_of(tokens: Sequence[Token], matches: Iterable[Match]) -> tuple[EditionMark, ...]:
    """The labels that prove an edition."""
    return tuple(
        EditionMark(match.edition, tokens[match.start].text, tokens[match.start].where)
        for match in matches
        if match.edition is not None
    )


def heads_in_order(
    tokens: Sequence[Token], table: TableName, start: int, stop: int, orders: Sequence[Sequence[str]]
) -> bool:
    """Whether the column heads between two tokens come in one of the accepted orders (some may be missing)."""
    seen = heads_between(tokens, table, start, stop)
    return any(_is_subsequence(seen, order) for order in orders)


def heads_between(tokens: Sequence[Token], table: TableName, start: int, stop: int) -> list[str]:
    """The column heads that stand between two tokens, in reading order."""
    seen: list[str] = []
    for token in tokens[start:stop]:
        if token.what is not What.TEXT:
            continue
        keys = {
            SEQUENCES[table][index].key
            for index, _ in exact(table).get(token.squashed, ())
            if SEQUENCES[table][index].role is Role.COLUMN
        }
        if len(keys) == 1:
            seen.append(keys.pop())
    return seen


# What stands among heads without being one: units, and the words of a table's number.
_BESIDE_HEADS = re.compile(r"单位.{0,4}|件|万元|续?表\d?|附?表[一二三四]?")


def has_strange_heads(
    tokens: Sequence[Token], table: TableName, matches: Iterable[Match], start: int, stop: int
) -> bool:
    """Whether a text among the heads is neither one of the form's nor a piece of one: then no column is certain.

    A head like 上年处理决定数量, 小计 or 本年收费金额（单位：元） says that a column means something else.
    """
    taken = {i for match in matches for i in range(match.start, match.stop)}
    for i in range(start, stop):
        token = tokens[i]
        if i in taken or token.what is not What.TEXT or not token.squashed or _BESIDE_HEADS.fullmatch(token.squashed):
            continue
        known = any(token.squashed in wording for wording in head_wordings(table))
        # A longer line counts when heads stand in it, run together with something else.
        if not known and (token.labelish or any(column in token.squashed for column in column_wordings(table))):
            return True
    return False


def _is_subsequence(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(any(key == other for other in rest) for key in short)
