"""What spreadsheets make of CSV: which encodings they write, and which cells they would calculate with.

Place in the flow: written by ``nianbao export --format excel`` and into a digest's table, where published text must not
act as a formula in an official's Excel; read from manifests, rosters and lists of subscriptions.
"""

from __future__ import annotations

import re
from typing import Final

# Without it Excel takes UTF-8 for the system's own encoding.
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
# UTF-8, or what a Chinese spreadsheet writes.
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
# What a spreadsheet would take for a formula, its full-width twins included; a plain number with a sign is none.
_FORMULA = re.compile(r"^[=＝@＠\t\r\n]|^[+＋\-－](?![\d.]+$)")


def tamed(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would calculate with it."""
    return f"'{text}" if _FORMULA.search(text) else text


def csv_text(data: bytes) -> str:
    """The text of a CSV file that somebody saved.

    :raises ValueError: when it is in no encoding that spreadsheets use here.
    """
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("it is neither UTF-8 nor GB18030 text")
