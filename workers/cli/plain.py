"""Text from files as a terminal may show it: without the characters that command a terminal or turn text around.

Place in the flow: between what was read and every line printed for people. Programs get JSON, which escapes them.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

# Controls but tab and line feed (ESC begins a terminal command), C1 controls, and the overrides of text direction.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with each such character replaced by U+FFFD."""
    return _UNSAFE.sub("\ufffd", text)


def plain_values(value: T) -> T:
    """A msgspec value, or a tuple of them, with all its texts plain."""
    if isinstance(value, tuple):
        return tuple(plain_values(part) for part in value)  # type: ignore[return-value] # a tuple of the same shape
    return msgspec.convert(_walk(msgspec.to_builtins(value)), type(value))


def _walk(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case str():
            return plain(value)
        case list() | tuple():
            return [_walk(part) for part in value]
        case dict():
            return {key: _walk(part) for key, part in value.items()}
        case _:
            return value
