"""Cells that a spreadsheet shows as they are: published text must not act as a formula in an official's Excel.

Place in the flow: used by ``nianbao export --format excel`` and by the table that a digest carries.
"""

from __future__ import annotations

import re
from typing import Final

# Without it Excel takes UTF-8 for the system's own encoding.
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
# What a spreadsheet would take for a formula, its full-width twins included; a plain number with a sign is none.
_FORMULA = re.compile(r"^[=＝@＠\t\r\n]|^[+＋\-－](?![\d.]+$)")


def tamed(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would calculate with it."""
    return f"'{text}" if _FORMULA.search(text) else text
