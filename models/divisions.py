"""The gazetteer as a table: the divisions of China to the townships, for SQL users and joins.

Place in the flow: filled by ``refresh`` whenever the schema is brought up to date; the code itself asks
``rules.gazetteer``, whose file it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, String, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.session import make_engine, transaction
from rules import gazetteer_data
from rules.gazetteer import gazetteer
from rules.organ import OrganLevel


class StoredDivision(Base):
    """One division."""

    __tablename__ = "divisions"
    __table_args__ = ({"comment": "Administrative divisions. 行政区划。"},)

    code: Mapped[str] = mapped_column(
        String(12), primary_key=True, comment="Code: six digits, nine for townships. 行政区划代码。"
    )
    name: Mapped[str] = mapped_column(index=True, comment="Name. 名称。")
    level: Mapped[OrganLevel] = mapped_column(comment="province, city, county or township. 层级：省、市、县、乡。")
    parent_code: Mapped[str | None] = mapped_column(
        String(12), index=True, comment="The division it lies in. 上级行政区划代码。"
    )
    full_name: Mapped[str] = mapped_column(comment="With those it lies in. 全称。")
    edition: Mapped[str] = mapped_column(comment="Edition of the list. 区划数据版本。")


_COLUMNS = tuple(StoredDivision.__table__.columns.keys())


def fill(url: str | URL) -> None:
    """``refresh`` a database that is at the newest revision; several processes may do so at once."""
    engine = make_engine(url)
    try:
        with transaction(engine) as session:
            refresh(session)
    finally:
        engine.dispose()


def refresh(session: Session) -> int:
    """Fill the table from the package's file, as a whole; nothing is done when that edition is in it already.

    :return: how many divisions were written.
    """
    edition, lines = gazetteer_data.read()
    if session.get_bind().dialect.name == "postgresql":
        # Of two processes that start at once, the second finds it done.
        session.execute(text("LOCK TABLE divisions IN SHARE ROW EXCLUSIVE MODE"))
    there = select(func.count(), func.min(StoredDivision.edition), func.max(StoredDivision.edition))
    if tuple(session.execute(there).one()) == (len(list(lines)), edition, edition):
        return 0
    session.execute(delete(StoredDivision))
    session.expire_all()
    names = gazetteer()
    rows: list[tuple[str | None, ...]] = [
        (
            division.code,
            division.name,
            division.level.value,
            division.parent,
            names.full_name(division),
            edition,
        )
        for division in names
    ]
    _write(session.connection(), rows)
    return len(rows)


def _write(connection: Connection, rows: list[tuple[str | None, ...]]) -> None:
    """As fast as each database takes them: forty thousand rows one by one take many seconds."""
    columns = ", ".join(_COLUMNS)
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY divisions ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(_COLUMNS))
    connection.exec_driver_sql(f"INSERT INTO divisions ({columns}) VALUES ({marks})", rows)  # noqa: S608  names of ours
