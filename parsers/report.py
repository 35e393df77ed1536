"""The Report: what a reading yields. Frozen values, and their JSON; everything after the parsers speaks in these.

Place in the flow: written by ``decode``, ``sections`` and ``identity``; read by ``rules``, ``models`` and ``inspect``.
The JSON is the contract's: keys of ``cells`` are those of ``form``; ``value`` is null unless ``status`` is ``ok``.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import msgspec

from parsers.form import Edition, TableName
from parsers.prepared import prepare

Number = int | Decimal


class Status(StrEnum):
    """How much is known of a cell. Only ``OK`` carries a value."""

    OK = "ok"
    BLANK = "blank"
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"


# Asked for thousands of times a report; a global costs less than a member.
OK, BLANK, AMBIGUOUS, INVALID, ABSENT = Status.OK, Status.BLANK, Status.AMBIGUOUS, Status.INVALID, Status.ABSENT


class Doubt(StrEnum):
    """Why a cell is withheld, for programs; ``readings`` says it for people."""

    LOST_CELLS = "lost cells"
    EMPTY_OR_LOST = "empty or lost"
    TOO_MANY = "too many numbers"
    RUN_TOGETHER = "run together"
    UNEXPLAINED = "unexplained numbers"
    CUT_OFF = "cut off"
    DISORDER = "heads in disorder"
    REPEATS_DROPPED = "repeats dropped"
    DIGITS_LOST = "digits lost"
    TWO_READINGS = "two readings"
    ELSEWHERE = "outside its section"
    UNREADABLE = "not surely read"
    CONTRADICTED = "contradicted by the sums"


# A report has thousands of these and no cycles among them: they need no garbage collection.
class Where(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A place in the source: ``line`` (text, from 1), ``table``/``row``/``column`` (from 1), ``page`` and ``box``.

    ``note`` says how the place was decided where it does not go without saying. ``part`` names the file within an
    archive or a mail, to which ``line``, ``page`` and ``box`` then refer; tables are counted through all its files.
    """

    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    note: str | None = None
    part: str | None = None


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One cell of the form as the source has it.

    ``raw`` is the source's text; ``readings`` lists, for an ambiguous cell, what fits, and ``doubt`` says why.
    """

    status: Status
    value: Number | None = None
    raw: str = ""
    where: Where | None = None
    readings: tuple[str, ...] = ()
    doubt: Doubt | None = None


# What says something of the source: a number, or that there is none.
CLAIMS = frozenset({Status.OK, Status.BLANK})


def contradicts(one: Cell, other: Cell) -> bool:
    """Whether two copies of a cell claim different things: two numbers, or a number and emptiness."""
    return {one.status, other.status} <= CLAIMS and (one.status, one.value) != (other.status, other.value)


class Section(msgspec.Struct, frozen=True):
    """One of the six sections: ``heading`` as printed, ``title`` without its numeral, ``text`` without the tables."""

    number: int
    title: str
    heading: str
    text: str
    where: Where
    has_table: bool = False


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph of narrative: no heading, no table label, no cell. ``section`` is 0 before the first heading."""

    text: str
    section: int
    where: Where


class TableFound(msgspec.Struct, frozen=True):
    """One table the source shows, whole or in part.

    ``labels_found`` of ``labels_expected`` row and column labels of its edition were recognised. ``copies`` counts full
    skeletons of the same table. ``missing_columns`` are heads that the source's own header lacks.
    """

    name: TableName
    edition: Edition
    labels_found: int
    labels_expected: int
    where: Where
    copies: int = 1
    missing_columns: tuple[str, ...] = ()
    # Why the readings of this table are withheld as a whole, when they are (e.g. repeated lines were dropped).
    withheld: Doubt | None = None


class ExtraRow(msgspec.Struct, frozen=True):
    """A labelled row inside a table that the form does not have."""

    table: TableName
    label: str
    values: tuple[str, ...]
    where: Where


class EditionMark(msgspec.Struct, frozen=True):
    """A piece of evidence for an edition of the form: what stands in the source, where, and what it lacks (Chinese)."""

    edition: Edition
    text: str
    where: Where
    lacks: str = ""


class Enclosed(msgspec.Struct, frozen=True):
    """A picture or an attachment in a section: what may hold the tables that the text lacks.

    ``kind`` is ``picture`` or ``attachment``; ``address`` is as the source has it; ``section`` is 0 before the first.
    """

    kind: str
    address: str
    text: str
    section: int


class Report(msgspec.Struct, frozen=True):
    """One annual report as read.

    ``organ``, ``year`` and the dates are None where the source does not say them; each ``*_basis`` names the place that
    did. ``front`` holds the lines before the first heading and ``back`` the lines of the colophon (抄送, 印发, 落款):
    what the narrative rules skip and the identity rules need. ``cells`` has every key of the edition found.
    """

    edition: Edition
    cells: dict[str, Cell]
    organ: str | None = None
    organ_basis: str | None = None
    year: int | None = None
    year_basis: str | None = None
    title: str | None = None
    published_on: dt.date | None = None
    published_on_basis: str | None = None
    signed_on: dt.date | None = None
    source_url: str | None = None
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    front: tuple[Paragraph, ...] = ()
    back: tuple[Paragraph, ...] = ()
    tables: tuple[TableFound, ...] = ()
    extra_rows: tuple[ExtraRow, ...] = ()
    edition_marks: tuple[EditionMark, ...] = ()
    enclosures: tuple[Enclosed, ...] = ()
    # Hints that the text contradicts: (what, the hint, what the text says).
    hint_conflicts: tuple[tuple[str, str, str], ...] = ()

    def value(self, key: str) -> Number | None:
        """The number of a cell, or None when it is not certain or the edition lacks the key."""
        cell = self.cells.get(key)
        return cell.value if cell is not None and cell.status is Status.OK else None

    def status(self, key: str) -> Status:
        """The status of a cell; ``ABSENT`` when the edition found lacks the key."""
        cell = self.cells.get(key)
        return cell.status if cell is not None else Status.ABSENT

    def table(self, name: TableName) -> TableFound | None:
        """The table of that name, or None when the source shows none."""
        return next((table for table in self.tables if table.name is name), None)


prepare(Report)


class ReadError(Exception):
    """A file that cannot be read as an annual report.

    :param code: stable, e.g. ``empty-file``; programs may depend on it.
    :param message: for a person.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def encode(report: Report) -> bytes:
    """The Report as JSON (decimals as strings with the digits of the source)."""
    return msgspec.json.encode(report)


def decode(data: bytes) -> Report:
    """The Report from its JSON.

    :raises msgspec.ValidationError: when the JSON is no Report.
    """
    return msgspec.json.decode(data, type=Report)
