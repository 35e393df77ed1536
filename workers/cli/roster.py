"""``nianbao roster``: the organs that must publish a report, kept by people.

Place in the flow: what is imported here is confirmed; organs that a report named first wait as proposed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import aliased

from models import Organ, OrganState
from models.session import read_only
from workers.cli.common import AsJson, command_app, console, opened, table, write_json, write_json_lines
from workers.cli.roster_file import Entry, read_entries, store_entries

app = command_app("The organs that must publish reports.", "Example: nianbao roster import roster.csv")


@app.command("list", epilog="Example: nianbao roster list --proposed")
def list_(
    *,
    proposed: Annotated[bool, typer.Option("--proposed", help="Only those that wait for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the organs."""
    superior = aliased(Organ)
    query = select(Organ, superior.name).outerjoin(superior, superior.id == Organ.superior_id).order_by(Organ.name)
    if proposed:
        query = query.where(Organ.state == OrganState.PROPOSED)
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [_told(organ, above) for organ, above in session.execute(query)]
    if as_json:
        write_json_lines(found)
        return
    keys = ("name", "kind", "level", "division_code", "superior", "state")
    console().print(table(keys, (tuple(told[key] for key in keys) for told in found)))
    console().print(f"{len(found)} organs.")


@app.command("import", epilog="Example: nianbao roster import roster.csv --dry-run")
def import_(
    path: Annotated[Path, typer.Argument(metavar="CSV", help="A CSV file with a header, UTF-8 or GB18030.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take organs from a CSV file: all of them, or, when one line is wrong, none.

    Columns: name; kind (government, office, department, township, street); level (state, province, city, county,
    township); division_code; superior (a name); aliases (separated by semicolons); exempt (yes or no). Only name is
    needed. An organ that is there is brought up to date.
    """
    entries: list[Entry] = read_entries(path)
    new = 0
    if not dry_run:
        with opened() as runtime, runtime.transaction() as session:
            new = store_entries(session, entries)
    if as_json:
        write_json({"organs": len(entries), "new": new, "dry_run": dry_run})
    elif dry_run:
        typer.echo(f"{len(entries)} organs, no line is wrong; nothing was changed.")
    else:
        typer.echo(f"{len(entries)} organs taken, {new} of them new.")


def _told(organ: Organ, superior: str | None) -> dict[str, Any]:
    return {
        "organ_id": organ.id,
        "name": organ.name,
        "kind": organ.kind,
        "level": organ.level,
        "division_code": organ.division_code,
        "division": organ.division,
        "superior": superior,
        "aliases": organ.aliases,
        "state": organ.state,
        "exempt": organ.exempt,
    }
