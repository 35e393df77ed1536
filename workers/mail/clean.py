"""Makes published text safe to show: no control, format or surrogate characters, and no more of it than fits.

Place in the flow: every string of a batch passes here before it reaches a header or a body.
"""

from __future__ import annotations

import unicodedata

ELLIPSIS = "……"

# Cc: header injection, terminal escapes. Cf: bidirectional overrides that show text in another order than it is read.
# Cs: lone surrogates cannot be encoded. Co, Cn: no glyph to show. Zl, Zp: line ends to some mail programs.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_line(text: str, limit: int) -> str:
    """The text on one line, without unsafe characters, at most ``limit`` characters long (the ellipsis included)."""
    # A hostile text may be megabytes long: four times the limit leaves enough after blanks are squeezed.
    safe = "".join(" " if unicodedata.category(char) in _UNSAFE else char for char in text[: limit * 4])
    return cut(" ".join(safe.split()), limit)


def header_text(text: str, limit: int) -> str:
    """The same for a header: nothing in it is taken for an encoded word (RFC 2047), which may hide a line break."""
    return one_line(text.replace("=?", "= ?"), limit)


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, at most ``limit`` characters long."""
    return text if len(text) <= limit else text[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS
