"""Pages to a Document: tables that run on over a page break are one, paragraphs too.

Place in the flow: cells of ``scan_cells`` and paragraphs of ``scan_text`` → **blocks** → Document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from parsers.document import GRID, Block, BlockCell, BlockKind
from parsers.readers.scan_cells import Read
from parsers.readers.scan_grid import Grid
from parsers.readers.scan_page import Frame
from parsers.readers.scan_text import Paragraph
from parsers.report import Where

# Edges of one column on two pages, and the widths of one table, may differ by so much of the table's width.
_SAME_EDGE, _SAME_WIDTH = 0.012, 0.03
# No row of the form looks like a sentence, and none is so long.
_SENTENCE = re.compile("[。；]|.{60}", re.DOTALL)

# A row of the form has so many cells at least; its labels may be numbered: 3. (三) 三、
_LEAST_CELLS = 3
# Shorter, what begins a page with these letters in it may be a total or another row that is not numbered.
_LEAST_REST, _OF_ROWS = 4, frozenset("总合小计其他")
_NUMBERED = re.compile(r"[(（]?(?:[0-9]+|[一二三四五六七八九十]+)[)）.．、]")


class Piece(NamedTuple):
    """What stands on one page: a table or a paragraph, and where it begins."""

    frame: Frame
    content: Paragraph | tuple[Grid, list[Read]]
    top: float


@dataclass(frozen=True)
class Cell:
    """A cell of a table that may run over pages."""

    row: int
    column: int
    height: int
    span: int
    text: str
    sure: bool
    where: Where


def blocks(pieces: list[Piece]) -> Iterator[Block]:
    """The blocks of pieces in reading order."""
    table = 0
    for group in _groups(pieces):
        if isinstance(group[0].content, Paragraph):
            yield _text(group)
        else:
            table += 1
            yield from _rows(_cells(group), table)


def _groups(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that belong together, over page breaks."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        before = groups[-1][-1] if groups else None
        if before and not piece.frame.is_on_page_of(before.frame) and _goes_on(before, piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _goes_on(before: Piece, after: Piece) -> bool:
    if isinstance(before.content, Paragraph) or isinstance(after.content, Paragraph):
        return (
            isinstance(before.content, Paragraph)
            and isinstance(after.content, Paragraph)
            and before.content.full
            and not after.content.indented
        )
    widths = [
        (grid.edges[-1] - grid.edges[0]) / frame.width
        for frame, grid in ((before.frame, before.content[0]), (after.frame, after.content[0]))
    ]
    return bool(abs(widths[0] - widths[1]) < _SAME_WIDTH * widths[0])


def _text(group: list[Piece]) -> Block:
    """Running text. What is no sentence may be cells of a table without rules, and is not sure.

    Which of them stand beside one another, and whether one was overlooked, only rules would show.
    """
    paragraphs = [piece.content for piece in group if isinstance(piece.content, Paragraph)]
    text = "".join(paragraph.text for paragraph in paragraphs)
    sure = all(line.sure for paragraph in paragraphs for line in paragraph.lines)
    where = group[0].frame.where(paragraphs[0].box)
    return Block(BlockKind.TEXT, (BlockCell(text, where, sure=sure and _SENTENCE.search(text) is not None),))


def _cells(group: list[Piece]) -> list[Cell]:
    """The cells of all parts of a table, in one grid."""
    parts = [(piece.frame, *piece.content) for piece in group if not isinstance(piece.content, Paragraph)]
    edges = _shared_edges([_relative(grid) for _, grid, _ in parts])
    cells: list[Cell] = []
    first, is_open = 0, False
    for frame, grid, reads in parts:
        columns = [min(range(len(edges)), key=lambda i: abs(edges[i] - edge)) for edge in _relative(grid)]
        own = [
            Cell(
                first + read.slot.row,
                columns[read.slot.column],
                read.slot.height,
                columns[read.slot.column + read.slot.span] - columns[read.slot.column],
                read.text,
                read.sure,
                frame.where(read.slot.box),
            )
            for read in reads
        ]
        parted = _is_parted(cells, own, first) or is_open or grid.open_top
        is_open = grid.open_bottom
        if parted and (first or grid.open_top):
            own = _doubted(own, first)
        rows = grid.rows
        if first and (rest := _broken_row(cells, own, first)):
            cells, own = _mended(cells, own, rest, first)
            rows -= 1
        if first:
            cells, own = _grown(_doubted(cells, first - 1) if parted else cells, own, first)
        cells += own
        first += rows
    return _doubted(cells, first - 1) if parts[-1][1].open_bottom else cells


def _relative(grid: Grid) -> list[float]:
    left, right = grid.edges[0], grid.edges[-1]
    return [(edge - left) / (right - left) for edge in grid.edges]


def _shared_edges(parts: list[list[float]]) -> list[float]:
    """The column edges of all parts; those of one column once."""
    edges = sorted(edge for part in parts for edge in part)
    shared = [[edges[0]]]
    for before, edge in pairwise(edges):
        if edge - before < _SAME_EDGE:
            shared[-1].append(edge)
        else:
            shared.append([edge])
    return [sum(same) / len(same) for same in shared]


def _doubted(cells: list[Cell], row: int) -> list[Cell]:
    """The cells with the blanks of a row at a page break unsure, if it may be half a row without a number."""
    own = [cell for cell in cells if cell.row <= row < cell.row + cell.height]
    if any(cell.text and not _has_letters(cell.text) for cell in own):
        return cells
    return [replace(cell, sure=False) if cell in own and not cell.text else cell for cell in cells]


def _is_parted(above: list[Cell], below: list[Cell], row: int) -> bool:
    """Whether the rows on both sides of a page break may be halves of one: not where each has a numbered label.

    A label stands before its row's numbers, that of a group of rows before another label.
    """
    labels = [
        max((cell for cell in cells if cell.row == at and _has_letters(cell.text)), key=_end, default=None)
        for cells, at in ((above, row - 1), (below, row))
    ]
    upper, lower = labels
    if upper is None or lower is None or _end(upper) != _end(lower):
        return True
    alone = all(cell.sure and cell.height == 1 for cell in (upper, lower))
    return not (alone and _NUMBERED.match(upper.text) and _NUMBERED.match(lower.text))


def _end(cell: Cell) -> int:
    return cell.column + cell.span


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _broken_row(above: list[Cell], below: list[Cell], row: int) -> Cell | None:
    """The rest of a label whose row goes on below a page break, its numbers above; None where no row does.

    The lines of a label may stand on two pages. A row of its own would be numbered as the one above is.
    """
    last = {(c.column, c.span): c for c in above if c.row == row - 1 and c.height == 1}
    tops = [cell for cell in below if cell.row == row and cell.height == 1]
    texts = [cell for cell in tops if cell.text]
    if len(texts) != 1 or len(tops) < _LEAST_CELLS or any((cell.column, cell.span) not in last for cell in tops):
        return None
    (rest,) = texts
    begun = last[rest.column, rest.span]
    numbers = [last[cell.column, cell.span].text for cell in tops if cell is not rest]
    whole = all(text and not _has_letters(text) for text in numbers)
    whole = whole and (len(rest.text) >= _LEAST_REST or not _OF_ROWS.intersection(rest.text))
    return rest if whole and _NUMBERED.match(begun.text) and not _NUMBERED.match(rest.text) else None


def _mended(above: list[Cell], below: list[Cell], rest: Cell, row: int) -> tuple[list[Cell], list[Cell]]:
    """Both pages' cells, the rest of a label put to its beginning and its row taken out."""
    label = (row - 1, rest.column, rest.span)
    joined = [
        replace(c, text=c.text + rest.text, sure=c.sure and rest.sure) if (c.row, c.column, c.span) == label else c
        for c in above
    ]
    left = [replace(c, row=c.row - 1) if c.row > row else replace(c, height=c.height - 1) for c in below]
    return joined, [cell for cell in left if cell.height]


