"""``nianbao roster``: the organs that must publish a report, kept by people.

Place in the flow: what is imported here is confirmed; organs that a report named first wait as proposed (see
``roster_proposals``), and reports whose organ is not known are assigned (``roster_unassigned``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import Organ, OrganState, StoredReport
from models.organs import find
from models.session import read_only
from models.subscriptions import within_division
from workers.actors.reassess import reassess
from workers.cli import roster_proposals, roster_unassigned
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.cli.roster_file import read_rows, write_rows
from workers.cli.roster_import import Taken, take
from workers.cli.scopes import known_division
from workers.telemetry import new_correlation_id

# So many refused or changed lines are named; a file of another kind has thousands. ``--json`` names all.
SHOWN = 20
EXIT_REFUSED = 1

app = command_app("The organs that must publish reports.", "Example: nianbao roster import roster.csv --dry-run")
for part in (roster_proposals, roster_unassigned):
    app.registered_commands.extend(part.app.registered_commands)


@app.command("list", epilog="Example: nianbao roster list --division 430600")
def list_(
    *,
    proposed: Annotated[bool, typer.Option("--proposed", help="Only those that wait for confirmation.")] = False,
    division: Annotated[str | None, typer.Option(help="Only this division and those below it, by code.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the organs."""
    with opened() as runtime, read_only(runtime.engine) as session:
        found = _organs(session, proposed=proposed, division=division)
    if as_json:
        write_json_lines(found)
        return
    keys = ("name", "kind", "level", "division_code", "superior", "state")
    console().print(table(keys, (tuple(told[key] for key in keys) for told in found)))
    console().print(f"{plural(len(found), 'organ')}.")


