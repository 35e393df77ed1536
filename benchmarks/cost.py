"""What reading costs, by medium: seconds a report against a baseline of the same run, and the memory of the child."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import msgspec

from benchmarks.baseline import find_numbers
from parsers.report import ReadError
from tests.factory.content import make_content
from tests.factory.media import MEDIA
from tests.factory.rendering import read, render
from workers import sandbox


class Cost(msgspec.Struct, frozen=True):
    """Medians over the reports of a medium: bytes, seconds in this process, and of the baseline.

    Of a child, which starts Python first: seconds, and the peak of its memory over all reports.
    """

    size: int
    seconds: float
    baseline: float
    child_seconds: float
    child_peak: int

    @property
    def ratio(self) -> float:
        """How many baselines."""
        return self.seconds / self.baseline if self.baseline else 0.0


def of(medium: str, reports: int) -> Cost | None:
    """The cost of a medium: reports of its first layouts in turn; None for what is no file."""
    layouts = MEDIA[medium].layouts[:5]
    sources = []
    for seed in range(reports):
        source = render(layouts[seed % len(layouts)], make_content(seed), seed).source
        if isinstance(source, bytes):
            sources.append(source)
    if not sources:
        return None
    own, base = [], []
    for source in sources:
        own.append(_seconds(read, source))
        base.append(_seconds(find_numbers, source))
    children = [_in_child(source) for source in sources[:5]]
    return Cost(
        int(median(map(len, sources))),
        median(own),
        median(base),
        median(seconds for seconds, _ in children),
        max(peak for _, peak in children),
    )


def _seconds(step: Callable[[bytes], object], source: bytes) -> float:
    start = time.perf_counter()
    step(source)
    return time.perf_counter() - start


def _in_child(source: bytes) -> tuple[float, int]:
    start = time.perf_counter()
    try:
        peak = sandbox.read(source).usage.peak_bytes
    except ReadError:
        peak = 0
    return time.perf_counter() - start, peak
