"""``nianbao watch``, ``worker`` and ``scheduler``: the parts of a fleet, each a process of its own.

Place in the flow: started by a supervisor (compose, systemd); log to standard error, stop at SIGTERM.
"""

from __future__ import annotations

from typing import Annotated

import typer

from workers import runner, telemetry
from workers.cli.common import command_app, require_schema
from workers.queues import Queue
from workers.settings import Settings, load

watch_app = command_app()
worker_app = command_app()
scheduler_app = command_app()


@watch_app.command(epilog="Example: NIANBAO_HOME=/srv/nianbao nianbao watch")
def watch() -> None:
    """Take in what is put into the inbox, until stopped. The work itself is done by ``nianbao worker``."""
    runner.run_watcher(_ready())


@worker_app.command(epilog="Example: nianbao worker --queue cpu --queue io")
def worker(
    queue: Annotated[list[Queue] | None, typer.Option(help="Only tasks of this queue; may be repeated.")] = None,
) -> None:
    """Work on tasks until stopped. For more processors, start more of these."""
    runner.run_worker(_ready(), tuple(queue or Queue))


@scheduler_app.command(epilog="Example: nianbao scheduler")
def scheduler() -> None:
    """Send what is due and what was lost on the way, until stopped. A second one waits in the first one's place."""
    runner.run_scheduler(_ready())


def _ready() -> Settings:
    settings = load()
    telemetry.configure(settings.log_level)
    require_schema(settings)
    return settings
