"""From a report and a seed to a source and its truth: the tables printed in a look, damaged if asked, then written."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from parsers.bundle import open_file
from parsers.document import Document
from parsers.identity import Hints
from parsers.reading import NO_HINTS, interpret
from parsers.report import ReadError, Report
from tests.factory.all_damage import GRID_DAMAGES
from tests.factory.content import Content
from tests.factory.grid import Grid, is_number_row
from tests.factory.grid_damage import label
from tests.factory.page import OFFICIAL, Look, Part, any_look, compose, print_grids
from tests.factory.verdict import Truth
from workers.conversion import convert_all

Source = bytes | Document
_CONVERSION_SECONDS = 60.0


class Rendered(NamedTuple):
    """A source and what it says."""

    source: Source
    truth: Truth


@dataclass(frozen=True)
class Layout:
    """A way to write the parts of a page.

    :param look: how the tables are printed; None for any look, drawn by the seed.
    :param exact: whether every cell of a plain report must come back.
    """

    name: str
    write: Callable[[random.Random, list[Part]], Source]
    look: Look | None = OFFICIAL
    exact: bool = True


def render(layout: Layout, content: Content, seed: int, damage: str = "") -> Rendered:
    """Write a report.

    :param damage: a name of ``GRID_DAMAGES``, applied to the tables before they are written.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    grids = print_grids(content, layout.look or any_look(seed), rng)
    lost: frozenset[str] = frozenset()
    if damage:
        before = _evidence(grids)
        GRID_DAMAGES[damage](rng, grids)
        after = _evidence(grids)
        lost = frozenset(key for key, seen in before.items() if after.get(key) != seen)
    return Rendered(layout.write(rng, compose(content, grids)), Truth(content.cells, lost))


def _evidence(grids: list[Grid]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each cell that is printed, what proves it: the label of its row and the heads of its table."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for grid in grids:
        heads = tuple(cell.text for row in grid.rows if not is_number_row(row) for cell in row if cell.text)
        for row in grid.rows:
            own = label(row)
            found.update({cell.key: (own.text if own else "", heads) for cell in row if cell.key})
    return found


def read(source: Source, hints: Hints = NO_HINTS) -> Report | None:
    """Read a source, converted first where it must be; None when it is refused, or not one report."""
    try:
        if isinstance(source, Document):
            return interpret(source, hints)
        opened = open_file(source, hints=hints)
        if opened.wanted:
            opened = open_file(source, hints=hints, converted=convert_all(opened.wanted, _CONVERSION_SECONDS))
    except ReadError:
        return None
    return opened.report
