"""The common ground of all mapped classes: naming convention, column types, identity keys.

Place in the flow: imported by every module of ``models``; ``Base.metadata`` is what the migrations are compared with.
Each type behaves the same on SQLite and PostgreSQL: instants come back aware and in UTC, text is always storable,
decimals keep their value, enumerations are strings with a CHECK.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Enum, Integer, MetaData, Numeric, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeEngine

from parsers.report import Number

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# The longest word of any enumeration fits; a fixed length keeps new members from altering the column.
_WORD_LENGTH = 20


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant. Naive values are refused; what comes back is aware and in UTC, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """The instant in UTC.

        :raises ValueError: when the value has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """The instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class SafeText(TypeDecorator[str]):
    """Text that any of the databases takes: NUL and lone surrogates (from file names, broken PDFs) become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """The text without what PostgreSQL refuses."""
        return None if value is None else safe_text(value)


class ExactNumber(TypeDecorator[Number]):
    """An integer or a decimal. Integers come back as ``int``.

    PostgreSQL keeps every digit. SQLite keeps 15 significant ones, which no figure of a report exceeds; the digits of
    the source, trailing zeros included, stand in ``reports.cells`` in any case.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC; on SQLite without SQLAlchemy's own conversion, which rounds to ten digits and warns."""
        return dialect.type_descriptor(Numeric(asdecimal=False) if dialect.name == "sqlite" else Numeric())

    def process_result_value(self, value: float | Decimal | None, dialect: Dialect) -> Number | None:  # noqa: ARG002  SQLAlchemy's signature
        """The number: ``int`` where it is integral, else ``Decimal``."""
        if value is None:
            return None
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else number


def safe_text(value: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD; a plain ``str`` even for an enumeration's member."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\x00", "\ufffd")


# Queried by SQL users (binary on PostgreSQL) or kept to the letter, order of keys included.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
JsonText = JSON(none_as_null=True)

Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """What all mapped classes derive from."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class, as a plain dict
        str: SafeText,
        int: BigInteger,
        dt.datetime: UtcDateTime,
        dt.date: Date,
        Number: ExactNumber,
        dict[str, Any]: Json,
        list[str]: Json,
        enum.Enum: Enum(
            enum.Enum, native_enum=False, create_constraint=True, length=_WORD_LENGTH, values_callable=_values
        ),
    }
