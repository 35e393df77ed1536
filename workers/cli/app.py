"""The entry of all commands: lists them, imports the one that is called, and turns errors into words.

Place in the flow: ``nianbao …`` → **here** → one of ``COMMANDS``.
"""

from __future__ import annotations

import importlib
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from workers.cli.errors import explain

EXIT_ERROR = 1


class Entry(NamedTuple):
    """How a command is listed; ``where`` is ``module:name`` of its Typer application, within ``workers.cli``."""

    where: str
    help: str
    panel: str


READ = "Reading reports"
FLEET = "Running"
LOOK = "Looking and deciding"
KEEP = "Keeping it in order"

COMMANDS = {
    "inspect": Entry("inspect:app", "Read files and say what is right and wrong in them; needs no set-up.", READ),
    "rules": Entry("rules:app", "What is checked and why; the default profile to start from.", READ),
    "ingest": Entry("ingest:app", "Take files in, wherever they lie, as if they were in the inbox.", READ),
    "run": Entry("run:app", "Everything on one machine: watch the inbox, read, check, mail.", FLEET),
    "watch": Entry("services:watch_app", "Only watch the inbox and take in what is put there.", FLEET),
    "worker": Entry("services:worker_app", "Only work on tasks, of all queues or some.", FLEET),
    "scheduler": Entry("services:scheduler_app", "Only send what is due, and what was lost on the way.", FLEET),
    "scrape": Entry("scrape:app", "Crawl the sites that are due and take in the reports found.", FLEET),
    "status": Entry("status:app", "What is done, what waits, what failed.", LOOK),
    "alerts": Entry("alerts:app", "List alerts; acknowledge or waive them.", LOOK),
    "export": Entry("export:app", "Write one of the SQL views as CSV or JSON lines.", LOOK),
    "subscriptions": Entry("subscriptions:app", "Who gets which alerts by mail.", LOOK),
    "roster": Entry("roster:app", "The organs that must publish reports.", LOOK),
    "sites": Entry("sites:app", "The web sites that are crawled for reports.", KEEP),
    "retry": Entry("again:retry_app", "Send quarantined tasks back to work.", KEEP),
    "recheck": Entry("recheck:app", "Put stored reports to the rules again.", KEEP),
    "reparse": Entry("again:reparse_app", "Read stored documents again.", KEEP),
    "db": Entry("db:app", "Create, upgrade and check the database.", KEEP),
    "doctor": Entry("doctor:app", "Check database, broker, store, mail and folders, and say what to do.", KEEP),
}


class LazyGroup(TyperGroup):
    """A group whose commands are stubs until one is called; its errors are words, not traces."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's types here are private
        """Put the real command in the place of the stub that is called."""
        entry = COMMANDS.get(args[0]) if args else None
        if entry is not None:
            module, _, name = entry.where.partition(":")
            command = typer.main.get_command(getattr(importlib.import_module(f"workers.cli.{module}"), name))
            command.name = args[0]
            self.commands[args[0]] = command
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's types here are private
        """Run the command; what a user can put right ends with one line on standard error."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = explain(error)
            if words is None:
                raise
            typer.echo(f"nianbao: {words}", err=True)
            raise typer.Exit(EXIT_ERROR) from None


app = typer.Typer(
    name="nianbao",
    cls=LazyGroup,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: nianbao inspect REPORT.txt",
)


@app.callback()
def nianbao(
    context: typer.Context, *, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False
) -> None:
    """Read, check and store the annual reports on government information disclosure (政府信息公开工作年度报告)."""
    if version:
        from importlib import metadata  # noqa: PLC0415 - 30 ms that only this option needs

        typer.echo(metadata.version("nianbao"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _stub() -> None:
    """Never called: ``LazyGroup`` puts the real command in its place."""


for _name, _entry in COMMANDS.items():
    app.command(_name, help=_entry.help, rich_help_panel=_entry.panel)(_stub)


def main() -> None:
    """Run the command line; the console script ``nianbao``."""
    app(prog_name="nianbao")
