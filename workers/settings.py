"""Settings: what may be chosen, from where, and the folders that follow from it.

Place in the flow: read once at the start of every command; everything else gets a ``Settings`` passed in.

Precedence: arguments of ``load``, then ``NIANBAO_*`` variables, then the TOML file that ``NIANBAO_CONFIG`` names, then
the defaults, which are those of one machine: SQLite, embedded broker, a folder as store, mails as files.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from rules.finding import Severity
from workers.setting_types import (
    AbsolutePath,
    Address,
    DatabaseUrl,
    FolderPattern,
    HttpsPage,
    LogLevel,
    Mailbox,
    Network,
    Networks,
    PrintableAscii,
    RedisUrl,
    Seconds,
    SmtpUrl,
    parse_networks,
)

PREFIX: Final = "NIANBAO_"
CONFIG: Final = "NIANBAO_CONFIG"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names its key and never its value."""


def default_home() -> Path:
    """The user's data folder for nianbao on this system.

    :raises SettingsError: when the system knows no home folder for this user.
    """
    try:
        return _data_folder()
    except RuntimeError:
        raise SettingsError(f"{PREFIX}HOME: no home folder is known; set it") from None


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "nianbao"
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/nianbao").expanduser()
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "nianbao"


class Settings(BaseSettings):
    """All settings. URLs that may hold a password are secrets: they print as asterisks."""

    # An empty variable, as compose files write it, is no value.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    home: AbsolutePath = Field(default_factory=default_home, description="holds everything of the embedded default")

    # The four parts that a fleet replaces one by one.
    database_url: DatabaseUrl | None = Field(default=None, description="sqlite:/// or postgresql://")
    redis_url: RedisUrl | None = Field(default=None, description="redis://, rediss:// or unix://")
    store_url: SecretStr | None = Field(default=None, description="file:// or s3://")
    smtp_url: SmtpUrl | None = Field(default=None, description="smtp://, smtp+starttls:// or smtps://; else files")

    mail_from: Mailbox = Field(default="nianbao@localhost", description="sender of every mail")
    alert_recipient: Address = Field(default="supervisor@localhost", description="subscribed where nobody is")
    ops_recipient: Address | None = Field(default=None, description="gets a mail when a task is quarantined")
    unsubscribe_url: HttpsPage | None = Field(
        default=None, description="https://…: what takes the mail programs' one-click unsubscription, by token"
    )
    unsubscribe_address: Address | None = Field(default=None, description="takes unsubscriptions by mail")
    minimum_severity: Severity = Field(default=Severity.WARNING, description="alerts below it are stored, not mailed")
    mail_seconds: Seconds = Field(default=60, description="how long handing over one mail may take")
    profile: AbsolutePath | None = Field(
        default=None, description="TOML file with thresholds, deadlines and rules on or off"
    )

    worker_threads: int = Field(default=4, ge=1, le=64, description="tasks a process works on at a time")
    max_attempts: int = Field(default=5, ge=1, description="kills and limits a task survives at most")
    retry_base_seconds: Seconds = Field(default=10, description="wait after the first failure; later ones are longer")
    retry_cap_seconds: Seconds = Field(default=3600, description="longest wait between two attempts")
    retry_hours: float = Field(default=24, gt=0, description="so long is waited for a mail server, database or store")
    lease_margin_seconds: Seconds = Field(default=30, description="a claim outlives its task's time limit by this")
    sweep_seconds: Seconds = Field(default=5, description="how often the scheduler looks for tasks that are due")
    resend_seconds: Seconds = Field(default=600, description="a message not taken for so long is sent again")
    shutdown_seconds: Seconds = Field(default=30, description="how long running tasks may take to finish at the end")

    extract_memory_mb: int = Field(default=2048, ge=64, description="limit of the child process that reads a file")
    extract_cpu_seconds: int = Field(default=120, ge=1, description="same, processor time")
    extract_wall_seconds: Seconds = Field(default=180, description="same, wall time")
    extract_max_bytes: int = Field(default=64 * 1024 * 1024, ge=1024, description="larger files are not read")

    office_program: str | None = Field(default=None, description="LibreOffice, where it is not on the PATH")
    office_seconds: Seconds = Field(
        default=90, description="what it may take to convert one file, or those of a bundle"
    )

    stable_seconds: Seconds = Field(default=3, description="a file in the inbox is taken when unchanged for so long")
    torn_seconds: Seconds = Field(default=300, description="a file that lacks its end is given so long to grow")
    folder_pattern: FolderPattern | None = Field(
        default=None,
        description=r"folders in the inbox as hints, e.g. (?P<year>\d{4})/(?P<division>[^/]+)/(?P<organ>[^/]+)",
    )
    rescan_seconds: Seconds = Field(default=60, description="the inbox is listed in full this often")
    force_polling: bool | None = Field(default=None, description="unset: where the inbox lies on a share (NFS, SMB)")

    sites_contact: PrintableAscii | None = Field(
        default=None, description="how the owners of crawled sites can reach you"
    )
    sites_networks: Networks = Field(default="", description="networks that are no public ones and may be crawled")
    sites_delay_seconds: float = Field(default=2, ge=0, description="least pause between two requests to a host")
    sites_requests: int = Field(default=16, ge=1, le=256, description="requests under way at a time, of all hosts")
    sites_timeout_seconds: Seconds = Field(default=60, description="how long one page may take")
    sites_page_bytes: int = Field(default=32 * 1024 * 1024, ge=1024, description="larger pages are not fetched")
    sites_run_pages: int = Field(default=2000, ge=1, description="requests of one run over one site at most")
    sites_run_seconds: Seconds = Field(default=3600, description="how long one run over one site may take")
    sites_depth: int = Field(default=3, ge=0, le=10, description="how many links from a start page are followed")

    log_level: LogLevel = "INFO"
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(default=None, ge=1, le=65535, description="serves Prometheus metrics when set")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then variables, then the TOML file. No .env, no secrets folder: one place each."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=_from_file(os.environ))

    @property
    def inbox(self) -> Path:
        """Where files to be read are put."""
        return self.home / "inbox"

    @property
    def processed(self) -> Path:
        """Where originals go once their bytes are stored."""
        return self.home / "processed"

    @property
    def failed(self) -> Path:
        """Where originals go that cannot be read, each with its .error.json."""
        return self.home / "failed"

    @property
    def outbox(self) -> Path:
        """Where mails are written as .eml when no SMTP server is set."""
        return self.home / "outbox"

    @property
    def broker_folder(self) -> Path:
        """Data, socket and lock of the embedded broker."""
        return self.home / "broker"

    @property
    def logs(self) -> Path:
        """Log files of the embedded default."""
        return self.home / "logs"

    @property
    def sites_allowed(self) -> tuple[Network, ...]:
        """The networks of ``sites_networks``."""
        return parse_networks(self.sites_networks)

    @property
    def database(self) -> str:
        """The database's URL, with its password: for ``make_engine`` only, never for a log."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'nianbao.db'}"

    @property
    def store(self) -> str:
        """The store's URL: for the store only, never for a log."""
        if self.store_url is not None:
            return self.store_url.get_secret_value()
        return f"file://{self.home / 'store'}"

    def make_folders(self) -> None:
        """Create the folders of the home that do not exist; the broker's is the user's alone.

        :raises SettingsError: when the home cannot be written.
        """
        try:
            for folder in (self.inbox, self.processed, self.failed, self.outbox, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            self.broker_folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{PREFIX}HOME: cannot create {error.filename}: {error.strerror}") from error


def load(**overrides: Any) -> Settings:  # noqa: ANN401 - pydantic validates each
    """The settings in force; ``overrides`` win over everything.

    :raises SettingsError: one line a wrong key, e.g. ``NIANBAO_MAX_ATTEMPTS: Input should be a valid integer``.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_line(problem["loc"], problem["msg"]) for problem in error.errors())) from None


def _line(location: tuple[int | str, ...], message: str) -> str:
    key = str(location[0]) if location else "settings"
    if key not in Settings.model_fields:
        return f"{PREFIX}{key.upper()}: there is no such setting"
    return f"{PREFIX}{key.upper()}: {message.removeprefix('Value error, ')}"


def _from_file(environment: Mapping[str, str]) -> dict[str, Any]:
    """The keys of the TOML file, with or without their prefix and in either case; an empty text is no value."""
    name = environment.get(CONFIG)
    if not name:
        return {}
    try:
        with Path(name).expanduser().open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{CONFIG}: cannot read {name}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{CONFIG}: {name} is no valid TOML: {error}") from error
    return {key.lower().removeprefix(PREFIX.lower()): value for key, value in content.items() if value != ""}
