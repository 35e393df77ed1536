"""``nianbao retry`` and ``reparse``: have work done again.

Place in the flow: each writes tasks into the ledger; workers do the rest.
"""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Document, Extraction
from parsers import PARSER_VERSION
from workers import backlog
from workers.cli.common import AsJson, command_app, opened, write_json
from workers.cli.errors import CommandError
from workers.intake import EXTRACT, extract_version
from workers.registry import SPECS
from workers.runtime import Runtime
from workers.telemetry import new_correlation_id

retry_app = command_app()
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
