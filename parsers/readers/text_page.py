"""T3 in text laid out as on a page, columns between spaces, labels over several lines: told by the form it fills.

Place in the flow: lines of ``text`` → **rows of grids**, by the line of their numbers. Such a text keeps the order of
the rows and, as a rule, the places of the columns. It is read only whole: every piece of a label stands beside the row
that it is of, and there are as many rows of numbers as the form has; or all labels are whole, each beside its numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.document import GRID, Block, BlockCell
from parsers.form import APPLICANTS, FORMS, Edition, Row, TableName
from parsers.labels import SEQUENCES, Role, head_wordings
from parsers.normalise import as_label, squash
from parsers.numbers import parse_number
from parsers.readers.text_page_heads import make_heads
from parsers.readers.text_places import Line, Word, columns_of, lines_between, place
from parsers.report import Where

_BEGINS = re.compile(r"[#*=\s]*三\s*、\s*(?:收到和处理|政府信息公开申请|依申请公开).*")
_ENDS = re.compile(r"[#*=\s]*(?:四\s*、\s*(?:因|政府信息公开|行政复议).*|五\s*、.*)")
_T3 = TableName.APPLICATIONS
_WIDTH, _LABELS = 7, 3
# So many full rows show the columns, heads do not: where merged cells were dropped, they stand above other columns. The
# labels of these rows differ in length by more than middles may be off.
_FULL, _OTHER_LENGTH = 3, 4
# The heads of all columns, run together, are not longer.
_MOST_HEADS = 60
# So many of its rows an organ prints at least; so many must be full where labels are in pieces.
_LEAST_FOUND, _LEAST_FULL = 0.7, 0.6
_GROUPS = ("申请人情况", "法人或其他组织")


def applications_on_page(lines: Sequence[str], table: int) -> dict[int, Block | None]:
    """T3, where it is laid out on a page and all of it fits the form: number of the line → GRID block.

    :param table: the number of this table.
    """
    found = lines_between(lines, _BEGINS, _ENDS)
    if sum(bool(line.values) for line in found) < _FULL or any("\t" in lines[line.number - 1] for line in found):
        return {}
    for edition in (Edition.E2021, Edition.E2019):
        rows = FORMS[edition].table(_T3)
        if (
            (read := _by_whole_labels(found, rows) or _by_pieces(found, rows))
            and (head := _head_start(found))
            and _add_up(read)
        ):
            blocks: dict[int, Block | None] = dict.fromkeys(range(head, read[-1].line.number + 1))
            blocks[head] = Block(GRID, tuple(_head_cells(head)), table)
            blocks.update((line, Block(GRID, cells, table)) for line, cells in _grid_rows(read))
            return blocks
    return {}


class _Found(NamedTuple):
    """A row of the form, the line of its numbers, and these by columns; None where it has gaps in unknown places."""

    line: Line
    row: Row
    values: Sequence[Word | None] | None


def _by_whole_labels(lines: Sequence[Line], rows: Sequence[Row]) -> list[_Found]:
    """The rows, each label whole and on the line of its numbers, those with gaps placed by the columns.

    Rows may lack, with their labels.
    """
    at, own = 0, list[tuple[Line, Row]]()
    for line in lines:
        label = as_label("".join(word.text for word in line.labels))
        here = next((i for i in range(at, len(rows)) if label and _is_label_of(label, rows[i])), None)
        if here is not None:
            own.append((line, rows[here]))
            at = here + 1
        elif line.values or (at and not all(_is_piece(text, rows) for text in _squashed(line))):
            return []
    counts = [len(line.values) for line, _ in own]
    if len(own) < _LEAST_FOUND * len(rows) or min(counts) == _WIDTH or max(counts) > _WIDTH:
        return []
    full = [line for line, _ in own if len(line.values) == _WIDTH]
    ends = [line.labels[-1].stop for line in full]
    if len(full) < _FULL or max(ends) - min(ends) < _OTHER_LENGTH:
        # Behind labels of one length, numbers stand under each other without having columns.
        return []
    for columns in columns_of([line.values for line in full]):
        placed = [place(line.values, columns) for line, _ in own]
        if None not in placed:
            return [_Found(line, row, values or ()) for (line, row), values in zip(own, placed, strict=True)]
    return []


def _is_label_of(text: str, row: Row) -> bool:
    """Whether a text is a row's label, or that of its group and its own."""
    *groups, own = _wordings(row)
    return any(text.endswith(label) and _is_end_of_groups(text.removesuffix(label), groups) for label in own)


def _is_end_of_groups(text: str, groups: Sequence[frozenset[str]]) -> bool:
    if not text:
        return True
    return bool(groups) and any(
        text.endswith(label) and _is_end_of_groups(text.removesuffix(label), groups[:-1]) for label in groups[-1]
    )


