"""From a folder to an alert mail, as a user starts it: files in the inbox, mails at a real SMTP server."""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from models.session import make_engine, read_only
from tests.servers import free_port

SAMPLES = Path(__file__).parent / "samples"
EXPECTED: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".expected.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(SAMPLES.glob("*.expected.json"))
}
WITH_ALERTS = {name for name, expected in EXPECTED.items() if expected["fires"]}


class Sink:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it so
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 kept"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield sink, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def nianbao(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would, with nothing of this process's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NIANBAO_")}
    return subprocess.run(
        [sys.executable, "-m", "workers.cli", *arguments],
        env={**kept, "NIANBAO_HOME": str(home), "PYTHONPATH": str(Path(__file__).parent.parent), **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_samples_in_mails_out(tmp_path: Path, database_url: str, sink: tuple[Sink, str]) -> None:
    kept, smtp_url = sink
    variables = {"NIANBAO_DATABASE_URL": database_url, "NIANBAO_SMTP_URL": smtp_url}
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in EXPECTED:
        source = next(path for path in SAMPLES.glob(f"{name}.*") if path.suffix != ".json")
        shutil.copy(source, inbox)
        shutil.copy(source, inbox / f"again-{source.name}")
    (inbox / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n, but no picture")

    first = nianbao(tmp_path, "run", "--once", "--json", **variables)
    assert first.returncode == 3, first.stderr
    assert json.loads(first.stdout)["reports"]

    assert len(kept.mails) == len(WITH_ALERTS), "one mail a report with alerts, none for a clean one"
    assert len({mail["Message-ID"] for mail in kept.mails}) == len(kept.mails)
    _every_alert_is_told(kept.mails)
    assert list(inbox.iterdir()) == []
    assert [path.name for path in sorted((tmp_path / "failed").iterdir())] == ["broken.txt", "broken.txt.error.json"]
    _one_row_each(database_url)

    again = nianbao(tmp_path, "run", "--once", "--json", **variables)
    assert (again.returncode, len(kept.mails)) == (0, len(WITH_ALERTS)), again.stderr


def _every_alert_is_told(mails: list[EmailMessage]) -> None:
    by_organ = {expected["organ"]: expected for name, expected in EXPECTED.items() if name in WITH_ALERTS}
    assert all(organ for organ in by_organ)
    for mail in mails:
        expected = next(expected for organ, expected in by_organ.items() if organ in mail["Subject"])
        parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
        for part in parts:
            assert part is not None
            for rule in expected["fires"]:
                assert rule in part.get_content()


def _one_row_each(database_url: str) -> None:
    engine = make_engine(database_url)
    with read_only(engine) as session:
        counts = {
            table: session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names from this file
            for table in ("documents", "reports", "v_reports", "sightings", "deliveries")
        }
        states = set(session.scalars(text("SELECT DISTINCT state FROM tasks")))
    engine.dispose()
    reports = len(EXPECTED)
    expected = {"documents": reports + 1, "reports": reports, "v_reports": reports, "sightings": 2 * reports + 1}
    assert counts == {**expected, "deliveries": len(WITH_ALERTS)}
    assert states == {"done"}
