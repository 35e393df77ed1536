"""``nianbao roster unassigned`` and ``assign``: reports that name no single organ, and whose they are.

Place in the flow: such reports are stored by the actor ``persist`` without an organ (88 towns are called 城关镇); a
person says here whose each is, and the checks that need an organ follow.
"""

from __future__ import annotations

from typing import Annotated, Final

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import StoredReport, documents, reports
from models.session import read_only
from workers.actors.reassess import reassess
from workers.cli.common import AsJson, command_app, console, opened, plural, table, write_json, write_json_lines
from workers.cli.errors import CommandError
from workers.cli.scopes import known_organ
from workers.summary import first_name
from workers.telemetry import new_correlation_id

_KEYS: Final = ("report_id", "organ", "year", "title", "file")

app = command_app()


@app.command(epilog="Example: nianbao roster unassigned")
def unassigned(*, as_json: AsJson = False) -> None:
    """List the reports whose organ is not known: their name fits several organs, or none was found in them."""
    query = (
        select(StoredReport, first_name(StoredReport.document_id))
        .where(StoredReport.is_current, StoredReport.organ_id.is_(None))
        .order_by(StoredReport.id)
    )
    with opened() as runtime, read_only(runtime.engine) as session:
        found = [
            dict(zip(_KEYS, (report.id, report.organ_name, report.year, report.title, name), strict=True))
            for report, name in session.execute(query)
        ]
    if as_json:
        write_json_lines(found)
        return
    console().print(table(_KEYS, (tuple(told.values()) for told in found)))
    console().print(f"{plural(len(found), 'report')} without an organ: `nianbao roster assign REPORT ORGAN`.")


@app.command(epilog="Example: nianbao roster assign 12 嵩县城关镇人民政府")
def assign(
    number: Annotated[int, typer.Argument(metavar="REPORT", help="Its number, as listed.")],
    organ: Annotated[str, typer.Argument(help="The organ of the roster whose it is.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say whose a report is that names no single organ; it is checked again beside that organ's others."""
    with opened() as runtime, runtime.transaction() as session:
        report, owner = _without_organ(session, number), known_organ(session, organ)
        if owner.division_code is not None:
            # A later reading of the same file finds the organ by it.
            documents.add_hints(session, report.document_id, {"division": owner.division_code})
        reports.assign(session, report, owner)
        rechecked = reassess(runtime, session, (), [report], new_correlation_id())
        told = {"report_id": report.id, "organ": owner.name, "year": report.year}
    if as_json:
        write_json(told)
    else:
        typer.echo(f"Report {number} is {told['organ']}'s now; {plural(rechecked, 'report')} will be checked again.")


def _without_organ(session: Session, number: int) -> StoredReport:
    report = session.get(StoredReport, number)
    if report is None or not report.is_current or report.organ_id is not None:
        raise CommandError(f"there is no report {number} without an organ; `nianbao roster unassigned` lists them")
    return report
