"""Tables over page breaks: the parts of one table joined, and a row that a break cut in two made one again.

Place in the flow: ``pdf_cells`` → **pdf_pages** → ``pdf``. A half without numbers would read as a row of blanks, so two
halves are joined where the evidence is good, and what stays doubtful is marked as not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from parsers.readers.pdf_cells import Cell, Sheet
from parsers.readers.pdf_grid import nearest
from parsers.readers.pdf_lines import ENUMERATOR, NUMERIC, wrap
from parsers.readers.pdf_rules import TIGHT, cluster

_NUMBER = re.compile(rf"(?:{NUMERIC.pattern}|[\s/\\—])+")
_MOST = 0.6
# No line of text fits into a row lower than this (points).
_NO_ROW = 6.0


class _Seam(NamedTuple):
    """Both sides of a page break through a table: the cells that touch it, by column and span."""

    above: dict[tuple[int, int], Cell]
    below: dict[tuple[int, int], Cell]

    @property
    def pairs(self) -> list[tuple[Cell, Cell]]:
        """The cells that stand over each other."""
        return [(a, self.below[key]) for key, a in self.above.items() if key in self.below]

    @property
    def row(self) -> list[tuple[Cell, Cell]]:
        """The pairs of which both cells are one row high: the halves of a row that was cut, if it was."""
        return [(a, b) for a, b in self.pairs if a.height == b.height == 1]


def continues(above: Sheet, below: Sheet) -> bool:
    """Whether a sheet is the rest of the one before: next page, same outline, and one's rules among the other's."""
    if below.page != above.page + 1 or not above.xs or not below.xs:
        return False
    if abs(above.xs[0] - below.xs[0]) > TIGHT or abs(above.xs[-1] - below.xs[-1]) > TIGHT:
        return False
    return all(_near(x, above.xs) for x in below.xs) or all(_near(x, below.xs) for x in above.xs)


def _near(x: float, xs: Sequence[float]) -> bool:
    return any(abs(x - other) <= TIGHT for other in xs)


def join(above: Sheet, below: Sheet) -> Sheet:
    """One sheet of both, the rows of ``below`` behind those of ``above``."""
    above, below = _trimmed(above, above.rows - 1), _trimmed(below, 0)
    xs = tuple(cluster((*above.xs, *below.xs)))
    upper = [_on(cell, above, xs) for cell in above.cells]
    lower = _without_repeated_head(upper, [_on(cell, below, xs) for cell in below.cells])
    lower_rows = max((cell.row + cell.height for cell in lower), default=0)
    if lower_rows < below.rows:
        # The strip stands below the head then.
        rest = _trimmed(below._replace(rows=lower_rows, cells=tuple(lower)), 0)
        lower, lower_rows = [*rest.cells], rest.rows
    upper, lower, cut = _sewn(upper, lower, above.rows)
    shift = above.rows - (1 if cut else 0)
    cells = (*upper, *(cell._replace(row=cell.row + shift) for cell in lower))
    return Sheet(below.page, xs, lower_rows + shift, tuple(sorted(cells)), below.box)


def _trimmed(sheet: Sheet, edge: int) -> Sheet:
    """Without the strip that merged cells leave beside the last row of a page, or above the first."""
    beside = edge - 1 if edge else 1
    strip = [cell for cell in sheet.cells if cell.row <= edge < cell.row + cell.height]
    own = [cell for cell in strip if cell.height == 1]
    row = [cell for cell in sheet.cells if cell.row <= beside < cell.row + cell.height]
    thin = all(cell.box[3] - cell.box[1] < _NO_ROW for cell in own)
    if sheet.rows < 2 or not own or any(cell.text for cell in own) or not (thin or len(strip) < len(row)):
        return sheet
    cells = (
        cell._replace(
            row=cell.row - (1 if edge == 0 and cell.row > 0 else 0),
            height=cell.height - (1 if cell in strip else 0),
        )
        for cell in sheet.cells
        if cell not in own
    )
    return sheet._replace(rows=sheet.rows - 1, cells=tuple(cells))


def _on(cell: Cell, sheet: Sheet, xs: Sequence[float]) -> Cell:
    """A cell in the columns of the joined sheet."""
    start = nearest(xs, sheet.xs[cell.column])
    return cell._replace(column=start, span=max(nearest(xs, sheet.xs[cell.column + cell.span]) - start, 1))


def _without_repeated_head(upper: Sequence[Cell], lower: list[Cell]) -> list[Cell]:
    """Leave out the head that word processors print again on each page."""
    first = [(cell.row, cell.column, cell.height, cell.span, cell.text) for cell in upper]
    again = [(cell.row, cell.column, cell.height, cell.span, cell.text) for cell in lower]
    rows = max((cell.row for cell in lower), default=0) + 1
    for head in range(rows - 1, 0, -1):
        top = [cell for cell in again if cell[0] < head]
        if any(cell[0] + cell[2] > head or _NUMBER.fullmatch(cell[4]) for cell in top):
            continue
        if top == [cell for cell in first if cell[0] < head] and any(cell[4] for cell in top):
            return [cell._replace(row=cell.row - head) for cell in lower if cell.row >= head]
    return lower


def _sewn(upper: list[Cell], lower: list[Cell], rows: int) -> tuple[list[Cell], list[Cell], bool]:
    """Both sides of a break with what it cut made whole, and whether a row was cut."""
    seam = _Seam(
        {(cell.column, cell.span): cell for cell in upper if cell.row + cell.height == rows},
        {(cell.column, cell.span): cell for cell in lower if cell.row == 0},
    )
    everything = [*upper, *lower]
    verdict = _Cut.YES if _goes_through_numbers(seam, everything) else _cut(seam, everything)
    cut = verdict is _Cut.YES
    if verdict is _Cut.DOUBTFUL:
        doubtful = {cell for pair in seam.row for cell in pair if not cell.text}
        upper = [cell._replace(sure=False) if cell in doubtful else cell for cell in upper]
        lower = [cell._replace(sure=False) if cell in doubtful else cell for cell in lower]
    joined: dict[Cell, Cell] = {}
    dropped: set[Cell] = set()
    # Numbers under heads: the break is between two rows, and a blank there is no part of its head.
    heads = any(a.text and not _is_number(a) and _is_number(b) for a, b in seam.pairs)
    for above, below in seam.pairs:
        if cut or (not heads and _is_merged_cell(above, below) and not _holds_numbers(above, everything)):
            joined[above] = _one(above, below, 1 if cut else 0)
            dropped.add(below)
    return [joined.get(cell, cell) for cell in upper], [cell for cell in lower if cell not in dropped], cut


def _one(above: Cell, below: Cell, shared: int) -> Cell:
    if above.text == below.text and above.height > 1 and below.height > 1:
        text, sure = above.text, True
    else:
        text, sure = wrap(part for part in (above.text, below.text) if part)
    height = above.height + below.height - shared
    sure = sure and above.sure and below.sure
    return above._replace(text=text, sure=sure, height=height, full=below.full if below.text else above.full)


def _is_merged_cell(above: Cell, below: Cell) -> bool:
    """Whether a cell that is merged over rows goes on behind the break: its text stands on one side, or is cut."""
    if above.height == below.height == 1 or _is_number(above) or _is_number(below):
        return False
    if not below.text or above.text == below.text:
        return True
    return not ENUMERATOR.match(below.text) or not above.text


def _holds_numbers(label: Cell, cells: Sequence[Cell]) -> bool:
    """Whether the column of a cell is one of numbers: what reaches down to a break there is a head."""
    return any(_is_number(cell) for cell in cells if (cell.column, cell.span) == (label.column, label.span))


def _is_number(cell: Cell) -> bool:
    return bool(cell.text) and bool(_NUMBER.fullmatch(cell.text))


class _Cut(Enum):
    """Whether a break goes through a row."""

    NO = "no"
    YES = "yes"
    # It may, and what is a blank depends on it.
    DOUBTFUL = "doubtful"


def _cut(seam: _Seam, cells: Sequence[Cell]) -> _Cut:
    """Whether a break goes through a row, by what stands on its two sides."""
    if set(seam.above) == set(seam.below) and _completes_words(seam, cells):
        return _Cut.YES
    if not seam.row or set(seam.above) != set(seam.below) or _are_two_rows(seam, cells):
        return _Cut.NO
    above, below = [a for a, _ in seam.row], [b for _, b in seam.row]
    label, begun = _last_label(below), _last_label(above)
    if label is None or begun is None:
        # One side has no label, or nothing at all: it belongs to the other.
        both = any(map(_is_number, above)) and any(map(_is_number, below))
        return _Cut.DOUBTFUL if both else _Cut.YES
    numbers = any(map(_is_number, above)) + any(map(_is_number, below))
    if numbers == 1:
        is_rest = _are_enumerated(label, cells) or _all_have_numbers(seam.row, cells)
        return _Cut.YES if is_rest and begun.full else _Cut.DOUBTFUL
    if numbers == 2:
        return _Cut.DOUBTFUL
    return _Cut.YES if begun.full and _are_enumerated(label, cells) else _Cut.NO


def _completes_words(seam: _Seam, cells: Sequence[Cell]) -> bool:
    """Whether all that stands below ends a word begun above, as it stands whole elsewhere in the table: 其他结, 果."""
    words = [(above.text, below.text) for above, below in seam.pairs if below.text]
    known = {"".join(cell.text.split()) for cell in cells}
    return bool(words) and all(
        above and not NUMERIC.search(below) and "".join(f"{above}{below}".split()) in known for above, below in words
    )


def _goes_through_numbers(seam: _Seam, cells: Sequence[Cell]) -> bool:
    """Whether the numbers below are the last digits of numbers above that fill their cells: few, without a label.

    Joined, they are not sure, but whatever else stands in the row is.
    """
    numbers = [(a, b) for a, b in seam.row if _is_number(b)]
    fewer = 0 < len(numbers) < sum(_is_number(a) for a, _ in seam.row)
    if set(seam.above) != set(seam.below) or not fewer or not all(a.full for a, _ in numbers):
        return False
    label, begun = _last_label([b for _, b in seam.row]), _last_label([a for a, _ in seam.row])
    if begun is None or label is None:
        return label is None
    return begun.full and not ENUMERATOR.match(label.text) and _are_enumerated(label, cells)


def _last_label(cells: Sequence[Cell]) -> Cell | None:
    """The label next to the numbers."""
    return next((cell for cell in reversed(cells) if cell.text and not _is_number(cell)), None)


def _are_two_rows(seam: _Seam, cells: Sequence[Cell]) -> bool:
    """Whether some column proves that one row ends and another begins."""
    texts = [(a.text, b.text) for a, b in seam.pairs if a.text and b.text and a.text != b.text]
    if any(ENUMERATOR.match(below) for _, below in texts):
        return True
    if any(a.text and b.text and (_is_number(a) or _is_number(b)) for a, b in seam.row):
        return True
    # A label under a head that reaches down from the rows above: the head's blank column begins here.
    labelled = any(b.text and not _holds_numbers(b, cells) for _, b in seam.row)
    return labelled and any(a.height > 1 and b.height == 1 and _holds_numbers(a, cells) for a, b in seam.pairs)


def _are_enumerated(label: Cell, cells: Sequence[Cell]) -> bool:
    """Whether the labels of a column open with numerals, so that one without continues another."""
    others = [c for c in cells if c.text and c is not label and (c.column, c.span) == (label.column, label.span)]
    others = [cell for cell in others if not _is_number(cell)]
    return len(others) >= 3 and sum(bool(ENUMERATOR.match(c.text)) for c in others) >= _MOST * len(others)


def _all_have_numbers(pairs: Sequence[tuple[Cell, Cell]], cells: Sequence[Cell]) -> bool:
    """Whether no other row of the table is blank where the halves have their numbers, so that no half is."""
    columns = {(a.column, a.span) for a, b in pairs if _is_number(a) or _is_number(b)}
    mine = {id(cell) for pair in pairs for cell in pair}
    others = [c for c in cells if (c.column, c.span) in columns and id(c) not in mine]
    return len(others) >= len(columns) and all(cell.text for cell in others)
