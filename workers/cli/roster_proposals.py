"""``nianbao roster proposals``, ``accept`` and ``merge``: organs that a report named and the roster does not know.

Place in the flow: written by the actor ``persist``; a person says here whether each is an organ of its own, or one of
the roster under another name.
"""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Organ, OrganState, StoredReport, roster
from models.organs import find
from models.session import read_only
from rules.organ import OrganKind
from workers.actors.reassess import reassess
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.telemetry import new_correlation_id

app = command_app()


@app.command(epilog="Example: nianbao roster proposals")
def proposals(*, as_json: AsJson = False) -> None:
    """List the organs that reports named and nobody has confirmed, those with most reports first."""
    count = func.count(StoredReport.id)
    query = (
        select(Organ, count)
        .outerjoin(StoredReport, (StoredReport.organ_id == Organ.id) & StoredReport.is_current)
        .where(Organ.state == OrganState.PROPOSED)
        .group_by(Organ.id)
        .order_by(count.desc(), Organ.name)
    )
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [
            {
                "name": organ.name,
                "kind": organ.kind,
                "level": organ.level,
                "division_code": organ.division_code,
                "division": organ.division,
                "reports": reports,
            }
            for organ, reports in session.execute(query)
        ]
    if as_json:
        write_json_lines(found)
        return
    keys = ("name", "kind", "level", "division", "reports")
    console().print(table(keys, (tuple(told[key] for key in keys) for told in found)))
    console().print(f"{plural(len(found), 'proposed organ')}: `nianbao roster accept NAME` or `merge NAME INTO`.")


@app.command(epilog="Example: nianbao roster accept 云溪县民政局 --kind department")
def accept(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Proposed organs.")],
    *,
    kind: Annotated[OrganKind | None, typer.Option(help="Their kind, where the name does not tell it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Confirm that proposed organs belong to the roster: they owe a report each year from now on."""
    with opened() as runtime, runtime.transaction() as session:
        organs = [_proposed(session, name) for name in names]
        for organ in organs:
            roster.confirm(organ)
            organ.kind = kind or organ.kind
        session.flush()
        reassess(runtime, session, organs, (), new_correlation_id())
    if as_json:
        write_json({"accepted": [organ.name for organ in organs]})
    else:
        typer.echo(f"{plural(len(organs), 'organ')} confirmed.")


@app.command(epilog="Example: nianbao roster merge 云溪县民政和社会事务局 云溪县民政局")
def merge(
    name: Annotated[str, typer.Argument(help="A proposed organ.")],
    into: Annotated[str, typer.Argument(help="The organ of the roster that it is.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that a proposed organ is one of the roster under another name: its name becomes an alias."""
    with opened() as runtime, runtime.transaction() as session:
        organ = find(session, into)
        if organ is None:
            raise CommandError(f"the roster knows no single {into}; `nianbao roster list` shows all")
        proposed = _proposed(session, name)
        if proposed.id == organ.id:
            raise CommandError(f"{name} and {into} are one organ already")
        moved = roster.merge(session, proposed, organ)
        rechecked = reassess(runtime, session, [organ], moved, new_correlation_id())
    if as_json:
        write_json({"into": organ.name, "aliases": organ.aliases, "reports_moved": len(moved)})
    else:
        typer.echo(f"{name} is an alias of {organ.name} now; {plural(rechecked, 'report')} will be checked again.")


def _proposed(session: Session, name: str) -> Organ:
    organ = find(session, name) if name.strip() else None
    if organ is None or organ.state is not OrganState.PROPOSED:
        called = name.strip() or "an empty name"
        raise CommandError(f"{called} is no proposed organ; `nianbao roster proposals` lists them")
    return organ