def _by_pieces(lines: Sequence[Line], rows: Sequence[Row]) -> list[_Found]:
    """The rows, each with its numbers, the pieces of its label around them.

    Of rows with gaps nothing is certain: on such a page columns move, and a line without a label begins anywhere.
    """
    own = [i for i, line in enumerate(lines) if line.values]
    counts = [len(lines[i].values) for i in own]
    if len(own) != len(rows) or counts.count(_WIDTH) < _LEAST_FULL * len(rows) or max(counts) > _WIDTH:
        return []
    if all(_is_label_of(as_label("".join(_squashed(lines[i]))), row) for i, row in zip(own, rows, strict=True)):
        # Rows that are lines can be read as such.
        return []
    stops = [*own[1:], own[-1] + 1]
    between = [
        [text for line in lines[i + 1 : stop] for text in _squashed(line)] for i, stop in zip(own, stops, strict=True)
    ]
    beside = [_squashed(lines[i]) for i in own]
    for at in range(len(rows)):
        if not all(_is_piece(text, rows[at : at + 1]) for text in beside[at]):
            return []
        if not all(_is_piece(text, rows[at : at + 2]) for text in between[at]):
            return []
    around = ([*(between[at - 1] if at else ()), *beside[at], *between[at]] for at in range(len(rows)))
    named = sum(any(_is_piece(text, [row]) for text in near) for row, near in zip(rows, around, strict=True))
    if named < len(rows) - 1:
        return []
    values = [lines[i].values if count == _WIDTH else None for i, count in zip(own, counts, strict=True)]
    return [_Found(lines[i], row, own_values) for i, row, own_values in zip(own, rows, values, strict=True)]


def _squashed(line: Line) -> list[str]:
    return [text for word in line.labels if (text := squash(word.text))]


def _is_piece(text: str, rows: Sequence[Row]) -> bool:
    """Whether a text stands in the label of one of some rows, or of a group that one is of."""
    return any(text in label for row in rows for labels in _wordings(row) for label in labels)


@cache
def _wordings(row: Row) -> tuple[frozenset[str], ...]:
    """What the labels of a row may say, from the outermost group inwards."""
    found = []
    for level, label in enumerate(row.labels):
        role = Role.ROW if level == len(row.labels) - 1 else Role.GROUP
        slots = [slot for slot in SEQUENCES[_T3] if slot.role in {role, Role.ROW} and as_label(label) in slot.variants]
        # Of pieces, words that mean the same cannot be made the same.
        found.append(frozenset({squash(label), as_label(label), *(word for slot in slots for word in slot.variants)}))
    return tuple(found)


def _add_up(read: Sequence[_Found]) -> bool:
    """Whether most rows with numbers have their sum in the last column: whatever the pieces of heads look like."""
    told: list[bool] = []
    for found in read:
        cells = [parse_number(word.text) if word else None for word in found.values or ()]
        values = [int(cell.value) if cell else 0 for cell in cells]
        if any(values):
            told.append(sum(values[:-1]) == values[-1])
    return sum(told) >= len(told) / 2


def _head_start(lines: Sequence[Line]) -> int | None:
    """The first line of the heads, where these are the form's, in its order; else None."""
    stop = next(i for i, line in enumerate(lines) if line.values)
    first = FORMS[Edition.E2021].table(_T3)[0]
    start = stop
    while start > 0 and all(_is_of_head(text) or _is_piece(text, [first]) for text in _squashed(lines[start - 1])):
        start -= 1
    leaves = [squash(column.label) for column in APPLICANTS]
    fits = make_heads(lines[start:stop], leaves, _GROUPS, lambda text: _is_of_note(text) or _is_piece(text, [first]))
    return lines[start].number if fits else None


def _is_of_head(text: str) -> bool:
    return any(text in wording for wording in head_wordings(_T3)) or _are_heads(text)


def _is_of_note(text: str) -> bool:
    return any(text in wording for slot in SEQUENCES[_T3] if slot.key == "identity_note" for wording in slot.variants)


@lru_cache(maxsize=4_096)
def _are_heads(text: str) -> bool:
    """Whether a text is heads run together."""
    return len(text) <= _MOST_HEADS and any(
        text.startswith(word) and (text == word or _are_heads(text[len(word) :])) for word in head_wordings(_T3)
    )


def _cells(found: _Found) -> Iterator[BlockCell]:
    """The cells of the numbers of a row; their columns stand behind the three of its labels."""
    where = Where(line=found.line.number)
    for at in range(_WIDTH):
        word = found.values[at] if found.values is not None else None
        yield BlockCell(word.text if word else "", where, at + _LABELS, sure=found.values is not None)


def _grid_rows(read: Sequence[_Found]) -> Iterator[tuple[int, tuple[BlockCell, ...]]]:
    """The rows with the form's labels before their numbers; a group's reaches down over all its rows."""
    paths = [found.row.labels[:level] for found in read for level in range(1, len(found.row.labels))]
    heights = Counter(paths)
    seen: set[tuple[str, ...]] = set()
    for found in read:
        where, own = Where(line=found.line.number), found.row.labels
        groups = [own[:level] for level in range(1, len(own)) if own[:level] not in seen]
        seen.update(groups)
        labels = [BlockCell(path[-1], where, len(path) - 1, 1, heights[path]) for path in groups]
        labels.append(BlockCell(own[-1], where, len(own) - 1, _LABELS + 1 - len(own)))
        yield found.line.number, (*labels, *_cells(found))


def _head_cells(line: int) -> Iterator[BlockCell]:
    yield BlockCell("", Where(line=line), 0, _LABELS)
    for column, head in enumerate(APPLICANTS, start=_LABELS):
        yield BlockCell(head.label, Where(line=line), column)
