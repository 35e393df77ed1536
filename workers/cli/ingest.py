"""``nianbao ingest``: take files in from wherever they lie; the files themselves stay where they are.

Place in the flow: files → ``intake`` → store, document, task; like the watcher, without a folder.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from models import Source
from parsers.report import ReadError
from workers.cli.common import AsJson, command_app, console, opened, table, write_json
from workers.cli.inspection import load_bytes, merged
from workers.cli.options import Division, Organ, PublishedOn, Url, Year, given_hints
from workers.intake import Intake
from workers.sandbox import printable
from workers.watchers import companion

EXIT_UNREADABLE = 3

app = command_app()


@app.command(epilog="Example: nianbao ingest reports/*.txt")
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", readable=False, help="Files to take in.")],
    *,
    url: Url = None,
    published_on: PublishedOn = None,
    organ: Organ = None,
    year: Year = None,
    division: Division = None,
    as_json: AsJson = False,
) -> None:
    """Take files in, wherever they lie, as if they were in the inbox; they are neither moved nor changed.

    The work is done by `nianbao run` or the workers. Exit status 3 when a file could not be taken.
    """
    given = given_hints(url=url, published_on=published_on, organ=organ, year=year, division=division)
    with opened() as runtime:
        settings = runtime.settings
        intake = Intake(runtime.engine, runtime.store, Source.CLI, runtime.send, max_attempts=settings.max_attempts)
        out = console(err=True)
        shown = track(paths, "Taking in", console=out, transient=True, disable=not out.is_terminal)
        results = [_take(intake, path, given, settings.extract_max_bytes) for path in shown]
    if as_json:
        for result in results:
            write_json(result)
    else:
        rows = [(result["name"], result["error"]["code"] if result["error"] else result["state"]) for result in results]
        console().print(table(("file", "result"), rows))
        console().print("`nianbao run --once` works on what was taken, where no workers run.")
    if any(result["error"] for result in results):
        raise typer.Exit(EXIT_UNREADABLE)


def _take(intake: Intake, path: Path, given: dict[str, Any], limit: int) -> dict[str, Any]:
    name = printable(str(path))
    try:
        data = load_bytes(path, limit)
        hints = merged(companion.load(path), given)
    except ReadError as error:
        return {"name": name, "state": "refused", "error": {"code": error.code, "message": error.message}}
    taken = intake.take(data, name=name, hints=hints, now=dt.datetime.now(dt.UTC))
    intake.send(taken)
    return {
        "name": name,
        "state": "new" if taken.is_new else "known",
        "document_id": taken.document_id,
        "sha256": taken.sha256,
        "error": None,
    }
