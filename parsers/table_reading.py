"""What reading one table yields.

Place in the flow: ``regions`` → ``table_disclosure`` / ``table_applications`` / ``table_proceedings`` (all return a
**Reading**) → ``decode``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers.align import Match
from parsers.form import Edition
from parsers.placing import is_hole, withhold
from parsers.report import Cell, Doubt, EditionMark, ExtraRow
from parsers.tokens import Token


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


def doubt_blanks(cells: dict[str, Cell], why: Doubt) -> dict[str, Cell]:
    """Withhold the blanks that no mark in the source proves."""
    return {key: withhold(cell, why) if is_hole(cell) else cell for key, cell in cells.items()}


def marks_of(tokens: Sequence[Token], matches: Iterable[Match]) -> tuple[EditionMark, ...]:
    """The labels that prove an edition."""
    return tuple(
        EditionMark(match.edition, tokens[match.start].text, tokens[match.start].where)
        for match in matches
        if match.edition is not None
    )
