"""Borders drawn dot by dot: a run of little boxes put together as one rule while a page is looked at.

Place in the flow: used by ``pdf_objects``. Browsers draw a dotted border as thousands of boxes; taken one by one, they
cost more than all else on the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.readers.pdf_calls import count_segments
from parsers.readers.pdf_drawn import Drawn, Rule
from parsers.readers.pdf_handles import bounds_of, is_clipped, is_drawn
from parsers.readers.pdf_page import Box, Matrix

# What is no larger is a dot (points); and how many corners its path has.
_LARGEST, _CORNERS = 2.0, 5
# A thin box is a dot, which may be part of a rule either way, up to this ratio of its sides.
SQUARE = 1.5
# In sizes of a dot: how far the next one of its rule is. How much places and sizes may be off (points).
_STEP, _OFF = 3.5, 0.1
# Fewer do not show which way a rule runs.
_LEAST = 3


class Dots:
    """The dots that were drawn last, as long as they make one line."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._run: list[Box] = []
        self._down = False

    def add(self, dot: Box) -> None:
        """Take the next dot."""
        run = self._run
        if run and not self._goes_on(run[-1], dot):
            self.end()
        run.append(dot)

    def end(self) -> None:
        """Write down what there is: one rule, or dots that may be part of rules either way."""
        run = self._run
        if len(run) >= _LEAST:
            (self._drawn.down if self._down else self._drawn.across).append(_rule(run, down=self._down))
            # Rules of the other way may end with the outermost dots.
            run[1:-1] = []
        for x0, y0, x1, y1 in run:
            if (x1 - x0) * SQUARE >= y1 - y0:
                self._drawn.across.append(Rule((y0 + y1) / 2, x0, x1))
            if (y1 - y0) * SQUARE >= x1 - x0:
                self._drawn.down.append(Rule((x0 + x1) / 2, y0, y1))
        run.clear()

    def _goes_on(self, last: Box, dot: Box) -> bool:
        width, height = last[2] - last[0], last[3] - last[1]
        if abs(dot[2] - dot[0] - width) > _OFF or abs(dot[3] - dot[1] - height) > _OFF:
            return False
        across, down = abs(dot[0] - last[0]), abs(dot[1] - last[1])
        if len(self._run) == 1:
            self._down = across <= _OFF
        along, aside, size = (down, across, height) if self._down else (across, down, width)
        return aside <= _OFF < along <= _STEP * size


def _rule(run: Sequence[Box], *, down: bool) -> Rule:
    first, last = run[0], run[-1]
    i = 1 if down else 0
    start, stop = min(first[i], last[i]), max(first[i + 2], last[i + 2])
    return Rule((first[1 - i] + first[3 - i]) / 2, start, stop, dash=first[i + 2] - first[i])


def dot_of(raw: int, matrix: Matrix) -> Box | None:
    """The place of an object that is a dot, whole on the page and filled; None where it is anything else."""
    if count_segments(raw) != _CORNERS:
        return None
    box = bounds_of(raw, matrix)
    if box[2] - box[0] > _LARGEST or box[3] - box[1] > _LARGEST:
        return None
    return None if is_drawn(raw) != (True, False) or is_clipped(raw) else box
