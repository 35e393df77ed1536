"""Marks on tables that are no glyphs: what stands under or beside them is not sure.

Place in the flow: ``pdf_cells`` and ``pdf_columns`` → **pdf_marks** → ``pdf_pages``. Pictures, drawings, digits nobody
sees, notes and fields: a cell that seems blank with one in it is not proven blank, and what a drawing touches is not
proven at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsers.readers.pdf_cells import Cell, Sheet, contains
from parsers.readers.pdf_page import Box

# What is wider or higher than these shares of a page lies behind tables, not in their cells.
_WIDE, _HIGH = 0.4, 0.3
# So many marks that are larger than a line cover a page.
_MANY = 400
_LINE = 12.0


class Marks(NamedTuple):
    """The marks of one page: their middles from top to bottom, and the boxes of the larger ones."""

    middles: list[tuple[float, float]]
    large: list[Box]

    def touch(self, box: Box) -> bool:
        """Whether a mark stands in a box, or covers its middle."""
        x0, y0, x1, y1 = box
        for y, x in self.middles[bisect_left(self.middles, (y0, float("-inf"))) :]:
            if y > y1:
                break
            if x0 <= x <= x1:
                return True
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return len(self.large) > _MANY or any(contains(one, x, y) for one in self.large)


def marks_of(boxes: Iterable[Box], width: float, height: float) -> Marks:
    """The marks of a page of that size that are small enough to stand in cells."""
    small = [b for b in boxes if b[2] - b[0] < _WIDE * width and b[3] - b[1] < _HIGH * height]
    middles = sorted(((b[1] + b[3]) / 2, (b[0] + b[2]) / 2) for b in small)
    return Marks(middles, [b for b in small if b[2] - b[0] > _LINE and b[3] - b[1] > _LINE])


class PageMarks(NamedTuple):
    """What stands on one page: over whatever is there, and where only cells that say nothing are concerned."""

    drawn: Marks
    unseen: Marks


def doubt(sheet: Sheet, marks: dict[int, PageMarks]) -> Sheet:
    """The sheet with the cells in which marks stand not sure.

    :param marks: by page.
    """
    return sheet._replace(cells=tuple(_doubted(cell, marks[cell.page]) for cell in sheet.cells))


def _doubted(cell: Cell, marks: PageMarks) -> Cell:
    # A dash may be all that is seen of a number.
    concerned: Sequence[Marks] = (marks.drawn,) if any(map(str.isalnum, cell.text)) else marks
    if cell.sure and any(one.touch(cell.box) for one in concerned):
        return cell._replace(sure=False)
    return cell
