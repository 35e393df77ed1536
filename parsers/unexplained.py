"""What stands in a table and no label explains: rows torn or moved, labels misspelt or run together.

Place in the flow: asked by ``rows`` before it claims that a row is absent, or that its numbers are its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice, pairwise

from parsers.align import Match
from parsers.document import ROWS
from parsers.form import Row
from parsers.grid_rows import is_grid
from parsers.labels import SEQUENCES, Role, exact, row_wordings
from parsers.normalise import as_label
from parsers.placing import is_hole
from parsers.report import Cell
from parsers.runs import Run
from parsers.separated import A_ROW, holds_a_row, leading_label
from parsers.tokens import EMPTY, MAX_LABEL, NUMBER, TEXT, Token
from parsers.walk import Walk

_DIGITS = re.compile(r"\d+")


@dataclass
class Unexplained:
    """The same rows as those of ``Rows``, with their labels and runs; looked at for what is none of theirs."""

    done: Walk
    rows: Sequence[Row]
    found: Mapping[str, tuple[Match, Run] | None]

    def holds_row(self, position: int) -> bool:
        """Whether something unexplained stands where a missing row would: its numbers, or its label misspelt."""
        above = next((row for row in reversed(self.rows[:position]) if self.found[row.key]), None)
        before = self.found[above.key] if above else None
        after = next((hit for row in self.rows[position + 1 :] if (hit := self.found[row.key])), None)
        low = before[0].stop if before else self.done.region.start
        high = after[0].start if after else max(self.done.stop, max(self.done.orphans, default=0) + 1)
        too_many = above is not None and before is not None and len(before[1].filled) > len(above.columns)
        places = (*self.done.orphans, *self._strange_labels, *self._subtotals, *self._rows_in_text)
        return too_many or any(low <= i < high for i in places)

    def names(self, row: Row) -> bool:
        """Whether a row's label stands somewhere in the table's region, run together with other text."""
        taken = {i for match in self.done.region.matches for i in range(match.start, match.stop)}
        region, done, stop = self.done.region, self.done, self.done.stop
        free = (i for i in range(region.low, region.stop) if i not in taken)
        inside = [i for i in free if region.start <= i < stop or _may_be_row(done.tokens[i])]
        text = "".join(self.done.tokens[i].squashed for i in inside)
        texts = {self.done.tokens[i].squashed for i in inside}
        slot = next((slot for slot in SEQUENCES[self.done.region.table] if slot.key == row.key), None)
        texts |= {leading_label(self.done.tokens[i])[0] for i in inside}
        wordings = list(slot.variants) if slot else [as_label(row.label)]
        return (
            any(word in text for word in wordings if len(word) > 2)
            or (slot is not None and not texts.isdisjoint(slot.variants))
            or not self._words_in_two.isdisjoint(wordings)
        )

    @cached_property
    def _words_in_two(self) -> set[str]:
        """Words of two characters, each in a cell of its own, in or before the table: 规 and 章 set far apart."""
        region = self.done.region
        taken = {i for match in region.matches for i in range(match.start, match.stop)}
        free = [
            token for i, token in enumerate(self.done.tokens[: self.done.stop]) if i >= region.low and i not in taken
        ]
        return {
            left.squashed + right.squashed
            for left, right in pairwise(free)
            if left.block == right.block and len(left.squashed) == len(right.squashed) == 1
        }

    def has_moved(self, row: Row) -> bool:
        """Whether a row's label may have moved away from its numbers."""
        hit = self.found[row.key]
        return hit is not None and any(low < hit[1].label.block < high for low, high in self._shifted)

    def tears(self, row: Row, cells: Sequence[Cell]) -> bool:
        """Whether a row has empty cells and the row above or below has numbers that no label explains: a row torn."""
        hit = self.found[row.key]
        if hit is None or not any(map(is_hole, cells)):
            return False
        places = {
            self._grid_rows[item.block] for item in (hit[1].label, *hit[1].items) if item.block in self._grid_rows
        }
        unowned = {self._grid_rows[block] for block in self.unowned}
        return any(place + step in unowned for place in places for step in (-1, 1))

    def holds_numbers_behind(self, match: Match, run: Run) -> bool:
        """Whether a text with digits stands between a row's label and the next label: its numbers, said in words.

        Behind the last row it is the next text of its grid, or a line that is no sentence and holds as many as a row.
        """
        tokens, known = self.done.tokens, exact(self.done.region.table)
        behind = next((other.start for other in self.done.region.matches if other.start > match.start), None)
        if behind is not None:
            texts = (token for token in tokens[match.stop : behind] if token.what is TEXT)
            return any(_DIGITS.search(token.text) and token.squashed not in known for token in texts)
        text = next((token for token in tokens[run.stop : self.done.region.stop] if token.what is not EMPTY), None)
        if text is None or text.what is not TEXT or text.squashed in known:
            return False
        if is_grid(run.label):
            return text.table == run.label.table and _DIGITS.search(text.text) is not None
        return "。" not in text.text and len(_DIGITS.findall(text.text)) >= A_ROW

    def shares_its_numbers(self, row: Row) -> bool:
        """Whether the label of another row stands in a label's cell, or right beside it in its row or line.

        Where no cell, not even an empty one, stands between them, nothing tells whose numbers follow: a row was lost
        but for its label, or its numbers were.
        """
        hit = self.found[row.key]
        if hit is None:
            return False
        run = hit[1]
        beside = [other for other in self._by_block[run.label.block] if other is not run]
        together = run.label.kind in ROWS and any(other.label.column == run.label.column for other in beside)
        return together or any(not (other.items and run.items) for other in beside)

    @cached_property
    def _by_block(self) -> dict[int, list[Run]]:
        """The runs of the rows by the row or line that holds their labels."""
        found: dict[int, list[Run]] = defaultdict(list)
        for hit in filter(None, self.found.values()):
            found[hit[1].label.block].append(hit[1])
        return found

    @property
    def holds_numbers_of_none(self) -> bool:
        """Whether numbers stand behind a head or caption, be it below the table, or behind a text that is no label."""
        tokens, heads = self.done.tokens, exact(self.done.region.table).keys() - row_wordings()
        below = (i for i in range(self.done.stop, self.done.region.stop) if tokens[i].squashed in heads)
        return bool(self.done.orphans or self._subtotals) or any(_precedes_number(tokens, i) for i in below)

    @cached_property
    def begins_beside(self) -> bool:
        """Whether grid rows of numbers without any text stand next to the table: its own perhaps, torn off."""
        tokens = self.done.tokens
        return _begins_bare(tokens[self.done.stop :]) or _begins_bare(tokens[self.done.region.start - 1 :: -1])

    @cached_property
    def unowned(self) -> dict[int, int]:
        """The grid rows that hold numbers but no label of a row of the form: block → how many numbers."""
        owned = {item.block for hit in self.found.values() if hit for item in (hit[1].label, *hit[1].filled)}
        blocks = [
            token.block
            for token in self.done.tokens[self.done.region.start : self.done.stop]
            if is_grid(token) and token.what not in {TEXT, EMPTY} and token.block not in owned
        ]
        return Counter(blocks)

    @cached_property
    def _grid_rows(self) -> dict[int, int]:
        """The grid rows by block, counted through: what a page break puts between two of them does not part them.

        Neither do the heads of the table, which may stand again on the next page.
        """
        grid = [token for token in self.done.tokens if is_grid(token)]
        slots = (slot for slot in SEQUENCES[self.done.region.table] if slot.role in {Role.HEAD, Role.COLUMN})
        heads = {wording for slot in slots for wording in slot.variants}
        of_heads = {token.block for token in grid if token.squashed in heads}
        of_heads -= {token.block for token in grid if token.what is not EMPTY and token.squashed not in heads}
        blocks = sorted({token.block for token in grid} - of_heads)
        return {block: place for place, block in enumerate(blocks)}

    @cached_property
    def _shifted(self) -> list[tuple[int, int]]:
        """Ranges of blocks in which labels may belong to the numbers of the row above or below.

        Between a row of numbers without any label and a row of the form without any numbers each label may have moved.
        """
        long, lines = self._surplus
        if not (self.unowned or long or lines):
            return []
        # The name of a group may be said again in each of its rows.
        table = self.done.region.table
        groups = {word for slot in SEQUENCES[table] if slot.role is not Role.ROW for word in slot.variants}
        inside = self.done.tokens[self.done.region.start : self.done.stop]
        labelled = {t.block for t in inside if t.what is TEXT and t.squashed not in groups}
        counts = [*self.unowned.items(), *lines.items()]
        bare = [*long, *(block for block, count in counts if count >= A_ROW and block not in labelled)]
        gaps = [self._gap(i) for i, row in enumerate(self.rows) if self.found[row.key] is None]
        return [(min(block, low), max(block, high)) for block in bare for low, high in gaps]

    @property
    def _surplus(self) -> tuple[list[int], Counter[int]]:
        """The labels of a text behind which a row's numbers stand that are not theirs, and how many fill other lines.

        They follow those of a row, or stand behind the name of a group.
        """
        owned = {hit[0].start: len(row.columns) for row in self.rows if (hit := self.found[row.key])}
        pairs = zip(self.done.region.matches, self.done.runs, strict=True)
        texts = [(match, run) for match, run in pairs if not is_grid(run.label)]
        long = [run.label.block for match, run in texts if len(run.filled) >= owned.get(match.start, 0) + A_ROW]
        lines: Counter[int] = Counter()
        first, last = 0, -1
        for i in (i for i in self.done.orphans if not is_grid(self.done.tokens[i])):
            # A row may be printed a cell a line.
            first = first if i == last + 1 else self.done.tokens[i].block
            last = i
            lines[first] += 1
        return long, lines

    def _gap(self, position: int) -> tuple[int, int]:
        """The blocks between which the label of a missing row would stand."""
        keys = [row.key for row in self.rows]
        before = [hit[1].label.block for key in keys[:position] if (hit := self.found[key])]
        after = [hit[1].label.block for key in keys[position + 1 :] if (hit := self.found[key])]
        low = before[-1] if before else min(after, default=0) - 1
        return low, after[0] if after else max(before, default=0) + 1

    @cached_property
    def _strange_labels(self) -> list[int]:
        """Indices of the short texts in the table that are no label of the form and no head."""
        done = self.done
        taken = {i for match in done.region.matches for i in range(match.start, match.stop)}
        known = {i for i in range(done.region.start, done.stop) if done.tokens[i].squashed in exact(done.region.table)}
        taken |= known
        return [i for i in range(done.region.start, done.stop) if i not in taken and done.tokens[i].labelish]

    @cached_property
    def _subtotals(self) -> list[int]:
        """Indices of the groups and heads with numbers: subtotals, or those of a row the label of which was lost."""
        pairs = zip(self.done.region.matches, self.done.runs, strict=True)
        return [match.start for match, run in pairs if match.slot.role is not Role.ROW and run.filled]

    @cached_property
    def _rows_in_text(self) -> list[int]:
        """Indices of the lines in the region that hold a row's numbers behind a text that no label explains."""
        region = self.done.region
        return [i for i in range(region.start, region.stop) if holds_a_row(self.done.tokens[i])]


def _precedes_number(tokens: Sequence[Token], i: int) -> bool:
    behind = next((token for token in islice(tokens, i + 1, None) if token.what is not EMPTY), None)
    return behind is not None and behind.what is NUMBER


def _may_be_row(token: Token) -> bool:
    """Whether a text is too short for a sentence, and ends none: a label, or a row between semicolons."""
    return token.labelish or (len(token.squashed) <= MAX_LABEL and "。" not in token.text)


def _begins_bare(tokens: Iterable[Token]) -> bool:
    """Whether the first row of a grid among these that holds anything holds numbers and no text."""
    for _, row in groupby((token for token in tokens if is_grid(token)), lambda token: token.block):
        kinds = {token.what for token in row} - {EMPTY}
        if kinds:
            return TEXT not in kinds
    return False
