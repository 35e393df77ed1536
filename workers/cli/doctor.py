"""``nianbao doctor``: each part tried in earnest, and what to do where one fails.

Place in the flow: before the first run, and whenever something does not work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from models.session import make_engine, read_only
from workers import telemetry
from workers.cli.common import AsJson, command_app, console, write_json
from workers.heartbeat import Service, last_sign
from workers.redaction import redact
from workers.settings import Settings, load

# A part, what tries it and says what it found, and what to do when it raises.
Check = tuple[str, Callable[[Settings], str], str]

EXIT_ERROR = 1
ALIVE_ADVICE = "look at its log; start it, or end it and let its supervisor start it again"

app = command_app()


class Finding(msgspec.Struct, frozen=True):
    """What was found of one part; ``advice`` says what to do when it is not ok."""

    part: str
    ok: bool
    said: str
    advice: str | None = None


@app.command(epilog="Examples:  nianbao doctor --json  |  nianbao doctor --service worker")
def doctor(
    *,
    service: Annotated[
        Service | None, typer.Option(help="Only whether this service of this host is alive, for health checks.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check database, broker, store, mail and folders, and say what to do. Exit status 1 when a part fails."""
    telemetry.configure("CRITICAL")
    settings = load()
    findings = [_tried(part, check, advice, settings) for part, check, advice in _checks(service)]
    if as_json:
        write_json({"ok": all(finding.ok for finding in findings), "parts": findings})
    else:
        _print(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_ERROR)


def _checks(service: Service | None) -> tuple[Check, ...]:
    """All parts, or the one service. A health check runs every minute: it imports no more than it needs."""
    if service is not None:
        return ((service.value, partial(_alive, service), ALIVE_ADVICE),)
    from workers.cli.checkup import CHECKS  # noqa: PLC0415 - half a second, see above

    return CHECKS


def _tried(part: str, check: Callable[[Settings], str], advice: str, settings: Settings) -> Finding:
    try:
        return Finding(part, ok=True, said=redact(check(settings)))
    except Exception as error:  # noqa: BLE001 - whatever a part raises is what this command is to show
        said = " ".join(f"{error}".split()) or type(error).__name__
        return Finding(part, ok=False, said=redact(said)[:500], advice=advice)


def _alive(service: Service, settings: Settings) -> str:
    """Asks the database only: a health check must neither fail for another service's part nor burden it."""
    engine = make_engine(settings.database)
    try:
        with read_only(engine) as session:
            sign = last_sign(session, service, dt.datetime.now(dt.UTC))
    finally:
        engine.dispose()
    if sign.seconds_ago is None:
        raise RuntimeError("no sign of life on this host")
    said = f"last sign of life {sign.seconds_ago:.0f} s ago"
    if not sign.is_alive():
        raise RuntimeError(f"{said}: {sign.error}" if sign.error else said)
    return said


def _print(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        line = Text("ok     " if finding.ok else "ERROR  ", style="green" if finding.ok else "bold red")
        line.append(f"{finding.part:<10}", style="bold")
        line.append(finding.said, style="default")
        out.print(line, soft_wrap=True)
        if finding.advice is not None:
            out.print(Text(f"                 what to do: {finding.advice}"), soft_wrap=True)
