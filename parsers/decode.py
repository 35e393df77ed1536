"""Document → cells: the labels of the three tables aligned with the form, their numbers assigned or withheld.

Place in the flow: Document → tokens → regions → **decode** → the ``cells`` of the Report. A number counts as read only
when its label and its column are certain; a blank only when its label stands and nothing of its table is unexplained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsers.by_heads import by_own_heads
from parsers.document import Document
from parsers.doubting import doubt
from parsers.form import FORMS, Edition, Row, TableName
from parsers.headings import Heading
from parsers.placing import withhold
from parsers.proceedings_in_words import read_in_words
from parsers.recognised import weigh
from parsers.regions import (
    Region,
    count_copies,
    find_regions,
    is_captioned_form,
    is_copy,
    is_of_another_year,
    year_above,
)
from parsers.report import (
    ABSENT,
    AMBIGUOUS,
    BLANK,
    INVALID,
    OK,
    Cell,
    Doubt,
    EditionMark,
    ExtraRow,
    Status,
    TableFound,
    Where,
)
from parsers.table_applications import applications_editions, read_applications
from parsers.table_disclosure import disclosure_editions, read_disclosure
from parsers.table_proceedings import read_proceedings
from parsers.table_reading import Reading
from parsers.tokens import Token, tokenise
from parsers.unfound import read_unfound, withhold_absent_where_unread
from parsers.wrapped import join_wrapped

_READERS = {
    TableName.DISCLOSURE: read_disclosure,
    TableName.APPLICATIONS: read_applications,
    TableName.PROCEEDINGS: read_proceedings,
}
# T4 is the same in both editions and shows none.
_EDITIONS = {TableName.DISCLOSURE: disclosure_editions, TableName.APPLICATIONS: applications_editions}


class Decoded(NamedTuple):
    """The cells of all tables, what was found of each, and the blocks of the Document that are table, not text."""

    edition: Edition
    cells: dict[str, Cell]
    tables: tuple[TableFound, ...]
    extra_rows: tuple[ExtraRow, ...]
    marks: tuple[EditionMark, ...]
    table_blocks: frozenset[int]


def decode(document: Document, headings: Sequence[Heading]) -> Decoded:
    """Read the three tables."""
    tokens = tokenise(document)
    regions = {name: find_regions(tokens, headings, name) for name in TableName}
    default = _default_edition(tokens, regions)
    readings = {name: _read(tokens, found, default) for name, found in regions.items() if found}
    # Of a picture, heads may be misread, and lines lost that part two cells: only the form's order can bear that out.
    for name in () if document.recognised else TableName:
        if own := by_own_heads(tokens, headings, name, regions[name], readings.get(name), default):
            readings[name] = own
    said = None if document.recognised else read_in_words(tokens, headings, readings.get(TableName.PROCEEDINGS))
    if said is not None:
        readings[TableName.PROCEEDINGS] = said
    if len(readings) < len(TableName):
        missing = [name for name in TableName if name not in readings]
        readings |= read_unfound(document, tokens, headings, regions, missing, default)
    doubt(tokens, regions, readings)
    if document.recognised:
        withhold_absent_where_unread(tokens, regions, readings)
    cells: dict[str, Cell] = {}
    for name in TableName:
        cells.update(readings[name].cells if name in readings else _absent(FORMS[default].table(name)))
    if document.hides:
        cells = {
            key: withhold(cell, Doubt.UNREADABLE) if cell.status is ABSENT else cell for key, cell in cells.items()
        }
    own = readings.get(TableName.APPLICATIONS)
    edition = _edition([own.editions] if own else [], default)
    cells = join_wrapped(cells, edition, recognised=document.recognised)
    if document.recognised:
        cells = weigh(cells, edition)
    return Decoded(
        _edition([reading.editions for reading in readings.values()], default),
        cells,
        tuple(_table_found(tokens, name, readings[name], regions[name], default) for name in readings),
        tuple(row for reading in readings.values() for row in reading.extra_rows),
        tuple(mark for reading in readings.values() for mark in reading.marks),
        _table_blocks(tokens, [(region, readings[name]) for name, found in regions.items() for region in found]),
    )


def _read(tokens: Sequence[Token], regions: Sequence[Region], default: Edition) -> Reading:
    """Read the fullest skeleton; where a second one, or a fragment, says otherwise, neither is certain.

    Of two whole tables that differ, nothing is certain but what both say: where one is silent, the other may speak of
    another year. So it is with a copy that is empty as a whole: an organ without applications may quote last year's.
    Only where a line above it says so is it a form to be filled in, and says nothing. Nor is the only table the
    report's where a line above it says that it is another year's.
    """
    parted = len({year_above(tokens, region) for region in regions}) > 1
    first, *others = (_READERS[region.table](tokens, region, default) for region in regions)
    for region, other in zip(regions[1:], others, strict=True):
        empty = all(cell.value is None for cell in other.cells.values())
        is_form = not parted and empty and is_copy(region, regions[0]) and is_captioned_form(tokens, region)
        says = set() if is_form else {OK, BLANK}
        twins = {key: other.cells.get(key, Cell(ABSENT)) for key in first.cells}
        contested = {key for key, cell in first.cells.items() if _says_else(twins[key], cell, says)}
        differs = parted or bool(contested) or (not is_form and _are_of_two_editions(first, other))
        rivals = differs and count_copies([regions[0], region]) > 1
        for key, cell in first.cells.items():
            if key in contested or (rivals and twins[key].value != cell.value):
                said = f"the table stands twice, with {cell.raw!r} and {twins[key].raw!r} here"
                first.cells[key] = withhold(cell, Doubt.TWO_READINGS, said)
    if len(regions) == 1 and is_of_another_year(tokens, regions[0]):
        first.withheld = Doubt.ELSEWHERE
        first.cells = {key: withhold(cell, Doubt.ELSEWHERE) for key, cell in first.cells.items()}
    return first


def _are_of_two_editions(one: Reading, other: Reading) -> bool:
    """Whether each of two tables shows an edition of its own: other years' then, whatever both agree in."""
    return bool(one.editions) and bool(other.editions) and one.editions.isdisjoint(other.editions)


