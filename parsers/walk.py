"""The walk over the labels of one table: what follows each, and what stands between them unexplained.

Place in the flow: ``regions`` → **walk** → ``rows``; shared by T2 and T3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from parsers.align import Match
from parsers.document import ROW, ROWS
from parsers.form import TableName
from parsers.grid_rows import is_grid
from parsers.labels import exact, row_wordings, wordings
from parsers.regions import Region
from parsers.report import ExtraRow
from parsers.runs import Run, gather
from parsers.separated import A_ROW, leading_label
from parsers.tokens import EMPTY, TEXT, Token, shows_empty_cells


@dataclass
class Walk:
    """All runs of a region by the index of their match, and the numbers that belong to no label of the form."""

    tokens: Sequence[Token]
    region: Region
    runs: list[Run] = field(default_factory=list)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    # Indices of tokens with numbers that no run explains; strays are those without a label in a grid row of their own.
    orphans: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    # Labels of rows that stand a second time, with the texts of their numbers.
    repeated: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    # Where the grid ends in which the last label stands; 0 where it stands in none.
    grid_stop: int = 0

    @cached_property
    def shows_empty_cells(self) -> bool:
        """Whether the table is printed cell by cell, and pipes show the empty ones."""
        return shows_empty_cells(self.tokens[self.region.start : self.region.stop])

    @property
    def stop(self) -> int:
        """Where the last cell of the table ends."""
        return max([self.grid_stop, *(run.stop for run in self.runs)], default=self.region.stop)

    def run_of(self, key: str) -> tuple[Match, Run] | None:
        """The match of a slot's key and its run."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, tuple[Match, Run]]:
        """The first match of each slot and its run, once all runs are gathered."""
        found: dict[str, tuple[Match, Run]] = {}
        for match, run in zip(self.region.matches, self.runs, strict=True):
            found.setdefault(match.slot.key, (match, run))
        return found


def walk(tokens: Sequence[Token], region: Region) -> Walk:
    """Gather the run of each matched label, and what stands between them unexplained."""
    taken = frozenset(i for match in region.matches for i in range(match.start, match.stop))
    done = Walk(tokens, region)
    stops = [*(match.start for match in region.matches[1:]), region.stop]
    for match, stop in zip(region.matches, stops, strict=True):
        run = gather(tokens, match, stop, taken)
        done.runs.append(run)
        # Behind the last row anything may follow; numbers there matter only right behind it, or if it has none itself.
        end = stop
        if match is region.matches[-1] and is_grid(run.label):
            end = done.grid_stop = _grid_end(tokens, region.table, run, stop)
        elif match is region.matches[-1] and run.filled:
            end = max(next_text(tokens, run.stop, stop), _rows_end(tokens, region.table, run, stop))
        _audit(done, run.stop, end)
    done.repeated += _repeated(tokens, region, done.stop)
    return done


def _repeated(tokens: Sequence[Token], region: Region, stop: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows of the form that no match is: their labels with the texts of their numbers.

    Above and below the table they may be another copy's, and count where they have cells and mean nothing else; so do
    those within it that have none, unless they are of a merged cell, written into each cell that it covered.
    """
    known, own_rows, labels = exact(region.table), row_wordings(), _row_labels(region.table)
    taken = {i for match in region.matches for i in range(match.start, match.stop)}
    merged = {(tokens[i].block, tokens[i].squashed) for i in taken if tokens[i].kind in ROWS}
    for i in range(region.low, region.stop):
        token = tokens[i]
        if token.what is not TEXT:
            continue
        label, parts = leading_label(token)
        if label in labels:
            yield label, parts
        if i in taken or token.squashed not in known or (token.block, token.squashed) in merged:
            continue
        behind = tokens[i + 1 : next_text(tokens, i + 1, region.stop)]
        texts = tuple(one.text for one in behind if one.what is not EMPTY)
        cells = sum(one.block == token.block for one in behind)
        inside = region.start <= i < stop
        if (texts and inside) or (token.squashed in own_rows and (texts or inside or cells >= A_ROW)):
            yield token.squashed, texts


@cache
def _row_labels(table: TableName) -> frozenset[str]:
    """The wordings of a table's rows that mean nothing else."""
    return row_wordings() & exact(table).keys()


def _grid_end(tokens: Sequence[Token], table: TableName, run: Run, stop: int) -> int:
    """Where the grid of the run's label ends, or the labels of another table begin in it."""
    own = exact(table)
    others = wordings() - own.keys()
    ends = (i for i in range(run.stop, stop) if tokens[i].table != run.label.table or tokens[i].squashed in others)
    return next(ends, stop)


def _rows_end(tokens: Sequence[Token], table: TableName, run: Run, stop: int) -> int:
    """Where the rows of a text end that follow a row line by line, or the labels of another table begin in them."""
    own = exact(table)
    others = wordings() - own.keys()
    block, i = run.label.block, run.stop
    while i < stop and tokens[i].kind is ROW and tokens[i].block <= block + 1:
        if tokens[i].squashed in others:
            break
        block, i = tokens[i].block, i + 1
    return i if run.label.kind is ROW else run.stop


def next_text(tokens: Sequence[Token], start: int, stop: int) -> int:
    """The index of the first text from ``start`` on; ``stop`` where there is none."""
    return next((i for i in range(start, stop) if tokens[i].what is TEXT), stop)


def _audit(done: Walk, start: int, stop: int) -> None:
    """Report what the runs did not consume between two labels: rows the form does not have, and orphan numbers."""
    label: Token | None = None
    values: list[int] = []
    known = exact(done.region.table)
    for i in range(start, stop + 1):
        token = done.tokens[i] if i < stop else None
        if token is not None and token.what is EMPTY:
            continue
        if token is not None and token.what is not TEXT:
            values.append(i)
            continue
        done.orphans += values
        own_row = label is not None and is_grid(label) and all(done.tokens[v].block == label.block for v in values)
        if not own_row or (label is not None and not label.labelish):
            done.strays += values
        if label is not None and values and label.labelish:
            texts = tuple(done.tokens[value].text for value in values)
            if label.squashed not in known:
                done.extra_rows.append(ExtraRow(done.region.table, label.text, texts, label.where))
        label, values = token, []
