"""Tables that stand side by side on a worksheet, each made a sheet of its own; and the counts that programs add.

Place in the flow: ``sheet`` has what a sheet shows → **here** → ``sheet_blocks``. Nothing is known of the form: a table
of its own shows by the empty columns around it, by heads above numbers, and by words in front of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from parsers.readers.sheet_blocks import Area, Sheet, SheetCell

Row = dict[int, SheetCell]
# A number, or a mark for none.
_NUMBER = re.compile(r"[-+]?[\d０-９][\d０-９,.]*(\s*(件|万元|元))?|[-/—－／]+|无")
# Heads and a row of numbers, the fewest rows of a table.
_LEAST_ROWS = 3
# So many rows counted one by one are no numbers of a report; fewer where the columns are counted, too.
_LEAST_COUNTED = 8
_LEAST_OF_BOTH = 3
_LEAST_COLUMNS = 3
# What pandas writes over a column without a name.
_NAMELESS = re.compile(r"Unnamed: \d+(_level_\d+)?")


def parted(sheet: Sheet) -> list[Sheet]:
    """The sheet, or its parts in reading order: what stands above tables side by side, then these from the left."""
    parts: list[Sheet] = []
    rest: set[int] = set()
    found = False
    for band in _bands(sheet):
        rows = [number for number in band if len(_filled(sheet.rows.get(number, {}))) > 1]
        low = rows[0] if rows else band[-1] + 1
        blocks = _blocks(sheet, [number for number in band if number >= low])
        if len(blocks) < 2:
            rest.update(band)
            continue
        found = True
        head = rest | {number for number in band if number < low}
        tail = {number for number in band if number >= low}
        parts += [_part(sheet, head), *(_part(sheet, tail, block) for block in blocks)]
        rest = set()
    if not found:
        return [sheet]
    named = [part for part in [*parts, _part(sheet, rest)] if part.rows]
    return [msgspec.structs.replace(part, name=sheet.name if at == 0 else "") for at, part in enumerate(named)]


def _bands(sheet: Sheet) -> Iterator[list[int]]:
    """The numbers of rows without an empty one between them."""
    used = {number for number, row in sheet.rows.items() if any(map(_shows, row.values()))}
    last = max(used, default=0)
    used |= {row for area in _merged(sheet) for row in range(area.top, min(area.bottom, last) + 1)}
    band: list[int] = []
    for number in sorted(used):
        if band and number > band[-1] + 1:
            yield band
            band = []
        band.append(number)
    if band:
        yield band


def _blocks(sheet: Sheet, band: Sequence[int]) -> list[range]:
    """The columns of each of the tables in these rows; none where they are not each a table of its own."""
    if not band:
        return []
    used = {column for number in band for column, cell in sheet.rows.get(number, {}).items() if _shows(cell)}
    last = max(used, default=0)
    inside = (area for area in _merged(sheet) if area.bottom >= band[0] and area.top <= band[-1])
    used |= {column for area in inside for column in range(area.left, min(area.right, last) + 1)}
    blocks: list[range] = []
    for column in sorted(used):
        if blocks and column == blocks[-1].stop:
            blocks[-1] = range(blocks[-1].start, column + 1)
        else:
            blocks.append(range(column, column + 1))
    return blocks if all(_is_table([sheet.rows.get(number, {}) for number in band], block) for block in blocks) else []


def _is_table(rows: Sequence[Row], columns: range) -> bool:
    """Whether heads stand above numbers in these columns, and words in front of most of them."""
    found = [[row[c].text for c in columns if c in row and row[c].text] for row in rows]
    lines = [line for line in found if len(line) > 1]
    numbers = [[_NUMBER.fullmatch(text) is not None for text in line] for line in lines]
    return (
        len(lines) >= _LEAST_ROWS
        and not any(numbers[0])
        and any(map(any, numbers))
        and sum(line[0] for line in numbers) * 2 < len(numbers)
    )


def _merged(sheet: Sheet) -> Iterator[Area]:
    """The merged ranges that show."""
    return (a for a in sheet.merged if (first := sheet.rows.get(a.top, {}).get(a.left)) and _shows(first))


def _shows(cell: SheetCell) -> bool:
    return bool(cell.text or cell.framed or not cell.sure)


def _filled(row: Row) -> list[SheetCell]:
    return [cell for cell in row.values() if cell.text or not cell.sure]


def _has_words(row: Row) -> bool:
    return any(char.isalpha() for cell in row.values() for char in cell.text)


def _part(sheet: Sheet, numbers: set[int], columns: range | None = None) -> Sheet:
    rows = {
        number: {column: cell for column, cell in row.items() if columns is None or column in columns}
        for number, row in sheet.rows.items()
        if number in numbers
    }
    merged = [area for area in sheet.merged if area.top in numbers and (columns is None or area.left in columns)]
    return Sheet(sheet.name, {number: row for number, row in rows.items() if row}, merged)


def without_counts(sheet: Sheet) -> Sheet:
    """The sheet without the counts of rows and columns, and the names of nameless columns, that programs write."""
    filled = {number: row for number, row in sorted(sheet.rows.items()) if _filled(row)}
    top = next(iter(filled), None)
    if top is None or not any(map(_has_words, (row for number, row in filled.items() if number != top))):
        return sheet
    head = filled[top]
    left = min(column for row in filled.values() for column, cell in row.items() if cell.text or not cell.sure)
    counted = _counts([(column, cell.text) for column, cell in sorted(head.items()) if cell.text], _LEAST_COLUMNS)
    gone = _counted_rows(filled, left, _LEAST_OF_BOTH if counted else _LEAST_COUNTED)
    nameless = {column for column, cell in head.items() if _NAMELESS.fullmatch(cell.text)}
    if not gone and not counted and not nameless:
        return sheet
    drop = set(head) if counted else nameless
    rows = {
        number: {
            column: cell
            for column, cell in row.items()
            if not (gone and column == left) and not (number == top and column in drop)
        }
        for number, row in sheet.rows.items()
    }
    return Sheet(sheet.name, {number: row for number, row in rows.items() if row}, sheet.merged)


def _counted_rows(rows: dict[int, Row], left: int, least: int) -> bool:
    """Whether the first column counts the rows, the first of which may be without a number, and does nothing else."""
    first = [(number, row[left].text if left in row else "") for number, row in rows.items()]
    return not any(text for _, text in first[:1] if not text.isdecimal()) and (
        _counts(first[1:] if not first[0][1] else first, least)
    )


def _counts(places: Sequence[tuple[int, str]], least: int) -> bool:
    """Whether what stands in these places counts them from 0 or 1."""
    if len(places) < least or not all(text.isdecimal() and len(text) < 7 for _, text in places):
        return False
    start, value = places[0][0], int(places[0][1])
    return value < 2 and all(int(text) - value == place - start for place, text in places)
