"""Rendered reports in every layout, whole and damaged: how many cells come back right, withheld, or silently wrong.

The reports are those of ``tests.factory``, reproducible from their seeds. A blank that is not blank counts as wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import parsers
from benchmarks.reading import Score
from parsers.report import Cell, ReadError, Status
from tests.factory.content import Content, Value, make_content
from tests.factory.damage import DAMAGES, damage
from tests.factory.layouts import LAYOUTS, render_lines

REPORTS: Final = 40


def by_layout() -> Iterator[tuple[str, Score]]:
    """Whole reports, without and with blank cells."""
    for layout in LAYOUTS:
        for share in (0.0, 0.03):
            contents = [make_content(seed, blanks=share) for seed in range(REPORTS)]
            yield f"{layout.name}, {share:.0%} blank", _score((c, render_lines(c, layout)) for c in contents)


def by_damage() -> Iterator[tuple[str, Score]]:
    """Damaged reports, each kind over all layouts in turn."""
    contents = [make_content(seed, sparse=seed % 2 == 0) for seed in range(REPORTS)]
    whole = [render_lines(content, LAYOUTS[seed % len(LAYOUTS)]) for seed, content in enumerate(contents)]
    for kind in DAMAGES:
        damaged = [damage(kind, seed, lines) for seed, lines in enumerate(whole)]
        yield kind, _score(zip(contents, damaged, strict=True))


def _score(reports: Iterable[tuple[Content, list[str]]]) -> Score:
    counts: Counter[str] = Counter()
    for content, lines in reports:
        try:
            cells = parsers.read("\n".join(lines).encode()).cells
        except ReadError:
            cells = {}
        counts.update(_verdict(cells.get(key), content.cells.get(key)) for key in {*content.cells, *cells})
    return Score(counts.total(), counts["right"], counts["withheld"], counts["wrong"])


def _verdict(cell: Cell | None, truth: Value) -> str:
    if cell is not None and cell.status is Status.OK and cell.value is not None:
        return "right" if truth is not None and Decimal(cell.value) == Decimal(truth) else "wrong"
    if cell is not None and cell.status is Status.BLANK:
        return "right" if truth is None else "wrong"
    return "withheld"
