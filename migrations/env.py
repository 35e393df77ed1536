"""How a migration runs: one transaction, one process at a time, bounded waits; the views made anew at the end.

Place in the flow: executed by alembic for ``migrations.upgrade`` and the like, and for its own command line.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from logging import getLogger
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from migrations import URL_VARIABLE
from models import Base
from models.base import ExactNumber, SafeText, UtcDateTime
from models.session import is_postgresql, make_engine, parse_url
from models.view_ddl import READER, create_statements

# Long enough for an index on millions of rows, short enough that a forgotten session blocks no deployment for long.
LIMITS = {"statement_timeout": "15min", "lock_timeout": "30s", "idle_in_transaction_session_timeout": "15min"}
PLAIN_TYPES = {UtcDateTime: "sa.DateTime(timezone=True)", SafeText: "sa.Text()", ExactNumber: "sa.Numeric()"}
log = getLogger("migrations")
# Any number, as long as no other program takes it in the same database.
_ADVISORY_LOCK = 0x6E69616E62616F


def _url() -> URL:
    url = context.config.attributes.get("url") or os.environ.get(URL_VARIABLE)
    if url is None:
        raise ValueError(f"no database: set {URL_VARIABLE}")
    return parse_url(url)


def _make_views(
    ctx: MigrationContext,
    step: object,  # noqa: ARG001  alembic's signature
    heads: Collection[str],
    run_args: object,  # noqa: ARG001  alembic's signature
) -> None:
    # Only over the newest schema: older ones may lack what the views read.
    if ctx.script is not None and set(heads) == set(ctx.script.get_heads()):
        for statement in create_statements("postgresql" if ctx.dialect.name == "postgresql" else "sqlite"):
            ctx.impl.execute(text(statement.replace(":", r"\:")))


def _render(kind: str, item: object, autogenerate: AutogenContext) -> str | Literal[False]:
    """Our own column types by what they are in the database: a migration must outlive them."""
    if kind == "type" and isinstance(item, JSONB):
        # Of a variant, alembic writes the repr, whose ``Text`` no migration knows.
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return "postgresql.JSONB()"
    return PLAIN_TYPES.get(type(item), False) if kind == "type" else False


def _configure(**target: Any) -> None:  # noqa: ANN401  alembic's options
    context.configure(
        **target,
        target_metadata=Base.metadata,
        on_version_apply=_make_views,
        render_item=_render,
        # SQLite alters a table by copying it; and its DDL is transactional as our engine opens it.
        render_as_batch=True,
        transactional_ddl=True,
    )


def _run(engine: Engine) -> None:
    with engine.connect() as connection:
        postgresql = is_postgresql(engine.url)
        if not postgresql:
            _without_foreign_keys(connection)
        _configure(connection=connection)
        with context.begin_transaction():
            if postgresql:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
            context.run_migrations()
            if postgresql and context.get_context().get_current_heads():
                _warn_of_missing_reader(connection)
            if not postgresql and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise IntegrityError("the migration leaves rows that refer to nothing", None, ValueError())


def _warn_of_missing_reader(connection: Connection) -> None:
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": READER})
    if found.first() is None:
        log.warning("no right to create the role %s: create it, and grant it SELECT on the views", READER)


def _without_foreign_keys(connection: Connection) -> None:
    """Let a table be dropped and copied back without its references being deleted; checked before the commit."""
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.cursor().execute("PRAGMA foreign_keys = OFF")


def _main() -> None:
    url = _url()
    if context.is_offline_mode():
        _configure(dialect_name=url.get_backend_name(), literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = make_engine(url, application_name="nianbao migrations", settings=LIMITS)
    try:
        _run(engine)
    finally:
        engine.dispose()


_main()
