"""``nianbao status``: how far the work is, what stands against the reports, what needs a person.

Place in the flow: reads the database; asks neither broker nor workers.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Alert,
    AlertStatus,
    Delivery,
    DeliveryState,
    Document,
    Extraction,
    Heartbeat,
    Organ,
    OrganState,
    StoredReport,
    Task,
    TaskState,
    site_notices,
    subscriptions,
)
from models.session import read_only
from rules.finding import Severity
from workers import backlog
from workers.cli.common import AsJson, command_app, console, opened, table, write_json
from workers.sandbox import printable
from workers.summary import first_name
from workers.watchers.folder import REFUSALS
from workers.watchers.parking import ERROR_SUFFIX, ErrorNote

# The newest so many of what failed; all of it stands in SQL.
SHOWN = 20

app = command_app()


@app.command(epilog="Example: nianbao status --json")
def status(*, as_json: AsJson = False) -> None:
    """What is done, what waits, what failed, and who is alive."""
    with opened() as runtime:
        now = runtime.now()
        with read_only(runtime.engine) as session:
            found = overview(session, now, runtime.settings.alert_recipient)
        found["refused"] = refused(runtime.settings.failed)
    if as_json:
        write_json(found)
    else:
        _print(console(), found)


def overview(session: Session, now: dt.datetime, default_address: str) -> dict[str, Any]:
    """Everything ``status`` says, as JSON values.

    :param default_address: who is told what no subscription covers.
    """
    oldest = backlog.oldest_due_at(session, now)
    return {
        "at": now,
        "documents": _count(session, Document),
        "reports": _count(session, StoredReport, StoredReport.is_current),
        "reports_without_organ": _count(
            session, StoredReport, StoredReport.is_current, StoredReport.organ_id.is_(None)
        ),
        "organs_to_confirm": _count(session, Organ, Organ.state == OrganState.PROPOSED),
        "alerts": _by(session, Alert.severity, Severity, Alert.status == AlertStatus.OPEN),
        "tasks": {state.value: count for state, count in backlog.counts(session).items()},
        "oldest_due_seconds": (now - oldest).total_seconds() if oldest else None,
        "mails": _by(session, Delivery.state, DeliveryState),
        "alerts_unheard": subscriptions.unheard(session, default_address),
        "sites": site_notices.counts(session, now),
        "quarantined": [
            {"task_id": id_, "actor": actor, "subject": subject, "attempts": attempts, "error": error, "at": at}
            for id_, actor, subject, attempts, error, at in session.execute(
                select(Task.id, Task.actor, Task.subject, Task.attempts, Task.last_error, Task.finished_at)
                .where(Task.state == TaskState.QUARANTINED)
                .order_by(Task.id.desc())
                .limit(SHOWN)
            )
        ],
        "unreadable": _unreadable(session),
        "heartbeats": [
            {"name": name, "at": at, "seconds_ago": (now - at).total_seconds(), "error": detail.get("error")}
            for name, at, detail in session.execute(
                select(Heartbeat.name, Heartbeat.at, Heartbeat.detail).order_by(Heartbeat.name)
            )
        ],
    }


def _unreadable(session: Session) -> list[dict[str, Any]]:
    """The newest documents that could not be read, each with the name it was first seen under."""
    rows = session.execute(
        select(
            Extraction.document_id,
            first_name(Extraction.document_id),
            Extraction.error_code,
            Extraction.error_message,
            Extraction.extracted_at,
        )
        .where(Extraction.error_code.is_not(None))
        .order_by(Extraction.id.desc())
        .limit(SHOWN)
    )
    keys = ("document_id", "name", "code", "message", "at")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def refused(failed: Path) -> list[dict[str, Any]]:
    """The newest files in ``failed/`` that were not even taken in (links, too large, empty …), from their notes."""
    found: list[dict[str, Any]] = []
    for path in failed.rglob(f"*{ERROR_SUFFIX}"):
        original = path.with_name(path.name.removesuffix(ERROR_SUFFIX))
        try:
            note = msgspec.json.decode(path.read_bytes(), type=ErrorNote)
        except (OSError, msgspec.DecodeError):
            continue  # just moved, or none of ours
        if note.code in REFUSALS and os.path.lexists(original):
            name = printable(str(original.relative_to(failed)))
            found.append({"name": name, "code": note.code, "message": note.message, "at": note.at})
    return sorted(found, key=lambda row: row["at"], reverse=True)[:SHOWN]


def _count(session: Session, mapped: type, *where: Any) -> int:  # noqa: ANN401 - SQL
    return session.scalar(select(func.count()).select_from(mapped).where(*where)) or 0


def _by(session: Session, column: Any, members: Any, *where: Any) -> dict[str, int]:  # noqa: ANN401 - SQL
    """Counts by the members of an enumeration, zeros included."""
    found = session.execute(select(column, func.count()).where(*where).group_by(column))
    counts = {member.value: 0 for member in members}
    return counts | {member.value: count for member, count in found}


def _print(out: Console, found: dict[str, Any]) -> None:
    tasks, alerts, mails, sites = found["tasks"], found["alerts"], found["mails"], found["sites"]
    waits = found["oldest_due_seconds"]
    rows = [
        ("documents", found["documents"]),
        ("reports", found["reports"]),
        ("open alerts", ", ".join(f"{count} {name}" for name, count in alerts.items())),
        ("tasks", ", ".join(f"{count} {name}" for name, count in tasks.items())),
        ("oldest task waits", "nothing waits" if waits is None else f"{waits:.0f} s"),
        ("mails", ", ".join(f"{count} {name}" for name, count in mails.items())),
        ("reports without an organ", found["reports_without_organ"]),
        ("organs to confirm", found["organs_to_confirm"]),
        ("web sites", ", ".join(f"{count} {name}" for name, count in sites.items())),
    ]
    out.print(table(("", ""), rows))
    if found["heartbeats"]:
        beats = ((beat["name"], f"{beat['seconds_ago']:.0f} s ago", beat["error"]) for beat in found["heartbeats"])
        out.print(table(("service", "last sign of life", "error"), beats))
    if found["unreadable"] or found["refused"]:
        bad = ((row["name"], row["code"], row["message"]) for row in (*found["unreadable"], *found["refused"]))
        out.print(table(("could not be read", "code", "why"), bad))
    if found["alerts_unheard"]:
        out.print(f"Nobody is told of {found['alerts_unheard']} open alerts: `nianbao subscriptions list`.")
    if sites["notices"]:
        out.print("`nianbao sites notices` says what is wrong with web sites.")
    if found["quarantined"]:
        given_up = ((row["task_id"], row["actor"], row["subject"], row["error"]) for row in found["quarantined"])
        out.print(table(("quarantined task", "actor", "subject", "error"), given_up))
        out.print("`nianbao retry` sends quarantined tasks back, once the cause is removed.")
