"""A table on a grid in a layout of its own, each number read under its own heads; nothing where one is in doubt.

Place in the flow: ``decode`` asks here where the form's order (``table_disclosure`` and its like) tells less. Turned
tables, columns in another order or with others among them, one row a number: what no order tells, the heads do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from parsers.form import FORMS, Column, Edition, Row, TableName, cells_by_key
from parsers.grid_area import Area, AreaCell, areas_of
from parsers.grid_naming import ORIENTATIONS, Kind, Names, Sum, is_known, is_label, name_cells
from parsers.grid_unlabelled import may_lack_a_label
from parsers.head_meanings import Meaning, meaning_of
from parsers.moved_numbers import rows_with_moved_numbers, stand_by_other_labels
from parsers.numbers import parse_number
from parsers.placing import cells_of, is_glued, withhold
from parsers.report import ABSENT, AMBIGUOUS, BLANK, Cell, Doubt
from parsers.sums import Identity, column_identities, holds, row_identities
from parsers.table_reading import Reading
from parsers.tokens import EMPTY, MARK, NUMBER, Token

# So many cells make a table.
_LEAST = {TableName.DISCLOSURE: 4, TableName.APPLICATIONS: 15, TableName.PROCEEDINGS: 8}
# So many labels of rows show whose a grid is.
_LEAST_LABELS = 2
# Rows with an empty cell between numbers, from which on empty cells are how a source writes nothing.
_COMPANY = 3

Line = Sequence[tuple[str | None, AreaCell]]


def read_by_heads(tokens: Sequence[Token], table: TableName, default: Edition, labels_expected: int) -> Reading | None:
    """Read a table from the grids among some tokens; None where the heads do not name every number once.

    :param default: the edition where the table itself does not show one.
    """
    areas = [
        area.with_texts_as_data(partial(is_label, table=table), partial(is_known, table=table))
        for area in (areas_of(tokens) if any(token.what is NUMBER for token in tokens) else None) or ()
        if not _is_others(area, table)
    ]
    names = _names_of(areas, table)
    edition = _edition_of(names, table, default) if names else None
    if names is None or edition is None:
        return None
    rows = FORMS[edition].table(table)
    named = {key: one for key, one in names.cells.items() if key in cells_by_key()}
    cells = {key: cells_of([cell.token], [cells_by_key()[key][1]])[0] for key, (_, cell) in named.items()}
    lines = [line for area in areas for line in _lines_of(area, names)]
    identities = _identities(rows, table)
    if (
        not _is_whole(named, rows, table)
        or _has_bare_head(areas, names, table)
        or may_lack_a_label(areas, names, rows)
        or (table is TableName.APPLICATIONS and stand_by_other_labels(cells, rows))
        or not _add_up(names.sums, cells)
        or not _may_be_ordered_so(rows, names, _of_full_lines(lines, cells), identities)
    ):
        return None
    cells |= _with_gaps_judged(lines, names, cells, identities)
    if table is TableName.APPLICATIONS and all(key in cells for row in rows for key in row.keys):
        moved = [key for row in rows_with_moved_numbers(cells, rows) for key in row.keys]
        cells |= {key: withhold(cells[key], Doubt.LOST_CELLS) for key in moved}
    unsure = any(kind is not Kind.REMARK for kind in names.others.values())
    lacking = Cell(AMBIGUOUS, doubt=Doubt.UNEXPLAINED) if unsure else Cell(ABSENT)
    marks = {meaning.edition for meaning in names.meanings if meaning.edition is not None}
    columns = {key.rpartition(".")[2] for key in named}
    return Reading(
        cells={key: cells.get(key, lacking) for row in rows for key in row.keys},
        editions=frozenset(marks or ({edition} if _shows_edition(named) else ())),
        labels_expected=labels_expected,
        stop=len(tokens),
        missing_columns=tuple(c.key for c in _columns(rows, table) if c.key not in columns),
    )


def _is_others(area: Area, table: TableName) -> bool:
    """Whether a grid holds labels of rows of another table, and none of this one's."""
    texts = {token.squashed for cell in area.cells if cell.is_text for token in cell.tokens}
    names = {name: sum(bool(own.rows) and not own.columns for own in _meanings(texts, name)) for name in TableName}
    return not names.pop(table) and max(names.values()) >= _LEAST_LABELS


def _meanings(texts: Iterable[str], table: TableName) -> list[Meaning]:
    return [meaning_of(text, table) for text in texts]


def _names_of(areas: Sequence[Area], table: TableName) -> Names | None:
    """The names that the heads give; None where they give none, different ones, or the labels may have moved."""
    found = [names for one in ORIENTATIONS if areas and (names := name_cells(areas, table, one)) is not None]
    found = [names for names in found if len(names.cells) >= _LEAST[table]]
    if not found or any(names.cells.keys() != found[0].cells.keys() for names in found):
        return None
    names = found[0]
    moved = any(_has_gap(area, names) for area in areas)
    # What is no cell of the form (规章 by 本年处理决定数量) holds nothing.
    strange = (cell.token.what for key, (_, cell) in names.cells.items() if key not in cells_by_key())
    return None if moved or any(what not in {EMPTY, MARK} for what in strange) else names


