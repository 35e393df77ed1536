"""Numbers in Chinese, as narratives have them."""

from __future__ import annotations

_NUMERALS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return f"{head}{_NUMERALS[ones] if ones or not tens else ''}"
