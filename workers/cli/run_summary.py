"""The end of a run in words: what came in, what was found in each report, what failed, where everything is, what next.

Place in the flow: ``run`` → **here** → terminal, or JSON for programs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from rich.console import Console
from rich.text import Text
from sqlalchemy import func, select

from models import Alert, AlertStatus, Document, Organ, Sighting, StoredReport
from models.session import make_engine, read_only
from rules.finding import Severity
from workers.cli.common import plural, table
from workers.settings import Settings
from workers.summary import FailedFile, Summary
from workers.telemetry import redact

# More reports than that are counted; `nianbao export reports` has all of them.
REPORTS_SHOWN = 40
_STANDING = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


class ReportLine(msgspec.Struct, frozen=True):
    """One report of the run and how many alerts of each severity stand against it."""

    report_id: int
    file: str | None
    organ: str | None
    year: int | None
    errors: int
    warnings: int
    infos: int


def reports_since(settings: Settings, since: dt.datetime) -> list[ReportLine]:
    """The current reports stored since then, the worst first."""
    counts = {
        severity: (
            select(func.count())
            .where(Alert.report_id == StoredReport.id, Alert.severity == severity, Alert.status.in_(_STANDING))
            .scalar_subquery()
        )
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    }
    name = (
        select(Sighting.name)
        .where(Sighting.document_id == StoredReport.document_id)
        .order_by(Sighting.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(StoredReport.id, name, Organ.name, StoredReport.year, *counts.values())
        .join(Document, Document.id == StoredReport.document_id)
        .outerjoin(Organ, Organ.id == StoredReport.organ_id)
        .where(StoredReport.is_current, StoredReport.ingested_at >= since)
        .order_by(*(count.desc() for count in counts.values()), StoredReport.id)
    )
    engine = make_engine(settings.database)
    try:
        with read_only(engine) as session:
            return [ReportLine(*row) for row in session.execute(query)]
    finally:
        engine.dispose()


def told(summary: Summary, reports: list[ReportLine]) -> dict[str, Any]:
    """The summary as JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(summary)
    return values | {"by_report": msgspec.to_builtins(reports)}


def show_summary(out: Console, settings: Settings, summary: Summary, reports: list[ReportLine]) -> None:
    """Print the summary for a person."""
    out.print()
    if summary.interrupted:
        out.print(Text("Stopped before everything was done; the next run goes on from here.", style="yellow"))
    head = f"{plural(summary.documents, 'file')}, {plural(summary.reports, 'report')}, {_found(summary.findings)}"
    out.print(Text(f"{head}, in {summary.seconds:.1f} s.", style="bold"))
    if reports:
        out.print(_reports(reports))
    if len(reports) > REPORTS_SHOWN:
        out.print(f"and {len(reports) - REPORTS_SHOWN} more: `nianbao export reports` lists all.")
    if summary.failed:
        out.print(_failed(summary.failed))
    if summary.quarantined:
        words = (
            f"{plural(summary.quarantined, 'task')} given up: `nianbao status` shows why, `nianbao retry` tries again."
        )
        out.print(Text(words, style="red"))
    out.print(table(("", ""), _places(settings, summary), title="Where it is"))
    for step in _next_steps(settings, summary):
        out.print(Text(step), soft_wrap=True)
    out.print()


def _reports(reports: list[ReportLine]) -> Any:  # noqa: ANN401 - whatever rich prints
    rows = (
        (
            line.organ or "（未能识别）",
            line.year,
            line.errors or "-",
            line.warnings or "-",
            line.infos or "-",
            line.file,
        )
        for line in reports[:REPORTS_SHOWN]
    )
    return table(("organ", "year", "err.", "warn.", "notes", "file"), rows)


def _failed(failed: tuple[FailedFile, ...]) -> Any:  # noqa: ANN401 - whatever rich prints
    return table(
        ("could not be read", "code", "why"),
        ((file.name, file.code, file.message) for file in failed),
    )


def _places(settings: Settings, summary: Summary) -> list[tuple[str, str]]:
    smtp = settings.smtp_url is not None
    return [
        ("database", redact(settings.database)),
        (f"mails ({summary.mails})", "sent by SMTP" if smtp else f"{summary.paths['outbox']}/*.eml"),
        ("originals", summary.paths["processed"]),
        *([("not readable", summary.paths["failed"])] if summary.failed else []),
    ]


def _next_steps(settings: Settings, summary: Summary) -> list[str]:
    steps = []
    if not summary.documents:
        steps.append(f"Nothing lay in the inbox. Put reports into {settings.inbox} and run this again.")
    if any(summary.findings.values()):
        steps.append("nianbao alerts list      shows what is wrong, the worst first")
        steps.append("nianbao export reports   gives the reports as a table")
    if summary.failed:
        steps.append("Each file in failed/ has a note NAME.error.json; mend the file and put it into the inbox again.")
    if summary.mails and settings.smtp_url is None:
        steps.append("Open an .eml file with any mail program; NIANBAO_SMTP_URL sends them instead.")
    return ["What next", *(f"  {step}" for step in steps)] if steps else []


def _found(findings: dict[str, int]) -> str:
    words = {"error": "error", "warning": "warning", "info": "note"}
    said = [plural(findings.get(key, 0), word) for key, word in words.items() if findings.get(key, 0)]
    return ", ".join(said) or "nothing found wrong"
