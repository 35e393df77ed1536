"""Texts and values without passwords: in URLs, in ``password=…`` pairs, under keys known to hold secrets.

Place in the flow: between everything and the log, the ledger's errors and the terminal. Imports nothing heavy. In doubt
it takes away too much: a host that is missing in a log costs a minute, a password that is in it costs the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

REDACTED: Final = "***"

# A password may hold anything that should have been encoded: up to the last "@" before the next URL or the line's end.
_PASSWORD_IN_URL: Final = re.compile(r"(?P<front>://[^\s:/@\"]*):(?:(?:(?!://).)+|\S{1,500})@")
_HIDDEN_KEY: Final = r"\w*(?:secret|passw(?:or)?d|passphrase|pwd|token|api[_-]?key|access[_-]?key|authorization)\w*"
_SECRET_PAIR: Final = re.compile(
    rf"(?P<front>\b{_HIDDEN_KEY}[\"']?\s*[=:]\s*)"
    r"(?:'(?:\\.|[^'\\])*'(?![^\s,;&)}\]])|\"(?:\\.|[^\"\\])*\"|(?:(?:basic|bearer)\s+)?[^\s,;&]+)",
    re.IGNORECASE,
)
_SECRET_KEY: Final = re.compile(_HIDDEN_KEY.replace(r"\w", r"[\w-]"), re.IGNORECASE)


def redact(value: Any) -> Any:  # noqa: ANN401 - a log record holds anything
    """The same value without passwords."""
    if isinstance(value, str):
        return _SECRET_PAIR.sub(rf"\g<front>{REDACTED}", _PASSWORD_IN_URL.sub(rf"\g<front>:{REDACTED}@", value))
    if isinstance(value, Mapping):
        return {key: _redact_item(key, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(item) for item in value]
    return value


def _redact_item(key: object, item: object) -> object:
    return REDACTED if isinstance(key, str) and _SECRET_KEY.fullmatch(key) and item else redact(item)
