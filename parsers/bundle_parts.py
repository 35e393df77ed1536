"""The files of a bundle put together: places name their file, one's tables join another's text, copies are compared.

Place in the flow: ``bundle`` has read each member and knows from ``bundle_groups`` which belong together; **here** they
become one Report. Nothing is filled in: where two copies disagree, the cell is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from parsers.document import Block, Document
from parsers.form import FORMS, Edition, TableName
from parsers.identity import Hints
from parsers.organ_names import same_organ
from parsers.report import AMBIGUOUS, CLAIMS, OK, Cell, Doubt, Report, Section, TableFound, Where, contradicts

# In which of the six sections each table stands.
_SECTIONS = {2: TableName.DISCLOSURE, 3: TableName.APPLICATIONS, 4: TableName.PROCEEDINGS}


def with_part(document: Document, name: str, tables_before: int = 0) -> Document:
    """The Document with its file's name in each place, its tables counted on from those before it."""
    return msgspec.structs.replace(
        document, blocks=tuple(_moved(block, name, tables_before) for block in document.blocks)
    )


def _moved(block: Block, name: str, tables_before: int) -> Block:
    cells = tuple(msgspec.structs.replace(cell, where=_where(cell.where, name, tables_before)) for cell in block.cells)
    table = block.table + tables_before if block.table is not None else None
    return msgspec.structs.replace(block, cells=cells, table=table)


def _where(where: Where, name: str, tables_before: int) -> Where:
    table = where.table + tables_before if where.table is not None else None
    return msgspec.structs.replace(where, part=name, table=table)


def count_tables(document: Document) -> int:
    """The highest number of a table in it."""
    return max((block.table or 0 for block in document.blocks), default=0)


def one_after_the_other(documents: Sequence[Document]) -> Document:
    """Pages that are files of their own as one Document; their tables are numbered through already."""
    blocks: list[Block] = []
    enclosures = []
    for document in documents:
        enclosures += [
            msgspec.structs.replace(enclosure, block=enclosure.block + len(blocks)) for enclosure in document.enclosures
        ]
        blocks += document.blocks
    first = documents[0]
    return msgspec.structs.replace(
        first,
        blocks=tuple(blocks),
        enclosures=tuple(enclosures),
        recognised=any(document.recognised for document in documents),
        hides=any(document.hides for document in documents),
    )


def tables_of(report: Report) -> dict[TableName, TableFound]:
    """The tables that a report really shows: those with a cell whose number, or emptiness, is certain."""
    claimed = {key.partition(".")[0] for key, cell in report.cells.items() if cell.status in CLAIMS}
    return {table.name: table for table in report.tables if table.name in claimed}


def joined(parts: Sequence[Report]) -> Report:
    """One report whose parts stand in several files: the text of the first, each table from the file that has it.

    :param parts: no two of them show the same table; the first has the text, if there is one.
    """
    first = parts[0]
    owners = {name: part for part in reversed(parts) for name in tables_of(part)}
    tables = tuple(tables_of(owners[name])[name] for name in TableName if name in owners)
    edition = _edition(tables, first.edition)
    cells: dict[str, Cell] = {}
    for name in TableName:
        cells.update(_cells(owners[name], name) if name in owners else _not_found(name, edition))
    return msgspec.structs.replace(
        first,
        edition=edition,
        cells=cells,
        tables=tables,
        sections=tuple(_section(section, owners) for section in first.sections),
        extra_rows=tuple(row for part in parts for row in part.extra_rows if owners.get(row.table) is part),
        edition_marks=tuple(mark for part in parts for mark in part.edition_marks),
        **_identity(parts),
    )


def _cells(report: Report, name: TableName) -> dict[str, Cell]:
    return {key: cell for key, cell in report.cells.items() if key.startswith(f"{name}.")}


def _not_found(name: TableName, edition: Edition) -> dict[str, Cell]:
    """The cells of a table that no file shows: another file, one that could not be read, may have had it."""
    known = edition if edition in FORMS else Edition.E2021
    return {key: Cell(AMBIGUOUS, doubt=Doubt.ELSEWHERE) for row in FORMS[known].table(name) for key in row.keys}


def _edition(tables: Sequence[TableFound], otherwise: Edition) -> Edition:
    """The edition of all tables. That of court cases is the same in both, and says nothing where others do."""
    editions = {table.edition for table in tables if table.name is not TableName.PROCEEDINGS} or {
        table.edition for table in tables
    }
    if not editions:
        return otherwise
    return editions.pop() if len(editions) == 1 else Edition.MIXED


def _section(section: Section, owners: Mapping[TableName, Report]) -> Section:
    name = _SECTIONS.get(section.number)
    return msgspec.structs.replace(section, has_table=section.has_table or (name is not None and name in owners))


def _identity(parts: Sequence[Report]) -> dict[str, object]:
    """What the head says, from the first file that says it; the basis and the value go together."""
    found: dict[str, object] = {}
    for what in ("organ", "year", "published_on"):
        owner = next((part for part in parts if getattr(part, what) is not None), parts[0])
        found |= {what: getattr(owner, what), f"{what}_basis": getattr(owner, f"{what}_basis")}
    for what in ("title", "signed_on"):
        found[what] = next((value for part in parts if (value := getattr(part, what)) is not None), None)
    return found


def with_hints(report: Report, hints: Hints) -> Report:
    """The report with what is known besides: a hint fills what no file says, and is noted where one says otherwise."""
    changes: dict[str, object] = {"source_url": hints.url}
    conflicts = []
    for what in ("organ", "year", "published_on"):
        hint, said = getattr(hints, what), getattr(report, what)
        if hint is None:
            continue
        same = hint == said or (what == "organ" and said is not None and same_organ(hint, said))
        if said is None or (same and len(str(hint)) > len(str(said))):
            changes |= {what: hint, f"{what}_basis": "hint"}
        elif not same:
            conflicts.append((what, str(hint), str(said)))
    return msgspec.structs.replace(report, hint_conflicts=tuple(conflicts), **changes)


def compared(report: Report, copies: Sequence[Report]) -> Report:
    """The report with the cells withheld in which another copy of it says something else.

    What it withholds itself stays withheld, whatever a copy says. Whose it is may stand in a copy alone.
    """
    cells = dict(report.cells)
    for copy in copies:
        for key, other in copy.cells.items():
            cell = cells.get(key)
            if cell is not None and contradicts(cell, other):
                cells[key] = Cell(
                    AMBIGUOUS,
                    raw=cell.raw,
                    where=cell.where,
                    readings=(_said(cell), _said(other)),
                    doubt=Doubt.TWO_READINGS,
                )
    return msgspec.structs.replace(report, cells=cells, **_identity((report, *copies)))


def _said(cell: Cell) -> str:
    part = cell.where.part if cell.where is not None else None
    said = repr(cell.raw) if cell.status is OK else "nothing"
    return f"{said} in {part}" if part else said
