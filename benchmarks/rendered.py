"""Rendered reports in every medium and layout, whole and damaged: cells right, withheld, silently wrong.

The reports are those of ``tests.factory``, reproducible from their seeds; what counts as what says
``tests.factory.verdict``. Half of the reports of a layout are plain (every cell filled, all sums right), half are
varied: they have what real ones have, blanks and their marks, notes, units, missing rows, broken sums.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing.pool import Pool
from statistics import median
from typing import Final, NamedTuple

import msgspec

from parsers.report import Report
from tests.factory.all_damage import GRID_DAMAGES
from tests.factory.content import make_content
from tests.factory.damage import DAMAGES, damage
from tests.factory.held_out import HELD_OUT
from tests.factory.layouts import LAYOUTS, render_lines
from tests.factory.media import MEDIA
from tests.factory.rendering import read, render
from tests.factory.variations import any_content, plain_content
from tests.factory.verdict import Truth, Verdict, tally

DAMAGED_MEDIA: Final = ("grids", "html", "docx", "xlsx", "pdf")


class Score(msgspec.Struct, frozen=True):
    """Cells of some reports, how many files were refused, and the seconds that each reading took."""

    reports: int = 0
    refused: int = 0
    right: int = 0
    withheld: int = 0
    wrong: int = 0
    seconds: tuple[float, ...] = ()

    @property
    def cells(self) -> int:
        """All cells."""
        return self.right + self.withheld + self.wrong

    @property
    def median(self) -> float:
        """Seconds for the report in the middle."""
        return median(self.seconds) if self.seconds else 0.0


class Job(msgspec.Struct, frozen=True):
    """Reports of one layout, by the layout's place: the functions in it do not travel between processes."""

    medium: str
    layout: int
    seeds: range
    held_out: bool = False
    damage: str = ""
    varied: bool = False


class Scores(NamedTuple):
    """The scores of a layout for plain and for varied reports."""

    name: str
    plain: Score
    varied: Score = Score()


def total(scores: Iterable[Score]) -> Score:
    """Scores together."""
    rows = [msgspec.structs.astuple(score) for score in scores]
    return Score(*(sum(column, start=type(column[0])()) for column in zip(*rows, strict=True))) if rows else Score()


def by_layout(medium: str, reports: int, pool: Pool, *, held_out: bool = False) -> Iterator[Scores]:
    """Whole reports in every layout of a medium."""
    layouts = (HELD_OUT if held_out else MEDIA)[medium].layouts
    if not layouts:
        return
    half = -(-reports // 2)
    jobs = [
        Job(medium, i, range(half), held_out, varied=varied) for i in range(len(layouts)) for varied in (False, True)
    ]
    found = pool.imap(run, jobs)
    for layout in layouts:
        yield Scores(layout.name, next(found), next(found))


def by_damage(reports: int, pool: Pool) -> Iterator[Scores]:
    """Plain reports with damaged grids, each kind over the first layouts of the media that have grids, and any look."""
    places = [(medium, i) for medium in DAMAGED_MEDIA for i in (0, len(MEDIA[medium].layouts) - 1)]
    each = -(-reports // len(places))
    for kind in GRID_DAMAGES:
        jobs = [
            Job(medium, i, range(n, n + each), damage=kind)
            for n, (medium, i) in enumerate(places)
            if MEDIA[medium].shows(kind)
        ]
        yield Scores(kind, total(pool.map(run, jobs)))


def by_line_damage(reports: int, pool: Pool) -> Iterator[Scores]:
    """Plain text with damaged lines, each kind over the plain layouts in turn."""
    for kind, score in zip(DAMAGES, pool.imap(_run_lines, [(kind, reports) for kind in DAMAGES]), strict=True):
        yield Scores(kind, score)


def run(job: Job) -> Score:
    """Render, read and judge."""
    layout = (HELD_OUT if job.held_out else MEDIA)[job.medium].layouts[job.layout]
    found = []
    for seed in job.seeds:
        content = any_content(seed) if job.varied else plain_content(seed)
        rendered = render(layout, content, seed, job.damage)
        start = time.perf_counter()
        report = read(rendered.source)
        found.append(_score(report, rendered.truth, time.perf_counter() - start))
    return total(found)


def _run_lines(job: tuple[str, int]) -> Score:
    kind, reports = job
    found = []
    for seed in range(reports):
        content = make_content(seed, sparse=seed % 2 == 0)
        lines = damage(kind, seed, render_lines(content, LAYOUTS[seed % len(LAYOUTS)]))
        start = time.perf_counter()
        report = read("\n".join(lines).encode())
        # Damage to lines may take away a table: to say that there is none is no error then.
        truth = Truth(content.cells, frozenset(content.cells))
        found.append(_score(report, truth, time.perf_counter() - start))
    return total(found)


def _score(report: Report | None, truth: Truth, seconds: float) -> Score:
    counts: Counter[Verdict] = tally(report, truth)
    return Score(
        1,
        int(report is None),
        counts[Verdict.RIGHT],
        counts[Verdict.WITHHELD],
        counts[Verdict.WRONG],
        (seconds,),
    )
