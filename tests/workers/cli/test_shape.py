"""The command line as such: what is listed, how it explains itself, what it says when something is wrong."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

from workers.cli.app import COMMANDS, app
from workers.cli.errors import CommandError, explain
from workers.sandbox import Limits
from workers.settings import SettingsError
from workers.store import StoreError, digest
from workers.watchers import companion

ROOT = Path(__file__).parents[3]
# The contract's commands, and ``sites``, which keeps what ``scrape`` crawls.
CONTRACT = {
    *("inspect", "run", "ingest", "watch", "worker", "scheduler", "status", "alerts", "recheck", "reparse"),
    *("retry", "roster", "subscriptions", "export", "db", "doctor", "rules", "scrape", "sites"),
}
ALERTS = ("list", "show", "history", "acknowledge", "waive", "reopen")
SUBSCRIPTIONS = ("list", "show", "add", "import", "unsubscribe", "test")
SUBCOMMANDS = [
    *(("alerts", name) for name in ALERTS),
    *(("subscriptions", name) for name in (*SUBSCRIPTIONS, "suspend", "resume", "remove")),
    *(("roster", name) for name in ("list", "show", "import", "export", "proposals", "accept", "merge")),
    *(("db", name) for name in ("upgrade", "downgrade", "current", "check")),
    *(("sites", name) for name in ("list", "add", "test", "import", "remove", "runs", "notices")),
]
WITH_JSON = [
    *(
        (name,)
        for name in ("inspect", "run", "ingest", "status", "retry", "recheck", "reparse", "export", "doctor", "rules")
    ),
    *(("alerts", name) for name in ALERTS),
    *(("subscriptions", name) for name in SUBSCRIPTIONS),
    *(("roster", name) for name in ("list", "show", "import", "proposals", "accept", "merge")),
    *(("db", "current"), ("db", "check"), ("scrape",)),
    *(("sites", name) for name in ("list", "add", "test", "import", "runs", "notices")),
]


def run(*arguments: str, code: int = 0, **environment: str) -> Result:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "100", "TERM": "dumb", **environment})
    assert result.exit_code == code, result.output
    return result


def test_alone_it_lists_the_commands() -> None:
    output = run().output
    assert set(COMMANDS) == CONTRACT
    for name in CONTRACT:
        assert f" {name} " in output


@pytest.mark.parametrize("command", [*((name,) for name in sorted(CONTRACT)), *SUBCOMMANDS], ids=" ".join)
def test_every_command_explains_itself_with_an_example(command: tuple[str, ...]) -> None:
    output = run(*command, "--help").output
    assert "Example" in output
    assert f"nianbao {command[0]}" in output


@pytest.mark.parametrize("command", WITH_JSON, ids=" ".join)
def test_programs_can_have_json(command: tuple[str, ...]) -> None:
    assert "--json" in run(*command, "--help").output


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["run", "--twice"],
        ["alerts", "show", "first"],
        ["export"],
        ["export", "nosuch"],
        ["subscriptions", "add", "nobody"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run(*arguments, code=2)
    assert "Traceback" not in result.output


def test_what_is_known_of_a_file_that_is_not_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "large.txt").write_bytes(bytes(101))
    monkeypatch.setattr("workers.cli.inspect.Limits", lambda: Limits(input_bytes=100))
    shown = run("inspect", str(tmp_path / "empty.txt"), str(tmp_path / "large.txt"), "--json", code=3).stdout
    empty, large = (json.loads(line)["source"] for line in shown.splitlines())
    assert (empty["bytes"], empty["sha256"]) == (0, digest(b""))
    assert (large["bytes"], large["sha256"]) == (101, None)


@pytest.mark.parametrize(("other", "year"), [("b.txt", 2023), ("a.pdf", None)])
def test_hints_beside_a_file_may_be_named_without_its_ending(tmp_path: Path, other: str, year: int | None) -> None:
    (tmp_path / "a.meta.json").write_text('{"year": 2023}')
    for name in ("a.txt", other):
        (tmp_path / name).touch()
    assert companion.load(tmp_path / "a.txt").year == year


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CommandError("do this"), "do this"),
        (SettingsError("NIANBAO_HOME: no"), "NIANBAO_HOME: no"),
        (StoreError("disk-full", "the disk is full"), "the disk is full"),
        (OperationalError("SELECT 1", {}, Exception("cannot reach postgresql://u:hunter2@db/x")), "nianbao doctor"),
        (FileNotFoundError(2, "No such file", "x.csv"), "x.csv"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/logs"), "/srv/logs"),
        (StoreError("store-unavailable", "no store at s3://k:p/hunter2@h"), "no store at s3://k:***@h"),
    ],
)
def test_what_a_user_can_put_right_is_said_in_a_line(error: Exception, words: str) -> None:
    said = explain(error)
    assert said is not None
    assert words in said
    assert "hunter2" not in said


def test_bugs_keep_their_trace() -> None:
    assert explain(KeyError("x")) is None
    assert explain(ValueError("x")) is None
    assert explain(OSError(errno.EBADF, "Bad file descriptor")) is None


@pytest.fixture
def _broken_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StoreError("store-read-only", "the store cannot be written")

    broken = typer.Typer()
    broken.command(name="status")(fail)
    monkeypatch.setattr("workers.cli.status.app", broken)


@pytest.mark.usefixtures("_broken_command")
def test_an_error_is_one_line_and_status_one() -> None:
    result = run("status", code=1)
    assert result.stderr == "nianbao: the store cannot be written\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "value"), [("NIANBAO_MAX_ATTEMPTS", "many"), ("NIANBAO_DATABASE_URL", "mysql://u:hunter2@db/x")]
)
def test_a_wrong_setting_is_named_and_its_value_kept_secret(name: str, value: str, tmp_path: Path) -> None:
    result = run("status", code=1, NIANBAO_HOME=str(tmp_path), **{name: value})
    assert name in result.stderr
    assert "hunter2" not in result.output


@pytest.mark.parametrize("command", [["status"], ["alerts", "list"], ["retry"], ["worker"], ["export", "reports"]])
def test_without_a_database_it_says_how_to_get_one(command: list[str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    result = run(*command, code=1, NIANBAO_HOME=str(home))
    assert "nianbao db upgrade" in result.stderr
    assert not (home / "nianbao.db").exists()


def test_the_console_script_has_no_trace_for_a_users_error(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from workers.cli import main; main()", "status"],
        cwd=ROOT,
        env={**os.environ, "NIANBAO_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("nianbao: ")
    assert "Traceback" not in result.stderr
