"""Tables printed a cell a line in which merged cells come again in each place that they cover: lines → rows of pipes.

Place in the flow: lines of ``text`` → **rows**. Programs that list the cells of a Word table do so (python-docx). Each
row has as many lines as the table columns, whatever is merged; told by the heads, and only where it holds to the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from parsers.labels import wordings
from parsers.normalise import as_label
from parsers.numbers import Content, content

# A report has five tables, or ten; each look goes through some hundred lines.
_MOST_TRIES = 60
# T2 has four columns or its blocks two to four, T3 eight to ten, T4 fifteen or its channels five.
_WIDTHS = (15, 10, 9, 8, 5, 4, 3, 2)
_LEAST_ROWS, _MOST_ROWS, _LEAST_REPEATS = 3, 80, 3
_SEPARATORS = frozenset("|\t")
_A_CELL = 60


class _Line(NamedTuple):
    """A line that holds something; ``is_text``: a label or a head, no number and no mark for nothing."""

    number: int
    text: str
    is_text: bool


def with_rows(lines: Sequence[str]) -> Sequence[str]:
    """The lines, such tables as rows between pipes in the lines of their first cells, the others empty."""
    stripped = ((i, line.strip(" \t\u3000\xa0|")) for i, line in enumerate(lines))
    cells = [_Line(i, text, _is_text(text)) for i, text in stripped if text]
    found = list(_tables(cells))
    if not found:
        return lines
    changed = list(lines)
    for rows in found:
        for row in rows:
            for cell in row:
                changed[cell.number] = ""
            changed[row[0].number] = f"| {' | '.join(cell.text for cell in row)} |"
    return changed


def _is_text(text: str) -> bool:
    return content(text) is Content.TEXT


def _begins_table(text: str) -> bool:
    """Whether a text is a label of the form, or what stands in the corner of T3: paragraphs may come twice as well."""
    return "勾稽关系" in text or as_label(text) in wordings()


def _tables(cells: Sequence[_Line]) -> Iterator[list[Sequence[_Line]]]:
    at = tries = 0
    while at < len(cells) and tries < _MOST_TRIES:
        repeats = _repeats(cells, at)
        widths = [width for width in _WIDTHS if width == repeats or (width > repeats >= _LEAST_REPEATS)]
        rows = next(filter(None, (_rows(cells, at, width) for width in widths)), None) if repeats > 1 else None
        tries += repeats > 1
        if rows:
            yield rows
        at += len(rows) * len(rows[0]) if rows else max(repeats, 1)


def _repeats(cells: Sequence[_Line], at: int) -> int:
    """How often the text of a line comes one line after the other, itself included; 0 where it is none."""
    first = cells[at]
    if not (first.is_text and _begins_table(first.text)):
        return 0
    return len(list(takewhile(lambda cell: cell.text == first.text, cells[at : at + _WIDTHS[0]])))


def _rows(cells: Sequence[_Line], at: int, width: int) -> list[Sequence[_Line]]:
    """The rows of a table from a cell on, up to what may follow one; none where fewer fit."""
    rows: list[Sequence[_Line]] = []
    starts: set[int] = set()
    while len(rows) < _MOST_ROWS:
        row = cells[at + len(rows) * width : at + (len(rows) + 1) * width]
        start = _first_number(row) if len(row) == width else None
        # All numbers begin in one column; no cell goes on in the row below, and no row comes twice.
        if start is None or len(starts | {start} - {width}) > 1 or (rows and _goes_on(rows[-1], row)):
            break
        starts |= {start} - {width}
        rows.append(row)
    while rows and not (_first_number(rows[-1]) != width and _may_follow(cells, at + len(rows) * width)):
        rows.pop()
    # A table without its heads may have more columns, and empty cells that left no line.
    return rows if len(rows) >= _LEAST_ROWS and _first_number(rows[0]) == width else []


def _goes_on(above: Sequence[_Line], row: Sequence[_Line]) -> bool:
    """Whether a cell of one row goes on in the next, or all of them do."""
    same = above[-1].text == row[0].text and row[0].is_text
    return same or [cell.text for cell in above] == [cell.text for cell in row]


def _may_follow(cells: Sequence[_Line], at: int) -> bool:
    """Whether a line may stand behind a table: a text that is none of its labels, or the caption of the next block."""
    if at >= len(cells):
        return True
    label = as_label(cells[at].text)
    return cells[at].is_text and (label not in wordings() or label.startswith("第二十条"))


def _first_number(row: Sequence[_Line]) -> int | None:
    """Where the numbers of a row begin: behind its labels, up to its end; its width in a row of heads. None: no row."""
    start = next((i for i, cell in enumerate(row) if not cell.is_text), len(row))
    are_cells = all(len(cell.text) <= _A_CELL and _SEPARATORS.isdisjoint(cell.text) for cell in row)
    fits = are_cells and not any(cell.is_text for cell in row[start:])
    return start if fits else None
