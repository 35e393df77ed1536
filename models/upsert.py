"""INSERT … ON CONFLICT DO NOTHING for both databases: how two workers may write the same row at the same time.

Place in the flow: used by every query module of this package that must not fail on a row another worker wrote first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_if_missing(session: Session, table: type[Base], values: Mapping[str, Any]) -> int | None:
    """Insert a row unless a unique constraint says that it is there.

    Waits for another transaction that is writing the same row, so that afterwards the row can be read in any case.

    :param table: a mapped class whose primary key is ``id``.
    :returns: the key of the new row, None when the row was there already.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(table.__table__.c.id)
    key: int | None = session.scalar(statement)
    return key
