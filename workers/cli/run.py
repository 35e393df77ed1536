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
from rich.text import Text

from workers import runner, telemetry
from workers.cli.common import AsJson, command_app, console, plural, write_json
from workers.cli.plain import plain
from workers.cli.run_summary import show_summary, waiting_words, wide_console
from workers.runner import Progress, ProgressCallback
from workers.settings import Settings, load
from workers.summary import Summary

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

    Without --once the exit status is 0 however files fared; what failed is said as it happens, and by `nianbao status`.
    With it: 0; 3 when a file could not be read; 1 when work was given up, or waits for a server that stays away for
    more than about half a minute: `nianbao run` goes on with it.
    """
    settings = load()
    settings.make_folders()
    # Standard error is for people here; the log of the home folder has everything.
    telemetry.configure(settings.log_level, path=settings.logs / "nianbao.log")
    with shown(settings, once=once) as progress:
        summary = runner.run(settings, once=once, progress=progress)
    if as_json:
        write_json(summary)
    else:
        show_summary(wide_console(), settings, summary)
    if once:
        raise typer.Exit(_status(summary))


def _status(summary: Summary) -> int:
    if summary.interrupted:
        return EXIT_INTERRUPTED
    if summary.failed:
        return EXIT_UNREADABLE
    return EXIT_GIVEN_UP if summary.quarantined or summary.left else 0


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
    news = _News(out)
    if not out.is_terminal:
        count = _Plain(out)
        yield _both(news, count)
        return
    with out.status("starting") as status:
        yield _both(news, lambda progress: status.update(_words(progress)))


def _both(first: ProgressCallback, second: ProgressCallback) -> ProgressCallback:
    def tell(progress: Progress) -> None:
        first(progress)
        second(progress)

    return tell


class _News:
    """What needs a person, a line each, as it happens: files that fail, work that waits for something that is away."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._told: set[tuple[str, str]] = set()

    def __call__(self, progress: Progress) -> None:
        for file in progress.failed:
            self._say(f"could not be read: {file.name} ({file.code}): {file.message}")
        for name in progress.strays:
            self._say(f"belongs to no file, or to more than one, and stays in the inbox: {name}")
        for left in progress.waiting:
            if (left.actor, left.reason) not in self._told:
                self._say(f"{waiting_words(left)}; tried again, with growing pauses")
        # A reason that comes back after it was gone is said again.
        self._told = {(left.actor, left.reason) for left in progress.waiting}

    def _say(self, words: str) -> None:
        self._out.print(Text(plain(words), style="yellow"), soft_wrap=True)


class _Plain:
    """Progress for a log: the first, the last, and one line every few seconds when something has changed."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._last: tuple[int, int] | None = None
        self._at = float("-inf")

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        count = progress.documents, progress.unfinished
        if count != self._last and (now - self._at >= PLAIN_SECONDS or progress.unfinished == 0):
            self._out.print(_words(progress))
            self._last, self._at = count, now


def _words(progress: Progress) -> str:
    waiting = sum(left.count for left in progress.waiting)
    todo = "nothing left to do"
    if progress.unfinished:
        todo = f"{plural(progress.unfinished, 'task')} to do"
    elif waiting:
        todo = f"{plural(waiting, 'task')} waiting for a later attempt"
    return f"{plural(progress.documents, 'file')} taken, {todo}"
