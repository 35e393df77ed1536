"""``nianbao retry``, ``recheck`` and ``reparse``: have work done again.

Place in the flow: each writes tasks into the ledger; workers do the rest.
"""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from models import Document, Extraction, Organ, StoredReport
from parsers import PARSER_VERSION
from rules.context import Family
from rules.registry import catalogue
from workers import backlog
from workers.actors.checks import add_checks
from workers.cli.common import AsJson, command_app, opened, write_json
from workers.cli.errors import CommandError
from workers.intake import EXTRACT, extract_version
from workers.registry import SPECS
from workers.runtime import Runtime
from workers.telemetry import new_correlation_id

retry_app = command_app()
recheck_app = command_app()
reparse_app = command_app()


@retry_app.command(epilog="Examples:  nianbao retry  |  nianbao retry 17 18  |  nianbao retry --actor deliver")
def retry(
    tasks: Annotated[list[int] | None, typer.Argument(metavar="TASK", help="Only these, by number.")] = None,
    *,
    actor: Annotated[str | None, typer.Option(help="Only tasks of this actor, e.g. deliver.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send quarantined tasks back to work: all, or only some. `nianbao status` shows them."""
    if actor is not None and actor not in SPECS:
        raise CommandError(f"there is no actor {actor}; there are: {', '.join(sorted(SPECS))}")
    with opened() as runtime, runtime.transaction() as session:
        sent = backlog.retry(
            session, runtime.now(), task_ids=tasks or None, actor=actor, attempts=runtime.settings.max_attempts
        )
    _tell("retried", len(sent), "quarantined tasks sent back", as_json=as_json)


@recheck_app.command(epilog="Examples:  nianbao recheck  |  nianbao recheck --rule T3-ROW-SUM --year 2023")
def recheck(
    *,
    rule: Annotated[str | None, typer.Option(help="Only the family of this rule.")] = None,
    year: Annotated[int | None, typer.Option(help="Only reports about this year.")] = None,
    organ: Annotated[str | None, typer.Option(help="Only reports of this organ.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put stored reports to the rules again, after rules or profile have changed; nothing is read again."""
    families = _families(rule)
    with opened() as runtime, runtime.transaction() as session:
        version = f"recheck.{runtime.now():%Y%m%dT%H%M%S%f}"
        reports = session.scalars(_current(year, organ)).all()
        for report_id in reports:
            add_checks(runtime, session, report_id, version, correlation_id=new_correlation_id(), families=families)
    _tell("rechecked", len(reports), "reports will be checked again", as_json=as_json)


@reparse_app.command(epilog="Examples:  nianbao reparse  |  nianbao reparse --failed")
def reparse(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Also what these parsers could not read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read stored documents again that this release's parsers have not read yet; results are new versions."""
    with opened() as runtime, runtime.transaction() as session:
        added = _reread(runtime, session)
        if failed:
            added += _reread_failed(runtime, session)
    _tell("reparsed", added, "documents will be read again", as_json=as_json)


def _families(rule: str | None) -> tuple[Family, ...]:
    if rule is None:
        return tuple(Family)
    families = {known.code: known.family for known in catalogue()}
    if rule not in families:
        raise CommandError(f"there is no rule {rule}")
    return (families[rule],)


def _current(year: int | None, organ: str | None) -> Select[int]:
    query = select(StoredReport.id).where(StoredReport.is_current).order_by(StoredReport.id)
    if year is not None:
        query = query.where(StoredReport.year == year)
    if organ is not None:
        query = query.join(Organ, Organ.id == StoredReport.organ_id).where(Organ.name == organ)
    return query


def _reread(runtime: Runtime, session: Session) -> int:
    read = exists().where(Extraction.document_id == Document.id, Extraction.parser_version == PARSER_VERSION)
    rows = session.execute(select(Document.id, Document.sha256).where(~read).order_by(Document.id)).all()
    return sum(_add(runtime, session, document_id, extract_version(sha256)) for document_id, sha256 in rows)


def _reread_failed(runtime: Runtime, session: Session) -> int:
    again = f"again.{runtime.now():%Y%m%dT%H%M%S%f}"
    rows = session.execute(
        select(Document.id, Document.sha256)
        .join(Extraction, Extraction.document_id == Document.id)
        .where(Extraction.parser_version == PARSER_VERSION, Extraction.error_code.is_not(None))
        .order_by(Document.id)
    ).all()
    return sum(
        _add(runtime, session, document_id, f"{extract_version(sha256)}.{again}") for document_id, sha256 in rows
    )


def _add(runtime: Runtime, session: Session, document_id: int, version: str) -> bool:
    task_id = runtime.add(session, EXTRACT, document_id, version, correlation_id=new_correlation_id())
    return task_id is not None


def _tell(key: str, count: int, words: str, *, as_json: bool) -> None:
    if as_json:
        write_json({key: count})
    else:
        typer.echo(f"{count} {words}.")