@app.command(epilog="Example: nianbao roster show 岳阳市民政局")
def show(
    name: Annotated[str, typer.Argument(help="The organ's name, or a name that only it goes by.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one organ, and which reports of it are there."""
    with opened() as runtime, read_only(runtime.engine) as session:
        organ = organ_named(session, name)
        others = select(Organ.id, Organ.name).where(Organ.id.in_((organ.superior_id, organ.successor_id)))
        names = {row.id: row.name for row in session.execute(others)}
        reports = select(StoredReport).where(StoredReport.organ_id == organ.id, StoredReport.is_current)
        years = [
            {"year": report.year, "published_on": report.published_on, "title": report.title}
            for report in session.scalars(reports.order_by(StoredReport.year))
        ]
        told = _told(organ, names.get(organ.superior_id or 0), names.get(organ.successor_id or 0))
    if as_json:
        write_json({**told, "reports": years})
        return
    console().print(table(("", ""), ((key, _cell(value)) for key, value in told.items())))
    console().print(table(("year", "published", "title"), (tuple(year.values()) for year in years)))


@app.command(epilog="Example: nianbao roster export --chinese > roster.csv")
def export(
    *,
    chinese: Annotated[bool, typer.Option("--chinese", help="Chinese column heads.")] = False,
    division: Annotated[str | None, typer.Option(help="Only this division and those below it, by code.")] = None,
) -> None:
    """Write the confirmed organs as a CSV file that `roster import` reads."""
    with opened() as runtime, read_only(runtime.engine) as session:
        found = _organs(session, proposed=None, division=division)
    rows = [
        {key: _cell(told.get(key)) for key in told} | {"aliases": "；".join(told["aliases"])}
        for told in found
        if told["state"] == OrganState.CONFIRMED
    ]
    sys.stdout.buffer.write(write_rows(rows, chinese=chinese).encode())
    sys.stdout.buffer.flush()


@app.command("import", epilog="Example: nianbao roster import roster.csv --dry-run")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV (UTF-8 or GB18030), XLSX or XLS, with a header.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take organs from a file, and say what changed; exit status 1 when a line was refused.

    Columns, in English or Chinese: name 机关名称; kind 类别 (government 政府, office 办公室, department 部门, township
    乡镇, street 街道); level 层级; division_code 行政区划代码 or division 行政区划; superior 上级机关; aliases 别名
    (separated by semicolons); official_site 官方网站; exempt 免公布 (yes 是, no 否); founded_on 成立日期; abolished_on
    撤销日期; successor 承继机关. Only the name is needed; what it tells need not be written. A name that many organs
    have (城关镇人民政府) needs its division or its superior, and is kept as 嵩县城关镇人民政府. An empty field leaves
    what is there; - clears it.
    """
    rows = read_rows(path)
    with opened() as runtime, runtime.transaction() as session:
        attempt = session.begin_nested()
        taken = take(session, rows)
        rechecked = 0
        if dry_run:
            attempt.rollback()
        else:
            moved = [session.get_one(StoredReport, key) for key in taken.moved]
            rechecked = reassess(runtime, session, taken.touched, moved, new_correlation_id())
    if as_json:
        write_json(_summary(taken, dry_run=dry_run) | {"reports_rechecked": rechecked})
    else:
        _tell(taken, dry_run=dry_run, rechecked=rechecked)
    if taken.refused:
        raise typer.Exit(EXIT_REFUSED)


def organ_named(session: Session, name: str) -> Organ:
    """The organ that a person means.

    :raises CommandError: when the roster has none of that name, or several.
    """
    organ = find(session, name)
    if organ is None:
        raise CommandError(f"the roster knows no single {name}; `nianbao roster list` shows all")
    return organ


def _organs(session: Session, *, proposed: bool | None, division: str | None) -> list[dict[str, Any]]:
    superior, successor = aliased(Organ), aliased(Organ)
    query = (
        select(Organ, superior.name, successor.name)
        .outerjoin(superior, superior.id == Organ.superior_id)
        .outerjoin(successor, successor.id == Organ.successor_id)
        .order_by(Organ.name)
    )
    if proposed:
        query = query.where(Organ.state == OrganState.PROPOSED)
    if division is not None:
        query = query.where(within_division(known_division(session, division)))
    return [_told(*row) for row in session.execute(query)]


def _told(organ: Organ, superior: str | None, successor: str | None) -> dict[str, Any]:
    return {
        "organ_id": organ.id,
        "name": organ.name,
        "kind": organ.kind,
        "level": organ.level,
        "division_code": organ.division_code,
        "division": organ.division,
        "superior": superior,
        "aliases": organ.aliases,
        "official_site": organ.official_site,
        "state": organ.state,
        "exempt": organ.exempt,
        "founded_on": organ.founded_on,
        "abolished_on": organ.abolished_on,
        "successor": successor,
    }


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


def _summary(taken: Taken, *, dry_run: bool) -> dict[str, Any]:
    return {
        "added": taken.added,
        "changed": [
            {"name": change.name, "fields": {key: list(pair) for key, pair in change.fields.items()}}
            for change in taken.changed
        ],
        "unchanged": taken.unchanged,
        "merged": taken.merged,
        "refused": taken.refused,
        "dry_run": dry_run,
    }


def _tell(taken: Taken, *, dry_run: bool, rechecked: int) -> None:
    for title, lines in (
        ("added", taken.added),
        ("changed", [_changed(change.name, change.fields) for change in taken.changed]),
        ("merged, as other names of organs of the roster", taken.merged),
        ("refused", [f"line {one.line}: {one.name or '(no name)'}: {one.why}" for one in taken.refused]),
    ):
        if lines:
            shown = [*lines[:SHOWN], *([f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else [])]
            console().print(table(("",), ((line,) for line in shown), title=f"{len(lines)} {title}:"))
    typer.echo(
        f"{len(taken.added)} added, {len(taken.changed)} changed, {taken.unchanged} unchanged,"
        f" {len(taken.refused)} refused."
    )
    if dry_run:
        typer.echo("Nothing was changed: this was a dry run.")
    elif rechecked:
        typer.echo(f"{plural(rechecked, 'report')} will be checked again.")


def _changed(name: str, fields: dict[str, tuple[Any, Any]]) -> str:
    said = (
        f"{key}: {_cell(before) or '(none)'} → {_cell(after) or '(none)'}" for key, (before, after) in fields.items()
    )
    return f"{name}: {'; '.join(said)}"
