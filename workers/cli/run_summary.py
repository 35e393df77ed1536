"""The end of a run in words: what came in, what was found in each report, what failed, where everything is, what next.

Place in the flow: ``run`` → **here** → terminal, or JSON for programs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workers.cli.common import console, plural, shortened, table
from workers.cli.plain import plain
from workers.redaction import redact
from workers.settings import Settings
from workers.summary import FailedFile, Left, ReportLine, Summary

# More reports than that are counted; `nianbao export reports` has all of them.
REPORTS_SHOWN = 40
# Where there is no terminal.
PIPE_WIDTH = 120
# Terminal cells: the most for an organ, the least for a file, and what year, counts and the gaps between all take.
ORGAN_WIDTH = 24
FILE_WIDTH = 16
NUMBERS_WIDTH = 18 + 17


def wide_console() -> Console:
    """Where the summary is printed: files and pipes have no edge that names would have to be shortened for."""
    out = console()
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = PIPE_WIDTH
    return out


def show_summary(out: Console, settings: Settings, summary: Summary) -> None:
    """Print the summary for a person."""
    out.print()
    if summary.interrupted:
        out.print(Text("Stopped before everything was done; the next run goes on from here.", style="yellow"))
    for line in _head(summary):
        out.print(Text(line, style="bold"), soft_wrap=True)
    reports = summary.by_report
    if reports:
        out.print(_reports(reports, out.width))
    if len(reports) > REPORTS_SHOWN:
        out.print(f"and {len(reports) - REPORTS_SHOWN} more: `nianbao export reports` lists all.")
    if summary.failed:
        out.print(_failed(summary.failed, out.width))
    if summary.quarantined:
        words = (
            f"{plural(summary.quarantined, 'task')} given up: `nianbao status` shows why, `nianbao retry` tries again."
        )
        out.print(Text(words, style="red"))
    for name in summary.unsettled:
        out.print(Text(f"still being written, and left in the inbox: {plain(name)}", style="yellow"), soft_wrap=True)
    for left in summary.left:
        out.print(Text(plain(f"{waiting_words(left)}; `nianbao run` goes on with it."), style="red"), soft_wrap=True)
    out.print(table(("", ""), _places(settings, summary), title="Where it is"))
    for step in _next_steps(settings, summary):
        out.print(Text(step), soft_wrap=True)
    out.print()


def waiting_words(left: Left) -> str:
    """What waits, and why."""
    return f"{plural(left.count, 'task')} ({left.actor}) could not be done yet: {left.reason}"


def _head(summary: Summary) -> list[str]:
    """What this run did, and where that is not all there is, what stands in the database."""
    took = f", in {summary.seconds:.1f} s."
    if summary.reports or summary.failed:
        # Where nothing could be read, nothing was found right either.
        found = f", {_found(summary.findings)}" if summary.reports else ""
        reports = f"{plural(summary.reports, 'report')}{found}"
        lines = [f"{plural(summary.documents, 'file')}, {reports}{took}"]
        if summary.known:
            lines.append(f"Known already, with nothing new to do: {plural(summary.known, 'file')}.")
    elif summary.known:
        lines = [f"Nothing new came in: {plural(summary.known, 'file')}, all known already{took}"]
    elif summary.tasks:
        lines = [f"No file came in; {plural(summary.tasks, 'task')} finished{took}"]
    else:
        lines = [f"Nothing could be done{took}" if summary.left else f"Nothing to do{took}"]
    if summary.stored.reports != summary.reports:
        stored = summary.stored
        lines.append(f"In the database stand {plural(stored.reports, 'report')}, {_found(stored.findings)}.")
    return lines


def _reports(reports: Sequence[ReportLine], width: int) -> Table:
    """One line a report: long names of organs and files give way."""
    shown = [(line, shortened(line.organ or "（未能识别）", ORGAN_WIDTH)) for line in reports[:REPORTS_SHOWN]]
    room = max(FILE_WIDTH, width - NUMBERS_WIDTH - max(cell_len(organ) for _, organ in shown))
    rows = (
        (
            organ,
            line.year,
            line.errors or "-",
            line.warnings or "-",
            line.infos or "-",
            shortened(line.file or "", room),
        )
        for line, organ in shown
    )
    return table(("organ", "year", "err.", "warn.", "notes", "file"), rows)


def _failed(failed: tuple[FailedFile, ...], width: int) -> Table:
    return table(
        ("could not be read", "code", "why"),
        ((shortened(file.name, max(FILE_WIDTH, width // 3)), file.code, file.message) for file in failed),
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
    if not (summary.documents or summary.tasks or summary.interrupted or summary.left or summary.unsettled):
        steps.append(f"Nothing lay in the inbox. Put reports into {settings.inbox} and run this again.")
    if any(summary.stored.findings.values()):
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
