"""Dates written in Chinese numerals, as documents are signed: 二〇二四年一月九日.

Place in the flow: asked by ``dates``, ``titles`` and ``sections`` before they look for digits.
"""

from __future__ import annotations

import re

_DIGITS = {sign: digit for digit, signs in enumerate(("〇○零O0", *"一二三四五六七八九")) for sign in signs}
_YEAR = "二[〇○零O0][〇○零一二三四五六七八九]{2}"
# 元月 is the first month; a year in digits may have its month in words.
_DATE = re.compile(
    rf"(?P<year>{_YEAR}|20\d\d)\s*年(?:\s*(?P<month>元|十[一二]?|[一二三四五六七八九])\s*月"
    r"(?:\s*(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*日)?)?"
)


def in_digits(text: str) -> str:
    """The text with its dates in digits.

    :param text: folded (``normalise.fold``).
    """
    return _DATE.sub(_written, text) if "年" in text else text


def _written(match: re.Match[str]) -> str:
    year, month, day = match["year"], match["month"], match["day"]
    if year.isdecimal() and month is None:
        return match[0]
    written = f"{''.join(str(_DIGITS.get(sign, sign)) for sign in year)}年"
    written += f"{1 if month == '元' else _number(month)}月" if month else ""
    return written + (f"{_number(day)}日" if day else "")


def _number(word: str) -> int:
    """A number up to 39 in Chinese numerals."""
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS.get(tens, 1) if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)