def _grown(above: list[Cell], below: list[Cell], row: int) -> tuple[list[Cell], list[Cell]]:
    """Cells over several rows that go on below a page break, made one with their rest, empty or the end of a label."""
    rests = {(c.column, c.span): c for c in below if c.row == row}
    merged: set[Cell] = set()
    grown = []
    for cell in above:
        rest = rests.get((cell.column, cell.span))
        over_rows = rest and cell.row + cell.height == row and max(cell.height, rest.height) > 1
        if rest and over_rows and (not rest.text or _is_broken_label(cell.text, rest.text)):
            merged.add(rest)
            text, sure = cell.text + rest.text, cell.sure and (rest.sure or not rest.text)
            grown.append(replace(cell, height=cell.height + rest.height, text=text, sure=sure))
        else:
            grown.append(cell)
    return grown, [cell for cell in below if cell not in merged]


def _is_broken_label(begun: str, rest: str) -> bool:
    """Whether texts above and below a page break are one label: the first is numbered, the other is not."""
    return bool(_NUMBERED.match(begun) and not _NUMBERED.match(rest)) and _has_letters(rest)


def _rows(cells: list[Cell], table: int) -> Iterator[Block]:
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    for row in sorted(by_row):
        own = sorted(by_row[row], key=lambda cell: cell.column)
        yield Block(
            GRID,
            tuple(BlockCell(c.text, c.where, c.column, c.span, c.height, c.sure) for c in own),
            table,
        )
