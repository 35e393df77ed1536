"""The statements that make and remove the SQL views, and give the reader role its only rights.

Place in the flow: executed by the migrations: made anew whenever the schema has reached its newest revision, removed
before a migration touches what lies under them.
"""

from __future__ import annotations

from models.view import Backend
from models.views import VIEWS

READER = "nianbao_reader"


def create_statements(backend: Backend) -> list[str]:
    """What makes all views anew, with their comments and the reader's rights where the database has such."""
    made = [f"CREATE VIEW {view.name} AS\n{view.select(backend)}" for view in VIEWS]
    return [*drop_statements(), *made, *(_postgresql_statements() if backend == "postgresql" else ())]


def drop_statements() -> list[str]:
    """What removes all views; the reader's rights on them go with them."""
    return [f"DROP VIEW IF EXISTS {view.name}" for view in VIEWS]


def revoke_statements(backend: Backend) -> list[str]:
    """What takes from the reader the right to see the schema. The role stays: other databases may use it."""
    return [_if_reader("REVOKE USAGE ON SCHEMA %I FROM %I")] if backend == "postgresql" else []


def _postgresql_statements() -> list[str]:
    names = ", ".join(view.name for view in VIEWS)
    return [
        *(_comment("VIEW", view.name, view.comment) for view in VIEWS),
        *(_comment("COLUMN", f"{view.name}.{c.name}", c.comment) for view in VIEWS for c in view.columns),
        _CREATE_READER,
        _if_reader("GRANT USAGE ON SCHEMA %I TO %I"),
        _if_reader(f"GRANT SELECT ON {names} TO %2$I"),
    ]


def _comment(kind: str, name: str, comment: str) -> str:
    quoted = comment.replace("'", "''")
    return f"COMMENT ON {kind} {name} IS '{quoted}'"


# A role belongs to the whole server: it may be there already, be made at this moment by another database's migration,
# or be beyond this user's rights. None of these stops a migration; it logs the last.
_CREATE_READER = f"""\
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
    CREATE ROLE {READER} NOLOGIN;
  END IF;
EXCEPTION
  WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    NULL;
END $$"""


def _if_reader(grant: str) -> str:
    return f"""\
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
    EXECUTE format('{grant}', current_schema(), '{READER}');
  END IF;
END $$"""
