"""What a setting may be: one type a kind of value, each with the check that says in words what is wrong.

Place in the flow: the fields of ``settings``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from workers.mail.address import parse_address, parse_mailbox

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What the pattern for the folders in the inbox may name.
FOLDER_GROUPS: Final = frozenset({"division", "organ", "year"})
# Printable ASCII without what ends a header's address or a path.
_PAGE: Final = re.compile(r"https://[^\s<>,?#\x00-\x20\x7f-\U0010ffff]{1,400}")
# Any spelling of PostgreSQL means psycopg 3; other databases are refused.
_DATABASES: Final[Mapping[str, str]] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks as ``10.0.0.0/8, fd00::/8``.

    :raises ValueError: naming the one that is none.
    """
    return tuple(ipaddress.ip_network(part) for part in text.replace(",", " ").split())


def _database(value: SecretStr) -> SecretStr:
    scheme, separator, rest = value.get_secret_value().partition("://")
    driver = _DATABASES.get(scheme)
    if driver is None or not separator:
        raise ValueError(f"must start with one of {', '.join(f'{name}://' for name in _DATABASES)}")
    return SecretStr(f"{driver}://{rest}")


def _with_scheme(*schemes: str) -> Callable[[SecretStr], SecretStr]:
    beginnings = tuple(f"{scheme}://" for scheme in schemes)

    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(beginnings):
            raise ValueError(f"must start with one of {', '.join(beginnings)}")
        return value

    return check


def _parsed_by(parse: Callable[[str], object]) -> Callable[[str], str]:
    """The text itself, when it can be parsed."""

    def check(value: str) -> str:
        parse(value)
        return value

    return check


def _page(value: str) -> str:
    """RFC 8058 wants https; a token is added to the path."""
    if not _PAGE.fullmatch(value):
        raise ValueError("must be an https:// address without ? and #")
    return value


def _printable(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must be printable ASCII: it is sent with every request")
    return value


def _grouped(value: re.Pattern[str]) -> re.Pattern[str]:
    if not (value.groupindex and value.groupindex.keys() <= FOLDER_GROUPS):
        raise ValueError(f"must have named groups, of {', '.join(sorted(FOLDER_GROUPS))}")
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Seconds = Annotated[float, Field(gt=0)]
AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
RedisUrl = Annotated[SecretStr, AfterValidator(_with_scheme("redis", "rediss", "unix"))]
SmtpUrl = Annotated[SecretStr, AfterValidator(_with_scheme("smtp", "smtp+starttls", "smtps"))]
Address = Annotated[str, AfterValidator(_parsed_by(parse_address))]
Mailbox = Annotated[str, AfterValidator(_parsed_by(parse_mailbox))]
HttpsPage = Annotated[str, AfterValidator(_page)]
Networks = Annotated[str, AfterValidator(_parsed_by(parse_networks))]
PrintableAscii = Annotated[str, AfterValidator(_printable)]
FolderPattern = Annotated[re.Pattern[str], AfterValidator(_grouped)]
