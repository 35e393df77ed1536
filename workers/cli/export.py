"""``nianbao export``: one of the SQL views as CSV or JSON lines, row by row, however many there are.

Place in the flow: for those who do not query the database themselves. Reads the contract's views, nothing else.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
import typer
from sqlalchemy import bindparam, text

from models import views
from models.session import read_only
from workers.cli.common import command_app, opened
from workers.cli.scopes import known_organ
from workers.spreadsheet import BYTE_ORDER_MARK, tamed

CHUNK = 1000
_JSON_COLUMNS = frozenset({"evidence", "location"})

app = command_app()


class Format(StrEnum):
    """How rows are written. ``excel`` is CSV with a byte order mark, in which no cell can act as a formula."""

    CSV = "csv"
    EXCEL = "excel"
    JSONL = "jsonl"


NAMES = {view.name.removeprefix("v_"): view for view in views.VIEWS}


@app.command(
    epilog="Examples:  nianbao export reports > reports.csv  |  nianbao export cells --year 2023 --format jsonl"
)
def export(
    view: Annotated[str, typer.Argument(help=f"One of: {', '.join(NAMES)}.")],
    *,
    format_: Annotated[
        Format, typer.Option("--format", help="excel: CSV that a spreadsheet opens safely.")
    ] = Format.CSV,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format jsonl.")] = False,
    year: Annotated[int | None, typer.Option(help="Only rows of this year.")] = None,
    organ: Annotated[str | None, typer.Option(help="Only rows of this organ, by name.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
) -> None:
    """Write one of the SQL views as CSV or JSON lines, to standard output or a file."""
    found = NAMES.get(view.removeprefix("v_"))
    if found is None:
        raise typer.BadParameter(f"there is no view {view}; there are: {', '.join(NAMES)}")
    # Names of views and columns are constants of ours; what the user gives is bound.
    with opened() as runtime, read_only(runtime.engine) as session, _target(output) as target:
        name = known_organ(session, organ).name if organ is not None else None
        filters = {key: value for key, value in (("year", year), ("organ", name)) if value is not None}
        where = " AND ".join(f"{key} = :{key}" for key in filters)
        query = text(f"SELECT * FROM {found.name}" + (f" WHERE {where}" if where else ""))  # noqa: S608 - see above
        query = query.bindparams(*(bindparam(key, value) for key, value in filters.items()))
        result = session.execute(query, execution_options={"yield_per": CHUNK})
        write(target, list(result.keys()), result, Format.JSONL if as_json else format_)


def write(target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]], format_: Format) -> None:
    """Write rows in one of the formats, as UTF-8; both kinds of database come out alike."""
    told = ([_told(column, value) for column, value in zip(columns, row, strict=True)] for row in rows)
    if format_ is Format.JSONL:
        encoder = msgspec.json.Encoder(decimal_format="number")
        for row in told:
            target.write(encoder.encode(dict(zip(columns, row, strict=True))) + b"\n")
        return
    if format_ is Format.EXCEL:
        target.write(BYTE_ORDER_MARK)
    tame = _tamed if format_ is Format.EXCEL else _plain
    writer = csv.writer(_Lines(target), lineterminator="\n")
    writer.writerow(columns)
    for row in told:
        writer.writerow([tame(value) for value in row])


def _told(column: str, value: object) -> object:
    """A value as PostgreSQL gives it: SQLite has instants and JSON as text."""
    if isinstance(value, str) and column in _JSON_COLUMNS:
        return msgspec.json.decode(value)
    if isinstance(value, str) and column.endswith("_at"):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)
    return value


class _Lines:
    """What csv writes to, over a binary file."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def write(self, line: str) -> int:
        return self._target.write(line.encode())


def _plain(value: object) -> object:
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return value.isoformat() if isinstance(value, dt.date) else value


def _tamed(value: object) -> object:
    plain = _plain(value)
    return tamed(plain) if isinstance(plain, str) else plain


@contextlib.contextmanager
def _target(output: Path | None) -> Iterator[IO[bytes]]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with output.open("wb") as file:
        yield file