def _says_else(twin: Cell, cell: Cell, says: set[Status]) -> bool:
    """Whether a cell of a second table says something, or holds what might be a number, that is not the first one's.

    :param says: the statuses of cells that say something.
    """
    if twin.status in says:
        return twin.value != cell.value
    if says and _shows_nothing(twin):
        return cell.value is not None
    return bool(twin.raw) and twin.status in {INVALID, AMBIGUOUS} and twin.raw != cell.raw


def _shows_nothing(cell: Cell) -> bool:
    """Whether a cell's row stands there without numbers, or run in with other text."""
    stands = cell.where is not None or cell.doubt is Doubt.RUN_TOGETHER
    return cell.status is AMBIGUOUS and not cell.raw and stands


def _absent(rows: Iterable[Row]) -> dict[str, Cell]:
    return {key: Cell(ABSENT) for row in rows for key in row.keys}


def _default_edition(tokens: Sequence[Token], regions: dict[TableName, list[Region]]) -> Edition:
    """The edition for parts that show no mark of their own: the others' where they agree, else the current one."""
    marks: set[Edition] = set()
    for name, shown in _EDITIONS.items():
        for region in regions[name][:1]:
            marks |= shown(tokens, region)
    return marks.pop() if len(marks) == 1 else Edition.E2021


def _edition(found: Iterable[frozenset[Edition]], default: Edition) -> Edition:
    editions = frozenset().union(*found)
    if not editions:
        return default
    return next(iter(editions)) if len(editions) == 1 else Edition.MIXED


def _table_found(
    tokens: Sequence[Token], name: TableName, reading: Reading, regions: Sequence[Region], default: Edition
) -> TableFound:
    first = regions[0] if regions else None
    return TableFound(
        name=name,
        edition=_edition([reading.editions], default),
        labels_found=len(first.matches) if first else reading.labels_expected,
        labels_expected=reading.labels_expected,
        where=tokens[first.start].where if first else Where(),
        copies=max(count_copies(regions), 1),
        missing_columns=reading.missing_columns,
        withheld=reading.withheld,
    )


def _table_blocks(tokens: Sequence[Token], regions: Sequence[tuple[Region, Reading]]) -> frozenset[int]:
    """The blocks that belong to a table: all from its first label to its last cell but sentences between them."""
    labels = (match for region, _ in regions for match in region.matches)
    blocks = {tokens[i].block for match in labels for i in range(match.start, match.stop)}
    done = 0
    for region, reading in sorted(regions, key=lambda pair: pair[0].start):
        stop = max(reading.stop, region.matches[-1].stop)
        inside = tokens[max(region.start, done) : stop]
        blocks |= {token.block for token in inside if len(token.text) <= 15 or "。" not in token.text}
        done = max(done, stop)
    return frozenset(blocks)
