"""The schema's history, and the functions that move a database along it.

Place in the flow: called by ``nianbao db`` and at the start of the embedded default. No ini file and no working
directory is needed: the scripts lie beside this file, wherever the package is installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from models import Base
from models.session import make_engine

# The CLI of alembic, which knows no settings, finds the URL in this variable.
URL_VARIABLE = "NIANBAO_DATABASE_URL"


def upgrade(url: str | URL, revision: str = "head") -> None:
    """Bring a database forward to a revision, in one transaction. Several processes may do so at once.

    :raises alembic.util.CommandError: when there is no such revision.
    :raises sqlalchemy.exc.DBAPIError: when a statement fails or waits too long for a lock; then nothing has changed.
    """
    command.upgrade(_config(url), revision)


def downgrade(url: str | URL, revision: str) -> None:
    """Take a database back to a revision (``base``: to nothing), in one transaction.

    :raises alembic.util.CommandError: when there is no such revision.
    :raises sqlalchemy.exc.DBAPIError: when a statement fails or waits too long for a lock; then nothing has changed.
    """
    command.downgrade(_config(url), revision)


def current(url: str | URL) -> str | None:
    """The revision a database is at, None when it has none."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def check(url: str | URL) -> list[Any]:
    """How a database's tables differ from the mapped classes, as alembic's operations; empty when they agree."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))
    finally:
        engine.dispose()


def _config(url: str | URL | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    # Not an option of the config: those are printed, logged and interpolated.
    config.attributes["url"] = url
    return config
