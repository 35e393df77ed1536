"""Tables in text printed a cell a line, each closed by a pipe: what is none of theirs, and which empty cells show.

Place in the flow: asked by ``text``. A pipe that closes nothing is an empty cell. Not so where the pipes stand on lines
of their own, before or behind each cell: one that is left of a lost cell looks the same. A number that no pipe closes
beside so many that one does is a page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.document import LOOSE_CELL, Block, BlockCell
from parsers.report import Where

# No label of the form is longer.
_A_CELL = 60
_ONE_CELL = re.compile(r"\s*(?:\|\s*)?[^|\s][^|]*\|[\s|]*")
_CLOSED_NUMBER = re.compile(r"\s*(?:\|\s*)?-?\d[\d.,]*\s*\|[|\s]*")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_WORD = re.compile("[\u4e00-\u9fff]{2}")
_HAN = re.compile("[\u4e00-\u9fff]")
# So many cells, and so many of all lines with any, show that each has a line of its own.
_LEAST_CELLS, _NEARLY_ALL = 30, 0.8
# Pipes without a space between them, behind cells that have spaces on both sides: they fill up a row that is short.
_PADDING = re.compile(r"(?<= \|) ?\|+\s*$")
_SPACED, _EMPTY_BETWEEN = re.compile(r"[^\s|] \| [^|]"), re.compile(r"\|[ \u3000\xa0]*\|")
_AROUND, _LEAST_PADDED = " \t|\u3000\xa0", 3
_NUMBER_CELL = re.compile(r" \| [-+]?\d[\d.,]* (?=\|)")
# So many closed numbers, and so many times those that are not, show that a pipe closes each.
_LEAST_NUMBERS, _MOST_OPEN = 15, 0.25
# Where a pipe opens every cell as well, no more cells than that follow right upon another.
_MOST_ADJACENT = 0.05


def page_numbers(lines: Sequence[str]) -> set[int]:
    """The lines (from 1) with a page's number: bare, among the closed numbers of a table printed a cell a line.

    Only before a text: before a number it may be the first half of that.
    """
    closed = sum("|" in line and _CLOSED_NUMBER.fullmatch(line) is not None for line in lines)
    bare = [i for i, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.strip())]
    if closed < _LEAST_NUMBERS or len(bare) > _MOST_OPEN * closed:
        return set()
    return {i + 1 for i in bare if i + 1 == len(lines) or _WORD.search(lines[i + 1])}


def shows_empty_cells(lines: Sequence[str]) -> bool:
    """Whether a pipe that closes no cell is an empty one: not where a pipe opens every cell as well."""
    filled = [line for line in lines if line.strip()]
    cells = {i for i, line in enumerate(filled) if "|" in line and _ONE_CELL.fullmatch(line)}
    return not cells or sum(i - 1 in cells for i in cells) > _MOST_ADJACENT * len(cells)


def without_merged(lines: Sequence[str]) -> Sequence[str]:
    """The lines, a label with a number right below it without the pipes of the columns that it covers.

    Where nearly every line with a pipe holds one cell and the one pipe that closes it, more pipes are a merged cell's.
    """
    cells = [line for line in lines if "|" in line and not _is_bare(line)]
    closed = sum(_is_closed_once(line) for line in cells)
    if closed < max(_LEAST_CELLS, _NEARLY_ALL * len(cells)):
        return lines
    return [
        _without_columns(line) if "|" in line and _CLOSED_NUMBER.fullmatch(below) else line
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]


def without_padding(lines: Sequence[str]) -> Sequence[str]:
    """The lines, rows that hold numbers without the pipes that fill them up.

    Extractors leave out empty cells wherever they stand, and cells covered by another one, and fill up the row at its
    end: its numbers have moved, perhaps. It is so where no row has an empty cell between others.
    """
    padded = {i for i, line in enumerate(lines) if _is_padded(line)}
    several = sum("||" in lines[i] for i in padded)
    # Each look goes through a line once: the cells between the first and the last that hold something.
    if several < _LEAST_PADDED or any("|" in line and _EMPTY_BETWEEN.search(line.strip(_AROUND)) for line in lines):
        return lines
    return [
        _PADDING.sub("", line) if i in padded and _NUMBER_CELL.search(line) else line for i, line in enumerate(lines)
    ]


def _is_padded(line: str) -> bool:
    """Whether a row, whose cells have spaces about them, ends in pipes without."""
    padding = _PADDING.search(line) if "|" in line else None
    return padding is not None and _SPACED.search(line, 0, padding.start() - 2) is not None


def _is_bare(line: str) -> bool:
    """Whether a line holds pipes and nothing else."""
    return "|" in line and not line.replace("|", " ").strip()


def _is_closed_once(line: str) -> bool:
    """Whether a line holds one cell and the pipe that closes it."""
    cell, pipe, behind = line.partition("|")
    return bool(pipe and cell.strip()) and not behind.strip()


def _without_columns(line: str) -> str:
    """A line without the pipes of the columns that its label covers, where it holds nothing else."""
    label, _, behind = line.partition("|")
    return f"{label.rstrip()} |" if _is_bare(behind) and _HAN.search(label) else line


def empty_cells(line: str, number: int, before: Block) -> Iterator[Block]:
    """The empty cells that bare pipes show behind a cell printed on a line of its own, in the same line or above."""
    if before.kind is not LOOSE_CELL or len(before.text) > _A_CELL:
        return
    own = before.where.line == number
    behind = line[line.rindex(before.text) + len(before.text) :] if own else line
    for _ in range(behind.count("|") - own if _is_bare(behind) else 0):
        yield Block(LOOSE_CELL, (BlockCell("", Where(line=number)),))
