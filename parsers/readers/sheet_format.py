"""Numbers of a spreadsheet as they show: the stored value, and whether its format shows that value or another.

Place in the flow: the readers of XLSX and XLS ask here for the text of each number. A value that the format rounds,
scales, hides or strips of its sign is not what was published: both are known, neither is certain.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
_DATE = "yyyy-mm-dd"
# The formats that files name by number only.
BUILT_IN: dict[int, str] = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DATE),
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    **dict.fromkeys((5, 6), "#,##0;-#,##0"),
    **dict.fromkeys((7, 8), "#,##0.00;-#,##0.00"),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    **dict.fromkeys((12, 13), "# ?/?"),
    **dict.fromkeys((37, 38), "#,##0;(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00;(#,##0.00)"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'),
    48: "##0.0E+0",
    49: "@",
}
# Quoted text, escaped characters, paddings, and what stands in brackets: colours, conditions, currencies, elapsed time.
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_(?:.)|\*(?:.)|\[([^\]]*)\]', re.DOTALL)
_CONDITION = re.compile("[<>=]")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_PLACES = re.compile("[0#?]")
_GENERAL = re.compile("general|通用格式", re.IGNORECASE)
# Everything a plain format of a number consists of, literals aside.
_PLAIN = re.compile(r"[0#?,.\s¥￥$€()+-]*")
_CURRENCY = " ¥￥$€()+-\xa0"


class Shown(NamedTuple):
    """The text of a cell, and whether it is what the cell shows."""

    text: str
    sure: bool = True


class _Section(NamedTuple):
    """One part of a format (of positive, negative or zero): its signs, the literals before and behind the digits."""

    body: str
    before: str
    behind: str
    odd: bool


def number(value: float) -> str:
    """A number with the digits it was stored from: integral ones without a fraction, others with 15 digits at most."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


def shown(value: float, code: str, *, since_1904: bool = False) -> Shown:
    """A number under a format."""
    plain = number(value)
    sections = _sections(code)
    if not sections or not math.isfinite(value):
        return Shown(plain, math.isfinite(value))
    at = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    section = sections[at]
    if section.odd:
        return Shown(plain, sure=False)
    if section.body == _DATE:
        return _date(value, since_1904=since_1904)
    if not _PLACES.search(section.body):
        return _without_digits(value, plain, section)
    return _with_digits(plain, section, of_negatives=at == 1)


def hides_text(code: str) -> bool:
    """Whether a format shows nothing in place of text (";;;")."""
    return code.count(";") >= 3 and "@" not in code


def is_seen(text: str, *, struck: bool, pale: bool) -> bool:
    """Whether what a cell says is seen for certain in the font it is written in.

    White words are heads on something dark; of a number it is not known whether anyone sees it.
    """
    is_numeric = any(map(str.isdigit, text)) and not any(map(str.isalpha, text))
    return not (struck and text.strip()) and not (pale and is_numeric)


def _without_digits(value: float, plain: str, section: _Section) -> Shown:
    if "@" in section.body:
        return Shown(plain)
    literal = (section.before + section.body + section.behind).strip(_CURRENCY.replace("-", ""))
    # The accounting formats print a dash for zero: it is the number that was typed, not a mark for nothing.
    return Shown(plain, sure=value == 0 and literal == "-")


def _with_digits(plain: str, section: _Section, *, of_negatives: bool) -> Shown:
    if "%" in section.body:
        return Shown(f"{Decimal(plain) * 100:f}%")
    # Places of # and ? are left empty for zero.
    if not (Decimal(plain) or "0" in section.body):
        return Shown(plain, sure=False)
    decimals = len(_PLACES.findall(section.body.partition(".")[2]))
    exact = Decimal(plain)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if abs(exact) < 10**15 else exact
    signs = section.before + section.body + section.behind
    loses_sign = of_negatives and not ("-" in signs or "(" in signs)
    is_scaled = re.search(r",\s*(\.|[)\s]*$)", section.body) is not None
    before = section.before.strip(_CURRENCY)
    sure = rounded == exact and not loses_sign and not is_scaled and not before
    return Shown(plain + section.behind.strip(_CURRENCY), sure)


def _date(value: float, *, since_1904: bool) -> Shown:
    start = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - dates of a sheet
    try:
        instant = start + dt.timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return Shown(number(value), sure=False)
    return Shown(instant.date().isoformat() if instant.time() == dt.time() else instant.isoformat(" "))


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format; none for the general one."""
    if len(code) > 255:
        return (_Section("", "", "", odd=True),)
    # Literals may hold the sign that parts sections.
    masked = _LITERAL.sub(lambda match: match[0].replace(";", "\x00"), code)
    if masked.strip().lower() in {"", "general", "g/通用格式"}:
        return ()
    return tuple(_section(part) for part in masked.split(";"))


def _section(part: str) -> _Section:
    literals: list[str] = []
    odd = False
    body, behind_at = "", None
    place = 0
    for match in (*_LITERAL.finditer(part), None):
        between = part[place : match.start() if match else len(part)]
        if _PLACES.search(between) or _GENERAL.search(between):
            behind_at = len(literals)
        body += between
        if match is None:
            break
        place = match.end()
        literal = match[1] or match[2] or ""
        bracket = match[3] or ""
        odd = odd or bool(_CONDITION.search(bracket)) or any(char.isdigit() or char in ".," for char in literal)
        body += "h" if _ELAPSED.fullmatch(bracket) else ""
        literals.append(literal)
    at = len(literals) if behind_at is None else behind_at
    before, behind = "".join(literals[:at]), "".join(literals[at:])
    if _GENERAL.search(body):
        return _Section("0.000000000000000", before, behind, odd)
    if re.search("[ymdhs]", body.lower()):
        return _Section(_DATE, "", "", odd)
    known = bool(_PLAIN.fullmatch(body.replace("%", ""))) or "@" in body
    return _Section(body, before, behind, odd or not known)