def _has_gap(area: Area, names: Names) -> bool:
    """Whether a row between others of the table is empty as a whole, as where its labels have moved down by a row."""
    named = [cell.row for found, cell in names.cells.values() if found is area]
    filled = {cell.row for cell in area.cells if cell.token.what is not EMPTY}
    begun = {cell.row for cell in area.cells}
    return bool(named) and any(min(named) <= row <= max(named) for row in begun - filled)


def _columns(rows: Sequence[Row], table: TableName) -> tuple[Column, ...]:
    return rows[0].columns if table is TableName.APPLICATIONS else ()


def _shows_edition(named: Iterable[str]) -> bool:
    return any(key.startswith("applications.other.") for key in named)


def _edition_of(names: Names, table: TableName, default: Edition) -> Edition | None:
    """The one edition that has all the cells named; None where both or neither may be meant."""
    own = [key for key in names.cells if key in cells_by_key()]
    marks = {meaning.edition for meaning in names.meanings if meaning.edition is not None}
    fitting = [edition for edition in FORMS if set(own) <= set(FORMS[edition].keys)]
    if len(marks) > 1 or not fitting:
        return None
    if marks:
        mark = next(iter(marks))
        return mark if mark in fitting else None
    if len(fitting) == 1:
        return fitting[0]
    return default if table is not TableName.DISCLOSURE else None


def _add_up(sums: Iterable[tuple[Sum, AreaCell]], cells: Mapping[str, Cell]) -> bool:
    """Whether what must be the sum of a group's rows is that, where it says anything."""
    for one, cell in sums:
        if cell.token.what in {EMPTY, MARK}:
            continue
        said = parse_number(cell.token.text)
        values = [_number(cells[key]) for key in cells if one.holds(key)]
        if said is None or sum(value or 0 for value in values) != said.value:
            return False
    return True


def _is_whole(named: Iterable[str], rows: Sequence[Row], table: TableName) -> bool:
    """Whether the cells are the edition's, those of T3 and T4 all that their rows and columns have in common."""
    keys = list(named)
    own = {key.rpartition(".")[0] for key in keys}
    columns = {key.rpartition(".")[2] for key in keys}
    if not own <= {row.key for row in rows} or (table is TableName.PROCEEDINGS and len(own) < len(rows)):
        return False
    return table is TableName.DISCLOSURE or len(keys) == len(own) * len(columns)


def _has_bare_head(areas: Sequence[Area], names: Names, table: TableName) -> bool:
    """Whether the head of a column of T3 or T4 has no cells: one column is lost, and the others have moved, perhaps."""
    columns = {key.rpartition(".")[2] for key in names.cells}
    for area in areas if table is not TableName.DISCLOSURE else ():
        named = [cell for found, cell in names.cells.values() if found is area]
        rows = {row for cell in named for row in range(cell.row, cell.row + cell.height)}
        taken = {column for cell in named for column in range(cell.column, cell.column + cell.span)}
        for cell in (cell for cell in area.cells if named and cell.is_text):
            beside = rows.isdisjoint(range(cell.row, cell.row + cell.height))
            above = taken.isdisjoint(range(cell.column, cell.column + cell.span))
            if beside and above and any(meaning_of(one.squashed, table).columns - columns for one in cell.tokens):
                return True
    return False


def _identities(rows: Sequence[Row], table: TableName) -> list[Identity]:
    if table is TableName.DISCLOSURE:
        return []
    columns = column_identities(rows) if table is TableName.APPLICATIONS else []
    return [*row_identities(rows), *columns]


def _number(cell: Cell) -> int | None:
    return 0 if cell.status is BLANK else None if cell.value is None else int(cell.value)


