"""``nianbao db``: make, move and check the schema of the database.

Place in the flow: before everything else in a fleet; ``nianbao run`` upgrades by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from alembic.util import CommandError as AlembicError

import migrations
from models.divisions import fill
from workers import telemetry
from workers.cli.common import AsJson, command_app, current_revision, require_schema, write_json
from workers.cli.errors import CommandError
from workers.settings import Settings, load

EXIT_DRIFT = 1

app = command_app("Create, upgrade and check the database.", "Example: nianbao db upgrade")


@app.command(epilog="Example: nianbao db upgrade")
def upgrade(revision: Annotated[str, typer.Argument(help="To this revision.")] = "head") -> None:
    """Bring the database to the newest revision, or to the one named; safe to repeat."""
    settings = _settings()
    settings.make_folders()
    _move(migrations.upgrade, settings, revision)
    if migrations.current(settings.database) == migrations.head():
        fill(settings.database)


@app.command(epilog="Example: nianbao db downgrade base --yes")
def downgrade(
    revision: Annotated[str, typer.Argument(help="To this revision; base removes everything.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the database back to an older revision; tables that revision does not have are lost."""
    if not yes:
        typer.confirm(f"Tables and columns newer than {revision} are lost. Go on?", abort=True)
    _move(migrations.downgrade, _settings(), revision)


@app.command(epilog="Example: nianbao db current --json")
def current(*, as_json: AsJson = False) -> None:
    """Show the database's revision and the newest there is."""
    there, newest = current_revision(_settings()), migrations.head()
    if as_json:
        write_json({"current": there, "head": newest})
    else:
        typer.echo(f"{there or 'none'} (newest: {newest})")


@app.command(epilog="Example: nianbao db check")
def check(*, as_json: AsJson = False) -> None:
    """Compare the database's tables with those this release expects; exit status 1 when they differ."""
    settings = _settings()
    require_schema(settings)
    differences = [_described(difference) for difference in migrations.check(settings.database)]
    if as_json:
        write_json({"differences": differences})
    else:
        typer.echo("\n".join(differences) or "The database is as this release expects it.")
    if differences:
        raise typer.Exit(EXIT_DRIFT)


def _settings() -> Settings:
    telemetry.configure("WARNING")
    return load()


def _described(difference: Any) -> str:  # noqa: ANN401 - alembic's own tuples
    """One of alembic's operations in words: what is to be done to what."""
    if isinstance(difference, list):
        return ", ".join(_described(part) for part in difference)
    operation, *rest = difference
    names = [part if isinstance(part, str) else getattr(part, "name", None) for part in rest[:4]]
    return " ".join([str(operation), *(str(name) for name in names if name)])


def _move(step: Callable[[str, str], None], settings: Settings, revision: str) -> None:
    try:
        step(settings.database, revision)
    except AlembicError as error:
        raise CommandError(str(error)) from error
    typer.echo(f"The database is at revision {migrations.current(settings.database) or 'none'}.")
