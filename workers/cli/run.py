"""``nianbao run``: everything on one machine. Shows how far it is, and ends with what came of it.

Place in the flow: the embedded default; ``runner.run`` does the work, this prints.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from workers import runner, telemetry
from workers.cli.common import AsJson, command_app, console, plural, write_json
from workers.cli.run_summary import reports_since, show_summary, told
from workers.runner import Progress, ProgressCallback
from workers.runtime import utc_now
from workers.settings import Settings, load

EXIT_INTERRUPTED = 130
EXIT_UNREADABLE = 3
EXIT_GIVEN_UP = 1
# Where there is no terminal to redraw, a line that often.
PLAIN_SECONDS = 5.0

app = command_app()


@app.command(epilog="Examples:  nianbao run --once  |  nianbao run --once --json  |  nianbao run")
def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="Finish what lies in the inbox, then stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Everything on one machine: watch the inbox, read, check, store, mail. Stop it with Ctrl-C.

    Exit status: 0; 3 when a file could not be read; 1 when work had to be given up.
    """
    settings = load()
    settings.make_folders()
    # Standard error is for people here; the log of the home folder has everything.
    telemetry.configure(settings.log_level, path=settings.logs / "nianbao.log")
    started_at = utc_now()
    with shown(settings, once=once) as progress:
        summary = runner.run(settings, once=once, progress=progress)
    reports = reports_since(settings, started_at)
    if as_json:
        write_json(told(summary, reports))
    else:
        show_summary(console(), settings, summary, reports)
    if once and summary.interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)
    if summary.failed or summary.quarantined:
        raise typer.Exit(EXIT_UNREADABLE if summary.failed else EXIT_GIVEN_UP)


@contextmanager
def shown(settings: Settings, *, once: bool) -> Iterator[ProgressCallback]:
    """Show progress on standard error: a line that is redrawn on a terminal, a line now and then elsewhere."""
    out = console(err=True)
    out.print(
        f"Reading what lies in {settings.inbox}"
        if once
        else f"Watching {settings.inbox}; put reports there. Ctrl-C stops.",
        markup=False,
        soft_wrap=True,
    )
    if not out.is_terminal:
        yield _Plain(out)
        return
    with out.status("starting") as status:
        yield lambda progress: status.update(_words(progress))


class _Plain:
    """Progress for a log: the first, the last, and one line every few seconds when something has changed."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._last: Progress | None = None
        self._at = float("-inf")

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress != self._last and (now - self._at >= PLAIN_SECONDS or progress.unfinished == 0):
            self._out.print(_words(progress))
            self._last, self._at = progress, now


def _words(progress: Progress) -> str:
    todo = f"{plural(progress.unfinished, 'task')} to do" if progress.unfinished else "nothing left to do"
    return f"{plural(progress.documents, 'file')} taken, {todo}"
