"""Settings: where they come from, what is refused, and that nothing secret is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.finding import Severity
from workers import settings
from workers.settings import SettingsError


def test_defaults_are_those_of_one_machine(tmp_path: Path) -> None:
    found = settings.load(home=tmp_path)
    assert found.database == f"sqlite:///{tmp_path}/nianbao.db"
    assert found.store == f"file://{tmp_path}/store"
    assert found.redis_url is None
    assert found.smtp_url is None
    assert found.inbox == tmp_path / "inbox"
    assert found.minimum_severity is Severity.WARNING


def test_default_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert settings.load().home == tmp_path / "nianbao"


def test_arguments_win_over_variables_and_variables_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "nianbao.toml"
    file.write_text('max_attempts = 2\nNIANBAO_WORKER_THREADS = 3\nsweep_seconds = 9.5\nlog_level = "debug"\n')
    monkeypatch.setenv("NIANBAO_CONFIG", str(file))
    monkeypatch.setenv("NIANBAO_MAX_ATTEMPTS", "4")
    monkeypatch.setenv("NIANBAO_WORKER_THREADS", "5")
    found = settings.load(worker_threads=6)
    assert (found.max_attempts, found.worker_threads, found.sweep_seconds) == (4, 6, 9.5)
    assert found.log_level == "DEBUG"


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgres://h/db", "postgresql+psycopg://h/db"),
        ("sqlite:////var/lib/nianbao.db", "sqlite:////var/lib/nianbao.db"),
    ],
)
def test_database_url_means_psycopg(given: str, understood: str) -> None:
    assert settings.load(database_url=given).database == understood


def test_empty_variables_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_REDIS_URL", "")
    monkeypatch.setenv("NIANBAO_METRICS_PORT", "")
    monkeypatch.setenv("NIANBAO_FORCE_POLLING", "")
    monkeypatch.setenv("NIANBAO_FOLDER_PATTERN", "")
    assert settings.load().redis_url is None
    assert settings.load().force_polling is None
    assert settings.load().folder_pattern is None
    assert settings.load().metrics_port is None


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("retry_hours", 0, "NIANBAO_RETRY_HOURS: Input should be greater than 0"),
        ("max_attempts", "many", "NIANBAO_MAX_ATTEMPTS: Input should be a valid integer"),
        ("database_url", "mysql://u:geheim@h/db", "NIANBAO_DATABASE_URL: must start with one of"),
        ("redis_url", "http://:geheim@h", "NIANBAO_REDIS_URL: must start with one of"),
        ("smtp_url", "u:geheim@h", "NIANBAO_SMTP_URL: must start with one of"),
        ("minimum_severity", "bad", "NIANBAO_MINIMUM_SEVERITY: Input should be"),
        ("mail_from", "a@b, c@d", "NIANBAO_MAIL_FROM: "),
        ("alert_recipient", "nobody", "NIANBAO_ALERT_RECIPIENT: "),
        ("folder_pattern", "(", "NIANBAO_FOLDER_PATTERN: Input should be a valid regular expression"),
        ("folder_pattern", r"\d{4}", "NIANBAO_FOLDER_PATTERN: must have named groups"),
        ("folder_pattern", "(?P<town>.+)", "NIANBAO_FOLDER_PATTERN: must have named groups"),
        ("no_such_key", "geheim", "NIANBAO_NO_SUCH_KEY: there is no such setting"),
    ],
)
def test_a_wrong_value_names_its_key_and_not_the_value(key: str, value: object, part: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(**{key: value})
    assert part in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)NIANBAO_MAX_ATTEMPTS.*\nNIANBAO_LOG_LEVEL"):
        settings.load(max_attempts=0, log_level="LOUD")


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "nianbao.toml"
    file.write_bytes(content)
    monkeypatch.setenv("NIANBAO_CONFIG", str(file))
    with pytest.raises(SettingsError, match=r"NIANBAO_CONFIG: .*nianbao\.toml is no valid TOML"):
        settings.load()


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIANBAO_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match=r"NIANBAO_CONFIG: cannot read .*none\.toml: No such file"):
        settings.load()


def test_secrets_do_not_print() -> None:
    found = settings.load(
        database_url="postgresql://u:geheim@h/db", redis_url="redis://:geheim@h", smtp_url="smtp://u:geheim@h"
    )
    assert "geheim" not in repr(found)
    assert "geheim" not in str(found.model_dump())


def test_folders_are_made_and_the_brokers_is_private(tmp_path: Path) -> None:
    found = settings.load(home=tmp_path / "new")
    found.make_folders()
    found.make_folders()
    assert {path.name for path in found.home.iterdir()} == {
        "inbox", "processed", "failed", "outbox", "logs", "broker",
    }  # fmt: skip
    assert found.broker_folder.stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="NIANBAO_HOME: cannot create"):
        settings.load(home=tmp_path / "file").make_folders()