def _of_full_lines(lines: Iterable[Line], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of the lines without empty ones, where nothing can have moved."""
    full = (line for line in lines if not any(cell.token.what is EMPTY for _, cell in line))
    return {key: cells[key] for line in full for key, _ in line if key is not None and key in cells}


def _may_be_ordered_so(
    rows: Sequence[Row], names: Names, cells: dict[str, Cell], identities: Sequence[Identity]
) -> bool:
    """Whether rows and columns stand in the form's order, or in one that no mistake makes of it.

    Two neighbours exchanged may be the organ's own order, or heads written above each other's numbers: nobody knows.
    Another order counts where no sum contradicts it.
    """
    values = {key: _number(cell) for key, cell in cells.items()}
    told = [holds(identity, values) for identity in identities if any(values.get(key) for key in identity.keys)]
    if told.count(False) > told.count(True):
        return False
    placed = sorted((key for key in names.cells if key in cells_by_key()), key=lambda key: _place(names.cells[key][1]))
    lines = [*_lines(rows, placed, 0), *_lines(rows, placed, 2)]
    turned = [line for line in lines if line != sorted(line)]
    if not turned:
        return True
    reversed_ = [line for line in turned if line == sorted(line, reverse=True)]
    whole = len(reversed_) == len(turned) and (names.orientation.behind or any(len(line) > 2 for line in reversed_))
    return (whole or not any(map(_is_exchange, turned))) and False not in told


def _place(cell: AreaCell) -> tuple[int, int, int]:
    return cell.token.table or 0, cell.row, cell.column


def _lines(rows: Sequence[Row], placed: Sequence[str], by: int) -> list[list[int]]:
    """The places in the form of the cells of each row (``by`` 0) or column (2), as they come in the source."""
    order = {key: i for i, key in enumerate(key for row in rows for key in row.keys)}
    lines: dict[str, list[int]] = {}
    for key in placed:
        lines.setdefault(key.rpartition(".")[by], []).append(order[key])
    return list(lines.values())


def _is_exchange(line: Sequence[int]) -> bool:
    """Whether two neighbours exchanged make the order right."""
    descents = [i for i, (one, other) in enumerate(pairwise(line)) if one > other]
    if len(descents) != 1:
        return False
    i = descents[0]
    fixed = [*line[:i], line[i + 1], line[i], *line[i + 2 :]]
    return fixed == sorted(fixed)


def _lines_of(area: Area, names: Names) -> Iterator[Line]:
    """The rows of a grid, of each the cells that the heads name, with their keys, and those they say to be others'.

    A row is what a cell deleted from it would shift. Where the source writes nothing into the cells that the form does
    not have (规章 by 本年处理决定数量), they are none.
    """
    strange = [(key, cell.token.what) for key, (_, cell) in names.cells.items() if key not in cells_by_key()]
    unwritten = {key for key, what in strange} if all(what is EMPTY for _, what in strange) else set()
    key_of = {id(cell): key for key, (_, cell) in names.cells.items() if key not in unwritten}
    rows: dict[int, list[tuple[str | None, AreaCell]]] = {}
    for cell in area.cells:
        if id(cell) in key_of or names.others.get(id(cell)) is Kind.OTHER:
            rows.setdefault(cell.row, []).append((key_of.get(id(cell)), cell))
    yield from rows.values()


def _with_gaps_judged(
    lines: Sequence[Line], names: Names, cells: dict[str, Cell], identities: Sequence[Identity]
) -> dict[str, Cell]:
    """The cells of lines with empty ones, or digits that are no number, withheld where nothing proves their places."""
    has_remarks = Kind.REMARK in names.others.values()
    company = sum(map(_inner, lines)) >= _COMPANY
    bare = sum(map(_is_bare, lines))
    judged: dict[str, Cell] = {}
    for line in lines:
        ends_marked = has_remarks and line[-1][1].token.what is MARK
        inner = _inner(line) and not ends_marked
        found = {key: cells[key] for key, _ in line if key is not None and key in cells}
        why = None
        # Below a head that is not the form's (行次), 01 is a number of its own.
        if any(is_glued(cell.token) for _, cell in line if names.others.get(id(cell)) is not Kind.OTHER):
            why = Doubt.RUN_TOGETHER
        elif _is_bare(line):
            # The one row without numbers may have lost them.
            why = Doubt.EMPTY_OR_LOST if bare == 1 else None
        elif ends_marked or any(cell.token.what is EMPTY for _, cell in line):
            why = None if _proven(found, cells, identities, inner=inner, company=company) else Doubt.LOST_CELLS
        judged |= {key: withhold(cell, why) for key, cell in found.items() if why}
    return judged


def _is_bare(line: Line) -> bool:
    return all(cell.token.what is EMPTY for _, cell in line)


def _inner(line: Line) -> bool:
    """Whether a line has empty cells, and none at its ends; what stands before its first named cell is no end."""
    named = [i for i, (key, _) in enumerate(line) if key] or [0]
    empty = [cell.token.what is EMPTY for _, cell in line]
    return any(empty) and not (empty[named[0]] or empty[named[-1]] or empty[-1])


def _proven(
    found: dict[str, Cell], cells: dict[str, Cell], identities: Sequence[Identity], *, inner: bool, company: bool
) -> bool:
    """Whether the sums in which the numbers of a line take part bear its places out, the empty cells being nothing.

    Without sums, or where all is nothing, other lines must show that empty cells are how the source writes nothing.
    """
    values = {key: _number(cell) for key, cell in cells.items()}
    own = [identity for identity in identities if any(values[key] for key in identity.keys if key in found)]
    told = [holds(identity, values) for identity in own]
    if False in told:
        return False
    return (inner or company) if True in told else inner and company
